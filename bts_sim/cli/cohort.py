"""`bts-sim cohort`: a simulated cohort as files, in the very format that `bts-sim grade` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from bts_sim.cli.base import FILE, without_traceback


@click.command()
@click.option("--cohort", type=FILE, help="Cohorte décrite par un fichier YAML ; sinon la cohorte par défaut.")
@click.option("--session", type=int, help="Session dont les règlements d'examen s'appliquent (2024 par défaut).")
@click.option("--candidats", type=click.IntRange(min=1), help="Nombre de candidats simulés.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Graine du hasard (0 par défaut).")
@click.option("--format", "kind", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option("--out", type=FILE, required=True, help="Dossier des fichiers, créé au besoin.")
@without_traceback
def cohort(
    cohort: Path | None,
    session: int | None,
    candidats: int | None,
    seed: int | None,
    kind: Literal["csv", "parquet"],
    out: Path,
) -> None:
    """Écrire une cohorte simulée : candidats et notes, les marges publiées à côté de celles obtenues, manifest.json.

    \b
    bts-sim cohort --candidats 10000 --out cohorte
    bts-sim grade --candidats cohorte/candidats.csv --notes cohorte/notes.csv --session 2024 --out resultats
    """
    from bts_sim.output.files import check_out, write_csv, write_json, write_parquet
    from bts_sim.population.cohorte import load_cohorte
    from bts_sim.population.fichiers import tables
    from bts_sim.population.marges import marges
    from bts_sim.population.synth import simulate
    from bts_sim.provenance import digest_of_file, provenance

    check_out(out)
    described = load_cohorte(cohort, session=session, candidats=candidats, graine=seed)
    simulated = simulate(described)
    write = write_csv if kind == "csv" else write_parquet
    for name, table in zip(("candidats", "notes"), tables(simulated), strict=True):
        write(out / f"{name}.{kind}", table)
    if described.couverture is not None:
        write_csv(out / "marges.csv", marges(simulated))
    origin = provenance()
    manifest = {
        **origin,
        "empreintes": origin["empreintes"] | {"cohorte": digest_of_file(cohort) if cohort else None},
        "commande": "cohort",
        "cohorte": described.summary() | {"calage": dict(simulated.calage)},
    }
    write_json(out / "manifest.json", manifest)
