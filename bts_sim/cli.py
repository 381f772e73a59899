"""Command line. Exit codes: 0 done; 1 a run failed or is partial; 2 bad input or usage."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bts_sim.errors import BtsSimError, RunError


def _without_traceback(command: Callable[..., None]) -> Callable[..., None]:
    """Show what the user can mend as a message, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except RunError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except BtsSimError as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        except OSError as error:
            click.echo(f"{error.filename or ''} : {error.strerror}. Rien d'incomplet n'a été laissé.", err=True)
            sys.exit(1)

    return wrapped


FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bts-sim")
def main() -> None:
    """Ce qu'une règle de l'examen du BTS change à qui reçoit le diplôme."""


@main.command()
@click.option("--candidats", type=FILE, required=True, help="CSV : candidat;specialite;voie;forme;derniere_session.")
@click.option("--notes", type=FILE, required=True, help="CSV : candidat;unite;note;statut[;mode].")
@click.option("--oraux", type=FILE, help="CSV : candidat;unite;note, ou candidat;domaine;note (2021).")
@click.option("--session", type=int, required=True, help="Session dont les textes s'appliquent, comme 2024.")
@click.option("--regime", help="Régime de contrôle, par son nom ou son fichier ; sinon celui de la session.")
@click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer.")
@click.option("--explain", is_flag=True, help="Écrire aussi explications.jsonl : les étapes de chaque décision.")
@click.option("--keep-going", is_flag=True, help="Juger les candidats sans faute, écrire fautes.csv, sortir avec 1.")
@click.option("--out", type=FILE, required=True, help="Dossier des résultats, créé au besoin.")
@_without_traceback
def grade(
    candidats: Path,
    notes: Path,
    oraux: Path | None,
    session: int,
    regime: str | None,
    specialites: Path | None,
    explain: bool,
    keep_going: bool,
    out: Path,
) -> None:
    """Juger des candidats : decisions.csv, et pourquoi.

    \b
    bts-sim grade --candidats candidats.csv --notes notes.csv --session 2024 --out resultats
    """
    from bts_sim.explication import as_json
    from bts_sim.explication import explain as explanations
    from bts_sim.grading import grade as run
    from bts_sim.output.files import check_out, write_csv, write_fautes, write_jsonl

    check_out(out)
    result = run(
        candidats, notes, oraux, session=session, regime=regime, specialites=specialites, keep_going=keep_going
    )
    for stale in ("decisions.csv", "explications.jsonl", "fautes.csv"):
        (out / stale).unlink(missing_ok=True)
    write_csv(out / "decisions.csv", result.decisions())
    if explain:
        write_jsonl(out / "explications.jsonl", explanations(result), as_json)
    if result.fautes:
        write_fautes(out / "fautes.csv", result.fautes)
        raise RunError(f"Fautes : {len(result.fautes)}, dans {out / 'fautes.csv'}. Les autres candidats sont jugés.")


@main.command()
@click.option("--baseline", required=True, metavar="REGIME", help="Régime de référence, par son nom ou son fichier.")
@click.option("--against", required=True, multiple=True, metavar="REGIME", help="Régime comparé ; l'option se répète.")
@click.option("--cohort", type=FILE, help="Cohorte décrite par un fichier YAML.")
@click.option("--session", type=int, help="Session dont les règlements d'examen s'appliquent (2024 par défaut).")
@click.option("--candidats", type=click.IntRange(min=1), help="Nombre de candidats simulés.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Graine du hasard (0 par défaut).")
@click.option("--out", type=FILE, required=True, help="Dossier des résultats, créé au besoin.")
@_without_traceback
def compare(
    baseline: str,
    against: tuple[str, ...],
    cohort: Path | None,
    session: int | None,
    candidats: int | None,
    seed: int | None,
    out: Path,
) -> None:
    """Comparer des régimes sur les mêmes candidats simulés : impact.csv et manifest.json.

    \b
    bts-sim compare --baseline aucun --against exceptionnel_2021 --against permanent_2022 --out resultats
    """
    from bts_sim.analysis.impact import compare as run
    from bts_sim.output.files import check_out, write_csv, write_json
    from bts_sim.population.cohorte import load_cohorte
    from bts_sim.population.synth import simulate
    from bts_sim.provenance import digest_of_file, provenance
    from bts_sim.scenario import load_regimes

    check_out(out)
    reference, *others = load_regimes(baseline, *against)
    described = load_cohorte(cohort, session=session, candidats=candidats, graine=seed)
    simulated = simulate(described)
    impact = run(simulated, reference, others)
    write_csv(out / "impact.csv", impact)
    origin = provenance()
    manifest = {
        **origin,
        "empreintes": origin["empreintes"] | {"cohorte": digest_of_file(cohort) if cohort else None},
        "commande": "compare",
        "cohorte": described.summary() | {"calage": dict(simulated.calage)},
        "regimes": [vars(regime) for regime in (reference, *others)],
    }
    write_json(out / "manifest.json", manifest)


@main.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("-p", "parameters", type=(str, str), multiple=True, metavar="NOM VALEUR", help="Un paramètre.")
@click.option("-f", "fichier", type=FILE, help="Paramètres dans un fichier YAML ; -p l'emporte.")
@click.option("--out", type=FILE, default=Path("reports"), show_default=True, help="Dossier des rapports.")
@_without_traceback
def report(
    notebooks: tuple[str, ...], parameters: tuple[tuple[str, str], ...], fichier: Path | None, out: Path
) -> None:
    """Exécuter des notebooks dans un nouveau dossier : pages HTML, manifest.json, index.html.

    \b
    bts-sim report
    bts-sim report 03_regimes -p candidats 100000 -p regimes permanent_2022,ma_reforme.yaml
    """
    from bts_sim.output.parameters import gather
    from bts_sim.output.report import run_report

    run = run_report(notebooks, gather(parameters, fichier), out, progress=True)
    run.check()
    click.echo(f"Rapport : {run.index}")
