"""Cases on the command line: every command, every option, from click's own description of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from random import Random

import click
from campaign.case import HOSTILES, SORTIE, Case, at_random, faute_de_frappe
from campaign.documents import FOLDERS, _manifeste, _scelle
from campaign.tables import ACQUIS, INSCRIPTIONS, PIECES
from campaign.yamls import GRID_FILE

#: Words that mean something to one command or another.
MOTS = (
    *("aucun", "permanent_2022", "exceptionnel_2021", "plancher_7_5", "un_oral", "MCO", "CG", "SIO", "C1", "C2", "C3"),
    *("nancy-metz", "normandie", "reims", "national", "specialite", "voie", "specialite,voie", "forme", "ma_reforme"),
    *("seuil_general=7,5", "seuil_general=", "=7", "nombre_oraux=3", "x=y", "seuil_professionnel=9.99", "candidats"),
    *("candidats.csv", "notes.csv", "regime.yaml", "cohorte.yaml", "grille.yaml", "03_regimes", "01_rules", "fr", "en"),
)
COHORTE = "session: 2024\ncandidats: 20\nspecialites: {MCO: 1}\n"
#: Options that start other processes, wait for a network or draw pages: each takes seconds, so few cases have them.
LENTES = {"--pdf", "--workers", "--scheduler", "--redo", "--documents", "--replicates"}
POIDS = {"doctor": 1, "sweep": 1, "sources": 2, "compare": 3, "cohort": 3, "completion": 2, "calendar": 4}


@lru_cache
def kit() -> dict[str, bytes]:
    """Sound files of every kind that a command reads."""
    from bts_sim.templates import TEMPLATES

    textes = {nom: TEMPLATES[nom].texte(2024, "MCO") for nom in ("candidats", "notes", "oraux", "specialites")}
    fichiers = {f"{nom}.csv": texte.encode() for nom, texte in textes.items()}
    fichiers |= {"grille.yaml": GRID_FILE.encode(), "cohorte.yaml": COHORTE.encode()}
    fichiers |= {"regime.yaml": TEMPLATES["calendrier"].texte(2024, "MCO").encode()}
    autres = {"inscrits.csv": INSCRIPTIONS, "pieces.csv": PIECES, "acquis.csv": ACQUIS}
    fichiers |= {nom: "\n".join(lignes).encode() for nom, lignes in autres.items()}
    for rang, dossier in enumerate(FOLDERS):
        fichiers[f"reports/{dossier}/manifest.json"] = _scelle(_manifeste(rang))
        fichiers[f"reports/{dossier}/03_regimes.html"] = b"<p>x</p>"
    return fichiers


#: Option or argument → the file of the kit that suits it.
CONVIENT = {
    **{nom: f"{nom}.csv" for nom in ("candidats", "notes", "oraux", "specialites", "pieces")},
    **{"cohort": "cohorte.yaml", "grid": "grille.yaml", "run": f"reports/{FOLDERS[0]}", "a": f"reports/{FOLDERS[0]}"},
    **{"b": f"reports/{FOLDERS[1]}", "calendrier": "regime.yaml"},
}


def options(graine: int) -> Case:
    """One call of one command, its words valid, nearly so, or hostile."""
    from bts_sim.cli import main

    rng = at_random("options", graine)
    names = [nom for nom, commande in main.commands.items() for _ in range(POIDS.get(nom, 6))]
    nom = rng.choice(names)
    commande = main.commands[nom]
    # How often a word is not what is expected: never, now and then, mostly.
    bruit = rng.choice((0.0, 0.0, 0.15, 0.15, 0.4, 0.9))
    mots: list[list[str]] = []
    for param in commande.params:
        if param.name == "parametres":
            # Drawn parameters take seconds.
            mots.append(["--parametres", "fixes"])
            continue
        lente = bool(LENTES & set(param.opts))
        garde = (1 - bruit / 8 if param.required else 0.3) if not lente else 0.01
        if param.name in ("seed", "candidats") and nom in ("compare", "cohort"):
            garde = 1
        if rng.random() < garde:
            mots.append(_mots(nom, param, bruit, rng))
    if nom == "sweep" and not any(une[0].startswith("--workers") for une in mots):
        mots.append(["--workers", "1"])
    mots.sort(key=lambda _: rng.random())
    plats = [mot for groupe in mots for mot in groupe]
    if rng.random() < bruit / 2:
        plats = _deranger(plats, rng)
    if rng.random() < 0.02:
        nom = faute_de_frappe(nom, rng)
    return Case("options", graine, "bts-sim", _sans_nul([nom, *plats]), kit())


def _mots(commande: str, param: click.Parameter, bruit: float, rng: Random) -> list[str]:
    genre = param.type
    if isinstance(param, click.Option) and param.is_flag:
        return [rng.choice(param.opts)]
    combien = param.nargs if param.nargs > 0 else rng.choice((1, 1, 2))
    valeurs = [_valeur(commande, param, bruit, rng) for _ in range(combien)]
    if isinstance(genre, click.Tuple):
        valeurs = [rng.choice((*MOTS, "candidats", "session", "graine")), rng.choice((*MOTS, *HOSTILES))]
    if isinstance(param, click.Argument):
        return valeurs
    option = rng.choice(param.opts)
    if option.startswith("--") and len(valeurs) == 1 and rng.random() < 0.3:
        return [f"{option}={valeurs[0]}"]
    return (
        [option, *valeurs]
        if not param.multiple
        else [option, *valeurs, *([option, *valeurs] if rng.random() < 0.2 else [])]
    )


def _valeur(commande: str, param: click.Parameter, bruit: float, rng: Random) -> str:
    if rng.random() < bruit:
        return rng.choice((*HOSTILES, *MOTS))
    bonne = _bonne(commande, param, rng)
    return faute_de_frappe(bonne, rng) if rng.random() < bruit / 2 else bonne


def _bonne(commande: str, param: click.Parameter, rng: Random) -> str:
    genre, nom = param.type, str(param.name)
    if isinstance(genre, click.Choice):
        return str(rng.choice(list(genre.choices)))
    if isinstance(genre, click.DateTime):
        return rng.choice(("2024-05-13", "2021-06-20", "2030-01-01"))
    if nom == "session":
        return rng.choice(("2024", "2024", "2024", "2025", "2021", "2026"))
    if isinstance(genre, click.types.IntParamType | click.IntRange):
        return rng.choice(("1", "2", "7", "30"))
    if nom == "fichier":
        return {"acquis": "acquis.csv", "check-registration": "inscrits.csv", "calendar": "regime.yaml"}.get(
            commande, rng.choice(("neuf.yaml", "neuf.csv", "-"))
        )
    if nom == "out":
        return rng.choice((SORTIE, SORTIE, "page.html"))
    if nom in CONVIENT and isinstance(genre, click.Path):
        return CONVIENT[nom]
    if isinstance(genre, click.Path):
        return rng.choice(list(kit()))
    par_nom: dict[str, Callable[[], str]] = {
        "candidat": lambda: rng.choice(("C1", "C2", "C3")),
        "academie": lambda: rng.choice(("nancy-metz", "nancy-metz", "normandie", "reims")),
        "nom": lambda: rng.choice(("ma_reforme", "essai", "x")),
        "changements": lambda: rng.choice(("seuil_general=7,5", "nombre_oraux=3", "seuil_professionnel=9")),
        "notebooks": lambda: rng.choice(("03_regimes", "01_rules")),
        "specialite": lambda: rng.choice(("MCO", "CG")),
        "publication": lambda: rng.choice(("specialite", "voie", "specialite,voie", "forme")),
    }
    return par_nom.get(nom, lambda: rng.choice(("aucun", "permanent_2022", "exceptionnel_2021", "plancher_7_5")))()


def _deranger(mots: list[str], rng: Random) -> list[str]:
    """Words lost, repeated, swapped, misspelt, or added."""
    mots = list(mots)
    for _ in range(rng.choice((1, 1, 2))):
        i = rng.randrange(len(mots) + 1)
        comment = rng.randrange(6)
        if comment == 0 and mots:
            del mots[min(i, len(mots) - 1)]
        elif comment == 1 and mots:
            mots.insert(i, rng.choice(mots))
        elif comment == 2 and mots:
            j = min(i, len(mots) - 1)
            mots[j] = faute_de_frappe(mots[j], rng)
        elif comment == 3:
            mots.insert(i, rng.choice(("--", "-", "--json", "-q", "--quiet", "--no-color", "--trace", "-h", "--help")))
        elif comment == 4:
            mots.insert(i, rng.choice(HOSTILES))
        else:
            rng.shuffle(mots)
    return mots


def _sans_nul(mots: list[str]) -> tuple[str, ...]:
    # No system lets a NUL into a command line.
    return tuple(mot.replace("\0", "") for mot in mots)


def names(graine: int) -> Case:
    """Names of templates and scenarios: what is written is where it was asked for, and nowhere else."""
    rng = at_random("noms", graine)
    nom = rng.choice((*HOSTILES, *MOTS, "ma_reforme")) if rng.random() < 0.7 else faute_de_frappe(rng.choice(MOTS), rng)
    if graine % 3 == 0:
        mots = ["template", rng.choice(("candidats", "notes", "cohorte", "sweep", nom))]
        mots += rng.choice(([], ["--specialite", rng.choice(("MCO", nom))], ["--session", rng.choice(("2024", nom))]))
        mots += ["--out", rng.choice(("neuf", "-", nom))] if rng.random() < 0.6 else []
    else:
        mots = ["new-scenario", *(["--"] if rng.random() < 0.3 else []), nom]
        tete = [
            "--changer",
            f"{rng.choice(('seuil_general', 'nombre_oraux', 'acces', nom))}={rng.choice(('7,5', '3', nom))}",
        ]
        tete += ["--depuis", rng.choice(("permanent_2022", "aucun", nom))] if rng.random() < 0.3 else []
        tete += ["--out", rng.choice(("neuf.yaml", nom))] if rng.random() < 0.3 else []
        mots = [mots[0], *(tete if rng.random() < 0.8 else []), *mots[1:]]
    return Case("noms", graine, "bts-sim", _sans_nul(mots), {"candidats.csv": b"x"})
