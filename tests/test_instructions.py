"""Do the instructions of the documentation work as they are written, for who follows them to the letter?"""

import contextlib
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from helpers import AS_HERE

from bts_sim.cli import main

DOCS = Path(__file__).parent.parent / "docs"

BLOCK = re.compile(
    r"^```(?P<kind>console|python|\{code-block\} (?P<lang>\w+)\n:caption: (?P<name>[\w./]+)\n)\n?(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
#: A kind of block, what is typed, and the lines that it shows as the answer.
Step = tuple[str, str | list[str], list[str]]
PROJECT = (
    *("write_a_regime", "compare_two_reforms", "run_a_sweep", "grade_your_files", "compare_two_gradings"),
    *("add_a_calendar", "describe_a_cohort"),
)
LAW = ("add_a_specialty", "add_a_session")
FOLLOWED = ["ten_minutes", *(f"howto/{name}" for name in PROJECT)]

#: Its first cells are enough of a notebook of one's own: its parameters, its question and its first tables.
SHORTER = (
    "import nbformat; n = nbformat.read('source.ipynb', 4); n.cells = n.cells[:8]; nbformat.write(n, 'source.ipynb')"
)

#: Run by a new Python in the folder of the reader, where the law itself is changed: what each step prints, given back.
READER = """
import json, sys
from test_instructions import said

json.dump([said(*step) for step in json.load(sys.stdin)], sys.stdout)
"""


def said(kind: str, words: str | list[str]) -> str:
    """Do one thing that a page says, in the folder of the reader; return what it prints."""
    if kind == "python":
        exec(words, {})
        return ""
    done = CliRunner().invoke(main, words, prog_name="bts-sim")
    assert not done.exit_code, f"{words}\n{done.output}"
    return done.output


def follow(page: Path, folder: Path, run: Callable[[list[Step], Path], list[str]]) -> None:
    """Do what a page says: save its files, change those it changes, type its commands; what it shows must be there."""
    blocks = list(BLOCK.finditer(page.read_text(encoding="utf-8")))
    for block in blocks:
        if block["lang"] == "diff":
            change(folder / block["name"], block["body"])
        elif block["name"]:
            (folder / block["name"]).write_text(block["body"], encoding="utf-8")
    steps = [step for block in blocks if block["name"] is None for step in typed(block["kind"], block["body"])]
    for (_, words, expected), printed in zip(steps, run(steps, folder), strict=True):
        for line in expected:
            # A cell of a table may go over two lines.
            assert set(line.split()) <= set(printed.split()), f"{words}: {line}\n{printed}"


def here(steps: list[Step], folder: Path) -> list[str]:
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as reader:
        reader.setenv("COLUMNS", "120")
        # No page shows a number that draws give.
        for place in ("desk.opening", "stats.intervals"):
            reader.setattr(f"bts_sim.{place}.DRAWS", 4)
        return [said(*step[:2]) for step in steps]


def by_a_new_python(steps: list[Step], folder: Path) -> list[str]:
    places = os.pathsep.join(map(str, (folder, Path(__file__).parent)))
    environment = {**os.environ, "PYTHONPATH": places, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    done = subprocess.run(
        [sys.executable, "-c", READER],
        **{"cwd": folder, "env": environment, "input": json.dumps([step[:2] for step in steps])},
        **{"capture_output": True, "encoding": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def typed(kind: str, body: str) -> list[Step]:
    """Return what one block has the reader run, and the lines that it shows as the answer."""
    if kind == "python":
        return [(kind, body, [])]
    commands = [command.splitlines() for command in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]]
    assert all(first.startswith("bts-sim ") for first, *_ in commands)
    return [(kind, shlex.split(first)[1:], expected) for first, *expected in commands]


def change(path: Path, diff: str) -> None:
    """Put each line after `+` in the place of the line after `-` over it, wherever it stands."""
    content = path.read_text(encoding="utf-8")
    lines = diff.splitlines()
    for old, new in zip(lines[::2], lines[1::2], strict=True):
        assert (old[0], new[0]) == ("-", "+") and old[1:] in content, old
        content = content.replace(old[1:], new[1:])
    path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("name", FOLLOWED)
def test_the_instructions_work_as_they_are_written(name: str, tmp_path: Path) -> None:
    page = DOCS / f"{name}.md"
    assert "$ bts-sim" in page.read_text(encoding="utf-8")
    follow(page, tmp_path, here)


@pytest.mark.parametrize("name", LAW)
def test_the_law_is_changed_as_the_instructions_say(name: str, tmp_path: Path) -> None:
    for part in ("bts_sim", "data"):
        shutil.copytree(DOCS.parent / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    follow(DOCS / "howto" / f"{name}.md", tmp_path, by_a_new_python)


def test_both_languages_give_the_same_instructions() -> None:
    pages = [(DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("ten_minutes", "dix_minutes")]
    english, french = ([block.group() for block in BLOCK.finditer(page)] for page in pages)
    assert english == french != []


def test_the_first_things_that_are_typed_answer_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (DOCS / "howto" / "first_things_to_type.md").read_text(encoding="utf-8")
    for block in BLOCK.finditer(page):
        (tmp_path / block["name"]).write_text(block["body"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGER", "cat")
    typed = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL))
    flags = doctest.ELLIPSIS | doctest.REPORT_NDIFF
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=flags)
    runner.run(doctest.DocTestParser().get_doctest(typed, {}, "first things", None, 0), out=said.append)
    assert runner.tries > 15 and not runner.failures, "".join(said)
    assert len(re.findall(r"^## \d+\. ", page, flags=re.MULTILINE)) == 10


def test_notebooks_are_checked_in_a_repository_of_ones_own_as_the_page_says(tmp_path: Path) -> None:
    """The commands of the page, then those that GitHub types, but for the one that needs a network."""
    page = (DOCS / "howto" / "check_notebooks_in_ci.md").read_text(encoding="utf-8")
    own = page[page.index("## In your own repository") :]
    (workflow,) = (block["body"] for block in BLOCK.finditer(own) if block["lang"] == "yaml")
    steps = [step["run"] for step in yaml.safe_load(workflow)["jobs"]["notebooks"]["steps"] if "run" in step]
    assert steps.pop(0) == "pip install -r requirements.txt"
    (commands,) = re.findall(r"^```sh\n(.*?)^```$", own, flags=re.MULTILINE | re.DOTALL)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTEST_ADDOPTS": shlex.join(AS_HERE)}
    copied = commands.index("papermill ")
    script = "\n".join(["set -e", commands[:copied], f"python -c {shlex.quote(SHORTER)}", commands[copied:], *steps])
    done = subprocess.run(
        ["sh", "-c", script],
        **{"cwd": tmp_path, "env": environment, "capture_output": True, "encoding": "utf-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" passed") == 2


def test_the_page_on_notebooks_pins_what_this_repository_pins() -> None:
    page = (DOCS / "howto" / "check_notebooks_in_ci.md").read_text(encoding="utf-8")
    ours = (DOCS.parent / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"uses: (.*)", page)) <= set(re.findall(r"uses: (.*)", ours))
    assert re.search(r"nbval==[\d.]+", page)[0] in (DOCS.parent / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("console\n$ bts-sim sources --nowhere\n", "nowhere"),
        ("console\n$ bts-sim law --session 2024\nSession 2031\n", "Session 2031"),
        ("python\nraise ValueError('rotten')\n", "rotten"),
    ],
)
def test_an_instruction_that_rots_is_seen(block: str, fault: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```{block}```\n", encoding="utf-8")
    with pytest.raises((AssertionError, ValueError), match=fault):
        follow(page, DOCS.parent, here)
