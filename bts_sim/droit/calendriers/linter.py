"""The contradictions of a calendar with itself, the law or the week. Nothing is settled, nothing is corrected.

Each check is general: it depends on kinds of statements and on no particular document. It compares the contents of the
file, two places at a time, and reports the consequence of each difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from bts_sim.droit.calendriers.constats import GENRES, Constat
from bts_sim.droit.calendriers.contre_la_loi import couverture, intervalles, nombres, secteurs
from bts_sim.droit.calendriers.dates import DIMANCHE, JOURS, en_jour
from bts_sim.droit.calendriers.document import EN_MOTS, EVENEMENTS, SENS, Calendrier, Enonce, Evenement, Ligne
from bts_sim.droit.calendriers.lecture import Dit, dits, en_lieu, lire_evenement
from bts_sim.droit.regles.calendrier import echeance

__all__ = ["GENRES", "Constat", "verifier"]


def verifier(calendrier: Calendrier) -> list[Constat]:
    """Return every contradiction that the checks find, in the order of the checks."""
    return [constat for controle in CONTROLES for constat in dict.fromkeys(controle(calendrier))]


# --- One statement against another ------------------------------------------------------------------------------


def _memes_choses(calendrier: Calendrier) -> Iterator[Constat]:
    """Compare the dates of one event, and the centres of an oral; places that agree are listed together."""
    found: dict[tuple[str, Evenement, str, str, str], tuple[dict[str, None], dict[str, None], str]] = {}
    for a, b, ligne in _about_the_same(calendrier):
        name = ligne.specialite if ligne and (a.ligne or b.ligne) else ""
        for genre, said_a, said_b, consequence in _differences(calendrier, a, b):
            turned = (genre, a.evenement, name, said_b, said_a)
            first, then = (b, a) if turned in found else (a, b)
            key = turned if turned in found else (genre, a.evenement, name, said_a, said_b)
            places = found.setdefault(key, ({}, {}, consequence))
            places[0][first.lieu] = places[1][then.lieu] = None
    for (genre, evenement, name, said_a, said_b), (lieux_a, lieux_b, consequence) in found.items():
        words = EN_MOTS[evenement]
        yield Constat(
            genre,
            name,
            " ; ".join(lieux_a),
            f"{words} : {said_a}",
            " ; ".join(lieux_b),
            f"{words} : {said_b}",
            consequence,
        )


def _about_the_same(calendrier: Calendrier) -> Iterator[tuple[Dit, Dit, Ligne | None]]:
    """Yield each pair of statements on the same event of the same candidates, in the order of the document.

    Two statements of the body are compared once (None), the others row by row.
    """
    stated = dits(calendrier)
    for ligne in (None, *calendrier.lignes):
        for a, b in combinations([dit for dit in stated if ligne is None or dit.vise(ligne)], 2):
            shared = set(a.secteurs) & set(b.secteurs) or not (a.secteurs and b.secteurs)
            whole = a.ligne is None and b.ligne is None and bool(shared)
            if a.evenement == b.evenement and (whole if ligne is None else not whole):
                yield a, b, ligne


def _differences(calendrier: Calendrier, a: Dit, b: Dit) -> Iterator[tuple[str, str, str, str]]:
    if _exclude_each_other(a, b):
        same_day = (a.quand.debut.jour, a.quand.fin.jour) == (b.quand.debut.jour, b.quand.fin.jour)
        consequence = (
            "l'heure dépend de l'endroit que l'on lit" if same_day else "le jour dépend de l'endroit que l'on lit"
        )
        yield "deux_heures" if same_day else "deux_dates", _said(a), _said(b), f"{consequence}{_gap(a, b)}"
    if a.centre and b.centre and a.centre != b.centre:
        said = [f"à {calendrier.centres[one]}" for one in (a.centre, b.centre)]
        yield "deux_centres", said[0], said[1], "le candidat ne sait pas où se rendre"


def _exclude_each_other(a: Dit, b: Dit) -> bool:
    """Return whether both cannot be true: a last day and a date before it can be, two hours cannot."""
    for one, other in ((a, b), (b, a)):
        if one.sens == "au_plus_tot" and other.sens != "au_plus_tot":
            return other.quand.fin.fin() < one.quand.debut.debut()
        if one.sens == "au_plus_tard" and other.sens == "exact":
            return other.quand.debut.debut() > one.quand.fin.fin()
    return not (a.quand.contient(b.quand) or b.quand.contient(a.quand))


def _said(dit: Dit) -> str:
    return f"{SENS[dit.sens]}{dit.quand}"


def _gap(a: Dit, b: Dit) -> str:
    if a.quand.periode or b.quand.periode:
        return ""
    gap = abs(b.quand.debut.debut() - a.quand.debut.debut())
    for unit, name in ((timedelta(days=1), "jour"), (timedelta(hours=1), "heure"), (timedelta(minutes=1), "minute")):
        if gap >= unit:
            return f" : {gap // unit} {name}{'s' * (gap // unit > 1)} d'écart"
    return ""


def _regles(calendrier: Calendrier) -> Iterator[Constat]:
    """Compare the rules that set the same deadline."""
    rules = [enonce for enonce in calendrier.enonces if enonce.apres is not None]
    for a, b in combinations(rules, 2):
        same = (a.evenement, a.sens) == (b.evenement, b.sens)
        if same and (a.apres, a.jours) != (b.apres, b.jours):
            yield Constat(
                "deux_regles",
                "",
                en_lieu(calendrier, a),
                _rule(a),
                en_lieu(calendrier, b),
                _rule(b),
                "l'échéance dépend de la règle que l'on suit",
            )


def _rule(enonce: Enonce) -> str:
    jours = enonce.jours or 0
    origin = EN_MOTS[enonce.apres] if enonce.apres else ""
    return f"{EN_MOTS[enonce.evenement]} : {SENS[enonce.sens]}{jours} jour{'s' * (jours > 1)} après « {origin} »"


# --- Dates against rules, order and the week --------------------------------------------------------------------


def _echeances(calendrier: Calendrier) -> Iterator[Constat]:
    """Check every rule of delay against the dates that the document gives, row by row."""
    for enonce in calendrier.enonces:
        if enonce.apres is None or enonce.jours is None:
            continue
        for ligne in calendrier.lignes or (None,):
            origins = _dated(calendrier, enonce.apres, ligne)
            for target in _dated(calendrier, enonce.evenement, ligne):
                for origin in origins:
                    yield from _unmet(calendrier, enonce, origin, target, ligne)


def _unmet(calendrier: Calendrier, enonce: Enonce, origin: Dit, target: Dit, ligne: Ligne | None) -> Iterator[Constat]:
    """Yield a finding where a date misses the day that a rule sets; a period counts by its best day."""
    jours = enonce.jours or 0
    first, last = echeance(origin.quand.debut.jour, jours), echeance(origin.quand.fin.jour, jours)
    late = (target.quand.debut.jour - last).days if enonce.sens != "au_plus_tot" else 0
    early = (first - target.quand.fin.jour).days if enonce.sens != "au_plus_tard" else 0
    gap = max(late, early)
    if gap > 0:
        limit = last if late > 0 else first
        yield Constat(
            "echeance_non_tenue",
            ligne.specialite if ligne else "",
            en_lieu(calendrier, enonce),
            f"{_rule(enonce)}, soit le {en_jour(limit)}",
            target.lieu,
            f"{EN_MOTS[target.evenement]} : {target.quand}",
            f"{gap} jour{'s' * (gap > 1)} de {'plus' if late > 0 else 'moins'} que la règle",
        )


def _dated(calendrier: Calendrier, evenement: Evenement, ligne: Ligne | None) -> list[Dit]:
    return [dit for dit in dits(calendrier) if dit.evenement == evenement and dit.vise(ligne)]


def _ordre(calendrier: Calendrier) -> Iterator[Constat]:
    """Check that no event comes before one that it must follow, in the default reading."""
    for ligne in calendrier.lignes or (None,):
        read = [(evenement, lire_evenement(calendrier, evenement, ligne, "annexe")) for evenement in EVENEMENTS]
        known = [(evenement, lu.quand, lu.dits[0].lieu) for evenement, lu in read if lu.quand is not None]
        for (first, a, lieu_a), (then, b, lieu_b) in combinations(known, 2):
            if b.fin.fin() < a.debut.debut():
                yield Constat(
                    "ordre",
                    ligne.specialite if ligne else "",
                    lieu_a,
                    f"{EN_MOTS[first]} : {a}",
                    lieu_b,
                    f"{EN_MOTS[then]} : {b}",
                    f"« {EN_MOTS[then]} » vient avant « {EN_MOTS[first]} »",
                )


def _jurys(calendrier: Calendrier) -> Iterator[Constat]:
    """Check that no jury of the first group still sits when the last results are out."""
    stated = dits(calendrier)
    results = [dit for dit in stated if dit.evenement == "resultats_1" and dit.ligne]
    for jury in (dit for dit in stated if dit.evenement == "deliberation_1" and not dit.ligne):
        last = max(results, key=lambda dit: dit.quand.fin.fin(), default=None)
        if last is not None and jury.quand.fin.jour > last.quand.fin.jour:
            yield Constat(
                "jury_apres_resultats",
                "",
                jury.lieu,
                f"{EN_MOTS['deliberation_1']} : {jury.quand}",
                last.lieu,
                f"derniers résultats : {last.quand}",
                "une spécialité délibère encore, qui n'a pas de date de résultats",
            )


def _semaine(calendrier: Calendrier) -> Iterator[Constat]:
    """Check days against the week and the year; a period may hold a Sunday."""
    for dit in dits(calendrier):
        jour = dit.quand.debut.jour
        name = dit.ligne.specialite if dit.ligne else ""
        said = f"{EN_MOTS[dit.evenement]} : {dit.quand}"
        if dit.jour and dit.jour != JOURS[jour.weekday()]:
            consequence = "on ne sait lequel des deux est juste, le jour ou la date"
            yield Constat(
                "jour_de_semaine", name, dit.lieu, f"{dit.jour} {jour:%d/%m/%Y}", "semaine", en_jour(jour), consequence
            )
        if jour.weekday() == DIMANCHE and not dit.quand.periode:
            yield Constat("dimanche", name, dit.lieu, said, "semaine", "dimanche", "établissements et centres fermés")
        if {jour.year, dit.quand.fin.jour.year} != {calendrier.session}:
            consequence = "la date est d'une autre session"
            yield Constat("annee", name, dit.lieu, said, "session", str(calendrier.session), consequence)


Controle = Callable[[Calendrier], Iterable[Constat]]
CONTROLES: Sequence[Controle] = (
    _memes_choses,
    _regles,
    _echeances,
    _ordre,
    _jurys,
    _semaine,
    intervalles,
    nombres,
    couverture,
    secteurs,
)
