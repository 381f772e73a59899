"""Words of who moves, and the shapes that its charts share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import altair as alt
import pandas as pd

from bts_sim.display.labels import percent, regime as label, written
from bts_sim.display.theme import OTHERS, STEP
from bts_sim.droit.reponses import reponse
from bts_sim.droit.textes import libelles, points_ouverts
from bts_sim.language import N_, Labels, _, translate

#: Directions of a move, and their colours: dark and light in grey too.
GAINS, LOSES = N_("obtient le diplôme"), N_("perd le diplôme")
AUTRE, REMAINS = N_("autre décision"), N_("même décision")
SENS = {GAINS: OTHERS[0], LOSES: OTHERS[2], AUTRE: OTHERS[1], REMAINS: "#d5d8dc"}
#: Characters of a label on one line, and the axis that breaks them there.
LINE, LONG_LINE, LINE_HEIGHT = 46, 58, 15
#: Vega centres the first line of a label on its mark, and hangs the others below.
CENTRE = f"{LINE_HEIGHT / 2} * (1 - length(split(datum.label, '\\n')))"
SIDE_AXIS = alt.Axis(
    ticks=False,
    domain=False,
    labelLimit=420,
    labelFontSize=12,
    labelExpr="split(datum.label, '\\n')",
    labelOffset={"condition": {"test": "true", "expr": CENTRE}, "value": 0},
)
#: What a factor is about, in a sentence.
FACTORS = Labels(
    {
        "absences": N_("l'effet des absences"),
        "admission": N_("la règle d'admission"),
        "lectures": N_("la lecture des textes"),
        "acces": N_("la règle d'accès"),
        "ouverture": N_("l'ouverture d'épreuves de contrôle"),
        "seuil_general": N_("le plancher de moyenne générale"),
        "seuil_professionnel": N_("la condition professionnelle"),
        "oraux": N_("les oraux passés"),
        "remplacement": N_("la règle de remplacement"),
        "etendue": N_("ce qu'un oral remplace"),
        "ccf": N_("le sort des notes de CCF"),
        "seuil_admission": N_("le seuil d'admission"),
        "seuil_facultatif": N_("le seuil des facultatives"),
        "seuil_benefice": N_("le seuil des bénéfices"),
    }
)
#: Values of the barème, which a regime may leave as the law has them.
OF_THE_LAW = ("seuil_admission", "seuil_facultatif", "seuil_benefice")
CODES = Labels(
    {
        "unites_generales": N_("deux unités générales"),
        "unites_generales_ponctuelles": N_("unités générales ponctuelles"),
        "un_oral_par_domaine": N_("un général, un professionnel"),
        "unite": N_("la note d'une unité"),
        "domaine": N_("la moyenne du domaine"),
    }
)


def lines(words: str, width: int = LINE) -> str:
    """Break words into lines of a label."""
    return "\n".join(textwrap.wrap(words, width))


def step_of(labels: Iterable[str]) -> int:
    """Give the height of a row, pixels, in which no label meets the next."""
    return STEP + LINE_HEIGHT * max(words.count("\n") + 1 for words in labels)


def capital(words: str) -> str:
    """Begin words with a capital, leaving the rest as it is."""
    return words[:1].upper() + words[1:]


def level_of(factor: str, code: str) -> str:
    """Write what a factor is in one regime."""
    if factor == "ouverture" and code:
        return _("non") if "acces=ferme" in code else _("oui")
    if "=" in code:
        named = (part.partition("=") for part in code.split(" ; "))
        return _(" ; ").join(_named(name.strip(), value.strip()) for name, __, value in named if value.strip())
    if factor == "seuil_professionnel":
        return written(code) or _("aucune")
    if factor in OF_THE_LAW:
        return written(code) or _("celui du droit")
    return CODES.get(code) or _rule(factor, code) or _("aucun")


def _rule(name: str, code: str) -> str:
    """Write what a regime has under a name: a rule in words, else the number that it is."""
    return translate(libelles().get(name, {}).get("regles", {}).get(code, code))


def _named(name: str, code: str) -> str:
    """Write one of several things that a factor is: an answer with its question, a number with what it is."""
    if name in points_ouverts():
        return reponse(name, code)
    words = _rule(name, code)
    return words if "regles" in libelles()[name] else f"{translate(libelles()[name]['libelle'])} {words}"


def listed(names: Sequence[str]) -> str:
    """Write names one after the other, « et » before the last."""
    if len(names) == 1:
        return names[0]
    return _("{premiers} et {dernier}").format(premiers=", ".join(names[:-1]), dernier=names[-1])


def access(table: pd.DataFrame, first: str, second: str) -> str:
    """Say which share of the candidates whom one regime lets sit the other leaves aside."""
    allowed = table[table["acces"].isin(["les deux", first])]
    if allowed.empty:
        return _("Aucun candidat ne peut se présenter sous « {a} »").format(a=label(first))
    left_out = 100 * float((allowed["acces"] == first).mean())
    return _("{part} des candidats qui peuvent se présenter sous « {a} » ne le peuvent pas sous « {b} »").format(
        part=percent(left_out, 0), a=label(first), b=label(second)
    )
