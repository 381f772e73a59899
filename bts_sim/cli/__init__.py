"""Command line. Exit codes: 0 done; 1 a run failed or is partial; 2 bad input or usage."""

from __future__ import annotations

import click

from bts_sim.cli.acquis import acquis
from bts_sim.cli.calendar import calendar
from bts_sim.cli.check_registration import check_registration
from bts_sim.cli.cohort import cohort
from bts_sim.cli.compare import compare
from bts_sim.cli.explain import explain
from bts_sim.cli.grade import grade
from bts_sim.cli.law import law
from bts_sim.cli.report import report
from bts_sim.cli.sources import sources
from bts_sim.cli.sweep import sweep


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bts-sim")
def main() -> None:
    """Ce qu'une règle de l'examen du BTS change à qui reçoit le diplôme."""


for command in (*(grade, explain, compare, cohort, sweep, law, acquis, calendar, check_registration, sources, report),):
    main.add_command(command)
