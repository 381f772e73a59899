"""The list of schemas: each file, its content, its reader, its writer and the place of its declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from pydantic import BaseModel

from bts_sim.candidates.decision_changes.table import SHAPE as CHANGES
from bts_sim.candidates.decision_changes.tables import COMPARED_SHAPE, COUNT_SHAPE
from bts_sim.candidates.explain import OfCandidate
from bts_sim.candidates.grade import SHAPE as DECISIONS
from bts_sim.candidates.kept_marks.file import Ligne as Kept
from bts_sim.candidates.kept_marks.keep import findings_shape
from bts_sim.candidates.registration.file import Depot, Registration
from bts_sim.candidates.registration.findings import SHAPE as FOUND
from bts_sim.candidates.second_group.centres import SHAPE as CENTRES
from bts_sim.candidates.second_group.choices import SHAPE as CHOICES, choice_shape
from bts_sim.candidates.second_group.diaries import SHAPE as DIARIES
from bts_sim.candidates.second_group.infeasible import SHAPE as TO_ADD
from bts_sim.candidates.second_group.juries import SHAPE as JURIES
from bts_sim.candidates.second_group.people import SHAPE as NOT_PLACED
from bts_sim.candidates.second_group.timetable_file import SHAPE as HOURS
from bts_sim.candidates.second_group.waiting import SHAPE as WAITING
from bts_sim.candidates.secrecy.counts import SHAPE as PUBLISHED
from bts_sim.candidates.tables import CANDIDATE_SHAPE, NOTE_SHAPE, oral_shape
from bts_sim.cli.cohort import Sealing as OfCohort
from bts_sim.cli.compare import Sealing as OfComparison
from bts_sim.cli.grade import Sealing as OfGrading
from bts_sim.cli.schemas.answers import COMMANDS, answer
from bts_sim.cli.schemas.models import described, partly, schema_of_file
from bts_sim.cli.schemas.typed import schema_of
from bts_sim.cli.sweep import Sealing as OfSweep
from bts_sim.cohort.describe import CohortFile
from bts_sim.cohort.parameters import parametres
from bts_sim.declared import FileColumn, Kind, Shape, row_schema
from bts_sim.droit.calendriers.document import Calendrier
from bts_sim.droit.calendriers.tables import CONTRADICTION_SHAPE, DAYS_SHAPE, SHAPE as EVENTS
from bts_sim.droit.regimes import RegimeFile, ScenarioFile
from bts_sim.droit.specialites import Ligne as Specialty
from bts_sim.droit.textes import libelles, points_ouverts
from bts_sim.questions.people.margins import SHAPE as MARGINS
from bts_sim.questions.rates.by_session.tables import SHAPE as IMPACT_OF_SESSIONS
from bts_sim.questions.rates.tables import SHAPE as IMPACT
from bts_sim.report.comparison_page import CELL_SHAPE, RESULT_SHAPE
from bts_sim.report.manifest import OfReport
from bts_sim.report.parameter_values import Parameters
from bts_sim.report.results import SHAPE as RESULTS
from bts_sim.runs.record import Sealed, WithOptions
from bts_sim.runs.register import Written
from bts_sim.runs.written import FAULTS
from bts_sim.sweep.folder import Failure, GridOnDisk
from bts_sim.sweep.grid import Cell, GridFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Formats whose schema is that of one row.
ROWS = ("CSV", "Parquet")


@dataclass(frozen=True)
class Described:
    """One schema: its name, the file or the command, its format, its content, its readers and its writers."""

    name: str
    file: str
    form: str
    meaning: str
    body: Callable[[], dict[str, Any]]
    read_by: tuple[str, ...] = ()
    written_by: tuple[str, ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the whole schema."""
        unit = " Schéma d'une ligne." if self.form in (*ROWS, "JSON Lines") else ""
        head = {"$schema": DIALECT, "title": self.file, "description": f"{self.meaning}.{unit}"}
        body = self.body()
        return head | {name: one for name, one in body.items() if name != "description"}


GROUP = FileColumn("toute autre colonne est un groupe, gardé tel quel", empty=True)


def _part_of_sweep() -> Shape:
    """Return the columns of a cell of a sweep: the columns of the grid, then those of a comparison."""
    known = GridFile.model_fields
    words = {"graine": "graines", "specialite": "specialites"}
    kinds: Mapping[str, Kind] = {"int": "integer", "float": "number"}
    swept = {}
    for one in fields(Cell):
        if one.name not in ("regimes", "cohorte", "parametres"):
            kind: Kind = next((kind for word, kind in kinds.items() if word in str(one.type)), "text")
            meaning = str(known[words.get(one.name, one.name)].description)
            swept[one.name] = FileColumn(f"grandeur balayée : {meaning}", kind, optional=True)
    drawn = {name: FileColumn(p.libelle, "number", p.unite, optional=True) for name, p in parametres().items()}
    return {**swept, **drawn, **IMPACT}


def _oraux() -> dict[str, Any]:
    return {"anyOf": [row_schema(oral_shape(by)) for by in ("unite", "domaine")]}


def _choix() -> dict[str, Any]:
    return {"anyOf": [row_schema(choice_shape(by)) for by in ("unite", "domaine")]}


def _regime() -> dict[str, Any]:
    """Return the schema of a regime, either whole or as changes to the law of a session."""
    rules = {name: str(words["libelle"]) for name, words in libelles().items()}
    readings = {name: str(point["question"]) for name, point in points_ouverts().items()}
    whole = described(schema_of_file(RegimeFile), rules)
    reform = described(partly(schema_of_file(ScenarioFile), "changements", "lectures"), rules | readings)
    return {"anyOf": [whole, {name: one for name, one in reform.items() if name != "$defs"}], "$defs": reform["$defs"]}


def _parameters() -> dict[str, Any]:
    """Return the schema of parameters: those that notebooks share. Others belong to one notebook."""
    found = schema_of_file(Parameters)
    texts = {n for n, one in found["properties"].items() if one.get("type") == "string" and "enum" not in one}
    listed = {"type": ["string", "array"], "items": {"type": "string"}}
    return found | {"properties": {n: one | listed if n in texts else one for n, one in found["properties"].items()}}


def _sealed(base: type, more: type) -> dict[str, Any]:
    """Return the schema of a manifest: the common part, and the part of this command."""
    one, other = schema_of(base), schema_of(more)
    required = dict.fromkeys((*one["required"], *other["required"]))
    return one | {"properties": one["properties"] | other["properties"], "required": list(required)}


def _model(model: type[BaseModel]) -> Callable[[], dict[str, Any]]:
    return partial(schema_of_file, model)


def _rows(shape: Shape, further: FileColumn | None = None) -> Callable[[], dict[str, Any]]:
    return partial(row_schema, shape, further)


def _contradictions() -> dict[str, Any]:
    """Return the schema of contradictions, of a calendar or of a note. Their kinds differ."""
    from bts_sim.candidates.registration.linter import GENRES as OF_NOTES

    kinds = CONTRADICTION_SHAPE["genre"]
    both = tuple(dict.fromkeys((*kinds.codes, *OF_NOTES)))
    return row_schema({**CONTRADICTION_SHAPE, "genre": replace(kinds, codes=both)})


#: Commands that seal their results → the part of their manifest.
MANIFESTS: Mapping[str, tuple[type, type]] = {
    "grade": (WithOptions, OfGrading),
    "cohort": (WithOptions, OfCohort),
    "compare": (WithOptions, OfComparison),
    "sweep": (WithOptions, OfSweep),
    "report": (Sealed, OfReport),
}


def _manifest(command: str, base: type, more: type) -> Described:
    meaning = f"D'où viennent les résultats de bts-sim {command}, et le sceau de chaque fichier"
    body = partial(_sealed, base, more)
    return Described(f"manifest_{command}", "manifest.json", "JSON", meaning, body, ("verify",), (command,))


def _answer(command: str) -> Described:
    name = f"reponse_{command.replace('-', '_')}"
    return Described(
        name, f"bts-sim {command} --json", "JSON", f"Ce que bts-sim {command} répond", partial(answer, command)
    )


KEPT_NOTES: Shape = {name: column for name, column in NOTE_SHAPE.items() if not column.optional}
#: Schemas of the files that people give.
READ: tuple[Described, ...] = (
    Described(
        *("candidats", "candidats.csv", "CSV", "Les candidats, une ligne chacun"),
        _rows(CANDIDATE_SHAPE, GROUP),
        ("grade", "explain", "second-groupe"),
        ("cohort",),
    ),
    Described(
        *("notes", "notes.csv", "CSV", "Leurs notes, une ligne par candidat et unité"),
        _rows(NOTE_SHAPE),
        ("grade", "explain", "second-groupe"),
        ("cohort",),
    ),
    Described(
        *("oraux", "oraux.csv", "CSV", "Leurs oraux de contrôle, par unité, ou par domaine en 2021"),
        _oraux,
        ("grade", "explain", "second-groupe"),
    ),
    Described(
        *("choix", "choix.csv", "CSV", "Leurs choix d'oraux, par unité, ou par domaine en 2021"),
        _choix,
        ("second-groupe",),
    ),
    Described(
        *("jurys", "jurys.csv", "CSV", "Les présences des jurys, une ligne chacune"),
        _rows(JURIES),
        ("second-groupe",),
        ("second-groupe",),
    ),
    Described(
        *("specialites", "specialites.csv", "CSV", "Des spécialités à ajouter ou à remplacer, une ligne par unité"),
        _model(Specialty),
        ("grade", "explain", "second-groupe", "acquis", "cohort", "compare", "sweep"),
    ),
    Described(
        *("acquis", "acquis.csv", "CSV", "Ce que des candidats détiennent"), _model(Kept), ("acquis",), ("grade",)
    ),
    Described(
        *("inscriptions", "inscriptions.csv", "CSV", "Les inscriptions à vérifier, une ligne chacune"),
        _model(Registration),
        ("check-registration",),
    ),
    Described(
        *("pieces", "pieces.csv", "CSV", "Les pièces déposées, une ligne chacune"),
        _model(Depot),
        ("check-registration",),
    ),
    Described(
        *("cohorte", "cohorte.yaml", "YAML", "Une cohorte à simuler"),
        _model(CohortFile),
        ("cohort", "compare", "sweep", "report"),
    ),
    Described(
        *("regime", "regime.yaml", "YAML", "Un régime à soi, entier, ou ce qu'il change de la loi d'une session"),
        _regime,
        ("grade", "explain", "second-groupe", "acquis", "compare", "sweep", "report", "law"),
        ("new-scenario",),
    ),
    Described(
        *("sweep", "grille.yaml", "YAML", "Une grille de comparaisons"), _model(GridFile), ("sweep",), ("template",)
    ),
    Described(
        *("calendrier", "calendrier.yaml", "YAML", "Le calendrier d'une académie, comme un document le dit"),
        _model(Calendrier),
        ("calendar", "grade", "second-groupe"),
    ),
    Described(*("parametres", "parametres.yaml", "YAML", "Les paramètres d'un rapport"), _parameters, ("report",)),
)
#: Schemas of the files that commands write.
WRITTEN: tuple[Described, ...] = (
    Described(
        *("decisions", "decisions.csv", "CSV", "La décision de chaque candidat, et pourquoi"),
        _rows(DECISIONS, GROUP),
        ("compare-decisions",),
        ("grade",),
    ),
    Described(
        *("explications", "explications.jsonl", "JSON Lines", "Chaque décision, étape par étape"),
        partial(schema_of, OfCandidate),
        ("compare-decisions",),
        ("grade",),
    ),
    Described(
        *(
            "choix_a_faire",
            "choix.csv",
            "CSV",
            "Le choix de chaque candidat autorisé, et jusqu'à quand il peut le faire",
        ),
        _rows(CHOICES),
        (),
        ("second-groupe",),
    ),
    Described(
        *("attentes", "attentes.csv", "CSV", "Qui attend encore son résultat, et ce qu'il attend"),
        _rows(WAITING),
        (),
        ("second-groupe",),
    ),
    Described(
        *("horaires", "horaires.csv", "CSV", "L'heure, le jury et la salle de chaque oral"),
        _rows(HOURS),
        ("second-groupe",),
        ("second-groupe",),
    ),
    Described(
        *("centres", "centres.csv", "CSV", "Les candidats, les jurys et l'indemnité de chaque centre, chaque jour"),
        _rows(CENTRES),
        (),
        ("second-groupe",),
    ),
    Described(
        *("agendas", "agendas.csv", "CSV", "De qui est chaque agenda : un jury, ou un candidat"),
        _rows(DIARIES),
        (),
        ("second-groupe",),
    ),
    Described(
        *("non_places", "non_places.csv", "CSV", "Les oraux qui ne sont pas placés, et ce qui manque"),
        _rows(NOT_PLACED),
        (),
        ("second-groupe",),
    ),
    Described(
        *("a_ajouter", "a_ajouter.csv", "CSV", "Les demi-journées de jury à ajouter pour que tous soient placés"),
        _rows(TO_ADD),
        (),
        ("second-groupe",),
    ),
    Described(
        *("publication", "publication.csv", "CSV", "Des effectifs par groupe, les petits tus"),
        _rows(PUBLISHED),
        (),
        ("grade",),
    ),
    Described(
        *("fautes", "fautes.csv", "CSV", "Les fautes des fichiers, une ligne chacune"), _rows(FAULTS), (), ("grade",)
    ),
    Described(
        *("notes_conservees", "notes_conservees.csv", "CSV", "Les notes et dispenses gardées, à coller à notes.csv"),
        _rows(KEPT_NOTES),
        ("grade",),
        ("acquis",),
    ),
    Described(
        *("constats", "constats.csv", "CSV", "Ce qu'il advient de chaque chose détenue, et pourquoi"),
        lambda: row_schema(findings_shape()),
        (),
        ("acquis",),
    ),
    Described(
        *("constats_inscriptions", "inscriptions.csv", "CSV", "Ce qui est constaté des inscriptions"),
        _rows(FOUND),
        (),
        ("check-registration",),
    ),
    Described(
        *("contradictions", "contradictions.csv", "CSV", "Où un calendrier, ou une note, se contredit"),
        _contradictions,
        (),
        ("calendar", "check-registration"),
    ),
    Described(
        *("evenements", "calendrier.csv", "CSV", "Ce qu'un calendrier date, par spécialité"),
        _rows(EVENTS),
        (),
        ("calendar",),
    ),
    Described(
        *("jours", "jours.csv", "CSV", "Le temps que chaque spécialité laisse"), _rows(DAYS_SHAPE), (), ("calendar",)
    ),
    Described(
        *("impact", "impact.csv", "CSV", "Des régimes comparés sur les mêmes candidats"),
        _rows(IMPACT_OF_SESSIONS),
        (),
        ("compare",),
    ),
    Described(
        *("marges", "marges.csv", "CSV", "Les marges publiées, à côté de celles de la cohorte"),
        _rows(MARGINS),
        (),
        ("cohort",),
    ),
    Described(
        *("balayage", "resultats/CLE.parquet", "Parquet", "Le résultat d'une cellule d'un balayage"),
        lambda: row_schema(_part_of_sweep()),
        (),
        ("sweep",),
    ),
    Described(
        *("grille", "grille.json", "JSON", "Ce qu'est un balayage"), partial(schema_of, GridOnDisk), (), ("sweep",)
    ),
    Described(
        *("echec", "echecs/CLE.json", "JSON", "Pourquoi une cellule n'a pas de résultat"),
        partial(schema_of, Failure),
        (),
        ("sweep",),
    ),
    Described(
        *("changements", "changements.csv", "CSV", "Qui n'a plus la même décision, et pourquoi"),
        _rows(CHANGES),
        (),
        ("compare-decisions",),
    ),
    Described(
        *("decisions_comparees", "decisions_comparees.csv", "CSV", "Les deux décisions de chaque candidat"),
        _rows(COMPARED_SHAPE),
        (),
        ("compare-decisions",),
    ),
    Described(
        *("comptes", "comptes.csv", "CSV", "Combien de candidats changent, et de quoi à quoi"),
        _rows(COUNT_SHAPE),
        (),
        ("compare-decisions",),
    ),
    Described(
        *("resultats", "resultats.csv", "CSV", "Les résultats nommés d'un rapport"), _rows(RESULTS), (), ("report",)
    ),
    Described(
        *("resultats_compares", "PAGE.csv", "CSV", "Les résultats nommés de deux rapports"),
        _rows(RESULT_SHAPE),
        (),
        ("compare-runs",),
    ),
    Described(
        *("cellules_comparees", "PAGE-tables.csv", "CSV", "Les cellules qui diffèrent d'un rapport à l'autre"),
        _rows(CELL_SHAPE),
        (),
        ("compare-runs",),
    ),
    Described(
        *("registre", ".bts-sim/COMMANDE.json", "JSON", "Ce qu'une commande a écrit dans un dossier"),
        partial(schema_of, Written),
        ("grade", "cohort", "compare", "sweep", "report"),
        ("grade", "cohort", "compare", "sweep", "report"),
    ),
)
#: Schemas of sealed results and of answers.
MANIFESTED = tuple(_manifest(command, base, more) for command, (base, more) in MANIFESTS.items())
ANSWERED = (
    Described("reponse", "--json", "JSON", "Ce que toute commande répond à --json", answer),
    *map(_answer, COMMANDS),
)
#: Every schema, by its name.
SCHEMAS: Mapping[str, Described] = {one.name: one for one in (*READ, *WRITTEN, *MANIFESTED, *ANSWERED)}
