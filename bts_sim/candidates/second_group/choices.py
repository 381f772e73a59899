"""The choices of the candidates who may sit the orals: who has chosen what, who has not, and until when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

import numpy as np

from bts_sim.candidates.grade import Grading
from bts_sim.candidates.orals import no_orals
from bts_sim.candidates.tables import CANDIDAT, CANDIDATE_SHAPE
from bts_sim.declared import FileColumn, Shape, optional, required
from bts_sim.droit.bareme import DOMAINES, GENERAL, Regime, Reglement
from bts_sim.droit.calendriers.disciplines import disciplines
from bts_sim.droit.inscription import parse_moment
from bts_sim.droit.releve import SANS_ORAL
from bts_sim.errors import Fault, InputError, Refusal, nearest
from bts_sim.files.cells import FILLED, Cell, among, check_cells, read_words
from bts_sim.files.given import Source
from bts_sim.files.names import by_identity, same_person
from bts_sim.files.read import Columns, Table, read_table, together

if TYPE_CHECKING:
    import pandas as pd

#: A day and an hour, as our files write them.
MOMENT = "%Y-%m-%d %H:%M"
#: States of a choice: made; half made; to make; nothing to choose among; no oral; marked already.
CHOSEN, PARTIAL, TO_CHOOSE, ONLY_ONE, NO_ORAL, SAT = (
    *("choisi", "incomplet", "a_choisir", "sans_choix", "sans_oral", "passe"),
)
STATES = (CHOSEN, PARTIAL, TO_CHOOSE, ONLY_ONE, NO_ORAL, SAT)
#: The column that says more of a choice, by what is chosen: the language of a unit, the unit of a general oral.
ABOUT = {"unite": "langue", "domaine": "unite"}
#: The table of choices.
SHAPE: Shape = {
    "candidat": CANDIDATE_SHAPE["candidat"],
    "specialite": FileColumn("code de la spécialité"),
    "unites_choisissables": FileColumn("codes des unités qu'il peut choisir, séparés par des virgules", empty=True),
    "limite": FileColumn(
        "dernier moment pour choisir, heure de Paris ; vide si aucun calendrier ne le dit",
        pattern=r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}",
        empty=True,
    ),
    "choisies": FileColumn("unités choisies, ou domaines en 2021, séparés par des virgules", empty=True),
    "etat": FileColumn("où en est le choix", codes=STATES),
}


def choice_shape(oral_par: str) -> Shape:
    """Return the columns of the file of choices, for a regime with orals by `unite` or by `domaine`."""
    by = {
        "unite": FileColumn("code de l'unité choisie"),
        "domaine": FileColumn("domaine de l'épreuve de contrôle, en 2021", codes=DOMAINES),
    }
    about = {
        "unite": FileColumn(
            "langue de l'oral, pour une unité de langue vivante, comme anglais", empty=True, optional=True
        ),
        "domaine": FileColumn("unité choisie pour l'oral général", empty=True, optional=True),
    }
    when = FileColumn("jour, ou jour et heure, où le choix a été saisi", empty=True, optional=True)
    named = {oral_par: by[oral_par], ABOUT[oral_par]: about[oral_par], "saisi_le": when}
    return {"candidat": CANDIDATE_SHAPE["candidat"], **named}


@dataclass(frozen=True)
class Choice:
    """The choice of a candidate who may sit: among `choosable`, `owed` orals, until `limit`.

    `chosen`: units, or domains in 2021, those that he has sat included. `sat`: those that have a mark. `by_unit`: he
    chooses units. `one_language`: of two languages, he may choose one. `about`: the language of a unit chosen, or the
    unit of his general oral, where the file says it.
    """

    candidat: str
    specialite: str
    choosable: tuple[str, ...]
    owed: int
    limit: datetime | None
    chosen: tuple[str, ...]
    sat: tuple[str, ...]
    by_unit: bool
    one_language: bool = False
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """Return the state of the choice."""
        if not self.owed:
            return NO_ORAL
        if len(self.sat) >= self.owed:
            return SAT
        if self.by_unit and self.owed == len(self.choosable):
            return ONLY_ONE
        if len(self.chosen) >= self.owed:
            return CHOSEN
        return PARTIAL if self.chosen else TO_CHOOSE

    @property
    def settled(self) -> tuple[str, ...]:
        """Return what he is to sit and has no mark yet: what he chose, or all where there is nothing to choose."""
        all_of_them = self.choosable if self.state == ONLY_ONE else self.chosen
        return tuple(one for one in all_of_them if one not in self.sat)


def open_choices(
    grading: Grading, limits: Callable[[Reglement], Callable[[str], datetime | None]]
) -> dict[str, Choice]:
    """Return the choice that each candidate who may sit has to make, in the order of their table; none is made yet.

    `limits`: a function from a specialty to the last moment of each of its candidates.
    """
    names = grading.dossiers.candidats["candidat"].astype(object).tolist()
    by_row: dict[int, Choice] = {}
    for d in (part for one in grading.deliberations.values() for part in one.parts):
        regime, reglement = d.deliberation.regime, d.groupe.reglement
        by_unit, limit = regime.oral_par == "unite", limits(reglement)
        one_language = by_unit and regime.lectures.langues_au_choix == "une_seule"
        owed = d.deliberation.manquants(no_orals(d.groupe, regime), clos=False).nombre
        codes = [unit.code for unit in reglement.unites]
        targets = codes if by_unit else list(DOMAINES)
        for place in np.flatnonzero(d.controle.autorise).tolist():
            row = int(d.groupe.candidats[place])
            sat = () if d.oraux is None else _those(targets, d.oraux[place] != SANS_ORAL)
            open_units = _those(codes, d.controle.choisissables[place])
            known = (names[row], reglement.specialite, open_units, int(owed[place]), limit(names[row]))
            by_row[row] = Choice(*known, sat, sat, by_unit, one_language)
    return {by_row[row].candidat: by_row[row] for row in sorted(by_row)}


def _those(names: Sequence[str], which: Sequence[bool]) -> tuple[str, ...]:
    return tuple(name for name, yes in zip(names, which, strict=True) if yes)


def kind_of_orals(regime: Regime) -> str:
    """Return what the orals of a regime are on, `unite` or `domaine`; empty where it has none.

    Raises InputError where those whom a reform concerns and the others do not choose alike: no file says both.
    """
    kinds = {part.oral_par for part in regime.parts if part.oral_par}
    if len(kinds) > 1 and regime.pour is not None:
        problem = f"oraux par unité pour les uns, par domaine pour les autres ({regime.pour.en_mots()})"
        remedy = "organiser à part, chacun sous son régime, ceux qu'il concerne et les autres"
        raise InputError([Fault("--regime", None, "pour", regime.nom, problem, remedy)])
    return next(iter(kinds), "")


def read_choices(
    sources: Sequence[Source], grading: Grading, opened: Mapping[str, Choice]
) -> tuple[dict[str, Choice], list[Fault]]:
    """Return the choices with those of a file, and the faults of the file.

    `sources`: the tables of the file. `opened`: the choices to make, from `open_choices`.
    """
    kind = kind_of_orals(grading.regime)
    if not kind:
        problem, remedy = (
            f"le régime {grading.regime.nom} n'a pas d'oral",
            "retirer --choix, ou prendre un autre régime",
        )
        return dict(opened), [Fault(one.name, None, "", "", problem, remedy) for one in sources]
    table = choices_table(sources, kind)
    if table.frame is None:
        return dict(opened), table.fautes
    taken = _Taken(table, grading, opened, kind)
    for row in table.frame.astype(object).itertuples():
        cells = dict(zip(table.frame.columns, row[1:], strict=True))
        about = cells.get(ABOUT[kind], "")
        taken.add(int(row[0]), cells["candidat"], cells[kind], cells.get("saisi_le", ""), about)
    taken.refuse_pairs()
    if "saisi_le" not in table.frame:
        table.tell("sans colonne saisi_le, aucun retard n'est cherché")
    return taken.choices, table.fautes


def choices_table(sources: Sequence[Source], kind: str) -> Table:
    """Return the table of choices, with the faults of its cells; `kind`: what the orals are on."""
    return together([_read(one, kind) for one in sources])


def _read(source: Source, oral_par: str) -> Table:
    shape = choice_shape(oral_par)
    table = read_table(source, Columns(required(shape), optional(shape), no_row=True))
    read_words(table, {"domaine": DOMAINES})
    target = among(*shape[oral_par].codes) if shape[oral_par].codes else FILLED
    return check_cells(table, candidat=CANDIDAT, saisi_le=Cell(_is_a_moment, _explain_moment), **{oral_par: target})


def _is_a_moment(text: str) -> bool:
    return not text or not isinstance(_moment(text), Refusal)


def _explain_moment(text: str) -> tuple[str, str]:
    refusal = _moment(text)
    assert isinstance(refusal, Refusal)
    return refusal.problem, refusal.remedy


def _moment(text: str) -> datetime | Refusal:
    try:
        return parse_moment(text)
    except Refusal as refusal:
        return refusal


class _Taken:
    """The choices, while the rows of a file are read: each sound row adds to them, every other one is a fault."""

    def __init__(self, table: Table, grading: Grading, opened: Mapping[str, Choice], kind: str) -> None:
        self.table, self.grading, self.choices, self.kind = table, grading, dict(opened), kind
        self.by_unit = kind == "unite"
        everybody = grading.dossiers.candidats["candidat"].astype(object)
        self.known = set(everybody)
        self.alike = by_identity(dict.fromkeys(everybody, ""))
        self.first: dict[tuple[str, str], int] = {}
        self.lines: dict[str, list[tuple[int, str]]] = defaultdict(list)

    def add(self, line: int, candidat: str, target: str, written: str, about: str = "") -> None:
        """Add the choice of a row, or its faults; `about`: the language of its unit, or the unit of its domain."""
        choice = self.choices.get(candidat)
        if not candidat or not target:
            return
        if choice is None:
            self._refuse_candidate(line, candidat)
            return
        earlier = self.first.setdefault((candidat, target), line)
        if earlier != line:
            where = self.table.place(earlier)
            self._refuse(line, candidat, target, f"choix en double, déjà donné {where}", "n'en garder qu'une ligne")
            return
        self._refuse_late(line, choice, written)
        possible = choice.choosable if self.by_unit else DOMAINES
        if target not in possible:
            listed = ", ".join(possible) or "aucune"
            near = nearest(target, possible)
            remedy = f"{near} ({listed})" if near else f"au choix : {listed}"
            self._refuse(line, candidat, target, "unité qui ne peut pas être choisie", remedy)
            return
        if about:
            self._say_more(line, candidat, target, about)
        if target not in choice.chosen:
            self.lines[candidat].append((line, target))
            if len(choice.chosen) >= choice.owed:
                self._refuse_too_many(line, choice, target)
            else:
                kept = self.choices[candidat]
                self.choices[candidat] = replace(kept, chosen=(*kept.chosen, target))

    def _say_more(self, line: int, candidat: str, target: str, about: str) -> None:
        """Keep the language of a unit, or the unit of the general oral, or add a fault for what it cannot be."""
        choice, column = self.choices[candidat], ABOUT[self.kind]
        units = {unit.code: unit for unit in self.grading.bareme.reglements[choice.specialite].unites}
        if self.by_unit:
            word = about.casefold()
            own = disciplines().langue_nommee(units[target]) if units[target].langue else ""
            if not units[target].langue or own not in ("", word):
                problem = f"une autre langue que celle de l'unité ({own})" if own else "langue d'une autre unité"
                self._refuse_word(
                    line, candidat, about, problem, f"vider la case, ou corriger l'unité {target}", column
                )
                return
        elif target != GENERAL or about not in choice.choosable:
            listed = ", ".join(choice.choosable) or "aucune"
            remedy = f"au choix, pour l'oral général seul : {listed}"
            self._refuse_word(line, candidat, about, "unité qui ne peut pas être choisie", remedy, column)
            return
        said = word if self.by_unit else about
        self.choices[candidat] = replace(choice, about={**choice.about, target: said})

    def _refuse_word(self, line: int, candidat: str, word: str, problem: str, remedy: str, column: str) -> None:
        self.table.refuse(problem, remedy, ligne=line, colonne=column, valeur=word, candidat=candidat)

    def _refuse_candidate(self, line: int, candidat: str) -> None:
        if candidat in self.known:
            problem = f"candidat non autorisé aux épreuves de contrôle ({self.grading.regime.nom})"
            remedy = "retirer ses lignes, ou vérifier ses notes, la session et --regime"
        else:
            problem = "candidat inconnu"
            remedy = same_person(candidat, self.alike) or (
                "vérifier le numéro : il n'est dans aucune ligne des candidats"
            )
        self.table.refuse(problem, remedy, ligne=line, colonne="candidat", valeur=candidat, candidat=candidat)

    def _refuse_late(self, line: int, choice: Choice, written: str) -> None:
        moment = _moment(written) if written else None
        if not isinstance(moment, datetime) or choice.limit is None:
            return
        # A day without an hour may be before the hour of the limit.
        if moment.time() == time.min:
            late = moment.date() > choice.limit.date()
        else:
            late = moment > choice.limit.replace(second=0, microsecond=0)
        if late:
            problem = f"choix saisi après la limite du {choice.limit:%d/%m/%Y à %Hh%M}"
            remedy = "corriger le jour s'il est faux ; un choix tardif accepté s'écrit sans saisi_le"
            self.table.refuse(problem, remedy, ligne=line, colonne="saisi_le", valeur=written, candidat=choice.candidat)

    def _refuse_too_many(self, line: int, choice: Choice, target: str) -> None:
        if choice.sat:
            problem = f"déjà passé : {', '.join(choice.sat)} (--oraux), et plus de {choice.owed} oraux"
            remedy = "garder le choix de l'oral passé, ou corriger --oraux"
        else:
            problem = f"plus de {choice.owed} choix pour ce candidat"
            remedy = f"ne garder que les {choice.owed} qu'il a faits"
        self._refuse(line, choice.candidat, target, problem, remedy)

    def refuse_pairs(self) -> None:
        """Add a fault for units that may each be chosen, but not together."""
        for candidat, rows in self.lines.items():
            if not self.choices[candidat].one_language:
                continue
            reglement = self.grading.bareme.reglements[self.choices[candidat].specialite]
            spoken = {unit.code for unit in reglement.unites if unit.langue}
            for line, unit in [row for row in rows if row[1] in spoken][1:]:
                self._refuse(line, candidat, unit, "deux langues", "une au plus (lecture langues_au_choix)")

    def _refuse(self, line: int, candidat: str, target: str, problem: str, remedy: str) -> None:
        unit = target if self.by_unit else None
        self.table.refuse(problem, remedy, ligne=line, colonne=self.kind, valeur=target, candidat=candidat, unite=unit)


def table_of_choices(choices: Mapping[str, Choice]) -> pd.DataFrame:
    """Return the choices as a table, one row per candidate who may sit, all cells as text: see `SHAPE`."""
    import pandas as pd

    rows = [
        (
            one.candidat,
            one.specialite,
            ",".join(one.choosable),
            "" if one.limit is None else one.limit.strftime(MOMENT),
            ",".join(one.choosable if one.state == ONLY_ONE else one.chosen),
            one.state,
        )
        for one in choices.values()
    ]
    return pd.DataFrame(rows, columns=list(SHAPE), dtype="str")


def waiting_choices(choices: Mapping[str, Choice]) -> Iterator[tuple[str, int]]:
    """Yield each limit at which choices are still missing, in order, with the candidates who have not chosen."""
    missing = [one for one in choices.values() if one.state in (TO_CHOOSE, PARTIAL)]
    counts = Counter("" if one.limit is None else one.limit.strftime(MOMENT) for one in missing)
    yield from sorted(counts.items())
