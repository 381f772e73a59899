"""Ce qu'une règle d'admission ou d'accès demande : ses conditions, dans l'ordre de son texte, et qui les remplit.

Une règle se lit comme son article : elle nomme ses conditions et les joint par `&`. Qui décide n'en prend que
`tenues` ; qui explique demande à chaque condition ce qu'elle compare, et ces mots ne sont écrits qu'alors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bts_sim.droit.points import Bools, Ints, Moyenne, en_points

AU_MOINS, MOINS_DE, PLUS_DE, EST = "au moins", "moins de", "plus de", "est"
CONTRAIRES = {AU_MOINS: MOINS_DE, MOINS_DE: AU_MOINS}


# Named tuples: the jury makes a dozen for each group, and frozen dataclasses take three times longer to make.


class Condition(NamedTuple):
    """One comparison, and who meets it.

    `selon`: the rule that states it; its docstring cites the sources. `mesure`: the quantity compared, as `recit.yaml`
    names it. `sens`: the direction. `seuil`: the threshold, hundredths or a word. `tenue`: who meets it, shape (n,).
    `ecrire`: writes the value of each candidate, as a fraction or a word.
    """

    selon: Callable[..., Conditions]
    mesure: str
    sens: str
    seuil: int | str
    tenue: Bools
    ecrire: Callable[[], list[str]]

    @property
    def nom(self) -> str:
        """Return the name of the rule that states it, which `motifs.yaml` uses."""
        return self.selon.__name__

    @property
    def borne(self) -> str:
        """Return the threshold of the comparison, as people write it."""
        return self.seuil if isinstance(self.seuil, str) else en_points(self.seuil)


class Conditions(NamedTuple):
    """Conditions required together. `posees`: each of them; `tenues`: who meets them all, shape (n,).

    There may be none: everybody meets a threshold that the regime does not have, and nobody meets a closed access.
    """

    posees: tuple[Condition, ...]
    tenues: Bools

    def __and__(self, autres: Conditions) -> Conditions:
        """Return these conditions and the others, required together."""
        return Conditions(self.posees + autres.posees, self.tenues & autres.tenues)

    def __invert__(self) -> Conditions:
        """Return the contrary of a single condition; the contrary of several is not a single comparison."""
        (seule,) = self.posees
        selon, mesure, sens, seuil, tenue, ecrire = seule
        return une(Condition(selon, mesure, CONTRAIRES[sens], seuil, ~tenue, ecrire))


def une(condition: Condition) -> Conditions:
    """Return one condition as the only requirement."""
    return Conditions((condition,), condition.tenue)


def au_moins(selon: Callable[..., Conditions], mesure: str, moyenne: Moyenne, seuil: int | None) -> Conditions:
    """Return the condition that a mean is at least `seuil` (hundredths); None is no condition."""
    if seuil is None:
        return Conditions((), np.ones(moyenne.somme.shape, dtype=bool))
    return une(Condition(selon, mesure, AU_MOINS, seuil, moyenne.atteint(seuil), moyenne.fractions))


def plus_de(selon: Callable[..., Conditions], mesure: str, moyenne: Moyenne, seuil: int | None) -> Conditions:
    """Return the condition that a mean is above `seuil` (hundredths); None is no condition."""
    if seuil is None:
        return Conditions((), np.ones(moyenne.somme.shape, dtype=bool))
    depasse = moyenne.somme > seuil * moyenne.coefs
    return une(Condition(selon, mesure, PLUS_DE, seuil, depasse, moyenne.fractions))


def mot(selon: Callable[..., Conditions], mesure: str, attendu: str, tenue: Bools, sinon: str) -> Conditions:
    """Return the condition that a word is the one expected; `sinon`: the word of those who do not meet it."""
    return une(
        Condition(selon, mesure, EST, attendu, tenue, lambda: [attendu if oui else sinon for oui in tenue.tolist()])
    )


def note_au_moins(
    selon: Callable[..., Conditions], mesure: str, seuil: int, tenue: Bools, notes: Callable[[], Ints]
) -> Conditions:
    """Return the condition that a mark of each candidate is at least `seuil` (hundredths).

    `tenue`: who has it. `notes`: finds the mark of each, which costs more, so that it is called only to write it.
    """

    def ecrire() -> list[str]:
        marques = notes()
        return Moyenne(marques, np.ones_like(marques)).fractions()

    return une(Condition(selon, mesure, AU_MOINS, seuil, tenue, ecrire))
