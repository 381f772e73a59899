"""Comparison of a calendar with the law of its session, with its own stated coverage, and with its letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations

from bts_sim.droit.calendriers.constats import Constat
from bts_sim.droit.calendriers.document import EN_MOTS, EVENEMENTS, Calendrier, Moyenne, Nombre
from bts_sim.droit.calendriers.intervalles import Intervalle, en_decimal, intervalles_de_la_loi, temoin
from bts_sim.droit.calendriers.lecture import en_lieu
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.textes import valeur


def intervalles(calendrier: Calendrier) -> Iterator[Constat]:
    """Compare the intervals of the document with those of the law; each finding shows a mean on which they differ."""
    if not calendrier.moyennes:
        return
    legal = intervalles_de_la_loi(calendrier.session)
    source = load_regime(valeur("regime", calendrier.session)).source
    for written in calendrier.moyennes:
        law = legal.get(written.moyenne)
        ours = Intervalle(written.de, written.de_compris, written.a, written.a_compris)
        witness = temoin(ours, law) if law else None
        if law is not None and witness is not None:
            verbs = ("admise", "exclue") if ours.contient(witness) else ("exclue", "admise")
            yield Constat(
                "intervalle",
                "",
                en_lieu(calendrier, written),
                _mean(written, ours),
                f"loi : {source}",
                _mean(written, law),
                f"une moyenne de {en_decimal(witness)} est {verbs[0]} par le document, {verbs[1]} par la loi",
            )


def _mean(written: Moyenne, interval: Intervalle) -> str:
    return f"moyenne {written.moyenne.replace('generale', 'générale')} : {interval}"


def nombres(calendrier: Calendrier) -> Iterator[Constat]:
    """Compare the document's numbers of orals with one another, or with the law where there is only one."""
    said: dict[int, list[Nombre]] = {}
    for one in calendrier.nombres:
        said.setdefault(one.nombre, []).append(one)
    written = {
        number: (" ; ".join(en_lieu(calendrier, one) for one in ones), _quoted(ones)) for number, ones in said.items()
    }
    regime = load_regime(valeur("regime", calendrier.session))
    if len(written) == 1 and regime.nombre_oraux:
        written.setdefault(regime.nombre_oraux, (f"loi : {regime.source}", f"{regime.nombre_oraux}"))
    for (_, a), (_, b) in combinations(written.items(), 2):
        consequence = "on ne sait combien d'oraux choisir"
        yield Constat("deux_nombres", "", a[0], f"oraux : {a[1]}", b[0], f"oraux : {b[1]}", consequence)


def _quoted(numbers: Sequence[Nombre]) -> str:
    words = " ; ".join(f"« {one.texte} »" for one in numbers if one.texte)
    return f"{numbers[0].nombre} ({words})" if words else str(numbers[0].nombre)


def couverture(calendrier: Calendrier) -> Iterator[Constat]:
    """Yield a finding per row with dates of a specialty outside the document's stated coverage."""
    covered = calendrier.couvre
    if covered is None or not covered.specialites:
        return
    for ligne in calendrier.lignes:
        if ligne.specialite not in covered.specialites:
            dated = [EN_MOTS[evenement] for evenement in EVENEMENTS if getattr(ligne, evenement, None)]
            yield Constat(
                "hors_couverture",
                ligne.specialite,
                en_lieu(calendrier, covered),
                f"{len(covered.specialites)} spécialités, dont {ligne.specialite} n'est pas",
                f"tableau, ligne {ligne.specialite}",
                f"dates de {ligne.specialite} : {', '.join(dated) or 'aucune'}",
                "on ne sait si ces dates valent pour la spécialité",
            )


def secteurs(calendrier: Calendrier) -> Iterator[Constat]:
    """Yield a finding per title with the name of a secteur of the document that is not the secteur of its letter."""
    for ligne in calendrier.lignes:
        for letter, label in calendrier.secteurs.items():
            if ligne.secteur in (None, letter) or _plain(label) not in _plain(ligne.intitule):
                continue
            one_only = [
                en_lieu(calendrier, enonce)
                for enonce in calendrier.enonces
                if len({letter, ligne.secteur} & set(enonce.secteurs)) == 1
            ]
            named = [en_lieu(calendrier, enonce) for enonce in calendrier.enonces if letter in enonce.secteurs]
            yield Constat(
                "secteur",
                ligne.specialite,
                f"tableau, ligne {ligne.specialite}",
                f"lettre {ligne.secteur} ({calendrier.secteurs[str(ligne.secteur)]})",
                " ; ".join(named) or "secteurs du document",
                f"secteur « {label} », que nomme l'intitulé « {ligne.intitule} »",
                f"on ne sait si « {' ; '.join(one_only) or 'ce qui est dit par secteur'} » vise la spécialité",
            )


def _plain(text: str) -> str:
    """Return a text without case or accents, to find one text in another."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
