"""The rules of one law as a picture: which uses which, the texts that state each, and what each reads."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from html import escape

from bts_sim.display.labels import regime_label
from bts_sim.display.theme import COLOURS, INK, OTHERS
from bts_sim.droit.bareme import Regime
from bts_sim.droit.citation import references
from bts_sim.droit.rule_graph import RuleNode, rule_graph
from bts_sim.language import _, _n

#: Sizes, pixels: a box and the room between two, the height of a line, the letters that fit in a box.
BOX, GAP, BETWEEN, LINE, LETTERS = 246, 64, 14, 15, 35
MARGIN, TOP = 20, 84
FONT = "Helvetica, Arial, sans-serif"
PALE = {"step": "#f1f3f4", "rule": "#ffffff"}

Boxes = Mapping[str, tuple[float, float, float]]


def draw_law(regime: Regime, session: int) -> str:
    """Return the SVG of the rules that decide on a candidate under `regime` in `session`: it opens with no network.

    From left to right: the steps of the jury, then the rules that each uses. Arrows that follow from others are left
    out. A dashed box is a rule that no text of the session states. Raises LawError for a session that is not covered.
    """
    nodes = rule_graph(regime, session)
    written = {name: _written(node) for name, node in nodes.items()}
    boxes = _placed(nodes, {name: 14 + LINE * len(lines) for name, lines in written.items()})
    width = max(x for x, _y, _h in boxes.values()) + BOX + MARGIN
    height = max(y + h for _x, y, h in boxes.values()) + MARGIN
    colour = COLOURS.get(regime.nom, OTHERS[0])
    title = say_law(regime, session)
    arrows = [_arrow(boxes[name], boxes[used]) for name, node in nodes.items() for used in _direct(node, nodes)]
    drawn = [_box(boxes[name], written[name], node, colour) for name, node in nodes.items()]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'height="{height:.0f}" role="img" font-family="{FONT}" font-size="12">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
            _text(MARGIN, 30, title, size=18, weight=600),
            _text(MARGIN, 52, _legend(), colour="#5f6368"),
            *arrows,
            *drawn,
            "</svg>",
            "",
        ]
    )


def say_law(regime: Regime, session: int) -> str:
    """Return the finding of the picture: how many rules decide, on how many texts, and which have none."""
    rules = [node for node in rule_graph(regime, session).values() if not node.is_step]
    texts = {text for node in rules if not node.is_borrowed for text in node.texts}
    read = {line.nom for node in rules for line in node.lines}
    said = _(
        "Session {session}, {regime} : {rules} règles, portées par {texts} textes, lisent {lines} lignes de la loi"
    )
    whole = said.format(
        session=session, regime=regime_label(regime.nom), rules=len(rules), texts=len(texts), lines=len(read)
    )
    n = sum(node.is_borrowed for node in rules)
    none = _n(" ; {n} règle sans texte de cette session", " ; {n} règles sans texte de cette session", n).format(n=n)
    return whole + none if n else whole


def _legend() -> str:
    return _(
        "De gauche à droite : ce que fait le jury, puis les règles dont chaque règle se sert. Gris : les textes ; "
        "en couleur : les valeurs et les lectures. Tirets : aucun texte de la session."
    )


def _written(node: RuleNode) -> list[tuple[str, str]]:
    """Return the lines of a box, each with its kind: the name, the texts, what is read."""
    name = node.name if node.is_step else node.name.partition(".")[2]
    lines = [("name", one) for one in _folded(name)]
    lines += [("text", one) for text in references(node.texts) for one in textwrap.wrap(text, LETTERS)]
    for line in node.lines:
        # A reading is named by its code: its sentence would fill the picture.
        said = f"{line.nom} = {line.choix or line.valeur}"
        lines += [("value", one) for one in textwrap.wrap(said, LETTERS)]
    return lines


def _folded(name: str) -> list[str]:
    """Return the name of a rule on lines that fit in its box, cut after an underscore."""
    return [one.replace(" ", "") for one in textwrap.wrap(name.replace("_", "_ "), LETTERS - 4)]


def _direct(node: RuleNode, nodes: Mapping[str, RuleNode]) -> list[str]:
    """Return the rules that a rule uses, without those that another of them uses."""
    return [one for one in node.uses if not any(one in _below(other, nodes) for other in node.uses if other != one)]


def _below(name: str, nodes: Mapping[str, RuleNode]) -> set[str]:
    found: set[str] = set()
    waiting = list(nodes[name].uses)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += nodes[one].uses
    return found


def _depths(nodes: Mapping[str, RuleNode]) -> dict[str, int]:
    """Return the column of each node: one right of the rightmost that uses it."""
    depth = dict.fromkeys(nodes, 0)
    for _turn in nodes:
        for name, node in nodes.items():
            for used in node.uses:
                depth[used] = max(depth[used], depth[name] + 1)
    return depth


def _placed(nodes: Mapping[str, RuleNode], heights: Mapping[str, int]) -> dict[str, tuple[float, float, float]]:
    """Return the left, the top and the height of each box; each stands beside those that use it, in their order."""
    depth = _depths(nodes)
    users: dict[str, list[str]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        for used in _direct(node, nodes):
            users[used].append(name)
    boxes: dict[str, tuple[float, float, float]] = {}
    for column in range(max(depth.values()) + 1):
        here = [name for name, at in depth.items() if at == column]
        wanted = {name: _beside(name, users, boxes, heights) for name in here}
        edge = float(TOP)
        for name in sorted(here, key=lambda one: wanted[one]):
            top = max(edge, wanted[name]) if column else edge
            boxes[name] = (MARGIN + column * (BOX + GAP), top, heights[name])
            edge = top + heights[name] + (BETWEEN if column else 3 * BETWEEN)
    return boxes


def _beside(name: str, users: Mapping[str, Sequence[str]], boxes: Boxes, heights: Mapping[str, int]) -> float:
    """Return the top at which a box stands level with those that use it."""
    levels = [boxes[one][1] + boxes[one][2] / 2 for one in users[name]]
    return sum(levels) / len(levels) - heights[name] / 2 if levels else TOP


def _box(place: tuple[float, float, float], lines: Sequence[tuple[str, str]], node: RuleNode, colour: str) -> str:
    x, y, height = place
    dashes = ' stroke-dasharray="5 3"' if node.is_borrowed else ""
    fill, edge = (PALE["step"], INK) if node.is_step else (PALE["rule"], colour)
    rows = [
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX}" height="{height:.0f}" rx="6" fill="{fill}" '
        f'stroke="{edge}"{dashes}/>'
    ]
    for i, (kind, words) in enumerate(lines, start=1):
        weight, ink = {"name": (600, INK), "text": (400, "#5f6368"), "value": (400, colour)}[kind]
        rows.append(_text(x + 9, y + 4 + LINE * i, words, colour=ink, weight=weight))
    return "\n".join(rows)


def _arrow(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    x, y = start[0] + BOX, start[1] + start[2] / 2
    to_x, to_y = end[0], end[1] + end[2] / 2
    bend = f"M{x:.0f},{y:.0f} C{x + GAP:.0f},{y:.0f} {to_x - GAP:.0f},{to_y:.0f} {to_x:.0f},{to_y:.0f}"
    head = f"M{to_x - 7:.0f},{to_y - 4:.0f} L{to_x:.0f},{to_y:.0f} L{to_x - 7:.0f},{to_y + 4:.0f}"
    return f'<path d="{bend} {head}" fill="none" stroke="#9aa0a6" stroke-width="1.2"/>'


def _text(x: float, y: float, words: str, *, colour: str = INK, size: int = 12, weight: int = 400) -> str:
    style = f'fill="{colour}" font-size="{size}" font-weight="{weight}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{escape(words)}</text>'
