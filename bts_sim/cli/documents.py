"""The documents of a session as options of `bts-sim grade`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bts_sim.cli.base import DAY, FILE, Choix
from bts_sim.errors import Fault, InputError

if TYPE_CHECKING:
    from bts_sim.candidates.documents.pages.model import Dossier
    from bts_sim.candidates.documents.session import Request
    from bts_sim.candidates.grade import Grading

#: The folder of documents inside that of the results. It is replaced as a whole.
DOSSIER = "documents"
NAMES = ("affichage", "autorises", "convocations", "releves")
OPTIONS = (
    click.option(
        "--documents",
        is_flag=True,
        help="Écrire aussi documents/ : relevés, liste d'affichage, liste des autorisés, convocations.",
    ),
    click.option("--pdf", is_flag=True, help="Avec --documents : chaque page aussi en PDF."),
    click.option(
        "--seulement",
        type=Choix(NAMES),
        multiple=True,
        help="Avec --documents : ceux-là seuls, l'option une fois par document.",
    ),
    click.option("--academie", help="Avec --documents : calendrier du projet, comme nancy-metz."),
    click.option("--calendrier", type=FILE, help="Avec --documents : un autre calendrier, en YAML."),
    click.option(
        "--lecture",
        type=Choix(["annexe", "corps"]),
        help="Avec --documents : partie du calendrier qui l'emporte.  [par défaut : annexe]",
    ),
    click.option(
        "--no-names",
        is_flag=True,
        help="Aucun nom dans les documents ; dans les messages et fautes.csv, aucune valeur du fichier ni numéro.",
    ),
    click.option(
        "--date-edition",
        type=DAY,
        metavar="JOUR",
        help="Avec --documents : jour porté sur les pages (AAAA-MM-JJ) ; sinon laissé en blanc.",
    ),
)


def document_options(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with the options of the documents."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class Documents:
    """The documents asked for, after every check that could refuse them."""

    demande: Request
    seulement: tuple[str, ...]
    pdf: bool

    def prepare(self, grading: Grading) -> Dossier:
        """Return the documents, ready to write. Raise InputError first if they cannot be published."""
        from bts_sim.candidates.documents.session import session_documents

        return session_documents(grading, self.demande)

    def write(self, folder: Path, dossier: Dossier) -> None:
        """Write the documents into a new folder."""
        from bts_sim.candidates.documents.pages.pages import write_documents

        write_documents(folder, dossier, self.seulement, pdf=self.pdf)


def documents_asked(
    session: int,
    *,
    documents: bool,
    pdf: bool,
    seulement: tuple[str, ...],
    academie: str | None,
    calendrier: Path | None,
    lecture: Any,
    no_names: bool,
    date_edition: datetime | None,
) -> Documents | None:
    """Return the documents asked for, checked before grading, or None if there are none."""
    given = {
        "--pdf": pdf,
        "--seulement": seulement,
        "--academie": academie,
        "--calendrier": calendrier,
        "--lecture": lecture,
        "--no-names": no_names,
        "--date-edition": date_edition,
    }
    if not documents:
        _refuse([name for name, value in given.items() if value], "option sans effet sans --documents", "l'ajouter")
        return None
    if academie and calendrier:
        _refuse(["--academie"], "deux calendriers", "garder --academie ou --calendrier")
    if lecture and not (academie or calendrier):
        _refuse(["--lecture"], "aucun calendrier à lire", "ajouter --academie ou --calendrier")
    from bts_sim.candidates.documents.session import Request, check_calendar
    from bts_sim.droit.calendriers.document import load_calendrier, read_calendrier

    if pdf:
        from bts_sim.candidates.documents.pages.pdf import check_pdf

        check_pdf()
    read = read_calendrier(calendrier) if calendrier else load_calendrier(academie, session) if academie else None
    if read is not None:
        check_calendar(read, session)
    day = date_edition.date() if date_edition else None
    return Documents(Request(read, lecture or "annexe", not no_names, day), seulement or NAMES, pdf)


def _refuse(options: list[str], problem: str, remedy: str) -> None:
    if options:
        raise InputError([Fault(option, None, "", "", problem, remedy) for option in options])
