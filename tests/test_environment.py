"""Do pyproject.toml, requirements.lock and environment.yml say the same thing?"""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def declared() -> list[Requirement]:
    tables = tomllib.loads(PYPROJECT)
    project = tables["project"]
    groups = [tables["build-system"]["requires"], project["dependencies"], *project["optional-dependencies"].values()]
    build_in = (ROOT / "build.in").read_text(encoding="utf-8").splitlines()
    groups.append([line for line in build_in if line and not line.startswith("#")])
    return [Requirement(text) for group in groups for text in group]


def locked() -> dict[str, tuple[str, int]]:
    """Name → (version, number of hashes)."""
    entries = {}
    for line in LOCK.replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split("--hash=sha256:")
        parsed = Requirement(requirement)
        (pin,) = parsed.specifier
        assert pin.operator == "==", line
        assert canonicalize_name(parsed.name) not in entries, f"{parsed.name} is locked twice"
        entries[canonicalize_name(parsed.name)] = (pin.version, len(hashes))
    return entries


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


@pytest.mark.parametrize("requirement", sorted(set(map(str, declared()))))
def test_the_lock_meets_every_bound(requirement: str) -> None:
    wanted = Requirement(requirement)
    version, _ = locked()[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version), "run `make lock`"


def test_every_locked_requirement_has_a_hash() -> None:
    assert [name for name, (_, hashes) in locked().items() if hashes == 0] == []


def test_the_lock_holds_no_address_and_no_path() -> None:
    address_or_option = re.compile(r"://|@|file:|^\s*-(?!-hash=)")
    assert [line for line in LOCK.splitlines() if address_or_option.search(line)] == []
