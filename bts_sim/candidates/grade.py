"""Grade files of candidates and marks: who gets the diploma, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.deliberation import NAMES, Decided, Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.motifs import join_motifs, join_rows
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.textes import load_bareme, motifs as load_motifs
from bts_sim.droit.vocabulaire import NON, OUI, VOIES
from bts_sim.errors import Fault, InputError
from bts_sim.progress import milestone, watch

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.candidates.assemble import Dossiers
    from bts_sim.cohort.group import Groupe

#: An exact mean: a reduced fraction, or a whole number.
REDUCED = r"\d+(/\d+)?"
#: Decisions of the first group; those of the end add what comes of the orals.
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


#: The table of decisions; the groups of the candidates follow.
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
}
COLONNES = tuple(SHAPE)


@dataclass(frozen=True)
class Grading:
    """What `grade` found: the deliberations by specialty, the faults, and the candidates left out for them."""

    bareme: Bareme
    regime: Regime
    dossiers: Dossiers
    deliberations: Mapping[str, Decided[Groupe]]
    unsound: Collection[str | None]
    fautes: Sequence[Fault]

    def decisions(self) -> pd.DataFrame:
        """Give the table of decisions, one row per candidate in the order of the file, all cells as text.

        `COLONNES`, then the groups (`groups.py`), in the order of the file.
        """
        import pandas as pd

        from bts_sim.candidates.groups import named

        deliberations = watch(self.deliberations.values(), "Décisions")
        parts = [pd.DataFrame(self._columns(d), index=d.groupe.candidats) for d in deliberations]
        table = pd.concat(parts).sort_index() if parts else pd.DataFrame(columns=COLONNES[2:-2], dtype=object)
        given = self.dossiers.candidats
        groups = named(given.columns, COLONNES)
        carried = {"candidat": "candidat", "specialite": "specialite", "voie": "voie"} | groups
        for name, shown in carried.items():
            table[shown] = given[name].astype(object).to_numpy()
        table["regime"] = self.regime.nom
        keep = [c not in self.unsound for c in table["candidat"]]
        return table.loc[keep, [*COLONNES, *groups.values()]]

    def numbers(self, which: Callable[[Decided[Groupe]], Bools]) -> list[str]:
        """Give the graded candidates for whom `which` holds, shape (n,) for each deliberation, in file order."""
        rows = [int(row) for d in self.deliberations.values() for row in d.groupe.candidats[which(d)]]
        names = self.dossiers.candidats["candidat"].iloc[sorted(rows)]
        return [name for name in names if name not in self.unsound]

    def tell_weak_units(self) -> None:
        """Tell, once a specialty, how many of the decisions given rest on weak units."""
        from bts_sim.droit.unites_fragiles import resting, tell_weak

        names = self.dossiers.candidats["candidat"].astype(object).to_numpy()
        for d in self.deliberations.values():
            given = [name not in self.unsound for name in names[d.groupe.candidats]]
            relied = resting(d.premier, d.groupe.releve, d.groupe.reglement)
            tell_weak(d.groupe.reglement, relied[given])

    def _columns(self, d: Decided[Groupe]) -> dict[str, list[str]]:
        premier, second = d.premier, d.second
        has_mean = premier.ont(Decision.ADMIS) | premier.ont(Decision.NON_ADMIS)
        has_final = has_mean & (second.decision != Decision.EN_ATTENTE_CONTROLE)
        codes = [u.code for u in d.groupe.reglement.unites]
        return {
            "moyenne_generale": _where(has_mean, premier.generale.decimales),
            "moyenne_generale_exacte": _where(has_mean, premier.generale.fractions),
            "moyenne_professionnelle": _where(has_mean, premier.professionnelle.decimales),
            "moyenne_professionnelle_exacte": _where(has_mean, premier.professionnelle.fractions),
            "decision_groupe1": [NAMES[code] for code in premier.decision.tolist()],
            "autorise_controle": [OUI if yes else NON for yes in d.controle.autorise.tolist()],
            "unites_choisissables": join_rows(d.controle.choisissables, codes),
            "moyenne_finale": _where(has_final, second.finale.decimales),
            "moyenne_finale_exacte": _where(has_final, second.finale.fractions),
            "decision": [NAMES[code] for code in second.decision.tolist()],
            "motifs": join_motifs(load_motifs(), self.regime, d.conditions),
        }


def _where(shown: Bools, texts: Callable[[], list[str]]) -> list[str]:
    """Give each text where it is to be shown, else an empty cell."""
    return [text if yes else "" for text, yes in zip(texts(), shown.tolist(), strict=True)]


#: A file, or several that are read as one.
Files = Path | Sequence[Path]


def grade(
    candidats: Files,
    notes: Files,
    oraux: Files | None = None,
    *,
    session: int,
    regime: str | None = None,
    specialites: Path | None = None,
    keep_going: bool = False,
    oraux_complets: bool = False,
) -> Grading:
    """Grade the candidates of two files, or kinds of files, under the regime of the session or another one.

    `oraux_complets`: the orals are over, and one that has no row was not sat. Otherwise it is still to come.

    Raises InputError with every fault of every file; with `keep_going`, only when a file is no table at all:
    the candidates whom no fault names are then graded and the faults returned.
    """
    from bts_sim.candidates.assemble import assemble
    from bts_sim.candidates.coherence import inconsistencies
    from bts_sim.candidates.orals import place_oraux
    from bts_sim.candidates.remarks import facultatives_sat, tell_facultatives, tell_missing_orals, tell_other_marks
    from bts_sim.candidates.specialties import read_names
    from bts_sim.candidates.tables import exchanged, read_candidates, read_notes
    from bts_sim.files.read import together

    if oraux_complets and oraux is None:
        remedy = "l'ajouter ; un absent y a AB"
        raise InputError([Fault("--oraux-complets", None, "", "", "option sans effet sans --oraux", remedy)])
    in_force = load_bareme(session, specialites)
    chosen = load_regime(in_force.regime if regime is None else regime)
    bareme = in_force.sous(chosen)
    milestone("Jugement", "lecture des candidats", 0)
    read = together([read_candidates(path) for path in _several(candidats)])
    milestone("Jugement", "lecture des notes", 0.35)
    units = {u.code for r in bareme.reglements.values() for u in (*r.unites, *r.facultatives)}
    sheets = [read_notes(path, units) for path in _several(notes)]
    tables = read, together(sheets)
    if any(table.frame is None for table in tables):
        raise InputError(exchanged(*tables) or [fault for table in tables for fault in table.fautes])
    read_names(read, bareme)
    for table, other in (tables, tables[::-1]):
        table.refuse_totals(set() if other.frame is None else {*other.frame["candidat"].cat.categories})
    fautes = [fault for table in tables for fault in table.fautes]
    milestone("Jugement", "dossiers", 0.6)
    everybody, assembled = assemble(*tables, bareme)
    milestone("Jugement", "cohérence des notes", 0.7)
    fautes += inconsistencies(*tables, everybody, assembled, bareme)
    milestone("Jugement", "délibération", 0.9)
    dossiers = everybody.sound(fautes)
    opened = {code: Deliberation(g, in_force, chosen) for code, g in dossiers.groupes.items()}
    marks: dict[str, Ints] | None = None
    if oraux is not None:
        assert tables[0].frame is not None
        controles = {code: d.controle for code, d in opened.items()}
        marks, faults = place_oraux(_several(oraux), chosen, bareme, tables[0].frame, dossiers, controles)
        fautes += faults
    if fautes and (not keep_going or any(f.candidat is None for f in fautes)):
        raise InputError(fautes)
    deliberations = {
        code: Decided(d) if marks is None else Decided(d, marks[code], d.manquants(marks[code], clos=oraux_complets))
        for code, d in opened.items()
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
        tell_missing_orals(", ".join(path.name for path in _several(oraux)), waiting, absent)
    return found


def _not_sat(d: Decided[Groupe]) -> Bools:
    assert d.manquants is not None
    return d.manquants.absences


def _several(files: Files) -> Sequence[Path]:
    """Give the files of one kind; raises InputError for one that is given twice, whatever its paths."""
    if isinstance(files, Path):
        return [files]
    twice = [path for i, path in enumerate(files) if any(_same(path, other) for other in files[:i])]
    if twice:
        remedy = "ne le donner qu'une fois"
        raise InputError(Fault(str(path), None, "", "", "fichier donné deux fois", remedy) for path in twice)
    return files


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other
