"""Commented YAML files: a cohort, a grid, the parameters of a report, a calendar."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bts_sim.cohort.compose import Margins
from bts_sim.cohort.describe import CohortFile, load_cohort
from bts_sim.cohort.parameters import Parameter, parametres as du_modele
from bts_sim.cohort.populate import cohort_people
from bts_sim.droit.textes import find_reglement, load_bareme
from bts_sim.files.shipped import notebooks_dir
from bts_sim.sweep.grid import GridFile
from bts_sim.templates.comments import fill_template, meanings

#: The notebook whose parameters the file sets: the one that the README quotes.
NOTEBOOK = "03_regimes"
#: The model parameter that a grid shows as an example, at the ends of its interval of evidence.
EXAMPLE = "absence_par_epreuve"


def cohorte(session: int, specialite: str) -> str:
    """Return the default cohort of a session as its own file, with every parameter of the model in comments."""
    find_reglement(load_bareme(session), specialite)
    described = {name: (p.defaut, _described(p)) for name, p in du_modele().items()}
    default = load_cohort(session=session)
    people = cohort_people(default.bareme, {specialite: 1.0}, Margins(), [default.parametres])
    of_it = people.of_draws()[0].margins()
    parts = {name: _rounded(shares) for name, shares in vars(of_it).items()}
    given = {"session": session, "specialite": specialite, "sens": meanings(CohortFile), "parts": parts}
    return fill_template("cohort", cohorte=default, parametres=described, **given)


def _rounded(shares: Mapping[str, float] | float) -> Mapping[str, float] | float:
    """Return shares to the thousandth; those of voies and of bacs still add up to 1."""
    if not isinstance(shares, Mapping):
        return round(shares, 3)
    found = {name: round(share, 3) for name, share in shares.items()}
    if abs(sum(shares.values()) - 1) < 1e-9:
        largest = max(found, key=lambda name: found[name])
        found[largest] = round(found[largest] + 1 - sum(found.values()), 3)
    return found


def _described(p: Parameter) -> str:
    low, high = p.bornes
    return f"{p.libelle} ({p.unite} ; de {low:g} à {high:g}). Preuve : {p.preuve} (cote {p.cote})."


def sweep_template(session: int, specialite: str) -> str:
    """Return a small grid: two regimes, two seeds, three values of one parameter; the other keys are in comments."""
    bareme = load_bareme(session)
    find_reglement(bareme, specialite)
    example = du_modele()[EXAMPLE]
    low, high = example.intervalle or example.bornes
    given = {"session": session, "specialite": specialite, "regime": bareme.regime, "sens": meanings(GridFile)}
    shown = {EXAMPLE: sorted({low, example.defaut, high})}
    return fill_template("grid", cohorte=load_cohort(session=session), parametres=shown, **given)


def parameters_template(session: int, specialite: str) -> str:
    """Return the parameters of a notebook with their defaults, commented as in its own cell."""
    cell = _cell(notebooks_dir() / f"{NOTEBOOK}.ipynb")
    given = {"session": session, "specialites": specialite}
    filled = {name: (given.get(name, value), phrase) for name, (value, phrase) in cell.items()}
    return fill_template("parameters", notebook=NOTEBOOK, parametres=filled)


def _cell(path: Path) -> Mapping[str, tuple[Any, str]]:
    """Return the parameters of a notebook: name → default, and the comment above it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = next("".join(one["source"]) for one in cells if "parameters" in one["metadata"].get("tags", []))
    found: dict[str, tuple[Any, str]] = {}
    comment = ""
    for line in source.splitlines():
        if line.startswith("#"):
            comment = line.lstrip("# ")
        elif " = " in line:
            name, _, value = line.partition(" = ")
            found[name] = (ast.literal_eval(value), comment)
    return found


def calendrier(session: int, specialite: str) -> str:
    """Return a calendar with one statement of each kind, to be filled with the dates of a note."""
    find_reglement(load_bareme(session), specialite)
    text = (Path(__file__).parent / "calendar.yaml").read_text(encoding="utf-8")
    return text.replace("2024", str(session)).replace("{specialite}", specialite)
