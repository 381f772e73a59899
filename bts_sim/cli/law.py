"""`bts-sim law`: the law in force, with its sources, and the difference between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bts_sim.cli.base import print_table, without_traceback

if TYPE_CHECKING:
    from bts_sim.loi import Article

HERE = 2024


@click.command()
@click.option("--session", type=int, help=f"Session dont on lit la loi ({HERE} par défaut).")
@click.option("--regime", help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session.")
@click.option(
    "--diff",
    "pair",
    nargs=2,
    metavar="A B",
    help="Ce qui change de A à B : deux sessions, ou deux régimes, scénarios ou fichiers.",
)
@click.option("--scenarios", is_flag=True, help="Lister les régimes, les scénarios et les idées fausses livrés.")
@without_traceback
def law(session: int | None, regime: str | None, pair: tuple[str, str] | None, scenarios: bool) -> None:
    """Imprimer la loi en vigueur, chaque ligne avec sa source et sa cote.

    \b
    bts-sim law --session 2021
    bts-sim law --diff 2021 2022
    bts-sim law --diff permanent_2022 plancher_7_5
    """
    if scenarios:
        _list_scenarios()
    elif pair is not None:
        _print_difference(*pair, session or HERE)
    else:
        heading, lines = _law(regime, session or HERE)
        click.echo(heading)
        print_table([(a.libelle, a.valeur, f"{a.source} ({a.cote})") for a in lines], ("", "", "source (cote)"))


def _law(regime: str | None, session: int) -> tuple[str, list[Article]]:
    from bts_sim.law import check_session, valeur
    from bts_sim.loi import articles
    from bts_sim.scenario import load_regime

    check_session(session)
    chosen = load_regime(regime or valeur("regime", session))
    return f"Session {session}, {chosen.titre}", articles(chosen, session)


def _print_difference(a: str, b: str, session: int) -> None:
    from bts_sim.loi import difference

    (first, left), (second, right) = (_law(None, int(one)) if one.isdigit() else _law(one, session) for one in (a, b))
    rows = [(e.libelle, e.a.valeur if e.a else "", e.b.valeur if e.b else "") for e in difference(left, right)]
    if not rows:
        click.echo(f"{first} et {second} : la même loi.")
        return
    print_table(rows, ("", first, second))


def _list_scenarios() -> None:
    from bts_sim.scenario import idees_fausses, load_regime, shipped_regimes, shipped_scenarios

    for title, names in (
        ("Régimes", shipped_regimes()),
        ("Scénarios", shipped_scenarios()),
        ("Idées fausses", idees_fausses()),
    ):
        click.echo(f"{title} :")
        for name in names:
            click.echo(f"  {name:<34}{load_regime(name).titre}")
