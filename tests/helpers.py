"""What several test files share: scripts of `tools/` as modules, and what a question must be given."""

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from bts_sim.stats.known import MoreDraws

ROOT = Path(__file__).parent.parent
#: What spares pytest, in a folder of another project, the grammar that jsonschema compiles (pyproject.toml).
AS_HERE = ("-p", "bts_sim.language")
#: Marks of the other units of MCO than U1.
MCO = ("U21 9", "U22 9", "U3 9", "U41 9", "U42 9", "U5 9", "U6 9")
#: What must be given to a question.
GIVEN: Mapping[str, Mapping[str, Any]] = {
    "levers": {"seuil_general": [700, 800], "nombre_oraux": 1},
    "reach": {"target": 1, "more": True},
    "price": {"target": 1, "more": True},
    "frontier": {"seuil_general": [700, 800]},
    "by_session": {"sessions": [2021, 2022]},
    "effort": {"points": [-0.2, 0.2]},
    "returns": {"sessions": 2, "draws_of_orals": 1},
    "calendar": {"academie": "nancy-metz"},
    "reglement": {"specialite": "MCO"},
    "orals": {"present": 1000},
    "candidate": {"specialty": "CG", "track": "scolaire", "marks": "U11 9;U12 9;U2 9;U3 9;U41 9;U42 9;U5 9;U6 9"},
    "hypothetical": {"specialty": "MCO", "tracks": "scolaire", "marks": f"U1 7|8;{';'.join(MCO)}"},
    "example": {"case": "C"},
}


def outil(name: str) -> ModuleType:
    """The module of `tools/NAME.py`, which may import its neighbours."""
    if str(ROOT / "tools") not in sys.path:
        sys.path.append(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def more_draws(*means: float, draws: int = 64) -> MoreDraws:
    """Return rates that more draws give, the same under each of them."""
    return MoreDraws(np.tile(means, (draws, 1)), np.zeros((draws, len(means))))
