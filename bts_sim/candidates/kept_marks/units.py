"""Find the units of this session's règlement that a held mark or dispense concerns.

Codes move: U5 of 2024 may be another unit in 2025. A mark is looked up in the règlement of the session in which it was
obtained, or last kept where the file says so. Its title then identifies today's unit. If that fails, the file may name
today's unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bts_sim.candidates.kept_marks.file import VAE, WITH_MARK, Ligne
from bts_sim.droit.acquis import session_de
from bts_sim.droit.bareme import Bareme, Reglement, Unite
from bts_sim.droit.registre import BREVET
from bts_sim.droit.textes import absence_de
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.names import squeezed
from bts_sim.files.read import Table

AUTRE_SPECIALITE, UNKNOWN_REGLEMENT, REGLEMENT_ABSENT = "autre_specialite", "reglement_inconnu", "reglement_absent"
UNMATCHED = "unite_sans_correspondance"


@dataclass(frozen=True)
class Acquis:
    """One row of the file on one unit: `unite` is of this session, or as given if there is an `obstacle`."""

    numero: int
    ligne: Ligne
    unite: str
    intitule: str = ""
    domaine: str = ""
    d_une_epreuve: bool = False
    obstacle: str = ""
    ailleurs: str = ""


def is_same_specialty(row: Ligne, bareme: Bareme) -> bool:
    """Return whether the diploma of a row is of the candidate's own specialty, by its code or its name.

    Two options belong to one specialty: the part of a code after its hyphen does not count.
    """
    given = BREVET.sub("", row.specialite_obtenue)
    families = {squeezed(code.partition("-")[0]) for code in (given, row.specialite)}
    own = bareme.reglements.get(row.specialite)
    return len(families) == 1 or (own is not None and squeezed(given) == squeezed(own.nom))


def unites_de(reglement: Reglement, code: str) -> tuple[Unite, ...]:
    """Return the unit of that code, or the compulsory units of the épreuve of that code."""
    alone = tuple(u for u in (*reglement.unites, *reglement.facultatives) if u.code == code)
    return alone or tuple(u for u in reglement.unites if u.epreuve == code)


def place_on_units(
    table: Table, lignes: Mapping[int, Ligne], bareme: Bareme, law_of: Callable[[int], Bareme]
) -> list[Acquis]:
    """Return every row of the file on its units; `law_of` returns the law of an earlier year.

    Raises InputError with every unknown specialty and every unknown unit.
    """
    fautes: list[Fault] = []
    places: list[Acquis] = []
    for number, row in lignes.items():
        try:
            places += _place(table, number, row, bareme, law_of)
        except InputError as error:
            fautes += error.fautes
    if fautes:
        raise InputError(fautes)
    return places


def _place(table: Table, number: int, row: Ligne, bareme: Bareme, law_of: Callable[[int], Bareme]) -> list[Acquis]:
    reglement = bareme.reglements.get(row.specialite)
    if reglement is None and row.specialite in bareme.ailleurs:
        # A session may drop a specialty, as 2025 did: only the candidates of that specialty are concerned.
        return [Acquis(number, row, row.unite, obstacle=REGLEMENT_ABSENT, ailleurs=bareme.ailleurs[row.specialite][1])]
    if reglement is None:
        problem, remedy = absence_de(bareme, row.specialite)
        raise InputError([table.fault(number, "specialite", row.specialite, problem, remedy, row.candidat)])

    def known(column: str, there: Reglement, session: int) -> tuple[Unite, ...]:
        units = unites_de(there, getattr(row, column))
        if not units:
            raise InputError([_unknown(table, number, row, column, there, session)])
        return units

    if row.origine not in (*WITH_MARK, VAE):
        return _on(number, row, known("unite", reglement, bareme.session))
    elsewhere = row.specialite_obtenue or row.specialite
    # A mark that was already kept has the code that its unit had at the session that kept it.
    named_in = row.gardee_a_la_session or (row.obtenue_le and session_de(row.obtenue_le, bareme.session))
    then = law_of(named_in) if named_in else bareme
    old = then.reglements.get(elsewhere)
    # Two options of one specialty have the same name.
    if elsewhere != row.specialite and (old is None or old.nom != reglement.nom):
        return [Acquis(number, row, row.unite, obstacle=AUTRE_SPECIALITE, ailleurs=elsewhere)]
    if row.unite_actuelle:
        return _on(number, row, known("unite_actuelle", reglement, bareme.session))
    if old is None:
        return [Acquis(number, row, row.unite, obstacle=UNKNOWN_REGLEMENT, ailleurs=f"{elsewhere} ({then.session})")]
    today = [_same_title(unit, reglement) for unit in known("unite", old, then.session)]
    if None in today:
        return [Acquis(number, row, row.unite, obstacle=UNMATCHED)]
    return _on(number, row, [unit for unit in today if unit is not None])


def _unknown(table: Table, number: int, row: Ligne, column: str, reglement: Reglement, session: int) -> Fault:
    units = [u.code for u in (*reglement.unites, *reglement.facultatives)]
    codes = list(dict.fromkeys([*units, *(u.epreuve for u in reglement.unites if u.epreuve)]))
    value, listed = getattr(row, column), ", ".join(codes)
    near = nearest(value, codes)
    problem = f"unité inconnue de la spécialité {reglement.specialite} à la session {session}"
    return table.fault(number, column, value, problem, f"{near} ({listed})" if near else listed, row.candidat)


def _same_title(unit: Unite, reglement: Reglement) -> Unite | None:
    """Return today's unit of the same title: the one with the same code if it exists, else the only one, or None."""
    found = [u for u in (*reglement.unites, *reglement.facultatives) if u.intitule == unit.intitule]
    return next((u for u in found if u.code == unit.code), found[0] if len(found) == 1 else None)


def _on(number: int, row: Ligne, units: Sequence[Unite]) -> list[Acquis]:
    several = len(units) > 1
    return [Acquis(number, row, u.code, u.intitule, u.domaine, d_une_epreuve=several) for u in units]
