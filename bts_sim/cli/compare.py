"""`bts-sim compare`: regimes side by side on the same candidates, simulated or real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, Choix, count_up, people_files, results_in, say, tables_csv
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
@click.option(
    "--parametres",
    type=_EitherWord(),
    default="tires",
    help="Paramètres du modèle : tires (256 fois, par défaut), ou fixes (valeurs par défaut, un seul groupe).",
)
@click.option("--par-tirage", type=click.IntRange(min=1), help="Candidats simulés à chaque tirage (5000 par défaut).")
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
    session: int | None,
    parametres: DrawnOrFixed,
    par_tirage: int | None,
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

    \b
    bts-sim compare --baseline aucun --against exceptionnel_2021 --against permanent_2022 --out resultats
    """
    from bts_sim.cohort.concerned import check_concerned
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.droit.regimes import load_regimes
    from bts_sim.runs.swap import check_destination, results_folder
    from bts_sim.runs.written import MANIFEST, write_csv
    from bts_sim.stats.intervals import LEVEL
    from bts_sim.stats.words import in_words

    files = {"candidats": fichier_candidats, "notes": fichier_notes, "oraux": fichier_oraux}
    real = any(one is not None for one in files.values())
    if real:
        _check_real(files, session, cohort=cohort, parametres=parametres, par_tirage=par_tirage, candidats=candidats)
    _check_meant(parametres, par_tirage, replicates)
    size = None if real else candidats if parametres == "fixes" else _of_each_draw(par_tirage, candidats)
    written = ("impact.csv", MANIFEST)
    check_destination(out, written)
    origin = origine(specialties_of(cohort))
    regimes = load_regimes(baseline, *against)
    if real:
        described = _of_files(files, session, seed)
    else:
        described = load_cohort(cohort, session=session, candidats=size, seed=seed)
    check_concerned(regimes, described)
    level = LEVEL if level is None else level
    found = (
        _drawn(described, regimes, level) if parametres == "tires" else _fixed(described, regimes, level, replicates)
    )
    counts: Counts = {
        "parametres": parametres,
        "tirages": found.draws,
        "candidats": described.candidats,
        "lignes": len(found.impact),
    }
    count_up(counts)
    for line in (*_in_words(found.impact), *_why_nothing(found.impact, described, regimes)):
        say(line)
    with results_folder(out, written) as folder:
        write_csv(folder / "impact.csv", in_words(found.impact, origin=described.present.origin))
        said: Sealing = {
            "parametres": parametres,
            "tirages": found.draws,
            "candidats_par_tirage": None if found.draws is None else described.candidats,
            "tirages_des_oraux": replicates,
            "cohorte": found.cohort,
            "regimes": [asdict(regime) for regime in regimes],
        }
        origin.seal(folder, empreintes={"cohorte": origin.fichiers.get(cohort) if cohort else None}, **said)


@dataclass(frozen=True)
class _Compared:
    """A comparison. `draws`: draws of the parameters, None where they are fixed. `cohort`: for the manifest."""

    impact: pd.DataFrame
    cohort: CohortSummary
    draws: int | None


def _drawn(described: Cohort, regimes: Sequence[Regime], level: float) -> _Compared:
    """Return the regimes compared under draws of the parameters, shared among the processors."""
    from bts_sim.cohort.simulate import tell_few
    from bts_sim.questions.rates.by_draw import compare_over_draws, draws_worth, rates_by_draw, useful_workers
    from bts_sim.runs.processes import processors
    from bts_sim.stats.intervals import DRAWS

    if not described.held:
        tell_few("--par-tirage", None, described.candidats)
    first, *others = regimes
    draws = draws_worth(described, DRAWS)
    workers = useful_workers(processors(), draws * described.candidats)
    drawn = rates_by_draw(described, first, others, draws, workers)
    return _Compared(compare_over_draws(drawn, level, described.candidats), described.summary(), draws)


def _of_files(files: Mapping[str, Any], session: int | None, seed: int | None) -> Cohort:
    """Return the real candidates of some files, graded under the law of their session."""
    from bts_sim.candidates.as_cohort import real_cohort
    from bts_sim.candidates.grade import grade

    assert session is not None
    return real_cohort(grade(files["candidats"], files["notes"], files["oraux"], session=session), seed or 0)


def _check_real(files: Mapping[str, Any], session: int | None, **others: Any) -> None:
    """Refuse what is missing beside files of real candidates, and what has no meaning there: all at once."""
    faults = []
    for name in ("candidats", "notes"):
        if files[name] is None:
            problem, remedy = "il manque à côté des autres fichiers", f"ajouter --fichier-{name}"
            faults.append(Fault(f"--fichier-{name}", None, "", "", problem, remedy))
    if session is None:
        problem = "de quelle session sont ces notes ?"
        faults.append(Fault("--session", None, "", "", problem, "l'ajouter, comme --session 2024"))
    for name, value in others.items():
        if value is not None and value != "tires":
            option, problem = f"--{name.replace('_', '-')}", "n'a de sens que pour des candidats simulés"
            faults.append(Fault(option, None, "", str(value), problem, "retirer cette option, ou les fichiers"))
    if faults:
        raise InputError(faults)


def _fixed(described: Cohort, regimes: Sequence[Regime], level: float, replicates: int | None) -> _Compared:
    """Return the regimes compared on one group of candidates, at the default parameters."""
    from bts_sim.cohort.simulate import simulate
    from bts_sim.questions.rates.tables import compare

    first, *others = regimes
    simulated = simulate(described)
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


def _check_meant(parametres: DrawnOrFixed, par_tirage: int | None, replicates: int | None) -> None:
    """Refuse an option that has no meaning beside `--parametres`, with the question and both answers."""
    if parametres == "tires" and replicates is not None:
        problem = (
            "faut-il tirer les oraux d'un seul groupe, aux paramètres par défaut, ou tirer les paramètres, où les "
            "oraux sont sommés exactement ?"
        )
        remedy = "ajouter --parametres fixes pour tirer les oraux, ou retirer --replicates pour tirer les paramètres"
        raise InputError([Fault("--replicates", None, "", str(replicates), problem, remedy)])
    if parametres == "fixes" and par_tirage is not None:
        problem = "faut-il un seul groupe, aux paramètres par défaut, ou un groupe à chaque tirage des paramètres ?"
        remedy = f"--candidats {par_tirage} pour un seul groupe, ou --parametres tires pour les tirages"
        raise InputError([Fault("--par-tirage", None, "", str(par_tirage), problem, remedy)])


def _why_nothing(impact: pd.DataFrame, described: Cohort, regimes: Sequence[Regime]) -> Iterator[str]:
    """Yield why each regime that changes nothing does not, from one group at the default parameters."""
    from bts_sim.cohort.simulate import simulate
    from bts_sim.questions.rates.unchanged import changes_nothing, why_unchanged
    from bts_sim.questions.rates.words import say_unchanged

    baseline, *others = regimes
    if nothing := changes_nothing(impact):
        yield from say_unchanged(why_unchanged(simulate(described, told=False), baseline, others, nothing))


def _in_words(impact: pd.DataFrame) -> Iterator[str]:
    """Yield the rates of all candidates together, in words. The table has the groups and the methods."""
    import pandas as pd

    from bts_sim.questions.rates.tables import ADMITTED, EVERYBODY, GAP, Impact
    from bts_sim.questions.rates.words import say_implied
    from bts_sim.stats.words import METHODS

    rows = [*Impact.rows(impact[impact[Impact.groupe] == EVERYBODY])]
    gaps = {row.regime: row for row in rows if row.indicateur == GAP}
    for row in (row for row in rows if row.indicateur == ADMITTED):
        if pd.isna(row.valeur):
            yield f"{row.regime} : {METHODS[row.methode]}."
            continue
        line = f"{_named(row.regime)} : {_french(row.valeur)} % d'admis"
        if gap := gaps.get(row.regime):
            line += f", {_french(gap.valeur, sign='+')} points par rapport à {gap.reference} {_interval(gap)}"
        yield f"{line}."
    if implied := say_implied(impact):
        yield f"{implied}."


def _named(nom: str) -> str:
    """Return the name of a regime as the table has it, with the title of a reform."""
    from bts_sim.droit.regimes import regime_title, shipped_regimes

    title = "" if nom in shipped_regimes() else regime_title(nom)
    return f"{nom} (« {title} »)" if title else nom


def _interval(gap: Impact) -> str:
    """Return the interval of a gap as text, or why it has none."""
    from bts_sim.stats.intervals import Method
    from bts_sim.stats.words import METHODS

    if gap.methode in (Method.TOO_FEW, Method.ZERO_BY_RULE, Method.MARKS):
        return f"({METHODS[gap.methode]})"
    return f"[{_french(gap.bas)} ; {_french(gap.haut)}], à {gap.niveau:g} %"


def _french(number: float, sign: str = "") -> str:
    # A number that reads as zero has no sign of its own.
    return f"{round(number, 1) + 0.0:{sign}.1f}".replace(".", ",")
