"""What the options of `bts-sim compare` may not be together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bts_sim.errors import Fault, InputError
from bts_sim.one_word import DrawnOrFixed


def check_real(files: Mapping[str, Any], sessions: Sequence[int], **others: Any) -> None:
    """Refuse what is missing beside files of real candidates, and what has no meaning there: all at once."""
    faults = []
    for name in ("candidats", "notes"):
        if files[name] is None:
            problem, remedy = "il manque à côté des autres fichiers", f"ajouter --fichier-{name}"
            faults.append(Fault(f"--fichier-{name}", None, "", "", problem, remedy))
    if len(sessions) != 1:
        problem = "de quelle session sont ces notes ?"
        said = ",".join(map(str, sessions))
        remedy = "ne donner que celle-là" if sessions else "l'ajouter, comme --session 2024"
        faults.append(Fault("--session", None, "", said, problem, remedy))
    for name, value in others.items():
        if value is not None and value != "tires":
            option, problem = f"--{name.replace('_', '-')}", "n'a de sens que pour des candidats simulés"
            faults.append(Fault(option, None, "", str(value), problem, "retirer cette option, ou les fichiers"))
    if faults:
        raise InputError(faults)


def check_meant(
    parametres: DrawnOrFixed,
    par_tirage: int | None,
    replicates: int | None,
    sessions: Sequence[int],
    error: float | None = None,
) -> None:
    """Refuse an option that has no meaning beside `--parametres`, with the question and both answers."""
    if parametres == "tires" and replicates is not None:
        problem = (
            "faut-il tirer les oraux d'un seul groupe, aux paramètres par défaut, ou tirer les paramètres, où les "
            "oraux sont sommés exactement ?"
        )
        remedy = "ajouter --parametres fixes pour tirer les oraux, ou retirer --replicates pour tirer les paramètres"
        raise InputError([Fault("--replicates", None, "", str(replicates), problem, remedy)])
    if parametres == "fixes" and par_tirage is not None:
        problem = "faut-il un seul groupe, aux paramètres par défaut, ou un groupe à chaque tirage des paramètres ?"
        remedy = f"--candidats {par_tirage} pour un seul groupe, ou --parametres tires pour les tirages"
        raise InputError([Fault("--par-tirage", None, "", str(par_tirage), problem, remedy)])
    if parametres == "fixes" and len(sessions) > 1:
        problem = "les sessions ne se comparent et ne s'ajoutent que sous des paramètres tirés"
        remedy = "retirer --parametres fixes, ou donner une session à la fois"
        raise InputError([Fault("--session", None, "", ",".join(map(str, sessions)), problem, remedy)])
    if error is not None and (parametres == "fixes" or len(sessions) > 1):
        problem = "rien n'est tiré avec --parametres fixes"
        remedy = "retirer l'une des deux options"
        if parametres == "tires":
            problem, remedy = "les sessions s'ajoutent sur les mêmes tirages", "donner une session à la fois"
        raise InputError([Fault("--erreur-des-bornes", None, "", f"{error:g}", problem, remedy)])
