"""The map's sweep: the same lives in any order, stopped when told, and honest about doubt."""

import threading
from typing import Any

import numpy as np

from reassure_sim.dashboard.pages.map import sweep
from reassure_sim.dashboard.pages.map.cells import cells, verdicts
from reassure_sim.dashboard.words import words
from reassure_sim.engines import live
from reassure_sim.experiment.view import START
from reassure_sim.scenario import scenario_lives

SMALL = START._replace(cells=6, lives=5)


def swept(whole: sweep.Plan, stop: Any = None) -> tuple[Any, int, bool]:
    heard: list[tuple[Any, int]] = []
    finished = sweep.run(whole, stop or threading.Event(), lambda counts, done: heard.append((counts.copy(), done)))
    return *heard[-1], finished


def test_every_cell_gets_its_lives_and_a_cell_is_the_couple_that_play_shows() -> None:
    whole = sweep.plan(SMALL)
    counts, done, finished = swept(whole)
    assert finished and done == whole.lives == 180 and (counts.sum(axis=0) == 5).all()
    cell = 4 + 5 * 6
    couple = SMALL.changed({SMALL.x: float(whole.x[4]), SMALL.y: float(whole.y[5])}).scenario()
    codes = live(scenario_lives(couple, 5, SMALL.seed), 365, 8).runs["regime"].astype(int)
    assert np.bincount(codes, minlength=3).tolist() == counts[:, cell].tolist()


def test_a_sweep_that_is_told_to_stop_stops_with_what_it_knows() -> None:
    stop = threading.Event()
    whole = sweep.plan(START._replace(cells=21, lives=50))
    threading.Timer(0.3, stop.set).start()
    counts, done, finished = swept(whole, stop)
    assert not finished and done < whole.lives and counts.sum() == done


def test_a_cell_is_too_close_to_call_where_the_intervals_meet() -> None:
    counts = np.array([[20, 11, 0, 14], [0, 9, 0, 6], [0, 0, 0, 0]])
    top, unsure = verdicts(counts)
    assert top.tolist() == [0, 0, -1, 0] and unsure.tolist() == [False, True, False, True]


def test_one_life_more_changes_its_own_cell_only() -> None:
    whole = sweep.plan(SMALL)
    counts = np.zeros((3, 36), np.int64)
    before = cells(whole, counts, words())["cells"]
    counts[2, 7] = 1
    after = cells(whole, counts, words())["cells"]
    assert [i for i in range(36) if before[i] != after[i]] == [7]
    assert "exhaustion in 100 % of 1 lives" in after[7]["text"]


def test_the_price_grows_with_the_lives() -> None:
    assert sweep.seconds(64, 0.05) == 0.05
    assert sweep.seconds(64_000, 0.05) == np.ceil(1000 / sweep.WORKERS) * 0.05
