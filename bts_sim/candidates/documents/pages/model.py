"""What the pages show: words already chosen, in the order of publication. Nothing is computed from here on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """Something that a calendar or a text says; where it says nothing, `texte` says so and `connue` is False."""

    texte: str
    connue: bool = True
    source: str = ""


@dataclass(frozen=True)
class Session:
    """What every page of a session has in its heading; `edite_le` is empty where no day was given."""

    session: int
    regime: str
    calendrier: str
    edite_le: str
    apres_controle: bool


@dataclass(frozen=True)
class Specialite:
    """A specialty, by its code and in words."""

    code: str
    intitule: str


@dataclass(frozen=True)
class Candidat:
    """A candidate as a page names him: `nom` is empty where there is none to show."""

    numero: str
    nom: str
    specialite: Specialite


# --- Lists ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostedList:
    """Those who have the diploma in one specialty, by number: at once, and after the épreuves de contrôle.

    `a_verifier`: the weak coefficients on which the decisions rest; empty where there is none.
    """

    specialite: Specialite
    admis: Sequence[str]
    admis_apres_controle: Sequence[str]
    a_verifier: str


@dataclass(frozen=True)
class Choix:
    """What a candidate may choose, in words, and how many of it."""

    unites: Sequence[str]
    nombre: str
    remarque: str = ""


@dataclass(frozen=True)
class Groupe:
    """Numbers of the candidates to whom the same choice is open."""

    choix: Choix
    numeros: Sequence[str]


@dataclass(frozen=True)
class Autorises:
    """Those who may sit the épreuves de contrôle in one specialty, by what they may choose."""

    specialite: Specialite
    resultats: Mention
    limite: Mention
    groupes: Sequence[Groupe]
    remarques: Sequence[str]


# --- Convocation ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Oral:
    """One oral, and how long it lasts."""

    intitule: str
    duree: Mention


@dataclass(frozen=True)
class Convocation:
    """What one candidate is told: the orals that are settled, and those among which he has still to choose.

    `remarques`: what limits these dates and this place, in the words of the calendars.
    """

    candidat: Candidat
    oraux: Sequence[Oral]
    possibles: Sequence[Oral]
    choix: Choix
    jour: Mention
    heure: Mention
    centre: Mention
    limite: Mention
    resultats: Mention
    remarques: Sequence[Mention] = ()


# --- Relevé de notes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unite:
    """One unit of a relevé: cells as they are read, empty where there is nothing to say."""

    code: str
    intitule: str
    mode: str
    coefficient: str
    note: str
    situation: str
    points: str


@dataclass(frozen=True)
class Domaine:
    """The units of one domain, in the order of the règlement."""

    intitule: str
    unites: Sequence[Unite]


@dataclass(frozen=True)
class Moyenne:
    """A mean in decimals, and as a fraction where the decimals are not exact."""

    libelle: str
    decimale: str
    exacte: str


@dataclass(frozen=True)
class OralNote:
    """What one oral was set against, and whether it counts."""

    intitule: str
    note: str
    contre: str
    retenue: str


@dataclass(frozen=True)
class Etape:
    """One step of the decision: what it establishes, and the texts that it applies."""

    phrases: Sequence[str]
    textes: str


@dataclass(frozen=True)
class Releve:
    """The relevé of one candidate and the account of his decision."""

    candidat: Candidat
    voie: str
    forme: str
    domaines: Sequence[Domaine]
    facultatives: Sequence[Unite]
    points_facultatifs: str
    oraux: Sequence[OralNote]
    absences: str
    moyennes: Sequence[Moyenne]
    decision: str
    motifs: Sequence[str]
    lectures: Sequence[str]
    a_verifier: str
    etapes: Sequence[Etape]
    suites: Sequence[str]


@dataclass(frozen=True)
class Lot:
    """Documents of one candidate each, made one after the other; `numeros`: of whom, in order."""

    numeros: Sequence[Candidat]
    documents: Iterator[Releve] | Iterator[Convocation]


@dataclass(frozen=True)
class Dossier:
    """Everything that is written for a session.

    `saisie`: who enters the choices of whom. `ecartes`: candidates left out for a fault. `textes`: reference → title of
    the texts that the relevés cite, filled while they are made.
    """

    session: Session
    posted: Sequence[PostedList]
    autorises: Sequence[Autorises]
    saisie: Sequence[str]
    convocations: Lot
    releves: Lot
    ecartes: int
    avec_noms: bool
    textes: Mapping[str, str]
