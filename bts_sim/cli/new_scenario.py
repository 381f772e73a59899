"""`bts-sim new-scenario`: the analyst's own regime as a commented file, valid as it is."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, say
from bts_sim.cli.call import current_call
from bts_sim.errors import Fault, InputError

#: Names that Windows reserves for devices, whatever the extension.
RESERVES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@click.command("new-scenario")
@click.argument("nom")
@click.option(
    "--depuis",
    default="permanent_2022",
    show_default=True,
    shell_complete=words_on_tab.regimes,
    help="Régime ou scénario de départ, par son nom ou son fichier.",
)
@click.option(
    "--changer",
    "changements",
    multiple=True,
    metavar="CLÉ=VALEUR",
    help="Ce qui diffère, comme seuil_general=7,5, ou seuil_professionnel=aucun pour ôter la condition ; l'option se "
    "répète.",
)
@click.option(
    "--pour",
    "conditions",
    multiple=True,
    metavar="COLONNE=VALEUR",
    help="Pour quels candidats seulement, comme voie=apprentissage ; l'option se répète, des virgules séparent des "
    "valeurs. Les autres gardent le régime de départ.",
)
@click.option(
    "--session",
    type=int,
    default=2024,
    show_default=True,
    shell_complete=words_on_tab.sessions,
    help="Session dont la loi est changée.",
)
@click.option("--out", "fichier", type=FILE, help="Fichier à écrire ; NOM.yaml sinon. Jamais par-dessus un autre.")
def new_scenario(
    nom: str,
    depuis: str,
    changements: tuple[str, ...],
    conditions: tuple[str, ...],
    session: int,
    fichier: Path | None,
) -> None:
    """Écrire un régime à soi : un fichier YAML commenté, à comparer tel quel ou à changer.

    \b
    bts-sim new-scenario ma_reforme --changer seuil_general=7,5
    bts-sim new-scenario apprentis --changer seuil_general=7 --pour voie=apprentissage
    bts-sim new-scenario essai --depuis plancher_9 --out essai.yaml

    Le fichier range à part ce qui est ou fut le droit, ce qui n'a jamais été en vigueur, et les idées fausses.
    """
    from bts_sim.droit.textes import check_session
    from bts_sim.runs.written import whole_file
    from bts_sim.templates.formats import check_ending
    from bts_sim.templates.regime import regime_template

    check_session(session)
    path = fichier or Path(f"{nom}.yaml")
    _check_name(nom)
    check_ending(path, f"{nom}.yaml")
    not_there(path)
    fautes: list[Fault] = []
    changed, pour = _pairs(changements, fautes), _conditions(conditions, fautes)
    if fautes:
        raise InputError(fautes)
    text = regime_template(nom, depuis, changed, session, datetime.now(UTC).date(), path.name, pour)
    _check(text, nom)
    with whole_file(path) as file:
        file.write(text)
    current_call().ecrits.append(path)
    say(f"Écrit : {path}, parti de {depuis}. Ensuite : bts-sim law --diff {depuis} {path}")


def not_there(path: Path) -> None:
    """Refuse to overwrite a file that somebody may have filled."""
    if path.exists() or path.is_symlink():
        raise InputError(
            [Fault("--out", None, "", str(path), "un fichier de ce nom est déjà là", "donner un autre nom (--out)")]
        )


def _check_name(nom: str) -> None:
    from bts_sim.droit.regimes import idees_fausses, shipped_regimes, shipped_scenarios

    plain = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    good = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "ma_reforme"
    if good != nom and not re.fullmatch(r"[a-z0-9_]+", nom):
        remedy = f"des lettres minuscules sans accent, des chiffres et des traits bas, comme « {good} »"
        raise InputError([Fault("NOM", None, "", nom, "nom refusé", remedy)])
    if nom in RESERVES:
        raise InputError([Fault("NOM", None, "", nom, "nom réservé par Windows", "en donner un autre")])
    if nom in (*shipped_regimes(), *shipped_scenarios(), *idees_fausses()):
        raise InputError([Fault("NOM", None, "", nom, "le projet a déjà un régime de ce nom", "donner un autre nom")])


def _pairs(changements: tuple[str, ...], fautes: list[Fault]) -> dict[str, str]:
    """Return the values of `--changer` by key; faults are added to `fautes`."""
    from bts_sim.templates.regime import HOW_TO_WRITE, without_value

    pairs: dict[str, str] = {}
    for one in changements:
        key, sign, value = (part.strip() for part in one.partition("="))
        if not value:
            remedy = without_value(key) if sign else HOW_TO_WRITE
            fautes.append(Fault("--changer", None, "", one, "il manque la valeur", remedy))
        elif key in pairs:
            fautes.append(Fault("--changer", None, "", one, f"clé en double, déjà {pairs[key]}", "n'en garder qu'une"))
        pairs.setdefault(key, value)
    return pairs


def _conditions(given: tuple[str, ...], fautes: list[Fault]) -> dict[str, list[str]]:
    """Return the values of `--pour` by column; faults are added to `fautes`."""
    from bts_sim.droit.pour import EXAMPLE

    found: dict[str, list[str]] = {}
    for one in given:
        column, _, values = (part.strip() for part in one.partition("="))
        several = [value.strip() for value in values.split(",")]
        if not column or not all(several):
            remedy = f"écrire COLONNE=VALEUR, comme {EXAMPLE.replace(': ', '=')}"
            fautes.append(Fault("--pour", None, "", one, "il manque la colonne ou une valeur", remedy))
        found.setdefault(column, []).extend(several)
    return found


def _check(text: str, nom: str) -> None:
    """Read the text as a regime, so that a refused value is reported before anything is written."""
    import tempfile

    from bts_sim.droit.regimes import load_regime

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{nom}.yaml"
        path.write_text(text, encoding="utf-8")
        load_regime(str(path))
