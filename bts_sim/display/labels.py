"""Labels of regimes, decisions and indicators, and numbers and dates as text, in the language spoken."""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from bts_sim.droit.points import en_points
from bts_sim.language import N_, Labels, _, langue, locale, translate

#: Narrow no-break space: before %, : and similar signs, and between thousands.
FINE = "\u202f"
#: What a float may miss of the number that it stands for.
EXACTLY = 1e-9
#: The minus sign of typography, as wide as a plus sign. Babel writes a hyphen.
MINUS = "−"
REGIMES = Labels(
    {
        "aucun": N_("Sans rattrapage"),
        "exceptionnel_2021": N_("Session exceptionnelle 2021"),
        "permanent_2022": N_("Régime permanent (2022)"),
        "en_vigueur": N_("Droit en vigueur"),
    }
)
DECISIONS = Labels(
    {
        "admis": N_("admis"),
        "admis_apres_controle": N_("admis après contrôle"),
        "refuse": N_("refusé"),
        "elimine": N_("éliminé"),
        "sans_decision_finale": N_("sans décision finale"),
        "en_attente_controle": N_("en attente du contrôle"),
        "non_admis": N_("non admis"),
    }
)
INDICATORS = Labels(
    {
        "taux_groupe1": N_("Admis au premier groupe"),
        "taux_autorise": N_("Autorisés au contrôle"),
        "taux_admis": N_("Admis en tout"),
        "ecart_taux_admis": N_("Écart avec la référence"),
        "ecart_diplomes": N_("Diplômes en plus à la session"),
    }
)
CONFIDENCES = Labels(
    {
        "two sources agree": N_("deux sources concordent"),
        "sourced": N_("une source"),
        "weak source": N_("source faible"),
        "recalled": N_("de mémoire, à vérifier"),
        "contredit": N_("contredit par un autre document, à vérifier"),
    }
)
DEDUCED = Labels({"deduit": N_("déduit"), "douteux": N_("déduit, douteux")})
DOMAINES = Labels({"general": N_("général"), "professionnel": N_("professionnel")})
MODES = Labels(
    {
        "ccf": N_("CCF"),
        "ponctuel": N_("épreuve ponctuelle"),
        "ponctuel_ecrit": N_("écrit"),
        "ponctuel_oral": N_("oral"),
        "ponctuel_pratique": N_("pratique"),
    }
)
VOIES = Labels(
    {
        "scolaire": N_("scolaire"),
        "scolaire_hors_contrat": N_("scolaire hors contrat"),
        "apprentissage": N_("apprentissage"),
        "apprentissage_non_habilite": N_("apprentissage, CFA non habilité"),
        "formation_continue": N_("formation continue"),
        "formation_continue_privee": N_("formation continue privée"),
        "enseignement_a_distance": N_("enseignement à distance"),
        "experience_professionnelle": N_("expérience professionnelle"),
        "individuel": N_("individuel"),
    }
)
ORIGINS = Labels(
    {
        "general": N_("bac général"),
        "technologique": N_("bac technologique"),
        "professionnel": N_("bac professionnel"),
        "autre": N_("autre origine"),
    }
)
GROUPS = Labels(
    {
        "ensemble": N_("ensemble"),
        "specialite": N_("spécialité"),
        "voie": N_("voie"),
        "origine": N_("baccalauréat d'origine"),
        "sexe": N_("sexe"),
        "etablissement": N_("établissement"),
        "secteur": N_("secteur"),
        "academie": N_("académie"),
        "distance": N_("moyenne générale au premier groupe"),
    }
)
GROUP_VALUES = Labels(
    VOIES
    | ORIGINS
    | {
        "public": N_("public"),
        "prive_sous_contrat": N_("privé sous contrat"),
        "homme": N_("homme"),
        "femme": N_("femme"),
        "production": N_("production"),
        "services": N_("services"),
        "ensemble": N_("ensemble"),
    }
)
MEANS = Labels({"generale": N_("moyenne générale"), "professionnelle": N_("moyenne professionnelle")})
YES_NO = Labels({"oui": N_("oui"), "non": N_("non"), "": "—"})


def regime_label(nom: str) -> str:
    """Return the label of a regime: that of the law, the title of a reform, or else its name made readable."""
    # Reading files of regimes takes half a second, which what shows none need not wait for.
    from bts_sim.droit.regimes import regime_title

    return REGIMES.get(nom) or translate(regime_title(nom) or nom.replace("_", " "))


def main_regime(regimes: Sequence[str]) -> str:
    """Return the regime that a title names: the last regime of the law in the list, or else the last regime."""
    return next((nom for nom in reversed(regimes) if nom in REGIMES), regimes[-1])


def headed(nom: str) -> str:
    """Return the label of a regime with a capital, to begin a sentence or a column."""
    name = regime_label(nom)
    return name[:1].upper() + name[1:]


def modalite(code: str) -> str:
    """Return the label of a value of a group. A specialty keeps its code; an académie has its name."""
    return GROUP_VALUES.get(code) or translate(code)


def with_composition(said: str, groups: Collection[str]) -> str | list[str]:
    """Return the lines under a chart of some groups: académies are told apart by the weight of their sectors alone."""
    national = _("Académies : le poids de chaque secteur y est le leur ; sa composition est nationale")
    return [said, national] if "academie" in groups else said


def number(value: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Return a number as text in the language spoken; a dash if there is no value.

    A plus sign is written only if asked; zero has no minus sign.

    The digits are those of the exact binary number, in every language. A Decimal made from its text would differ.
    """
    if math.isnan(value):
        return "—"
    text = f"{value:+z,.{decimals}f}" if sign else f"{value:z,.{decimals}f}"
    return text.translate(_symbols(langue()))


def roughly(value: float, low: float, high: float) -> tuple[str, str, str]:
    """Return a value and the ends of its interval as text, with no more digits than they are worth.

    The step is that of the first digit of half the width: the value is told to half a step, the ends outward to a step.

    >>> roughly(4.42, 3.18, 5.86)
    ('4,5', '3', '6')
    """
    half = (high - low) / 2
    if not math.isfinite(half) or half <= 0:
        return number(value), number(low), number(high)
    step = 10.0 ** math.floor(math.log10(half))
    decimals = max(-math.floor(math.log10(step)), 0)
    told = round(value / (step / 2)) * step / 2
    whole = abs(told / step - round(told / step)) < EXACTLY
    ends = math.floor(low / step + EXACTLY) * step, math.ceil(high / step - EXACTLY) * step
    text = number(told, decimals if whole or step > 1 else decimals + 1)
    return text, number(ends[0], decimals), number(ends[1], decimals)


def points(value: float) -> str:
    """Return a number of points as text, with no more decimals than it has: 10 and 0,25."""
    return significant(value, 6)


def significant(value: float, digits: int) -> str:
    """Return a number as text with at most `digits` significant digits, without trailing zeros."""
    return f"{value:.{digits}g}".translate(_symbols(langue()))


def hundredths(value: int) -> str:
    """Return hundredths of a point as text in points: 850 is 8,5."""
    return written_number(en_points(value))


def written_number(text: str) -> str:
    """Return a number that a table holds as French text, such as an exact fraction, in the language spoken."""
    return text if langue() == "fr" else text.replace(",", str(locale().number_symbols["latn"]["decimal"]))


def trimmed(text: str) -> str:
    """Return a written number without its trailing zeros: 8,500 is 8,5."""
    point = str(locale().number_symbols["latn"]["decimal"])
    return text.rstrip("0").rstrip(point) if point in text else text


def percent(value: float, decimals: int = 1) -> str:
    """Return a percentage as text."""
    return _("{nombre}\u202f%").format(nombre=number(value, decimals))


def in_points(value: float, decimals: int = 1) -> str:
    """Return a gap in points as text, with its sign."""
    return _("{nombre} pt").format(nombre=number(value, decimals, sign=True))


def interval(low: float, high: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Return an interval as text in brackets. An interval without ends is reported as too few candidates."""
    if math.isnan(low) or math.isnan(high):
        return _("(trop peu)")
    ends = {"bas": number(low, decimals, sign=sign), "haut": number(high, decimals, sign=sign)}
    return _("[{bas}\u202f; {haut}]").format(**ends)


def percent_in(value: float, low: float, high: float) -> str:
    """Return a percentage and its interval in brackets, as text. Return a dash if there is no value."""
    return "—" if math.isnan(value) else f"{percent(value)} {interval(low, high)}"


def day(jour: date) -> str:
    """Return a day as text in full: jeudi 4 juillet 2024."""
    from babel.dates import format_date

    text = format_date(jour, "EEEE d MMMM y", locale=locale())
    # In French the first of a month is an ordinal, which Babel's patterns lack.
    return text.replace(" 1 ", " 1er ") if langue() == "fr" else text


@functools.cache
def _symbols(lang: str) -> dict[int, str]:
    symbols = locale().number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": MINUS})


def vega_numbers() -> dict[str, Any]:
    """Return the number format of the language spoken for Vega: axes, legends and tooltips."""
    symbols = locale().number_symbols["latn"]
    euro = _("{nombre}\u202f€").split("{nombre}")
    return {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": euro}


def joined(words: Sequence[str]) -> str:
    """Return a list as text, with the separators of the language spoken."""
    return _(" ; ").join(words)
