"""Write docs/law_coverage.md: each rule of the legal survey, its place, its test, or why it is not modelled.

The survey is in English: the page has the French title that `couverture.yaml` gives to each rule.

Run `python tools/law_coverage.py` after a change of bts_sim/textes/couverture.yaml. A test checks that it was run.
"""

import re
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "law_coverage.md"
TITLE = re.compile(r"^\*\*((?:R-(?:2021|2022|GEN)|L)-\d+b?) — (.+?)\*\*", re.MULTILINE)
STATES = {
    "modelise": "modélisée",
    "donnee": "donnée",
    "lecture": "lecture",
    "informe": "informe",
    "a_venir": "à venir",
    "hors_champ": "hors champ",
}
HEAD = """# Couverture de la loi

Chaque règle de [docs/reglementation.md](reglementation.md) : où elle vit, le test qui la tient, ou la raison de son
absence. Écrit par `tools/law_coverage.py` d'après `bts_sim/textes/couverture.yaml` ; ne pas modifier à la main.

*modélisée* : une règle du code ; *donnée* : une valeur de `textes/` ; *lecture* : un point que les textes laissent
ouvert, option de `textes/lectures.yaml` avec un défaut coté dans [hypotheses.md](hypotheses.md) ; *informe* : dit et
daté, sans que rien s'en décide ; *à venir* : pas encore dans le projet ; *hors champ* : n'y sera pas. Les lignes du
second relevé (L-) portent leur source et leur cote.

"""


def rules() -> dict[str, str]:
    """Return the rules of the survey: id → title."""
    return dict(TITLE.findall((ROOT / "docs" / "reglementation.md").read_text(encoding="utf-8")))


def coverage() -> dict[str, dict]:
    """Return the coverage of each rule: state, place, tests, reason."""
    return yaml.safe_load((ROOT / "bts_sim" / "textes" / "couverture.yaml").read_text(encoding="utf-8"))


def page() -> str:
    """Return the page."""
    covered = coverage()
    counts = Counter(rule["etat"] for rule in covered.values())
    summary = " ; ".join(f"{words} {counts[state]}" for state, words in STATES.items())
    lines = [f"{len(covered)} règles : {summary}.", "", "| Règle | État | Où | Test | Note |", "|---|---|---|---|---|"]
    for code in rules():
        rule = covered.get(code, {"etat": "", "titre": ""})
        where = ", ".join(f"`{place}`" for place in rule.get("ou", []))
        tests = ", ".join(f"`{test}`" for test in rule.get("test", []))
        note = " ; ".join(part for part in (_source(rule), rule.get("pourquoi", "")) if part)
        cells = (f"{code} {rule['titre']}", STATES.get(rule["etat"], ""), where, tests, note)
        lines.append(f"| {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n"


def _source(rule: dict) -> str:
    return f"{', '.join(f'`{source}`' for source in rule['source'])}, cote {rule['cote']}" if "source" in rule else ""


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
