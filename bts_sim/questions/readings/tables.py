"""The law as tables: regimes side by side, differences between two, and points that the texts leave open."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import DIPLOMA
from bts_sim.droit.articles import LECTURES, REGIME, VALEURS, Article, articles, difference
from bts_sim.droit.bareme import DEDUIT, DOMAINES, DOUTEUX, Bareme, Regime
from bts_sim.droit.points import CENTIEMES, Floats, Ints
from bts_sim.droit.regimes import other_readings
from bts_sim.droit.textes import find_reglement, points_ouverts
from bts_sim.schema import Schema, a_count, a_flag, a_number, a_text
from bts_sim.stats.gaps import covered, paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Method, wilson
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import Draws, shaped
from bts_sim.stats.session import luck_columns


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


class ReadingMethod(StrEnum):
    """Codes of this room only, for what has no interval."""

    #: No candidate simulated is one whom the reading concerns: the model does not say what it would change.
    NO_CASE = "no_case"


class ReadingEffect(Schema):
    """The effect of another reading of one open point under a regime, on the candidates present at a session."""

    lecture = a_text("name of the open point")
    choix = a_text("code of the other answer")
    regime = a_text("the regime under which it is read so")
    part_changee = a_number("those whose final decision changes", "percent")
    part_bas = a_number("lower end of its interval; missing where too few change", "percent", optional=True)
    part_haut = a_number("upper end of its interval; missing where too few change", "percent", optional=True)
    candidats_changes = a_count("as many candidates of the session", "candidates")
    taux_admis = a_number("candidates admitted under this reading", "percent")
    ecart_taux_admis = a_number("difference from the rate under the reading of the regime", "points")
    ecart_bas = a_number("lower end of its interval; missing where too few change", "points", optional=True)
    ecart_haut = a_number("upper end of its interval; missing where too few change", "points", optional=True)
    niveau = a_number("level of the intervals", "percent")
    n = a_count("candidates present", "candidates")
    methode = a_text(
        "what the intervals cover, a code",
        (Method.PAIRED, Method.TOO_FEW, *OF_DRAWS, Method.ZERO_BY_RULE, ReadingMethod.NO_CASE),
    )


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


#: What tells a row from the others, and the ends of both intervals.
KEY = (ReadingEffect.lecture, ReadingEffect.choix, ReadingEffect.regime)
PART_ENDS = (ReadingEffect.part_bas, ReadingEffect.part_haut)
GAP_ENDS = (ReadingEffect.ecart_bas, ReadingEffect.ecart_haut)
#: The columns of the luck of that difference.
LUCK = luck_columns(ReadingEffect.ecart_taux_admis)
#: Readings that change no decision whoever the candidates are: a mean cut to the hundredth reaches a threshold, which
#: is a whole number of them, where the mean does.
NEVER = {("arrondi", "tronque")}
#: Candidates of a draw who change, on average, under whom there is no interval.
FEWEST = 2


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

    The luck of a candidate on the difference of rates follows (`stats/session.py`).

    The orals are drawn, the same under every reading. Intervals, of level 90, cover the draw of candidates.

    Args:
        cohorte: the candidates.
        regimes: the regimes under which the texts are read otherwise.
    """
    return _read(cohorte, regimes, [np.flatnonzero(present(cohorte))])[0]


def _read(cohorte: SimulatedCohort, regimes: Sequence[Regime], parts: Sequence[Ints]) -> list[pd.DataFrame]:
    """Return the table of `read_otherwise` of some parts of a cohort, whose candidates are decided on together."""
    rows = [list[tuple[object, ...]]() for _ in parts]
    for regime in regimes:
        base = cohorte.under(regime).decision()
        for name, choice, read in other_readings(regime):
            other = cohorte.under(regime.read_as(read)).decision()
            for of_part, part in zip(rows, parts, strict=True):
                of_part.append((name, choice, regime.nom, *_effect(base[part], other[part])))
    return [pd.DataFrame(one, columns=[*ReadingEffect.names(), *LUCK]) for one in rows]


def _effect(base: Ints, other: Ints) -> tuple[object, ...]:
    """Return the numbers of `ReadingEffect` and `LUCK` for decisions on the same candidates under two readings."""
    changed, (before, after) = other != base, (np.isin(one, DIPLOMA).astype(np.int64) for one in (base, other))
    part = float(changed.mean()), *wilson(changed, LEVEL)
    gap = float((after - before).mean()), *paired(after - before, LEVEL)
    numbers = [[round(100 * one, DECIMALS) for one in three] for three in (part, gap)]
    rate, count = round(100 * float(after.mean()), DECIMALS), int(changed.sum())
    method, lost = covered(numbers[1][1], Method.PAIRED), 100 * float((before > after).mean())
    return *numbers[0], count, rate, *numbers[1], LEVEL, base.size, method, lost, np.nan


def read_over_draws(draws: Draws, regimes: Sequence[Regime], rates: MoreDraws | None = None) -> pd.DataFrame:
    """Return the table of `read_otherwise` over draws of the parameters.

    Args:
        draws: the draws.
        regimes: the regimes under which the texts are read otherwise.
        rates: their rates over more draws, to which all is brought; None to keep those of these draws.
    """
    tables = _read(draws.together, regimes, draws.members)
    found = []
    for rank, regime in enumerate(regimes):
        own = [table[table[ReadingEffect.regime] == regime.nom] for table in tables]
        known = None if rates is None or own[0].empty else Known(_rate_before(own), rates.part(rank))
        found.append(_predicted(draws, own, known))
    return pd.concat(found, ignore_index=True)


def _rate_before(tables: Sequence[pd.DataFrame]) -> Floats:
    """Return the rate under the reading of the regime, in the table of each draw, percent."""
    first = [table.iloc[0] for table in tables]
    return np.array([one[ReadingEffect.taux_admis] - one[ReadingEffect.ecart_taux_admis] for one in first])


def _predicted(draws: Draws, tables: Sequence[pd.DataFrame], known: Known | None) -> pd.DataFrame:
    """Return the effects of the readings of one regime over the draws."""
    gap = draws.predicted(tables, KEY, ReadingEffect.ecart_taux_admis, GAP_ENDS, known)
    part = draws.predicted(tables, KEY, ReadingEffect.part_changee, PART_ENDS, shares=True)
    rate = draws.predicted(tables, KEY, ReadingEffect.taux_admis, GAP_ENDS, known)
    found = gap.assign(**{name: part[name] for name in (ReadingEffect.part_changee, *PART_ENDS)})
    found[ReadingEffect.taux_admis] = rate[ReadingEffect.taux_admis]
    found[ReadingEffect.candidats_changes] = (found[ReadingEffect.part_changee] * found[ReadingEffect.n] / 100).round()
    changed = sum(table[ReadingEffect.candidats_changes].to_numpy() for table in tables)
    # A session of those in whom nobody changes has no width, and of a few candidates no spread between draws is known.
    few = changed < FEWEST * len(tables)
    found.loc[few, [*PART_ENDS, *GAP_ENDS]] = np.nan
    found.loc[few, ReadingEffect.methode] = Method.TOO_FEW
    found.loc[changed == 0, ReadingEffect.methode] = ReadingMethod.NO_CASE
    never = [one in NEVER for one in zip(found[ReadingEffect.lecture], found[ReadingEffect.choix], strict=True)]
    found.loc[never, [*PART_ENDS, *GAP_ENDS]] = 0.0
    found.loc[never, ReadingEffect.methode] = Method.ZERO_BY_RULE
    return shaped(found.astype({ReadingEffect.candidats_changes: np.int64}), ReadingEffect)


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
