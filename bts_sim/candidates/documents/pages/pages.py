"""Write the pages of a session: lists, convocations and relevés, with a summary that links to them."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bts_sim.candidates.documents.pages.model import Candidat, Dossier, Lot, Publication, Session
from bts_sim.candidates.documents.pages.pdf import write_pdf
from bts_sim.candidates.documents.pages.text import court, fine, readable_page
from bts_sim.progress import watch
from bts_sim.runs.written import whole_file

HERE = Path(__file__).parent
MENTION = "Document de simulation, sans valeur officielle"
#: Candidates in one file: a browser opens it at once, and its PDF takes seconds.
PER_FILE = 200
#: Numbers side by side in a posted list.
PER_ROW = 5

#: Every document, by the name that requests it.
DOCUMENTS = {
    "affichage": "Liste d'affichage des admis",
    "autorises": "Liste des candidats autorisés aux épreuves de contrôle",
    "convocations": "Convocations aux épreuves de contrôle",
    "releves": "Relevés de notes",
}


@dataclass(frozen=True)
class DocumentFile:
    """One file that was written: its path in the folder, and its candidates."""

    chemin: str
    candidats: int
    premier: Candidat | None = None
    dernier: Candidat | None = None


def write_documents(
    folder: Path, dossier: Dossier, chosen: Collection[str], *, pdf: bool = False
) -> dict[str, list[DocumentFile]]:
    """Write the documents chosen among `DOCUMENTS` into a new folder, with `index.html`.

    `pdf`: write a PDF beside each page.
    """
    passed = {"affichage": dossier.posted, "autorises": dossier.autorises}
    lots = {"convocations": ("convocations", dossier.convocations), "releves": ("releves_de_notes", dossier.releves)}
    written: dict[str, list[DocumentFile]] = {}
    for name in DOCUMENTS:
        if name not in chosen:
            continue
        if name in passed:
            page = {"affichage": "liste_d_affichage", "autorises": "liste_des_autorises"}[name]
            _write(folder / f"{page}.html", f"{page}.html.j2", dossier, listes=passed[name])
            written[name] = [DocumentFile(f"{page}.html", _counted(dossier, name))]
        else:
            written[name] = list(_volumes(folder, *lots[name], dossier))
    _write(folder / "index.html", "index.html.j2", dossier, ecrits=written, titres=DOCUMENTS, pdf=pdf)
    if pdf:
        made = [folder / one.chemin for several in written.values() for one in several]
        for path in watch(made, "PDF"):
            write_pdf(path, path.with_suffix(".pdf"))
    return written


def write_lookup(path: Path, session: Session, publication: Publication) -> None:
    """Write the page on which a number finds its result: it holds all that it answers, and asks nobody."""
    program = (HERE / "lookup.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(program.encode()).digest()).decode()
    words = {code: fine(said) for code, said in publication.words.items()}
    # « < » alone could end the element that holds the numbers.
    data = {
        name: json.dumps(dict(found), ensure_ascii=True).replace("<", "\\u003c")
        for name, found in (("donnees", publication.numeros), ("mots", words))
    }
    shown = {"session": session, "mention": MENTION, "publication": publication, "empreinte": f"sha256-{digest}"}
    with whole_file(path) as file:
        page = _templates().get_template("resultats.html.j2")
        file.writelines(page.generate(**shown, **data, programme=program))


def _counted(dossier: Dossier, name: str) -> int:
    if name == "autorises":
        return sum(len(groupe.numeros) for one in dossier.autorises for groupe in one.groupes)
    return sum(len(one.admis) + len(one.admis_apres_controle) for one in dossier.posted)


def _volumes(folder: Path, name: str, lot: Lot, dossier: Dossier) -> Iterator[DocumentFile]:
    """Write the documents of a lot, `PER_FILE` to a file; an empty lot gives one file that says so."""
    singular = name.replace("releves", "releve").replace("convocations", "convocation")
    starts = range(0, max(len(lot.numeros), 1), PER_FILE)
    for rank, start in enumerate(watch(starts, name.replace("_", " ")), start=1):
        path = f"{name}/{singular}_{rank:04d}.html"
        about = lot.numeros[start : start + PER_FILE]
        _write(folder / path, f"{name}.html.j2", dossier, documents=islice(lot.documents, PER_FILE))
        yield DocumentFile(path, len(about), about[0] if about else None, about[-1] if about else None)


def _write(path: Path, template: str, dossier: Dossier, **values: Any) -> None:
    shown = {"session": dossier.session, "dossier": dossier, "mention": MENTION}
    with whole_file(path) as file:
        file.writelines(_templates().get_template(template).generate(**shown, **values))


def lignes(numeros: Sequence[str], width: int = PER_ROW) -> list[Sequence[str]]:
    """Return numbers in rows of `width`."""
    return [numeros[start : start + width] for start in range(0, len(numeros), width)]


def pluralised(mot: str, nombre: int) -> str:
    """Return a word, with a plural s from two on."""
    return f"{mot}s" if nombre > 1 else mot


@functools.cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # `finalize` sees every value before it is escaped: no template can forget it.
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        finalize=readable_page,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: Mapping[str, Callable[..., Any]] = {
        "court": court,
        "fine": fine,
        "lignes": lignes,
        "au_pluriel": pluralised,
    }
    environment.filters.update(filters)
    return environment
