"""A reform as it is being moved: its values by key, and the regime, the file and the lines that it makes."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import AUCUN, load_regime, regime_numbers
from bts_sim.droit.regles.catalogue import IDEE_FAUSSE, origin_of_rule
from bts_sim.droit.textes import en_centiemes, libelles, points_ouverts, valeur
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.language import N_
from bts_sim.templates.regime import LECTURES, MAY_BE_NONE, OF_WRONG_IDEAS, RULES, VALUES, regime_template

#: The keys that are moved, in the order of the exam: all those of a reform but those of wrong ideas.
KEYS = (*(key for key in RULES if key not in OF_WRONG_IDEAS), *VALUES, *LECTURES)
#: Keys whose value is a number of points on 20.
IN_POINTS = ("seuil_general", "seuil_professionnel", *VALUES)
#: The keys whose value is a named rule, and what to do of one that is a wrong idea.
NAMED = ("admission", "acces", "choix", "remplacement")
OTHERWISE = "partir d'un autre régime ; une idée fausse se compare par bts-sim compare"
#: The name of a reform until its author gives it another one.
UNNAMED, TITLE = "ma_reforme", N_("Ma réforme")
#: The day of a reform that is only tried: that of its file is told when it is written.
NO_DAY = datetime.date(2026, 1, 1)


def said_by(regime: Regime, session: int) -> dict[str, str]:
    """Return the value of each key under a regime, as people type it."""
    said: dict[str, Any] = regime_numbers(regime)
    said |= {key: regime.valeurs.get(key, en_centiemes(valeur(key, session))) for key in VALUES}
    said |= {key: getattr(regime.lectures, key) for key in LECTURES}
    return {key: _written(key, said[key]) for key in KEYS}


def _written(key: str, value: Any) -> str:
    if value is None:
        return AUCUN
    return f"{value / CENTIEMES:g}".replace(".", ",") if key in IN_POINTS else str(value)


@dataclass(frozen=True)
class Reform:
    """The law of a session with some values moved; a reform never changes, each move makes another one.

    Attributes:
        session: the session whose law is moved.
        values: what is moved, by key, as people type it; nothing that is as in the law.
        whom: column → values, of the candidates for whom it holds; empty for all of them.
        name: its name in tables and files.
        source: the regime whose values they are, as long as nothing is moved; None otherwise.
        given: the name or the file of that regime.
    """

    session: int
    values: Mapping[str, str] = field(default_factory=dict)
    whom: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: str = UNNAMED
    source: Regime | None = None
    given: str = ""

    @classmethod
    def of(cls, regime: Regime, session: int, given: str = "") -> Reform:
        """Return what a regime moves of the law of a session; `given`: its name or its file.

        Raises:
            InputError: it has a condition that only wrong ideas have, or the others follow another regime than the law.
        """
        law = cls(session).law
        numbers = regime_numbers(regime)
        odd = [key for key in OF_WRONG_IDEAS if numbers[key] is not None]
        _check_ideas({key: regime.nom for key in odd} | {key: str(numbers[key]) for key in NAMED}, odd)
        if regime.pour is not None and regime.pour.base != law:
            problem = f"les autres candidats y suivent {regime.pour.base.nom}, qui n'est pas la loi de {session}"
            raise InputError([Fault("réforme", None, "", regime.nom, problem, f"partir de {law.nom}")])
        kept, moved = said_by(law, session), said_by(regime, session)
        whom = dict(regime.pour.conditions) if regime.pour else {}
        return cls(session, {key: one for key, one in moved.items() if one != kept[key]}, whom, UNNAMED, regime, given)

    @property
    def law(self) -> Regime:
        """Return the law of the session."""
        return load_regime(str(valeur("regime", self.session)))

    @cached_property
    def in_force(self) -> Mapping[str, str]:
        """Return the value of each key in the law of the session."""
        return said_by(self.law, self.session)

    @property
    def whole(self) -> dict[str, str]:
        """Return the value of each key under the reform."""
        return {**self.in_force, **self.values}

    @property
    def moves_nothing(self) -> bool:
        """Return whether the reform is the law itself."""
        return not self.values

    def moved(self, changes: Mapping[str, object]) -> Reform:
        """Return the reform with some values moved; a value given as in the law is moved no more.

        Raises:
            InputError: a key is none of a reform. Values are checked together, by `regime`.
        """
        _check_keys(changes)
        said = {key: _typed(key, value) for key, value in changes.items()}
        _check_ideas(said)
        values = {key: one for key, one in {**self.values, **said}.items() if one != self.in_force[key]}
        return replace(self, values=values, source=None, given="")

    @cached_property
    def regime(self) -> Regime:
        """Return the regime that the file of this reform describes, or the law if nothing is moved.

        Raises:
            InputError: every value that no exam could hold, each with why.
        """
        if self.moves_nothing:
            return self.law
        if self.source is not None:
            return self.source
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.file
            path.write_text(self.yaml(NO_DAY), encoding="utf-8")
            try:
                return load_regime(path)
            except InputError as error:
                # Nobody wrote that file: a fault is one of a value that was moved.
                said = (replace(one, fichier="réforme", ligne=None) for one in error.fautes)
                raise InputError(said) from None

    @property
    def file(self) -> str:
        """Return the name of its file."""
        return f"{self.name}.yaml"

    @property
    def called(self) -> str:
        """Return what a command calls it: the name or the file that was given for it, or else its own file."""
        return self.given or self.file

    @property
    def _title(self) -> str:
        return TITLE if self.name == UNNAMED else ""

    def yaml(self, day: datetime.date) -> str:
        """Return its file, every key explained; `day`: when it is written."""
        return regime_template(
            self.name, self.law.nom, self.values, self.session, day, self.file, self.whom or None, self._title
        )


def choices(key: str) -> list[str]:
    """Return the answers to a reading of the texts, in the order of the file."""
    return [*points_ouverts()[key]["choix"]]


def _check_keys(changes: Mapping[str, object]) -> None:
    faults = [
        Fault("réforme", None, key, str(value), "clé inconnue", nearest(key, KEYS) or f"l'une de : {', '.join(KEYS)}")
        for key, value in changes.items()
        if key not in KEYS
    ]
    if faults:
        raise InputError(faults)


def _check_ideas(values: Mapping[str, str], odd: Sequence[str] = ()) -> None:
    """Refuse rules that only wrong ideas have. `odd`: keys that only they have."""
    of_rules = [key for key in NAMED if values.get(key) in libelles()[key]["regles"]]
    faults = [
        Fault("réforme", None, key, values[key], "idée fausse : aucun texte, aucune réforme du droit ne l'a", OTHERWISE)
        for key in (*odd, *(key for key in of_rules if origin_of_rule(key, values[key]) == IDEE_FAUSSE))
    ]
    if faults:
        raise InputError(faults)


def _typed(key: str, value: object) -> str:
    """Return a value as people type it: 7.5 is « 7,5 », and None is « aucun »."""
    if value is None:
        return AUCUN
    said = f"{value:g}" if isinstance(value, float) else str(value).strip()
    said = said.replace(".", ",")
    if key in MAY_BE_NONE and said.lower() in ("", AUCUN):
        return AUCUN
    return _shortest(said) if key in IN_POINTS else said


def _shortest(said: str) -> str:
    """Return a number as short as it is written: « 8,00 » and « 8 » are the same value."""
    whole, comma, decimals = said.partition(",")
    return f"{whole},{decimals.rstrip('0')}".rstrip(",") if comma and decimals.isdigit() else said
