"""A notebook on real candidates in the form that may be saved: outputs, messages, code and parameters name nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bts_sim.display import raw, rendering
from bts_sim.language import _
from bts_sim.report.masking import Mask

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Types of output that may contain a picture, whose pixels cannot be searched for names.
PICTURES = ("image/", "video/", "audio/", "application/pdf", "application/octet-stream")
SVG = "image/svg+xml"


class MaskedNotebook:
    """A callable that masks notebooks. It does not mask again, at each saving, an output that it has masked."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self._done: dict[str, Any] = {}

    def __call__(self, notebook: NotebookNode) -> None:
        """Remove the identifiers from a notebook, in place."""
        import nbformat

        for cell in notebook.cells:
            cell.source = self.mask.text(cell.source)
            cell.metadata = nbformat.from_dict(self._metadata(cell.metadata))
            if "outputs" in cell:
                cell.outputs = [nbformat.from_dict(self._once(output)) for output in cell.outputs]
        notebook.metadata = nbformat.from_dict(self._metadata(notebook.metadata))

    def _once(self, output: dict[str, Any]) -> Any:
        digest = hashlib.sha256(json.dumps(output, sort_keys=True).encode()).hexdigest()
        if digest not in self._done:
            self._done[digest] = masked_output(output, self.mask)
        return self._done[digest]

    def _metadata(self, metadata: dict[str, Any]) -> dict[str, Any]:
        kept = ("kernelspec", "language_info", "tags")
        # Widgets keep binary data, which cannot be searched for names.
        made = {key: one for key, one in metadata.items() if key != "widgets"}
        return {key: one if key in kept else self.mask.data(one, key, keys=False) for key, one in made.items()}


def masked_output(output: dict[str, Any], mask: Mask) -> dict[str, Any]:
    """Return an output of a notebook, or a message of a kernel, without identifiers."""
    made = dict(output)
    for key in ("text", "evalue", "ename"):
        if isinstance(made.get(key), str):
            made[key] = mask.view(made[key])
    if "traceback" in made:
        made["traceback"] = [mask.view(line) for line in made["traceback"]]
    if "data" in made:
        made["data"] = _bundle(made["data"], mask)
    if made.get("metadata"):
        made["metadata"] = mask.data(made["metadata"], keys=False)
    return made


def _bundle(bundle: dict[str, Any], mask: Mask) -> dict[str, Any]:
    """Return the forms of one output without identifiers. Pictures are drawn again, or withheld."""
    made = {kind: _part(kind, part, mask) for kind, part in bundle.items() if not _is_picture(kind, part)}
    if "image/png" in bundle and rendering.MIME in bundle:
        same = made[rendering.MIME] == bundle[rendering.MIME]
        picture = bundle["image/png"] if same else _drawn(made[rendering.MIME])
        made |= {"image/png": picture} if picture else {}
    if bundle and not made:
        made["text/plain"] = _("Image non gardée : ce qu’elle montre de candidats ne peut pas être masqué.")
    return made


def _is_picture(kind: str, part: Any) -> bool:
    """Return whether a form of an output consists of pixels or of outlines of letters."""
    if kind == SVG and isinstance(part, str):
        return "<text" not in part or "<use" in part
    return kind.startswith(PICTURES)


def _part(kind: str, part: Any, mask: Mask) -> Any:
    if kind == raw.MIME:
        return mask.rows(part["colonnes"], part["lignes"])
    if kind.startswith("application/vnd.vega"):
        return mask.chart(part)
    if not isinstance(part, str):
        return mask.data(part)
    makers: dict[str, Callable[[str], str]] = {"text/html": mask.html, SVG: mask.html}
    return makers.get(kind, mask.view)(part)


def _drawn(spec: dict[str, Any]) -> str | None:
    import base64

    try:
        return base64.b64encode(rendering.png(spec)).decode("ascii")
    except Exception:  # An identifier that is a word of Vega: the chart is lost, and names nobody.
        return None
