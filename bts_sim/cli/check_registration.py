"""`bts-sim check-registration`: missing, late or forbidden items of registrations, and contradictions in the note."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, count_up, encodage, print_table, results_in, say, tables_csv
from bts_sim.cli.call import current_call
from bts_sim.cli.masking import without_names
from bts_sim.errors import Fault, InputError

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.runs.register import Destination

CONSTATS, CONTRADICTIONS = "inscriptions.csv", "contradictions.csv"
FILES = (CONSTATS, CONTRADICTIONS)


class Counts(TypedDict, total=False):
    """The counts of `--json`: findings of the registrations, or contradictions of the note."""

    constats: Annotated[int, "constats"]
    pieces_verifiees: Annotated[int, "1 si les pièces ont été vérifiées, sinon 0"]
    contradictions: Annotated[int, "contradictions de la note"]


@click.command("check-registration")
@click.argument("fichier", type=FILE, metavar="INSCRIPTIONS.csv", required=False)
@click.option("--pieces", type=FILE, help="CSV des pièces déposées : candidat;piece;deposee_le.")
@click.option(
    "--academie",
    required=True,
    shell_complete=words_on_tab.academies_des_notes,
    help="Académie de la note : nancy-metz ou normandie.",
)
@click.option(
    "--session",
    type=int,
    required=True,
    shell_complete=words_on_tab.sessions,
    help="Session à laquelle on s'inscrit, comme 2025.",
)
@click.option(
    "--lint", is_flag=True, help="Sans fichier : montrer les contradictions de la note, et leurs deux endroits."
)
@encodage
@without_names
@tables_csv
@results_in("Dossier de inscriptions.csv, créé au besoin ; sans lui, un tableau est imprimé.")
def check_registration(
    fichier: Path | None, pieces: Path | None, academie: str, session: int, lint: bool, out: Destination | None
) -> None:
    """Dire de chaque inscription ce qui manque, est en retard ou n'est pas ouvert, avec la source.

    \b
    bts-sim check-registration inscriptions.csv --pieces pieces.csv --academie nancy-metz --session 2025
    bts-sim check-registration --academie normandie --session 2024 --lint
    """
    from bts_sim.runs.swap import check_destination

    if out is not None:
        check_destination(out, [CONTRADICTIONS if lint else CONSTATS])
    if lint:
        _refuse_beside_lint(fichier, pieces)
        _lint(academie, session, out)
        return
    if fichier is None:
        remedy = "donner le fichier des inscriptions, ou --lint pour lire la note seule"
        raise InputError([Fault("INSCRIPTIONS.csv", None, "", "", "aucun fichier d'inscriptions", remedy)])
    _check(fichier, pieces, academie, session, out)


def _refuse_beside_lint(fichier: Path | None, pieces: Path | None) -> None:
    remedy = "retirer le fichier, ou --lint : ce sont deux commandes à lancer l'une après l'autre"
    given = (("INSCRIPTIONS.csv", fichier), ("--pieces", pieces))
    faults = [
        Fault(name, None, "", str(path), "--lint lit la note et aucun fichier", remedy) for name, path in given if path
    ]
    if faults:
        raise InputError(faults)


def _check(fichier: Path, pieces: Path | None, academie: str, session: int, out: Destination | None) -> None:
    from bts_sim.candidates.registration.check import check_registrations
    from bts_sim.candidates.registration.findings import UNVERIFIED

    found = check_registrations(fichier, pieces, academie=academie, session=session)
    number = int((found["constat"] != UNVERIFIED).sum())
    counts: Counts = {"constats": number, "pieces_verifiees": int(pieces is not None)}
    count_up(counts)
    total = f"{number} constat{'s' if number > 1 else ''}."
    if pieces is None:
        total += " Pièces non vérifiées : le fichier des pièces déposées n'est pas donné (--pieces)."
    if out is not None:
        _write(out, CONSTATS, found)
        say(total)
        return
    if len(found):
        print_table(found.itertuples(index=False), tuple(found.columns))
    click.echo(total)
    _remind(academie, session)


def _remind(academie: str, session: int) -> None:
    """Print the reminders of the note and its number of contradictions."""
    from bts_sim.candidates.registration.linter import check_note
    from bts_sim.droit.inscription import load_note

    note = load_note(academie, session)
    for information in note.informations:
        click.echo(f"- {information.phrase} [{information.source}]")
    if found := check_note(note):
        click.echo(f"- Contradictions dans cette note : {len(found)} (--lint les montre).")


def _lint(academie: str, session: int, out: Destination | None) -> None:
    from bts_sim.candidates.registration.linter import GENRES, check_note
    from bts_sim.droit.calendriers import tables
    from bts_sim.droit.inscription import load_note

    found = check_note(load_note(academie, session))
    counts: Counts = {"contradictions": len(found)}
    count_up(counts)
    rows = tables.constats(found)
    if out is not None:
        _write(out, CONTRADICTIONS, rows)
        say(f"{len(found)} contradiction{'s' if len(found) > 1 else ''}.")
    elif current_call().in_json:
        print_table(rows.itertuples(index=False), tuple(rows.columns))
    else:
        click.echo(tables.constats_lisibles(found, GENRES))


def _write(out: Destination, name: str, rows: pd.DataFrame) -> None:
    from bts_sim.runs.swap import results_folder
    from bts_sim.runs.written import write_csv

    with results_folder(out, FILES) as folder:
        write_csv(folder / name, rows)
