"""The manifest of a run: how it is made, and how the index, the cover and a comparison read it."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict, cast

from pydantic import BaseModel, ValidationError

from bts_sim.files.shipped import PACKAGE
from bts_sim.language import LANGUAGES, N_, Labels, langue
from bts_sim.report.parameters import files
from bts_sim.report.results import fingerprinted
from bts_sim.runs.digests import Digests
from bts_sim.runs.provenance import Provenance, digest_of_file
from bts_sim.runs.record import Made
from bts_sim.runs.written import MANIFEST

#: Pattern of the name of the folder of a run.
RUN = re.compile(r"(\d{8}-\d{6})-[0-9a-f]{8}(-\d+)?")
SUCCEEDED, FAILED, INTERRUPTED = "reussi", "echoue", "interrompu"
STATUTS = Labels({SUCCEEDED: N_("réussi"), FAILED: N_("échoué"), INTERRUPTED: N_("interrompu")})


class QuotedResult(BaseModel):
    """A named result, as a notebook showed it."""

    nom: str
    valeur: float | None
    unite: str
    bas: float | None
    haut: float | None
    definition: str = ""
    notebook: str = ""


class Constat(BaseModel):
    """A sentence above a chart of a notebook, and its place in the page."""

    texte: str
    ancre: str


class ToQuote(BaseModel):
    """A sentence to quote, with its source."""

    constat: str
    source: str


class NotebookRun(BaseModel):
    """The entry of one notebook, as read from a manifest."""

    nom: str
    titre: str
    page: str | None
    erreur: str | None
    duree_s: float = 0.0
    introduction: str = ""
    parametres: dict[str, Any] = {}
    defauts: dict[str, Any] = {}
    constats: list[Constat] = []
    citations: list[ToQuote] = []
    manques: list[str] = []
    repris_de: str = ""


class Manifest(BaseModel):
    """A manifest as read. Older ones have no language, versions or digests to compare."""

    statut: Literal["reussi", "echoue"]
    debut: datetime
    duree_s: float
    commit: str | None
    modifie: bool | None
    parametres: dict[str, Any]
    notebooks: list[NotebookRun]
    resultats: list[QuotedResult]
    lang: str = LANGUAGES[0]
    refaire: str = ""
    versions: dict[str, str] = {}
    empreintes: Digests = {}


class OneNotebook(TypedDict):
    """The entry of one notebook, as written in the manifest of a report."""

    nom: Annotated[str, "nom du notebook"]
    titre: Annotated[str, "son titre"]
    notebook: Annotated[str | None, "notebook exécuté ; null s'il n'y en a pas"]
    page: Annotated[str | None, "sa page ; null s'il n'y en a pas"]
    erreur: Annotated[str | None, "pourquoi il a échoué ; null s'il n'a pas échoué"]
    duree_s: Annotated[float, "durée, en secondes"]
    introduction: Annotated[str, "son premier paragraphe"]
    parametres: Annotated[dict[str, Any], "tous ses paramètres"]
    defauts: Annotated[dict[str, Any], "valeur par défaut de ceux qui ont été changés"]
    constats: Annotated[list[Sentence], "phrases montrées au-dessus des graphiques"]
    citations: Annotated[list[Quotation], "phrases à citer"]
    manques: Annotated[list[str], "ce qui n'a pas pu être écrit à côté de la page"]
    identite: NotRequired[
        Annotated[str, "SHA-256 de ce qui fait la page : notebook, paramètres, fichiers, loi, données, code, versions"]
    ]
    repris_de: NotRequired[Annotated[str, "lancement dont la page est reprise, rien de cela n'ayant changé depuis"]]


class Sentence(TypedDict):
    """A sentence above a chart, and its place in the page."""

    texte: str
    ancre: Annotated[str, "ancre dans la page"]


class Quotation(TypedDict):
    """A sentence to quote, with its source."""

    constat: str
    source: Annotated[str, "version, textes, et ce que couvre l'intervalle"]


class NamedResult(TypedDict):
    """A named result of a notebook: the columns of `resultats.csv`."""

    nom: str
    valeur: float | None
    unite: str
    bas: float | None
    haut: float | None
    definition: NotRequired[str]
    notebook: str
    empreinte: str


class OfReport(Made):
    """The manifest of a report, before it is sealed."""

    lang: Annotated[str, "langue des pages, fr ou en"]
    refaire: Annotated[str, "commande qui refait le rapport"]
    debut: Annotated[str, "début, en temps universel"]
    duree_s: Annotated[float, "durée, en secondes"]
    parametres: Annotated[dict[str, Any], "paramètres donnés"]
    graine: Annotated[int | None, "graine des notebooks ; null s'ils n'ont pas la même"]
    notebooks: Annotated[list[OneNotebook], "notebooks, dans l'ordre où ils ont été nommés"]
    resultats: Annotated[list[NamedResult], "résultats nommés"]


def read(folder: Path) -> Manifest | None:
    """Return the manifest of a run, or None if it is missing, broken or of another kind."""
    try:
        return Manifest.model_validate(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return None


def make(
    rows: Sequence[Mapping[str, Any]],
    plans: Sequence[Mapping[str, Any]],
    digests: Mapping[str, str],
    origin: Provenance,
    begin: datetime,
    seconds: float,
) -> OfReport:
    """Return the manifest of a run. `rows`: one per notebook, with its page, its error and its named results."""
    given = {name: value for plan in plans for name, value in plan.items()}
    sources = {"loi": origin["empreintes"]["loi"], "donnees": origin["empreintes"]["donnees"]}
    seeds = {row["parametres"]["graine"] for row in rows if "graine" in row["parametres"]}
    cohort = given.get("cohorte")
    return {
        **origin,
        "commande": "report",
        "lang": langue(),
        "refaire": command([row["nom"] for row in rows], manifest_shown(given)),
        "statut": FAILED if any(row["erreur"] for row in rows) else SUCCEEDED,
        "debut": begin.isoformat(timespec="seconds"),
        "duree_s": round(seconds, 1),
        "parametres": manifest_shown(given),
        "graine": seeds.pop() if len(seeds) == 1 else None,
        "empreintes": {
            **origin["empreintes"],
            "notebooks": dict(digests),
            "cohorte": digest_of_file(Path(cohort)) if cohort else None,
            "fichiers": {path.name: digest_of_file(path) for path in files(given)},
        },
        "notebooks": cast(
            "list[OneNotebook]", [{key: value for key, value in row.items() if key != "resultats"} for row in rows]
        ),
        "resultats": [
            cast(
                "NamedResult",
                fingerprinted({**result, "notebook": row["nom"]}, [digests[row["nom"]], row["parametres"], sources]),
            )
            for row in rows
            for result in row["resultats"]
        ],
    }


def speech(values: Mapping[str, Any]) -> str:
    """Return the language that parameters ask for, French by default."""
    lang = values.get("lang")
    return lang if lang in LANGUAGES else LANGUAGES[0]


def command(notebooks: Sequence[str], given: Mapping[str, Any]) -> str:
    """Return the command that redoes a run, with every parameter given, quoted for a shell."""
    words = ["bts-sim", "report", *notebooks]
    for name in sorted(given):
        value = given[name]
        words += ["-p", name, value if isinstance(value, str) else repr(value)]
    return shlex.join(words)


def manifest_shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with the names of files in place of their paths on this machine."""
    safe = dict(values)
    for path in files(values):
        safe = {name: v.replace(str(path), path.name) if isinstance(v, str) else v for name, v in safe.items()}
    return safe


def anonymous(text: str, *places: Path) -> str:
    """Return an error without the paths of this machine and those of `places`."""
    known = {*places, Path.cwd(), PACKAGE.parent, Path(sys.prefix), Path(sys.base_prefix), Path.home()}
    # The longest path comes first: the home folder of the user begins many paths.
    for path in sorted(known, key=lambda one: -len(str(one))):
        if len(path.parts) > 1:
            text = text.replace(f"{path}", "…")
    return text
