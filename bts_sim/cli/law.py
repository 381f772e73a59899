"""`bts-sim law`: the law in force with its sources, and the difference between two laws."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, print_table, say
from bts_sim.cli.call import current_call
from bts_sim.cli.new_scenario import not_there
from bts_sim.errors import Fault, InputError

if TYPE_CHECKING:
    from bts_sim.droit.articles import Article
    from bts_sim.droit.bareme import Regime
    from bts_sim.droit.prochaine_session import Texte
    from bts_sim.droit.rule_graph import RuleNode

HERE = 2024
#: What stands for the standard output, and the usual names of the register and of the picture.
STDOUT, USUAL, PICTURE = "-", "registre.csv", "loi.svg"
#: Columns of the register on a terminal.
SHORT = ("code", "nom", "entrants", "sessions", "manquent", "où lire ce qui manque")
#: Fields of `--json`: for a line of the law, a regime, a text to read again, a text that comes into force.
LINES = {"libelle": "ce qui est fixé", "valeur": "comment", "source": "identifiant du texte, et sa cote"}
DIFFERENCE = {"libelle": "ce qui diffère"}
RULES = {
    "regle": "nom de la règle, ou de l'étape du jury",
    "textes": "textes de la session qui la portent",
    "lit": "valeurs, seuils et lectures qu'elle lit",
    "se_sert_de": "règles dont elle se sert",
}
SCENARIOS = {"nom": "nom du régime ou du scénario", "titre": "son titre"}
TEXTS = {
    "source": "identifiant du texte",
    "reference": "comment on le nomme",
    "titre": "son titre",
    "cote": "ce que vaut la source",
    "releve_le": "jour de la dernière lecture",
    "clos": "oui s'il ne régit plus rien",
    "regit": "ce qu'il régit",
}
DEFERRED = {
    "point": "point de la loi",
    "texte": "ce qui est publié",
    "vise": "article visé",
    "en_vigueur_le": "jour de l'entrée en vigueur",
    "source": "identifiant du texte",
    "cote": "ce que vaut la source",
    "remarque": "remarque",
}


@click.command()
@click.option(
    "--session", type=int, shell_complete=words_on_tab.sessions, help=f"Session dont on lit la loi ({HERE} par défaut)."
)
@click.option(
    "--regime",
    shell_complete=words_on_tab.regimes,
    help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session.",
)
@click.option(
    "--diff",
    "pair",
    nargs=2,
    metavar="A B",
    shell_complete=words_on_tab.regimes,
    help="Ce qui change de A à B : deux sessions, ou deux régimes, scénarios ou fichiers.",
)
@click.option(
    "--prepare",
    "prepared",
    type=int,
    metavar="SESSION",
    help="Les textes à relire avant une session à couvrir : ce que chacun régit, et quand il a été lu.",
)
@click.option("--scenarios", is_flag=True, help="Lister les régimes, les scénarios et les idées fausses livrés.")
@click.option(
    "--registre",
    "registered",
    is_flag=True,
    help="Lister tous les BTS : entrants, sessions dont le projet a le règlement, sessions qui manquent, où le lire.",
)
@click.option(
    "--graph",
    "graphed",
    is_flag=True,
    help="Quelle règle se sert de laquelle, sur quels textes, et ce qu'elle lit ; avec --out loi.svg, le dessin.",
)
@click.option(
    "--out",
    "fichier",
    type=FILE,
    help="Avec --registre : fichier à écrire (.csv, .xlsx, .parquet), ou - pour imprimer le CSV ; avec --graph : .svg.",
)
def law(
    session: int | None,
    regime: str | None,
    pair: tuple[str, str] | None,
    prepared: int | None,
    scenarios: bool,
    registered: bool,
    graphed: bool,
    fichier: Path | None,
) -> None:
    """Imprimer la loi en vigueur, chaque ligne avec sa source et sa cote.

    \b
    bts-sim law --session 2021
    bts-sim law --diff 2021 2022
    bts-sim law --diff permanent_2022 plancher_7_5
    bts-sim law --prepare 2027
    bts-sim law --registre --out registre.csv
    bts-sim law --graph --session 2024 --out loi.svg
    """
    others = pair is not None or scenarios or prepared is not None
    if registered:
        if session is not None or regime is not None or others or graphed:
            raise click.UsageError("--registre se donne seul, ou avec --out.")
        _print_register(fichier)
        return
    if graphed and others:
        raise click.UsageError("--graph va avec --session, --regime et --out seulement.")
    if fichier is not None and not graphed:
        raise click.UsageError("--out ne va qu'avec --registre ou --graph.")
    if prepared is not None:
        if session is not None or regime is not None or pair is not None or scenarios:
            raise click.UsageError("--prepare se donne seul, avec la session à préparer.")
        _print_preparation(prepared)
        return
    session = HERE if session is None else session
    if scenarios:
        _list_scenarios()
    elif pair is not None:
        _print_difference(*pair, session)
    elif graphed:
        _print_graph(regime, session, fichier)
    else:
        heading, lines = _law(regime, session)
        click.echo(heading)
        rows = [(a.libelle, a.dit, f"{a.source} ({a.cote})") for a in lines]
        print_table(rows, ("", "", "source (cote)"), tuple(LINES))


def _law(regime: str | None, session: int) -> tuple[str, list[Article]]:
    from bts_sim.droit.articles import articles

    chosen = _chosen(regime, session)
    return f"Session {session}, {chosen.titre}", articles(chosen, session)


def _chosen(regime: str | None, session: int) -> Regime:
    from bts_sim.droit.regimes import load_regime
    from bts_sim.droit.textes import check_session, valeur

    check_session(session)
    return load_regime(valeur("regime", session) if regime is None else regime)


def _print_graph(regime: str | None, session: int, path: Path | None) -> None:
    from bts_sim.droit.rule_graph import rule_graph, rules_beside

    chosen = _chosen(regime, session)
    if path is not None:
        _write_picture(chosen, session, path)
        return
    parts = {
        f"Session {session}, {chosen.titre} : ce que fait le jury, puis les règles dont il se sert.": rule_graph,
        "Hors du jury : inscriptions, notes gardées, calendriers.": rules_beside,
    }
    for heading, nodes in parts.items():
        click.echo(heading)
        _print_rules(map(_rule, nodes(chosen, session).values()))


def _rule(node: RuleNode) -> tuple[str, ...]:
    from bts_sim.droit.citation import references

    read = (f"{line.nom} = {line.choix or line.valeur}" for line in node.lines)
    return node.name, " ; ".join(references(node.texts)), " ; ".join(read), ", ".join(node.uses)


def _print_rules(rows: Iterable[tuple[str, ...]]) -> None:
    if current_call().in_json:
        print_table(rows, tuple(RULES))
        return
    # No table: the names of rules are long and must be readable whole.
    for name, texts, read, used in rows:
        click.echo(f"\n{name}{f' [{texts}]' if texts else ''}")
        for words, said in (("lit", read), ("se sert de", used)):
            if said:
                click.echo(f"    {words} : {said}")
    click.echo()


def _write_picture(regime: Regime, session: int, path: Path) -> None:
    from bts_sim.display.law_picture import draw_law
    from bts_sim.runs.written import whole_file

    if path.suffix.lower() != Path(PICTURE).suffix:
        remedy = f"donner un nom en .svg, comme {path.stem or 'loi'}.svg : un navigateur l'ouvre sans réseau"
        raise InputError([Fault("--out", None, "", str(path), "le dessin de la loi est un SVG", remedy)])
    not_there(path)
    with whole_file(path) as file:
        file.write(draw_law(regime, session))
    current_call().ecrits.append(path)
    say(f"Écrit : {path}")


def _print_difference(a: str, b: str, session: int) -> None:
    from bts_sim.droit.articles import difference

    (first, left), (second, right) = (_law(None, int(one)) if one.isdigit() else _law(one, session) for one in (a, b))
    rows = [(one.libelle, *one.dits) for one in difference(left, right)]
    if not rows:
        click.echo(f"{first} et {second} : la même loi.")
        return
    print_table(rows, ("", first, second), (*DIFFERENCE, a, b))


def _list_scenarios() -> None:
    from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios

    for title, names in (
        ("Régimes : le droit d'une session", shipped_regimes()),
        ("Scénarios : ce qu'aucun droit n'a porté", shipped_scenarios()),
        ("Idées fausses : imprimées par des sites publics, contraires aux textes", idees_fausses()),
    ):
        rows = [(name, load_regime(name).titre) for name in names]
        print_table(rows, (title, ""), tuple(SCENARIOS))


def _print_preparation(session: int) -> None:
    from bts_sim.droit.prochaine_session import points_differes, textes_a_relire
    from bts_sim.droit.textes import sessions

    texts = textes_a_relire(session)
    headings = {
        False: f"Session {session} : textes à relire, et ce que chacun régit à la session {sessions()[-1]}.",
        True: "Textes de sessions passées, ou qui n'en régissent plus : en chercher le successeur.",
    }
    for over, heading in headings.items():
        click.echo(heading)
        _print_texts([one for one in texts if one.clos == over])
    deferred = points_differes(session)
    click.echo(f"Dispositions publiées qui entrent en vigueur d'ici la session {session} : {len(deferred)}.")
    if deferred:
        keys = tuple(DEFERRED)
        rows = [[str(getattr(one, key)) for key in keys] for one in deferred]
        print_table(rows, ("point", "texte", "vise", "en vigueur le", "source", "cote", "remarque"), keys)


def _print_texts(texts: list[Texte]) -> None:
    if current_call().in_json:
        rows = [
            (one.source, one.reference, one.titre, one.cote, str(one.releve_le), _yes(one.clos), one.en_mots)
            for one in texts
        ]
        print_table(rows, tuple(TEXTS))
        return
    # No table: the subject of a text is long and must be readable whole.
    for one in texts:
        click.echo(f"\n{one.source} : {one.titre} [cote {one.cote}, relu le {one.releve_le}]")
        for kind, names in one.regit.items():
            click.echo(f"    {kind} : {', '.join(names)}")
    click.echo()


def _print_register(path: Path | None) -> None:
    from bts_sim.droit.registre_table import COLUMNS, table

    rows = table()
    if path is not None:
        _write_register(path, [tuple(COLUMNS), *rows])
    elif current_call().in_json:
        print_table(rows, tuple(COLUMNS))
    else:
        print_table([_short(dict(zip(COLUMNS, row, strict=True))) for row in rows], SHORT)
        _print_parts()


def _short(row: dict[str, str]) -> tuple[str, ...]:
    from bts_sim.droit.registre import spans

    held, missing = (spans([int(one) for one in row[name].split(",") if one]) for name in ("sessions", "manque"))
    return row["code"], row["nom"], row["entrants"], held or "aucune", missing, row["ou_lire"]


def _print_parts() -> None:
    from bts_sim.droit.registre import part_fournie
    from bts_sim.droit.textes import sessions

    said = ", ".join(f"{100 * float(part_fournie(one)):.1f}".replace(".", ",") + f" % en {one}" for one in sessions())
    click.echo(f"Part des entrants dont le BTS a un règlement : {said}.")


def _write_register(path: Path, rows: list[tuple[str, ...]]) -> None:
    from bts_sim.runs.cells import line_of_cells
    from bts_sim.templates.formats import check_ending, write_template

    text = "".join(map(line_of_cells, rows))
    if str(path) == STDOUT:
        click.echo(text, nl=False)
        return
    check_ending(path, USUAL)
    not_there(path)
    write_template(path, text, USUAL)
    current_call().ecrits.append(path)
    say(f"Écrit : {path}")


def _yes(holds: bool) -> str:
    return "oui" if holds else "non"
