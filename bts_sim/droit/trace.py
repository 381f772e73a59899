"""The shape of an explanation: its steps and their numbers, as `explications.jsonl` has them."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict


class Mark(TypedDict):
    """What a unit counts for, marks and coefficients as fractions."""

    unite: str
    statut: Annotated[str, "vide pour une note de cette session"]
    note: Annotated[str | None, "note comptée ; null s'il n'y en a pas"]


class CompulsoryMark(Mark):
    """What a compulsory unit counts for."""

    domaine: str
    coefficient: Annotated[str | None, "null pour une dispense"]


class Compared(TypedDict):
    """A condition of a rule, and whether it holds."""

    mesure: Annotated[str, "ce qui est comparé"]
    valeur: Annotated[str, "sa valeur pour ce candidat"]
    sens: Annotated[str, "comment elle est comparée au seuil"]
    seuil: Annotated[str, "à quoi elle est comparée"]
    tenue: Annotated[bool, "la condition est remplie"]


class Replaced(TypedDict):
    """The marks that one oral replaces."""

    oral: Annotated[str, "unité ou domaine de l'oral"]
    note: str
    unites: list[str]
    coefficients: str
    points_avant: str
    points_apres: str


class Numbers(TypedDict, total=False):
    """The numbers of a step, as fractions: each rule has its own."""

    unites: list[CompulsoryMark]
    facultatives: list[Mark]
    absences: list[str]
    dossiers_non_valides: list[str]
    forme_inachevee: bool
    suspendu: bool
    points: str
    points_facultatifs: str
    coefficients: str
    moyenne: str
    conditions: list[Compared]
    nombre_oraux: int
    blocs: list[Replaced]
    oraux_non_passes: int
    oraux_attendus: int
    points_gagnes: str


class Etape(TypedDict):
    """One step of a decision."""

    regle: Annotated[str, "règle appliquée, par son module et sa fonction"]
    source: Annotated[list[str], "identifiants des textes"]
    texte: Annotated[list[str], "ces textes, comme on les nomme"]
    nombres: Annotated[Numbers, "nombres de l'étape, en fractions"]
    resultat: Annotated[str, "ce qui en sort ; vide quand il n'en sort rien"]


class Enough(TypedDict):
    """A mark that would have been enough."""

    unite: Annotated[str, "unité, ou bloc d'un oral"]
    note: Annotated[str, "note à partir de laquelle"]


class Distance(TypedDict, total=False):
    """How far the decision was from another one."""

    points_d_avance: Annotated[str, "points × coefficients au-dessus du seuil"]
    points_manquants: Annotated[str, "points × coefficients sous le seuil"]
    une_note_suffisait: list[Enough]
    un_oral_suffit: list[Enough]
    atteignable: Annotated[bool, "20 aux oraux qui restent suffirait"]


class Reason(TypedDict):
    """A reason of the decision."""

    code: Annotated[str, "code de motifs.yaml"]
    phrase: str
    source: str


class OfReform(TypedDict):
    """A reform of some candidates, and whether it concerns this one."""

    reforme: Annotated[str, "nom de la réforme"]
    conditions: Annotated[str, "pour qui elle tient"]
    concerne: Annotated[bool, "concerne-t-elle ce candidat"]
    suit: Annotated[str, "régime que le candidat suit : la réforme, ou celui dont elle part"]


class Explanation(TypedDict):
    """The decision of one candidate, step by step."""

    regime: str
    session: int
    specialite: str
    lectures: Annotated[dict[str, str], "lectures du régime qui ne sont pas celles par défaut"]
    unites_a_verifier: Annotated[dict[str, str], "unités dont le coefficient ou le domaine est mal établi → pourquoi"]
    etapes: Annotated[list[Etape], "étapes, dans l'ordre de l'examen"]
    decision: Annotated[str, "décision de la session"]
    motifs: list[Reason]
    ecart: Annotated[Distance, "à quelle distance d'une autre décision ; vide où cela n'a pas de sens"]
    pour: NotRequired[Annotated[OfReform, "réforme de certains candidats seulement"]]
