"""An executed notebook as one HTML file that opens without a network: prose, tables, interactive charts."""

from __future__ import annotations

import copy
import functools
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bts_sim.display import citation, raw, rendering, results
from bts_sim.display.theme import dark_styles
from bts_sim.language import _, langue
from bts_sim.report.beside import FIGURE, Piece, columns_named, made, pieces, slug
from bts_sim.report.filling import policy, script, words
from bts_sim.report.parameter_cells import values_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

HERE = Path(__file__).parent
#: Places of the 0.9 MB of Vega and of the table of contents, filled once the page is made.
BUNDLE, CONTENTS = "<!--vega-->", "<!--sommaire-->"
#: Notice in English that papermill adds to a failed notebook. The page has its own words.
PAPERMILL_ERROR = "papermill-error-cell-tag"
HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
SCRIPTS = ("tables.js", "charts.js", "page.js")
#: Beginning of the names of the sentences to quote in a page.
CITED = "citer-"


def page_html(notebook: NotebookNode, title: str, beside: Path | None = None) -> str:
    """Return the page of a notebook: code folded, charts drawn by the page itself, nothing fetched.

    `beside`: the folder of its files, for a page in a run. The page then links to them and to the cover.
    """
    scripts = [script(name) for name in SCRIPTS]
    resources = {
        "metadata": {"name": title},
        "bts_sim": {
            "policy": policy([vega_script(), *scripts], "'unsafe-eval'"),
            "scripts": scripts,
            "mots": json.dumps(words(), ensure_ascii=False).replace("<", "\\u003c"),
            "couverture": beside is not None,
            "entete": css_text(title),
            "parametres": {name: str(value) for name, value in values_of(notebook).items()},
            "sombre": dark_styles("figure.graphique:not(.clair) svg"),
            "python": html.escape(python_of(notebook)),
        },
    }
    page, _resources = _exporter().from_notebook_node(_prepared(notebook, beside), resources)
    page = _with_contents(str(page))
    has_charts = 'class="graphique"' in page
    return page.replace(BUNDLE, f"<script>{vega_script()}</script>" if has_charts else "", 1)


def python_of(notebook: NotebookNode) -> str:
    """Return the Python that makes a page: the code of its notebook, cell after cell, with the parameters it was given.

    It runs wherever bts_sim is installed; what a notebook would show is the value of an expression.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    own = [cell.source.strip() for cell in code if PAPERMILL_ERROR not in cell.metadata.get("tags", [])]
    return "\n\n".join(source for source in own if source)


@functools.cache
def vega_script() -> str:
    """Return the JavaScript that draws charts, as text that may stand in a page."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.btsEmbed = vegaEmbed;", vl_version=rendering.VEGA_LITE)
    return bundle.replace("</script", "<\\/script")


def failed(notebook: NotebookNode) -> bool:
    """Return whether a notebook stopped on an error or before its last cell."""
    return bool(unrun(notebook)) or any(output.output_type == "error" for output in _outputs(notebook))


def unrun(notebook: NotebookNode) -> list[int]:
    """Return the position, from 1, of each code cell that was not run."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [at for at, cell in enumerate(code, 1) if cell.source.strip() and cell.get("execution_count") is None]


def css_text(text: str) -> str:
    """Return a text as a CSS string that nothing in it can end. Letters, digits and spaces stay; others are codes."""
    return "".join(c if (c.isalnum() and c.isascii()) or c == " " else f"\\{ord(c):06x} " for c in text)


def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter
    remote = ("require_js", "jquery", "mathjax", "mermaid_js", "mermaid_layout_elk_js", "jupyter_widgets_base")
    made = exporter(
        extra_template_paths=[str(HERE)],
        template_file="page.html.j2",
        language_code=langue(),
        embed_images=True,
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        **{f"{name}_url": "" for name in remote},
    )
    made.environment.globals["_"] = _
    return made


def _prepared(notebook: NotebookNode, beside: Path | None) -> NotebookNode:
    """Return a copy of a notebook with charts, named results and tables as our own HTML."""
    shown = copy.deepcopy(notebook)
    shown.cells = [cell for cell in shown.cells if PAPERMILL_ERROR not in cell.metadata.get("tags", [])]
    shown.metadata["bts_sim"] = {"echec": failed(shown)}
    for piece in list(pieces(shown)):
        data = piece.output.data
        links = "" if beside is None else _links(piece, beside)
        make = _chart if piece.genre == FIGURE else _table
        piece.output.data = {"text/html": make(piece, data, links)}
    for output in _outputs(shown):
        if results.MIME in output.get("data", {}):
            output.data = {"text/html": _headline(output.data[results.MIME])}
    for rank, output in enumerate(out for out in _outputs(shown) if citation.MIME in out.get("data", {})):
        output.data = {"text/html": _citation(output.data[citation.MIME], rank + 1)}
    return shown


def _outputs(notebook: NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def _chart(piece: Piece, data: dict[str, Any], links: str) -> str:
    spec, picture = data[rendering.MIME], data.get("image/png")
    # A script may contain neither `</script>` nor `<!--`.
    text = json.dumps(rendering.of_pages(spec), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    said = html.escape(rendering.title(spec) or _("Graphique"), quote=True)
    image = f'<img src="data:image/png;base64,{"".join(picture.split())}" alt="{said}">' if picture else said
    return (
        f'<figure class="graphique" id="{piece.ancre}" aria-label="{said}"><div></div>'
        f'<script type="application/json">{text}</script><noscript>{image}</noscript>{links}</figure>'
    )


def _table(piece: Piece, data: dict[str, Any], links: str) -> str:
    said = html.escape(_("Table {n}, {section}").format(n=int(piece.ancre[-2:]), section=piece.section), quote=True)
    shown = raw.aligned(data["text/html"])
    return (
        f'<div class="tableau" id="{piece.ancre}"><div class="defile" role="region" tabindex="0" '
        f'aria-label="{said}">{shown}</div>{links or _tools("")}</div>'
    )


def _links(piece: Piece, beside: Path) -> str:
    """Return links to the existing files of a chart or a table."""
    links, told = [], columns_named(piece)
    # The main file of data first: its name ends where those of the others have a number.
    for name in sorted(made(piece, beside), key=lambda one: (Path(one).suffix, len(one), one)):
        words = kind = Path(name).suffix[1:].upper()
        if kind == "CSV" and piece.genre == FIGURE:
            words, rank = _("Données (CSV)"), int(Path(name).stem[len(piece.nom) + 1 :] or 1)
            words += _("\u202f: ") + ", ".join(told[rank - 1]) if len(told) >= rank > 0 and len(told) > 1 else ""
        links.append(f'<a href="{quote(beside.name)}/{quote(name)}" download>{html.escape(words)}</a>')
    return _tools("".join(links)) if links else ""


def _tools(links: str) -> str:
    return f'<div class="outils">{links}</div>'


def _with_contents(page: str) -> str:
    """Return a page with anchors on its headings and its table of contents in place."""
    from bs4 import BeautifulSoup

    names: list[str] = []
    items: list[str] = []

    def named(match: re.Match[str]) -> str:
        level, inner = match.groups()
        words = BeautifulSoup(inner, "html.parser").get_text().strip()
        name = f"s-{slug(words)}"
        names.append(name)
        anchor = name if names.count(name) == 1 else f"{name}-{names.count(name)}"
        items.append(f'<li class="n{level}"><a href="#{anchor}">{html.escape(words)}</a></li>')
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    page = HEADING.sub(named, page)
    title = html.escape(_("Sommaire"))
    contents = f'<nav class="sommaire" aria-label="{title}"><h2>{title}</h2><ol>{"".join(items)}</ol></nav>'
    return page.replace(CONTENTS, contents if items else "", 1)


def _citation(said: dict[str, str], rank: int) -> str:
    """Return a sentence to quote, with a place for the button that copies it."""
    name, finding, source = f"{CITED}{rank}", html.escape(said["constat"]), html.escape(said["source"])
    text = f'{finding} <span class="source">{source}</span>'
    return f'<blockquote class="citation" id="{name}">{text}</blockquote><p data-copier="{name}"></p>'


def _headline(result: dict[str, Any]) -> str:
    name, value = html.escape(str(result["nom"])), html.escape(results.quantity(result))
    said = html.escape(str(result.get("definition", "")))
    details = f"<details><summary>{_('définition')}</summary>{said}</details>" if said else ""
    return f'<div class="resultat"><div>{name}{details}</div> <strong>{value}</strong></div>'
