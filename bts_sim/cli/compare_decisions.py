"""`bts-sim compare-decisions`: the candidates whose decision changed between two gradings, and the cause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, cast

import click

from bts_sim.cli.base import FILE, count_up, print_table, results_in, tables_csv
from bts_sim.cli.call import current_call
from bts_sim.errors import InputError, readable
from bts_sim.files.withheld import without_person
from bts_sim.rows import records

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.runs.register import Destination

CHANGES, DECISIONS, COUNTS = "changements.csv", "decisions_comparees.csv", "comptes.csv"
#: Every file that the command may write.
FILES = (CHANGES, DECISIONS, COUNTS)
#: Most rows of candidates that a terminal shows.
SHOWN = 50
STATES = {
    "decision_changee": "décision changée",
    "detail_change": "même décision, autre détail",
    "a_seulement": "dans A seulement",
    "b_seulement": "dans B seulement",
    "identique": "identique",
}
EFFECTS = {
    "seule": "suffit seule",
    "ensemble": "plusieurs ensemble",
    "sans_effet": "sans effet",
    "inconnu": "effet inconnu",
}


class Change(TypedDict):
    """The number of candidates that changed in one way."""

    etat: Annotated[str, "ce qui change de A à B"]
    decision_a: Annotated[str, "décision dans A"]
    decision_b: Annotated[str, "décision dans B"]
    candidats: Annotated[int, "candidats"]


class Cause(TypedDict):
    """The number of changed decisions with one cause."""

    cause: Annotated[str, "ce qui diffère"]
    unite: Annotated[str, "unité, ou nom de la lecture"]
    effet: Annotated[str, "cette cause suffit-elle"]
    candidats: Annotated[int, "candidats dont la décision change"]


class Counts(TypedDict):
    """The counts of `--json`."""

    candidats: Annotated[int, "candidats de A ou de B"]
    etats: Annotated[dict[str, int], "candidats par état"]
    changements: Annotated[list[Change], "candidats par état et par décision"]
    causes: Annotated[list[Cause], "candidats par cause"]


NO_TRACE = (
    "les causes ne sont pas dites : elles demandent explications.jsonl dans les deux dossiers ; refaire ce jugement "
    "par « bts-sim grade --candidats … --notes … --session … --explain --out {} »"
)
NO_LAW = (
    "pour {} plusieurs choses diffèrent, et leur effet n'est pas connu : il manque de quoi juger de nouveau ; donner "
    "--regime FICHIER pour chaque régime à soi, --specialites FICHIER pour des spécialités à soi"
)


@click.command("compare-decisions")
@click.argument("a", type=FILE, metavar="RESULTATS_A")
@click.argument("b", type=FILE, metavar="RESULTATS_B")
@click.option(
    "--regime",
    "regimes",
    type=FILE,
    multiple=True,
    help="Régime ou scénario à soi (YAML) sous lequel A ou B a été jugé ; l'option se répète.",
)
@click.option("--specialites", type=FILE, help="CSV de spécialités à soi avec lequel A ou B a été jugé.")
@click.option("--no-names", is_flag=True, help="Des comptes seulement : aucun numéro de candidat, à l'écran ni écrit.")
@tables_csv
@results_in("Dossier de changements.csv, créé au besoin ; sans lui, les candidats sont à l'écran.")
def compare_decisions(
    a: Path, b: Path, regimes: tuple[Path, ...], specialites: Path | None, no_names: bool, out: Destination | None
) -> None:
    """Dire qui n'a plus la même décision entre deux jugements, et par quelle note ou quel texte.

    Les deux dossiers sont ceux de bts-sim grade ; avec --explain dans les deux, les causes sont dites.

    \b
    bts-sim compare-decisions resultats_a resultats_b --out changements
    """
    from bts_sim.runs.swap import check_destination

    if out is not None:
        check_destination(out, [COUNTS] if no_names else FILES)
    try:
        compared, table = _compared(a, b, regimes, specialites)
    except InputError as error:
        raise InputError(map(without_person, error.fautes) if no_names else error.fautes) from None
    if out is not None:
        _write(out, compared, table, no_names)
    _show(compared, table)
    if out is None and not no_names:
        _list(table)
    _say_limits(table, a, b)


def _compared(
    a: Path, b: Path, regimes: tuple[Path, ...], specialites: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every candidate of either grading, then one row per cause of each change."""
    from bts_sim.candidates.decision_changes.table import changes_table
    from bts_sim.candidates.decision_changes.tables import compare_decided, read_decisions
    from bts_sim.droit.regimes import load_regimes

    own = load_regimes(*map(str, regimes))
    compared = compare_decided(read_decisions(a), read_decisions(b))
    return compared, changes_table(compared, a, b, own, specialites)


def _write(out: Destination, compared: pd.DataFrame, table: pd.DataFrame, no_names: bool) -> None:
    from bts_sim.candidates.decision_changes.tables import counts
    from bts_sim.runs.swap import results_folder
    from bts_sim.runs.written import write_csv

    with results_folder(out, FILES) as folder:
        write_csv(folder / COUNTS, counts(compared))
        if not no_names:
            write_csv(folder / CHANGES, table)
            write_csv(folder / DECISIONS, compared.rename_axis("candidat").reset_index())


def _show(compared: pd.DataFrame, table: pd.DataFrame) -> None:
    """Print the counts by kind of change, then by cause. `--json` has them as counts."""
    from bts_sim.candidates.decision_changes.table import counts_by_cause
    from bts_sim.candidates.decision_changes.tables import counts

    by_kind = cast("list[Change]", records(counts(compared)))
    by_cause = cast("list[Cause]", records(counts_by_cause(table)))
    states = compared["etat"].value_counts()
    counted: Counts = {
        "candidats": len(compared),
        "etats": {name: int(states.get(name, 0)) for name in STATES},
        "changements": by_kind,
        "causes": by_cause,
    }
    count_up(counted)
    if current_call().in_json:
        return
    rows = [[STATES[r["etat"]], r["decision_a"], r["decision_b"], str(r["candidats"])] for r in by_kind]
    print_table(rows, ("Ce qui change", "Décision A", "Décision B", "Candidats"))
    if by_cause:
        rows = [[r["cause"], r["unite"], EFFECTS.get(r["effet"], ""), str(r["candidats"])] for r in by_cause]
        print_table(rows, ("Cause d'un changement de décision", "Unité", "Effet", "Candidats"))
    changed = int(states.get("decision_changee", 0))
    click.echo(f"Décisions changées : {changed} sur {len(compared)} candidat{'s' if len(compared) > 1 else ''}.")


def _list(table: pd.DataFrame) -> None:
    """Print the changed candidates: only the first ones on a terminal, all of them with `--json`."""
    if current_call().in_json:
        print_table(table.itertuples(index=False), tuple(table.columns))
        return
    if not len(table):
        return
    header = ("Candidat", "Décision A", "Décision B", "Cause", "Unité", "Avant", "Après", "Effet")
    columns = ["candidat", "decision_a", "decision_b", "cause", "unite", "avant", "apres", "effet"]
    told = table.assign(effet=table["effet"].map(lambda word: EFFECTS.get(word, "")))
    print_table(told[columns].head(SHOWN).itertuples(index=False), header)
    for cause, group in table[table["texte_a"] + table["texte_b"] != ""].groupby("cause", sort=False):
        first = group.iloc[0]
        click.echo(readable(f"Texte ({cause}), comme pour {first['candidat']} :"))
        click.echo(readable(f"  A : {first['texte_a']}"))
        click.echo(readable(f"  B : {first['texte_b']}"))
    if len(table) > SHOWN:
        click.echo(f"… et {len(table) - SHOWN} autres lignes : --out DOSSIER les écrit toutes.")


def _say_limits(table: pd.DataFrame, a: Path, b: Path) -> None:
    """Report what could not be determined, and the command that would determine it."""
    from bts_sim.candidates.decision_changes.causes import UNKNOWN
    from bts_sim.candidates.decision_changes.traces import explanations_file
    from bts_sim.notices import tell

    untold = table[table["etat"].isin(["decision_changee", "detail_change"])]
    if (untold["cause"] == "").any():
        for side in dict.fromkeys(side for side in (a, b) if explanations_file(side) is None):
            folder = side if side.is_dir() else side.parent
            tell(str(side), NO_TRACE.format(folder))
    unknown = table.loc[table["effet"] == UNKNOWN, "candidat"].nunique()
    if unknown:
        tell(str(b), NO_LAW.format(f"{unknown} candidat{'s' if unknown > 1 else ''},"))
