"""The description of a cohort: by default, by a YAML file, by options. All is checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import numpy as np
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from bts_sim.cohort.compose import ORIGINS, PRODUCTION, Margins
from bts_sim.cohort.donors import Lending, lend, without_reglement
from bts_sim.cohort.given_rates import GivenRates, GivenTargets, sets_voies
from bts_sim.cohort.held import Held
from bts_sim.cohort.nation import (
    academie_of,
    academies_by_sector,
    coverage,
    default_cohort,
    default_weights,
    is_production,
    national_entrants,
    national_voies,
    post_stratified,
    production_of,
)
from bts_sim.cohort.parameters import parametres, refusals, tell_if_small, unknown_parameter
from bts_sim.cohort.people import People, variance_of_effects
from bts_sim.cohort.populate import cohort_people
from bts_sim.cohort.present import Present, PresentFrom, counted, national_present
from bts_sim.cohort.raking import UnmetMargin
from bts_sim.cohort.weights import disagreeing, mixed, not_a_whole
from bts_sim.droit.bareme import Bareme, Regime, Reglement, TableDesReglements
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import GivenRegime, load_regime
from bts_sim.droit.textes import absence_de, load_bareme, session_of, shipped_codes
from bts_sim.droit.vocabulaire import VOIES
from bts_sim.errors import Fault, InputError, Refusal, nearest
from bts_sim.files.given import GivenPath, path_of, whole_of
from bts_sim.files.listed import split_names
from bts_sim.files.percents import check_rate, given_share
from bts_sim.files.shipped import entrants_of_academies
from bts_sim.files.yaml_file import TAG, line_of, read_yaml

#: Largest cohort of one run; a national session is 180,000 candidates.
MAX_CANDIDATES = 20_000_000

#: A rate in percent. A fraction up to 1 is refused later, beside what else the file says, and nothing above: no session
#: has a rate of 2 %, but 2 can only mean 2 %, and a study may ask for it.
Rate = Annotated[float, Field(gt=0, lt=100)]
Rates = Annotated[
    Annotated[Rate, Tag(f"{TAG}taux")] | Annotated[dict[str, Rate], Tag(f"{TAG}par_groupe")],
    Discriminator(lambda value: f"{TAG}par_groupe" if isinstance(value, dict) else f"{TAG}taux"),
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
    effectif: Annotated[
        Annotated[int, Field(gt=0, le=MAX_CANDIDATES)] | None,
        _said(
            "Candidats présents à la session étudiée ; sans cette clé, ceux que comptent les spécialités ou les voies, "
            "ou la nation"
        ),
    ] = None
    graine: Annotated[
        Annotated[int, Field(ge=0, lt=2**32)] | None,
        _said("Graine du hasard ; la même graine donne les mêmes candidats"),
    ] = None
    specialites: Annotated[
        dict[str, Weight] | None,
        _said("Poids ou effectif de chaque spécialité ; sans cette clé, les entrants nationaux"),
    ] = None
    taux_groupe1: Annotated[
        Rates | None,
        _said("Taux d'admis visé au premier groupe, en pourcent des présents ; ou un taux par spécialité, ou par voie"),
    ] = None
    taux_admis: Annotated[
        Rates | None,
        _said(
            "Taux d'admis visé après les oraux, en pourcent des présents, à la place de taux_groupe1 ; ou un taux par "
            "spécialité, ou par voie"
        ),
    ] = None
    regime: Annotated[
        str | None,
        _said(
            "Régime sous lequel taux_admis a été observé, par son nom ou son fichier, à côté de celui-ci ; sans cette "
            "clé, celui de la session"
        ),
    ] = None
    voies: Annotated[dict[str, Weight] | None, _said("Part de chaque voie, ou son effectif")] = None
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
    academie: Annotated[str | None, _said("Une académie, par son nom, à la place de la liste des parts")] = None
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
    effectif: Annotated[int, "candidats présents à la session étudiée"]
    origine_de_l_effectif: Annotated[PresentFrom, "d'où vient cet effectif"]
    graine: Annotated[int, "graine du hasard"]
    taux_groupe1: NotRequired[
        Annotated[float | Mapping[str, float], "taux visé au premier groupe, en %, ou un par spécialité, ou par voie"]
    ]
    taux_admis: NotRequired[
        Annotated[float | Mapping[str, float], "taux visé après les oraux, en %, ou un par spécialité, ou par voie"]
    ]
    regime: NotRequired[Annotated[str, "régime sous lequel ce taux après les oraux est visé"]]
    choix_des_oraux: Annotated[ChoixDesOraux, "comment les candidats choisissent leurs unités"]
    couverture: Annotated[float | None, "entrants nationaux que couvrent les spécialités, en %"]
    specialites: Annotated[dict[str, float], "part de chaque spécialité qui a son règlement"]
    part_donneurs: Annotated[float, "candidats des spécialités sans règlement, jugés sur celui d'une autre, en %"]
    donneurs: Annotated[dict[str, str], "spécialité dont chacune de celles-là prend le règlement"]
    voies: Annotated[dict[str, float], "part de chaque voie"]
    parametres: Annotated[dict[str, float], "paramètres du modèle"]
    parts: Annotated[dict[str, Any], "parts des origines, des femmes, du privé, des académies"]
    calage: NotRequired[
        Annotated[dict[str, float], "points dont le niveau de chaque spécialité, ou de chaque voie, a été déplacé"]
    ]
    cales_ailleurs: NotRequired[Annotated[dict[str, int], "candidats de la cohorte où ce niveau a été résolu"]]


@dataclass(frozen=True, repr=False)
class Cohort:
    """A cohort to simulate: its size, its specialties and voies (shares, summing to 1), and its parameters.

    `taux_groupe1`: target rate of first-group admission, percent, overall, by specialty or by voie; None where that
    after the orals sets every level. `taux_admis`: the same after the orals, under the regime `aimed_under`, which is
    that of the session where it is None.
    `choix_des_oraux`: how candidates choose their units (cohort/choices.py).
    `present`: the candidates present at the session that the cohort stands for.
    `couverture`: percent of national entrants in the shipped specialties; None with an analyst's own weights.
    `lacking`: the specialties that have no règlement of their own. `lending`: how one is lent to them.
    `counts`: candidates simulated of each specialty, in order; None to draw the specialty of each by the shares.
    `kept`: the parameters that are given, and that no draw changes, were they at their default value.
    `held`: the real candidates whom the cohort is made of; None where all are simulated.
    """

    bareme: Bareme
    candidats: int
    seed: int
    specialites: Mapping[str, float]
    asked: Margins
    academies: Mapping[str, float]
    taux_groupe1: GivenRates
    parametres: Mapping[str, float]
    choix_des_oraux: ChoixDesOraux
    present: Present
    couverture: float | None = None
    lacking: frozenset[str] = frozenset()
    lending: Lending = Lending.SPECIALTY
    counts: Mapping[str, int] | None = None
    kept: frozenset[str] = frozenset()
    taux_admis: GivenRates = None
    aimed_under: Regime | None = None
    held: Held | None = None

    def __repr__(self) -> str:
        size = f"session={self.bareme.session}, candidats={self.candidats}, seed={self.seed}"
        return f"Cohort({size}, specialites: {', '.join(self.specialites)})"

    def summary(self) -> CohortSummary:
        """Return the description of the cohort, ready for a manifest."""
        shares = asdict(self.people.margins())
        said: CohortSummary = {
            "session": self.bareme.session,
            "candidats": self.candidats,
            "effectif": self.present.number,
            "origine_de_l_effectif": self.present.origin,
            "graine": self.seed,
            "choix_des_oraux": self.choix_des_oraux,
            "couverture": self.couverture,
            "specialites": {code: self.specialites[code] for code in self.with_reglement},
            "part_donneurs": self.lent_share,
            "donneurs": dict(self.donors),
            "voies": dict(shares.pop("voies")),
            "parametres": dict(self.parametres),
            "parts": {**shares, "academies": dict(self.academies)},
        }
        if self.taux_groupe1 is not None:
            said["taux_groupe1"] = self.taux_groupe1
        if self.taux_admis is not None:
            said["taux_admis"], said["regime"] = self.taux_admis, self.orals_aimed_at.nom
        return said

    @property
    def orals_aimed_at(self) -> Regime:
        """Return the regime under which `taux_admis` is met: the one named with it, or that of the session."""
        return self.aimed_under or load_regime(self.bareme.regime)

    def identity(self) -> str:
        """Return all that the candidates drawn from the cohort depend on, as text."""
        reglements = [(code, one.unites, one.facultatives) for code, one in self.bareme.reglements.items()]
        lacking, kept = sorted(self.lacking), sorted(self.kept)
        aimed = None if self.taux_admis is None else asdict(self.orals_aimed_at)
        real = self.held.digest if self.held else None
        return repr((self.summary(), self.asked, self.counts, lacking, self.lending, kept, reglements, aimed, real))

    @property
    def with_reglement(self) -> list[str]:
        """Return the specialties that have a règlement of their own: results are told of these alone, one by one.

        Those of too few real candidates are not: they would tell of people.
        """
        untold = self.lacking | self.held.few if self.held else self.lacking
        return [code for code in self.specialites if code not in untold]

    @cached_property
    def donors(self) -> Mapping[str, str]:
        """Return the specialty whose règlement is lent to each of those that have none, as the seed draws it."""
        return lend(self.bareme, self.without_own, [self.seed], self.lending)[0]

    @property
    def without_own(self) -> list[str]:
        """Return the specialties that have no règlement of their own."""
        return [code for code in self.specialites if code in self.lacking]

    @property
    def lent_share(self) -> float:
        """Return the percent of candidates who are judged on a règlement lent to their specialty."""
        return 100 * sum(self.specialites[code] for code in self.donors)

    @cached_property
    def weights(self) -> Floats:
        """Return what a candidate of each specialty weighs in a total, shape (s,), 1 on average."""
        if self.counts is None:
            return np.ones(len(self.specialites))
        return np.array([self.candidats * self.specialites[code] / n for code, n in self.counts.items()])

    @cached_property
    def reglements(self) -> Mapping[str, Reglement]:
        """Return the règlement of each specialty, its own or one that is lent to it, in the order of the cohort."""
        own, donors = self.bareme.reglements, self.donors
        return {
            code: self.bareme.prete(code, donors[code]) if code in donors else own[code] for code in self.specialites
        }

    @cached_property
    def table(self) -> TableDesReglements:
        """Return the règlements of its specialties as one table."""
        if not self.donors:
            return self.bareme.table(list(self.specialites))
        return TableDesReglements(tuple(self.reglements.values()))

    @cached_property
    def given(self) -> frozenset[str]:
        """Return the parameters that no draw changes: given, or not at their default value."""
        known = parametres()
        return self.kept | {nom for nom, value in self.parametres.items() if value != known[nom].defaut}

    @cached_property
    def people(self) -> People:
        """Return who the candidates of each specialty are, under the parameters of the cohort.

        Raises UnmetMargin when the margins asked for cannot be met.
        """
        return cohort_people(self.bareme, self.specialites, self.asked, [self.parametres]).of_draws()[0]

    @cached_property
    def variance_of_groups(self) -> tuple[Floats, Floats]:
        """Return the part of the groups in the variance of each domain's ability, and in their covariance, points²."""
        return variance_of_effects(self.parametres, self.people)

    @cached_property
    def academies_by_sector(self) -> Mapping[str, Floats]:
        """Return the share of each académie in the services and in the production, shape (2,)."""
        return academies_by_sector(self.academies, self.production) if self.academies else {}

    @property
    def production(self) -> float:
        """Return the share of the industrial specialties."""
        return sum(weight for code, weight in self.specialites.items() if is_production(code, self.bareme))


def load_cohort(
    fichier: GivenPath | None = None,
    *,
    session: int | str | None = None,
    candidats: int | str | None = None,
    seed: int | str | None = None,
    taux_groupe1: float | None = None,
    taux_admis: float | None = None,
    regime: GivenRegime | None = None,
    specialites: str | Sequence[str] | None = (),
) -> Cohort:
    """Return the description of a cohort: the arguments override its file, which overrides the default cohort.

    `fichier`: the path of a YAML file (str or PathLike). `session`: a year, as a number or a text. `candidats`: number
    of candidates to simulate. `seed`: seed of the luck, from 0. `taux_groupe1`: first-group admission, percent.
    `taux_admis`: admission after the orals instead, percent; `regime`: the one under which it was observed, by default
    that of the session. Either rate takes the place of those of the file. `specialites`: the codes to keep, with the
    weights that they have; one text may hold several, between commas.

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
    for name, rate in (("taux_groupe1", taux_groupe1), ("taux_admis", taux_admis)):
        if rate is not None:
            check_rate(name, rate)
    given = read_yaml(fichier, CohortFile) if fichier else CohortFile()
    if taux_groupe1 is not None or taux_admis is not None:
        given = given.model_copy(update={"taux_groupe1": taux_groupe1, "taux_admis": taux_admis, "regime": None})
    defaults = default_cohort()
    own = fichier.parent / given.fichier_specialites if fichier and given.fichier_specialites else None
    # 0 is a given value, though not a session: it differs from None.
    asked = next(s for s in (session, given.session, defaults["session"]) if s is not None)
    bareme = load_bareme(asked, own)
    first = defaults["taux_groupe1"] if given.taux_groupe1 is None and given.taux_admis is None else given.taux_groupe1
    # A rate by specialty is set for those whose règlement is known.
    by_specialty = any(isinstance(r, Mapping) and not sets_voies(r) for r in (first, given.taux_admis))
    whole = not kept and not by_specialty
    weights = given.specialites or _national_specialties(bareme, _known_academies(given), whole=whole)
    described = Cohort(
        bareme=bareme,
        candidats=candidats or given.candidats or defaults["candidats"],
        seed=next(g for g in (seed, given.graine, 0) if g is not None),
        specialites=weights,
        lacking=frozenset() if given.specialites else without_reglement(bareme, weights),
        asked=_asked(given),
        academies=_shares(_academies(given)),
        taux_groupe1=first,
        parametres={nom: p.defaut for nom, p in parametres().items()} | (given.parametres or {}),
        choix_des_oraux=given.choix_des_oraux or defaults["choix_des_oraux"],
        present=_present(given),
        couverture=None if given.specialites or kept else coverage(bareme),
        kept=frozenset(given.parametres or {}),
        taux_admis=given.taux_admis,
    )
    known = shipped_codes(bareme.session) | set(weights)
    unweighted = [] if given.specialites else sorted(set(bareme.reglements) - known)
    fautes = _Faults(fichier, described, given, unweighted)
    described = fautes.aimed(regime if regime is not None else given.regime)
    found, share = fautes.checked(kept), 1.0
    if kept:
        share = sum(found.specialites.values()) / sum(weights.values())
    return fautes.met(replace(found, specialites=_shares(found.specialites), present=found.present.part(share)))


def lent(cohorte: Cohort, lending: Lending) -> Cohort:
    """Return a cohort with its règlements lent in one way; if none is, each sector keeps the share that it had."""
    if lending != Lending.NONE:
        return cohorte if cohorte.lending == lending else replace(cohorte, lending=lending)
    own = {code: cohorte.specialites[code] for code in cohorte.with_reglement}
    production = {code for code in own if is_production(code, cohorte.bareme)}
    return replace(cohorte, specialites=post_stratified(own, production, cohorte.production))


def _present(given: CohortFile) -> Present:
    """Return the candidates present: given, counted by specialty or voie, those of the nation, or those simulated."""
    if given.effectif is not None:
        return Present(given.effectif, PresentFrom.GIVEN)
    if found := counted(given.specialites or {}, given.voies or {}):
        return found
    if not given.specialites:
        return national_present(_known_academies(given))
    return Present(given.candidats or default_cohort()["candidats"], PresentFrom.SIMULATED)


def _academies(given: CohortFile) -> dict[str, float]:
    """Return the académies of a file with their weights: one alone is the whole."""
    return dict(given.academies or ({academie_of(given.academie) or given.academie: 1.0} if given.academie else {}))


def _known_academies(given: CohortFile) -> dict[str, float]:
    return _shares({name: weight for name, weight in _academies(given).items() if academie_of(name)})


def _national_specialties(bareme: Bareme, academies: Mapping[str, float], *, whole: bool) -> dict[str, float]:
    """Return the shares of the specialties of the nation; in some académies, each sector has its share there.

    `whole`: with every BTS of the session, and not only those that have a sound règlement.
    """
    share = production_of(academies) if academies else default_cohort()["part_production"]
    weights = national_entrants(bareme.session) if whole else default_weights(bareme)
    return post_stratified(weights, {code for code in weights if is_production(code, bareme)}, share)


def _asked(given: CohortFile) -> Margins:
    """Return the margins that a file sets, each summing to 1."""
    origines = given.origines
    return Margins(
        voies=_shares(given.voies) if given.voies else None,
        origines=None if origines is None else {origin: _shares(origines).get(origin, 0.0) for origin in ORIGINS},
        femmes=given.femmes.model_dump() if given.femmes else None,
        prive_sous_contrat=given.prive_sous_contrat,
    )


def _shares(weights: Mapping[Any, float]) -> dict[Any, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items() if weight}


class _Faults:
    """Checks that need the law or the documented parameters, on a cohort whose form is valid."""

    def __init__(self, fichier: Path | None, described: Cohort, given: CohortFile, unweighted: list[str]) -> None:
        self.fichier, self.described, self.given, self.unweighted = fichier, described, given, unweighted
        self.fautes: list[Fault] = []

    def _add(self, key: str, value: object, problem: str, remedy: str) -> None:
        name = self.fichier.name if self.fichier else "cohorte"
        line = line_of(self.fichier, *key.split("."), str(value)) if self.fichier else None
        self.fautes.append(Fault(name, line, key, str(value), problem, remedy))

    def checked(self, kept: tuple[str, ...]) -> Cohort:
        """Return the cohort reduced to the specialties kept; raises InputError with every fault at once."""
        d = self.described
        self._specialties("specialites", self.given.specialites or {})
        self._specialties("specialites", kept)
        self._own_weights()
        self._sectors(d.specialites)
        self._weights()
        self._voies(self.given.voies or {})
        self._academies()
        self._parameters(d.parametres)
        self._targets(set(kept or d.specialites))
        if not self.fautes and kept and not any(d.specialites.get(code, 0) for code in kept):
            self._add("specialites", ",".join(kept), "aucun poids connu", "donner les poids dans un fichier de cohorte")
        if self.fautes:
            raise InputError(self.fautes)
        return replace(d, specialites={c: w for c, w in d.specialites.items() if c in kept}) if kept else d

    def _specialties(self, key: str, codes: Mapping[str, float] | tuple[str, ...]) -> None:
        for code in codes:
            if code not in self.described.bareme.reglements:
                self._add(key, code, *absence_de(self.described.bareme, code))
        if isinstance(codes, Mapping) and codes and not any(codes.values()):
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

    def _academies(self) -> None:
        if self.given.academie is not None and self.given.academies is not None:
            problem, remedy = "une académie, et une liste de parts", "ne garder que l'une des deux clés"
            self._add("academie", self.given.academie, problem, remedy)
        named = {} if self.given.academie is None else {self.given.academie: "academie"}
        known: dict[str, str] = {}
        for name, key in (named | dict.fromkeys(self.given.academies or {}, "academies")).items():
            found = academie_of(name)
            if found is None:
                every = list(entrants_of_academies())
                self._add(key, name, "académie inconnue", nearest(name, every) or ", ".join(every))
            elif key == "academies" and known.setdefault(found, name) != name:
                self._add(key, name, f"académie donnée deux fois : {found}", "n'en garder qu'une, avec toute sa part")

    def _weights(self) -> None:
        """Refuse weights that can be neither shares of one whole nor headcounts."""
        of_keys = {key: getattr(self.given, key) or {} for key in ("specialites", "voies", "origines", "academies")}
        for key, weights in of_keys.items():
            # Few candidates may be counted by numbers that would pass for shares.
            counts = key == "specialites" or sum(weights.values()) == self.described.present.number
            shares = () if counts else not_a_whole(weights, strict=key == "voies")
            for problem, remedy in list(mixed(weights)) or shares:
                self._add(key, f"{sum(weights.values()):g}", problem, remedy)
        for key, problem, remedy in disagreeing(self.given.effectif, of_keys):
            self._add(key, f"{sum(of_keys[key].values()):g}", problem, remedy)

    def _targets(self, codes: set[str]) -> None:
        """Refuse rates that are no percents, of other groups, or that give a candidate two of them or none."""
        d = self.described
        voies = {voie for voie, share in (d.asked.voies or national_voies(d.bareme.session)).items() if share}
        given = GivenTargets(d.taux_groupe1, d.taux_admis, d.bareme.reglements)
        for one in given.refused(codes, voies):
            self._add(*one)
        for key, rates in given.of_groups.items():
            self._specialties(key, tuple(name for name in rates if name not in VOIES and not nearest(name, VOIES)))

    def aimed(self, regime: GivenRegime | None) -> Cohort:
        """Return the cohort with the regime under which its rate after the orals is met, which may be a file's own."""
        if regime is None:
            return self.described
        if self.described.taux_admis is None:
            remedy = "donner taux_admis, que ce régime précise, ou retirer le régime"
            self._add("regime", regime, "un régime sans taux après les oraux : il ne changerait rien", remedy)
            return self.described
        if isinstance(regime, str) and regime == self.given.regime and self.fichier:
            beside = self.fichier.parent / regime
            regime = beside if beside.suffix in (".yaml", ".yml") else regime
        try:
            self.described = replace(self.described, aimed_under=load_regime(regime))
        except InputError as error:
            for one in error.fautes:
                self._add("regime", one.valeur or regime, one.probleme, one.remede)
        return self.described

    def met(self, described: Cohort) -> Cohort:
        """Return the cohort; raises InputError if no population has the margins that it asks for."""
        try:
            _ = described.people
        except UnmetMargin as unmet:
            self._add(unmet.where, f"{unmet.wanted:g}", unmet.problem, unmet.remedy)
            raise InputError(self.fautes) from None
        return described

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
