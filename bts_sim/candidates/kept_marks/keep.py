"""Apply the rules of a session to the marks that candidates hold: each is kept or not, with the reason."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from bts_sim.candidates.kept_marks.file import (
    ATTESTATION,
    BTS,
    DIPLOMA,
    ORAL,
    RENUNCIATION,
    VAE,
    WITH_MARK,
    read_acquis,
)
from bts_sim.candidates.kept_marks.units import Acquis, is_same_specialty, place_on_units
from bts_sim.candidates.shown import html_of_table, kept_marks_shown as kept_marks, text_of_table
from bts_sim.candidates.tables import NOTE_SHAPE
from bts_sim.declared import DAY, FileColumn, Shape, required
from bts_sim.droit.acquis import Constat, Dispense, derniers_jours, duree, textes
from bts_sim.droit.bareme import Bareme, Lectures
from bts_sim.droit.points import Bools, en_points
from bts_sim.droit.regimes import GivenRegime, load_regime
from bts_sim.droit.registre import connue
from bts_sim.droit.regles import acquis as regles
from bts_sim.droit.textes import load_bareme, session_of, sessions, sources
from bts_sim.droit.vocabulaire import OUI, PROGRESSIVE
from bts_sim.errors import Fault, InputError
from bts_sim.files.days import day_of
from bts_sim.files.given import GivenTable, GivenTables
from bts_sim.files.read import Table

NOTES = required(NOTE_SHAPE)
SHAPE: Shape = {
    "candidat": NOTE_SHAPE["candidat"],
    "unite": FileColumn("code de l'unité", empty=True),
    "constat": FileColumn("code de ce qu'il advient de ce que le candidat détient"),
    "detail": FileColumn("le constat en une phrase", empty=True),
    "source": FileColumn("identifiants des textes, séparés par des virgules", empty=True),
    "valable_jusqu_au": FileColumn("dernier jour où la note vaut encore, AAAA-MM-JJ", pattern=DAY, empty=True),
}
CONSTATS = tuple(SHAPE)


def findings_shape() -> Shape:
    """Return the columns of the findings, with the codes that the texts give them."""
    return {**SHAPE, "constat": replace(SHAPE["constat"], codes=tuple(textes().constats))}


@dataclass(frozen=True, repr=False)
class Conservation:
    """The kept marks. `notes`: rows for the file of marks of `bts-sim grade`. `constats`: the findings on each.

    A notebook shows how many are kept, and the first rows of the findings.
    """

    notes: pd.DataFrame
    constats: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """Return the findings on each unit held, with the columns `CONSTATS`, all cells as text."""
        return self.constats

    def __repr__(self) -> str:
        return text_of_table(*kept_marks(self.notes, self.constats))

    def _repr_html_(self) -> str:
        return html_of_table(*kept_marks(self.notes, self.constats))


@dataclass(frozen=True)
class Cadre:
    """The context of the rules: the law of the session, its readings, and the day."""

    bareme: Bareme
    lectures: Lectures
    le: datetime.date

    @property
    def annees(self) -> int:
        """Return the number of years for which a mark may be kept."""
        return duree(self.bareme.session)

    @property
    def premiere(self) -> int | None:
        """Return the first session from which new candidates keep marks of units only; None if there is none."""
        return textes().valeur("premiere_inscription", self.bareme.session)

    @property
    def premier_mois(self) -> int:
        """Return the month from which a mark belongs to the session of the next year."""
        return textes().obligatoire("premier_mois", self.bareme.session)

    @property
    def niveau(self) -> int:
        """Return the level of the diploma that opens a dispense."""
        return textes().obligatoire("niveau", self.bareme.session)


#: A finding, and whether it is true of each unit held, shape (n,).
Found = tuple[str, Bools]


def keep_acquis(
    acquis: GivenTables,
    *,
    session: int | str,
    le: datetime.date | str,
    regime: GivenRegime | None = None,
    specialites: GivenTable | None = None,
) -> Conservation:
    """Return the marks and dispenses that candidates keep for a session, those that they lose, and the reasons.

    Args:
        acquis: the units that they hold: the path of a file (text or Path), a DataFrame, or a list of them, with the
            columns of `bts-sim template acquis`.
        session: a year, as a number or a text.
        le: the day of examination, as a date or a text (2024-05-13, 13/05/2024).
        regime: a name, the path of a file, or a regime; the one in force by default.
        specialites: a table of further specialties.

    Returns:
        `.notes`, the rows for the file of marks of `grade`; `.constats`, and `.table`, what was found of each thing
        held, with the source of each finding (D643-15, D643-23 and others).

    Raises:
        BtsSimError: every fault of the table at once, or no text of the project covers the session.

    Examples:
        >>> import bts_sim as bts
        >>> import pandas as pd
        >>> held = {"candidat": "A1", "specialite": "MCO", "unite": "U1", "note": 12, "obtenue_le": "2023-07-05"}
        >>> asked = {"origine": "epreuve", "demande": "oui", "forme": "globale"}
        >>> bts.kept_marks(pd.DataFrame([held | asked]), session=2024, le="2024-05-13").notes.values.tolist()
        [['A1', 'U1', '12', 'BE']]
    """
    session, le = session_of(session), day_of(le, "le")
    in_force = load_bareme(session, specialites)
    chosen = load_regime(in_force.regime if regime is None else regime)
    cadre = Cadre(in_force.sous(chosen), chosen.lectures, le)
    table, lignes = read_acquis(acquis, le)
    laws = {session: in_force}

    def law_of(year: int) -> Bareme:
        # Before the first session of the project, its règlement is assumed to have been in force already.
        covered = min(max(year, sessions()[0]), session)
        if covered not in laws:
            laws[covered] = load_bareme(covered, specialites)
        return laws[covered]

    held = place_on_units(table, lignes, cadre.bareme, law_of)
    marks = [a for a in held if a.ligne.origine in WITH_MARK]
    exempt = [a for a in held if a.ligne.origine not in WITH_MARK]
    fautes = [*_repeated(table, marks), *_without_first_session(table, marks, cadre)]
    if fautes:
        raise InputError(fautes)
    found = [*_findings(marks, _on_marks(marks, cadre)), *_findings(exempt, _on_dispenses(exempt, cadre))]
    found.sort(key=lambda one: one[0].numero)
    ends = dict(zip(lignes, derniers_jours([row.obtenue_le for row in lignes.values()], session), strict=True))
    kept = [(a, code) for a, code in found if textes().constats[code].statut]
    fautes = list(_kept_twice(table, kept))
    if fautes:
        raise InputError(fautes)
    return Conservation(
        pd.DataFrame([_note(a, textes().constats[code]) for a, code in kept], columns=NOTES, dtype=object),
        pd.DataFrame([_finding(a, code, cadre, ends[a.numero]) for a, code in found], columns=CONSTATS, dtype=object),
    )


# --- Faults that only show once units are known ------------------------------------------------------------------


def _repeated(table: Table, marks: Sequence[Acquis]) -> Iterator[Fault]:
    """Yield a fault for each mark given twice; a row may give up a mark that another row once asked for."""
    seen: dict[tuple[Any, ...], int] = {}
    for a in marks:
        key = (a.ligne.candidat, a.unite, a.ligne.origine, a.ligne.obtenue_le)
        if a.ligne.demande == RENUNCIATION or a.obstacle:
            continue
        if key in seen:
            remedy = f"une ligne par note (déjà {table.place(seen[key])})"
            yield table.fault(a.numero, "unite", a.ligne.unite, "note en double", remedy, a.ligne.candidat)
        seen.setdefault(key, a.numero)


def _without_first_session(table: Table, marks: Sequence[Acquis], cadre: Cadre) -> Iterator[Fault]:
    """Yield a fault for each mark of an épreuve made of units if its holder's first session is missing and matters."""
    if cadre.premiere is None:
        return
    for numero, ligne in {a.numero: a.ligne for a in marks if a.d_une_epreuve}.items():
        if ligne.premiere_inscription is None:
            problem = f"note d'une épreuve qui a des sous-épreuves ({ligne.unite}), première inscription inconnue"
            remedy = "donner la session de première inscription, ou les notes des unités"
            yield table.fault(numero, "premiere_inscription", "", problem, remedy, ligne.candidat)


def _kept_twice(table: Table, kept: Sequence[tuple[Acquis, str]]) -> Iterator[Fault]:
    """Yield a fault for each unit where a mark and a dispense, or two dispenses, are both asked for and possible."""
    first: dict[tuple[str, str], int] = {}
    for a, _ in kept:
        line = first.setdefault((a.ligne.candidat, a.unite), a.numero)
        if line != a.numero:
            problem = f"un autre acquis est gardé pour l'unité {a.unite} ({table.place(line)})"
            yield table.fault(a.numero, "demande", a.ligne.demande, problem, "n'en demander qu'un", a.ligne.candidat)


# --- The rules, on all rows at once ------------------------------------------------------------------------------


def _on_marks(marks: Sequence[Acquis], cadre: Cadre) -> list[Found]:
    """Return the findings on marks: every reason why a mark is not kept, or its status when it is."""
    rows = [a.ligne for a in marks]
    # A mark on no unit of this session has no rival mark.
    own = [f"{a.ligne.candidat}\n{a.numero if a.obstacle else a.unite}" for a in marks]
    cle = np.unique(np.array(own, dtype=str), return_inverse=True)[1].astype(np.int64)
    notes = np.array([row.note or 0 for row in rows], dtype=np.int64)
    obtenue_le = np.array([row.obtenue_le for row in rows], dtype="datetime64[D]")
    dated = ~np.isnat(obtenue_le)
    sessions = regles.session_d_une_note(obtenue_le, cadre.premier_mois)
    orale = _bools(row.origine == ORAL for row in rows)
    renonce = _bools(row.demande == RENUNCIATION for row in rows)
    d_une_epreuve = _bools(a.d_une_epreuve for a in marks)
    first = np.array([row.premiere_inscription or 0 for row in rows], dtype=np.int64)
    progressive = _bools(row.forme == PROGRESSIVE for row in rows)
    keeps_all = _bools(row.conserve_toutes_notes == OUI for row in rows)
    benefice = regles.est_un_benefice(notes, cadre.bareme)
    report = regles.est_un_report(notes, progressive, keeps_all, cadre.bareme)
    # A mark without a date cannot be known to be older than another.
    renounced = renonce | (dated & regles.est_renoncee(cle, obtenue_le, renonce & dated))
    refused: list[Found] = [
        *_obstacles(marks),
        ("renonciation", renounced),
        ("non_demande", ~renounced & ~_asked(marks)),
        ("epreuve_qui_n_est_pas_une_unite", ~regles.porte_sur_une_unite(d_une_epreuve, first, cadre.premiere)),
        ("date_inconnue", ~dated),
        ("validite_depassee", dated & ~regles.est_valide(obtenue_le, np.datetime64(cadre.le), cadre.annees)),
        ("nouvelle_evaluation", regles.est_reevaluee(cle, obtenue_le, sessions, orale)),
        ("oral_sans_benefice", orale & (cadre.lectures.note_orale_donne_benefice == "non")),
        ("note_inferieure", ~benefice & ~report),
    ]
    left = _none_of(refused, len(marks))
    refused.append(("meilleure_note", regles.est_moins_bonne(cle, notes, orale, left)))
    kept = _none_of(refused, len(marks))
    return [
        *refused,
        ("benefice", kept & benefice & ~d_une_epreuve),
        ("benefice_d_une_epreuve", kept & benefice & d_une_epreuve),
        ("report", kept & report & progressive),
        ("conservation_handicap", kept & report & ~progressive),
    ]


def _on_dispenses(exempt: Sequence[Acquis], cadre: Cadre) -> list[Found]:
    """Return the findings on dispenses and on units acquired by VAE."""
    rows = [a.ligne for a in exempt]
    vae, attested = (_bools(row.origine == one for row in rows) for one in (VAE, ATTESTATION))
    by_title = ~vae & ~attested & _bools(not a.obstacle for a in exempt)
    rules = [_dispense(a) for a in exempt]
    sourced = _bools(rule is not None for rule in rules)
    read = _bools(bool(textes().arrete_lu(row.specialite)) for row in rows)
    admitted = _bools(
        rule is not None and rule.admet(a.ligne.origine, _sector(a)) for a, rule in zip(exempt, rules, strict=True)
    )
    asks_more = _bools(
        rule is not None and bool(rule.demande_encore(_sector(a))) for a, rule in zip(exempt, rules, strict=True)
    )
    # Another BTS and a DUT are diplomas of that level by definition.
    level = np.array([(row.niveau_diplome or 0) if row.origine == DIPLOMA else cadre.niveau for row in rows], np.int64)
    asks = _bools(rule is not None and rule.unite_validee for rule in rules)
    validated = _bools(row.unite_validee == OUI for row in rows)
    professional = _bools(a.domaine == textes().jamais_dispense.domaine for a in exempt)
    never = regles.est_caracteristique(professional, vae)
    opens = regles.ouvre_une_dispense(admitted, level, cadre.niveau)
    same = _bools(is_same_specialty(row, cadre.bareme) for row in rows)
    own = regles.est_de_la_specialite(same, _bools(row.origine in (BTS, DIPLOMA) for row in rows))
    refused: list[Found] = [
        *_obstacles(exempt),
        ("non_demande", ~_asked(exempt)),
        ("unite_professionnelle", never),
        ("dispense_non_sourcee", by_title & ~never & ~sourced & ~read),
        ("dispense_absente_de_l_arrete", by_title & ~never & ~sourced & read),
        ("titre_insuffisant", by_title & ~never & sourced & ~opens),
        ("meme_specialite", by_title & ~never & sourced & own),
        ("unite_non_validee", by_title & ~never & sourced & opens & ~regles.a_valide_la_matiere(asks, validated)),
    ]
    left = _none_of(refused, len(exempt))
    refused.append(("dispense_selon_l_arrete", left & by_title & asks_more))
    kept = _none_of(refused, len(exempt))
    return [
        *refused,
        ("dispense", kept & by_title),
        ("dispense_attestee", kept & attested),
        ("unite_vae", kept & vae),
    ]


def _dispense(a: Acquis) -> Dispense | None:
    """Return the dispense of a unit that the title of a row opens, or else another one of it; None if there is none."""
    return textes().dispense(a.ligne.specialite, a.unite, a.intitule, a.ligne.origine, _sector(a))


def _sector(a: Acquis) -> str:
    """Return the sector of the BTS that a row holds; empty for another title, and for a BTS that nobody knows."""
    held = connue(a.ligne.specialite_obtenue) if a.ligne.origine == BTS and a.ligne.specialite_obtenue else None
    return "" if held is None else held.secteur


def _obstacles(acquis: Sequence[Acquis]) -> list[Found]:
    codes = dict.fromkeys(a.obstacle for a in acquis if a.obstacle)
    return [(code, _bools(a.obstacle == code for a in acquis)) for code in codes]


def _asked(acquis: Sequence[Acquis]) -> Bools:
    return _bools(a.ligne.demande == OUI for a in acquis)


def _bools(values: Iterator[bool]) -> Bools:
    return np.fromiter(values, dtype=bool)


def _none_of(found: Sequence[Found], rows: int) -> Bools:
    left = np.ones(rows, dtype=bool)
    for _, where in found:
        left &= ~where
    return left


def _findings(acquis: Sequence[Acquis], found: Sequence[Found]) -> Iterator[tuple[Acquis, str]]:
    """Yield each unit held with each of its findings, in the order of the rules."""
    for i, a in enumerate(acquis):
        for code, where in found:
            if where[i]:
                yield a, code


# --- Tables ------------------------------------------------------------------------------------------------------


def _note(a: Acquis, constat: Constat) -> dict[str, str]:
    note = "" if a.ligne.note is None else en_points(a.ligne.note)
    return {"candidat": a.ligne.candidat, "unite": a.unite, "note": note, "statut": constat.statut or ""}


def _finding(a: Acquis, code: str, cadre: Cadre, end: str) -> dict[str, str]:
    constat, by_title = textes().constats[code], _dispense(a)
    own = textes().arrete_lu(a.ligne.specialite)
    words: Mapping[str, Any] = {
        "note": "" if a.ligne.note is None else en_points(a.ligne.note),
        "seuil": en_points(cadre.bareme.seuil_benefice),
        "annees": cadre.annees,
        "gardee": a.ligne.gardee_a_la_session,
        "specialite": a.ligne.specialite,
        "session": cadre.bareme.session,
        "donnee": a.ligne.unite,
        "ailleurs": a.ailleurs or a.ligne.specialite_obtenue,
        "premiere": a.ligne.premiere_inscription,
        "obtenue_le": a.ligne.obtenue_le,
        "fin": end,
        "niveau": cadre.niveau,
        "arrete": sources()[own]["reference"] if own else "",
        "condition": "" if by_title is None else by_title.demande_encore(_sector(a)),
    }
    source = constat.source
    if by_title and code in ("dispense", "dispense_selon_l_arrete"):
        source = by_title.source
    elif code == "dispense_absente_de_l_arrete":
        source = own
    return {
        "candidat": a.ligne.candidat,
        "unite": a.unite,
        "constat": code,
        "detail": constat.phrase.format(**words),
        "source": source,
        # No text that was read limits a dispense in time.
        "valable_jusqu_au": end if constat.statut and a.ligne.origine in WITH_MARK else "",
    }
