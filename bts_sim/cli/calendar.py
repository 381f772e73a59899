"""`bts-sim calendar`: the calendar of an académie, its contradictions, and the days that it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, Choix, print_table, results_in, tables_csv
from bts_sim.cli.call import current_call

if TYPE_CHECKING:
    from bts_sim.droit.calendriers.document import Calendrier
    from bts_sim.droit.calendriers.lecture import Lecture
    from bts_sim.runs.register import Destination

FILES = ("calendrier.csv", "calendrier.ics", "calendrier.png", "contradictions.csv", "jours.csv")


@click.command()
@click.option(
    "--academie",
    default="nancy-metz",
    show_default=True,
    shell_complete=words_on_tab.academies,
    help="Académie, comme reims, ou national.",
)
@click.option(
    "--session", type=int, default=2024, show_default=True, shell_complete=words_on_tab.sessions, help="Session."
)
@click.option("--fichier", type=FILE, help="Un autre calendrier, en YAML, à la place de ceux du projet.")
@click.option(
    "--lecture",
    type=Choix(["annexe", "corps"]),
    default="annexe",
    show_default=True,
    help="Partie du document qui l'emporte quand deux parties diffèrent.",
)
@click.option("--lint", is_flag=True, help="Montrer les contradictions du document, avec leurs deux endroits.")
@click.option("--days", is_flag=True, help="Montrer le temps laissé par spécialité pour choisir et se préparer.")
@tables_csv
@results_in("Dossier de calendrier.csv, .ics et .png, créé au besoin.")
def calendar(
    academie: str,
    session: int,
    fichier: Path | None,
    lecture: Lecture,
    lint: bool,
    days: bool,
    out: Destination | None,
) -> None:
    """Lire un calendrier des épreuves de contrôle : ses dates, ses contradictions, le temps qu'il laisse.

    \b
    bts-sim calendar --lint
    bts-sim calendar --academie reims --days
    bts-sim calendar --out calendrier
    """
    from bts_sim.droit.calendriers.document import load_calendrier, read_calendrier
    from bts_sim.runs.swap import check_destination, results_folder

    if out is not None:
        asked = {"contradictions.csv": lint, "jours.csv": days}
        check_destination(
            out, ["calendrier.csv", "calendrier.ics", *(name for name, wanted in asked.items() if wanted)]
        )
    calendrier = read_calendrier(fichier) if fichier else load_calendrier(academie, session)
    if out is None:
        _show(calendrier, lecture, lint, days)
    else:
        with results_folder(out, FILES) as folder:
            _write(calendrier, lecture, lint, days, folder)


def _show(calendrier: Calendrier, lecture: Lecture, lint: bool, days: bool) -> None:
    """Print what was asked for, or the dates if nothing was."""
    from bts_sim.droit.calendriers import tables
    from bts_sim.droit.calendriers.linter import verifier

    found = verifier(calendrier)
    if current_call().in_json:
        frames = [tables.constats(found)] if lint else []
        frames += [tables.preparation(calendrier, lecture)] if days else []
        for frame in frames or [tables.agenda(calendrier, lecture)]:
            rows = frame.astype(object).where(frame.notna(), "")
            print_table(rows.itertuples(index=False), tuple(frame.columns))
        return
    click.echo(f"{calendrier.titre} [{calendrier.source}, cote {calendrier.cote}] ; lecture « {lecture} »\n")
    if lint:
        click.echo(tables.constats_lisibles(found))
    if days:
        measured = tables.preparation(calendrier, lecture)
        click.echo(tables.preparation_lisible(measured))
    if not lint and not days:
        agenda = tables.agenda(calendrier, lecture)
        by_specialty = tables.par_specialite(agenda)
        if not by_specialty.empty:
            click.echo(by_specialty.to_string(index=False) + "\n")
        said = [*tables.pour_tous(agenda), *tables.saisie(calendrier), *tables.qui_est_couvert(calendrier)]
        click.echo("\n".join(said))
    if found and not lint:
        click.echo(f"\nContradictions dans ce document : {len(found)} (--lint les montre).")


def _write(calendrier: Calendrier, lecture: Lecture, lint: bool, days: bool, out: Path) -> None:
    """Write the calendar, and the other files that were asked for."""
    from bts_sim.candidates.documents.ical import write_ics
    from bts_sim.droit.calendriers import tables
    from bts_sim.droit.calendriers.linter import verifier
    from bts_sim.runs.written import write_csv

    agenda = tables.agenda(calendrier, lecture)
    measured = tables.preparation(calendrier, lecture)
    write_csv(out / "calendrier.csv", agenda)
    write_ics(out / "calendrier.ics", agenda)
    if measured[tables.Preparation.jours_resultats_oral].notna().any():
        from bts_sim.questions.capacity.charts.calendar import draw_calendar
        from bts_sim.report.picture import write_png

        write_png(out / "calendrier.png", draw_calendar(agenda, measured))
    if lint:
        write_csv(out / "contradictions.csv", tables.constats(verifier(calendrier)))
    if days:
        write_csv(out / "jours.csv", measured)
