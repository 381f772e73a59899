"""Two runs of the same notebooks side by side: the differences, and what can be concluded from the gaps."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bts_sim.errors import Fault, InputError
from bts_sim.language import N_, Labels, _
from bts_sim.report.beside import TABLE, beside
from bts_sim.report.manifest import FAILED, RUN, Manifest, read

#: Parameters that fix the candidates of a run, with the seed and the size. If one differs, the candidates differ.
POPULATION = ("session", "taux_groupe1", "specialites", "cohorte")
#: Digests and versions that must match for the same seed to give the same candidates.
SOURCES = ("code", "loi", "donnees")
PAIRED, INDEPENDENT, OTHERS, UNCERTAIN = "apparies", "independants", "autres", "incertains"
LINKS = Labels(
    {
        PAIRED: N_(
            "Mêmes candidats : la graine, la cohorte, le code et les données sont les mêmes. L'écart vient de ce qui "
            "a été changé, non du tirage des candidats. Les intervalles disent ce que d'autres candidats auraient "
            "donné à chaque exécution : deux intervalles qui se recouvrent ne disent pas que l'écart est nul."
        ),
        INDEPENDENT: N_(
            "Candidats tirés séparément (autre graine ou autre nombre) dans la même population. Deux intervalles qui "
            "s'excluent montrent un écart plus grand que ce tirage ; deux qui se recouvrent ne permettent de conclure "
            "ni qu'il y a un écart, ni qu'il n'y en a pas."
        ),
        OTHERS: N_(
            "Autre population : la session, le taux visé, les spécialités ou la cohorte diffèrent. L'écart mêle ce "
            "changement aux autres ; les intervalles ne couvrent que le tirage de chaque exécution."
        ),
        UNCERTAIN: N_(
            "Le code, la loi, les données ou la version de numpy diffèrent : la même graine ne donne peut-être pas les "
            "mêmes candidats, et l'écart peut venir de là. Les intervalles ne couvrent pas cela."
        ),
    }
)
#: A number as a file writes it, and the longest text that names a row.
NUMBER, LENGTH = re.compile(r"[+-]?\d+(?:,\d+)?(?:e[+-]?\d+)?"), 60
DISJOINTS, OVERLAPPING, SANS = "disjoints", "recouverts", "sans"
INTERVALS = Labels({DISJOINTS: N_("s'excluent"), OVERLAPPING: N_("se recouvrent"), SANS: "—"})


@dataclass(frozen=True)
class Execution:
    """A finished run, read from its folder."""

    dossier: Path
    manifest: Manifest

    @property
    def nom(self) -> str:
        """Return the name of the run, which is that of its folder."""
        return self.dossier.resolve().name

    def named(self, notebook: str) -> Mapping[str, Any]:
        """Return the parameters that a notebook of this run had."""
        return next(one.parametres for one in self.manifest.notebooks if one.nom == notebook)


@dataclass(frozen=True)
class ComparedResult:
    """A named result of both runs, None on a side that lacks it. `ecart`: b − a. `intervalles`: see INTERVALLES."""

    notebook: str
    nom: str
    unite: str
    a: Mapping[str, Any] | None
    b: Mapping[str, Any] | None

    @property
    def ecart(self) -> float | None:
        """Return b − a, or None if either side is missing."""
        a, b = (one["valeur"] if one else None for one in (self.a, self.b))
        return None if a is None or b is None else round(b - a, 10)

    @property
    def intervalles(self) -> str:
        """Return whether the two intervals overlap."""
        if not self.a or not self.b or any(one[end] is None for one in (self.a, self.b) for end in ("bas", "haut")):
            return SANS
        apart = self.a["haut"] < self.b["bas"] or self.b["haut"] < self.a["bas"]
        return DISJOINTS if apart else OVERLAPPING


@dataclass(frozen=True)
class ComparedCell:
    """A cell of a table that differs. `ligne` identifies the row by its first texts."""

    notebook: str
    table: str
    ligne: str
    colonne: str
    a: str
    b: str


@dataclass(frozen=True)
class ComparedTable:
    """A table of a notebook in both runs.

    `etat`: `identique`, `cellules`, `forme`, or `a` or `b` if one run lacks it.
    """

    notebook: str
    nom: str
    etat: str
    total: int
    cellules: tuple[ComparedCell, ...]


@dataclass(frozen=True)
class Comparison:
    """The differences between two runs. `parametres` and `origine`: name, value in a, value in b."""

    a: Execution
    b: Execution
    lien: str
    notebooks: tuple[str, ...]
    seuls: tuple[str, ...]
    parametres: tuple[tuple[str, str, str], ...]
    origine: tuple[tuple[str, str, str], ...]
    resultats: tuple[ComparedResult, ...]
    tables: tuple[ComparedTable, ...]


def load(first: Path, second: Path) -> tuple[Execution, Execution]:
    """Return two runs, read. Raise InputError if a folder is no finished run, or if they have nothing in common."""
    fautes: list[Fault] = []
    runs = [_load(folder, fautes) for folder in (first, second)]
    if fautes:
        raise InputError(fautes)
    a, b = (run for run in runs if run is not None)
    if a.dossier.resolve() == b.dossier.resolve():
        raise InputError([_fault(second, "la même exécution, donnée deux fois", "donner deux exécutions")])
    names = [{one.nom for one in run.manifest.notebooks} for run in (a, b)]
    if not names[0] & names[1]:
        told = " ; ".join(", ".join(sorted(one)) for one in names)
        raise InputError([_fault(second, "d'autres notebooks que la première", f"comparer les mêmes ({told})")])
    if a.manifest.lang != b.manifest.lang:
        remedy = f"refaire l'une avec -p lang {a.manifest.lang}"
        raise InputError([_fault(second, "une autre langue : les résultats n'y ont pas les mêmes noms", remedy)])
    return a, b


def compare_reports(a: Execution, b: Execution) -> Comparison:
    """Return the comparison of two runs, by the notebooks that both have."""
    there = [one.nom for one in a.manifest.notebooks]
    other = [one.nom for one in b.manifest.notebooks]
    common = tuple(nom for nom in there if nom in other)
    return Comparison(
        a,
        b,
        _link(a, b, common),
        common,
        tuple(sorted({*there} ^ {*other})),
        tuple(_parameters(a, b, common)),
        tuple(_origin(a.manifest, b.manifest, common)),
        tuple(_results(a.manifest, b.manifest, common)),
        tuple(table for nom in common for table in _tables(a.dossier, b.dossier, nom)),
    )


def _load(folder: Path, fautes: list[Fault]) -> Execution | None:
    manifest = read(folder)
    if manifest is not None and manifest.statut != FAILED:
        return Execution(folder, manifest)
    if manifest is not None:
        problem, remedy = "une exécution qui a échoué : ses nombres sont partiels", "refaire le rapport"
    elif not folder.is_dir():
        problem, remedy = "ce dossier n'existe pas", "donner le dossier d'une exécution, comme reports/AAAAMMJJ-…"
    elif RUN.fullmatch(folder.resolve().name):
        problem, remedy = "une exécution inachevée ou au manifeste illisible", "attendre sa fin, ou la refaire"
    else:
        problem, remedy = "ce dossier n'est pas une exécution de bts-sim report", "donner un dossier de reports/"
    fautes.append(_fault(folder, problem, remedy))
    return None


def _fault(folder: Path, problem: str, remedy: str) -> Fault:
    return Fault("compare-runs", None, "", str(folder), problem, remedy)


def _link(a: Execution, b: Execution, notebooks: tuple[str, ...]) -> str:
    """Return whether both runs have the same candidates."""

    def differ(*names: str) -> bool:
        return any(a.named(nom).get(name) != b.named(nom).get(name) for nom in notebooks for name in names)

    digests = [run.manifest.empreintes for run in (a, b)]
    if differ(*POPULATION) or digests[0].get("cohorte") != digests[1].get("cohorte"):
        return OTHERS
    numpy = [run.manifest.versions.get("numpy") for run in (a, b)]
    commits = [run.manifest.commit for run in (a, b)]
    known = "code" in digests[0] and "code" in digests[1]
    unsure = not known and (commits[0] != commits[1] or a.manifest.modifie or b.manifest.modifie)
    if unsure or numpy[0] != numpy[1] or any(digests[0].get(name) != digests[1].get(name) for name in SOURCES):
        return UNCERTAIN
    return INDEPENDENT if differ("graine", "candidats") else PAIRED


def _parameters(a: Execution, b: Execution, notebooks: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    seen: dict[tuple[str, str, str], None] = {}
    for nom in notebooks:
        left, right = a.named(nom), b.named(nom)
        for name in sorted({*left, *right}):
            if left.get(name) != right.get(name) or (name in left) != (name in right):
                seen[(name, _told(left, name), _told(right, name))] = None
    yield from seen


def _told(values: Mapping[str, Any], name: str) -> str:
    return str(values[name]) if name in values else "—"


def _origin(a: Manifest, b: Manifest, notebooks: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    left, right = _sources(a, notebooks), _sources(b, notebooks)
    for words in {**left, **right}:
        if left.get(words) != right.get(words):
            yield words, left.get(words, "—"), right.get(words, "—")


def _sources(manifest: Manifest, notebooks: tuple[str, ...]) -> dict[str, str]:
    digests = manifest.empreintes
    words = {"code": _("Code"), "loi": _("Textes de loi"), "donnees": _("Données")}
    words["cohorte"] = _("Cohorte décrite par un fichier")
    changed = {None: _("inconnu"), True: _("oui"), False: _("non")}[manifest.modifie]
    facts = {_("Commit"): str(manifest.commit or _("inconnu"))}
    facts[_("Changements non enregistrés")] = changed
    facts |= {said: str(digests[name])[:12] for name, said in words.items() if digests.get(name)}
    for kind, chosen in (("notebooks", notebooks), ("fichiers", digests.get("fichiers", {}))):
        known = digests.get(kind, {})
        facts |= {_("Fichier {nom}").format(nom=nom): str(known[nom])[:12] for nom in chosen if nom in known}
    return facts | dict(sorted(manifest.versions.items()))


def _results(a: Manifest, b: Manifest, notebooks: tuple[str, ...]) -> Iterator[ComparedResult]:
    left, right = _by_name(a, notebooks), _by_name(b, notebooks)
    for key in {**left, **right}:
        one, other = left.get(key), right.get(key)
        yield ComparedResult(key[0], key[1], key[2], one, other)


def _by_name(manifest: Manifest, notebooks: tuple[str, ...]) -> dict[tuple[str, str, str, int], Mapping[str, Any]]:
    """Return results by notebook, name and unit. The rank distinguishes a result that occurs twice."""
    found: dict[tuple[str, str, str, int], Mapping[str, Any]] = {}
    for nom in notebooks:
        for result in (one for one in manifest.resultats if one.notebook == nom):
            rank = sum(key[:3] == (nom, result.nom, result.unite) for key in found)
            found[(nom, result.nom, result.unite, rank)] = result.model_dump()
    return found


def _tables(first: Path, second: Path, notebook: str) -> Iterator[ComparedTable]:
    left, right = (_csv_files(folder / beside(notebook)) for folder in (first, second))
    for name in sorted({*left, *right}):
        if name not in left or name not in right:
            yield ComparedTable(notebook, name, "a" if name in left else "b", 0, ())
            continue
        one, other = _rows(left[name]), _rows(right[name])
        if [len(row) for row in one] != [len(row) for row in other] or one[:1] != other[:1]:
            yield ComparedTable(notebook, name, "forme", 0, ())
            continue
        cells = tuple(_cells(notebook, name, one, other))
        total = sum(len(row) for row in one[1:])
        yield ComparedTable(notebook, name, "cellules" if cells else "identique", total, cells)


def _csv_files(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in folder.glob(f"{TABLE}-*.csv")}


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _named(row: list[str]) -> str:
    """Return the name of a row: its first texts, or its first two cells if it has too few texts."""
    filled = list(filter(None, row))
    words = list(itertools.takewhile(lambda cell: len(cell) <= LENGTH and not NUMBER.fullmatch(cell), filled))
    return ", ".join(words if len(words) > 1 else filled[:2])


def _cells(notebook: str, table: str, one: list[list[str]], other: list[list[str]]) -> Iterator[ComparedCell]:
    for left, right in zip(one[1:], other[1:], strict=True):
        row = _named(left)
        for column, a, b in zip(one[0], left, right, strict=True):
            if a != b:
                yield ComparedCell(notebook, table, row, column, a, b)
