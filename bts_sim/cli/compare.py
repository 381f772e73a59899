"""`bts-sim compare`: regimes side by side on the same simulated candidates."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from bts_sim.cli.base import FILE, without_traceback


@click.command()
@click.option("--baseline", required=True, metavar="REGIME", help="Régime de référence, par son nom ou son fichier.")
@click.option("--against", required=True, multiple=True, metavar="REGIME", help="Régime comparé ; l'option se répète.")
@click.option("--cohort", type=FILE, help="Cohorte décrite par un fichier YAML.")
@click.option("--session", type=int, help="Session dont les règlements d'examen s'appliquent (2024 par défaut).")
@click.option("--candidats", type=click.IntRange(min=1), help="Nombre de candidats simulés.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Graine du hasard (0 par défaut).")
@click.option(
    "--replicates",
    type=click.IntRange(min=1),
    help="Tirer les oraux autant de fois, au lieu de sommer exactement sur leurs notes.",
)
@click.option("--out", type=FILE, required=True, help="Dossier des résultats, créé au besoin.")
@without_traceback
def compare(
    baseline: str,
    against: tuple[str, ...],
    cohort: Path | None,
    session: int | None,
    candidats: int | None,
    seed: int | None,
    replicates: int | None,
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
    impact = run(simulated, reference, others, tirages=replicates)
    write_csv(out / "impact.csv", impact)
    origin = provenance()
    manifest = {
        **origin,
        "empreintes": origin["empreintes"] | {"cohorte": digest_of_file(cohort) if cohort else None},
        "commande": "compare",
        "tirages_des_oraux": replicates,
        "cohorte": described.summary() | {"calage": dict(simulated.calage)},
        "regimes": [asdict(regime) for regime in (reference, *others)],
    }
    write_json(out / "manifest.json", manifest)
