"""Regimes by name, and reforms: small YAML files that change the law of one session.

Both become a `Regime`. A file can only name existing rules and numbers within bounds: it runs no code.
"""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bts_sim.droit.bareme import Acces, Admission, Choix, Lectures, Pour, Regime, Remplacement
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.pour import Conditions
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION
from bts_sim.droit.textes import TEXTES, check_session, en_centiemes, lire, points_ouverts, valeur
from bts_sim.errors import Fault, InputError, LawError, Refusal, nearest
from bts_sim.files.given import path_of, refusal
from bts_sim.files.listed import is_file
from bts_sim.files.yaml_file import parse_yaml, read_yaml

#: A regime as a caller gives it: its name, its file, or a `Regime`.
GivenRegime: TypeAlias = "str | os.PathLike[str] | Regime"
#: For each rule of choice, the rules of replacement that fit it: an oral replaces what was chosen.
COHERENT = {
    "aucun": {"aucun"},
    "un_oral_par_domaine": {
        *("moyenne_des_ponctuelles_du_domaine", "moyenne_du_domaine"),
        *("note_d_une_unite_du_domaine", "note_d_une_ponctuelle_du_domaine"),
    },
    "unites_generales": {
        *("note_de_l_unite", "note_de_l_unite_substituee", "note_superieure_a_la_moyenne"),
        *("moyenne_du_domaine_au_meilleur_oral", "moyenne_des_ponctuelles_au_meilleur_oral"),
        *("moyenne_des_deux_notes", "note_de_l_unite_a_la_suite"),
    },
    "unites_generales_ponctuelles": {"note_de_l_unite_ponctuelle"},
}
#: The name of the law in force: the regime of each session, under one name over several of them.
EN_VIGUEUR = "en_vigueur"
#: The titles of the files read, by the names under which tables hold their regimes.
_TITLES: dict[str, str] = {}
#: Access rules that compare no mean with a threshold of the regime.
SANS_SEUIL = ("ferme", "non_admis")
Seuil = Annotated[Decimal, Field(ge=0, le=20, decimal_places=2)]
Points = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)]
#: The word for a condition that a regime does not have, beside YAML's `null`.
AUCUN = "aucun"


def _own_name(nom: str) -> str:
    if nom == EN_VIGUEUR:
        raise Refusal("ce nom est celui du droit en vigueur à chaque session", "donner un autre nom à ce régime")
    return nom


Nom = Annotated[str, Field(pattern=r"^[a-z0-9_]+$"), AfterValidator(_own_name)]
Texte = Annotated[str, Field(min_length=1)]
NAME = Field(description="nom sous lequel les tables montrent ce régime")
TITLE = Field(description="ce qu'on lit dans les tableaux et les graphiques")
REASON = Field(description="question à laquelle ce régime répond")
SOURCE = Field(description="identifiant du texte qui le porte, ou regime-de-l-analyste")
AUTHOR = Field(description="qui a écrit ce fichier")
DATE = Field(description="quand")


def is_none(value: object) -> bool:
    """Return whether a text says that a regime has no such condition: `aucun` or `aucune`."""
    return isinstance(value, str) and value.strip().lower() in (AUCUN, "aucune")


def _or_none(value: object) -> object:
    return None if is_none(value) else value


SeuilOuAucun = Annotated[
    Seuil | None, BeforeValidator(_or_none, json_schema_input_type=Seuil | Literal["aucun", "aucune"] | None)
]
PointsOuAucun = Annotated[
    Points | None, BeforeValidator(_or_none, json_schema_input_type=Points | Literal["aucun", "aucune"] | None)
]


def _named(rules: Mapping[str, object]) -> BeforeValidator:
    """Return a check that a value names one of these rules, which are looked up at that time."""

    def check(name: object) -> object:
        if name not in list(rules):
            raise PydanticCustomError("literal_error", "unknown rule", {"expected": ", ".join(rules)})
        return name

    admitted = Annotated[str, WithJsonSchema({"type": "string", "enum": list(rules)})]
    return BeforeValidator(check, json_schema_input_type=admitted)


class Structure(BaseModel):
    """The parts of a regime: named rules, and thresholds on 20."""

    model_config = ConfigDict(extra="forbid")

    acces: Annotated[Acces, _named(ACCES)]
    choix: Choix
    remplacement: Remplacement
    seuil_general: SeuilOuAucun = None
    seuil_professionnel: SeuilOuAucun = None
    nombre_oraux: Annotated[int, Field(ge=0, le=3)] = 0
    admission: Annotated[Admission, _named(ADMISSION)] = "moyenne"
    seuil_points: PointsOuAucun = None
    note_plancher: SeuilOuAucun = None
    seuil_oral: SeuilOuAucun = None

    @model_validator(mode="after")
    def _coherent(self) -> Structure:
        if self.remplacement not in COHERENT[self.choix]:
            expected = " ou ".join(sorted(COHERENT[self.choix]))
            raise Refusal(f"remplacement « {self.remplacement} » avec choix « {self.choix} »", f"attendu {expected}")
        if self.acces in SANS_SEUIL and (self.seuil_general, self.seuil_professionnel) != (None, None):
            raise Refusal(f"l'accès « {self.acces} » n'a pas de seuil", "retirer le seuil, ou changer l'accès")
        if (self.choix == "aucun") != (self.nombre_oraux == 0) or (self.choix == "aucun") != (self.acces == "ferme"):
            remedy = "accès, choix et nombre d'oraux doivent ouvrir ou fermer le contrôle ensemble"
            raise Refusal("règles qui ne vont pas ensemble", remedy)
        return self

    def numbers(self) -> dict[str, Any]:
        """Return the same fields as in a `Regime`, thresholds in hundredths."""
        return {name: _hundredths(getattr(self, name)) for name in Structure.model_fields}


class RegimeFile(Structure):
    """A regime that its file describes in full."""

    nom: Annotated[Nom, NAME]
    titre: Annotated[Texte, TITLE]
    raison: Annotated[Texte, REASON]
    source: Annotated[Texte, SOURCE]
    auteur: Annotated[str, AUTHOR] = ""
    date: Annotated[datetime.date | None, DATE] = None

    @model_validator(mode="before")
    @classmethod
    def _for_all(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "pour" in data:
            problem = "« pour » dans un régime qui ne dit pas de quoi il part : que suivent les autres candidats ?"
            remedy = (
                "dire la session, et mettre les règles sous « changements » : les autres suivent alors la loi de cette "
                "session. Ou le faire écrire : bts-sim new-scenario NOM --changer … --pour …"
            )
            raise Refusal(problem, remedy)
        return data


class Valeurs(BaseModel):
    """Values of the barème that a reform may change, on 20."""

    model_config = ConfigDict(extra="forbid")

    seuil_admission: Annotated[Seuil | None, Field(description="Moyenne à laquelle le diplôme est délivré")] = None
    seuil_facultatif: Annotated[
        Seuil | None,
        Field(description="Note au-dessus de laquelle une épreuve facultative rapporte des points"),
    ] = None
    seuil_benefice: Annotated[
        Seuil | None, Field(description="Note à partir de laquelle une unité se garde d'une session à l'autre")
    ] = None


class ScenarioFile(BaseModel):
    """A reform: the law of a session, or another regime or scenario of the project, and the changes to it.

    Where `pour` names some candidates, the others follow the regime that it starts from.
    """

    model_config = ConfigDict(extra="forbid")

    nom: Annotated[Nom, NAME]
    titre: Annotated[Texte, TITLE]
    auteur: Annotated[Texte, AUTHOR]
    date: Annotated[datetime.date, DATE]
    raison: Annotated[Texte, REASON]
    source: Annotated[Texte, SOURCE]
    session: Annotated[int, Field(description="session dont ce scénario change la loi")]
    regime: Annotated[
        str | None, Field(description="régime ou scénario de départ, s'il n'est pas le régime de la session")
    ] = None
    changements: Annotated[Structure, Field(description="ce qui change du régime de départ")]
    pour: Annotated[
        Conditions | None,
        Field(
            description="pour quels candidats seulement : colonne → valeurs ; les autres gardent le régime de départ"
        ),
    ] = None
    valeurs: Annotated[Valeurs, Field(description="ce qui change des valeurs du barème, sur 20")] = Valeurs()
    lectures: Annotated[Lectures, Field(description="comment lire autrement ce que les textes laissent ouvert")]

    @field_validator("session")
    @classmethod
    def _covered(cls, session: int) -> int:
        try:
            check_session(session)
        except LawError as error:
            raise Refusal(error.problem, error.remedy) from None
        return session

    @field_validator("regime")
    @classmethod
    def _known(cls, regime: str | None) -> str | None:
        if regime is not None and regime not in _shipped():
            near = nearest(regime, list(_shipped()))
            known = f"régimes : {', '.join(shipped_regimes())} ; scénarios : {', '.join(shipped_scenarios())}"
            raise Refusal("régime inconnu", near or known)
        return regime

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data with the file's changes merged into its starting regime, to check it as one regime."""
        whole = _as_given(_start(data))
        given = {key: data.get(key, {}) for key in whole}
        return data | {key: whole[key] | value if isinstance(value, dict) else value for key, value in given.items()}


def _start(data: Mapping[str, Any]) -> Regime:
    """Return the starting regime of a scenario; if unknown, any regime will do to check the rest of the file."""
    try:
        name = data.get("regime") or valeur("regime", data["session"])
    except (KeyError, LawError, TypeError):
        name = None
    return _shipped_regime(name if isinstance(name, str) and name in _shipped() else shipped_regimes()[0])


def _as_given(start: Regime) -> dict[str, dict[str, Any]]:
    """Return what a reform starts from, by the keys of its file, thresholds on 20."""
    rules = {name: _points(name, value) for name, value in regime_numbers(start).items()}
    values = {name: _points(name, value) for name, value in start.valeurs.items()}
    return {"changements": rules, "valeurs": values, "lectures": asdict(start.lectures)}


def _points(name: str, value: Any) -> Any:
    """Return a threshold in hundredths as a number on 20; rules and the number of orals stay as they are."""
    return Decimal(value) / CENTIEMES if isinstance(value, int) and name != "nombre_oraux" else value


def _hundredths(value: Any) -> Any:
    return en_centiemes(value) if isinstance(value, Decimal) else value


# --- Regimes and scenarios by name --------------------------------------------------------------------------------


def _names(folder: str) -> dict[str, Path]:
    root = TEXTES.joinpath(*folder.split("/"))
    return {p.name.removesuffix(".yaml"): Path(str(p)) for p in root.iterdir() if p.name.endswith(".yaml")}


@functools.cache
def shipped_regimes() -> list[str]:
    """Return the names of the regimes shipped with the project."""
    return sorted(_names("regimes"))


@functools.cache
def shipped_scenarios() -> list[str]:
    """Return the names of the reforms shipped with the project."""
    return sorted(_names("scenarios"))


@functools.cache
def idees_fausses() -> list[str]:
    """Return the names of the scenarios with a rule that public sites print and that is not the law."""
    return sorted(_names("scenarios/idees_fausses"))


@functools.cache
def _shipped() -> Mapping[str, Path]:
    return _names("regimes") | _names("scenarios") | _names("scenarios/idees_fausses")


def load_regimes(*names_or_files: GivenRegime | Sequence[GivenRegime], session: int | None = None) -> list[Regime]:
    """Return several regimes to compare, each given in any form that `load_regime` takes.

    `names_or_files`: names, files, or `Regime` objects, one by one or in a list. `session`: the session whose law is in
    force. Raises InputError for two regimes of the same name or title, since tables tell regimes apart by name, and
    charts by title.

    >>> [regime.nom for regime in load_regimes("permanent_2022", "aucun")]
    ['permanent_2022', 'aucun']
    """
    given: list[GivenRegime] = []
    for some in names_or_files:
        given += some if isinstance(some, (list, tuple)) else [cast("GivenRegime", some)]
    regimes = [load_regime(one, session) for one in given]
    names = [regime.nom for regime in regimes]
    # Those of the law have labels of their own.
    reforms = [name for name in dict.fromkeys(names) if name not in shipped_regimes()]
    titles = [title for name in reforms if (title := regime_title(name))]
    faults = []
    for told, problem, key in ((names, "régime donné deux fois", "nom"), (titles, "deux régimes de ce titre", "titre")):
        remedy = f"comparer des régimes de {key}s différents (clé « {key} » du fichier)"
        twice = [one for one in dict.fromkeys(told) if told.count(one) > 1]
        faults += [Fault("régime", None, "", one, problem, remedy) for one in twice]
    if faults:
        raise InputError(faults)
    return regimes


def load_regime(name_or_file: GivenRegime, session: int | None = None) -> Regime:
    """Return a regime or a reform: one shipped with the project, or one that a YAML file describes.

    `name_or_file`: a name, the path of a file (str or PathLike), or a `Regime`, which is returned unchanged; or
    `en_vigueur`, the law in force at the `session`. Raises InputError with every fault of the file, or with the list of
    known regimes.

    >>> load_regime("permanent_2022").nombre_oraux
    2
    """
    if isinstance(name_or_file, Regime):
        return name_or_file
    if not isinstance(name_or_file, (str, os.PathLike)):
        raise refusal(
            name_or_file, "régime", "un régime", f"donner un nom ({', '.join(shipped_regimes())}) ou un fichier"
        )
    if not isinstance(name_or_file, str):
        return _of_user(path_of(name_or_file, "régime"))
    if name_or_file in _shipped():
        return _shipped_regime(name_or_file)
    if name_or_file == EN_VIGUEUR:
        return _en_vigueur(session)
    if Path(name_or_file).suffix in (".yaml", ".yml") or is_file(name_or_file):
        return _of_user(Path(name_or_file))
    near = nearest(name_or_file, list(_shipped()))
    remedy = f"l'un de ceux-ci : {', '.join(shipped_regimes())}, un scénario, ou un fichier YAML"
    remedy = f"{near} Sinon, {remedy}" if near else remedy
    raise InputError([Fault("régime", None, "", name_or_file, "régime inconnu", remedy)])


def _en_vigueur(session: int | None) -> Regime:
    """Return the law in force at a session, under the name that it has at every session."""
    if session is None:
        remedy = f"donner aussi la session, ou nommer le régime : {', '.join(shipped_regimes())}"
        raise InputError([Fault("régime", None, "", EN_VIGUEUR, "le droit en vigueur à quelle session ?", remedy)])
    return replace(_shipped_regime(valeur("regime", session)), nom=EN_VIGUEUR)


def at_session(regimes: Sequence[Regime], session: int) -> list[Regime]:
    """Return the regimes that are compared at a session: of the law in force, that of the session."""
    return [load_regime(EN_VIGUEUR, session) if one.nom == EN_VIGUEUR else one for one in regimes]


def say_supposed(names: Sequence[str], session: int) -> str:
    """Return that some regimes, by name, are not the law of a session, so that what they decide is supposed; or "".

    A warning in French, for whoever gives regimes and a session apart.
    """
    law = str(valeur("regime", session))
    others = [name for name in names if name not in (law, EN_VIGUEUR)]
    if not others:
        return ""
    are = "y est supposé" if len(others) == 1 else "y sont supposés"
    return f"Le droit de la session {session} est le régime {law} ; {', '.join(others)} {are}."


def is_shipped(nom: str) -> bool:
    """Return whether the project has a regime, a scenario or a wrong idea of that name."""
    return nom in _shipped()


def regime_title(nom: str) -> str:
    """Return the title of a regime, as its file has it: one of the project, or the last file read; "" if unknown."""
    return _TITLES.get(nom) or (_shipped_regime(nom).titre if nom in _shipped() else "")


def _of_user(path: Path) -> Regime:
    found = _read(path)
    _TITLES[found.nom] = found.titre
    return found


@functools.cache
def _shipped_regime(name: str) -> Regime:
    return _read(_shipped()[name])


def _read(path: Path) -> Regime:
    return _scenario(path) if _is_scenario(path) else _regime(path)


def _is_scenario(path: Path) -> bool:
    """Return whether a file starts from a session, which makes it a reform."""
    _, data = parse_yaml(path)
    return not data.keys().isdisjoint({"session", "changements", "valeurs", "lectures"})


def _regime(path: Path) -> Regime:
    read = read_yaml(path, RegimeFile)
    about = {name: getattr(read, name) for name in ("nom", "titre", "raison", "source", "auteur")}
    return Regime(**about, **read.numbers(), lectures=lire(), date=str(read.date or ""))


def _scenario(path: Path) -> Regime:
    read = read_yaml(path, ScenarioFile)
    about = {name: getattr(read, name) for name in ("nom", "titre", "raison", "source", "auteur")}
    in_force = {name: en_centiemes(valeur(name, read.session)) for name in Valeurs.model_fields}
    given = {name: _hundredths(value) for name, value in read.valeurs.model_dump(exclude_none=True).items()}
    values = {name: value for name, value in given.items() if value != in_force[name]}
    regime = Regime(**about, **read.changements.numbers(), lectures=read.lectures, valeurs=values, date=str(read.date))
    law = _shipped_regime(valeur("regime", read.session))
    start = law if read.regime is None or read.pour is None else _shipped_regime(read.regime)
    if _decides_as(regime, start):
        what = f"la loi de la session {read.session}" if start is law else f"le régime de départ {start.nom}"
        problem = f"scénario sans effet : {what} n'est pas changé{'e' if start is law else ''}"
        remedy = "changer une valeur, une règle ou une lecture dont ce régime dépend"
        raise InputError([Fault(path.name, None, "", "", problem, remedy)])
    if read.pour is None:
        return regime
    return replace(regime, pour=Pour({column: tuple(values) for column, values in read.pour.items()}, start))


def _decides_as(one: Regime, other: Regime) -> bool:
    """Return whether two regimes decide alike: their rules, the values they change, the readings that concern them."""
    return all(told(one) == told(other) for told in (regime_numbers, relevant, lambda regime: dict(regime.valeurs)))


def regime_numbers(regime: Regime) -> dict[str, Any]:
    """Return the rules and thresholds of a regime, hundredths, without its name and its readings."""
    return {name: getattr(regime, name) for name in Structure.model_fields}


def relevant(regime: Regime) -> dict[str, str]:
    """Return the readings of a regime that are not the default ones and that affect its rules."""
    default = asdict(lire())
    other = {name: value for name, value in asdict(regime.lectures).items() if value != default[name]}
    return {name: value for name, value in other.items() if depends_on(regime, name)}


def depends_on(regime: Regime, lecture: str) -> bool:
    """Return whether a reading can change anything under the rules of a regime."""
    concerned: Mapping[str, list[str]] = points_ouverts()[lecture].get("concerne", {})
    return all(getattr(regime, key) in rules for key, rules in concerned.items())


def other_readings(regime: Regime) -> Iterator[tuple[str, str, Lectures]]:
    """Yield each other reading that can change something under a regime: its name, the choice, all readings with it."""
    taken = asdict(regime.lectures)
    for name, point in points_ouverts().items():
        if depends_on(regime, name):
            for choice in point["choix"]:
                if choice != taken[name]:
                    yield name, choice, replace(regime.lectures, **{name: choice})
