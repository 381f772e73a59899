"""Words and shapes that both share."""

from __future__ import annotations

import textwrap

import altair as alt

from bts_sim.output.charts import OTHERS

#: Directions of a move, and their colours: dark and light in grey too.
GAGNE, PERD, AUTRE, RESTE = "obtient le diplôme", "perd le diplôme", "autre décision", "même décision"
SENS = {GAGNE: OTHERS[0], PERD: OTHERS[2], AUTRE: OTHERS[1], RESTE: "#d5d8dc"}
#: Characters of a label on one line, and the axis that breaks them there.
LIGNE, LIGNE_LONGUE, HAUT_DE_LIGNE = 46, 58, 15
COTE = alt.Axis(ticks=False, domain=False, labelLimit=420, labelFontSize=12, labelExpr="split(datum.label, '\\n')")
#: What a factor is about, in a sentence.
FACTEURS = {
    "absences": "l'effet des absences",
    "admission": "la règle d'admission",
    "lectures": "la lecture des textes",
    "acces": "la règle d'accès",
    "ouverture": "l'ouverture d'épreuves de contrôle",
    "seuil_general": "le plancher de moyenne générale",
    "seuil_professionnel": "la condition professionnelle",
    "oraux": "les oraux passés",
    "remplacement": "la règle de remplacement",
    "etendue": "ce qu'un oral remplace",
    "ccf": "le sort des notes de CCF",
    "seuil_admission": "le seuil d'admission",
    "seuil_facultatif": "le seuil des facultatives",
    "seuil_benefice": "le seuil des bénéfices",
}
#: Values of the barème, which a regime may leave as the law has them.
DU_BAREME = ("seuil_admission", "seuil_facultatif", "seuil_benefice")
CODES = {
    "unites_generales": "deux unités générales",
    "unites_generales_ponctuelles": "unités générales ponctuelles",
    "un_oral_par_domaine": "un général, un professionnel",
    "unite": "la note d'une unité",
    "domaine": "la moyenne du domaine",
}


def lines(words: str, width: int = LIGNE) -> str:
    """Break words into lines of a label."""
    return "\n".join(textwrap.wrap(words, width))


def capital(words: str) -> str:
    """Begin words with a capital, leaving the rest as it is."""
    return words[:1].upper() + words[1:]


def level_of(factor: str, code: str) -> str:
    """Write what a factor is in one regime."""
    if factor in ("ouverture", "acces", "lectures", "admission", "remplacement") and code:
        return "non" if "acces=ferme" in code else "oui" if factor == "ouverture" else code.replace("_", " ")
    if factor == "seuil_professionnel":
        return code or "aucune"
    if factor in DU_BAREME:
        return code or "celui du droit"
    return CODES.get(code, code) or "aucun"
