"""The factors that distinguish two regimes, and the regimes between the two.

A coalition of factors is a regime of its own: it takes these factors from the second regime and the others from the
first. So a factor is chosen such that every mixture is a regime that a text could hold:

- Each threshold of access is a factor. « Everybody below admission » is « between two thresholds » without any. Any
  other access (a jury's opinion, a wrong idea) is one factor: `acces`.
- The orals of 2021 and of 2022 differ in three ways, each with a meaning whatever the two others are: the orals sat
  (`oraux`), whether one replaces the mark of a unit or the mean of its domain (`etendue`), whether a CCF mark may be
  replaced (`ccf`). Marks held by a bénéfice go with `etendue`: their units may not be chosen, and the mean of a domain
  holds them. The number of orals goes with `oraux`: one oral per domain leaves no other number.
- If one of the two regimes has no oral, none of that has a meaning without orals. Opening the orals is then one factor,
  `ouverture`, and only the thresholds are separate from it.
- The effect of an absence (`absences`), the other readings (`lectures`), the rule of admission and each value of the
  barème are factors.
- A reform that concerns some candidates (`pour`) and the regime that the others follow differ for those candidates
  alone: so does every regime between the two. Between two other regimes, whom they concern is one factor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from bts_sim.droit.bareme import Acces, Choix, Pour, Regime, Remplacement
from bts_sim.droit.points import en_points
from bts_sim.errors import Fault, InputError
from bts_sim.questions.movers.causes import Factor, Setting, Trait

#: Each additional factor doubles the number of regimes.
MOST_FACTORS = 10
#: A factor listed even if two regimes agree on it: readers expect 2021 and 2022 to differ there.
ABSENCES = "absences"
#: Readings that fix the effect of an absence.
LECTURES_D_ABSENCE = ("absence_sous_epreuve", "absence_facultative", "absence_a_l_oral")
#: Which orals, what one of them replaces, whether a CCF mark may be replaced → the rules of choice and of replacement.
CROSSINGS: Mapping[tuple[str, str, str], tuple[Choix, Remplacement]] = {
    ("unites_generales", "unite", "oui"): ("unites_generales", "note_de_l_unite"),
    ("unites_generales", "unite", "non"): ("unites_generales_ponctuelles", "note_de_l_unite_ponctuelle"),
    ("unites_generales", "domaine", "oui"): ("unites_generales", "moyenne_du_domaine_au_meilleur_oral"),
    ("unites_generales", "domaine", "non"): ("unites_generales", "moyenne_des_ponctuelles_au_meilleur_oral"),
    ("un_oral_par_domaine", "unite", "oui"): ("un_oral_par_domaine", "note_d_une_unite_du_domaine"),
    ("un_oral_par_domaine", "unite", "non"): ("un_oral_par_domaine", "note_d_une_ponctuelle_du_domaine"),
    ("un_oral_par_domaine", "domaine", "oui"): ("un_oral_par_domaine", "moyenne_du_domaine"),
    ("un_oral_par_domaine", "domaine", "non"): ("un_oral_par_domaine", "moyenne_des_ponctuelles_du_domaine"),
}
SEUILS = ("seuil_general", "seuil_professionnel")
CONTROLE = ("choix", "nombre_oraux", "remplacement", "seuil_oral")
CLOSED: Acces = "ferme"
ENTRE_SEUILS: Acces = "moyennes_entre_seuils"
NON_ADMIS: Acces = "non_admis"
#: The candidates whom a regime concerns.
WHOSE = "pour"
#: Parts of a regime that keep traits of their own.
LECTURES, VALEURS = "lectures", "valeurs"


class _Kept(NamedTuple):
    """A trait that a part of a regime keeps."""

    part: str
    name: str


Key = str | _Kept
Traits = Mapping[Key, Any]


def named_factors(before: Regime, after: Regime) -> list[Factor]:
    """Return the factors on which two regimes differ, in the order of the exam, and always `absences`."""
    first, second, factors = _written(before, after)
    named = [
        Factor(name, *(_setting(keys, one, first, second) for one in (first, second))) for name, keys in factors.items()
    ]
    return [one for one in named if one.differs or one.name == ABSENCES]


def coalitions(before: Regime, after: Regime) -> dict[frozenset[str], Regime]:
    """Return the regime of every coalition of the factors that differ, by the factors that it takes from `after`.

    The empty coalition is `before`, and the whole one is `after`.

    Raises:
        InputError: there would be too many coalitions.
    """
    first, second, factors = _written(before, after)
    names = [one.name for one in named_factors(before, after) if one.differs]
    if len(names) > MOST_FACTORS:
        problem = f"{len(names)} facteurs les séparent, et {MOST_FACTORS} au plus se décomposent"
        remedy = "passer par un régime entre les deux"
        raise InputError([Fault("régimes", None, "", f"{before.nom}, {after.nom}", problem, remedy)])
    found = {}
    for taken in subsets(names):
        from_second = {key for name in taken for key in factors[name]}
        mixed = {key: (second if key in from_second else first)[key] for key in first}
        found[taken] = _regime(before, mixed, "+".join([before.nom, *(name for name in names if name in taken)]))
    return found | {frozenset(): before, frozenset(names): after if names else before}


def subsets(names: Sequence[str]) -> list[frozenset[str]]:
    """Return all the sets of some names, the empty one first and the whole one last."""
    found: list[frozenset[str]] = [frozenset()]
    for name in names:
        found += [one | {name} for one in found]
    return found


def _written(before: Regime, after: Regime) -> tuple[Traits, Traits, Mapping[str, tuple[Key, ...]]]:
    """Return two regimes described by the same traits, and the traits that make up each factor."""
    both = (before, after)
    # By threshold, unless the access of some candidates depends on a jury.
    by_threshold = all(one.acces != NON_ADMIS or one.lectures.jury_2021 == "de_droit" for one in both)
    crossed = all(_crossing(one) is not None for one in both)
    values = sorted({key for one in both for key in one.valeurs})
    first, second = ({**_traits(one, by_threshold, crossed, values), WHOSE: one.pour} for one in both)
    factors: dict[str, tuple[Key, ...]] = {key: (_Kept(VALEURS, key),) for key in values}
    # A reform of some candidates, beside what the others follow, makes its changes for them alone.
    reforms = [
        one.pour
        for one, other in (both, both[::-1])
        if one.pour and replace(one.pour.base, nom="") == replace(other, nom="")
    ]
    if reforms:
        first[WHOSE] = second[WHOSE] = reforms[0]
    elif before.pour != after.pour:
        factors[WHOSE] = (WHOSE,)
    factors["admission"] = ("admission", "seuil_points")
    factors[ABSENCES] = tuple(_Kept(LECTURES, name) for name in LECTURES_D_ABSENCE)
    factors["lectures"] = tuple(key for key in first if _part_of(key) == LECTURES and key not in factors[ABSENCES])
    access, thresholds = {first["acces"], second["acces"]}, {nom: (nom,) for nom in SEUILS}
    if CLOSED in access and access <= {CLOSED, ENTRE_SEUILS}:
        factors |= {"ouverture": ("acces", "note_plancher", *CONTROLE), **thresholds}
    elif CLOSED in access:
        factors["ouverture"] = ("acces", *SEUILS, "note_plancher", *CONTROLE)
    elif len(access) == 1:
        factors |= {**thresholds, "acces": ("note_plancher",)}
    else:
        factors["acces"] = ("acces", *SEUILS, "note_plancher")
    if CLOSED not in access and crossed:
        factors |= {"oraux": ("choix", "nombre_oraux"), "etendue": ("etendue",), "ccf": ("ccf",)}
    elif CLOSED not in access and before.choix == after.choix:
        factors |= {"oraux": ("nombre_oraux",), "remplacement": ("remplacement", "seuil_oral")}
    elif CLOSED not in access:
        factors["oraux"] = CONTROLE
    return first, second, factors


def _traits(regime: Regime, by_threshold: bool, crossed: bool, values: Sequence[str]) -> Traits:
    names = ("admission", "seuil_points", "acces", *SEUILS, "note_plancher", *CONTROLE)
    traits: dict[Key, Any] = {name: getattr(regime, name) for name in names}
    if by_threshold and regime.acces == NON_ADMIS:
        traits["acces"] = ENTRE_SEUILS
    if crossed:
        traits |= dict(zip(("choix", "etendue", "ccf"), _crossing(regime) or (), strict=True))
        # The three factors together describe these traits.
        del traits["remplacement"], traits["seuil_oral"]
    traits |= {_Kept(LECTURES, name): value for name, value in asdict(regime.lectures).items()}
    return traits | {_Kept(VALEURS, key): regime.valeurs.get(key) for key in values}


def _crossing(regime: Regime) -> tuple[str, str, str] | None:
    rules = {rules: crossing for crossing, rules in CROSSINGS.items()}
    return rules.get((regime.choix, regime.remplacement))


def _regime(base: Regime, traits: Traits, nom: str) -> Regime:
    """Return the regime that some traits describe."""
    given = {key: value for key, value in traits.items() if isinstance(key, str)}
    if "etendue" in given:
        crossing = (given["choix"], given.pop("etendue"), given.pop("ccf"))
        given["choix"], given["remplacement"] = CROSSINGS[crossing]
    if given["acces"] == CLOSED:
        given |= dict.fromkeys(SEUILS)
    readings, values = (
        {key.name: value for key, value in traits.items() if isinstance(key, _Kept) and key.part == part}
        for part in (LECTURES, VALEURS)
    )
    return replace(
        base,
        nom=nom,
        titre=nom,
        raison="Régime entre deux régimes, pour décomposer leur écart",
        source="regime-de-l-analyste",
        lectures=replace(base.lectures, **readings),
        valeurs={key: value for key, value in values.items() if value is not None},
        **given,
    )


def _setting(keys: Sequence[Key], one: Traits, first: Traits, second: Traits) -> Setting:
    """Return the setting of a factor in one regime, reduced to the traits that distinguish the two."""
    apart = [key for key in keys if key in one and first[key] != second[key]]
    return Setting(tuple(_trait(key, one[key]) for key in apart))


def _trait(key: Key, value: Any) -> Trait:
    return Trait(key.name if isinstance(key, _Kept) else key, _code(key, value), _part_of(key) == LECTURES)


def _part_of(key: Key) -> str:
    """Return the part that keeps a trait, empty if the regime itself does."""
    return key.part if isinstance(key, _Kept) else ""


def _code(key: Key, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Pour):
        return value.en_mots()
    points = key in (*SEUILS, "note_plancher", "seuil_oral", "seuil_points") or _part_of(key) == VALEURS
    return en_points(value) if points else str(value)
