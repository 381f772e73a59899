"""`bts-sim second-groupe`: the choices of the candidates who may sit the orals, and the timetable of their orals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, SEVERAL, Choix, count_up, encodage, print_table, results_in, say, tables_csv
from bts_sim.cli.masking import naming_nobody
from bts_sim.errors import RunError

if TYPE_CHECKING:
    from bts_sim.candidates.second_group.plan import Planned, SecondGroup
    from bts_sim.droit.calendriers.lecture import Lecture
    from bts_sim.files.given import GivenTables
    from bts_sim.runs.register import Destination

CHOICES, HOURS, JURIES, DAYS = "choix.csv", "horaires.csv", "jurys.csv", "centres.csv"
#: Who has no result yet, and the pages on which a number finds its own.
WAITING, RESULTS = "attentes.csv", "resultats"
#: What is not placed, and the juries to add.
LEFT, TO_ADD = "non_places.csv", "a_ajouter.csv"
#: Folders: the convocations and the relevés, the diaries of juries and of candidates, a picture of each day.
DOCUMENTS, PICTURES = "documents", "journees"
DIARIES = ("agendas.csv", "agendas_jurys", "agendas_candidats")
#: Every file that the command may write.
FILES = (CHOICES, WAITING, RESULTS, HOURS, JURIES, DAYS, LEFT, TO_ADD, DOCUMENTS, *DIARIES, PICTURES)


class Counts(TypedDict):
    """The counts of `--json`; those of the timetable are 0 without choices."""

    autorises: Annotated[int, "candidats autorisés à passer les épreuves de contrôle"]
    sans_choix: Annotated[int, "candidats qui n'ont pas fini de choisir"]
    sans_resultat: Annotated[int, "candidats qui attendent encore leur résultat"]
    oraux_places: Annotated[int, "oraux placés"]
    oraux_non_places: Annotated[int, "oraux qui ne sont pas placés"]
    demi_journees: Annotated[int, "demi-journées de jury"]
    demi_journees_au_moins: Annotated[int, "demi-journées de jury qu'aucun horaire de ces oraux n'évite"]
    une_demi_journee: Annotated[int, "candidats dont tous les oraux sont dans une demi-journée"]
    attente: Annotated[int, "minutes d'attente entre deux oraux, en tout"]
    attente_max: Annotated[int, "minutes d'attente entre deux oraux, au plus"]
    a_ajouter: Annotated[int, "demi-journées de jury à ajouter pour placer tous ceux que le calendrier couvre"]
    deplaces: Annotated[int, "avec --horaires : candidats dont le choix n'a pas changé, et l'horaire si"]


@click.command("second-groupe")
@click.option("--candidats", **SEVERAL, required=True, help="Comme pour bts-sim grade ; l'option se répète.")
@click.option("--notes", **SEVERAL, required=True, help="De même.")
@click.option(
    "--choix",
    **SEVERAL,
    help="De même : candidat;unite[;langue;saisi_le], ou candidat;domaine[;unite;saisi_le] (2021).",
)
@click.option("--oraux", **SEVERAL, help="De même : notes des oraux déjà passés, qui ne sont plus à placer.")
@click.option(
    "--jurys",
    **SEVERAL,
    help="De même : jury;discipline;centre;salle;date;debut;fin[;hors_contrat] ; sinon les jurys sont constitués.",
)
@click.option(
    "--session",
    type=int,
    required=True,
    shell_complete=words_on_tab.sessions,
    help="Session dont les textes s'appliquent, comme 2024.",
)
@click.option(
    "--academie",
    required=True,
    shell_complete=words_on_tab.academies,
    help="Académie des candidats sans colonne academie, comme nancy-metz.",
)
@click.option(
    "--calendrier",
    type=FILE,
    multiple=True,
    help="Un autre calendrier, en YAML, à la place de celui du projet ; l'option se répète, une fois par académie.",
)
@click.option(
    "--lecture",
    type=Choix(["annexe", "corps"]),
    default="annexe",
    show_default=True,
    help="Partie du calendrier qui l'emporte quand deux parties diffèrent.",
)
@click.option(
    "--regime",
    shell_complete=words_on_tab.regimes,
    help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session.",
)
@click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer.")
@click.option(
    "--horaires",
    **SEVERAL,
    help="L'horaire d'avant (horaires.csv) : qui n'a pas changé y garde ses heures.",
)
@click.option(
    "--heures",
    default="08:30-12:30,13:30-17:30",
    show_default=True,
    help="Matin et après-midi des jurys à constituer ou à ajouter.",
)
@click.option("--preparation-par-domaine", type=int, help="Minutes de préparation d'un oral par domaine (2021).")
@click.option("--interrogation-par-domaine", type=int, help="De même : minutes d'interrogation.")
@click.option(
    "--no-names",
    is_flag=True,
    help="Aucun nom dans les convocations ; dans les messages, aucune valeur du fichier ni numéro.",
)
@encodage
@tables_csv
@results_in("Dossier des résultats, créé au besoin.", required=True)
def second_group_command(
    candidats: GivenTables,
    notes: GivenTables,
    choix: GivenTables | None,
    oraux: GivenTables | None,
    jurys: GivenTables | None,
    session: int,
    academie: str,
    calendrier: tuple[Path, ...],
    lecture: Lecture,
    regime: str | None,
    specialites: Path | None,
    horaires: GivenTables | None,
    heures: str,
    preparation_par_domaine: int | None,
    interrogation_par_domaine: int | None,
    no_names: bool,
    out: Destination,
) -> None:
    """Organiser le second groupe : qui choisit quoi et jusqu'à quand, puis l'horaire des oraux.

    \b
    bts-sim second-groupe --candidats candidats.csv --notes notes.csv --session 2024 --academie nancy-metz --out choix
    bts-sim second-groupe --candidats candidats.csv --notes notes.csv --choix choix.csv --session 2024 \
--academie nancy-metz --out oraux
    """
    from bts_sim.candidates.documents.names import refuse_numbers_that_name
    from bts_sim.candidates.second_group.plan import second_group
    from bts_sim.runs.swap import check_destination, results_folder

    sure = [CHOICES, WAITING, RESULTS, *([HOURS, DAYS] if choix is not None else [])]
    sure += [DOCUMENTS] if choix is not None or oraux is not None else []
    check_destination(out, [*sure, *([JURIES] if choix is not None and jurys is None else [])])
    with naming_nobody(no_names):
        found = second_group(
            candidats,
            notes,
            choix,
            oraux,
            jurys,
            session=session,
            academie=academie,
            regime=regime,
            specialites=specialites,
            calendrier=calendrier or None,
            lecture=lecture,
            horaires=horaires,
            heures=heures,
            preparation_par_domaine=preparation_par_domaine,
            interrogation_par_domaine=interrogation_par_domaine,
        )
        refuse_numbers_that_name(found.grading.dossiers.candidats)
    with results_folder(out, FILES) as folder:
        _write(found, folder, no_names=no_names)
    _tell(found, out.folder)


def _write(found: SecondGroup, folder: Path, *, no_names: bool) -> None:
    """Write the choices, the results and, where there is one, the timetable with all that comes of it."""
    from bts_sim.runs.written import write_csv

    write_csv(folder / CHOICES, found.choices)
    write_csv(folder / WAITING, found.waiting)
    _write_results(found, folder / RESULTS)
    if found.planned is not None or found.has_orals:
        _write_documents(found, folder / DOCUMENTS, no_names=no_names)
    planned = found.planned
    if planned is None:
        return
    write_csv(folder / HOURS, found.timetable)
    write_csv(folder / DAYS, found.days)
    if planned.instance.juries is None:
        write_csv(folder / JURIES, found.juries)
    if len(found.not_placed):
        write_csv(folder / LEFT, found.not_placed)
    if planned.shortage is not None:
        write_csv(folder / TO_ADD, found.to_add)
    if planned.timetable.orals:
        _write_diaries(found, planned, folder)


def _write_results(found: SecondGroup, folder: Path) -> None:
    from bts_sim.candidates.documents.pages.pages import write_lookup
    from bts_sim.candidates.documents.publications import first_publication, last_publication
    from bts_sim.candidates.documents.session import Request, heading

    said = heading(found.grading, Request(), found.dates.calendars)
    folder.mkdir()
    write_lookup(folder / "premier_groupe.html", said, first_publication(found.grading, found.dates))
    if found.has_orals:
        write_lookup(folder / "second_groupe.html", said, last_publication(found.grading, found.dates))


def _write_documents(found: SecondGroup, folder: Path, *, no_names: bool) -> None:
    """Write the convocations where there is a timetable, and the relevés of those whose orals are over."""
    from dataclasses import replace

    from bts_sim.candidates.documents.pages.pages import write_documents
    from bts_sim.candidates.documents.session import Request, session_documents
    from bts_sim.candidates.second_group.convoked import sittings_of, who_has_not, who_sat

    calendar = found.dates.calendars.donne if found.dates.calendars else None
    asked = Request(calendar, avec_noms=not no_names)
    dossier = session_documents(who_has_not(found.grading), asked, found.dates, sittings_of(found))
    of_those = session_documents(who_sat(found.grading), asked, found.dates)
    wanted = {"convocations": found.planned is not None, "releves": found.has_orals}
    dossier = replace(dossier, releves=of_those.releves, textes=of_those.textes, ecartes=0)
    write_documents(folder, dossier, [name for name, yes in wanted.items() if yes])


def _write_diaries(found: SecondGroup, planned: Planned, folder: Path) -> None:
    from bts_sim.candidates.second_group.charts import draw_day
    from bts_sim.candidates.second_group.diaries import write_diaries
    from bts_sim.report.picture import write_png
    from bts_sim.runs.written import write_csv

    orals = planned.timetable.orals
    write_csv(folder / DIARIES[0], write_diaries(folder, found.grading.bareme.session, orals, found.centres))
    for place in sorted({presence.place for presence in planned.timetable.used}):
        here = [one for one in planned.timetable.used if one.place == place]
        placed = [one for one in orals if (one.centre, one.date) == (place.centre, place.date)]
        name = found.centres.get(place.centre, place.centre)
        write_png(folder / PICTURES / f"{place.date}_{place.centre}.png", draw_day(place, name, here, placed))


def _tell(found: SecondGroup, folder: Path) -> None:
    """Report the numbers, and what is short. Raises RunError where somebody is not placed."""
    from bts_sim.candidates.second_group.choices import waiting_choices
    from bts_sim.candidates.second_group.waiting import waiting_in_words

    waiting = list(waiting_choices(found.made))
    count_up(_counts(found, sum(count for _, count in waiting)))
    many = len(found.made)
    say(f"{many} candidat{'s' if many > 1 else ''} autorisé{'s' if many > 1 else ''} aux épreuves de contrôle.")
    for limit, count in waiting:
        until = f"jusqu'au {limit}" if limit else "date limite non fixée par le calendrier"
        say(f"Sans choix complet, {until} : {count}.")
    for line in waiting_in_words(found.without_result):
        say(line)
    planned = found.planned
    if planned is None:
        return
    say(planned.figures.said)
    left = found.not_placed
    if not len(left):
        return
    if planned.shortage is not None:
        say(planned.shortage.said)
        print_table(found.to_add.astype(str).itertuples(index=False), tuple(found.to_add.columns))
    by_cause = ", ".join(f"{detail} : {n}" for detail, n in left["detail"].value_counts(sort=False).items())
    raise RunError(f"Oraux non placés : {len(left)}, dans {folder / LEFT} ({by_cause}).")


def _counts(found: SecondGroup, waiting: int) -> Counts:
    planned = found.planned
    figures: Any = planned.figures if planned else None
    return {
        "autorises": len(found.made),
        "sans_choix": waiting,
        "sans_resultat": len(found.without_result),
        "oraux_places": figures.oraux if figures else 0,
        "oraux_non_places": len(found.not_placed),
        "demi_journees": figures.demi_journees if figures else 0,
        "demi_journees_au_moins": figures.au_moins if figures else 0,
        "une_demi_journee": figures.ensemble if figures else 0,
        "attente": figures.attente if figures else 0,
        "attente_max": figures.attente_max if figures else 0,
        "a_ajouter": planned.shortage.total if planned and planned.shortage else 0,
        "deplaces": figures.moves if figures else 0,
    }
