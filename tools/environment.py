"""Write environment.yml, for people who use conda, from pyproject.toml, so that the two cannot disagree."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Only the names that conda-forge writes otherwise than PyPI.
CONDA_NAMES = {"jupyter-client": "jupyter_client", "types-PyYAML": "types-pyyaml"}

HEADER = """\
# Generated from pyproject.toml by `python tools/environment.py`: do not edit.
# This project has not solved it: no test says that conda-forge has these versions, nor that they go together.
# What is tested is requirements.lock and requirements-dev.lock, through `make setup`.
"""


def conda_spec(requirement: str) -> str:
    """Return a requirement as conda writes it."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)\s*((?:[<>=!~]=?=?\s*[0-9.*]+,?\s*)*)", requirement)
    if match is None:
        raise ValueError(f"{requirement!r}: say in tools/environment.py how conda writes extras and markers")
    name, bounds = match.groups()
    return CONDA_NAMES.get(name, name) + bounds.replace(" ", "")


def render(pyproject: str) -> str:
    """Return the text of environment.yml."""
    project = tomllib.loads(pyproject)["project"]
    requirements = project["dependencies"] + project["optional-dependencies"]["dev"]
    build = tomllib.loads(pyproject)["build-system"]["requires"]
    specs = [
        "python" + project["requires-python"],
        "pip",
        *sorted(map(conda_spec, build + requirements), key=str.lower),
    ]
    lines = [f"name: {project['name']}", "channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]
    lines += [f'  - "{spec}"' if re.search(r"[<>=!~]", spec) else f"  - {spec}" for spec in specs]
    lines += ["  - pip:", "      - -e ."]
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = render((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8", newline="\n")
