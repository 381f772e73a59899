"""Draw the house of bts_sim from its own imports, into docs/explanation: `python tools/architecture.py`.

A room is a file or a folder at the root of the package. An arrow is an import. A floor lies above all that it imports.
A test compares the drawing with the code. `--measure` prints the figures: rooms, floors, arrows, circles.
"""

import argparse
import ast
import functools
import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bts_sim"
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
DRAWING = PAGE.with_suffix(".svg")
BEGIN, END = "<!-- drawn by tools/architecture.py -->", "<!-- end of the drawing -->"
#: Sizes of the drawing, pixels.
WIDTH, ROW, HEIGHT, MARGIN, LETTER = 900, 84, 34, 20, 7.6

Imports = dict[str, set[str]]


def sources() -> dict[str, Path]:
    """Return the file of every module of the package, by its dotted name below `bts_sim`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(modules: Mapping[str, Path]) -> Imports:
    """Return the modules that each module imports."""
    return {name: set(_imported(path, modules)) - {name} for name, path in modules.items()}


def _imported(path: Path, modules: Mapping[str, Path]) -> Iterator[str]:
    for base, name in _imports(path):
        inner = f"{base}.{name}".strip(".")
        yield inner if inner in modules else base


@functools.cache
def _imports(path: Path) -> list[tuple[str, str]]:
    """Return what a file imports from the package: below `bts_sim`, the module and the name taken from it."""
    froms = (one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.ImportFrom))
    ours = [one for one in froms if (one.module or "").split(".")[0] == "bts_sim"]
    return [((one.module or "").partition(".")[2], alias.name) for one in ours for alias in one.names]


def rooms(imports: Imports) -> Imports:
    """Return the rooms that each room imports. The root module of the package is the room `bts_sim`."""
    drawn: Imports = {}
    for module, imported in imports.items():
        held = drawn.setdefault(room_of(module), set())
        held |= {room_of(one) for one in imported} - {room_of(module)}
    return drawn


def room_of(module: str) -> str:
    """Return the room of a module: the first part of its name."""
    return module.split(".")[0] or "bts_sim"


def circles(imports: Imports) -> list[list[str]]:
    """Return the sets of modules that import each other in a loop."""
    found: set[frozenset[str]] = set()
    reached = {name: _reached(name, imports) for name in imports}
    for name in imports:
        loop = frozenset({one for one in reached[name] if name in reached.get(one, ())})
        if loop:
            found.add(loop | {name})
    return [sorted(one) for one in sorted(found, key=sorted)]


def _reached(start: str, imports: Imports) -> set[str]:
    seen: set[str] = set()
    waiting = list(imports.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += imports.get(one, ())
    return seen


def floors(drawn: Imports) -> dict[str, int]:
    """Return the floor of each room: one above the highest room that it imports. Rooms in a circle have no floor."""
    known: dict[str, int] = {}
    while ready := [room for room in drawn if room not in known and drawn[room] <= known.keys()]:
        known |= {room: 1 + max((known[one] for one in drawn[room]), default=0) for room in ready}
    return known


def shown(drawn: Imports) -> Imports:
    """Return the arrows to draw: those that do not follow from other arrows."""
    return {room: {one for one in held if not _follows(one, held, drawn)} for room, held in drawn.items()}


def _follows(room: str, held: set[str], drawn: Imports) -> bool:
    return any(room in _reached(other, drawn) for other in held - {room})


def summary(path: Path) -> str:
    """Return the first sentence of the docstring of a module."""
    words = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    return words.strip()


def svg(modules: Mapping[str, Path]) -> str:
    """Return the drawing: the ground floor at the bottom, an arrow to each imported room."""
    drawn = rooms(imports_of(modules))
    level = floors(drawn)
    top = max(level.values())
    places: dict[str, tuple[float, float, float]] = {}
    for floor in range(1, top + 1):
        names = sorted(room for room, at in level.items() if at == floor)
        gap = (WIDTH - 2 * MARGIN) / len(names)
        for i, name in enumerate(names):
            width = max(70.0, LETTER * len(name) + 24)
            places[name] = (MARGIN + gap * (i + 0.5), MARGIN + (top - floor) * ROW, width)
    height = 2 * MARGIN + (top - 1) * ROW + HEIGHT
    title = f"The {len(drawn)} rooms of bts_sim on {top} floors; each imports only rooms below it."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for room, held in sorted(shown(drawn).items()):
        x, y, _ = places[room]
        for one in sorted(held):
            to_x, to_y, _ = places[one]
            line = f"M{x:.0f},{y + HEIGHT} C{x:.0f},{y + HEIGHT + 30} {to_x:.0f},{to_y - 30:.0f} {to_x:.0f},{to_y}"
            parts.append(f'<path d="{line}" fill="none" stroke="#5f6368" stroke-width="1.2"/>')
    for room, (x, y, width) in sorted(places.items()):
        parts.append(
            f'<rect x="{x - width / 2:.0f}" y="{y}" width="{width:.0f}" height="{HEIGHT}" rx="6" fill="#e8f0fe" '
            'stroke="#0072b2"/>'
        )
        parts.append(_text(x, y + HEIGHT / 2 + 5, room))
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-size="14" fill="#202124">{escape(words)}</text>'


def table(modules: Mapping[str, Path]) -> str:
    """Return the rooms from the top floor down, with their contents and their imports."""
    drawn = rooms(imports_of(modules))
    level = floors(drawn)
    rows = ["| Floor | Room | What it holds | Imports |", "|---|---|---|---|"]
    for room in sorted(drawn, key=lambda room: (-level[room], room)):
        path = modules["" if room == "bts_sim" else room]
        held = ", ".join(f"`{one}`" for one in sorted(drawn[room], key=lambda one: (-level[one], one))) or "nothing"
        rows.append(f"| {level[room]} | `{room}` | {summary(path)} | {held} |")
    return "\n".join(rows)


def page(modules: Mapping[str, Path]) -> str:
    """Return the page with its drawn part remade."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    words = "Arrows that follow from others are not drawn."
    figure = f"```{{figure}} {DRAWING.name}\n:alt: The rooms of bts_sim by floor.\n\n{words}\n```"
    return f"{before}{BEGIN}\n\n{figure}\n\n{table(modules)}\n\n{END}{after}"


def measures(modules: Mapping[str, Path]) -> str:
    """Return the figures of the house."""
    imports = imports_of(modules)
    drawn = rooms(imports)
    arrows = sum(len(held) for held in drawn.values())
    loops = f"{len(circles(imports))} circles of modules, {len(circles(drawn))} of rooms"
    return f"{len(drawn)} rooms, {max(floors(drawn).values())} floors, {arrows} arrows, {loops}"


def main() -> int:
    """Write the drawing, or print the figures. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="print rooms, floors, arrows and circles")
    asked = parser.parse_args()
    modules = sources()
    if asked.measure:
        print(measures(modules))
        return 0
    DRAWING.write_text(svg(modules), encoding="utf-8")
    PAGE.write_text(page(modules), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
