"""Do the intervals of groups of a handful of candidates in each draw hold what a session shows of them?"""

import numpy as np
import pytest

from bts_sim.stats.small_groups import Counts, ends_of_few

DRAWS, GROUPS = 64, 40


def drawn(rng: np.random.Generator, shares: np.ndarray, sizes: np.ndarray) -> Counts:
    of = rng.poisson(sizes, shares.shape).astype(np.float64)
    return Counts(rng.binomial(of.astype(np.int64), shares).astype(np.float64), of)


def truths(rng: np.random.Generator, number: int, apart: float) -> tuple[np.ndarray, np.ndarray]:
    """The shares of all candidates and of each group under some draws: a group moves as all do, and on its own."""
    common = rng.normal(0, 0.05, (number, 1))
    middle = np.linspace(0.2, 0.6, GROUPS)
    return np.clip(0.4 + common, 0, 1), np.clip(middle + common + rng.normal(0, apart, (number, GROUPS)), 0.01, 0.99)


@pytest.mark.parametrize("apart", [0.0, 0.04])
def test_intervals_hold_what_sessions_show(apart: float) -> None:
    rng = np.random.default_rng(4)
    session, held, widths = np.linspace(20, 400, GROUPS), [], []
    for _ in range(12):
        whole, own = truths(rng, DRAWS, apart)
        few = drawn(rng, own, np.linspace(2, 12, GROUPS))
        of_all = drawn(rng, whole.repeat(GROUPS, axis=1), np.full(GROUPS, 400.0))
        one = ends_of_few(few, of_all, np.zeros(GROUPS, dtype=np.int64), session, 90)
        widths.append(one.high - one.low)
        for shares in truths(rng, 40, apart)[1]:
            shown = 100 * rng.binomial(session.astype(np.int64), shares) / session.astype(np.int64)
            held.append((one.low <= shown) & (shown <= one.high))
    assert 85 <= 100 * np.mean(held) <= 96
    # No wider than what all this luck makes: that of a session, of the draws and of those simulated.
    spread = np.sqrt(0.25 / session + 0.25 / (DRAWS * np.linspace(2, 12, GROUPS)) + 0.05**2 + apart**2)
    assert (np.mean(widths, axis=0) < 100 * 2 * 1.9 * spread + 100 / session).all()


def test_what_each_draw_has_is_weighed_and_groups_of_other_kinds_do_not_count() -> None:
    few = Counts(np.array([[1.0, 0.0], [3.0, 2.0]]), np.array([[1.0, 2.0], [5.0, 2.0]]))
    assert few.share.tolist() == [4 / 6, 0.5]
    rng = np.random.default_rng(5)
    whole, own = truths(rng, DRAWS, 0.0)
    one, of_all = (
        drawn(rng, own, np.full(GROUPS, 6.0)),
        drawn(rng, whole.repeat(GROUPS, axis=1), np.full(GROUPS, 400.0)),
    )
    wild = Counts(np.where(np.arange(DRAWS)[:, None] % 2, one.of, 0.0)[:, :1], one.of[:, :1])
    both, all_of = (
        Counts(np.hstack([first.among, second.among]), np.hstack([first.of, second.of]))
        for first, second in ((one, wild), (of_all, Counts(of_all.among[:, :1], of_all.of[:, :1])))
    )
    session, kinds = np.full(GROUPS + 1, 200.0), np.append(np.zeros(GROUPS, dtype=np.int64), 1)
    apart = ends_of_few(both, all_of, kinds, session, 90)
    alone = ends_of_few(one, of_all, kinds[:-1], session[:-1], 90)
    assert apart.low[:-1] == pytest.approx(alone.low) and apart.high[:-1] == pytest.approx(alone.high)
    # A group that has all or nothing from draw to draw is not known at all.
    assert apart.high[-1] - apart.low[-1] > 80
