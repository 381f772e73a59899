"""The texts on registration, checked when they are read: dated values, notes of académies, documents asked for."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bts_sim.droit.textes import TEXTES, sources
from bts_sim.errors import LawError, Refusal
from bts_sim.files.days import iso
from bts_sim.files.names import hyphenated
from bts_sim.files.yaml_file import read_yaml

Cote = Literal["A", "A~", "B", "C", "I"]


def parse_moment(text: object) -> datetime:
    """Return a day, or a day and an hour, written year first or as 28/10/2024; a day alone is its midnight.

    Seconds are dropped, since the notes count in minutes. An hour with a time zone is refused, since the notes give
    none.
    """
    try:
        moment = datetime.fromisoformat(iso(str(text)))
    except ValueError:
        raise Refusal("jour illisible", "écrire 2024-10-28 ou 28/10/2024, ou 2024-10-28 17:00") from None
    if moment.tzinfo is not None:
        raise Refusal("heure avec un fuseau horaire", "écrire l'heure de Paris, sans fuseau")
    return moment.replace(second=0, microsecond=0)


Moment = Annotated[datetime, BeforeValidator(parse_moment)]


class Strict(BaseModel):
    """The common base of every part of a text: only known keys are allowed."""

    model_config = ConfigDict(extra="forbid")


class Periode(Strict):
    """One value and the sessions, both included, in which it is in force."""

    de: int
    a: int
    valeur: float
    source: str
    cote: Cote


class Abandon(Strict):
    """Values of an older text; no text read gives the session until which they were in force."""

    valeurs: list[float]
    source: str
    cote: Cote
    jusqu_a: None


class Valeur(Strict):
    """One value that the texts fix, over the sessions."""

    libelle: str
    valeurs: list[Periode]
    auparavant: Abandon | None = None


class Formes(Strict):
    """Categories whose form is imposed, and those that choose."""

    source: str
    globale: list[str]
    globale_ou_progressive: list[str]


class Fenetre(Strict):
    """The period of registration."""

    de: Moment
    a: Moment


class Handicap(Strict):
    """When and where adjustments are asked for; None where the note gives no date."""

    de: Moment | None
    a: Moment | None
    ou: str


class Retour(Strict):
    """Who may register in an ex- category."""

    apres: str
    sans_redoubler: bool


class Information(Strict):
    """A sentence that guides a candidate, without any computation from it."""

    phrase: str
    source: str


class Enonce(Strict):
    """A sentence of a note, word for word, with its place and its subject, for a linter to compare."""

    sujet: str
    lieu: str
    texte: str


class Note(Strict):
    """The content of an académie's note for one session.

    `compte_precedent`: whether who sits again uses the account of his former registration. `dossier_clos`: whether
    nothing changes once a candidate has said that he gave all his documents. `enonces`: the sentences quoted from it,
    in their order.
    """

    academie: str
    session: int
    source: str
    fenetre: Fenetre
    retour: Retour
    handicap: Handicap
    compte_precedent: bool
    dossier_clos: bool
    informations: list[Information]
    enonces: list[Enonce] = []


class Inscription(Strict):
    """The file `inscription.yaml`."""

    valeurs: dict[str, Valeur]
    formes: Formes
    notes: list[Note]


class Echeance(Strict):
    """The deadline of a document: before a day, or by a minute."""

    avant: Moment | None = None
    au_plus_tard: Moment | None = None


class Specialite(Strict):
    """A specialty that requires attestations."""

    nom: str
    options: list[str] = []


class Exigence(Strict):
    """One line of a matrix: a document, for whom, on what request, until when; `libelle` where the note words it so.

    `ou`: the documents, any of which may replace it.
    """

    piece: str
    ou: list[str] = []
    libelle: str = ""
    pour: Literal["toutes"] | list[str]
    si: str = ""
    specialites: list[str] = []
    options: list[str] = []
    echeance: str = ""

    @property
    def admitted(self) -> tuple[str, ...]:
        """Return the documents of which any one is enough."""
        return (self.piece, *self.ou)


class Matrice(Strict):
    """The documents that one académie required in one session."""

    academie: str
    session: int
    source: str
    categories: list[str]
    echeances: dict[str, Echeance]
    lignes: list[Exigence]

    def concerned(self, exigence: Exigence) -> list[str]:
        """Return the categories for which a document is required."""
        return self.categories if isinstance(exigence.pour, str) else exigence.pour


class Pieces(Strict):
    """The file `pieces.yaml`."""

    pieces: dict[str, str]
    specialites: dict[str, Specialite]
    matrice: list[Matrice]


class Cadre(Strict):
    """All that one académie and one session fix."""

    valeurs: Mapping[str, Periode]
    formes: Formes
    note: Note
    matrice: Matrice
    pieces: Mapping[str, str]
    specialites: Mapping[str, Specialite]


@functools.cache
def _inscription() -> Inscription:
    return read_yaml(Path(str(TEXTES / "inscription.yaml")), Inscription)


@functools.cache
def _pieces() -> Pieces:
    return read_yaml(Path(str(TEXTES / "pieces.yaml")), Pieces)


def notes() -> list[Note]:
    """Return the notes that the project has."""
    return _inscription().notes


def load_note(academie: str, session: int) -> Note:
    """Return the note of an académie for a session; raises LawError listing the existing notes."""
    academie = hyphenated(academie) if isinstance(academie, str) else str(academie)
    found = [note for note in notes() if (note.academie, note.session) == (academie, session)]
    if not found:
        known = ", ".join(f"{note.academie} {note.session}" for note in notes())
        raise LawError(f"inscription {academie} {session} : aucune note dans le projet ({known}).")
    return found[0]


def load_cadre(academie: str, session: int) -> Cadre:
    """Return all that one académie fixed for a session; raises LawError listing the existing notes."""
    read, documents = _inscription(), _pieces()
    note = load_note(academie, session)
    matrix = next(one for one in documents.matrice if (one.academie, one.session) == (note.academie, session))
    values = {name: _in_force(name, value, session) for name, value in read.valeurs.items()}
    return Cadre(
        valeurs=values,
        formes=read.formes,
        note=note,
        matrice=matrix,
        pieces=documents.pieces,
        specialites=documents.specialites,
    )


def _in_force(name: str, value: Valeur, session: int) -> Periode:
    found = [period for period in value.valeurs if period.de <= session <= period.a]
    if len(found) != 1:
        problem = "aucune valeur" if not found else "plusieurs valeurs"
        raise LawError(f"inscription.yaml : {name} : {problem} pour la session {session}.")
    assert found[0].source in sources()
    return found[0]
