"""Read the YAML files that come with the project: the law, parameters, words. They are ours, and need no check."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

#: libyaml reads ten times faster; PyYAML has it wherever it could be compiled.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_ours(path: Path | Traversable) -> Any:
    """Return what a YAML file of the project holds."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
