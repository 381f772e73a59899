"""`bts-sim grade`: decide on files of candidates and marks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bts_sim.cli.base import FILE, exam_files, without_traceback
from bts_sim.errors import RunError


@click.command()
@exam_files
@click.option("--explain", is_flag=True, help="Écrire aussi explications.jsonl : les étapes de chaque décision.")
@click.option(
    "--acquis",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="JOUR",
    help="Écrire aussi acquis.csv : ce que les refusés peuvent garder de notes obtenues ce jour (AAAA-MM-JJ).",
)
@click.option("--keep-going", is_flag=True, help="Juger les candidats sans faute, écrire fautes.csv, sortir avec 1.")
@click.option("--out", type=FILE, required=True, help="Dossier des résultats, créé au besoin.")
@without_traceback
def grade(
    candidats: Path,
    notes: Path,
    oraux: Path | None,
    session: int,
    regime: str | None,
    specialites: Path | None,
    explain: bool,
    acquis: datetime | None,
    keep_going: bool,
    out: Path,
) -> None:
    """Juger des candidats : decisions.csv, et pourquoi.

    \b
    bts-sim grade --candidats candidats.csv --notes notes.csv --session 2024 --out resultats
    """
    from bts_sim.grading import grade as run
    from bts_sim.output.files import check_out, write_csv, write_fautes, write_jsonl

    check_out(out)
    result = run(
        candidats, notes, oraux, session=session, regime=regime, specialites=specialites, keep_going=keep_going
    )
    for stale in ("decisions.csv", "explications.jsonl", "acquis.csv", "fautes.csv"):
        (out / stale).unlink(missing_ok=True)
    write_csv(out / "decisions.csv", result.decisions())
    if explain:
        from bts_sim.explication import as_json
        from bts_sim.explication import explain as explanations

        write_jsonl(out / "explications.jsonl", explanations(result), as_json)
    if acquis is not None:
        from bts_sim.acquis import table_des_acquis

        held = table_des_acquis(result, acquis.date())
        write_csv(out / "acquis.csv", held[~held["candidat"].isin(result.unsound)])
    if result.fautes:
        write_fautes(out / "fautes.csv", result.fautes)
        raise RunError(f"Fautes : {len(result.fautes)}, dans {out / 'fautes.csv'}. Les autres candidats sont jugés.")
