"""`bts-sim cohort`: a simulated cohort as files, in the format that `bts-sim grade` reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, Choix, count_up, results_in, say, tables_csv
from bts_sim.cli.evidence import origine, specialties_of

if TYPE_CHECKING:
    from bts_sim.cohort.describe import CohortSummary
    from bts_sim.runs.register import Destination


#: What is not in the files.
LEFT_OUT = (
    "{n} spécialités sans règlement lu, {part} % des candidats de la nation, ne sont pas dans ces fichiers : "
    "« bts-sim law --registre » les nomme"
)


#: What a rate after the orals makes of the first group.
AIMED = (
    "Calé sur le taux d'admis après les oraux ({regime}) : {part} % de ces présents sont admis au premier groupe ; "
    "l'intervalle de ce taux est celui de « bts-sim compare »."
)


class Counts(TypedDict):
    """The counts of `--json`."""

    candidats: Annotated[int, "candidats simulés"]
    specialites_sans_reglement: Annotated[int, "spécialités de la nation laissées de côté, sans règlement lu"]
    part_sans_reglement: Annotated[float, "candidats de la nation qu'elles ont, en %"]


class Sealing(TypedDict):
    """The additions to the manifest."""

    cohorte: Annotated[CohortSummary, "la cohorte simulée"]


@click.command()
@click.option("--cohort", type=FILE, help="Cohorte décrite par un fichier YAML ; sinon la cohorte par défaut.")
@click.option(
    "--session",
    type=int,
    shell_complete=words_on_tab.sessions,
    help="Session dont les règlements d'examen s'appliquent (2024 par défaut).",
)
@click.option("--candidats", type=click.IntRange(min=1), help="Nombre de candidats simulés.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Graine du hasard (0 par défaut).")
@click.option(
    "--format",
    "kind",
    type=Choix(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="Forme des tables, que grade relit : csv, ou parquet (les notes en nombres).",
)
@tables_csv
@results_in("Dossier des fichiers, créé au besoin.", required=True)
def cohort(
    cohort: Path | None,
    session: int | None,
    candidats: int | None,
    seed: int | None,
    kind: Literal["csv", "parquet"],
    out: Destination,
) -> None:
    """Écrire une cohorte simulée : candidats et notes, les marges publiées à côté de celles obtenues, manifest.json.

    \b
    bts-sim cohort --candidats 10000 --out cohorte
    bts-sim grade --candidats cohorte/candidats.csv --notes cohorte/notes.csv --session 2024 --out resultats
    """
    from bts_sim.cohort.as_files import tables
    from bts_sim.cohort.describe import lent, load_cohort
    from bts_sim.cohort.donors import Lending
    from bts_sim.cohort.simulate import simulate
    from bts_sim.notices import tell
    from bts_sim.questions.people.margins import margins
    from bts_sim.runs.swap import check_destination, results_folder
    from bts_sim.runs.written import MANIFEST, typed, write_csv, write_parquet
    from bts_sim.stats.groups import present

    origin = origine(specialties_of(cohort))
    whole = load_cohort(cohort, session=session, candidats=candidats, seed=seed)
    described = lent(whole, Lending.NONE)
    written = [f"candidats.{kind}", f"notes.{kind}", *(["marges.csv"] if described.couverture is not None else [])]
    check_destination(out, [*written, MANIFEST])
    simulated = simulate(described)
    counts: Counts = {
        "candidats": described.candidats,
        "specialites_sans_reglement": len(whole.donors),
        "part_sans_reglement": round(whole.lent_share, 1),
    }
    count_up(counts)
    if described.taux_admis is not None:
        first = 100 * float(simulated.first_group[present(simulated)].mean())
        say(AIMED.format(regime=described.orals_aimed_at.nom, part=f"{first:.1f}".replace(".", ",")))
    if whole.donors:
        tell("cohorte", LEFT_OUT.format(n=len(whole.donors), part=f"{whole.lent_share:.0f}"))
    names = [f"{name}.{ending}" for name in ("candidats", "notes") for ending in ("csv", "parquet")]
    with results_folder(out, (*names, "marges.csv", MANIFEST)) as folder:
        for name, table in zip(("candidats", "notes"), tables(simulated), strict=True):
            if kind == "csv":
                write_csv(folder / f"{name}.csv", table)
            else:
                write_parquet(folder / f"{name}.parquet", typed(table))
        if described.couverture is not None:
            write_csv(folder / "marges.csv", margins(simulated))
        said: Sealing = {"cohorte": simulated.summary()}
        origin.seal(folder, empreintes={"cohorte": origin.fichiers.get(cohort) if cohort else None}, **said)
