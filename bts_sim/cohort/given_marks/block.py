"""Real candidates as the engine takes them: their marks are facts, and one draw of their abilities given these.

The levels of the file come first, from all its marks; then what its cells do not say of each candidate; then the
abilities. Draw after draw, these are averaged over.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.given_marks.cells import Cells
from bts_sim.cohort.given_marks.former import Former
from bts_sim.cohort.given_marks.levels import Levels
from bts_sim.cohort.given_marks.marks import Ability, Observed, Posterior
from bts_sim.cohort.group import Block, Simulated
from bts_sim.cohort.held import Held, HeldComposition
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.people import People

#: Times that what the cells do not say is drawn again, each time with levels that the last one makes.
SWEEPS = 4


def conditional_block(held: Held, people: People, p: Mapping[str, float], abilities: Abilities, luck: Luck) -> Block:
    """Return real candidates with abilities drawn from their distribution given their marks.

    Args:
        held: the candidates.
        people: who the candidates of their specialties are, for what the file does not say.
        p: the parameters of the model.
        abilities: the spreads of abilities under these parameters.
        luck: that of the candidates, under the seed of the draw.
    """
    law = Ability.of(abilities, p)
    marks = Observed.of(held, p, law)
    after = Posterior.of(marks, law)
    cells = Cells.of(held, people, p)
    who, effects = cells.before(luck)
    of_file, rangs = Levels(held, marks, after, p), held.reglement.rangs
    levels = of_file.drawn(effects, luck, 0)
    for sweep in range(1, SWEEPS if cells.unsaid.any() else 1):
        who, effects = cells.given(marks, after, levels[rangs], luck, sweep)
        levels = of_file.drawn(effects, luck, sweep)
    expected = marks.each(effects) + levels[rangs]
    away, own = Former(held, p).drawn(marks, after, law, expected, luck)
    domains = effects + of_file.of_domains(levels)[rangs] + away
    composition = HeldComposition(
        origine=who.origin,
        femme=who.woman,
        private=who.private,
        voie=held.voie,
        voies=held.voies,
        production=people.production[rangs],
        academie=np.zeros(0, dtype=np.int64),
        academies=[],
        present=np.ones(held.size, dtype=bool),
        told=held.told,
    )
    simulated = Simulated(composition, expected + marks.each(away) + own, domains)
    return Block(held.reglement, np.arange(held.size), held.releve, simulated)
