"""Grade candidates from their tables, files or DataFrames: who gets the diploma, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bts_sim.candidates.shown import decisions_shown, html_of_table, text_of_table
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.deliberation import NAMES, Decided, Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.motifs import joined_motifs, joined_rows
from bts_sim.droit.points import Bools, Ints, Moyenne
from bts_sim.droit.regimes import GivenRegime, load_regime
from bts_sim.droit.textes import load_bareme, motifs as load_motifs, session_of
from bts_sim.droit.vocabulaire import NON, OUI, VOIES
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenTable, GivenTables, Source, tables_given
from bts_sim.progress import milestone, watch

if TYPE_CHECKING:
    import pandas as pd
    from pandas.api.extensions import ExtensionArray

    from bts_sim.candidates.assemble import Dossiers
    from bts_sim.candidates.explain import Story
    from bts_sim.cohort.group import Groupe

#: An exact mean: a reduced fraction, or a whole number.
REDUCED = r"\d+(/\d+)?"
#: Decisions of the first group. The final decisions add the outcomes of the orals.
FIRST = (Decision.ADMIS, Decision.NON_ADMIS, Decision.ELIMINE, Decision.SANS_DECISION_FINALE)
LAST = (
    *(Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE, Decision.REFUSE, Decision.ELIMINE),
    *(Decision.SANS_DECISION_FINALE, Decision.EN_ATTENTE_CONTROLE),
)


def _mean(of: str) -> Mapping[str, FileColumn]:
    words = {"generale": "moyenne générale", "professionnelle": "moyenne professionnelle", "finale": "moyenne finale"}
    return {
        f"moyenne_{of}": FileColumn(words[of], "number", "points sur 20", empty=True, lowest=0),
        f"moyenne_{of}_exacte": FileColumn(
            f"{words[of]}, fraction réduite", unit="points sur 20", pattern=REDUCED, empty=True
        ),
    }


#: A column of texts, each told once, and which of them each row has, shape (n,).
Ranked: TypeAlias = "tuple[Sequence[str], Ints | Bools | NDArray[np.uint8]]"
#: The table of decisions; the groups of the candidates come before its last column.
SHAPE: Shape = {
    "candidat": FileColumn("numéro du candidat, tel qu'il a été donné"),
    "regime": FileColumn("nom du régime appliqué"),
    **_mean("generale"),
    **_mean("professionnelle"),
    "decision_groupe1": FileColumn("décision du premier groupe", codes=tuple(NAMES[one] for one in FIRST)),
    "autorise_controle": FileColumn("autorisé à passer les épreuves de contrôle", codes=(OUI, NON)),
    "unites_choisissables": FileColumn("codes des unités qu'il peut choisir, séparés par des virgules", empty=True),
    **_mean("finale"),
    "decision": FileColumn("décision de la session", codes=tuple(NAMES[one] for one in LAST)),
    "motifs": FileColumn("codes des motifs, séparés par des virgules", empty=True),
    "specialite": FileColumn("code de la spécialité"),
    "voie": FileColumn("voie du candidat", codes=VOIES),
    "conseil_oraux": FileColumn(
        "le choix d'oraux qui a le plus de chances de donner le diplôme d'après le modèle des oraux, ces chances, et "
        "la note qui suffit à chaque oral, comme « U1,U3 : 62 % ; 12,5 » ; vide pour qui n'a pas à choisir",
        empty=True,
        pattern=r"[^ ,]+(,[^ ,]+)* : \d{1,3} % ; (\d{1,2}(,5)?|aucune)",
    ),
}
COLONNES = tuple(SHAPE)
#: The columns before the groups, and the one after them.
BEFORE_GROUPS, ADVISED = COLONNES[:-1], COLONNES[-1]
#: The columns that are read from the table of candidates.
CARRIED = ("candidat", "specialite", "voie")


@dataclass(frozen=True, repr=False)
class Grading:
    """The result of `grade`: the deliberations by specialty, the faults, and the candidates left out because of them.

    A notebook shows the number of candidates for each decision, and the first rows of the table.
    """

    bareme: Bareme
    regime: Regime
    dossiers: Dossiers
    deliberations: Mapping[str, Decided[Groupe]]
    unsound: Collection[str | None]
    fautes: Sequence[Fault]

    def __repr__(self) -> str:
        return text_of_table(*self._shown())

    def _repr_html_(self) -> str:
        return html_of_table(*self._shown())

    def _shown(self) -> tuple[str, pd.DataFrame]:
        return decisions_shown(self.decisions(), self.bareme, self.regime, len(self.unsound))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return the views of the result for a notebook, by MIME type."""
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    @property
    def table(self) -> pd.DataFrame:
        """Return the table of decisions: see `decisions`."""
        return self.decisions()

    def explain(self, candidat: object) -> Story:
        """Return the story of one decision: each step, its numbers, its text, and the changes that would alter it.

        `candidat`: his number in the table of decisions. Raises InputError for a number that is not in it, and suggests
        the candidate who may be meant.
        """
        from bts_sim.candidates.explain import story

        return story(self, str(candidat))

    def decisions(self) -> pd.DataFrame:
        """Return the table of decisions, one row per candidate in the order of their table, all cells as text.

        Its columns are those of `COLONNES`, the groups before the last one. A mean is on 20 with a decimal comma; the
        next column has it as a reduced fraction (`205/22`). Both are empty if there is no mean. Lists are joined by
        commas.
        """
        import pandas as pd

        from bts_sim.candidates.groups import named

        given = self.dossiers.candidats
        groups = named(given.columns, COLONNES)
        carried = {name: name for name in CARRIED} | groups
        cells = {shown: _words(given[name]) for name, shown in carried.items()}
        cells |= self._decided()
        ordered = (*BEFORE_GROUPS, *groups.values(), ADVISED)
        table = pd.DataFrame({name: cells[name] for name in ordered}, copy=False)
        return table[self._graded()]

    def _decided(self) -> dict[str, ExtensionArray]:
        """Return what the jury decides, column by column, in the order of the table of candidates."""
        every = watch(self.deliberations.values(), "Décisions")
        parts = [(part.groupe.candidats, self._columns(part)) for d in every for part in d.parts]
        found = {}
        for name in (one for one in COLONNES if one not in CARRIED):
            texts: list[str] = []
            ranks = np.zeros(len(self.dossiers.candidats), dtype=np.intp)
            for rows, columns in parts:
                words, which = columns[name]
                ranks[rows] = np.add(which, len(texts), dtype=np.intp)
                texts += words
            found[name] = _texts(texts, ranks)
        return found

    def _graded(self) -> Bools:
        """Return which candidates of the table have no fault, shape (n,)."""
        graded: Bools = ~self.dossiers.candidats["candidat"].isin(list(self.unsound)).to_numpy()
        return graded

    def numbers(self, which: Callable[[Decided[Groupe]], Bools]) -> list[str]:
        """Return the numbers of the graded candidates for whom `which` holds, in file order.

        `which`: a function from a deliberation to one truth value per candidate, shape (n,).
        """
        rows = [int(row) for d in self.deliberations.values() for row in d.groupe.candidats[which(d)]]
        names = self.dossiers.candidats["candidat"].iloc[sorted(rows)]
        return [name for name in names if name not in self.unsound]

    def tell_weak_units(self) -> None:
        """Report, once per specialty, how many decisions rest on weak units."""
        from bts_sim.droit.unites_fragiles import resting, tell_weak

        graded = self._graded()
        for d in self.deliberations.values():
            relied = resting(d.premier, d.groupe.releve, d.groupe.reglement)
            tell_weak(d.groupe.reglement, relied[graded[d.groupe.candidats]])

    def _columns(self, d: Decided[Groupe]) -> dict[str, Ranked]:
        premier, second = d.premier, d.second
        has_mean = premier.ont(Decision.ADMIS) | premier.ont(Decision.NON_ADMIS)
        has_final = has_mean & (second.decision != Decision.EN_ATTENTE_CONTROLE)
        names, codes = tuple(NAMES.values()), [u.code for u in d.groupe.reglement.unites]
        regime = d.deliberation.regime
        return {
            "regime": ([regime.nom], np.zeros(has_mean.size, dtype=np.intp)),
            **_mean_columns("moyenne_generale", premier.generale, has_mean),
            **_mean_columns("moyenne_professionnelle", premier.professionnelle, has_mean),
            "decision_groupe1": (names, premier.decision),
            "autorise_controle": ((NON, OUI), d.controle.autorise),
            "unites_choisissables": joined_rows(d.controle.choisissables, codes),
            **_mean_columns("moyenne_finale", second.finale, has_final),
            "decision": (names, second.decision),
            "motifs": joined_motifs(load_motifs(), regime, d.conditions),
            ADVISED: _advice_cells(d),
        }


def _mean_columns(name: str, means: Moyenne, shown: Bools) -> dict[str, Ranked]:
    """Return the two columns of a mean, its decimals and its fraction, with an empty cell where it is not shown."""
    each, which = means.distinctes()
    which = np.where(shown, which, each.somme.size)
    return {name: ([*each.decimales(), ""], which), f"{name}_exacte": ([*each.fractions(), ""], which)}


def _advice_cells(d: Decided[Groupe]) -> Ranked:
    """Return the advice on orals to each candidate, an empty cell where he has none."""
    which = np.zeros(d.groupe.candidats.size, dtype=np.intp)
    ranks = {"": 0}
    if d.controle.autorise.any():
        from bts_sim.candidates.oral_advice import advice_of

        for place, one in advice_of(d).items():
            which[place] = ranks.setdefault(one.cell, len(ranks))
    return [*ranks], which


def _words(column: pd.Series) -> ExtensionArray:
    """Return a column of categories as texts."""
    return _texts(column.cat.categories.tolist(), column.cat.codes.to_numpy())


def _texts(texts: Sequence[str], ranks: NDArray[np.integer]) -> ExtensionArray:
    """Return a column of texts, of which each row has the one of its rank, shape (n,)."""
    import pandas as pd

    return pd.array(texts, dtype="str").take(ranks)


def grade(
    candidats: GivenTables,
    notes: GivenTables,
    oraux: GivenTables | None = None,
    *,
    session: int | str,
    regime: GivenRegime | None = None,
    specialites: GivenTable | None = None,
    keep_going: bool = False,
    oraux_complets: bool = False,
) -> Grading:
    """Return the decisions on real candidates, under the regime of the session or another one.

    A table is the path of a file (text or Path; CSV, workbook or Parquet), a DataFrame, or a list of them that is read
    as one. A DataFrame is read as if it had been saved to a file, and is not changed; a missing cell is empty, never
    zero.

    Args:
        candidats: `candidat`, `specialite`, `voie`, `forme`, `derniere_session` and any groups.
        notes: `candidat`, `unite`, `note` (points on 20), `statut` and perhaps `mode`.
        oraux: marks at the orals, where these were held: `candidat`, `unite` or `domaine`, `note` (points on 20).
        session: a year, as a number or a text.
        regime: a name, the path of a file, or a regime; the one in force by default.
        specialites: a table of further specialties.
        keep_going: grade the candidates without faults, and return the faults.
        oraux_complets: the orals are over, and an oral without a row was not sat; otherwise it is still to come.

    Returns:
        `.table` has the columns of `decisions.csv`, one row per candidate, all cells as text; `.explain("A1")` tells
        the decision on one candidate, step by step.

    Raises:
        BtsSimError: every fault of every table at once: a fault of a file gives its line, a fault of a DataFrame the
            argument and the position of the row (`notes.iloc[3]`). With `keep_going`, only when an argument is not a
            table. Or no text of the project covers the session.

    Examples:
        >>> import bts_sim as bts
        >>> import pandas as pd
        >>> who = {"candidat": ["A1"], "specialite": "MCO", "voie": "scolaire", "forme": "globale"}
        >>> candidats = pd.DataFrame(who | {"derniere_session": "oui"})
        >>> notes = pd.DataFrame({"candidat": "A1", "unite": "U1 U21 U22 U3 U41 U42 U5 U6".split()})
        >>> graded = bts.grade(candidats, notes.assign(note=12.5, statut=""), session="2024")
        >>> graded.table[["candidat", "moyenne_generale", "decision"]].values.tolist()
        [['A1', '12,5000', 'admis']]
    """
    from bts_sim.candidates.assemble import assemble
    from bts_sim.candidates.coherence import inconsistencies
    from bts_sim.candidates.orals import place_oraux
    from bts_sim.candidates.remarks import facultatives_sat, tell_facultatives, tell_missing_orals, tell_other_marks
    from bts_sim.candidates.specialties import read_names
    from bts_sim.candidates.tables import exchanged, read_candidates, read_notes
    from bts_sim.candidates.whose import check_graded_together, concerned_faults, in_parts
    from bts_sim.files.read import together

    if oraux_complets and oraux is None:
        remedy = "l'ajouter ; un absent y a AB"
        raise InputError([Fault("--oraux-complets", None, "", "", "option sans effet sans --oraux", remedy)])
    orals = {} if oraux is None else {"oraux": oraux}
    given = _given({"candidats": candidats, "notes": notes} | orals, session)
    in_force = load_bareme(session, specialites)
    chosen = load_regime(in_force.regime if regime is None else regime)
    check_graded_together(chosen, with_orals=oraux is not None)
    bareme = in_force.sous(chosen)
    milestone("Jugement", "lecture des candidats", 0)
    read = together([read_candidates(one) for one in given["candidats"]])
    milestone("Jugement", "lecture des notes", 0.35)
    units = {u.code for r in bareme.reglements.values() for u in (*r.unites, *r.facultatives)}
    sheets = [read_notes(one, units) for one in given["notes"]]
    tables = read, together(sheets)
    if any(table.frame is None for table in tables):
        raise InputError(exchanged(*tables) or [fault for table in tables for fault in table.fautes])
    read_names(read, bareme)
    for table, other in (tables, tables[::-1]):
        table.refuse_totals(() if other.frame is None else other.frame["candidat"].cat.categories)
    fautes = [fault for table in tables for fault in table.fautes]
    milestone("Jugement", "dossiers", 0.6)
    everybody, assembled = assemble(*tables, bareme)
    milestone("Jugement", "cohérence des notes", 0.7)
    fautes += inconsistencies(*tables, everybody, assembled, bareme)
    milestone("Jugement", "délibération", 0.9)
    dossiers = everybody.sound(fautes)
    opened = {code: Decided(Deliberation(g, in_force, chosen.for_all)) for code, g in dossiers.groupes.items()}
    unmet = [*concerned_faults(chosen, read, in_force)]
    fautes += unmet
    if chosen.pour is not None and not unmet:
        opened = in_parts(opened, chosen.pour, in_force, dossiers.candidats)
    marks: dict[str, Ints] | None = None
    if oraux is not None:
        assert tables[0].frame is not None
        controles = {code: d.controle for code, d in opened.items()}
        marks, faults = place_oraux(given["oraux"], chosen, bareme, tables[0].frame, dossiers, controles)
        fautes += faults
    if fautes and (not keep_going or any(f.candidat is None for f in fautes)):
        raise InputError(fautes)
    deliberations = {
        code: d if marks is None else d.after(marks[code], clos=oraux_complets) for code, d in opened.items()
    }
    milestone("Jugement", "", 1)
    found = Grading(bareme, chosen, dossiers, deliberations, {f.candidat for f in fautes}, fautes)
    found.tell_weak_units()
    for sheet in sheets:
        tell_other_marks(sheet, bareme)
    over = found.numbers(lambda d: facultatives_sat(d.groupe) > bareme.facultatives_au_texte)
    tell_facultatives(tables[1].name, over, bareme, chosen)
    if oraux is not None:
        waiting = found.numbers(lambda d: d.second.decision == Decision.EN_ATTENTE_CONTROLE)
        absent = found.numbers(_not_sat)
        tell_missing_orals(", ".join(one.name for one in given["oraux"]), waiting, absent)
    return found


def _not_sat(d: Decided[Groupe]) -> Bools:
    assert d.manquants is not None
    return d.manquants.absences


def _given(tables: Mapping[str, object], session: object) -> dict[str, list[Source]]:
    """Return the tables given for each argument. Raises InputError with every one that is not a table."""
    found: dict[str, list[Source]] = {}
    fautes: list[Fault] = []
    for name, given in tables.items():
        try:
            found[name] = tables_given(given, name)
        except InputError as error:
            fautes += error.fautes
    try:
        session_of(session)
    except InputError as error:
        fautes += error.fautes
    if fautes:
        raise InputError(fautes)
    return found
