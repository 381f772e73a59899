"""Read the dates that a calendar gives to the candidates of a specialty, and say which dates it does not give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bts_sim.candidates.documents.academies import Academie
from bts_sim.candidates.documents.calendars import Calendars, Piloting, each_once
from bts_sim.candidates.documents.pages.model import Mention
from bts_sim.droit.bareme import Reglement, Unite
from bts_sim.droit.calendriers.dates import JOURS, en_heure, en_jour
from bts_sim.droit.calendriers.disciplines import disciplines
from bts_sim.droit.calendriers.document import SENS, Calendrier, Evenement, Ligne, Place
from bts_sim.droit.calendriers.durees import Duree, durees
from bts_sim.droit.calendriers.lecture import Lu, dits, lire_evenement
from bts_sim.droit.textes import sources
from bts_sim.errors import LawError


@dataclass(frozen=True)
class Echeances:
    """The dates of one specialty for the candidates of one académie; `remarques`: their limits, quoted."""

    resultats_1: Mention
    choix: Mention
    jour: Mention
    heure: Mention
    centre: Mention
    resultats_2: Mention
    remarques: tuple[Mention, ...] = ()


#: The first day of the week without orals, within a period. No calendar read has one.
SATURDAY = JOURS.index("samedi")
MISSING = ("date non fixée", "heure non fixée", "centre non indiqué")
DATE, HOUR, CENTRE = (f"{what} par le calendrier donné" for what in MISSING)


def echeances(calendars: Calendars | None, reglement: Reglement, own: Academie | None) -> Echeances:
    """Return the dates of a specialty for the candidates of an académie; without a calendar there are none.

    The calendar of the académie dates the orals. The calendar that is about the specialty dates the results and the
    last day to choose.
    """
    if calendars is None or own is None:
        date, hour, place = (Mention(f"{what} : aucun calendrier donné", False) for what in MISSING)
        return Echeances(date, date, date, hour, place, date)
    pilot, said = calendars.pilot(reglement, own)
    when = [_published(calendars, pilot, said, reglement, evenement) for evenement in PUBLISHED]
    here = calendars.de(own)
    words = "selon l'académie pilote de la spécialité"
    if here is None or (pilot is not None and pilot is not here):
        words = f"selon les modalités de l'académie d'origine ({own.nom})"
    oral = _unsaid_orals(words) if here is None else _orals(calendars, here, reglement, words)
    return Echeances(
        when[0], when[1], *oral, when[2], (*_limits(calendars, here, pilot, reglement, own), *_addresses(pilot))
    )


PUBLISHED: tuple[Evenement, ...] = ("resultats_1", "choix", "resultats_2")


def _published(
    calendars: Calendars, pilot: Calendrier | None, said: Piloting, reglement: Reglement, evenement: Evenement
) -> Mention:
    """Return the date of an event in the pilot's calendar, with a condition if it does not name the specialty."""
    if pilot is None:
        return Mention(f"{MISSING[0]} : selon l'académie pilote de la spécialité", False)
    mention = _when(_event(calendars, pilot, reglement, evenement))
    if said is Piloting.NON_DIT and mention.connue:
        return replace(mention, texte=f"{mention.texte}, {_if_covered(pilot)}")
    return mention


def _event(calendars: Calendars, pilot: Calendrier, reglement: Reglement, evenement: Evenement) -> Lu:
    return lire_evenement(pilot, evenement, _row(pilot, reglement), calendars.lecture)


def last_moment_to_choose(calendars: Calendars, reglement: Reglement, own: Academie) -> datetime | None:
    """Return the last moment at which candidates of a specialty and an académie may choose, in Paris time.

    None where no calendar says it for certain: no pilot is known, or it does not name its specialties.
    """
    return _moment_of(calendars, reglement, own, "choix")


def _moment_of(calendars: Calendars, reglement: Reglement, own: Academie, evenement: Evenement) -> datetime | None:
    pilot, said = calendars.pilot(reglement, own)
    if pilot is None or said is not Piloting.OUI:
        return None
    when = _event(calendars, pilot, reglement, evenement).quand
    return None if when is None else when.fin.fin().replace(tzinfo=None)


def last_results(calendars: Calendars, reglement: Reglement, own: Academie) -> datetime | None:
    """Return when the results of the second group are published for a specialty and an académie, in Paris time.

    None where no calendar says it for certain, as for `last_moment_to_choose`.
    """
    return _moment_of(calendars, reglement, own, "resultats_2")


def addresses(calendrier: Calendrier, evenement: Evenement) -> list[Mention]:
    """Return the addresses at which a calendar says that results are published, each with its source."""
    published = [one for one in calendrier.publications if evenement in one.resultats]
    return [Mention(one.adresse, source=_reference(calendrier, one)) for one in published]


def _addresses(pilot: Calendrier | None) -> Iterator[Mention]:
    """Yield where the results after the orals are published, for a convocation."""
    for one in addresses(pilot, "resultats_2") if pilot else ():
        yield replace(one, texte=f"Ces résultats sont publiés à l'adresse {one.texte}")


@dataclass(frozen=True)
class Openings:
    """The days of the orals of a specialty for the candidates of an académie, and the codes of their centres.

    Without a day, or a centre, the calendar gives none; `why` says so in words, and is empty otherwise.
    """

    days: tuple[date, ...]
    centres: tuple[str, ...]
    why: str = ""


def openings(calendars: Calendars, reglement: Reglement, own: Academie) -> Openings:
    """Return where and when the candidates of a specialty and an académie sit their orals."""
    here = calendars.de(own)
    if here is None:
        return Openings((), (), f"aucun calendrier de l'académie {own.nom}")
    lu = _oral(calendars, here, reglement)
    if lu.quand is None:
        return Openings(
            (), (), "le calendrier donne deux jours à la fois" if lu.ecarts else "le calendrier ne donne pas le jour"
        )
    first, last = lu.quand.debut.jour, lu.quand.fin.jour
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    centres = tuple(dict.fromkeys(dit.centre for dit in lu.dits if dit.centre))
    worked = tuple(day for day in days if first == last or day.weekday() < SATURDAY)
    return Openings(worked, centres, "" if centres else "le calendrier ne donne pas le centre")


def _oral(calendars: Calendars, here: Calendrier, reglement: Reglement) -> Lu:
    said = calendars.piloting(here, reglement, here)
    row = _row(here, reglement)
    return lire_evenement(here, "oral", row, calendars.lecture, pilotee=said is not Piloting.NON)


def _if_covered(calendrier: Calendrier) -> str:
    return f"si {_named(calendrier)} pilote la spécialité (son calendrier ne nomme pas les siennes)"


def _named(calendrier: Calendrier) -> str:
    return calendrier.academie.title()


def _unsaid_orals(words: str) -> tuple[Mention, Mention, Mention]:
    date, hour, place = (Mention(f"{what} : {words}", False) for what in MISSING)
    return date, hour, place


def _orals(
    calendars: Calendars, here: Calendrier, reglement: Reglement, words: str
) -> tuple[Mention, Mention, Mention]:
    """Return the day, the hour and the centre of the orals in the calendar of the académie.

    `words`: the condition that limits the rest, for a specialty that the calendar is not about.
    """
    said = calendars.piloting(here, reglement, here)
    lu = _oral(calendars, here, reglement)
    day, place = _day(lu), _place(here, lu)
    if said is Piloting.NON:
        missing = _unsaid_orals(words)
        day, place = day if day.connue else missing[0], place if place.connue else missing[2]
    if said is Piloting.NON_DIT and day.connue:
        day = replace(day, texte=f"{day.texte}, {_if_covered(here)}")
    return day, _hour(lu), place


def _limits(
    calendars: Calendars, here: Calendrier | None, pilot: Calendrier | None, reglement: Reglement, own: Academie
) -> Iterator[Mention]:
    """Yield quotations of the calendars about candidates and specialties outside their scope, and of their limits."""
    for one in each_once(calendars.donne, here, pilot):
        if one.couvre is None:
            continue
        said = calendars.piloting(one, reglement, here)
        piloted = said is not Piloting.NON
        others = one.couvre.autres_academies
        if one is not here and said is Piloting.OUI and others is not None and others.texte:
            yield Mention(f"« {others.texte} »", source=_reference(one, others))
        others = one.couvre.autres_specialites
        if one is here and not piloted:
            words = f"L'académie de {_named(one)} ne pilote pas cette spécialité"
            quoted = f" : « {others.texte} »" if others is not None and others.texte else ""
            yield Mention(f"{words}{quoted}.", source=_reference(one, others or one.couvre))
        if one is here:
            yield from _reserves(one, reglement, piloted)


def _reserves(calendrier: Calendrier, reglement: Reglement, piloted: bool) -> Iterator[Mention]:
    """Yield quotations of the reserves on the day or the centre of the orals."""
    row = _row(calendrier, reglement)
    about = [dit for dit in dits(calendrier) if dit.evenement == "oral" and dit.vise(row) and dit.reserve]
    narrow = [dit for dit in about if dit.pilotees == piloted] or [dit for dit in about if piloted or not dit.pilotees]
    for reserve, source in dict.fromkeys((dit.reserve, (dit.source, dit.cote)) for dit in narrow):
        yield Mention(f"Jour et centre des oraux : « {reserve} ».", source=_cited(*source))


def _reference(calendrier: Calendrier, place: Place) -> str:
    return _cited(place.source or calendrier.source, place.cote or calendrier.cote)


def _cited(source: str, cote: str) -> str:
    known = sources()
    return f"{known[source]['reference'] if source in known else source},\u00a0cote\u00a0{cote}"


def _row(calendrier: Calendrier, reglement: Reglement) -> Ligne:
    """Return the row of a specialty, or an equivalent one where the table does not name it."""
    own = next((ligne for ligne in calendrier.lignes if reglement.specialite in ligne.codes), None)
    word = disciplines().secteurs.get(reglement.secteur, reglement.secteur)
    letter = next((letter for letter, name in calendrier.secteurs.items() if name == word), None)
    return own or Ligne(specialite=reglement.specialite, secteur=letter)


def _when(lu: Lu) -> Mention:
    if lu.quand is None:
        return _unsaid(lu, DATE)
    # `quand` omits an hour about which the document contradicts itself.
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
    return Mention(en_heure(hour)) if hour is not None else Mention(HOUR, False)


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
    return " ; ".join(_cited(*one) for one in dict.fromkeys((dit.source, dit.cote) for dit in lu.dits))


class Durees:
    """The lengths of the orals of a session by unit, in minutes."""

    def __init__(self, session: int) -> None:
        try:
            self.par_groupe = durees(session)
        except LawError:
            self.par_groupe = {}
        self.unknown = Mention(f"durée non indiquée : aucun texte lu ne la donne pour la session {session}", False)

    def de(self, unite: Unite) -> Mention:
        """Return the length of a unit's oral in words."""
        every = disciplines()
        name = every.de(unite)
        named = {one.nom: one.durees for one in (every.langues, *every.disciplines)}
        duree = self.par_groupe.get(named.get(name, every.autres.durees))
        return self._said(duree) if duree else self.unknown

    def _said(self, duree: Duree) -> Mention:
        text = f"{duree.preparation} minutes de préparation, {duree.interrogation} minutes d'interrogation"
        if duree.lue_pour:
            text += f" (inférence : durée lue pour {duree.lue_pour} seulement)"
        return Mention(text, source=f"{sources()[duree.source]['reference']},\u00a0cote\u00a0{duree.cote}")
