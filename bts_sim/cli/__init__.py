"""The command line. Exit codes: 0 done; 1 failed or partial run; 2 bad input or usage; 130 stopped by Ctrl-C."""

from __future__ import annotations

import click

from bts_sim.cli.application import Application
from bts_sim.cli.calendar import calendar
from bts_sim.cli.check_registration import check_registration
from bts_sim.cli.cohort import cohort
from bts_sim.cli.compare import compare_command
from bts_sim.cli.compare_decisions import compare_decisions
from bts_sim.cli.compare_runs import compare_runs
from bts_sim.cli.completion import completion
from bts_sim.cli.doctor import doctor
from bts_sim.cli.explain import explain_command
from bts_sim.cli.grade import grade_command
from bts_sim.cli.kept_marks import acquis_command
from bts_sim.cli.lab import lab
from bts_sim.cli.law import law
from bts_sim.cli.new_scenario import new_scenario
from bts_sim.cli.report import report
from bts_sim.cli.schema import schema
from bts_sim.cli.second_group import second_group_command
from bts_sim.cli.sources import sources_command
from bts_sim.cli.sweep import sweep_command
from bts_sim.cli.template import template
from bts_sim.cli.vary import vary_command
from bts_sim.cli.verify import verify

#: Purpose → its commands, in the order of the help.
SECTIONS = {
    "Juger": (grade_command, explain_command, vary_command, second_group_command, acquis_command, check_registration),
    "Simuler": (cohort, compare_command, sweep_command, report, lab),
    "Comprendre": (law, sources_command, calendar, compare_decisions, compare_runs),
    "Outils": (template, new_scenario, schema, verify, completion, doctor),
}

main = Application(
    SECTIONS,
    name="bts-sim",
    help="""Ce qu'une règle de l'examen du BTS change à qui reçoit le diplôme.

    \b
    Pour commencer, dans un dossier vide :
    bts-sim template candidats notes
    bts-sim grade --candidats candidats.csv --notes notes.csv --session 2024 --out resultats
    bts-sim explain C2 --candidats candidats.csv --notes notes.csv --session 2024
    bts-sim compare --baseline aucun --against permanent_2022 --out comparaison

    L'aide d'une commande : bts-sim COMMANDE --help. Code de sortie : 0 fait, 1 échec ou résultat partiel, 2 entrée ou
    commande fautive, 130 interrompu.
    """,
)
main = click.version_option(package_name="bts-sim", help="Montrer la version et sortir.")(main)
