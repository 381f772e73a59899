"""An executed notebook as one HTML file that opens with no network: prose, tables, interactive charts."""

from __future__ import annotations

import copy
import functools
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.output import headline, rendering

if TYPE_CHECKING:
    from nbformat import NotebookNode

HERE = Path(__file__).parent
#: Where the 0.9 MB of Vega go, once the page is made: parsing them with the rest would take seconds.
BUNDLE = "<!--vega-->"
#: What papermill adds, in English, to a notebook that failed; the page has its own words.
PAPERMILL_ERROR = "papermill-error-cell-tag"
#: A cell of a table that is a number: sign, thousands, decimals, unit, interval.
NUMBER = re.compile(r"[+−-]?\d[\d\s]*([.,]\d+)?\s*(%|pts?|points?)?(\s*\[[^\]]*\])?")


def to_html(notebook: NotebookNode, title: str) -> str:
    """Give the page of a notebook: code folded, charts drawn by the page itself, nothing fetched from anywhere."""
    page, _ = _exporter().from_notebook_node(_prepared(notebook), {"metadata": {"name": title}})
    has_charts = 'class="graphique"' in page
    return str(page).replace(BUNDLE, f"<script>{vega()}</script>" if has_charts else "", 1)


@functools.cache
def vega() -> str:
    """Give the JavaScript that draws charts, as text that may stand in a page."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.btsEmbed = vegaEmbed;", vl_version=rendering.VEGA_LITE)
    return bundle.replace("</script", "<\\/script")


def failed(notebook: NotebookNode) -> bool:
    """Say whether a notebook stopped on an error or before its last cell."""
    return bool(unrun(notebook)) or any(output.output_type == "error" for output in _outputs(notebook))


def unrun(notebook: NotebookNode) -> list[int]:
    """Give the position, from 1, of each code cell that was not run."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [at for at, cell in enumerate(code, 1) if cell.source.strip() and cell.get("execution_count") is None]


def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter
    remote = ("require_js", "jquery", "mathjax", "mermaid_js", "mermaid_layout_elk_js", "jupyter_widgets_base")
    return exporter(
        extra_template_paths=[str(HERE)],
        template_file="page.html.j2",
        language_code="fr",
        embed_images=True,
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        **{f"{name}_url": "" for name in remote},
    )


def _prepared(notebook: NotebookNode) -> NotebookNode:
    """Give a copy of a notebook in which charts, named results and tables are HTML of ours."""
    shown = copy.deepcopy(notebook)
    shown.cells = [cell for cell in shown.cells if PAPERMILL_ERROR not in cell.metadata.get("tags", [])]
    shown.metadata["bts_sim"] = {"echec": failed(shown)}
    for output in _outputs(shown):
        data = output.get("data", {})
        if rendering.MIME in data:
            output.data = {"text/html": _chart(data[rendering.MIME], data.get("image/png"))}
        elif headline.MIME in data:
            output.data = {"text/html": _headline(data[headline.MIME])}
        elif "<table" in data.get("text/html", ""):
            output.data["text/html"] = _aligned(data["text/html"])
    return shown


def _outputs(notebook: NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def _chart(spec: dict[str, Any], picture: str | None) -> str:
    # Neither `</script>` nor `<!--` may stand in a script.
    data = json.dumps(spec, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    words = html.escape(rendering.title(spec) or "Graphique", quote=True)
    image = f'<img src="data:image/png;base64,{"".join(picture.split())}" alt="{words}">' if picture else words
    return (
        f'<figure class="graphique" aria-label="{words}"><div></div>'
        f'<script type="application/json">{data}</script><noscript>{image}</noscript></figure>'
    )


def _headline(result: dict[str, Any]) -> str:
    name, value = html.escape(str(result["nom"])), html.escape(headline.quantity(result))
    said = html.escape(str(result.get("definition", "")))
    words = f"<details><summary>définition</summary>{said}</details>" if said else ""
    return f'<div class="resultat"><div>{name}{words}</div> <strong>{value}</strong></div>'


def _aligned(table: str) -> str:
    """Mark the columns of numbers, so that the style can put them to the right."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(table, "html.parser")
    for one in soup.find_all("table"):
        one.attrs.pop("border", None)
        rows = [row.find_all(["th", "td"]) for row in one.find_all("tr")]
        for place in range(max(map(len, rows), default=0)):
            cells = [row[place] for row in rows if len(row) > place]
            texts = [cell.get_text().strip() for cell in cells if cell.name == "td"]
            values = [text for text in texts if text not in ("", "—")]
            if values and all(map(NUMBER.fullmatch, values)):
                for cell in cells:
                    cell["class"] = f"{cell.get('class') or ''} nombre".strip()
        # pandas writes its own alignment on each row.
        for row in one.find_all("tr", style=True):
            del row["style"]
    return str(soup)
