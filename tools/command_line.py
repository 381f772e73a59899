"""Write docs/ligne_de_commande.md from the commands themselves, so that the two cannot disagree."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bts_sim.cli import SECTIONS, main
from bts_sim.cli.application import COMMUNES
from bts_sim.cli.french import french

FILE = Path(__file__).resolve().parent.parent / "docs" / "ligne_de_commande.md"
WIDTH = 100
HEADER = """\
# La ligne de commande

Écrit par `python tools/command_line.py` à partir des commandes, ne pas modifier. C'est l'aide de chaque commande.

| Code de sortie | Ce qu'il dit |
|---|---|
| 0 | fait |
| 1 | une exécution a échoué, ou n'est que partielle |
| 2 | entrée fautive ou commande mal écrite : rien n'est écrit |
| 130 | interrompu par Ctrl-C |

Les résultats demandés vont sur la sortie standard ; ce qui est dit de l'exécution (fichiers écrits, avancement,
fautes) sur la sortie d'erreur. L'avancement ne paraît que sur un terminal, au bout de deux secondes.

Une option se donne aussi sous le nom qu'a la même chose ailleurs (`--graine` pour `--seed`, `--reference` pour
`--baseline`) : [un mot pour une chose](reference/words.md).
"""


def render() -> str:
    """Return the whole page."""
    os.environ["COLUMNS"] = str(WIDTH)
    with french():
        pages = [_page(command) for commands in SECTIONS.values() for command in commands]
    table = ["| Pour | Commande | Ce qu'elle fait |", "|---|---|---|"]
    for title, commands in SECTIONS.items():
        table += [
            f"| {title} | [`{c.name}`](#bts-sim-{c.name}) | {c.get_short_help_str(limit=1000)} |" for c in commands
        ]
    shared = ["| Option | Partout, avant ou après la commande |", "|---|---|"]
    shared += [f"| {', '.join(f'`{name}`' for name in names)} | {words} |" for names, words in COMMUNES]
    return "\n".join([HEADER, *table, "", *shared, "", *pages])


def _page(command: click.Command) -> str:
    root = click.Context(main, info_name="bts-sim", terminal_width=WIDTH, max_content_width=WIDTH)
    context = click.Context(
        command,
        info_name=command.name,
        parent=root,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
    )
    return f"## bts-sim {command.name}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8", newline="\n")
