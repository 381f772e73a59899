"""The table of one specialty: as the project holds it, for an analyst to change, or to fill."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from bts_sim.droit.registre import Specialite, connue, spans
from bts_sim.droit.specialites import COLONNES, Ligne
from bts_sim.droit.textes import TEXTES, absence_de, check_session, load_bareme
from bts_sim.errors import LawError
from bts_sim.runs.cells import line_of_cells

#: Columns that a person fills from the arrêté, where the register does not know them.
TO_FILL = (
    *("session_from", "epreuve", "unite", "intitule", "coefficient", "domaine", "mode_scolaire", "mode_individuel"),
    *("facultative", "au_choix", "langue"),
)


def specialites(session: int, specialite: str) -> str:
    """Return the table of a specialty of the register: its rows for a session, all of its rows, or rows to fill.

    `specialite`: its code, in any case, or its name. Raises LawError for one that is not in the register
    and for a session that is not covered.
    """
    check_session(session)
    rows = _rows(session, of_register(session, specialite))
    return "".join(map(line_of_cells, (rows[0], *(row.values() for row in rows))))


def to_fill(session: int, specialite: str) -> str:
    """Return what to do with the table of a specialty without a règlement for a session, in French; else empty."""
    named = of_register(session, specialite)
    if session in named.sessions:
        return ""
    read = f" À lire : {named.ou_lire}." if named.ou_lire else ""
    if named.sessions:
        held = spans(named.sessions)
        return f"À reprendre : la table est celle des sessions {held}, à changer pour la session {session}.{read}"
    todo = f"À remplir, une ligne par unité : {', '.join(TO_FILL)}"
    return f"{todo} ; puis « oui » sous complet quand toutes les unités y sont.{read}"


def of_register(session: int, specialite: str) -> Specialite:
    """Return the specialty of the register that a text means; raises LawError with the nearest name otherwise."""
    found = connue(specialite)
    if found is None:
        raise LawError(*absence_de(load_bareme(session), specialite))
    return found


def _rows(session: int, named: Specialite) -> Sequence[Mapping[str, str]]:
    if not named.sessions:
        return _blank(named)
    text = (TEXTES / "specialites" / f"{named.code}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    return [row for row in rows if Ligne.model_validate(row).covers(session)] or rows


def _blank(named: Specialite) -> list[dict[str, str]]:
    """Return a row for each unit that the register knows, or one row, with the cells that nobody has read left empty.

    `complet` is empty too: the table is refused until a person says that it is whole.
    """
    known = {"specialite": named.code, "nom": named.nom, "secteur": named.secteur}
    empty = dict.fromkeys(COLONNES, "") | known
    units = [
        {"epreuve": code[:2].replace("U", "E"), "unite": code, "intitule": title} for code, title in named.epreuves
    ]
    return [empty | one for one in units or [{}]]
