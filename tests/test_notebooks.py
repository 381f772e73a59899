"""Are the committed notebooks whole, strict, and the same at every run?

nbval passes in silence what has no execution count, so what it compares is checked here first.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from helpers import AS_HERE, ROOT
from nbclient import NotebookClient

from bts_sim.display import rendering, results
from bts_sim.report.parameter_cells import read_notebook
from bts_sim.runs.shared import VARIABLE

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
EXPECTED = [
    *("01_rules", "02_cohort", "03_regimes", "04_impact", "05_sensitivity", "06_calendar_and_capacity"),
    *("07_one_candidate", "08_reform_lab", "09_your_candidates"),
]
MAX_OUTPUT = 200_000
#: What Jupyter says of a kernel that ended before it could be asked anything.
NOT_STARTED = "Kernel died before replying to kernel_info"
#: Marks of which Vega tells one row for all: only what is the same all along may be told of them.
LINES = ("line", "area", "trail", "errorband")
#: A quantity of something that a cohort gives: never in the words of a notebook.
RESULT = re.compile(
    r"\d[\d,.\u202f\xa0 ]*(?:%|pour cent|pt\b|points? de (?:plus|moins)|diplômes|candidats|spécialités)"
)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def nbval(folder: Path, *arguments: str, option: str = "--nbval") -> subprocess.CompletedProcess[str]:
    """Type `pytest --nbval NOTEBOOKS` in a folder, whatever the project of this folder asks of its tests."""
    command = [sys.executable, "-m", "pytest", *AS_HERE, option, *arguments, "-p", "no:cacheprovider"]
    found = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if NOT_STARTED in found.stdout:
        # Two kernels that start together may choose the same port: the one that comes second dies before any cell.
        found = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return found


def charts(path: Path) -> list[dict[str, Any]]:
    found = (output.get("data", {}).get(rendering.MIME) for cell in code_cells(path) for output in cell.outputs)
    return [spec for spec in found if spec is not None]


def marks(view: dict[str, Any], data: Any = None, above: Any = None) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield every mark of a chart: its kind, its encoding, and the name of its data, what is above it included."""
    encoding, data = {**(above or {}), **view.get("encoding", {})}, view.get("data", data)
    inner = [one for key in ("layer", "hconcat", "vconcat", "concat") for one in view.get(key, [])]
    for one in [*inner, *filter(None, [view.get("spec")])]:
        yield from marks(one, data, encoding)
    if "mark" in view:
        mark = view["mark"]
        yield (mark if isinstance(mark, str) else mark["type"]), encoding, (data or {}).get("name", "")


def untold(spec: dict[str, Any]) -> str:
    """Return why the mouse does not tell the values of a chart; nothing where it does."""
    told = 0
    for kind, encoding, name in marks(spec):
        tips, rows = encoding.get("tooltip"), spec["datasets"].get(name, [])
        if not tips or not rows:
            continue
        if kind in LINES:
            channels = (encoding.get(channel) or {} for channel in ("color", "detail", "strokeDash"))
            line = [one["field"] for one in channels if "field" in one]
            said = {tuple(row[field] for field in (*line, *(tip["field"] for tip in tips))) for row in rows}
            if len(said) > len({tuple(row[field] for field in line) for row in rows}):
                return f"{kind} : what is told of it is true of its first point only"
        told += 1
    return "" if told else "no mark has a tooltip"


def test_the_notebooks_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == EXPECTED


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_cell_was_run_in_order_and_none_failed(path: Path) -> None:
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert outputs and not [o for o in outputs if o.output_type == "error"]
    # A stream would be a warning or a progress bar: not the same twice.
    assert not [o for o in outputs if o.output_type == "stream"]
    assert max(len(str(o)) for o in outputs) < MAX_OUTPUT


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_calls_and_shows_and_never_defines(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.For | ast.While), cell.source
        texts = re.findall(r"[\"']([^\"']*)[\"']", cell.source)
        assert not [text for text in texts if "/" in text or "\\" in text], cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_mouse_tells_the_values_of_every_chart(path: Path) -> None:
    found = charts(path)
    assert found
    assert [(rendering.title(spec), why) for spec in found if (why := untold(spec))] == []


def test_a_chart_that_tells_nothing_or_the_first_point_of_a_line_is_seen() -> None:
    spec = next(one for one in charts(FOLDER / "04_impact.ipynb") if "niveau exigé" in rendering.title(one))
    line = next(encoding for kind, encoding, _ in marks(spec) if kind == "line")
    tips = next(encoding["tooltip"] for _, encoding, _ in marks(spec) if "tooltip" in encoding)
    assert untold(spec) == "" and "tooltip" not in line
    panels = [layer for panel in spec["hconcat"] for layer in panel["layer"]]
    lines = [layer for layer in panels if layer["mark"]["type"] == "line"]
    for layer in lines:
        layer["encoding"]["tooltip"] = tips
    assert untold(spec).startswith("line")
    for layer in panels:
        layer["encoding"].pop("tooltip", None)
    assert untold(spec) == "no mark has a tooltip"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_papermill_sees_every_parameter(path: Path) -> None:
    assert read_notebook(path).defaults


def test_strict_comparison_passes_as_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the committed outputs, which another run made: the same twice, and whoever made the tables they share."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    result = nbval(ROOT, "notebooks/")
    assert result.returncode == 0, result.stdout[-3000:]
    assert f"{sum(len(code_cells(path)) for path in NOTEBOOKS)} passed" in result.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_prose_quotes_no_result(path: Path) -> None:
    """A number written by hand would stay when its table moves: results are named ones, that the cells compute."""
    cells = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"]
    assert [found for text in cells for found in RESULT.findall(text)] == []


def small(source: Path, folder: Path) -> Path:
    """Make the first table and the first chart of a notebook with its results, of few candidates, run."""
    notebook = nbformat.read(source, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for name, few in {"candidats": 500, "tirages": 8, "candidats_par_tirage": 300}.items():
        code[0].source, changed = re.subn(rf"^{name} = \d+$", f"{name} = {few}", code[0].source, flags=re.MULTILINE)
        assert changed == 1, name
    notebook.cells = [*code[:4], nbformat.v4.new_code_cell("rates.results()")]
    NotebookClient(notebook, kernel_name="python3").execute()
    path = folder / source.name
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def touched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook in which one digit was changed in a table, one in the data of a chart, one in a named result."""
    path = small(FOLDER / "03_regimes.ipynb", tmp_path_factory.mktemp("touched"))
    notebook = nbformat.read(path, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    table = next(o for o in outputs if "text/html" in o.data)
    chart = next(o for o in outputs if rendering.MIME in o.data)
    result = next(o for o in outputs if results.MIME in o.data)
    page = table.data["text/html"]
    shown = re.search(r"\+\d+,(\d) pt", page)
    assert shown is not None
    digit = str((int(shown[1]) + 1) % 10)
    table.data["text/html"] = page[: shown.start(1)] + digit + page[shown.end(1) :]
    rows = next(rows for rows in chart.data[rendering.MIME]["datasets"].values() if "valeur" in rows[0])
    rows[0]["valeur"] += 0.1
    result.data[results.MIME]["valeur"] += 0.1
    nbformat.write(notebook, path)
    return path


def test_one_changed_digit_makes_the_comparison_fail(touched: Path) -> None:
    """Each of the three is seen, and nothing else is."""
    compared = nbval(touched.parent, touched.name)
    assert compared.returncode == 1
    assert "3 failed, 2 passed" in compared.stdout, compared.stdout[-3000:]


def test_one_notebook_alone_passes_where_only_errors_count(touched: Path) -> None:
    """Whatever its numbers are."""
    result = nbval(touched.parent, touched.name, option="--nbval-lax")
    assert result.returncode == 0, result.stdout[-3000:]


def test_a_notebook_is_shown_whole_in_a_review() -> None:
    """Its outputs are what people review: nothing folds it away as a file that nobody wrote, nor as bytes."""
    asked = ["git", "check-attr", "linguist-generated", "linguist-vendored", "diff", "binary", "--"]
    said = subprocess.run([*asked, *map(str, NOTEBOOKS)], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    values = {line.rsplit(": ", 1)[1] for line in said.stdout.splitlines()}
    assert len(said.stdout.splitlines()) == 4 * len(NOTEBOOKS) and values == {"unset", "unspecified"}
