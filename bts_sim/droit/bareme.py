"""The values that the law fixes, frozen, for the rules to read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.points import Bools, Ints

GENERAL = "general"
PROFESSIONNEL = "professionnel"
#: The two domains, in the order in which orals by domain are stored.
DOMAINES = (GENERAL, PROFESSIONNEL)
CCF = "ccf"
#: Confidences too weak for a conclusion, the weakest first.
WEAK = ("contredit", "recalled")
#: Barèmes kept as regimes change them: all the regimes of a study, and the settings of its levers.
KEPT = 64

#: How a domain that no text gives is known: deduced by a rule that texts follow elsewhere, or so that it may be wrong.
DEDUIT, DOUTEUX = "deduit", "douteux"

#: Names of rules of admission and of access: only `regles/catalogue.py` lists them.
Admission = str
Acces = str
Choix = Literal["aucun", "un_oral_par_domaine", "unites_generales", "unites_generales_ponctuelles"]
Remplacement = Literal[
    "aucun",
    "moyenne_des_ponctuelles_du_domaine",
    "note_de_l_unite",
    "note_de_l_unite_substituee",
    "note_superieure_a_la_moyenne",
    "note_de_l_unite_ponctuelle",
    "moyenne_du_domaine",
    "moyenne_des_ponctuelles_au_meilleur_oral",
    "moyenne_du_domaine_au_meilleur_oral",
    "note_d_une_unite_du_domaine",
    "note_d_une_ponctuelle_du_domaine",
    "moyenne_des_deux_notes",
    "note_de_l_unite_a_la_suite",
]


@dataclass(frozen=True)
class Lectures:
    """The readings of the points that the texts leave open; `textes/lectures.yaml` states and grades these points."""

    # A reading of an unknown name in a file is refused, not ignored.
    __pydantic_config__: ClassVar = {"extra": "forbid"}

    arrondi: Literal["exact", "au_centieme", "tronque"]
    facultatives_acces: Literal["comptees", "ignorees"]
    facultatives_apres_controle: Literal["comptees", "ignorees"]
    niveau_remplacement: Literal["unite", "epreuve", "langue"]
    langues_au_choix: Literal["libre", "une_seule"]
    report_au_choix: Literal["oui", "non"]
    absence_a_l_oral: Literal["premiere_note", "elimination"]
    ponderation_professionnelle: Literal["coefficients", "egale"]
    ponderation_domaine: Literal["coefficients", "egale"]
    notes_conservees_2021: Literal["remplacables", "maintenues"]
    jury_2021: Literal["de_droit", "sur_avis"]
    disciplines_2021: Literal["plus_fort_coefficient", "toutes"]
    absence_sous_epreuve: Literal["elimine", "zero"]
    absence_facultative: Literal["sans_effet", "elimine"]
    troisieme_facultative: Literal["comptee", "ignoree"]
    dossier_facultatif: Literal["sans_effet", "elimine"]
    note_orale_donne_benefice: Literal["oui", "non"]
    domaines_deduits: Literal["retenus", "inverses"]


@dataclass(frozen=True)
class Unite:
    """One unit of a règlement d'examen.

    `coefficient`: hundredths. `domaine_deduit`: empty where a text gives the domain, else `DEDUIT` or `DOUTEUX`.
    """

    code: str
    epreuve: str
    intitule: str
    coefficient: int
    domaine: str
    mode_scolaire: str
    mode_individuel: str
    au_choix: bool
    langue: bool
    confiance: str
    source: str
    domaine_deduit: str = ""

    def autrement(self) -> Unite:
        """Return the unit in the other domain, if its own is doubtful; in the general one, it may be chosen."""
        if self.domaine_deduit != DOUTEUX:
            return self
        domaine = PROFESSIONNEL if self.domaine == GENERAL else GENERAL
        return replace(self, domaine=domaine, au_choix=domaine == GENERAL)


@dataclass(frozen=True, repr=False)
class Reglement:
    """The règlement d'examen of one specialty for one session: its units in the order of the text.

    `ecrit`: the règlement as its table has it, of which this is another reading; None if it is itself that one.
    `emprunte_a`: the specialty whose règlement it is, where a simulation lends it to one that has none; else empty.
    """

    specialite: str
    nom: str
    option: str
    secteur: str
    unites: tuple[Unite, ...]
    facultatives: tuple[Unite, ...]
    ecrit: Reglement | None = None
    emprunte_a: str = ""

    def __repr__(self) -> str:
        units = ", ".join(one.code for one in self.unites)
        return f"Reglement({self.specialite}, {f'{self.nom} {self.option}'.strip()!r}: {units})"

    @cached_property
    def coefs(self) -> Ints:
        """Return the coefficients of the compulsory units, hundredths, shape (u,)."""
        return np.array([u.coefficient for u in self.unites], dtype=np.int64)

    @cached_property
    def coefs_facultatives(self) -> Ints:
        """Return the multipliers of the facultative units, hundredths, shape (f,)."""
        return np.array([u.coefficient for u in self.facultatives], dtype=np.int64)

    @cached_property
    def au_choix(self) -> Bools:
        """Return which units candidates may choose at the épreuves de contrôle under the texts, shape (u,)."""
        return np.array([u.au_choix for u in self.unites])

    @cached_property
    def langues(self) -> Bools:
        """Return which units are of a living language, shape (u,)."""
        return np.array([u.langue for u in self.unites])

    @cached_property
    def epreuves(self) -> tuple[Bools, ...]:
        """Return the units of each épreuve, in the order of the text, each of shape (u,)."""
        codes = dict.fromkeys(u.epreuve or u.code for u in self.unites)
        return tuple(np.array([(u.epreuve or u.code) == code for u in self.unites]) for code in codes)

    @cached_property
    def rangs_des_epreuves(self) -> Ints:
        """Return the rank of the épreuve of each unit, from 1, shape (u,)."""
        ranks = np.arange(1, len(self.epreuves) + 1)
        found: Ints = ranks @ np.array(self.epreuves)
        return found

    @cached_property
    def domaines(self) -> Mapping[str, Bools]:
        """Return the units of each domain, each of shape (u,)."""
        return {domaine: np.array([u.domaine == domaine for u in self.unites]) for domaine in DOMAINES}

    def du_domaine(self, domaine: str) -> Bools:
        """Return the units of one domain, shape (u,)."""
        return self.domaines[domaine]

    def part(self, lignes: Bools | Ints) -> Reglement:
        """Return the règlement of some candidates: the same for all of them."""
        return self

    def lu(self, lectures: Lectures) -> Reglement:
        """Return the règlement under a reading of its doubtful domains; itself where nothing differs."""
        ecrit = self if self.ecrit is None else self.ecrit
        return ecrit._autrement if lectures.domaines_deduits == "inverses" else ecrit

    @cached_property
    def _autrement(self) -> Reglement:
        if all(one.domaine_deduit != DOUTEUX for one in self.unites):
            return self
        return replace(self, unites=tuple(one.autrement() for one in self.unites), ecrit=self)

    def seul(self) -> Reglement:
        """Return the only règlement, for a rule that reads its units one by one."""
        return self

    @property
    def confiance(self) -> str:
        """Return the weakest confidence among the compulsory units, which is that of the whole set."""
        # An analyst's own word does not show its strength: it counts as the weakest.
        order = {**{word: rank - len(WEAK) for rank, word in enumerate(WEAK)}}
        order |= {"weak source": 1, "sourced": 2, "two sources agree": 3}
        return min((u.confiance for u in self.unites), key=lambda confiance: order.get(confiance, 0))


@dataclass(frozen=True, repr=False, eq=False)
class TableDesReglements:
    """Several règlements side by side, on as many columns as the longest has units: shapes (s, u) and (s, f).

    A column that a règlement does not have weighs nothing, is of no domain and may not be chosen.
    """

    reglements: tuple[Reglement, ...]

    def __repr__(self) -> str:
        return f"TableDesReglements({', '.join(one.specialite for one in self.reglements)})"

    @cached_property
    def coefs(self) -> Ints:
        """Return the coefficients of the compulsory units, hundredths, shape (s, u)."""
        return self.alignees(lambda one: one.coefs)

    @cached_property
    def coefs_facultatives(self) -> Ints:
        """Return the multipliers of the facultative units, hundredths, shape (s, f)."""
        return self.alignees(lambda one: one.coefs_facultatives)

    @cached_property
    def au_choix(self) -> Bools:
        """Return which units candidates may choose at the épreuves de contrôle under the texts, shape (s, u)."""
        return self.alignees(lambda one: one.au_choix)

    @cached_property
    def rangs_des_epreuves(self) -> Ints:
        """Return the rank of the épreuve of each unit, from 1; 0 where there is no unit, shape (s, u)."""
        return self.alignees(lambda one: one.rangs_des_epreuves)

    @cached_property
    def langues(self) -> Bools:
        """Return which units are of a living language, shape (s, u)."""
        return self.alignees(lambda one: one.langues)

    @cached_property
    def existantes(self) -> Bools:
        """Return which columns are a unit of the règlement, shape (s, u)."""
        return self.alignees(lambda one: np.ones(len(one.unites), dtype=bool))

    @cached_property
    def facultatives_existantes(self) -> Bools:
        """Return which columns are a facultative unit of the règlement, shape (s, f)."""
        return self.alignees(lambda one: np.ones(len(one.facultatives), dtype=bool))

    @cached_property
    def ponctuelles(self) -> Bools:
        """Return which units end with a sitting, outside schools and then in schools, shape (2, s, u)."""
        outside = self.alignees(lambda one: np.array([u.mode_individuel != CCF for u in one.unites]))
        return np.stack([outside, self.alignees(lambda one: np.array([u.mode_scolaire != CCF for u in one.unites]))])

    @cached_property
    def domaines(self) -> Mapping[str, Bools]:
        """Return the units of each domain, each of shape (s, u)."""

        def units_of(domaine: str) -> Bools:
            return self.alignees(lambda one: one.du_domaine(domaine))

        return {domaine: units_of(domaine) for domaine in DOMAINES}

    def lu(self, lectures: Lectures) -> TableDesReglements:
        """Return the table under a reading of its doubtful domains; itself where nothing differs."""
        lus = tuple(one.lu(lectures) for one in self.reglements)
        if all(one is other for one, other in zip(lus, self.reglements, strict=True)):
            return self
        return self._lues.setdefault(lectures.domaines_deduits, TableDesReglements(lus))

    @cached_property
    def _lues(self) -> dict[str, TableDesReglements]:
        return {}

    def alignees(self, valeurs: Callable[[Reglement], NDArray[Any]]) -> NDArray[Any]:
        """Return an array of each règlement, shape (k,), as the rows of one table padded with zeros."""
        rows = [valeurs(one) for one in self.reglements]
        table = np.zeros((len(rows), max(map(len, rows))), dtype=rows[0].dtype)
        for row, values in zip(table, rows, strict=True):
            row[: len(values)] = values
        return table


@dataclass(frozen=True, repr=False, eq=False)
class Reglements:
    """The règlements that n candidates follow: a rule reads them as it reads one `Reglement`, candidate by candidate.

    `rangs`: the row of the table that each candidate follows, shape (n,).
    """

    table: TableDesReglements
    rangs: Ints

    def __repr__(self) -> str:
        return f"Reglements({self.table!r}, {self.rangs.size} candidats)"

    @cached_property
    def coefs(self) -> Ints:
        """Return the coefficients of the compulsory units, hundredths, shape (n, u)."""
        return self.table.coefs.take(self.rangs, axis=0)

    @cached_property
    def coefs_facultatives(self) -> Ints:
        """Return the multipliers of the facultative units, hundredths, shape (n, f)."""
        return self.table.coefs_facultatives.take(self.rangs, axis=0)

    @cached_property
    def au_choix(self) -> Bools:
        """Return which units candidates may choose at the épreuves de contrôle under the texts, shape (n, u)."""
        return self.table.au_choix.take(self.rangs, axis=0)

    @property
    def rangs_des_epreuves(self) -> Ints:
        """Return the rank of the épreuve of each unit, from 1; 0 where there is no unit, shape (n, u)."""
        return self.table.rangs_des_epreuves.take(self.rangs, axis=0)

    @cached_property
    def langues(self) -> Bools:
        """Return which units are of a living language, shape (n, u)."""
        return self.table.langues.take(self.rangs, axis=0)

    @cached_property
    def _domaines(self) -> dict[str, Bools]:
        return {}

    def du_domaine(self, domaine: str) -> Bools:
        """Return the units of one domain, shape (n, u)."""
        known = self._domaines
        if domaine not in known:
            known[domaine] = self.table.domaines[domaine].take(self.rangs, axis=0)
        return known[domaine]

    def part(self, lignes: Bools | Ints) -> Reglements:
        """Return the règlements of some candidates."""
        return Reglements(self.table, self.rangs[lignes])

    def lu(self, lectures: Lectures) -> Reglements:
        """Return the règlements under a reading of their doubtful domains; themselves where nothing differs."""
        table = self.table.lu(lectures)
        return self if table is self.table else Reglements(table, self.rangs)

    def seul(self) -> Reglement:
        """Refuse: a rule that reads the units of one règlement one by one takes candidates of one specialty."""
        raise TypeError("this rule reads the units of one règlement: it takes the candidates of one specialty")


#: What a rule reads: one règlement, the same for all its candidates, or those of candidates of several specialties.
Reglementation = Reglement | Reglements


@dataclass(frozen=True)
class Pour:
    """The candidates for whom a regime holds, and the regime that the others follow.

    `conditions`: column → the values admitted; a candidate is concerned if every condition holds. `base`: the regime of
    the others, which holds for all of them.
    """

    conditions: Mapping[str, tuple[str, ...]]
    base: Regime

    def en_mots(self) -> str:
        """Return the conditions as people write them: `voie : apprentissage ; academie : Dijon ou Reims`."""
        return " ; ".join(f"{column} : {' ou '.join(values)}" for column, values in self.conditions.items())


@dataclass(frozen=True, repr=False)
class Regime:
    """One regime of épreuves de contrôle: named rules and their thresholds (hundredths; None: no such condition).

    `lectures`: how the open points are read under it. `valeurs`: values of the barème that it changes, hundredths.
    `pour`: the candidates for whom it holds; None for all of them. Only wrong ideas have the rest, in hundredths:
    `seuil_points`, a total of points × coefficients; `note_plancher`, a mark below which nobody may sit; `seuil_oral`,
    a mark that an oral has to exceed.
    """

    nom: str
    titre: str
    raison: str
    source: str
    acces: Acces
    choix: Choix
    remplacement: Remplacement
    lectures: Lectures
    seuil_general: int | None = None
    seuil_professionnel: int | None = None
    nombre_oraux: int = 0
    admission: Admission = "moyenne"
    seuil_points: int | None = None
    note_plancher: int | None = None
    seuil_oral: int | None = None
    auteur: str = ""
    date: str = ""
    valeurs: Mapping[str, int] = field(default_factory=dict)
    pour: Pour | None = None

    def __repr__(self) -> str:
        rules = f"acces={self.acces}, choix={self.choix}, remplacement={self.remplacement}"
        levels = f"seuil_general={self.seuil_general}, seuil_professionnel={self.seuil_professionnel}"
        whose = f", pour {self.pour.en_mots()}" if self.pour else ""
        return f"Regime({self.nom!r}, {self.titre!r}: {rules}, {levels}, nombre_oraux={self.nombre_oraux}{whose})"

    @property
    def for_all(self) -> Regime:
        """Return the same rules for every candidate."""
        return self if self.pour is None else replace(self, pour=None)

    @property
    def parts(self) -> tuple[Regime, ...]:
        """Return the regimes that decide on candidates: its own rules, and those of whom it does not concern."""
        return (self,) if self.pour is None else (self.for_all, self.pour.base)

    def read_as(self, lectures: Lectures) -> Regime:
        """Return the regime under other readings of the texts, for those whom it concerns and for the others."""
        whose = self.pour and replace(self.pour, base=replace(self.pour.base, lectures=lectures))
        return replace(self, lectures=lectures, pour=whose)

    @property
    def opens_orals(self) -> bool:
        """Return whether some candidate may sit the épreuves de contrôle."""
        return any(one.acces != "ferme" for one in self.parts)

    @property
    def oral_par(self) -> str:
        """Return the level to which an oral mark belongs, `unite` or `domaine`; empty when no oral exists."""
        by = {"unites_generales": "unite", "unites_generales_ponctuelles": "unite", "un_oral_par_domaine": "domaine"}
        return by.get(self.choix, "")


@dataclass(frozen=True, repr=False)
class Bareme:
    """All that the law fixes for one session. Thresholds are in hundredths of a point.

    `facultatives_admises`: the most facultative units in a candidate's file; above, the file is refused.
    `facultatives_au_texte`: the number that the code allows. `facultatives_comptees`: the number that count, the best
    ones; None for all. `pas_des_notes`: step of the marks of a unit, hundredths. `ailleurs`: specialties that are known
    and have no usable règlement for this session → the reason, and the alternative, in French.
    """

    session: int
    seuil_admission: int
    seuil_benefice: int
    seuil_facultatif: int
    note_maximale: int
    pas_des_notes: int
    facultatives_admises: int
    facultatives_au_texte: int
    facultatives_comptees: int | None
    regime: str
    reglements: Mapping[str, Reglement]
    ailleurs: Mapping[str, tuple[str, str]]

    def __repr__(self) -> str:
        codes = ", ".join(self.reglements)
        return f"Bareme(session={self.session}, regime={self.regime!r}, {len(self.reglements)} reglements: {codes})"

    def table(self, specialites: Sequence[str]) -> TableDesReglements:
        """Return the règlements of some specialties as one table, made once for each list of them."""
        codes = tuple(specialites)
        if codes not in self._tables:
            self._tables[codes] = TableDesReglements(tuple(self.reglements[code] for code in codes))
        return self._tables[codes]

    @cached_property
    def _tables(self) -> dict[tuple[str, ...], TableDesReglements]:
        return {}

    def prete(self, specialite: str, par: str) -> Reglement:
        """Return the règlement of a specialty as it is lent to another one that has none, made once for each pair."""
        if (specialite, par) not in self._pretes:
            self._pretes[specialite, par] = replace(self.reglements[par], specialite=specialite, emprunte_a=par)
        return self._pretes[specialite, par]

    @cached_property
    def _pretes(self) -> dict[tuple[str, str], Reglement]:
        return {}

    def sous(self, regime: Regime) -> Bareme:
        """Return the barème with the values that a regime changes, and those that its readings choose."""
        chosen = tuple(sorted(regime.valeurs.items())), regime.lectures
        if chosen not in self._sous:
            while len(self._sous) >= KEPT:
                del self._sous[next(iter(self._sous))]
            self._sous[chosen] = self._changed(regime)
        return self._sous[chosen]

    @cached_property
    def _sous(self) -> dict[Hashable, Bareme]:
        return {}

    def _changed(self, regime: Regime) -> Bareme:
        changed = regime.valeurs
        strict = regime.lectures.troisieme_facultative == "ignoree"
        return replace(
            self,
            seuil_admission=changed.get("seuil_admission", self.seuil_admission),
            seuil_facultatif=changed.get("seuil_facultatif", self.seuil_facultatif),
            seuil_benefice=changed.get("seuil_benefice", self.seuil_benefice),
            facultatives_comptees=self.facultatives_au_texte if strict else None,
            reglements={code: one.lu(regime.lectures) for code, one in self.reglements.items()},
        )
