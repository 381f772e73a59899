"""Words that people read, in French: regimes, decisions, indicators, numbers."""

from __future__ import annotations

#: Narrow no-break space: before %, : and the like, and between thousands.
FINE = "\u202f"

REGIMES = {
    "aucun": "Sans rattrapage",
    "exceptionnel_2021": "Session exceptionnelle 2021",
    "permanent_2022": "Régime permanent (2022)",
}
DECISIONS = {
    "admis": "admis",
    "admis_apres_controle": "admis après contrôle",
    "refuse": "refusé",
    "elimine": "éliminé",
    "sans_decision_finale": "sans décision finale",
    "en_attente_controle": "en attente du contrôle",
    "non_admis": "non admis",
}
INDICATEURS = {
    "taux_groupe1": "Admis au premier groupe",
    "taux_autorise": "Autorisés au contrôle",
    "taux_admis": "Admis en tout",
    "ecart_taux_admis": "Écart avec la référence",
}
CONFIANCES = {
    "two sources agree": "deux sources concordent",
    "sourced": "une source",
    "weak source": "source faible",
    "recalled": "de mémoire, à vérifier",
}
DOMAINES = {"general": "général", "professionnel": "professionnel"}
MODES = {
    "ccf": "CCF",
    "ponctuel": "épreuve ponctuelle",
    "ponctuel_ecrit": "écrit",
    "ponctuel_oral": "oral",
    "ponctuel_pratique": "pratique",
}
VOIES = {
    "scolaire": "scolaire",
    "scolaire_hors_contrat": "scolaire hors contrat",
    "apprentissage": "apprentissage",
    "apprentissage_non_habilite": "apprentissage, CFA non habilité",
    "formation_continue": "formation continue",
    "formation_continue_privee": "formation continue privée",
    "enseignement_a_distance": "enseignement à distance",
    "experience_professionnelle": "expérience professionnelle",
    "individuel": "individuel",
}

ORIGINES = {
    "general": "bac général",
    "technologique": "bac technologique",
    "professionnel": "bac professionnel",
    "autre": "autre origine",
}
GROUPES = {
    "ensemble": "ensemble",
    "specialite": "spécialité",
    "voie": "voie",
    "origine": "baccalauréat d'origine",
    "sexe": "sexe",
    "etablissement": "établissement",
    "secteur": "secteur",
    "academie": "académie",
    "distance": "moyenne générale au premier groupe",
}
MODALITES = VOIES | ORIGINES | {"public": "public", "prive_sous_contrat": "privé sous contrat"}
MOYENNES = {"generale": "moyenne générale", "professionnelle": "moyenne professionnelle"}


def regime(nom: str) -> str:
    """Give what people call a regime; an analyst's own keeps its name, readable."""
    return REGIMES.get(nom, nom.replace("_", " "))


def number(value: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Write a number the French way: decimal comma, thousands apart, a true minus, a plus only if asked."""
    text = f"{value:+,.{decimals}f}" if sign else f"{value:,.{decimals}f}"
    return text.replace(",", FINE).replace(".", ",").replace("-", "−")


def points(value: float) -> str:
    """Write a number of points with no more decimals than it has: 10 and 0,25."""
    return f"{value:g}".replace(".", ",")


def percent(value: float, decimals: int = 1) -> str:
    """Write a percentage."""
    return f"{number(value, decimals)}{FINE}%"


def interval(low: float, high: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Write an interval in brackets."""
    return f"[{number(low, decimals, sign=sign)}{FINE}; {number(high, decimals, sign=sign)}]"
