"""A calendar as its document states it: each statement, its place in the document, its source; nothing settled."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, model_validator

from bts_sim.droit.calendriers.dates import Quand, parse_heure, parse_quand
from bts_sim.droit.textes import TEXTES, session_of, shipped_codes
from bts_sim.errors import Fault, InputError, LawError, Refusal, nearest
from bts_sim.files.names import hyphenated
from bts_sim.files.yaml_file import line_of, read_yaml

#: The events, in the order in which they happen.
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
#: The same in words, for readers.
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
#: Whether a date is exact, the first possible or the last possible.
Sens = Literal["exact", "au_plus_tot", "au_plus_tard"]
SENS: Mapping[Sens, str] = {"exact": "", "au_plus_tot": "au plus tôt ", "au_plus_tard": "au plus tard "}
Partie = Literal["corps", "annexe"]
Texte = Annotated[str, StringConstraints(min_length=1)]
Date = Annotated[Quand, PlainValidator(parse_quand, json_schema_input_type=str)]
Heure = Annotated[time, PlainValidator(parse_heure, json_schema_input_type=str)]
Cote = Literal["A", "A~", "B", "C", "I"]


def _said(words: str) -> Any:
    """Return a field with the meaning of a key, for the schema of a calendar file."""
    return Field(description=words)


class Strict(BaseModel):
    """The common base of every part of a calendar file: only known keys are allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Strict):
    """The place of a statement, and its own source when that is not the whole document."""

    partie: Annotated[Partie, _said("partie du document")] = "corps"
    lieu: Annotated[Texte, _said("où on le lit")]
    texte: Annotated[str, _said("les mots mêmes")] = ""
    source: Annotated[Texte | None, _said("texte qui le porte, si ce n'est pas le document")] = None
    cote: Annotated[Cote | None, _said("ce que vaut ce texte")] = None


class Enonce(Place):
    """One statement on one event: a date of its own (`quand`), or days after another event (`apres`, `jours`).

    `pilotees`: whether it concerns only the specialties that the document covers. `reserve`: the words that limit it.
    """

    evenement: Annotated[Evenement, _said("ce qui a lieu")]
    quand: Annotated[Date | None, _said("date, comme 2024-07-03, 2024-07-03 18h00, 2024-07, ou deux avec « / »")] = None
    apres: Annotated[Evenement | None, _said("événement après lequel courent les jours")] = None
    jours: Annotated[int | None, Field(ge=0), _said("délai, en jours")] = None
    sens: Annotated[Sens, _said("date exacte, ou au plus tôt, ou au plus tard")] = "exact"
    jour: Annotated[
        Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"] | None,
        _said("jour de la semaine, comme le document l'écrit"),
    ] = None
    secteurs: Annotated[tuple[str, ...], _said("secteurs concernés ; tous, sans cette clé")] = ()
    centre: Annotated[str | None, _said("code du centre d'examen")] = None
    previsionnel: Annotated[bool, _said("vrai si le document dit « prévisionnel »")] = False
    pilotees: Annotated[bool, _said("vrai s'il ne vaut que pour les spécialités pilotées")] = False
    reserve: Annotated[str, _said("réserve que le document y met")] = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Enonce:
        regle = self.apres is not None and self.jours is not None
        if regle == (self.quand is not None) or (self.apres is None) != (self.jours is None):
            raise Refusal("date donnée deux fois, ou pas du tout", "donner « quand », ou « apres » et « jours »")
        return self


class Moyenne(Place):
    """An interval of means that opens the épreuves de contrôle, as written; `a` is absent without an upper end."""

    moyenne: Annotated[Literal["generale", "professionnelle"], _said("quelle moyenne")]
    de: Annotated[Decimal, Field(ge=0, le=20), _said("bas de l'intervalle, sur 20")]
    de_compris: Annotated[bool, _said("cette borne est comprise")] = True
    a: Annotated[Decimal | None, Field(ge=0, le=20), _said("haut de l'intervalle, sur 20")] = None
    a_compris: Annotated[bool, _said("cette borne est comprise")] = False


class Nombre(Place):
    """A number that a sentence states: the oraux that a candidate chooses."""

    objet: Annotated[Literal["oraux"], _said("ce qui est compté")]
    nombre: Annotated[int, Field(ge=0), _said("combien")]


class Saisie(Place):
    """Who enters the choices of the candidates of a voie, and where; `par` is empty where the document is silent."""

    voies: Annotated[Literal["individuel", "autres"], _said("candidats concernés")]
    par: Annotated[tuple[Literal["etablissement", "candidat"], ...], _said("qui saisit leurs choix")] = ()
    ou: Annotated[str, _said("où")] = ""
    remarque: Annotated[str, _said("ce qu'en dit le document")] = ""


class Publication(Place):
    """Where the results of one group, or of both, are published."""

    resultats: Annotated[
        tuple[Literal["resultats_1", "resultats_2"], ...], Field(min_length=1), _said("résultats publiés là")
    ]
    adresse: Annotated[Texte, _said("adresse, comme le document l'écrit")]


class Centre(Strict):
    """An examination centre."""

    nom: Annotated[Texte, _said("nom du centre")]
    ville: Annotated[Texte, _said("sa ville")]

    def __str__(self) -> str:
        return f"{self.nom}, {self.ville}"


def _dated(event: Evenement) -> Any:
    return _said(f"{EN_MOTS[event]} : jour, et heure si elle est dite")


class Ligne(Strict):
    """One row of the table: a specialty, as the document names it, and `codes`, its names in the project."""

    specialite: Annotated[Texte, _said("spécialité, comme le document la nomme")]
    intitule: Annotated[str, _said("intitulé de la spécialité")] = ""
    secteur: Annotated[str | None, _said("code du secteur")] = None
    codes: Annotated[tuple[str, ...], _said("ses noms dans bts_sim")] = ()
    centre: Annotated[str | None, _said("code du centre d'examen")] = None
    deliberation_1: Annotated[Date | None, _dated("deliberation_1")] = None
    resultats_1: Annotated[Date | None, _dated("resultats_1")] = None
    ouverture_choix: Annotated[Date | None, _dated("ouverture_choix")] = None
    choix: Annotated[Date | None, _dated("choix")] = None
    convocation: Annotated[Date | None, _dated("convocation")] = None
    oral: Annotated[Date | None, _dated("oral")] = None
    deliberation_2: Annotated[Date | None, _dated("deliberation_2")] = None
    resultats_2: Annotated[Date | None, _dated("resultats_2")] = None


class Tableau(Strict):
    """The table by specialty; an hour in a heading applies to the cells of its column without an hour."""

    partie: Annotated[Partie, _said("partie du document")] = "annexe"
    lieu: Annotated[Texte, _said("où on le lit")]
    colonnes: Annotated[dict[Evenement, Texte], _said("titre de chaque colonne")] = {}
    heures: Annotated[
        dict[Evenement, Heure], _said("heure du titre d'une colonne, qui vaut pour toute la colonne")
    ] = {}
    lignes: Annotated[tuple[Ligne, ...], _said("une ligne par spécialité")] = ()


class Couverture(Place):
    """The candidates that a document concerns: registered in some académies, in specialties named as in its table.

    `specialites` is an empty list where the document does not name its specialties. `autres_academies` and
    `autres_specialites`: its statements about the others.
    """

    academies: Annotated[tuple[Texte, ...], Field(min_length=1), _said("académies où les candidats sont inscrits")]
    specialites: Annotated[tuple[Texte, ...], _said("spécialités pilotées ; vide si le document ne les nomme pas")]
    autres_academies: Annotated[Place | None, _said("ce qu'il dit des autres académies")] = None
    autres_specialites: Annotated[Place | None, _said("ce qu'il dit des autres spécialités")] = None


class Calendrier(Strict):
    """One document on one session; a statement without its own source and cote has those of the document.

    `couvre` is None where the file does not say which candidates the document concerns.
    """

    academie: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$"), _said("académie du document, ou national")]
    session: Annotated[int, _said("session de l'examen")]
    titre: Annotated[Texte, _said("titre du document")]
    source: Annotated[Texte, _said("code d'un texte, ou un mot à soi")]
    cote: Annotated[Cote, _said("ce que vaut la source ; I : une inférence")]
    releve_le: Annotated[date, _said("jour où l'on a lu le document")]
    secteurs: Annotated[dict[str, Texte], _said("secteurs que nomme le document : code → nom")] = {}
    centres: Annotated[dict[str, Centre], _said("centres d'examen : code → nom et ville")] = {}
    couvre: Annotated[Couverture | None, _said("de qui il parle ; sans cette clé, de toute son académie")] = None
    enonces: Annotated[tuple[Enonce, ...], _said("ce que dit le corps : une date, ou un délai")] = ()
    moyennes: Annotated[tuple[Moyenne, ...], _said("moyennes qui ouvrent le contrôle, comme elles sont écrites")] = ()
    nombres: Annotated[tuple[Nombre, ...], _said("combien d'oraux il dit de choisir")] = ()
    saisie: Annotated[tuple[Saisie, ...], _said("qui saisit les choix")] = ()
    publications: Annotated[tuple[Publication, ...], _said("où les résultats sont publiés")] = ()
    tableau: Annotated[Tableau | None, _said("tableau par spécialité")] = None

    def __repr__(self) -> str:
        return f"Calendrier({self.academie!r}, session={self.session}, {self.titre!r}: {len(self.lignes)} lignes)"

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """Return the rows of the table; empty where there is no table."""
        return self.tableau.lignes if self.tableau else ()


def calendriers() -> list[tuple[str, int]]:
    """Return the académie and the session of every calendar shipped with the project."""
    stems = [Path(path.name).stem.rpartition("_") for path in (TEXTES / "calendriers").iterdir()]
    return sorted((academie, int(session)) for academie, _, session in stems if session.isdigit())


def load_calendrier(academie: str, session: int | str) -> Calendrier:
    """Return the calendar of an académie for one session, as its document prints it.

    Args:
        academie: its name, such as `nancy-metz`; capitals, accents and blanks do not matter.
        session: a year, as a number or a text.

    Raises:
        BtsSimError: the project has no such calendar; the message lists those that it has. Or the session is invalid.

    Examples:
        >>> import bts_sim as bts
        >>> bts.calendar("nancy-metz", "2024").session
        2024
    """
    session, known = session_of(session), calendriers()
    academie = hyphenated(academie) if isinstance(academie, str) else str(academie)
    if (academie, session) not in known:
        near = nearest(str(academie), [name for name, _ in known])
        listed = ", ".join(f"{name} {year}" for name, year in known)
        raise LawError(f"calendrier {academie} {session} : il n'y en a pas ; {near or 'calendriers'} ({listed}).")
    return _shipped(academie, session)


@functools.cache
def _shipped(academie: str, session: int) -> Calendrier:
    """Return a calendar of the project, read once: its file does not change meanwhile."""
    return read_calendrier(Path(str(TEXTES / "calendriers" / f"{academie}_{session}.yaml")))


def read_calendrier(path: Path) -> Calendrier:
    """Return the calendar in a file; a contradiction of the document is not a fault of the file."""
    calendrier = read_yaml(path, Calendrier)
    faults = _unknown_names(path, calendrier) + _twice(path, calendrier)
    if faults:
        raise InputError(faults)
    return calendrier


def _unknown_names(path: Path, calendrier: Calendrier) -> list[Fault]:
    """Return a fault per name that the file uses without defining it: secteurs, centres, codes of specialties."""
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
    """Return a fault per specialty with more than one row: the specialty identifies the row."""
    names = [ligne.specialite for ligne in calendrier.lignes]
    where: list[tuple[Any, ...]] = [("tableau", "lignes", rank, "specialite") for rank in range(len(names))]
    problem, remedy = "spécialité donnée deux fois", "garder une ligne par spécialité"
    return [
        Fault(path.name, line_of(path, *where[rank]), ".".join(map(str, where[rank])), name, problem, remedy)
        for rank, name in enumerate(names)
        if name in names[:rank]
    ]


def _parts(calendrier: Calendrier) -> list[tuple[tuple[Any, ...], Enonce | Ligne]]:
    """Return each part of the file that uses names, and its path in the file."""
    return [
        *((("enonces", rank), enonce) for rank, enonce in enumerate(calendrier.enonces)),
        *((("tableau", "lignes", rank), ligne) for rank, ligne in enumerate(calendrier.lignes)),
    ]
