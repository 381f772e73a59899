"""The tables of specialties: one row per unit, coefficient, domain, mode, sessions, confidence and source."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bts_sim.droit.bareme import DOUTEUX, PROFESSIONNEL, Reglement, Unite
from bts_sim.droit.points import CENTIEMES
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import Source
from bts_sim.rows import records

#: The code of the facultative units open to every specialty.
TOUTES = "TOUTES"

#: Hundredths. Twice the largest known sum of coefficients; sums of points then stay far inside 64 bits.
MAX_COEFFICIENT = 100 * CENTIEMES

Mode = Literal["ccf", "ponctuel_ecrit", "ponctuel_oral", "ponctuel_pratique"]


def _hundredths(text: object) -> object:
    """Return `1,5` as 150; a text that is not a number with at most two decimals stays, for the schema to refuse."""
    if text == "":
        return None
    match = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?", str(text))
    return int(match[1]) * CENTIEMES + int((match[2] or "").ljust(2, "0")) if match else text


def _none_if_empty(text: object) -> object:
    return None if text == "" else text


def _said(words: str) -> Any:
    """Return a field with the meaning of a column, for its schema."""
    return Field(description=words)


Coefficient = Annotated[float, Field(gt=0, le=MAX_COEFFICIENT / CENTIEMES)] | None


class Ligne(BaseModel):
    """One row of a table of specialties, as the file has it."""

    model_config = ConfigDict(extra="forbid")

    specialite: Annotated[str, Field(min_length=1), _said("code de la spécialité")]
    nom: Annotated[str, _said("son nom officiel")]
    secteur: Annotated[str, _said("secteur ; production est compté à part")]
    option: Annotated[str, _said("option, s'il y en a")]
    session_from: Annotated[int, _said("première session de la ligne")]
    session_to: Annotated[
        int | None, BeforeValidator(_none_if_empty), _said("dernière session, vide si la fin n'est pas connue")
    ]
    epreuve: Annotated[str, _said("épreuve, comme E4")]
    unite: Annotated[str, Field(min_length=1, pattern=r"^[^,;\s]+$"), _said("son unité, comme U41")]
    intitule: Annotated[str, _said("intitulé de l'épreuve")]
    coefficient: Annotated[
        Annotated[int, Field(gt=0, le=MAX_COEFFICIENT)] | None,
        BeforeValidator(_hundredths, json_schema_input_type=Coefficient),
        _said("coefficient, avec au plus deux décimales ; vide pour une unité facultative qui n'en a pas"),
    ]
    domaine: Annotated[Literal["general", "professionnel", ""], _said("domaine, vide pour une unité facultative")]
    mode_scolaire: Annotated[Mode, _said("mode pour les élèves et les apprentis")]
    mode_individuel: Annotated[Mode, _said("mode pour tous les autres")]
    facultative: Annotated[Literal["0", "1"], _said("unité facultative")]
    au_choix: Annotated[Literal["0", "1"], _said("unité que l'on peut choisir au contrôle")]
    langue: Annotated[Literal["0", "1"], _said("unité de langue")]
    confiance: Annotated[str, _said("ce que vaut la source")]
    source: Annotated[str, _said("d'où vient la ligne")]
    complet: Annotated[Literal["oui"], _said("les unités de la spécialité y sont toutes")]
    domaine_deduit: Annotated[
        Literal["", "deduit", "douteux"],
        _said("deduit d'une règle lue pour d'autres spécialités ; douteux ; vide : lu, ou rien n'en est dit"),
    ] = ""

    def covers(self, session: int) -> bool:
        """Return whether the row is in force for a session."""
        return self.session_from <= session and (self.session_to is None or session <= self.session_to)

    def unit(self, default_coefficient: int) -> Unite:
        """Return the unit of the row; only a facultative one may lack a coefficient of its own."""
        return Unite(
            code=self.unite,
            epreuve=self.epreuve,
            intitule=self.intitule,
            coefficient=self.coefficient or default_coefficient,
            domaine=self.domaine,
            mode_scolaire=self.mode_scolaire,
            mode_individuel=self.mode_individuel,
            au_choix=self.au_choix == "1",
            langue=self.langue == "1",
            confiance=self.confiance,
            source=self.source,
            domaine_deduit=self.domaine_deduit,
        )


COLONNES = tuple(name for name, field in Ligne.model_fields.items() if field.is_required())
OPTIONAL_COLUMNS = tuple(name for name in Ligne.model_fields if name not in COLONNES)

REMEDES = {
    "session_from": "une année, comme 2024",
    "session_to": "une année, ou rien si la fin n'est pas connue",
    "unite": "un code sans espace ni virgule, comme U41",
    "coefficient": "un nombre de 0,01 à 100 avec au plus deux décimales, comme 1,5",
    "domaine": "general ou professionnel",
    "mode_scolaire": "ccf, ponctuel_ecrit, ponctuel_oral ou ponctuel_pratique",
    "mode_individuel": "ccf, ponctuel_ecrit, ponctuel_oral ou ponctuel_pratique",
    "facultative": "0, ou 1 pour une unité facultative",
    "au_choix": "1 pour une unité générale que l'on peut choisir au contrôle, sinon 0",
    "langue": "1 pour une unité de langue, sinon 0",
    "complet": "seules les spécialités « oui » sont utilisables",
    "domaine_deduit": "rien, deduit ou douteux",
}


@dataclass(frozen=True)
class Rows:
    """Rows of one file, each with its line; `kind`: the kind of their faults."""

    name: str
    rows: Sequence[tuple[int, dict[str, str]]]
    kind: type[Fault] = Fault


def _shipped(path: Path) -> Rows:
    # Read plainly: these files are ours and many, and every command reads them.
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        missing = [name for name in COLONNES if name not in (rows.fieldnames or ())]
        if missing:
            remedy = f"séparer par des virgules : {','.join(COLONNES)}"
            raise InputError([Fault(path.name, 1, name, "", "colonne absente", remedy) for name in missing])
        return Rows(path.name, list(enumerate(rows, start=2)))


def _own(source: Source) -> Rows:
    from bts_sim.files.read import Columns, read_table

    table = read_table(source, Columns(COLONNES, OPTIONAL_COLUMNS))
    if table.fautes or table.frame is None:
        raise InputError(table.fautes)
    rows = records(table.frame.astype(object))
    return Rows(table.name, [(int(line), r) for line, r in zip(table.frame.index, rows, strict=True)], table.kind)


def read_reglements(
    shipped: Iterable[Path], session: int, sessions: range, default_coefficient: int, own: Source | None = None
) -> tuple[dict[str, Reglement], dict[str, tuple[str, str]]]:
    """Return the règlements in force for `session`, and why other specialties of the files have none.

    A specialty of `own` replaces the shipped one of the same code. `sessions`: those that the project covers.
    `default_coefficient`: multiplier of facultative units without one, hundredths.

    Raises InputError with every fault of every file.
    """
    fautes: list[Fault] = []
    by_code: dict[str, list[Ligne]] = {}
    for path in shipped:
        checked, found = _of_ours(path)
        by_code |= checked
        fautes += found
    if own is not None:
        by_code |= _checked(_own(own), fautes)
    if fautes:
        raise InputError(fautes)
    everywhere = _units(by_code.pop(TOUTES, []), session, default_coefficient, facultative=True)
    reglements, elsewhere = {}, {}
    for code, lines in by_code.items():
        units = _units(lines, session, default_coefficient, facultative=False)
        if units:
            first = next(line for line in lines if line.covers(session))
            optional = _units(lines, session, default_coefficient, facultative=True)
            reglements[code] = Reglement(
                code, first.nom, first.option, first.secteur, tuple(units), (*optional, *everywhere)
            )
        else:
            covered = [str(s) for s in sessions if _units(lines, s, default_coefficient, facultative=False)]
            known = f"sessions {', '.join(covered)}" if covered else "jeu d'unités incomplet (complet = non)"
            elsewhere[code] = f"spécialité {code} : pas de règlement pour {session}", known
    return reglements, elsewhere


def sessions_of(shipped: Path, sessions: range) -> tuple[int, ...]:
    """Return the sessions for which a shipped table has the compulsory units of a règlement."""
    lines = [line for of_one in _of_ours(shipped)[0].values() for line in of_one]
    return tuple(one for one in sessions if _units(lines, one, 0, facultative=False))


def _units(lines: Iterable[Ligne], session: int, default_coefficient: int, *, facultative: bool) -> list[Unite]:
    return [
        line.unit(default_coefficient)
        for line in lines
        if line.covers(session) and (line.facultative == "1") == facultative
    ]


@functools.cache
def _of_ours(path: Path) -> tuple[Mapping[str, list[Ligne]], Sequence[Fault]]:
    """Return the checked rows of a shipped file, and its faults; such a file does not change while the program runs."""
    fautes: list[Fault] = []
    return _checked(_shipped(path), fautes), fautes


def _checked(rows: Rows, fautes: list[Fault]) -> dict[str, list[Ligne]]:
    """Return the checked rows by specialty, none for one without a full set, and add their faults to `fautes`."""
    lines: list[tuple[int, Ligne]] = []
    by_code: dict[str, list[Ligne]] = {row["specialite"]: [] for _, row in rows.rows}
    for number, row in rows.rows:
        if row["complet"] == "non":
            continue
        try:
            lines.append((number, Ligne.model_validate(row)))
        except ValidationError as error:
            fautes.extend(_cell_faults(rows, number, row, error))
    fautes.extend(_table_faults(rows, lines))
    for _, line in lines:
        by_code[line.specialite].append(line)
    return by_code


def _cell_faults(rows: Rows, number: int, row: dict[str, str], error: ValidationError) -> Iterator[Fault]:
    for one in error.errors():
        column = str(one["loc"][0])
        remedy = REMEDES.get(column, "une des valeurs de la documentation")
        value = row.get(column, "")
        yield rows.kind(rows.name, number, column, value, _problem(one, value), remedy)


def _problem(error: Any, value: str) -> str:
    """Return, in French, the problem that the schema found."""
    if value == "" and error["type"] not in ("missing", "extra_forbidden"):
        return "case à remplir"
    return {"missing": "colonne absente", "extra_forbidden": "colonne inconnue"}.get(error["type"], "valeur refusée")


def _table_faults(rows: Rows, lines: list[tuple[int, Ligne]]) -> Iterator[Fault]:
    """Yield the faults that no single row shows: a compulsory unit without coefficient or domain, two rows at once."""
    fault, name = rows.kind, rows.name
    seen: dict[tuple[str, str], list[Ligne]] = {}
    for number, line in lines:
        if line.facultative == "0":
            if line.coefficient is None:
                problem = "unité obligatoire sans coefficient"
                yield fault(name, number, "coefficient", "", problem, REMEDES["coefficient"])
            if line.domaine == "":
                yield fault(name, number, "domaine", "", "unité obligatoire sans domaine", REMEDES["domaine"])
        if line.domaine == "" and line.domaine_deduit:
            yield fault(name, number, "domaine_deduit", line.domaine_deduit, "unité sans domaine", "laisser vide")
        key = (line.specialite, line.unite)
        if any(_overlap(line, other) for other in seen.setdefault(key, [])):
            problem = "unité en double pour une même session"
            yield fault(name, number, "unite", line.unite, problem, "corriger les sessions")
        seen[key].append(line)
    compulsory = [line for _, line in lines if line.domaine == PROFESSIONNEL and line.facultative == "0"]
    professional = {line.specialite for line in compulsory}
    certain = {line.specialite for line in compulsory if line.domaine_deduit != DOUTEUX}
    for code in {line.specialite: None for _, line in lines}:
        if code not in professional and code != TOUTES:
            number = next(n for n, line in lines if line.specialite == code)
            yield fault(name, number, "domaine", code, "spécialité sans unité professionnelle", "compléter la table")
        elif code not in certain and code != TOUTES:
            # Read otherwise, such a specialty would have no professional mean.
            number = next(n for n, line in lines if line.specialite == code)
            problem = "toutes les unités professionnelles sont de domaine douteux"
            yield fault(name, number, "domaine_deduit", code, problem, "en laisser une sans « douteux »")


def _overlap(a: Ligne, b: Ligne) -> bool:
    last = 9999
    return a.session_from <= (b.session_to or last) and b.session_from <= (a.session_to or last)
