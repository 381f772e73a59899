"""Do the gates of the project stand: style and types before tests, local hooks, one workflow, named parameters?"""

import importlib.util
import inspect
import re
import sys
import tomllib
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import bts_sim

pytestmark = pytest.mark.quick

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
#: Parameters of public functions that no docstring named on the day when this was first asked. Never to be raised.
UNNAMED = 141


@pytest.fixture(scope="module")
def tasks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tasks", ROOT / "tools" / "tasks.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hooks() -> list[dict[str, Any]]:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    found: list[dict[str, Any]] = config["repos"][0]["hooks"]
    return found


def unnamed(function: Any) -> list[str]:
    said = inspect.getdoc(function) or ""
    return [name for name in inspect.signature(function).parameters if not re.search(rf"\b{name}\b", said)]


def test_ci_checks_style_and_types_then_runs_the_tests() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if "make " in line and not line.startswith("#")]
    assert [re.sub(r".*(make \w+).*", r"\1", line) for line in commands] == ["make lint", "make test"]
    assert all(line.startswith("timeout") for line in commands)
    assert "set -euo pipefail" in lines


def test_lint_tells_everything_and_fails_when_one_check_does(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(tasks, "setup", lambda: 0)
    monkeypatch.setattr(tasks, "in_venv", lambda *words: asked.append(words[1:]) or int(words[1:] == ("ruff", "check")))
    monkeypatch.setattr(tasks, "run", lambda command, *options: asked.append((Path(command).stem, *options)) or 0)
    assert tasks.lint() == 1
    assert asked == [
        *(("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("deptry", "bts_sim")),
        ("lint-imports", "--no-logo", "--no-cache"),
    ]


def test_hooks_are_local_and_are_tasks_of_the_project(tasks: ModuleType) -> None:
    for hook in hooks():
        *python, task = hook["entry"].split()
        assert python == ["python", "tools/tasks.py"] and task in tasks.TASKS, hook["id"]
        assert hook["language"] == "system" and not hook.get("additional_dependencies"), hook["id"]
    assert {"style", "types", "subject", "quick"} == {hook["id"] for hook in hooks()}


def test_a_subject_that_no_list_would_show_is_refused(tasks: ModuleType, tmp_path: Path) -> None:
    message = tmp_path / "message"
    message.write_text("x" * 60 + "\n\n" + "why " * 40, encoding="utf-8")
    assert tasks.subject(message) == 0
    message.write_text("é" * 61 + "\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="61 characters"):
        tasks.subject(message)


def test_the_workflow_runs_what_this_repository_runs() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as a truth.
    assert {"push", "pull_request", "schedule"} == set(workflow[True])
    linux, windows = workflow["jobs"]["linux"], workflow["jobs"]["windows"]
    assert linux["strategy"]["matrix"]["python"] == ["3.11", "3.13"]
    assert [step["run"] for step in linux["steps"] if "run" in step] == [".ci/run"]
    done = [step["run"] for step in windows["steps"] if "run" in step]
    assert done[0] == "py tools/tasks.py install" and "py tools/tasks.py report" in done[2]
    words = done[1].split()
    assert words[0] == r".venv\Scripts\bts-sim.exe" and words[1] == "grade"
    for option in ("--candidats", "--notes", "--oraux"):
        assert ROOT.joinpath(*words[words.index(option) + 1].split("\\")).exists(), option


def test_actions_are_pinned_to_what_was_read() -> None:
    actions = re.findall(r"uses: (\S+)@(\S+)", WORKFLOW.read_text(encoding="utf-8"))
    assert actions
    for action, version in actions:
        assert re.fullmatch(r"[0-9a-f]{40}", version), action


def test_what_is_run_while_typing_is_quick_tests_alone(tasks: ModuleType) -> None:
    files = {path.stem for path in tasks.quick_files()}
    assert {"test_points", "test_cases", "test_repository", "test_grade_exact", "test_register", "test_gates"} <= files
    slow = {"test_notebooks", "test_report", "test_sweep", "test_offline", "test_jupyterlab"}
    assert not files & slow and slow <= {path.stem for path in (ROOT / "tests").glob("test_*.py")}


def test_ruff_and_mypy_ask_what_we_say_they_ask() -> None:
    lint = PYPROJECT["tool"]["ruff"]["lint"]
    assert {"N", "RUF", "C90", "D100", "D101", "D102", "D103", "D104", "D106"} <= set(lint["select"])
    assert not {"N", "RUF", "RUF001", "RUF002", "RUF003", "C90"} & set(lint["ignore"])
    assert lint["allowed-confusables"] == ["’", "–", "×", "−"]
    assert lint["mccabe"]["max-complexity"] <= 10
    assert PYPROJECT["tool"]["mypy"]["strict"]
    untyped = PYPROJECT["tool"]["mypy"]["overrides"][0]["module"]
    assert not {name for name in untyped if name.startswith(("pandas", "scipy", "numpy"))}


def test_no_more_parameters_of_public_functions_go_unnamed() -> None:
    functions = [getattr(bts_sim, name) for name in bts_sim.__all__]
    mute = {f.__name__: unnamed(f) for f in functions if inspect.isfunction(f)}
    assert sum(map(len, mute.values())) <= UNNAMED, mute


def test_an_unnamed_parameter_is_seen() -> None:
    def two(named: int, unsaid: int) -> None:
        """Return nothing; `named`: a number."""

    assert unnamed(two) == ["unsaid"]


@pytest.mark.parametrize("suffix", [".md", ".py", ".yaml", ".toml"])
def test_accents_are_one_character(suffix: str) -> None:
    """A decomposed é is not found by whoever types one."""
    folders = [ROOT / name for name in ("bts_sim", "docs", "notebooks", ".github")]
    files = [path for folder in folders for path in folder.rglob(f"*{suffix}")] + list(ROOT.glob(f"*{suffix}"))
    wrong = [path.name for path in files if not unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))]
    assert files and not wrong


def test_contributing_fits_one_screen_and_its_links_lead_somewhere() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_command_of_contributing_is_a_task(tasks: ModuleType) -> None:
    makefile, text = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "CONTRIBUTING.md"))
    for task in re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE):
        assert task in tasks.TASKS and re.search(rf"^{task}:", makefile, re.MULTILINE), task


@pytest.mark.skipif(sys.platform == "win32", reason="asks for the rights of a file as POSIX keeps them")
def test_ci_can_be_run() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
