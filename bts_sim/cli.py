"""Command line. Exit codes: 0 done; 1 a run failed or is partial; 2 bad input or usage."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bts_sim.errors import BtsSimError, RunError


def _without_traceback(command: Callable[..., None]) -> Callable[..., None]:
    """Show what the user can mend as a message, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except RunError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except BtsSimError as error:
            click.echo(str(error), err=True)
            sys.exit(2)

    return wrapped


FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bts-sim")
def main() -> None:
    """Ce qu'une règle de l'examen du BTS change à qui reçoit le diplôme."""


@main.command()
@click.option("--candidats", type=FILE, required=True, help="CSV : candidat;specialite;voie;forme;derniere_session.")
@click.option("--notes", type=FILE, required=True, help="CSV : candidat;unite;note;statut[;mode].")
@click.option("--oraux", type=FILE, help="CSV : candidat;unite;note, ou candidat;domaine;note (2021).")
@click.option("--session", type=int, required=True, help="Session dont les textes s'appliquent, comme 2024.")
@click.option("--regime", help="Régime de contrôle, par son nom ou son fichier ; sinon celui de la session.")
@click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer.")
@click.option("--explain", is_flag=True, help="Écrire aussi explications.jsonl : les étapes de chaque décision.")
@click.option("--keep-going", is_flag=True, help="Juger les candidats sans faute, écrire fautes.csv, sortir avec 1.")
@click.option("--out", type=FILE, required=True, help="Dossier des résultats, créé au besoin.")
@_without_traceback
def grade(
    candidats: Path,
    notes: Path,
    oraux: Path | None,
    session: int,
    regime: str | None,
    specialites: Path | None,
    explain: bool,
    keep_going: bool,
    out: Path,
) -> None:
    """Juger des candidats : decisions.csv, et pourquoi.

    \b
    bts-sim grade --candidats candidats.csv --notes notes.csv --session 2024 --out resultats
    """
    from bts_sim.explication import as_json
    from bts_sim.explication import explain as explanations
    from bts_sim.grade import grade as run
    from bts_sim.output.files import check_out, write_csv, write_fautes, write_jsonl

    check_out(out)
    result = run(
        candidats, notes, oraux, session=session, regime=regime, specialites=specialites, keep_going=keep_going
    )
    for stale in ("decisions.csv", "explications.jsonl", "fautes.csv"):
        (out / stale).unlink(missing_ok=True)
    write_csv(out / "decisions.csv", result.decisions())
    if explain:
        write_jsonl(out / "explications.jsonl", explanations(result), as_json)
    if result.fautes:
        write_fautes(out / "fautes.csv", result.fautes)
        raise RunError(f"{len(result.fautes)} fautes, écrites dans {out / 'fautes.csv'} ; les autres candidats sont jugés.")
