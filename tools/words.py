"""Write docs/reference/words.md from the table of `bts_sim/one_word.py`, so that the two cannot disagree."""

from __future__ import annotations

from pathlib import Path

from bts_sim.one_word import NOTIONS, Notion

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "words.md"
HEADER = """\
# One word for one thing · Un mot pour une chose

Écrit par `python tools/words.py` à partir de `bts_sim/one_word.py`, ne pas modifier. Written by a tool: do not change.

*Answers: `--baseline` here, `reference` there, is it the same? For: whoever goes from one door to another.*

Yes. Names of options, of notebook parameters, of keys and of columns are fixed, some in French and some in English.
English prose and Python have one word, the first of a row. **Each door takes every word of the row**:
`bts-sim compare --graine 3` is `--seed 3`, `bts-sim report -p seed 3` is `-p graine 3`, a grid may have `seeds:` for
`graines:`, and papermill alone the same. Help and Tab show the usual word only. A thing that is given under two of its
words must have one value; two values are refused, and both words named. Columns that are read keep their own names.

Oui. Les noms des options, des paramètres des notebooks, des clés et des colonnes sont fixés, en français ou en
anglais. **Chaque porte comprend tous les mots de la ligne** : `--graine 3` vaut `--seed 3`, `-p seed 3` vaut
`-p graine 3`, et une grille peut écrire `seeds:` pour `graines:`. L'aide et la complétion ne montrent que le mot
d'usage. Une chose donnée sous deux de ses mots doit avoir une seule valeur ; deux valeurs sont refusées, et les deux
mots nommés.

| Python, English | Option | Notebook : `-p` | YAML | Colonne | What it is | Ce que c'est |
|---|---|---|---|---|---|---|
"""
FOOTER = """
`--candidats` is a number of simulated candidates in `cohort` and `compare`, and a file of candidates in `grade` and
`explain`.
In a grid `regimes` lists all of them, the baseline first: a grid has neither `baseline` nor `against`.
"""


def render() -> str:
    """Return the whole page."""
    return HEADER + "".join(map(_row, NOTIONS)) + FOOTER


def _row(notion: Notion) -> str:
    options = [f"--{name}" for name in notion.options]
    names = ([notion.python], options, notion.parameters, notion.keys, notion.columns)
    cells = [", ".join(f"`{name}`" for name in column) for column in names]
    return f"| {' | '.join([*cells, notion.english, notion.french])} |\n"


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8", newline="\n")
