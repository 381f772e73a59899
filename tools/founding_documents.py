"""Write docs/documents_fondateurs.md: each sentence of the five founding documents, and its place in the project.

Run `python tools/founding_documents.py` after a change of docs/documents/*.yaml. A test checks that it was run.
"""

from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "documents_fondateurs.md"
#: The documents, in the order in which they were received.
DOCUMENTS = ("nancy_metz_2024", "reims_2024", "nancy_metz_2025", "communique_2021", "normandie_2024")
STATES = {
    "modelise": "modélisée",
    "donnee": "donnée",
    "lecture": "lecture",
    "a_venir": "à venir",
    "hors_champ": "hors champ",
}
HEAD = """# Les cinq documents fondateurs, phrase par phrase

Chaque phrase (ou ligne de tableau) qui pose une règle ou une date, citée mot à mot et dans l'ordre, et où elle vit. Les
noms de personnes, adresses électroniques et numéros de téléphone sont omis ([…]) ; espaces et marques de mise en forme
sont normalisées. Écrit par `tools/founding_documents.py` d'après `docs/documents/` ; ne pas modifier à la main.

*modélisée* : une règle du code (`module.fonction` de `bts_sim/droit/regles`, ou un module du paquet) ; *donnée* : une
valeur d'un fichier (`textes/…`) ; *lecture* : un point que les textes laissent ouvert, tenu à un défaut ; *à venir* :
pas encore dans le projet, à l'endroit nommé ; *hors champ* : n'y sera pas, avec la raison. Les règles (R-) et
contradictions (T-) sont celles de [reglementation.md](reglementation.md) ; `tests/cas/` montre ces phrases sur des
candidats.

"""


def documents() -> dict[str, dict]:
    """Return the five documents: name → title, source, sentences."""
    folder = ROOT / "docs" / "documents"
    return {name: yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in DOCUMENTS}


def page() -> str:
    """Return the page."""
    read = documents()
    lines = [*_summary(read), *(line for document in read.values() for line in _section(document))]
    return HEAD + "\n".join(lines) + "\n"


def _summary(read: dict[str, dict]) -> list[str]:
    counts = {document["titre"]: Counter(s["etat"] for s in document["phrases"]) for document in read.values()}
    counts["**Ensemble**"] = sum(counts.values(), Counter())
    lines = [f"| Document | {' | '.join(STATES.values())} | phrases |", "|---|" + "---:|" * (len(STATES) + 1)]
    for title, count in counts.items():
        lines.append(f"| {title} | {' | '.join(str(count[state]) for state in STATES)} | {count.total()} |")
    return lines


def _section(document: dict) -> list[str]:
    lines = ["", f"## {document['titre']}", "", f"Source : `{document['source']}`.", ""]
    lines += ["| N° | Phrase | État | Où | Règle | Note |", "|---:|---|---|---|---|---|"]
    for number, sentence in enumerate(document["phrases"], start=1):
        where = ", ".join(f"`{place}`" for place in sentence.get("ou", []))
        rules = ", ".join(sentence.get("regle", []))
        cells = (sentence["texte"], STATES[sentence["etat"]], where, rules, sentence.get("pourquoi", ""))
        lines.append(f"| {number} | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
