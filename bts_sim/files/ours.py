"""Read the YAML files of the project itself: the law, parameters, words. They need no check."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

#: libyaml reads ten times faster; PyYAML includes it wherever it could be compiled.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_ours(path: Path | Traversable) -> Any:
    """Return the content of a YAML file of the project."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
