"""A calendar as its document states it: what is said, where in the document, from which source; nothing settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, model_validator

from bts_sim.droit.calendriers.dates import Quand, parse_heure, parse_quand
from bts_sim.droit.textes import TEXTES, session_of, shipped_codes
from bts_sim.errors import Fault, InputError, LawError, Refusal, nearest
from bts_sim.files.yaml_file import line_of, read_yaml

#: What happens, in the order in which it happens.
Evenement = Literal[
    "ponctuelles",
    "deliberation_1",
    "resultats_1",
    "ouverture_choix",
    "choix",
    "convocation",
    "oral",
    "deliberation_2",
    "resultats_2",
]
EVENEMENTS: tuple[Evenement, ...] = get_args(Evenement)
#: The same in the words that people read.
EN_MOTS: Mapping[Evenement, str] = {
    "ponctuelles": "épreuves ponctuelles",
    "deliberation_1": "jurys du premier groupe",
    "resultats_1": "résultats du premier groupe",
    "ouverture_choix": "ouverture de la saisie des choix",
    "choix": "limite de saisie des choix",
    "convocation": "convocation",
    "oral": "épreuves orales",
    "deliberation_2": "jurys du second groupe",
    "resultats_2": "résultats du second groupe",
}
#: Whether a date is the very one, the first possible or the last possible.
Sens = Literal["exact", "au_plus_tot", "au_plus_tard"]
SENS: Mapping[Sens, str] = {"exact": "", "au_plus_tot": "au plus tôt ", "au_plus_tard": "au plus tard "}
Partie = Literal["corps", "annexe"]
Texte = Annotated[str, StringConstraints(min_length=1)]
Date = Annotated[Quand, PlainValidator(parse_quand)]
Heure = Annotated[time, PlainValidator(parse_heure)]
Cote = Literal["A", "A~", "B", "C", "I"]


class Strict(BaseModel):
    """What every part of a calendar file shares: no key beyond those that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Strict):
    """Where a statement stands, and what bears it when that is not the whole document."""

    partie: Partie = "corps"
    lieu: Texte
    texte: str = ""
    source: Texte | None = None
    cote: Cote | None = None


class Enonce(Place):
    """One statement on one event: a date of its own (`quand`), or days after another event (`apres`, `jours`).

    `pilotees`: it is about the specialties that the document covers, and no other. `reserve`: the words that limit it.
    """

    evenement: Evenement
    quand: Date | None = None
    apres: Evenement | None = None
    jours: int | None = Field(None, ge=0)
    sens: Sens = "exact"
    jour: Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"] | None = None
    secteurs: tuple[str, ...] = ()
    centre: str | None = None
    previsionnel: bool = False
    pilotees: bool = False
    reserve: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Enonce:
        regle = self.apres is not None and self.jours is not None
        if regle == (self.quand is not None) or (self.apres is None) != (self.jours is None):
            raise Refusal("date donnée deux fois, ou pas du tout", "donner « quand », ou « apres » et « jours »")
        return self


class Moyenne(Place):
    """An interval of means that opens the épreuves de contrôle, as written; `a` is absent without end."""

    moyenne: Literal["generale", "professionnelle"]
    de: Decimal = Field(ge=0, le=20)
    de_compris: bool = True
    a: Decimal | None = Field(None, ge=0, le=20)
    a_compris: bool = False


class Nombre(Place):
    """How many of something there are, as a sentence says it: the oraux that a candidate chooses."""

    objet: Literal["oraux"]
    nombre: int = Field(ge=0)


class Saisie(Place):
    """Who enters the choices of the candidates of a voie, and where; `par` is empty where the document is silent."""

    voies: Literal["individuel", "autres"]
    par: tuple[Literal["etablissement", "candidat"], ...] = ()
    ou: str = ""
    remarque: str = ""


class Centre(Strict):
    """A place of examination."""

    nom: Texte
    ville: Texte

    def __str__(self) -> str:
        return f"{self.nom}, {self.ville}"


class Ligne(Strict):
    """One row of the table: a specialty, named as the document names it, and `codes`, its names in the project."""

    specialite: Texte
    intitule: str = ""
    secteur: str | None = None
    codes: tuple[str, ...] = ()
    centre: str | None = None
    deliberation_1: Date | None = None
    resultats_1: Date | None = None
    ouverture_choix: Date | None = None
    choix: Date | None = None
    convocation: Date | None = None
    oral: Date | None = None
    deliberation_2: Date | None = None
    resultats_2: Date | None = None


class Tableau(Strict):
    """The table by specialty; an hour of a heading holds for the cells of its column that say none."""

    partie: Partie = "annexe"
    lieu: Texte
    colonnes: dict[Evenement, Texte] = {}
    heures: dict[Evenement, Heure] = {}
    lignes: tuple[Ligne, ...] = ()


class Couverture(Place):
    """Whom a document is about: candidates registered in some académies, specialties named as in its table.

    `specialites` is an empty list where it speaks of specialties that it does not name. `autres_academies` and
    `autres_specialites`: what it says of the others.
    """

    academies: tuple[Texte, ...] = Field(min_length=1)
    specialites: tuple[Texte, ...]
    autres_academies: Place | None = None
    autres_specialites: Place | None = None


class Calendrier(Strict):
    """One document on one session; its statements have its source and cote unless they bear their own.

    `couvre` is None where the file does not say whom the document is about.
    """

    academie: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    session: int
    titre: Texte
    source: Texte
    cote: Cote
    releve_le: date
    secteurs: dict[str, Texte] = {}
    centres: dict[str, Centre] = {}
    couvre: Couverture | None = None
    enonces: tuple[Enonce, ...] = ()
    moyennes: tuple[Moyenne, ...] = ()
    nombres: tuple[Nombre, ...] = ()
    saisie: tuple[Saisie, ...] = ()
    tableau: Tableau | None = None

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """Rows of the table; none where there is no table."""
        return self.tableau.lignes if self.tableau else ()


def calendriers() -> list[tuple[str, int]]:
    """Give académie and session of every calendar that comes with the project."""
    stems = [Path(path.name).stem.rpartition("_") for path in (TEXTES / "calendriers").iterdir()]
    return sorted((academie, int(session)) for academie, _, session in stems if session.isdigit())


def load_calendrier(academie: str, session: int | str) -> Calendrier:
    """Return the calendar of an académie for one session, as its document prints it.

    `academie`: its name, in small letters with hyphens. `session`: a year, as a number or a text. Raises LawError with
    the calendars that come with the project where it is none of them, InputError for what is no session.

    >>> load_calendrier("nancy-metz", "2024").session
    2024
    """
    session, known = session_of(session), calendriers()
    if (academie, session) not in known:
        near = nearest(str(academie), [name for name, _ in known])
        listed = ", ".join(f"{name} {year}" for name, year in known)
        raise LawError(f"calendrier {academie} {session} : il n'y en a pas ; {near or 'calendriers'} ({listed}).")
    return read_calendrier(Path(str(TEXTES / "calendriers" / f"{academie}_{session}.yaml")))


def read_calendrier(path: Path) -> Calendrier:
    """Read a calendar file; a contradiction of the document is no fault of the file."""
    calendrier = read_yaml(path, Calendrier)
    faults = _unknown_names(path, calendrier) + _twice(path, calendrier)
    if faults:
        raise InputError(faults)
    return calendrier


def _unknown_names(path: Path, calendrier: Calendrier) -> list[Fault]:
    """Find the names that the file uses and does not define: secteurs, centres, codes of specialties."""
    known = {
        "secteur": sorted(calendrier.secteurs),
        "secteurs": sorted(calendrier.secteurs),
        "centre": sorted(calendrier.centres),
        "codes": sorted(shipped_codes(calendrier.session)),
    }
    faults = []
    for where, part in _parts(calendrier):
        for key in known.keys() & type(part).model_fields.keys():
            value = getattr(part, key)
            for name in (value,) if isinstance(value, str) else value or ():
                if name not in known[key]:
                    column = ".".join(map(str, (*where, key)))
                    remedy = nearest(name, known[key]) or f"noms connus : {', '.join(known[key]) or 'aucun'}"
                    faults.append(Fault(path.name, line_of(path, *where, key), column, name, "nom inconnu", remedy))
    return faults


def _twice(path: Path, calendrier: Calendrier) -> list[Fault]:
    """Find the specialties that have more than one row: a row is known by its specialty."""
    names = [ligne.specialite for ligne in calendrier.lignes]
    where: list[tuple[Any, ...]] = [("tableau", "lignes", rank, "specialite") for rank in range(len(names))]
    problem, remedy = "spécialité donnée deux fois", "garder une ligne par spécialité"
    return [
        Fault(path.name, line_of(path, *where[rank]), ".".join(map(str, where[rank])), name, problem, remedy)
        for rank, name in enumerate(names)
        if name in names[:rank]
    ]


def _parts(calendrier: Calendrier) -> list[tuple[tuple[Any, ...], Enonce | Ligne]]:
    """Give each part of the file that uses names, and its path in the file."""
    return [
        *((("enonces", rank), enonce) for rank, enonce in enumerate(calendrier.enonces)),
        *((("tableau", "lignes", rank), ligne) for rank, ligne in enumerate(calendrier.lignes)),
    ]
