"""What a calendar says to the candidates of a specialty; what it does not say is said to be missing."""

from __future__ import annotations

from dataclasses import dataclass

from bts_sim.analysis.disciplines import disciplines
from bts_sim.bareme import Reglement, Unite
from bts_sim.calendriers.dates import en_heure, en_jour
from bts_sim.calendriers.document import SENS, Calendrier, Evenement, Ligne
from bts_sim.calendriers.durees import Duree, durees
from bts_sim.calendriers.lecture import Lecture, Lu, lire
from bts_sim.errors import LawError
from bts_sim.law import sources
from bts_sim.output.documents.modele import Mention


@dataclass(frozen=True)
class Echeances:
    """The dates of one specialty."""

    resultats_1: Mention
    choix: Mention
    jour: Mention
    heure: Mention
    centre: Mention
    resultats_2: Mention


def echeances(calendrier: Calendrier | None, reglement: Reglement, lecture: Lecture) -> Echeances:
    """Read the dates of a specialty in a calendar; None is no calendar at all."""
    if calendrier is None:
        date, hour, place = (Mention(f"{what} : aucun calendrier donné", False) for what in MANQUE)
        return Echeances(date, date, date, hour, place, date)
    row = _row(calendrier, reglement)
    read = {evenement: lire(calendrier, evenement, row, lecture) for evenement in EVENEMENTS}
    oral = read["oral"]
    return Echeances(
        _when(read["resultats_1"]),
        _when(read["choix"]),
        _day(oral),
        _hour(oral),
        _place(calendrier, oral),
        _when(read["resultats_2"]),
    )


EVENEMENTS: tuple[Evenement, ...] = ("resultats_1", "choix", "oral", "resultats_2")
MANQUE = ("date non fixée", "heure non fixée", "centre non indiqué")
DATE, HEURE, CENTRE = (f"{what} par le calendrier donné" for what in MANQUE)


def _row(calendrier: Calendrier, reglement: Reglement) -> Ligne:
    """Give the row of a specialty, or one that stands for it where the table does not name it."""
    own = next((ligne for ligne in calendrier.lignes if reglement.specialite in ligne.codes), None)
    word = disciplines().secteurs.get(reglement.secteur, reglement.secteur)
    letter = next((letter for letter, name in calendrier.secteurs.items() if name == word), None)
    return own or Ligne(specialite=reglement.specialite, secteur=letter)


def _when(lu: Lu) -> Mention:
    if lu.quand is None:
        return _unsaid(lu, DATE)
    # An hour about which the document contradicts itself is not in `quand`.
    doubt = f" ; le calendrier donné dit {' ou '.join(map(str, lu.ecarts))}" if lu.ecarts else ""
    return Mention(f"{SENS[lu.dits[0].sens]}{lu.quand}{_planned(lu)}{doubt}", source=_source(lu))


def _day(lu: Lu) -> Mention:
    if lu.quand is None:
        return _unsaid(lu, DATE)
    if lu.quand.debut.jour != lu.quand.fin.jour:
        first, last = en_jour(lu.quand.debut.jour), en_jour(lu.quand.fin.jour)
        return Mention(f"du {first} au {last} ; jour non fixé par le calendrier donné", source=_source(lu))
    return Mention(f"{en_jour(lu.quand.debut.jour)}{_planned(lu)}", source=_source(lu))


def _hour(lu: Lu) -> Mention:
    hours = {end.heure for end in (lu.quand.debut, lu.quand.fin)} if lu.quand else {None}
    hour = hours.pop() if len(hours) == 1 else None
    return Mention(en_heure(hour)) if hour is not None else Mention(HEURE, False)


def _place(calendrier: Calendrier, lu: Lu) -> Mention:
    places = dict.fromkeys(f"{calendrier.centres[dit.centre]} ({dit.centre})" for dit in lu.dits if dit.centre)
    return Mention(" ou ".join(places)) if places else Mention(CENTRE, False)


def _unsaid(lu: Lu, missing: str) -> Mention:
    if not lu.ecarts:
        return Mention(missing, False)
    return Mention(f"{missing}, qui se contredit : {' ou '.join(map(str, lu.ecarts))}", False, _source(lu))


def _planned(lu: Lu) -> str:
    return " (date prévisionnelle)" if any(dit.previsionnel for dit in lu.dits) else ""


def _source(lu: Lu) -> str:
    known = sources()
    said = dict.fromkeys((dit.source, dit.cote) for dit in lu.dits)
    return " ; ".join(
        f"{known[name]['reference'] if name in known else name},\u00a0cote\u00a0{cote}" for name, cote in said
    )


class Durees:
    """Minutes of the orals of a session, by unit."""

    def __init__(self, session: int) -> None:
        try:
            self.par_groupe = durees(session)
        except LawError:
            self.par_groupe = {}
        self.inconnue = Mention(f"durée non indiquée : aucun texte lu ne la donne pour la session {session}", False)

    def de(self, unite: Unite) -> Mention:
        """Say how long the oral of a unit lasts."""
        every = disciplines()
        name = every.de(unite)
        named = {one.nom: one.durees for one in (every.langues, *every.disciplines)}
        duree = self.par_groupe.get(named.get(name, every.autres.durees))
        return self._said(duree) if duree else self.inconnue

    def _said(self, duree: Duree) -> Mention:
        text = f"{duree.preparation} minutes de préparation, {duree.interrogation} minutes d'interrogation"
        return Mention(text, source=f"{sources()[duree.source]['reference']},\u00a0cote\u00a0{duree.cote}")
