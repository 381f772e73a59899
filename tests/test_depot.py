"""Does the repository keep its own rules: imports one way, glossary, nothing heavy, figures untouched?"""

import ast
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_loi import RULES

import bts_sim
from bts_sim.candidates.decision_changes import table as decision_changes
from bts_sim.candidates.grade import COLONNES
from bts_sim.candidates.kept_marks import file
from bts_sim.candidates.kept_marks.keep import CONSTATS
from bts_sim.candidates.registration import file as inscriptions
from bts_sim.candidates.registration.check import COLONNES as CONSTATS_D_INSCRIPTION
from bts_sim.candidates.tables import CANDIDATES, CANDIDATES_OPTIONAL, NOTES, NOTES_OPTIONAL
from bts_sim.stats import intervals

pytestmark = pytest.mark.quick

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bts_sim"

#: Part of the package → parts it may import. What is not listed imports nothing of the package.
LAYERS = {
    "points": set(),
    "rows": set(),
    "errors": set(),
    "percents": {"errors"},
    "processus": set(),
    "langue": set(),
    "progression": set(),
    "notices": {"errors"},
    "modeles": {
        "yaml_du_projet",
        *("acquis", "bareme", "errors", "inscriptions", "law", "lecture", "modeles", "output", "points", "population"),
        *("scenario", "specialites", "sweep"),
    },
    "releve": {"points"},
    "bareme": {"points"},
    "regles": {"points", "bareme", "releve", "regles"},
    "lecture": {"errors", "lecture", "notices"},
    "reading": {"errors", "lecture"},
    "lignes": {"errors", "reading"},
    "yaml_file": {"errors", "lecture"},
    "yaml_du_projet": set(),
    "donnees": set(),
    "jury": {"points", "bareme", "releve", "regles"},
    "deliberation": {"points", "bareme", "releve", "jury"},
    "noyau": {"points"},
    "loi": {"bareme", "law", "points", "scenario"},
    "motifs": {"points", "bareme", "releve", "regles", "jury"},
    "specialites": {"points", "bareme", "errors", "reading", "rows"},
    "specialites_connues": {"lecture", "yaml_du_projet"},
    "law": {"points", "bareme", "errors", "motifs", "specialites", "specialites_connues", "yaml_du_projet"},
    "scenario": {"bareme", "errors", "law", "regles", "yaml_file"},
    "population": {
        "rows",
        "yaml_du_projet",
        *("points", "bareme", "errors", "releve", "reading", "yaml_file", "donnees", "law", "regles", "jury"),
        *("deliberation", "scenario", "population", "noyau", "progression", "lecture", "notices", "percents"),
    },
    "grading": {
        *("points", "bareme", "errors", "law", "jury", "motifs", "progression", "scenario", "population"),
        *("reading", "weak_units", "deliberation"),
    },
    "acquis": {
        *("acquis", "points", "bareme", "errors", "law", "reading", "releve", "regles", "jury", "population"),
        *("scenario", "yaml_file", "grading", "lecture", "lignes", "specialites_connues", "deliberation"),
    },
    "inscriptions": {
        *("inscriptions", "errors", "law", "lecture", "lignes", "population", "reading", "regles", "yaml_file"),
        *("bareme", "calendriers", "specialites_connues"),
    },
    "documents": {
        "rows",
        *("points", "bareme", "errors", "releve", "law", "jury", "analysis", "calendriers", "grading", "explication"),
        *("rejeu", "recit", "output", "documents", "lecture", "notices", "weak_units", "deliberation", "population"),
    },
    "atelier": {
        *("analysis", "atelier", "bareme", "errors", "langue", "law", "output", "points", "population", "recit"),
        "scenario",
    },
    "publication": {"points", "errors", "grading", "publication"},
    "citation": {"law"},
    "next_session": {"citation", "errors", "law", "regles", "yaml_du_projet"},
    "weak_units": {"points", "bareme", "releve", "law", "jury", "notices"},
    "explication": {
        *("points", "bareme", "releve", "law", "jury", "motifs", "progression", "regles", "grading"),
        *("citation", "weak_units", "deliberation", "population"),
    },
    "decision_changes": {
        *("deliberation", "rows"),
        *("points", "bareme", "errors", "releve", "law", "jury", "motifs", "progression", "scenario", "population"),
        *("lecture", "reading", "grading", "recit", "reponses", "decision_changes"),
    },
    "rejeu": {"points", "bareme"},
    "reponses": {"langue", "law"},
    "recit": {"points", "langue", "law", "reponses", "weak_units"},
    "calendriers": {"points", "errors", "law", "lecture", "yaml_file", "regles", "scenario", "calendriers"},
    "analysis": {
        "rows",
        "yaml_du_projet",
        *("points", "bareme", "errors", "releve", "law", "jury", "population", "scenario", "analysis"),
        *("donnees", "langue", "lecture", "notices", "progression", "yaml_file", "percents"),
        *("grading", "explication", "recit", "acquis", "calendriers", "regles", "deliberation"),
    },
    "provenance": {"law", "donnees"},
    "output": {
        "rows",
        *("points", "bareme", "errors", "donnees", "law", "population", "output", "provenance", "scenario"),
        *("calendriers", "langue", "loi", "notices", "percents", "processus", "progression", "reponses", "yaml_file"),
    },
    "sweep": {
        *("analysis", "donnees", "errors", "output", "population", "processus", "provenance", "scenario", "sweep"),
        *("progression", "yaml_file"),
    },
    "cli": {
        "rows",
        "sweep",
        *("cli", "errors", "law", "loi", "explication", "rejeu", "recit", "grading", "analysis", "population"),
        *("scenario", "output", "provenance", "calendriers", "acquis"),
        *("inscriptions", "publication", "documents", "donnees", "modeles", "progression", "atelier"),
        *("decision_changes", "lecture", "notices", "next_session"),
    },
    "__main__": {"cli"},
    "__init__": {
        *("analysis", "calendriers", "errors", "grading", "langue", "law", "output", "population", "scenario", "sweep"),
    },
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bts_sim"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert imports(path) <= LAYERS[part], f"{path.name} imports what its layer may not"


def test_charts_see_tables_and_never_the_jury() -> None:
    assert not imports(PACKAGE / "output" / "charts.py") & {"jury", "regles", "grading", "law"}


def test_every_column_rule_and_public_name_is_in_the_glossary() -> None:
    glossary = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "glossaire.md").read_text(encoding="utf-8")))
    columns = {
        *CANDIDATES,
        *CANDIDATES_OPTIONAL,
        *NOTES,
        *NOTES_OPTIONAL,
        *COLONNES,
        *intervals.COLONNES,
        *decision_changes.COLONNES,
    }
    columns |= {*file.COLONNES, *file.OPTIONAL_COLUMNS, *CONSTATS}
    columns |= {*inscriptions.COLONNES, *inscriptions.OPTIONAL_COLUMNS, *inscriptions.PIECE_COLUMNS}
    columns |= {*CONSTATS_D_INSCRIPTION}
    assert columns - glossary == set()
    assert {rule.__name__ for rule in RULES} - glossary == set()
    assert set(bts_sim.__all__) - glossary == set()


def test_the_import_is_light() -> None:
    """Heavy libraries are loaded when they are used, or `import bts_sim` would cost a second."""
    heavy = {"numpy", "pandas", "scipy", "altair", "papermill", "pyarrow", "pydantic", "yaml"}
    code = "import sys, bts_sim; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_charts_do_not_wait_for_a_grammar_that_none_of_them_needs() -> None:
    code = "import sys, bts_sim.display.theme, altair, nbformat; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "jsonschema" in loaded and "lark" not in loaded


def test_every_public_name_loads() -> None:
    for name in bts_sim.__all__:
        assert getattr(bts_sim, name) is not None
    with pytest.raises(AttributeError):
        _ = bts_sim.nothing_of_that_name


def test_observed_figures_are_as_received() -> None:
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    files = sorted((ROOT / "data").glob("*.csv"))
    assert files
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in readme, path.name


def test_rules_hold_no_literal_threshold() -> None:
    """0 and 1 are arithmetic; any other number in a rule would be the law written in code."""
    for path in sorted((PACKAGE / "regles").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                assert node.value in (0, 1), f"{path.name}:{node.lineno}"
