"""The cover of a run: the questions, the answers, their origin, and how to cite and redo the run."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bts_sim.display.results import quantity
from bts_sim.droit.bareme import WEAK
from bts_sim.droit.textes import load_bareme, sessions
from bts_sim.language import _
from bts_sim.report.beside import FIGURE, beside
from bts_sim.report.filling import fill, moment
from bts_sim.report.manifest import FAILED, STATUTS, SUCCEEDED, Manifest, NotebookRun, ToQuote
from bts_sim.runs.written import WORKING, whole_file

PAGE = "couverture.html"
#: The notebooks that answer the question of the project: their sentences come first on the cover.
ANSWERS = ("03_regimes", "04_impact")
#: Number of digits of a digest or a commit that people compare by eye.
DIGITS = 12


@dataclass(frozen=True)
class Section:
    """One notebook on the cover: its entry in the manifest, its page if there is one, its named results."""

    notebook: NotebookRun
    page: str | None
    resultats: list[dict[str, str]]
    #: The first picture of its page: its bytes as an address, and what it finds.
    image: dict[str, str] | None = None

    #: The sentences to quote that no page before it has.
    citations: Sequence[ToQuote] = ()

    @property
    def statut(self) -> str:
        """Return in words whether the notebook ran to its end."""
        return STATUTS[FAILED if self.notebook.erreur else SUCCEEDED]


def write_cover(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Write the cover of a run whose other files are there. Return its file. The manifest comes later."""
    said = Manifest.model_validate(manifest)
    with whole_file(folder / PAGE) as file:
        file.write(cover_html(folder, said))
    return folder / PAGE


def cover_html(folder: Path, manifest: Manifest) -> str:
    """Return the cover of a run as a page that opens without a network."""
    sections = [_section(folder, manifest, notebook) for notebook in manifest.notebooks]
    alone = len(sections) == 1
    title = manifest.notebooks[0].titre if alone else _("Rapport du {date}").format(date=moment(manifest.debut))
    return fill(
        "cover.html.j2",
        "tables.js",
        titre=title,
        alone=alone,
        dossier=folder.name,
        manifest=manifest,
        sections=sections,
        cartes=by_answer(sections),
        parametres=parameters(manifest),
        origine=origin(manifest),
        citation=citation(folder.name, manifest, title),
        refaire=redo(manifest),
        fichiers=_files(folder, [notebook.nom for notebook in manifest.notebooks]),
        statut=STATUTS[manifest.statut],
        reussi=manifest.statut == SUCCEEDED,
    )


def by_answer(sections: Sequence[Section]) -> list[Section]:
    """Return the notebooks in the order of the cover, each sentence to quote once: people, then causes, then others."""
    first, seen, found = {name: rank for rank, name in enumerate(ANSWERS)}, set[str](), list[Section]()
    for section in sorted(sections, key=lambda one: first.get(one.notebook.nom, len(first))):
        own = {one.constat: one for one in section.notebook.citations if one.constat not in seen}
        seen |= own.keys()
        found.append(replace(section, citations=[*own.values()]))
    return found


def parameters(manifest: Manifest) -> list[dict[str, Any]]:
    """Return the parameters of a run: each value once, with its notebooks, and its default if it changed."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for notebook in manifest.notebooks:
        for name, value in notebook.parametres.items():
            row = rows.setdefault((name, repr(value)), {"nom": name, "valeur": _told(value), "notebooks": []})
            row["notebooks"].append(notebook.nom)
            if name in notebook.defauts:
                row["defaut"] = _told(notebook.defauts[name])
    return sorted(rows.values(), key=lambda row: ("defaut" not in row, row["nom"]))


def origin(manifest: Manifest) -> list[tuple[str, str]]:
    """Return the origin of the numbers of a run, as labels and values."""
    digests, versions = manifest.empreintes, manifest.versions
    commit = manifest.commit or _("inconnu : hors d’un dépôt git")
    packages = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()) if name != "bts-sim")
    seeds = {str(n.parametres["graine"]) for n in manifest.notebooks if "graine" in n.parametres}
    facts = {
        _("Version"): versions.get("bts-sim", ""),
        _("Commit"): commit + (_(", avec des changements non enregistrés") if manifest.modifie else ""),
        _("Code"): _short(digests.get("code")),
        _("Textes de loi"): _short(digests.get("loi")),
        _("Données"): _short(digests.get("donnees")),
        _("Cohorte décrite par un fichier"): _short(digests.get("cohorte")),
        _("Coefficients à vérifier"): to_check(manifest),
        _("Graine du hasard"): ", ".join(sorted(seeds)),
        _("Logiciels"): packages,
    }
    files = {_("Fichier {nom}").format(nom=nom): _short(one) for nom, one in digests.get("fichiers", {}).items()}
    return [(words, value) for words, value in (facts | files).items() if value]


def to_check(manifest: Manifest) -> str:
    """Return the specialties of the sessions of a run whose coefficients are recalled from memory or contradicted."""
    asked = [notebook.parametres.get("session") for notebook in manifest.notebooks]
    found = {
        session: [code for code, one in sorted(load_bareme(session).reglements.items()) if one.confiance in WEAK]
        for session in sessions()
        if session in asked
    }
    words = _("session {session} : {codes}, donnés de mémoire ou contredits par un autre document")
    return " ; ".join(words.format(session=one, codes=", ".join(codes)) for one, codes in found.items() if codes)


def citation(dossier: str, manifest: Manifest, titre: str) -> str:
    """Return the sentence that cites a run."""
    version = manifest.versions.get("bts-sim", "")
    commit = f", commit {manifest.commit[:DIGITS]}" if manifest.commit else ""
    law = _short(manifest.empreintes.get("loi"))
    return _(
        "bts_sim {version}{commit}, « {titre} », exécution {dossier} du {date} ; "
        "textes de loi {loi}, données {donnees}."
    ).format(
        version=version,
        commit=commit,
        titre=titre,
        dossier=dossier,
        date=moment(manifest.debut),
        loi=law,
        donnees=_short(manifest.empreintes.get("donnees")),
    )


def redo(manifest: Manifest) -> str:
    """Return the commands that redo a run. An older run did not record them and has none."""
    if not manifest.refaire:
        return ""
    code = [shlex.join(["git", "checkout", manifest.commit])] if manifest.commit else []
    return "\n".join([*code, manifest.refaire])


def _section(folder: Path, manifest: Manifest, notebook: NotebookRun) -> Section:
    page = quote(notebook.page) if notebook.page and (folder / notebook.page).is_file() else None
    results = [
        {"nom": one.nom, "valeur": quantity(one.model_dump()), "definition": one.definition}
        for one in manifest.resultats
        if one.notebook == notebook.nom
    ]
    return Section(notebook, page, results, _picture(folder, notebook))


def _picture(folder: Path, notebook: NotebookRun) -> dict[str, str] | None:
    """Return the first picture of a page, as an address that holds it: a cover opens without its folder."""
    found = sorted((folder / beside(notebook.nom)).glob(f"{FIGURE}-01*.png"))
    if not found or not notebook.constats or notebook.erreur:
        return None
    said = base64.b64encode(found[0].read_bytes()).decode("ascii")
    return {"donnees": f"data:image/png;base64,{said}", "texte": notebook.constats[0].texte}


def _files(folder: Path, notebooks: list[str]) -> list[dict[str, Any]]:
    """Return the files of a run by group: those of the run itself, then those beside each page."""
    groups: list[dict[str, Any]] = []
    for name in ("", *map(beside, notebooks)):
        home = folder / name
        found = sorted(path for path in home.glob("*") if path.is_file() and not path.name.startswith(WORKING))
        if found:
            files: list[dict[str, Any]] = [
                {"lien": quote(path.relative_to(folder).as_posix()), "nom": path.name, "taille": path.stat().st_size}
                for path in found
            ]
            groups.append({"nom": name, "fichiers": files, "taille": sum(one["taille"] for one in files)})
    return groups


def _short(digest: object) -> str:
    return str(digest)[:DIGITS] if digest else ""


def _told(value: object) -> str:
    return "—" if value is None or value == "" else str(value)
