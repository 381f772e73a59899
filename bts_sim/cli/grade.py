"""`bts-sim grade`: the decisions on files of candidates and marks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import click

from bts_sim.cli.base import DAY, count_up, exam_files, results_in, say, tables_csv
from bts_sim.cli.documents import DOSSIER, document_options, documents_asked
from bts_sim.cli.evidence import origine
from bts_sim.cli.masking import masked, naming_nobody
from bts_sim.errors import RunError

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.candidates.grade import Grading
    from bts_sim.files.given import GivenTables
    from bts_sim.runs.register import Destination

#: Every file that the command may write.
FILES = (
    "decisions.csv",
    "explications.jsonl",
    "acquis.csv",
    "publication.csv",
    "fautes.csv",
    "manifest.json",
    DOSSIER,
)


class Counts(TypedDict):
    """The counts of `--json`."""

    decisions: Annotated[dict[str, int], "candidats par décision"]
    fautes: Annotated[int, "fautes des candidats laissés de côté"]


class Totals(TypedDict):
    """The numbers of graded candidates and rows."""

    candidats: Annotated[int, "candidats jugés"]
    fautes: Annotated[int, "fautes des candidats laissés de côté"]


class Sealing(TypedDict):
    """The additions to the manifest."""

    comptes: Totals


@click.command()
@exam_files
@click.option("--explain", is_flag=True, help="Écrire aussi explications.jsonl : les étapes de chaque décision.")
@click.option(
    "--acquis",
    type=DAY,
    metavar="JOUR",
    help="Écrire aussi acquis.csv : ce que les refusés peuvent garder de notes obtenues ce jour (AAAA-MM-JJ).",
)
@click.option(
    "--publication",
    metavar="COLONNES",
    help="Écrire aussi publication.csv : effectifs par groupe, comme specialite,voie, les petits tus pour publication.",
)
@click.option(
    "--seuil-secret",
    type=click.IntRange(min=2),
    default=5,
    show_default=True,
    help="Avec --publication : un effectif plus petit, sauf 0, est tu.",
)
@click.option("--sceller", is_flag=True, help="Écrire aussi manifest.json : d'où vient le résultat (bts-sim verify).")
@document_options
@click.option("--keep-going", is_flag=True, help="Juger les candidats sans faute, écrire fautes.csv, sortir avec 1.")
@tables_csv
@results_in("Dossier des résultats, créé au besoin.", required=True)
def grade_command(
    candidats: GivenTables,
    notes: GivenTables,
    oraux: GivenTables | None,
    oraux_complets: bool,
    session: int,
    regime: str | None,
    specialites: Path | None,
    explain: bool,
    acquis: datetime | None,
    publication: str | None,
    seuil_secret: int,
    sceller: bool,
    keep_going: bool,
    out: Destination,
    **documents: Any,
) -> None:
    """Juger des candidats : decisions.csv, et pourquoi.

    \b
    bts-sim grade --candidats candidats.csv --notes notes.csv --session 2024 --out resultats
    """
    from bts_sim.candidates.grade import ADVISED, grade as run
    from bts_sim.candidates.shown import counted_decisions
    from bts_sim.droit.regimes import say_supposed
    from bts_sim.runs.record import PARTIAL, SUCCEEDED
    from bts_sim.runs.swap import check_destination, results_folder
    from bts_sim.runs.written import write_csv, write_faults, write_jsonl

    # Only fautes.csv depends on the findings.
    sure = (True, explain, acquis is not None, publication is not None, False, sceller, documents["documents"])
    check_destination(out, [name for name, written in zip(FILES, sure, strict=True) if written])
    # Digests are read before anything is computed: a file could change in between.
    origin = origine() if sceller else None
    # Useful without documents: it also removes names from the faults.
    nobody = documents["no_names"]
    wanted = documents_asked(session, **documents | {"no_names": nobody and documents["documents"]})
    with naming_nobody(nobody):
        result = run(
            candidats,
            notes,
            oraux,
            session=session,
            regime=regime,
            specialites=specialites,
            keep_going=keep_going,
            oraux_complets=oraux_complets,
        )
        decisions = result.decisions()
        dossier = wanted.prepare(result) if wanted is not None else None
        publishable = _publishable(result, publication, seuil_secret)
    with results_folder(out, FILES) as folder:
        write_csv(folder / "decisions.csv", decisions)
        if explain:
            from bts_sim.candidates.explain import explain as explanations

            write_jsonl(folder / "explications.jsonl", explanations(result))
        if acquis is not None:
            from bts_sim.candidates.kept_marks.next_session import table_des_acquis

            held = table_des_acquis(result, acquis.date())
            write_csv(folder / "acquis.csv", held[~held["candidat"].isin(result.unsound)])
        if publishable is not None:
            write_csv(folder / "publication.csv", publishable)
        if wanted is not None and dossier is not None:
            wanted.write(folder / DOSSIER, dossier)
        if result.fautes:
            write_faults(folder / "fautes.csv", masked(result.fautes, nobody))
        # No count by decision: beside publication.csv it could reveal a withheld one.
        said: Sealing = {"comptes": {"candidats": len(decisions), "fautes": len(result.fautes)}}
        if origin is not None:
            origin.seal(folder, statut=PARTIAL if result.fautes else SUCCEEDED, **said)
    counts = {str(name): n for name, n in decisions["decision"].value_counts().items()}
    found: Counts = {"decisions": counts, "fautes": len(result.fautes)}
    count_up(found)
    say(", ".join(counted_decisions(counts)) + "." if counts else "Aucun candidat jugé.")
    if supposed := say_supposed([result.regime.nom], session):
        say(supposed)
    if (decisions[ADVISED] != "").any():
        from bts_sim.candidates.oral_advice import ADVICE_IS_WORTH

        say(f"{ADVISED} : d'après le modèle des oraux. {ADVICE_IS_WORTH}")
    if result.fautes:
        raise RunError(
            f"Fautes : {len(result.fautes)}, dans {out.folder / 'fautes.csv'}. "
            + ("Les autres candidats sont jugés." if counts else "Aucun candidat n'est jugé.")
        )


def _publishable(result: Grading, groupes: str | None, seuil: int) -> pd.DataFrame | None:
    """Return the counts by group for publication, if they were asked for."""
    if groupes is None:
        return None
    from bts_sim.candidates.secrecy.counts import publication

    return publication(result, [one.strip() for one in groupes.split(",") if one.strip()], seuil)
