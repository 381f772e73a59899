"""The law as tables: regimes side by side, differences between two, and points that the texts leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import DIPLOMA
from bts_sim.droit.articles import LECTURES, REGIME, VALEURS, Article, articles, difference
from bts_sim.droit.bareme import DEDUIT, DOMAINES, DOUTEUX, Bareme, Regime
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import other_readings
from bts_sim.droit.textes import find_reglement, points_ouverts
from bts_sim.schema import Schema, a_count, a_flag, a_number, a_text
from bts_sim.stats.intervals import DECIMALS


class OpenPoint(Schema):
    """One way of reading a point that the texts leave open, in the words of `lectures.yaml`."""

    lecture = a_text("name of the open point")
    question = a_text("what the texts leave open, in French")
    choix = a_text("code of the answer")
    defaut = a_flag("whether it is the answer taken unless a regime says otherwise")
    phrase = a_text("the answer, in French")
    source = a_text("id of the text that it rests on")
    cote = a_text("grade of the source")
    regles = a_text("rules of the survey that it concerns, separated by commas")


class ReadingEffect(Schema):
    """The effect of another reading of one open point under a regime.

    It is exact for these candidates, so has no interval.
    """

    lecture = a_text("name of the open point")
    choix = a_text("code of the other answer")
    regime = a_text("the regime under which it is read so")
    candidats_changes = a_count("candidates whose final decision changes", "candidates")
    taux_admis = a_number("candidates admitted under this reading", "percent")
    ecart_taux_admis = a_number("difference from the rate under the reading of the regime", "points")
    n = a_count("candidates", "candidates")


class RegimeRules(Schema):
    """The rules of a regime, as codes of `libelles.yaml`. A threshold is missing if the regime has none."""

    regime = a_text("name of the regime")
    acces = a_text("who may sit the orals")
    seuil_general = a_number("general mean from which they may", "points on 20", optional=True)
    seuil_professionnel = a_number("professional mean from which they may", "points on 20", optional=True)
    choix = a_text("what a candidate chooses")
    nombre_oraux = a_count("orals of a candidate", "orals")
    remplacement = a_text("what an oral replaces, if it is better")
    source = a_text("id of the text, or words of the author of the regime")


class LawDifference(Schema):
    """One line on which two laws differ. A side without that line is empty."""

    rubrique = a_text("part of the law", (VALEURS, REGIME, LECTURES))
    nom = a_text("name of what the line fixes")
    libelle = a_text("what the line fixes, in French")
    valeur_avant = a_text("what the first law fixes, in French")
    choix_avant = a_text("code of the answer, where the line is a reading")
    source_avant = a_text("id of the text of the first law")
    cote_avant = a_text("grade of that source")
    valeur_apres = a_text("what the second law fixes, in French")
    choix_apres = a_text("code of the answer, where the line is a reading")
    source_apres = a_text("id of the text of the second law")
    cote_apres = a_text("grade of that source")


class UnitOfSpecialty(Schema):
    """A compulsory unit of a règlement d'examen."""

    unite = a_text("code of the unit")
    intitule = a_text("its title")
    coefficient = a_number("its coefficient", "units of coefficient")
    domaine = a_text("its domain", DOMAINES)
    domaine_deduit = a_text("whether no text gives the domain, and how sure it then is", ("", DEDUIT, DOUTEUX))
    mode_scolaire = a_text("how it is assessed where CCF is")
    mode_individuel = a_text("how it is assessed for all others")
    confiance = a_text("how well its line is known")
    source = a_text("ids of the texts, separated by semicolons")


def open_points() -> pd.DataFrame:
    """Return every open point and every way of reading it, as `OpenPoint`: one row per answer."""
    return OpenPoint.frame(
        (
            *(name, point["question"], choice, choice == point["defaut"]),
            *(one["phrase"], one["source"], one["cote"], ", ".join(point["regles"])),
        )
        for name, point in points_ouverts().items()
        for choice, one in point["choix"].items()
    )


@asks_abilities
def read_otherwise(cohorte: SimulatedCohort, *regimes: Regime) -> pd.DataFrame:
    """Return what each other reading, taken alone, changes for the same candidates, as `ReadingEffect`.

    Args:
        cohorte: the candidates.
        regimes: the regimes under which the texts are read otherwise.
    """
    rows = []
    for regime in regimes:
        base = cohorte.under(regime).decision()
        for name, choice, read in other_readings(regime):
            other = cohorte.under(replace(regime, lectures=read)).decision()
            before, after = (np.isin(decision, DIPLOMA).mean() for decision in (base, other))
            rate, gap = (round(float(one), DECIMALS) for one in (100 * after, 100 * (after - before)))
            rows.append((name, choice, regime.nom, int((other != base).sum()), rate, gap, other.size))
    return ReadingEffect.frame(rows)


def rules_of(regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return the rules of regimes side by side, as `RegimeRules`.

    Args:
        regimes: the regimes compared, in order.
    """
    return RegimeRules.frame(
        (
            *(one.nom, one.acces, _points(one.seuil_general), _points(one.seuil_professionnel)),
            *(one.choix, one.nombre_oraux, one.remplacement, one.source),
        )
        for one in regimes
    )


def law_differences(before: Regime, after: Regime, session: int) -> pd.DataFrame:
    """Return the lines on which two laws of a session differ, as `LawDifference`.

    Args:
        before: the regime of the first law.
        after: the regime of the second law.
        session: the session whose values apply.
    """
    laws = articles(before, session), articles(after, session)
    return LawDifference.frame(
        (one.rubrique, one.nom, one.libelle, *_side(one.a), *_side(one.b)) for one in difference(*laws)
    )


def units_of(bareme: Bareme, specialite: str) -> pd.DataFrame:
    """Return the compulsory units of a specialty, as `UnitOfSpecialty`.

    Args:
        bareme: the law of a session.
        specialite: code of the specialty.

    Raises:
        LawError: the specialty has no règlement for the session.
    """
    return UnitOfSpecialty.frame(
        (
            *(one.code, one.intitule, one.coefficient / CENTIEMES, one.domaine, one.domaine_deduit),
            *(one.mode_scolaire, one.mode_individuel, one.confiance, one.source),
        )
        for one in find_reglement(bareme, specialite).unites
    )


def _points(bar: int | None) -> float:
    return np.nan if bar is None else bar / CENTIEMES


def _side(line: Article | None) -> tuple[str, str, str, str]:
    return ("", "", "", "") if line is None else (line.valeur, line.choix, line.source, line.cote)
