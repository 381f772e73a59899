"""The description of a cohort: by default, by a YAML file, by options. All is checked before anything is drawn."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from bts_sim.cohort.compose import PRODUCTION, Parts
from bts_sim.cohort.parameters import (
    parametres,
    refusals,
    tell_if_small,
    unknown_parameter,
)
from bts_sim.droit.bareme import Bareme
from bts_sim.droit.textes import absence_de, load_bareme, session_of, shipped_codes
from bts_sim.droit.vocabulaire import VOIES
from bts_sim.errors import Fault, InputError, Refusal, nearest
from bts_sim.files.given import GivenPath, path_of, whole_of
from bts_sim.files.listed import split_names
from bts_sim.files.ours import read_ours
from bts_sim.files.percents import check_percent, check_rate, given_share
from bts_sim.files.shipped import entrants
from bts_sim.files.yaml_file import TAG, line_of, read_yaml

HERE = Path(__file__).parent
#: Largest cohort of one run; a national session is 180,000 candidates.
MAX_CANDIDATES = 20_000_000
SHARE_TOLERANCE = 1e-6

#: A first-group rate in percent. A fraction up to 1 is refused, and nothing above: no session has a rate of 2 %, but 2
#: can only mean 2 %, and a study may ask for it.
Rate = Annotated[float, Field(gt=0, lt=100), AfterValidator(partial(check_percent, in_yaml=True))]
Rates = Annotated[
    Annotated[Rate, Tag(f"{TAG}taux")] | Annotated[dict[str, Rate], Tag(f"{TAG}par_specialite")],
    Discriminator(lambda value: f"{TAG}par_specialite" if isinstance(value, dict) else f"{TAG}taux"),
]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


Fraction = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(given_share, json_schema_input_type=Fraction)]
Origin = Literal["general", "technologique", "professionnel", "autre"]
ChoixDesOraux = Literal["gain_possible", "notes_basses", "meilleure_probabilite", "hasard"]


def _some(shares: dict[str, float]) -> dict[str, float]:
    if not any(shares.values()):
        raise Refusal("parts toutes nulles", "donner une part à une clé au moins")
    return shares


def _said(words: str) -> Any:
    """Return a field with the meaning of a key, for its schema."""
    return Field(description=words)


class Women(BaseModel):
    """Share of women by sector."""

    model_config = ConfigDict(extra="forbid")

    production: Annotated[Share, _said("dans la production")]
    services: Annotated[Share, _said("dans les services")]


class CohortFile(BaseModel):
    """A cohort as its file has it; a key left out has the value of the default cohort."""

    model_config = ConfigDict(extra="forbid")

    session: Annotated[int | None, _said("Session dont les règlements d'examen s'appliquent")] = None
    candidats: Annotated[
        Annotated[int, Field(gt=0, le=MAX_CANDIDATES)] | None, _said("Nombre de candidats simulés")
    ] = None
    graine: Annotated[
        Annotated[int, Field(ge=0, lt=2**32)] | None,
        _said("Graine du hasard ; la même graine donne les mêmes candidats"),
    ] = None
    specialites: Annotated[
        dict[str, Weight] | None, _said("Poids de chaque spécialité ; sans cette clé, les entrants nationaux du projet")
    ] = None
    taux_groupe1: Annotated[
        Rates | None, _said("Taux d'admis visé au premier groupe, en pourcent des présents ; ou un taux par spécialité")
    ] = None
    voies: Annotated[dict[str, Weight] | None, _said("Part de chaque voie")] = None
    origines: Annotated[
        Annotated[dict[Origin, Weight], AfterValidator(_some)] | None, _said("Part de chaque bac d'origine")
    ] = None
    femmes: Annotated[Women | None, _said("Part de femmes par secteur, de 0 à 1")] = None
    prive_sous_contrat: Annotated[Share | None, _said("Part du privé sous contrat parmi les scolaires, de 0 à 1")] = (
        None
    )
    academies: Annotated[
        Annotated[dict[str, Weight], AfterValidator(_some)] | None,
        _said("Part de chaque académie ; sans cette clé, aucune académie n'est tirée"),
    ] = None
    choix_des_oraux: Annotated[
        ChoixDesOraux | None,
        _said("Comment un candidat choisit ses unités : gain_possible, notes_basses, meilleure_probabilite, hasard"),
    ] = None
    parametres: Annotated[
        dict[str, Annotated[float, Field(allow_inf_nan=False)]] | None,
        _said("Paramètres du modèle de notes ; ceux qui n'y sont pas ont leur valeur par défaut"),
    ] = None
    fichier_specialites: Annotated[
        str | None, _said("Un CSV de spécialités à ajouter ou à remplacer, à côté de ce fichier")
    ] = None


class CohortSummary(TypedDict):
    """The description of a simulated cohort in a manifest."""

    session: Annotated[int, "session dont les règlements d'examen s'appliquent"]
    candidats: Annotated[int, "candidats simulés"]
    graine: Annotated[int, "graine du hasard"]
    taux_groupe1: Annotated[float | Mapping[str, float], "taux visé au premier groupe, en %, ou un par spécialité"]
    choix_des_oraux: Annotated[ChoixDesOraux, "comment les candidats choisissent leurs unités"]
    couverture: Annotated[float | None, "entrants nationaux que couvrent les spécialités, en %"]
    specialites: Annotated[dict[str, float], "part de chaque spécialité"]
    voies: Annotated[dict[str, float], "part de chaque voie"]
    parametres: Annotated[dict[str, float], "paramètres du modèle"]
    parts: Annotated[dict[str, Any], "parts des origines, des femmes, du privé, des académies"]
    calage: NotRequired[Annotated[dict[str, float], "points dont le niveau de chaque spécialité a été déplacé"]]
    cales_ailleurs: NotRequired[Annotated[dict[str, int], "candidats de la cohorte où ce niveau a été résolu"]]


@dataclass(frozen=True, repr=False)
class Cohort:
    """A cohort to simulate: its size, its specialties and voies (shares, summing to 1), and its parameters.

    `taux_groupe1`: target rate of first-group admission, percent, overall or by specialty.
    `choix_des_oraux`: how candidates choose their units (cohort/choices.py).
    `couverture`: percent of national entrants in the shipped specialties; None with an analyst's own weights.
    """

    bareme: Bareme
    candidats: int
    seed: int
    specialites: Mapping[str, float]
    voies: Mapping[str, float]
    parts: Parts
    taux_groupe1: float | Mapping[str, float]
    parametres: Mapping[str, float]
    choix_des_oraux: ChoixDesOraux
    couverture: float | None = None

    def __repr__(self) -> str:
        size = f"session={self.bareme.session}, candidats={self.candidats}, seed={self.seed}"
        return f"Cohort({size}, specialites: {', '.join(self.specialites)})"

    def summary(self) -> CohortSummary:
        """Return the description of the cohort, ready for a manifest."""
        return {
            "session": self.bareme.session,
            "candidats": self.candidats,
            "graine": self.seed,
            "taux_groupe1": self.taux_groupe1,
            "choix_des_oraux": self.choix_des_oraux,
            "couverture": self.couverture,
            "specialites": dict(self.specialites),
            "voies": dict(self.voies),
            "parametres": dict(self.parametres),
            "parts": asdict(self.parts),
        }

    @property
    def production(self) -> float:
        """Return the share of the industrial specialties."""
        return sum(w for c, w in self.specialites.items() if self.bareme.reglements[c].secteur == PRODUCTION)


@functools.cache
def _defaults() -> Mapping[str, Any]:
    defaults: Mapping[str, Any] = read_ours(HERE / "cohort.yaml")
    return defaults


def load_cohort(
    fichier: GivenPath | None = None,
    *,
    session: int | str | None = None,
    candidats: int | str | None = None,
    seed: int | str | None = None,
    taux_groupe1: float | None = None,
    specialites: str | Sequence[str] | None = (),
) -> Cohort:
    """Return the description of a cohort: the arguments override its file, which overrides the default cohort.

    `fichier`: the path of a YAML file (str or PathLike). `session`: a year, as a number or a text. `candidats`: number
    of candidates to simulate. `seed`: seed of the luck, from 0. `taux_groupe1`: first-group admission, percent.
    `specialites`: the codes to keep, with the weights that they have; one text may hold several, between commas.

    Raises InputError with every fault, LawError for a session that is not covered.

    >>> cohort = load_cohort(session="2024", candidats=1000, specialites="MCO,GPME")
    >>> cohort.candidats, sorted(cohort.specialites)
    (1000, ['GPME', 'MCO'])
    """
    fichier = None if fichier is None else path_of(fichier, "fichier")
    session = None if session is None else session_of(session)
    kept = split_names(specialites or ())
    candidats = None if candidats is None else whole_of(candidats, "candidats", range(1, MAX_CANDIDATES + 1))
    seed = None if seed is None else whole_of(seed, "graine", range(2**32))
    if taux_groupe1 is not None:
        check_rate("taux_groupe1", taux_groupe1)
    given = read_yaml(fichier, CohortFile) if fichier else CohortFile()
    defaults = _defaults()
    own = fichier.parent / given.fichier_specialites if fichier and given.fichier_specialites else None
    # 0 is a given value, though not a session: it differs from None.
    asked = next(s for s in (session, given.session, defaults["session"]) if s is not None)
    bareme = load_bareme(asked, own)
    described = Cohort(
        bareme=bareme,
        candidats=candidats or given.candidats or defaults["candidats"],
        seed=next(g for g in (seed, given.graine, 0) if g is not None),
        specialites=given.specialites or post_stratified(default_weights(bareme), bareme),
        voies=given.voies or defaults["voies"],
        parts=_parts(given, defaults),
        taux_groupe1=next(t for t in (taux_groupe1, given.taux_groupe1, defaults["taux_groupe1"]) if t is not None),
        parametres={nom: p.defaut for nom, p in parametres().items()} | (given.parametres or {}),
        choix_des_oraux=given.choix_des_oraux or defaults["choix_des_oraux"],
        couverture=None if given.specialites or kept else coverage(bareme),
    )
    unweighted = [] if given.specialites else sorted(set(bareme.reglements) - shipped_codes(bareme.session))
    fautes = _Faults(fichier, described, unweighted)
    return _normalised(fautes.checked(kept))


def _parts(given: CohortFile, defaults: Mapping[str, Any]) -> Parts:
    origines = given.origines or defaults["origines"]
    private, academies = given.prive_sous_contrat, given.academies or {}
    return Parts(
        origines={name: share / sum(origines.values()) for name, share in origines.items()},
        femmes=given.femmes.model_dump() if given.femmes else defaults["femmes"],
        prive_sous_contrat=defaults["prive_sous_contrat"] if private is None else private,
        academies={name: share / sum(academies.values()) for name, share in academies.items() if share},
    )


def default_weights(bareme: Bareme) -> dict[str, float]:
    """Return the weight of each shipped specialty of the session: national entrants, by the rules of `cohort.yaml`."""
    rules, counted = _defaults()["poids"], entrants()
    weights = {}
    for code in bareme.reglements:
        rule = rules.get(code, {"code": code, "part": 1})
        weights[code] = counted.get(rule["code"], 0) * rule["part"]
    return {code: weight for code, weight in weights.items() if weight}


def post_stratified(weights: Mapping[str, float], bareme: Bareme) -> dict[str, float]:
    """Return weights in which production has its national share; each sector keeps its own proportions."""
    share = _defaults()["part_production"]
    industrial = {code: bareme.reglements[code].secteur == PRODUCTION for code in weights}
    totals = {kind: sum(w for code, w in weights.items() if industrial[code] == kind) for kind in (True, False)}
    if not all(totals.values()):
        return dict(weights)
    scale = {True: share / totals[True], False: (1 - share) / totals[False]}
    return {code: weight * scale[industrial[code]] for code, weight in weights.items()}


def coverage(bareme: Bareme) -> float:
    """Return the percent of national non-agricultural entrants that the default cohort of a session represents."""
    return 100 * sum(default_weights(bareme).values()) / entrants()["ALL"]


class _Faults:
    """Checks that need the law or the documented parameters, on a cohort whose form is valid."""

    def __init__(self, fichier: Path | None, described: Cohort, unweighted: list[str]) -> None:
        self.fichier, self.described, self.unweighted = fichier, described, unweighted
        self.fautes: list[Fault] = []

    def _add(self, key: str, value: object, problem: str, remedy: str) -> None:
        name = self.fichier.name if self.fichier else "cohorte"
        line = line_of(self.fichier, *key.split("."), str(value)) if self.fichier else None
        self.fautes.append(Fault(name, line, key, str(value), problem, remedy))

    def checked(self, kept: tuple[str, ...]) -> Cohort:
        """Return the cohort reduced to the specialties kept; raises InputError with every fault at once."""
        d = self.described
        self._specialties("specialites", d.specialites)
        self._specialties("specialites", kept)
        self._own_weights()
        self._sectors(d.specialites)
        self._voies(d.voies)
        self._parameters(d.parametres)
        if isinstance(d.taux_groupe1, Mapping):
            self._specialties("taux_groupe1", d.taux_groupe1)
            for code in set(kept or d.specialites) - set(d.taux_groupe1):
                self._add("taux_groupe1", code, "pas de taux pour cette spécialité", "en donner un, ou un taux global")
        if not self.fautes and kept and not any(d.specialites.get(code, 0) for code in kept):
            self._add("specialites", ",".join(kept), "aucun poids connu", "donner les poids dans un fichier de cohorte")
        if self.fautes:
            raise InputError(self.fautes)
        return replace(d, specialites={c: w for c, w in d.specialites.items() if c in kept}) if kept else d

    def _specialties(self, key: str, codes: Mapping[str, float] | tuple[str, ...]) -> None:
        for code in codes:
            if code not in self.described.bareme.reglements:
                self._add(key, code, *absence_de(self.described.bareme, code))
        if isinstance(codes, Mapping) and not any(codes.values()):
            self._add(key, "", "poids tous nuls", "donner un poids à une spécialité au moins")

    def _own_weights(self) -> None:
        """Refuse specialties of the analyst's own file that would have no weight."""
        for code in self.unweighted:
            self._add("specialites", code, "spécialité du fichier sans poids", "donner son poids sous « specialites »")

    def _sectors(self, codes: Iterable[str]) -> None:
        """Refuse a misspelt « production »: its candidates would count as services."""
        known = self.described.bareme.reglements
        for secteur in dict.fromkeys(known[code].secteur for code in codes if code in known):
            if secteur != PRODUCTION and (remedy := nearest(secteur, [PRODUCTION])):
                self._add("fichier_specialites", secteur, "secteur inconnu, presque le nom d'un autre", remedy)

    def _voies(self, shares: Mapping[str, float]) -> None:
        for voie in shares:
            if voie not in VOIES:
                self._add("voies", voie, "voie inconnue", nearest(voie, VOIES) or ", ".join(VOIES))
        total = sum(shares.values())
        if min(abs(total - 1), abs(total - 100)) > SHARE_TOLERANCE * total:
            self._add("voies", total, "la somme des parts n'est ni 1 ni 100", "compléter ou corriger les parts")

    def _parameters(self, values: Mapping[str, float]) -> None:
        known = parametres()
        for nom, value in values.items():
            if nom not in known:
                self._add("parametres", nom, *unknown_parameter(nom))
            elif value != known[nom].defaut:
                for problem, remedy in refusals(nom, value):
                    self._add(f"parametres.{nom}", value, problem, remedy)
                line = line_of(self.fichier, "parametres", nom) if self.fichier else None
                tell_if_small(self.fichier.name if self.fichier else "cohorte", line, nom, value)


def _normalised(described: Cohort) -> Cohort:
    def shares(weights: Mapping[str, float]) -> dict[str, float]:
        total = sum(weights.values())
        return {key: weight / total for key, weight in weights.items() if weight}

    return replace(described, specialites=shares(described.specialites), voies=shares(described.voies))
