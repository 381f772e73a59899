"""The content of the pages: words already chosen, in the order of publication. Nothing is computed from here on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """A statement of a calendar or a text; if it states nothing, `texte` says so and `connue` is False."""

    texte: str
    connue: bool = True
    source: str = ""


@dataclass(frozen=True)
class Session:
    """The heading of every page of a session; `edite_le` is empty if no day was given."""

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
    """A candidate as a page names him; `nom` is empty if there is none to show."""

    numero: str
    nom: str
    specialite: Specialite


# --- Lists ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostedList:
    """The candidates with the diploma in one specialty, by number: at once, and after the épreuves de contrôle.

    `a_verifier`: the weak coefficients on which the decisions rest; empty if there is none.
    """

    specialite: Specialite
    admis: Sequence[str]
    admis_apres_controle: Sequence[str]
    a_verifier: str


@dataclass(frozen=True)
class Choix:
    """The options of a candidate, in words, and how many of them he chooses."""

    unites: Sequence[str]
    nombre: str
    remarque: str = ""


@dataclass(frozen=True)
class Groupe:
    """The numbers of the candidates who have the same choice."""

    choix: Choix
    numeros: Sequence[str]


@dataclass(frozen=True)
class Autorises:
    """The candidates of one specialty who may sit the épreuves de contrôle, grouped by choice."""

    specialite: Specialite
    resultats: Mention
    limite: Mention
    groupes: Sequence[Groupe]
    remarques: Sequence[str]


@dataclass(frozen=True)
class Publication:
    """The results of one group, to look up by number.

    `numeros`: the code of the result of each number published; nobody else is on the page. `words`: the words of
    each code, and of `absent`. `remarques`: where and when the results are published, in the words of the calendars.
    """

    titre: str
    numeros: Mapping[str, str]
    words: Mapping[str, str]
    remarques: Sequence[Mention]


# --- Convocation ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Oral:
    """One oral, and its length. Where it is placed: the hours of preparation and of interrogation, and the room.

    `jour`: its day, where the orals of the candidate are on two days.
    """

    intitule: str
    duree: Mention
    preparation: str = ""
    debut: str = ""
    salle: str = ""
    jour: str = ""


@dataclass(frozen=True)
class Convocation:
    """The convocation of one candidate: the settled orals, and those among which he still chooses.

    `remarques`: the limits of these dates and this place, in the words of the calendars. `conseil`: the likeliest
    choice, in words; empty where there is none to make.
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
    conseil: str = ""


# --- Relevé de notes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unite:
    """One unit of a relevé, as cells of text; a cell is empty where there is nothing to say."""

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
    """The marks that one oral was compared with, and whether it counts."""

    intitule: str
    note: str
    contre: str
    retenue: str


@dataclass(frozen=True)
class Etape:
    """One step of the decision: its result, and the texts that it applies."""

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
    """The documents of several candidates, made one after the other; `numeros`: those candidates, in order."""

    numeros: Sequence[Candidat]
    documents: Iterator[Releve] | Iterator[Convocation]


@dataclass(frozen=True)
class Dossier:
    """All the documents of a session.

    `saisie`: sentences on who enters the choices. `ecartes`: candidates left out for a fault. `textes`: reference →
    title of the texts that the relevés cite, filled while they are made.
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
