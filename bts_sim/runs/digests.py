"""The digests in a manifest: of the law, the data and the code, then of each notebook and file by name."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

#: Digests that are grouped by name.
BY_NAME = ("notebooks", "fichiers")


def _well_formed(said: dict[str, Any]) -> dict[str, Any]:
    for name, one in said.items():
        digests = one.values() if name in BY_NAME and isinstance(one, dict) else [one]
        if (name in BY_NAME) != isinstance(one, dict) or not all(isinstance(each, str | None) for each in digests):
            raise ValueError(f"{name} : ni une empreinte, ni des empreintes par nom")
    return said


#: The valid form of digests in a manifest, which anybody may have written.
Digests = Annotated[dict[str, Any], AfterValidator(_well_formed)]
