"""`bts-sim compare`: regimes side by side on the same simulated candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, count_up, results_in, say, tables_csv
from bts_sim.cli.evidence import origine, specialties_of
from bts_sim.errors import Fault, InputError, Refusal
from bts_sim.files.listed import split_names

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.cohort.describe import CohortSummary
    from bts_sim.questions.rates.tables import Impact
    from bts_sim.runs.register import Destination


def _names(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    """Return the names of an option that is repeated, or holds several names between commas."""
    return split_names(given)


def _percent(ctx: click.Context, param: click.Parameter, given: str | None) -> float | None:
    """Return the level of intervals, percent, read and bounded as in notebooks."""
    from bts_sim.report.parameter_values import bounded, typed_as

    try:
        return None if given is None else float(bounded("niveau", typed_as(given, 0.0)))
    except Refusal as refusal:
        raise InputError([Fault(param.opts[0], None, "", str(given), refusal.problem, refusal.remedy)]) from None


class Counts(TypedDict):
    """The counts of `--json`."""

    candidats: Annotated[int, "candidats simulés"]
    lignes: Annotated[int, "lignes d'impact.csv"]


class Sealing(TypedDict):
    """The additions to the manifest."""

    tirages_des_oraux: Annotated[int | None, "tirages des oraux ; null quand leurs notes sont sommées exactement"]
    cohorte: Annotated[CohortSummary, "la cohorte simulée"]
    regimes: Annotated[list[dict[str, Any]], "régimes comparés, la référence d'abord ; les seuils en centièmes"]


@click.command()
@click.option(
    "--baseline",
    required=True,
    metavar="REGIME",
    shell_complete=words_on_tab.regimes,
    help="Régime de référence, par son nom ou son fichier.",
)
@click.option(
    "--against",
    required=True,
    multiple=True,
    metavar="REGIME",
    shell_complete=words_on_tab.regimes,
    callback=_names,
    help="Régime comparé ; l'option se répète, ou les sépare par des virgules.",
)
@click.option("--cohort", type=FILE, help="Cohorte décrite par un fichier YAML.")
@click.option(
    "--session",
    type=int,
    shell_complete=words_on_tab.sessions,
    help="Session dont les règlements d'examen s'appliquent (2024 par défaut).",
)
@click.option("--candidats", type=click.IntRange(min=1), help="Nombre de candidats simulés.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Graine du hasard (0 par défaut).")
@click.option(
    "--level",
    metavar="POURCENT",
    callback=_percent,
    help="Niveau des intervalles, en pourcent, de 50 à 99,9 (90 par défaut).",
)
@click.option(
    "--replicates",
    type=click.IntRange(1, 100_000),
    help="Tirer les oraux autant de fois, au lieu de sommer exactement sur leurs notes.",
)
@tables_csv
@results_in("Dossier des résultats, créé au besoin.", required=True)
def compare_command(
    baseline: str,
    against: tuple[str, ...],
    cohort: Path | None,
    session: int | None,
    candidats: int | None,
    seed: int | None,
    level: float | None,
    replicates: int | None,
    out: Destination,
) -> None:
    """Comparer des régimes sur les mêmes candidats simulés : impact.csv et manifest.json.

    \b
    bts-sim compare --baseline aucun --against exceptionnel_2021 --against permanent_2022 --out resultats
    """
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.cohort.simulate import simulate
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.questions.rates.tables import compare as run
    from bts_sim.runs.swap import check_destination, results_folder
    from bts_sim.runs.written import MANIFEST, write_csv
    from bts_sim.stats.intervals import LEVEL
    from bts_sim.stats.words import in_words

    written = ("impact.csv", MANIFEST)
    check_destination(out, written)
    origin = origine(specialties_of(cohort))
    first, *others = load_regimes(baseline, *against)
    described = load_cohort(cohort, session=session, candidats=candidats, seed=seed)
    simulated = simulate(described)
    impact = run(simulated, first, others, LEVEL if level is None else level, replicates)
    counts: Counts = {"candidats": described.candidats, "lignes": len(impact)}
    count_up(counts)
    for line in _in_words(impact):
        say(line)
    with results_folder(out, written) as folder:
        write_csv(folder / "impact.csv", in_words(impact))
        said: Sealing = {
            "tirages_des_oraux": replicates,
            "cohorte": simulated.summary(),
            "regimes": [asdict(regime) for regime in (first, *others)],
        }
        origin.seal(folder, empreintes={"cohorte": origin.fichiers.get(cohort) if cohort else None}, **said)


def _in_words(impact: pd.DataFrame) -> Iterator[str]:
    """Yield the rates of all candidates together, in words. The table has the groups and the methods."""
    import pandas as pd

    from bts_sim.questions.rates.tables import ADMITTED, EVERYBODY, GAP, Impact
    from bts_sim.stats.words import METHODS

    rows = [*Impact.rows(impact[impact[Impact.groupe] == EVERYBODY])]
    gaps = {row.regime: row for row in rows if row.indicateur == GAP}
    for row in (row for row in rows if row.indicateur == ADMITTED):
        if pd.isna(row.valeur):
            yield f"{row.regime} : {METHODS[row.methode]}."
            continue
        line = f"{row.regime} : {_french(row.valeur)} % d'admis"
        if gap := gaps.get(row.regime):
            line += f", {_french(gap.valeur, sign='+')} points par rapport à {gap.reference} {_interval(gap)}"
        yield f"{line}."


def _interval(gap: Impact) -> str:
    """Return the interval of a gap as text, or why it has none."""
    from bts_sim.stats.intervals import Method
    from bts_sim.stats.words import METHODS

    if gap.methode in (Method.TOO_FEW, Method.ZERO_BY_RULE):
        return f"({METHODS[gap.methode]})"
    return f"[{_french(gap.bas)} ; {_french(gap.haut)}], à {gap.niveau:g} %"


def _french(number: float, sign: str = "") -> str:
    return f"{number:{sign}.1f}".replace(".", ",")
