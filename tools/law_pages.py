"""Write the pages of the law: its graphs, and a page per article with its words, its functions, its values, its cases.

French under docs/articles, English under docs/reference/articles; the law itself is quoted in French in both. `python
tools/law_pages.py` lists the files that are stale, and exits with 1 where one is; `--write` remakes them.
"""

from __future__ import annotations

import argparse
import functools
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bts_sim.display.law_picture import draw_law, say_law
from bts_sim.droit.articles import Article, articles
from bts_sim.droit.bareme import Regime
from bts_sim.droit.citation import sources_of
from bts_sim.droit.held import held, sessions_anterieures
from bts_sim.droit.regimes import load_regime, shipped_regimes
from bts_sim.droit.regles.catalogue import DROIT, REGLES, origin_of_rule
from bts_sim.droit.roles import every_rule
from bts_sim.droit.rule_graph import RuleNode, rule_graph, rules_beside
from bts_sim.droit.textes import motifs, points_ouverts, sessions, sources, valeur
from bts_sim.language import speaking

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HOMES = {"fr": DOCS / "articles", "en": DOCS / "reference" / "articles"}
#: The page of the rules that no text of the law states, and that of the graphs.
BESIDE, INDEX = "hors_du_droit", "index"
#: Wordings of one article have one page: `d643-22-2014`, `d643-22-2022`.
WORDING = re.compile(r"^(d\d+-\d+)-20\d\d$")
QUOTE = re.compile(r"«\s*[^»]+?\s*»")
TERM = re.compile(r"^\| ([^|]+) \|[^|]*\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
#: Sources of wrong ideas, and the analyst's own words.
NOT_THE_LAW = ("C", "NS")
WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "answers": (
            "*Répond à : que dit ce texte, quelle fonction l'applique, avec quelles valeurs, dans quels cas ? "
            "Pour : qui doit en répondre. Écrit par `python tools/law_pages.py --write` ; ne pas modifier. [In "
            "English]({other}).*"
        ),
        "texts": "## Le texte\n\n| Rédaction | Date | Sessions | Cote | Relu le |\n|---|---|---|---|---|",
        "quotes": "## Ses mots, tels que les règles les citent",
        "rules": "## Ses fonctions",
        "reads": "Lit",
        "used": "Sert à",
        "uses": "Se sert de",
        "values": "## Ses valeurs\n\n| Ce qui est fixé | Valeur | Sessions | Cote |\n|---|---|---|---|",
        "readings": "## Ce qu'il laisse ouvert\n\n| Question | Réponse | Cote |\n|---|---|---|",
        "motifs": "## Ses motifs\n\n| Code | Phrase |\n|---|---|",
        "cases": "## Ses cas\n\nJugés à chaque essai des tests, depuis `tests/cas/`.",
        "always": "toutes",
        "default": "par défaut",
    },
    "en": {
        "answers": (
            "*Answers: what does this text say, which function applies it, with which values, in which cases? "
            "For: whoever must answer for it. The law and its cases are quoted in French. Written by `python "
            "tools/law_pages.py --write`; do not edit. [En français]({other}).*"
        ),
        "texts": "## The text\n\n| Wording | Date | Sessions | Grade | Read on |\n|---|---|---|---|---|",
        "quotes": "## Its words, as the rules quote them",
        "rules": "## Its functions",
        "reads": "Reads",
        "used": "Serves",
        "uses": "Uses",
        "values": "## Its values\n\n| What is fixed | Value | Sessions | Grade |\n|---|---|---|---|",
        "readings": "## What it leaves open\n\n| Question | Answer | Grade |\n|---|---|---|",
        "motifs": "## Its reasons\n\n| Code | Sentence |\n|---|---|",
        "cases": "## Its cases\n\nDecided at every run of the tests, from `tests/cas/`.",
        "always": "all",
        "default": "by default",
    },
}
INDEX_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "title": "La loi, règle par règle",
        "answers": (
            "*Répond à : quelle règle se sert de laquelle, sur quel texte, avec quelle valeur à chaque session ? "
            "Pour : qui doit répondre de la loi du projet. Écrit par `python tools/law_pages.py --write` d'après "
            "les règles elles-mêmes ; ne pas modifier. [In English](../reference/articles/index.md).*"
        ),
        "how": (
            "`bts-sim law --graph --session 2024` imprime ces graphes pour tout régime et toute session, `--out "
            "loi.svg` les dessine."
        ),
        "alt": "Graphe des règles",
        "values": (
            "## Les valeurs, session par session\n\nUn régime ou un scénario change celles qu'il nomme (`bts-sim "
            "law --diff`)."
        ),
        "line": "Ligne",
        "pages": "## Un texte, une page",
        "beside": "Hors du droit : scénarios et idées fausses",
        "beside_says": (
            "Règles qu'aucun texte de droit ne porte : croisements de deux régimes, et idées que des sites "
            "publics impriment à tort. Elles ne jugent que si un fichier de régime les nomme."
        ),
    },
    "en": {
        "title": "The law, rule by rule",
        "answers": (
            "*Answers: which rule uses which, on which text, with which value at each session? For: whoever must "
            "answer for the law of the project. Written by `python tools/law_pages.py --write` from the rules "
            "themselves; do not edit. [En français](../../articles/index.md).*"
        ),
        "how": (
            "`bts-sim law --graph --session 2024` prints these graphs for any regime and session; `--out law.svg`"
            " draws them."
        ),
        "alt": "Graph of the rules",
        "values": (
            "## Values, session by session\n\nA regime or a scenario changes those that it names (`bts-sim law "
            "--diff`)."
        ),
        "line": "Line",
        "pages": "## One text, one page",
        "beside": "Beside the law: scenarios and wrong ideas",
        "beside_says": (
            "Rules that no text of law states: crossings of two regimes, and ideas that public sites print "
            "wrongly. They decide only where the file of a regime names them."
        ),
    },
}


class Case(NamedTuple):
    """A case of `tests/cas`: the text that it cites, what it shows, its file."""

    source: str
    shows: str
    file: str


def article_of(source: str) -> str:
    """Return the article of a source, one for all its wordings."""
    found = WORDING.match(source)
    return found[1] if found else source


def every_session() -> list[int]:
    """Return the sessions whose law is held, those before the orals first."""
    return [*sessions_anterieures(), *sessions()]


def law_of(session: int) -> Regime:
    """Return the regime in force in a session."""
    return load_regime(valeur("regime", session))


def drawn() -> dict[str, tuple[Regime, int]]:
    """Return the graphs of the page, by the name of their file: each regime that was law, in its last session."""
    last = {valeur("regime", session): session for session in every_session()}
    return {f"{name}_{session}.svg": (load_regime(name), session) for name, session in last.items()}


@functools.cache
def stated() -> dict[str, list[str]]:
    """Return the rules of each article, by name; those that no text of law states are on the page `BESIDE`."""
    pages: dict[str, list[str]] = {}
    for name, rule in every_rule().items():
        lawful = [one for one in sources_of(rule) if sources()[one]["cote"] not in NOT_THE_LAW and _is_law(name)]
        for article in dict.fromkeys(map(article_of, lawful)) if lawful else [BESIDE]:
            pages.setdefault(article, []).append(name)
    return pages


def _is_law(name: str) -> bool:
    functions = {rule.__name__: (key, code) for key, rules in REGLES.items() for code, rule in rules.items()}
    module, _, function = name.partition(".")
    chosen = functions.get(function)
    return module not in ("hybrides", "idees_fausses") and (chosen is None or origin_of_rule(*chosen) == DROIT)


# --- One article ------------------------------------------------------------------------------------------------------


def title(article: str, lang: str) -> str:
    """Return the title of the page of an article: the usual name of its text, without the year of a wording."""
    if article == BESIDE:
        return INDEX_WORDS[lang]["beside"]
    return re.sub(r" [(]20..[)]$", "", sources()[_wordings(article)[-1]]["reference"])


def _wordings(article: str) -> list[str]:
    return [one for one in sources() if article_of(one) == article]


def page(article: str, lang: str) -> str:
    """Return the page of an article in a language."""
    words, wordings = WORDS[lang], _wordings(article)
    parts = [f"# {title(article, lang)}", words["answers"].format(other=_other(article, lang))]
    if article == BESIDE:
        parts.append(INDEX_WORDS[lang]["beside_says"])
    else:
        parts.append(_block(words["texts"], map(_row, _texts(wordings, words))))
    quoted = list(_quotes(stated()[article]))
    parts += [_block(words["quotes"], ["", *(f"- {one}" for one in quoted)])] if quoted else []
    parts += [words["rules"], *(_rule(name, lang) for name in stated()[article])]
    tables = {"values": _values(wordings, words), "readings": _readings(wordings, words), "motifs": _motifs(wordings)}
    for name, rows in tables.items():
        parts += [_block(words[name], map(_row, rows))] if rows else []
    cases = [f"- {one.shows} (`{one.file}`)" for one in read_cases() if article_of(one.source) == article]
    parts += [_block(words["cases"], ["", *cases])] if cases else []
    return "\n\n".join(parts) + "\n"


def _other(name: str, lang: str) -> str:
    return f"../reference/articles/{name}.md" if lang == "fr" else f"../../articles/{name}.md"


def _block(head: str, rows: Iterable[str]) -> str:
    return "\n".join([head, *rows])


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _texts(wordings: Iterable[str], words: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    for one in wordings:
        text = sources()[one]
        title = f"[{text['titre']}]({text['adresse']})" if text["adresse"] else text["titre"]
        yield title, text["date"] or "–", _span(text, words), text["cote"], text["checked_on"]


def _span(dated: Mapping[str, Any], words: Mapping[str, str]) -> str:
    first, last = dated.get("de"), dated.get("a")
    if first is None and last is None:
        return words["always"]
    return str(first) if first == last else f"{first or '…'}–{last or '…'}"


def _quotes(names: Iterable[str]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for name in names:
        prose = " ".join((every_rule()[name].__doc__ or "").split())
        for quote in QUOTE.findall(prose):
            found.setdefault(quote, []).append(name)
    return (f"{quote} (`{'`, `'.join(using)}`)" for quote, using in found.items())


def _rule(name: str, lang: str) -> str:
    rule, words = every_rule()[name], WORDS[lang]
    term, gloss = glossary().get(rule.__name__, ("", ""))
    node = nodes()[name]
    said = {
        words["reads"]: ", ".join(f"{line.nom} = {line.choix or line.valeur}" for line in node.lines),
        words["uses"]: ", ".join(node.uses),
        words["used"]: ", ".join(users().get(name, ())),
    }
    told = " ; ".join(
        f"{word} : `{what}`" if lang == "fr" else f"{word}: `{what}`" for word, what in said.items() if what
    )
    parts = [f"### `{name}`", term if lang == "fr" else gloss, told, f"```python\n{_source(rule)}\n```"]
    return "\n\n".join(part for part in parts if part)


def _source(rule: Any) -> str:
    return textwrap.dedent(inspect.getsource(rule)).rstrip()


@functools.cache
def glossary() -> dict[str, tuple[str, str]]:
    """Return the French term and the English gloss of each name of the glossary."""
    rows = TERM.findall((DOCS / "glossaire.md").read_text(encoding="utf-8"))
    return {name: (term, gloss) for term, names, gloss in rows for name in re.findall(r"`(\w+)`", names)}


@functools.cache
def nodes() -> dict[str, RuleNode]:
    """Return every rule and step, by name: under the regimes of the law in their last session, then under others."""
    found: dict[str, RuleNode] = {}
    for regime, session in drawn().values():
        found = {**rules_beside(regime, session), **rule_graph(regime, session), **found}
    others = [replace(regime, **{key: name}) for key, rules in REGLES.items() for name in rules]
    for other in others:
        found = {**rule_graph(other, session), **found}
    return found


@functools.cache
def users() -> dict[str, list[str]]:
    """Return the names of the rules and steps that use each rule, whatever the regime chooses."""
    found: dict[str, list[str]] = {}
    for node in nodes().values():
        for used in node.uses:
            found.setdefault(used, []).append(node.name)
    return found


def _values(wordings: Iterable[str], words: Mapping[str, str]) -> list[tuple[object, ...]]:
    own = set(wordings)
    dated = [
        (one["libelle"], part["valeur"], _span(part, words), part["cote"])
        for file in ("bareme.yaml", "acquis.yaml")
        for one in held(file)["valeurs"].values()
        for part in one["valeurs"]
        if part["source"] in own
    ]
    regimes = [load_regime(name) for name in shipped_regimes()]
    chosen = [
        (line.libelle, line.valeur, regime.titre, line.cote)
        for regime in regimes
        if regime.source in own
        for line in articles(regime, _session_of(regime))
        if line.source == regime.source and line.rubrique == "règle"
    ]
    return [*dated, *chosen]


def _session_of(regime: Regime) -> int:
    return next((one for one in reversed(every_session()) if valeur("regime", one) == regime.nom), sessions()[-1])


def _readings(wordings: Iterable[str], words: Mapping[str, str]) -> list[tuple[object, ...]]:
    own = set(wordings)
    return [
        (
            point["question"],
            f"`{code}`{' (' + words['default'] + ')' if code == point['defaut'] else ''} : {one['phrase']}",
            one["cote"],
        )
        for point in points_ouverts().values()
        for code, one in point["choix"].items()
        if one["source"] in own
    ]


def _motifs(wordings: Iterable[str]) -> list[tuple[object, ...]]:
    return [(f"`{one.code}`", one.phrase) for one in motifs().values() if set(one.sources) & set(wordings)]


@functools.cache
def read_cases() -> list[Case]:
    """Return every case of `tests/cas`."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    paths = sorted((ROOT / "tests" / "cas").glob("*.yaml"))
    cases = {path.name: yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["cas"] for path in paths}
    return [Case(one["source"], one["montre"], f"tests/cas/{name}") for name, held in cases.items() for one in held]


# --- The page of the graphs -------------------------------------------------------------------------------------------


def index(lang: str) -> str:
    """Return the page of the graphs, of the values session by session, and of the list of articles."""
    words = INDEX_WORDS[lang]
    parts = [f"# {words['title']}", words["answers"], words["how"]]
    pictures = "" if lang == "fr" else "../../articles/"
    with speaking(lang):
        for name, (regime, session) in drawn().items():
            parts += [f"## {say_law(regime, session)}", f"![{words['alt']}]({pictures}{name})"]
    parts += [_block(words["values"], ["", *map(_row, _by_session(words["line"]))]), words["pages"]]
    pages = [f"- [{title(one, lang)}]({one}.md)" for one in stated()]
    toctree = "\n".join(["```{toctree}", ":hidden:", ":titlesonly:", *stated(), "```"])
    return "\n\n".join([*parts, "\n".join(pages), toctree]) + "\n"


def _by_session(head: str) -> Iterator[tuple[object, ...]]:
    laws = {session: {line.nom: line for line in articles(law_of(session), session)} for session in every_session()}
    yield head, *laws
    yield ("---",) * (1 + len(laws))
    for name in dict.fromkeys(name for law in laws.values() for name in law):
        yield f"`{name}`", *(_said(name, law.get(name), session) for session, law in laws.items())


def _said(name: str, line: Article | None, session: int) -> str:
    if name in REGLES:
        return f"`{getattr(law_of(session), name)}`"
    return "–" if line is None else line.choix or line.valeur


# --- Files ------------------------------------------------------------------------------------------------------------


def files() -> dict[Path, str]:
    """Return every file that this tool writes, with its text."""
    found = {HOMES["fr"] / name: draw_law(regime, session) for name, (regime, session) in drawn().items()}
    for lang, home in HOMES.items():
        found |= {home / f"{article}.md": page(article, lang) for article in stated()}
        found[home / f"{INDEX}.md"] = index(lang)
    return found


def stale() -> list[str]:
    """Return the files that are not as the law has them: missing, changed, or no longer written."""
    wanted = files()
    held_there = {path for home in HOMES.values() for path in home.glob("*.*")}
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return sorted(path.relative_to(ROOT).as_posix() for path in {*changed, *(held_there - set(wanted))})


def write() -> None:
    """Write every file anew, and remove those of articles that no rule cites any more."""
    wanted = files()
    for home in HOMES.values():
        home.mkdir(parents=True, exist_ok=True)
        for path in set(home.glob("*.*")) - set(wanted):
            path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Write or check, and give the exit code."""
    parser = argparse.ArgumentParser(description="Keep the pages of the law.")
    parser.add_argument("--write", action="store_true", help="remake what is stale")
    if parser.parse_args().write:
        write()
    left = stale()
    print(*(f"stale: {name}" for name in left), sep="\n", end="\n" if left else "")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
