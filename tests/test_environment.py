"""Do pyproject.toml, the two locks and environment.yml say the same thing, and is what is installed what they say?"""

import importlib.metadata
import importlib.util
import os
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
RUNNING, REST = LOCKS = ("requirements.lock", "requirements-dev.lock")


def build_in() -> list[str]:
    lines = (ROOT / "build.in").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def declared() -> list[Requirement]:
    build = tomllib.loads(PYPROJECT)["build-system"]["requires"]
    groups = [build, PROJECT["dependencies"], *PROJECT["optional-dependencies"].values(), build_in()]
    return [Requirement(text) for group in groups for text in group]


def lines(lock: str) -> list[str]:
    return (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def locked(*locks: str) -> dict[str, tuple[str, int]]:
    """Name → (version, number of hashes)."""
    entries: dict[str, tuple[str, int]] = {}
    for line in [line for lock in locks for line in lines(lock)]:
        requirement, *hashes = line.split("--hash=sha256:")
        parsed = Requirement(requirement)
        (pin,) = parsed.specifier
        name, entry = canonicalize_name(parsed.name), (pin.version, len(hashes))
        assert pin.operator == "==", line
        assert entries.setdefault(name, entry) == entry, f"{name} is locked at two versions"
        entries[name] = entry
    return entries


def needed(roots: list[str]) -> Iterator[str]:
    """Yield the names of all that some requirements bring on this Python and system, as installed packages say it."""
    waiting, seen = [Requirement(root) for root in roots], set()
    while waiting:
        one = waiting.pop()
        key = canonicalize_name(one.name), frozenset(one.extras)
        if key in seen:
            continue
        seen.add(key)
        yield key[0]
        for text in importlib.metadata.requires(one.name) or ():
            brought = Requirement(text)
            asked = [{"extra": extra} for extra in (*one.extras, "")]
            if brought.marker is None or any(map(brought.marker.evaluate, asked)):
                waiting.append(brought)


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tasks, in a project of two empty locks; pip writes down what it is asked instead."""
    spec = importlib.util.spec_from_file_location("tasks", ROOT / "tools" / "tasks.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in (*LOCKS, "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / ".venv" / "lib" / "python3" / "site-packages").mkdir(parents=True)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOG", tmp_path / ".venv" / "log")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    module.asked = []
    monkeypatch.setattr(module, "pip", lambda *words: module.asked.append(words))
    return module


def installed(tasks: ModuleType, task: str) -> list[str]:
    """The locks that a task has installed."""
    tasks.asked.clear()
    assert getattr(tasks, task)() == 0
    return [word for words in tasks.asked for word in words if word in LOCKS]


# --- what is declared -------------------------------------------------------------------------------------------------


def test_environment_yml_is_what_the_script_writes() -> None:
    render = runpy.run_path(str(ROOT / "tools" / "environment.py"))["render"]
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == render(PYPROJECT), "run `make environment`"


def test_environment_yml_names_every_dependency() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *specs, pip = environment["dependencies"]
    assert pip == {"pip": ["-e ."]}
    names = {canonicalize_name(re.split("[<>=!~]", spec)[0]) for spec in specs}
    assert names == {canonicalize_name(requirement.name) for requirement in declared()} | {"python", "pip"}


# --- what is locked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("requirement", sorted(set(map(str, declared()))))
def test_the_locks_meet_every_bound(requirement: str) -> None:
    wanted = Requirement(requirement)
    version, _ = locked(*LOCKS)[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version), "run `make lock`"


def test_the_first_lock_is_enough_to_run() -> None:
    # Tests and their plug-ins are installed where this is asked, so an import that misses would not show.
    assert set(needed([*PROJECT["dependencies"], *build_in()])) - set(locked(RUNNING)) == set()


def test_the_first_lock_holds_nothing_of_tests_and_documentation() -> None:
    own = {canonicalize_name(Requirement(text).name) for text in PROJECT["optional-dependencies"]["dev"]}
    assert {"mypy", "nbval", "playwright", "pytest", "ruff", "sphinx", "weasyprint"} <= own
    assert own & set(locked(RUNNING)) == set() and own <= set(locked(REST))


def test_both_locks_are_enough_to_test() -> None:
    extras = [text for group in PROJECT["optional-dependencies"].values() for text in group]
    assert set(needed(extras)) - set(locked(*LOCKS)) == set()


def test_nothing_is_locked_twice() -> None:
    assert [line for line in lines(REST) if line in lines(RUNNING)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_a_hash(lock: str) -> None:
    assert [name for name, (_, hashes) in locked(lock).items() if hashes == 0] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address_and_no_path(lock: str) -> None:
    address_or_option = re.compile(r"://|@|file:|^\s*-(?!-hash=)")
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if address_or_option.search(line)] == []


# --- what is installed ------------------------------------------------------------------------------------------------


def test_running_installs_the_first_lock_and_testing_adds_the_second(tasks: ModuleType) -> None:
    assert installed(tasks, "install") == [RUNNING]
    assert installed(tasks, "install") == []
    assert installed(tasks, "setup") == [REST]
    assert installed(tasks, "setup") == installed(tasks, "install") == []


def test_testing_installs_both_at_once(tasks: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert installed(tasks, "setup") == [RUNNING, REST]
    assert installed(tasks, "install") == []
    assert re.search(r"Installed in \d+ s; .venv weighs \d+ MB", capsys.readouterr().err)


def test_what_tests_need_moves_with_what_running_needs(tasks: ModuleType) -> None:
    """`pip check` looks at everything: tools of tests left behind would make a report fail."""
    tasks.setup()
    (tasks.ROOT / RUNNING).write_text("a==2\n", encoding="utf-8")
    (tasks.ROOT / REST).write_text("b==2\n", encoding="utf-8")
    assert installed(tasks, "install") == [RUNNING, REST]


def test_a_report_does_not_wait_for_tools_of_tests(tasks: ModuleType) -> None:
    tasks.setup()
    (tasks.ROOT / REST).write_text("b==2\n", encoding="utf-8")
    assert installed(tasks, "install") == []
    assert installed(tasks, "setup") == [REST]


def test_an_install_that_broke_is_tried_again(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "pip", lambda *words: sys.exit("no network"))
        with pytest.raises(SystemExit):
            tasks.install()
    assert installed(tasks, "install") == [RUNNING]


def test_each_task_installs_what_it_uses(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(tasks, "subprocess", SimpleNamespace(run=lambda *a, **k: SimpleNamespace(returncode=0)))
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(tasks, "install", lambda: seen.append(RUNNING) or 0)
    monkeypatch.setattr(tasks, "setup", lambda: seen.append(REST) or 0)
    asked = {}
    for name in ("report", "lab", "environment", "test", "style", "types", "imports", "bench", "docs", "audit"):
        seen.clear()
        tasks.TASKS[name]()
        asked[name] = set(seen)
    assert {name for name, locks in asked.items() if locks == {RUNNING}} == {"report", "lab", "environment"}
    assert {name for name, locks in asked.items() if locks == {REST}} == asked.keys() - {"report", "lab", "environment"}


# --- compiled modules -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", [[], ["-B"]])
def test_what_is_compiled_is_kept_even_where_nothing_may_be_beside_the_sources(
    tasks: ModuleType, tmp_path: Path, option: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    tasks.install()
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "module.py").touch()
    (hooks,) = (path.parent for path in (tmp_path / ".venv").rglob("*.pth"))
    started = f"import site, sys; sys.prefix = {str(tmp_path / '.venv')!r}; site.addsitedir({str(hooks)!r})"
    code = f"{started}; sys.path.insert(0, {str(tmp_path / 'sources')!r}); import module"
    # -S: the same hook of the environment that runs this test is not read first.
    subprocess.run([sys.executable, "-S", *option, "-c", code], check=True)
    (compiled,) = tmp_path.rglob("*.pyc")
    assert compiled.is_relative_to(tmp_path / (".venv/bytecode" if option else "sources/__pycache__"))
