"""`bts-sim compare`: regimes side by side on the same candidates, simulated or real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NotRequired, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, Choix, count_up, people_files, results_in, say, tables_csv
from bts_sim.cli.compare_checks import check_meant, check_real
from bts_sim.cli.compare_words import diplomas_in_words, lines_of_sessions, rates_in_words
from bts_sim.cli.evidence import origine, specialties_of
from bts_sim.errors import Fault, InputError, Refusal
from bts_sim.files.listed import split_names
from bts_sim.notices import tell
from bts_sim.one_word import PARAMETERS, DrawnOrFixed

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.cohort.describe import Cohort, CohortSummary
    from bts_sim.droit.bareme import Regime
    from bts_sim.files.given import GivenTables
    from bts_sim.runs.register import Destination


#: The largest standard error of ends that may be asked for, points.
MOST_ERROR = 5.0


def _names(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    """Return the names of an option that is repeated, or holds several names between commas."""
    return split_names(given)


def _percent(ctx: click.Context, param: click.Parameter, given: str | None) -> float | None:
    """Return the level of intervals, percent, read and bounded as in notebooks."""
    if given is None:
        return None
    # Otherwise every comparison would wait for what reads the parameters of notebooks.
    from bts_sim.report.parameter_values import bounded, typed_as

    try:
        return float(bounded("niveau", typed_as(given, 0.0)))
    except Refusal as refusal:
        raise InputError([Fault(param.opts[0], None, "", str(given), refusal.problem, refusal.remedy)]) from None


def _error(ctx: click.Context, param: click.Parameter, given: str | None) -> float | None:
    """Return a standard error, points: 0 would be reached by no number of draws."""
    if given is None:
        return None
    try:
        error = float(given.replace(",", "."))
    except ValueError:
        error = 0.0
    if not 0 < error <= MOST_ERROR:
        problem, remedy = "ce n'est pas une erreur de bornes", "donner des points, plus de 0 et au plus 5, comme 0,1"
        raise InputError([Fault(param.opts[0], None, "", given, problem, remedy)])
    return error


class _EitherWord(Choix):
    """A choice between drawn and fixed parameters, which also understands the words of Python."""

    def __init__(self) -> None:
        super().__init__(list(PARAMETERS))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word of the command line, from it or from that of Python."""
        ours = {python: word for word, python in PARAMETERS.items()}
        return super().convert(ours.get(value, value), param, ctx)


class Counts(TypedDict):
    """The counts of `--json`."""

    parametres: Annotated[DrawnOrFixed, "paramètres du modèle : tirés, ou fixés à leurs valeurs par défaut"]
    tirages: Annotated[int | None, "tirages des paramètres ; null quand ils sont fixés"]
    candidats: Annotated[int, "candidats simulés, à chaque tirage si les paramètres sont tirés, ou ceux des fichiers"]
    lignes: Annotated[int, "lignes d'impact.csv"]


class Sealing(TypedDict):
    """The additions to the manifest."""

    parametres: Annotated[DrawnOrFixed, "paramètres du modèle : tirés, ou fixés à leurs valeurs par défaut"]
    tirages: Annotated[int | None, "tirages des paramètres ; null quand ils sont fixés"]
    candidats_par_tirage: Annotated[int | None, "candidats simulés à chaque tirage ; null quand ils sont fixés"]
    tirages_des_oraux: Annotated[int | None, "tirages des oraux ; null quand leurs notes sont sommées exactement"]
    cohorte: Annotated[CohortSummary, "la cohorte simulée ; sa description, si les paramètres sont tirés"]
    regimes: Annotated[list[dict[str, Any]], "régimes comparés, la référence d'abord ; les seuils en centièmes"]
    sessions: NotRequired[
        Annotated[list[dict[str, Any]], "à plusieurs sessions : la cohorte et les régimes de chacune, dans l'ordre"]
    ]


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
    "sessions",
    multiple=True,
    shell_complete=words_on_tab.sessions,
    callback=_names,
    help=(
        "Session dont les règlements d'examen s'appliquent (2024 par défaut) ; l'option se répète, ou les sépare par "
        "des virgules."
    ),
)
@click.option(
    "--parametres",
    type=_EitherWord(),
    default="tires",
    help="Paramètres du modèle : tires (256 fois, par défaut), ou fixes (valeurs par défaut, un seul groupe).",
)
@click.option("--par-tirage", type=click.IntRange(min=1), help="Candidats simulés à chaque tirage (5000 par défaut).")
@click.option(
    "--erreur-des-bornes",
    metavar="POINTS",
    callback=_error,
    help="Tirer les paramètres plus de 256 fois, jusqu'à cette erreur type aux bornes des taux d'admis et des écarts "
    "de tous, comme 0,1 ; au plus les 1024 tirages gardés.",
)
@click.option("--candidats", type=click.IntRange(min=1), help="Avec --parametres fixes : nombre de candidats simulés.")
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
    help="Avec --parametres fixes : tirer les oraux autant de fois, au lieu de sommer exactement sur leurs notes.",
)
@people_files
@tables_csv
@results_in("Dossier des résultats, créé au besoin.", required=True)
def compare_command(
    baseline: str,
    against: tuple[str, ...],
    cohort: Path | None,
    sessions: tuple[str, ...],
    parametres: DrawnOrFixed,
    par_tirage: int | None,
    erreur_des_bornes: float | None,
    candidats: int | None,
    seed: int | None,
    level: float | None,
    replicates: int | None,
    fichier_candidats: GivenTables | None,
    fichier_notes: GivenTables | None,
    fichier_oraux: GivenTables | None,
    out: Destination,
) -> None:
    """Comparer des régimes sur les mêmes candidats : impact.csv et manifest.json.

    Par défaut, les paramètres que rien ne fixe sont tirés 256 fois : l'intervalle est celui à citer. Avec --parametres
    fixes, il ne couvre que le tirage des candidats.

    Avec --fichier-candidats et --fichier-notes, les candidats sont ceux des fichiers : leurs notes sont des faits, et
    leurs oraux sont sommés d'après le niveau qu'elles laissent supposer.

    Avec plusieurs sessions, chacune a son droit, ses règlements et ses candidats : impact.csv a une colonne session, où
    les lignes sans session comptent les diplômes de toutes. Le régime en_vigueur est celui de chaque session.

    \b
    bts-sim compare --baseline aucun --against exceptionnel_2021 --against permanent_2022 --out resultats
    bts-sim compare --session 2022,2023,2024 --baseline en_vigueur --against plancher_7 --out sessions
    """
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.droit.regimes import say_supposed
    from bts_sim.droit.textes import sessions_named
    from bts_sim.runs.swap import check_destination, results_folder
    from bts_sim.runs.written import MANIFEST, write_csv
    from bts_sim.stats.intervals import LEVEL
    from bts_sim.stats.words import in_words

    files = {"candidats": fichier_candidats, "notes": fichier_notes, "oraux": fichier_oraux}
    real = any(one is not None for one in files.values())
    given = sessions_named(sessions, "--session")
    if real:
        check_real(files, given, cohort=cohort, parametres=parametres, par_tirage=par_tirage, candidats=candidats)
    check_meant(parametres, par_tirage, replicates, given, erreur_des_bornes)
    size = None if real else candidats if parametres == "fixes" else _of_each_draw(par_tirage, candidats)
    written = ("impact.csv", MANIFEST)
    check_destination(out, written)
    origin = origine(specialties_of(cohort))
    asked = (baseline, *against)
    if real:
        each = [_judged(_of_files(files, given[0], seed), asked)]
    else:
        each = [_judged(load_cohort(cohort, session=one, candidats=size, seed=seed), asked) for one in given or (None,)]
    first, level = each[0], LEVEL if level is None else level
    found = _drawn(each, level, erreur_des_bornes) if parametres == "tires" else _fixed(first, level, replicates)
    counts: Counts = {
        "parametres": parametres,
        "tirages": found.draws,
        "candidats": first.described.candidats,
        "lignes": len(found.impact),
    }
    count_up(counts)
    for line in rates_in_words(found.impact) if len(each) == 1 else lines_of_sessions(found.impact):
        say(line)
    for line in diplomas_in_words(found.impact) if len(each) == 1 else ():
        say(line)
    for line in _why_nothing(found.impact, each):
        say(line)
    for one in each:
        if supposed := say_supposed([regime.nom for regime in one.regimes], one.session):
            say(supposed)
    with results_folder(out, written) as folder:
        write_csv(folder / "impact.csv", in_words(found.impact, origin=first.described.present.origin))
        said: Sealing = {
            "parametres": parametres,
            "tirages": found.draws,
            "candidats_par_tirage": None if found.draws is None else first.described.candidats,
            "tirages_des_oraux": replicates,
            "cohorte": found.cohort,
            "regimes": [asdict(regime) for regime in first.regimes],
        }
        if len(each) > 1:
            said["sessions"] = [
                {
                    "cohorte": one.described.summary(),
                    "regimes": [asdict(regime) for regime in one.regimes],
                }
                for one in each
            ]
        origin.seal(folder, empreintes={"cohorte": origin.fichiers.get(cohort) if cohort else None}, **said)


@dataclass(frozen=True)
class _Judged:
    """The candidates of one session, and the regimes that judge them there, the baseline first."""

    described: Cohort
    regimes: Sequence[Regime]

    @property
    def session(self) -> int:
        """Return the session."""
        return self.described.bareme.session


@dataclass(frozen=True)
class _Compared:
    """A comparison. `draws`: draws of the parameters, None where they are fixed. `cohort`: for the manifest."""

    impact: pd.DataFrame
    cohort: CohortSummary
    draws: int | None


def _judged(described: Cohort, asked: Sequence[str]) -> _Judged:
    """Return some candidates with the regimes asked for, as they are at their session."""
    from bts_sim.cohort.concerned import check_concerned
    from bts_sim.droit.regimes import load_regimes

    regimes = load_regimes(*asked, session=described.bareme.session)
    check_concerned(regimes, described)
    return _Judged(described, regimes)


def _drawn(each: Sequence[_Judged], level: float, error: float | None) -> _Compared:
    """Return the regimes compared under draws of the parameters, shared among the processors.

    `error`: standard error that the draws may leave on the ends, points; None for as many draws as by default.
    """
    from bts_sim.cohort.simulate import tell_few
    from bts_sim.questions.rates.by_draw import compare_over_draws, draws_worth, rates_by_draw, useful_workers
    from bts_sim.questions.rates.by_session.tables import compare_sessions
    from bts_sim.questions.rates.until import rates_until
    from bts_sim.runs.processes import processors
    from bts_sim.stats.intervals import DRAWS

    first = each[0].described
    if not first.held:
        tell_few("--par-tirage", None, first.candidats)
    draws = draws_worth(first, DRAWS)
    workers = useful_workers(processors(), draws * first.candidats)
    if error is not None:
        (one,) = each
        impact, draws = rates_until(first, one.regimes[0], one.regimes[1:], level, error, workers)
        return _Compared(impact, first.summary(), draws)
    drawn = {one.session: rates_by_draw(one.described, one.regimes[0], one.regimes[1:], draws, workers) for one in each}
    if len(each) == 1:
        impact = compare_over_draws(drawn[each[0].session], level, first.candidats)
    else:
        impact = compare_sessions(drawn, level, first.candidats)
    return _Compared(impact, first.summary(), draws)


def _of_files(files: Mapping[str, Any], session: int, seed: int | None) -> Cohort:
    """Return the real candidates of some files, graded under the law of their session."""
    from bts_sim.candidates.as_cohort import real_cohort
    from bts_sim.candidates.grade import grade

    return real_cohort(grade(files["candidats"], files["notes"], files["oraux"], session=session), seed or 0)


def _fixed(one: _Judged, level: float, replicates: int | None) -> _Compared:
    """Return the regimes compared on one group of candidates, at the default parameters."""
    from bts_sim.cohort.simulate import simulate
    from bts_sim.questions.rates.tables import compare

    first, *others = one.regimes
    simulated = simulate(one.described)
    return _Compared(compare(simulated, first, others, level, replicates), simulated.summary(), None)


def _of_each_draw(par_tirage: int | None, candidats: int | None) -> int:
    """Return the number of candidates of each draw, and tell that `--candidats` is not that number."""
    from bts_sim.cohort.describe import MAX_CANDIDATES
    from bts_sim.files.given import whole_of
    from bts_sim.stats.intervals import DRAW_SIZE

    size = DRAW_SIZE if par_tirage is None else whole_of(par_tirage, "--par-tirage", range(1, MAX_CANDIDATES + 1))
    if candidats is not None:
        words = (
            f"ne change rien quand les paramètres sont tirés ({size} candidats à chaque tirage) ; pour simuler un seul "
            "groupe de cette taille : --parametres fixes ; pour changer la taille de chaque tirage : --par-tirage"
        )
        tell("--candidats", words, value=str(candidats))
    return size


def _why_nothing(impact: pd.DataFrame, each: Sequence[_Judged]) -> Iterator[str]:
    """Yield why each regime that changes nothing does not, from one group at the default parameters."""
    from bts_sim.cohort.simulate import simulate
    from bts_sim.questions.rates.by_session.tables import BySession
    from bts_sim.questions.rates.unchanged import changes_nothing, why_unchanged
    from bts_sim.questions.rates.words import say_unchanged

    for one in each:
        baseline, *others = one.regimes
        here = impact if len(each) == 1 else impact[impact[BySession.session] == one.session]
        if nothing := changes_nothing(here):
            why = say_unchanged(why_unchanged(simulate(one.described, told=False), baseline, others, nothing))
            yield from why if len(each) == 1 else (f"{one.session} : {line}" for line in why)
