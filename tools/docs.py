"""Build the site of the documentation from docs/, the notebooks and pages drawn from the law.

`make docs` writes build/docs/html/index.html. `make docs ARGS=--external` follows the addresses of other sites, which
needs a network. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import functools
import html
import itertools
import json
import re
import shutil
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
from site_languages import Site, lay_out_languages

from bts_sim.display import citation, rendering, results
from bts_sim.droit.articles import Article, articles
from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios
from bts_sim.droit.textes import check_session
from bts_sim.language import LANGUAGES, speaking, translate
from bts_sim.questions.reforms.words.findings import PREFIX
from bts_sim.report import filling, page
from bts_sim.report.translation import translate_notebook

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "docs"
#: What the page of a notebook in English says of its tables and charts.
IN_FRENCH = (
    "*What the cells show is what is committed, in French: `bts-sim report {name} -p lang {lang}` makes it in English.*"
)
#: The session of the law shown on the pages of the regimes.
SESSION = 2024
#: Forms in which a page of the site may give the address of a link.
KINDS = {"a": "href", "link": "href", "script": "src", "img": "src"}


def main() -> int:
    """Build the site. Return the exit code, 0 if everything holds."""
    parser = argparse.ArgumentParser(description="Build the documentation into build/docs/html.")
    parser.add_argument("--external", action="store_true", help="follow the addresses of other sites (network)")
    asked = parser.parse_args()
    if asked.external:
        return build(BUILD, "linkcheck")
    code = build(BUILD)
    faults = list(broken(BUILD / "html"))
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    if not code and not faults:
        print(f"The site is in {(BUILD / 'html' / 'index.html').relative_to(ROOT)}.")
    return code or bool(faults)


def build(folder: Path, builder: str = "html") -> int:
    """Lay the sources out in `folder`/source and build them beside. Return the exit code; warnings are errors."""
    from sphinx.cmd.build import main as sphinx

    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source"
    lay_out(source)
    options = ["-n", "-W", "--keep-going", "-q", "-b", builder, "-d", folder / "doctrees"]
    return sphinx([str(word) for word in (*options, source, folder / builder)])


# --- Sources ----------------------------------------------------------------------------------------------------------


def lay_out(source: Path) -> None:
    """Write every source of the site into a folder: docs/ unchanged, notebooks, and pages drawn from data."""
    shutil.copytree(ROOT / "docs", source, ignore=shutil.ignore_patterns("documents", "locale", "__pycache__"))
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for path in notebooks:
        shutil.copy(path, source / "tutorials")
    for lang, (name, _head) in REGIMES.items():
        (source / f"{name}.md").write_text(regimes(lang), encoding="utf-8")
    site = lay_out_languages(source)
    for path, lang in itertools.product(notebooks, LANGUAGES):
        lay_out_notebook(path, lang, site)
    # In its own function: scripts of the site share their names, and `_` is one of Sphinx's.
    own = f"(() => {{{page.vega_script()}\n}})();\n{filling.script('charts.js')}"
    (source / "_static" / "vega.js").write_text(own, encoding="utf-8")


def lay_out_notebook(path: Path, lang: str, site: Site) -> None:
    """Write the page of a notebook in a language; what it shows is what is committed, in French."""
    page = f"tutorials/{path.stem}"
    name, notebook = site.version(page, lang), nbformat.read(path, as_version=4)
    translate_notebook(notebook, path.stem, lang)
    for cell in shown(notebook).cells:
        if cell.cell_type == "markdown":
            cell.source = site.lead(cell.source, page, name, lang)
        for output in cell.get("outputs", []) if lang != LANGUAGES[0] else []:
            if said := output.get("data", {}).get("text/html"):
                output.data["text/html"] = f'<div lang="{LANGUAGES[0]}">{said}</div>'
    if lang != LANGUAGES[0]:
        title = notebook.cells[0]
        title.source += f"\n\n{IN_FRENCH.format(name=path.stem, lang=lang)}"
    (site.source / f"{name}.ipynb").parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, site.source / f"{name}.ipynb")


def shown(notebook: Any) -> Any:
    """Return a notebook whose charts and named results are HTML that any page can hold."""
    for cell in notebook.cells:
        # From the folder of the notebooks to that of the tutorials.
        cell.source = cell.source.replace("](../docs/", "](../")
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if rendering.MIME in data:
                output.data = {"text/html": _chart(data[rendering.MIME], data.get("image/png", ""))}
            elif results.MIME in data:
                output.data = {"text/html": _result(data[results.MIME])}
            elif citation.MIME in data:
                said = html.escape(" ".join(data[citation.MIME].values()))
                output.data = {"text/html": f"<blockquote>{said}</blockquote>"}
    return notebook


def _chart(spec: dict[str, Any], picture: str) -> str:
    # A script may not contain `</script>`.
    data = json.dumps(rendering.of_pages(spec), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    words = html.escape(rendering.title(spec) or "Graphique", quote=True)
    image = f'<img src="data:image/png;base64,{"".join(picture.split())}" alt="{words}">'
    return (
        f'<figure class="chart" aria-label="{words}"><div></div>{image}'
        f'<script type="application/json">{data}</script></figure>'
    )


def _result(result: dict[str, Any]) -> str:
    name, value = html.escape(str(result["nom"])), html.escape(results.quantity(result))
    return f'<div class="result"><span>{name}</span> <strong>{value}</strong></div>'


# --- Regimes and scenarios --------------------------------------------------------------------------------------------

#: The page of the regimes, in each language: where it is, and how it begins.
REGIMES = {
    "en": (
        "reference/regimes",
        """# The regimes and scenarios of the project

*Answers: what exactly does each shipped regime, scenario and wrong idea say? For: whoever chooses one for `--regime`,
`--baseline` or `--against`. Made from `bts_sim/textes/regimes` and `bts_sim/textes/scenarios`.
`bts-sim law --scenarios` gives the same names, `bts-sim law --diff A B` what sets two of them apart.*
""",
    ),
    "fr": (
        "regimes",
        """# Les régimes et les scénarios du projet

*Répond à : que dit exactement chaque régime, scénario et idée fausse livrés ? Pour : qui en choisit un pour `--regime`,
`--baseline` ou `--against`. Tirés de `bts_sim/textes/regimes` et de `bts_sim/textes/scenarios`.
`bts-sim law --scenarios` donne les mêmes noms, `bts-sim law --diff A B` ce qui en sépare deux.*
""",
    ),
}
#: The words of that page: its three parts, what is before the lines of a regime, or what is said without one.
WORDS = {
    "en": (
        ("The regimes", "The scenarios: the law of a session and what they change of it, which no text said"),
        "Wrong ideas: rules that sites print, and which are not the law",
        "What it says that `permanent_2022` does not, session {session}:",
        "Nothing that the law of {session} does not say.",
    ),
    "fr": (
        ("Les régimes", "Les scénarios : la loi d'une session et ce qu'ils en changent, que nul texte n'a dit"),
        "Les idées fausses : des règles que des sites impriment, et qui ne sont pas la loi",
        "Ce qu'il dit et que `permanent_2022` ne dit pas, session {session} :",
        "Rien que la loi de {session} ne dise.",
    ),
}
#: What begins the title of a wrong idea, in English.
WRONG_IDEA = "Wrong idea: "
DECIMAL = re.compile(r"(?<=\d),(?=\d)")


def regimes(lang: str) -> str:
    """Return the page of every shipped regime in a language: its reason, and its law line by line."""
    check_session(SESSION)
    titles, ideas, *_ = WORDS[lang]
    groups = zip((*titles, ideas), (shipped_regimes(), shipped_scenarios(), idees_fausses()), strict=True)
    parts = [REGIMES[lang][1]]
    with speaking(lang):
        for title, names in groups:
            parts.append(f"## {title}\n")
            parts += [_regime(load_regime(name), lang, whole=names == shipped_regimes()) for name in names]
    return "\n".join(parts)


def _regime(regime: Regime, lang: str, *, whole: bool) -> str:
    law = articles(regime, SESSION)
    usual = {(one.nom, one.dit) for one in articles(load_regime("permanent_2022"), SESSION)}
    lines = law if whole else [one for one in law if (one.nom, one.dit) not in usual]
    rows = [f"| {translate(one.libelle)} | {_dit(one, lang)} | {one.source} ({one.cote or '—'}) |" for one in lines]
    about = f"### `{regime.nom}`\n\n**{_titre(regime, lang)}.** {translate(regime.raison.strip())}\n"
    before, nothing = (words.format(session=SESSION) for words in WORDS[lang][2:])
    if not rows:
        return f"{about}\n{nothing}\n"
    heading = "" if whole else f"\n{before}\n"
    return "\n".join([about + heading, "| | | source |", "|---|---|---|", *rows, ""])


def _titre(regime: Regime, lang: str) -> str:
    idea = regime.titre.removeprefix(PREFIX)
    if lang == LANGUAGES[0] or idea == regime.titre:
        return translate(regime.titre)
    return WRONG_IDEA + translate(idea)


def _dit(line: Article, lang: str) -> str:
    said = f"{translate(line.valeur)} ({line.choix})" if line.choix else translate(line.valeur)
    return said if lang == LANGUAGES[0] else DECIMAL.sub(".", said)


# --- What was built ---------------------------------------------------------------------------------------------------


def broken(site: Path) -> Iterator[str]:
    """Yield every broken link of the built pages to a file or an anchor, and everything that they would fetch."""
    # Another site may have been built there since.
    _found.cache_clear()
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    anchors = {path: page_.anchors for path, page_ in pages.items()}
    for path, page_ in pages.items():
        for kind, address in page_.links:
            fault = _fault(path, address, kind, site, anchors)
            if fault:
                yield f"{path.relative_to(site)}: {fault}: {address[:100]}"


class Links(HTMLParser):
    """The anchors of a page, and its links: tag and address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record the anchor and the link of a tag."""
        said = dict(attrs)
        self.anchors.add(said.get("id") or "")
        address = said.get(KINDS.get(tag, ""))
        if address:
            self.links.append((tag, address))


def _fault(page_: Path, address: str, kind: str, site: Path, anchors: dict[Path, set[str]]) -> str | None:
    parts = urlsplit(address)
    if parts.scheme == "data":
        return None
    if parts.scheme or parts.netloc:
        # Links may lead elsewhere; the display of the page may not.
        return None if kind == "a" else "fetched from another site"
    target = _found(page_.parent, parts.path, site) if parts.path else page_
    if target is None:
        return "no such file"
    if parts.fragment and target in anchors and unquote(parts.fragment) not in anchors[target]:
        return "no such anchor"
    return None


@functools.cache
def _found(folder: Path, path: str, site: Path) -> Path | None:
    """Return the file of the site that an address leads to from a folder: each menu asks for the same ones."""
    target = (folder / unquote(path)).resolve()
    return target if target.is_relative_to(site.resolve()) and target.exists() else None


#: Path of the repository in a document: a folder, or a file below one of these.
PATH = re.compile(r"(?<![\w./-])((?:bts_sim|docs|tests|tools|notebooks|data|benchmarks)/[\w./*{},-]*[\w*}/])")
CAPITALS = re.compile(r"\b[A-Z]{4,}(_[A-Z]+)*\b")


def unknown_paths(text: str) -> list[str]:
    """Return the paths in a text that the repository does not have.

    A pattern needs at least one file. A name in capitals is a placeholder for the reader and is not checked.
    """
    patterns = {path: CAPITALS.sub("*", path.rstrip("/")) for path in PATH.findall(text)}
    return [path for path, pattern in patterns.items() if not any(ROOT.glob(pattern))]


if __name__ == "__main__":
    sys.exit(main())
