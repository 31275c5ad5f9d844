"""The map's sweep: the same lives in any order, stopped when told, kept when finished, and honest about doubt."""

import csv
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from command import reassure
from reassure_sim.dashboard.pages.map import sweep
from reassure_sim.dashboard.pages.map.cells import cells, steadiness, verdicts
from reassure_sim.dashboard.pages.map.map import _numbers
from reassure_sim.dashboard.pages.map.told import Verdicts, told
from reassure_sim.dashboard.parts.knobs import MAIN, text
from reassure_sim.dashboard.server import work
from reassure_sim.dashboard.words import words
from reassure_sim.engines import live
from reassure_sim.experiment import loads
from reassure_sim.experiment.links import link
from reassure_sim.experiment.sharing import from_link
from reassure_sim.experiment.view import START
from reassure_sim.layout import LANES
from reassure_sim.measures import REGIMES
from reassure_sim.parameters import NUMBERS
from reassure_sim.scenario import scenario_lives

ENDS = (*REGIMES, "separated")
SMALL = START._replace(cells=6, lives=5, page="map")


def swept(whole: sweep.Plan, stop: Any = None) -> tuple[Any, int, bool]:
    heard: list[tuple[Any, int]] = []
    stop = stop or threading.Event()
    finished = sweep.run(whole, "me", stop, lambda counts, done: heard.append((counts.copy(), done)))
    return *heard[-1], finished


def test_every_cell_gets_its_lives_and_a_cell_is_the_couple_that_play_shows() -> None:
    whole = sweep.plan(SMALL)
    counts, done, finished = swept(whole)
    assert finished and done == whole.lives == 180 and (counts[:-1].sum(axis=0) == 5).all()
    cell = 4 + 5 * 6
    x, y = whole.at(cell)
    couple = SMALL.changed({SMALL.x: x, SMALL.y: y}).scenario()
    runs = live(scenario_lives(couple, 5, SMALL.seed), 365, 8).runs
    codes = np.bincount(runs["regime"].astype(int), minlength=3).tolist()
    assert [*codes, runs["separated"].sum()] == counts[:, cell].tolist()


@pytest.mark.parametrize(
    "state",
    [SMALL, SMALL._replace(x="constants.stress_size", y="b.life_stress", use="address_fear", since=20, seed=2)],
)
def test_the_map_counts_what_reassure_run_counts_with_its_config(state: Any, tmp_path: Path) -> None:
    file, folder = tmp_path / "map.yaml", tmp_path / "out"
    file.write_text(from_link(link(state))[0], encoding="utf-8")
    assert reassure("run", str(file), "-o", str(folder)) == 0
    found = {}
    with (folder / "summary.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["measure"].removeprefix("share_") in ENDS:
                at = float(row[state.x]), float(row[state.y]), row["measure"].removeprefix("share_")
                found[at] = round(float(row["mean"]) * int(row["n"]))
    whole = sweep.plan(state)
    counts = swept(whole)[0]
    assert len(found) == counts.size == 4 * 36 and counts[-1].any()
    assert found == {
        (*whole.at(cell), name): counts[code, cell] for cell in range(36) for code, name in enumerate(ENDS)
    }


@pytest.mark.parametrize("path", sorted(NUMBERS))
def test_the_levels_of_the_map_are_those_of_its_file(path: str) -> None:
    state = SMALL._replace(x=path, y="b.clarity" if path != "b.clarity" else "a.clarity", cells=31)
    block = loads(from_link(link(state))[0]).design[0]
    whole = sweep.plan(state)
    assert block.levels == (tuple(whole.x.tolist()), tuple(whole.y.tolist()))


def test_a_strategy_stays_in_the_sweep() -> None:
    state = SMALL._replace(use="address_fear", since=10)
    with_it, without = (swept(sweep.plan(one))[0] for one in (state, state._replace(use="none")))
    assert (with_it != without).any()
    couple = state.changed(dict(zip((state.x, state.y), sweep.plan(state).at(17), strict=True))).scenario()
    codes = live(scenario_lives(couple, 5, state.seed), 365, 8).runs["regime"].astype(int)
    assert np.bincount(codes, minlength=3).tolist() == with_it[:-1, 17].tolist()


def test_a_sweep_that_is_told_to_stop_stops_with_what_it_knows_and_is_not_kept() -> None:
    stop = threading.Event()
    whole = sweep.plan(START._replace(cells=21, lives=20, seed=77))
    heard: list[int] = []

    def tell(counts: Any, done: int) -> None:
        heard.append(int(counts[:-1].sum()))
        stop.set()

    assert not sweep.run(whole, "me", stop, tell)
    assert 0 < heard[-1] < whole.lives and sweep.kept(whole) is None


def test_a_stop_is_heard_while_the_pool_is_busy_with_others() -> None:
    others, stop = threading.Event(), threading.Event()

    def crowd() -> None:
        for _ in work.each("others", (lambda: time.sleep(0.03) for _ in range(10_000)), others):
            pass

    busy = threading.Thread(target=crowd, daemon=True)
    busy.start()
    swept_by = threading.Thread(target=swept, args=(sweep.plan(START._replace(cells=31, lives=20)), stop), daemon=True)
    swept_by.start()
    time.sleep(0.2)
    stop.set()
    swept_by.join(5.0)
    others.set()
    busy.join(5.0)
    assert not swept_by.is_alive() and not busy.is_alive()


def test_a_finished_map_is_kept_whatever_the_language_and_only_the_last_few_are() -> None:
    whole = sweep.plan(SMALL._replace(seed=500))
    counts = swept(whole)[0]
    other = sweep.plan(SMALL._replace(seed=500, lang="ru", day=3, page="play", people=9))
    assert (sweep.kept(other) == counts).all()
    assert sweep.kept(sweep.plan(SMALL._replace(seed=500, lives=10))) is None
    for seed in range(501, 501 + sweep.KEPT):
        swept(sweep.plan(SMALL._replace(seed=seed)))
    assert sweep.kept(whole) is None and len(sweep._shelf) == sweep.KEPT


def test_a_cell_is_in_doubt_where_the_two_most_frequent_overlap() -> None:
    counts = np.array([[10, 6, 0, 1], [0, 4, 0, 0], [0, 0, 0, 0], [9, 1, 0, 1]])
    top, unsure = verdicts(counts)
    assert top.tolist() == [0, 0, -1, 0] and unsure.tolist() == [False, True, False, True]


def test_one_life_more_changes_its_own_cell_only() -> None:
    whole = sweep.plan(SMALL)
    counts = whole.none()
    before = cells(whole, counts, words())["cells"]
    counts[2, 7] = 1
    after = cells(whole, counts, words())["cells"]
    assert [i for i in range(36) if before[i] != after[i]] == [7]
    assert "exhaustion in 100 % of 1 lives, too close to call; 0 of them part" in after[7]["text"]
    counts[-1, 7] = 1
    parted = cells(whole, counts, words())
    assert [i for i in range(36) if after[i] != parted["cells"][i]] == [7]
    assert "1 of them part" in parted["cells"][7]["text"] and parted["cells"][7]["regime"] == "exhaustion"
    assert "1 of all 1 lives part within the year, 100 % to 100 %" in parted["answer"]


def test_the_answer_says_where_the_couple_tips() -> None:
    state = SMALL.changed({"a.anxiety": 0.6, "b.avoidance": 0.41})
    whole, counts = sweep.plan(state), sweep.plan(state).none()
    assert cells(whole, counts, words())["answer"] == ""
    counts[0] = 20
    assert cells(whole, counts, words())["answer"] == (
        "Nothing tips: it is stability all over the map. "
        "Of 36 cells, 36 are mostly in stability; 0 of these are too close to call. "
        "Partings are counted apart from the colour: "
        "0 of all 720 lives part within the year, 0 % to 0 % of a cell's lives."
    )
    right = np.arange(36) % 6 >= 4  # from an anxiety of 0.8 on
    counts[:, right] = [[0], [0], [20], [5]]
    said = cells(whole, counts, words())
    assert "at 0.4, the couple tips where" in said["answer"] and "from 0.6 to 0.8" in said["answer"]
    assert "from stability to exhaustion" in said["answer"] and "12 are mostly in exhaustion" in said["answer"]
    assert "60 of all 720 lives part within the year, 0 % to 25 % of a cell's lives" in said["answer"]
    assert said["here"] == [3.5, 2.55]
    assert "«" in cells(whole, counts, words("ru"))["answer"]


def said(line: list[tuple[int, bool, int]], language: str = "en") -> str:
    """Return what a map says of which each row is the same line of (top, unsure, steady)."""
    whole = sweep.plan(SMALL.changed({"a.anxiety": 0.6, "b.avoidance": 0.41}))
    return told(whole, Verdicts(*(np.array(part) for part in zip(*line * 6, strict=True))), words(language))


CALM, WORN = (0, False, 1), (2, False, 0)
CALM_MAYBE, HOT_MAYBE, WORN_MAYBE = (0, True, -1), (1, True, -1), (2, True, -1)
HOT_OR_WORN = (1, True, 0)


def test_a_turn_is_named_only_between_cells_that_are_sure() -> None:
    assert "tips somewhere between 0.2 and 0.8" in said([CALM, CALM, CALM_MAYBE, WORN_MAYBE, WORN, WORN])
    assert "from stability to exhaustion; the cells between are too close to call" in said(
        [CALM, CALM, CALM_MAYBE, WORN_MAYBE, WORN, WORN]
    )
    assert "goes from 0.6 to 0.8: from stability to exhaustion" in said([CALM, CALM, CALM, CALM, WORN, WORN])
    # Of two turns that are sure, the nearer one; one that is not sure does not count, however near.
    assert "goes from 0 to 0.2: from exhaustion to stability" in said([WORN, CALM, CALM, HOT_MAYBE, CALM, CALM])


def test_where_only_stability_is_sure_the_turn_is_out_of_stability() -> None:
    line = [CALM, CALM, CALM_MAYBE, HOT_OR_WORN, WORN_MAYBE, WORN_MAYBE]
    assert "between 0.2 and 0.6 of" in said(line) and "from stability to escalation or exhaustion;" in said(line)
    assert "устойчивость → нарастание или истощение" in said(line, "ru").replace("\u00a0", " ")


@pytest.mark.parametrize(
    "line", [[CALM_MAYBE] * 3 + [WORN_MAYBE] * 3, [CALM] * 3 + [WORN_MAYBE] * 3, [WORN] * 5 + [WORN_MAYBE]]
)
def test_a_tipping_that_is_not_sure_is_told_as_a_doubt(line: list[tuple[int, bool, int]]) -> None:
    assert "perhaps tips along “Ari's anxiety”" in said(line)
    assert "the couple tips" not in said(line) and "Nothing tips" not in said(line)


def test_stability_is_sure_where_a_half_lies_outside_its_interval() -> None:
    counts = np.array([[20, 10, 1, 0], [0, 6, 10, 0], [0, 4, 9, 0], [20, 20, 20, 0]])
    assert steadiness(counts).tolist() == [1, -1, 0, -1]


@pytest.mark.parametrize("path", sorted(NUMBERS))
def test_a_number_on_an_axis_is_that_of_the_cell_it_stands_at(path: str) -> None:
    whole = sweep.plan(START._replace(x=path, y="b.clarity" if path != "b.clarity" else "a.clarity"))
    ticks = cells(whole, whole.none(), words())["ticks"]["x"]
    assert [tick["text"] for tick in ticks] == [text(path, float(whole.x[tick["at"]]), words()) for tick in ticks]
    assert ticks[0]["at"] == 0 and ticks[-1]["at"] == len(whole.x) - 1


def test_all_who_ask_for_one_map_at_once_share_one_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, lived = sweep.plan(SMALL._replace(seed=900)), []
    chunk = sweep._chunk
    monkeypatch.setattr(
        sweep, "_chunk", lambda plan, first: (lived.append(first), time.sleep(0.05), chunk(plan, first))[2]
    )
    told: list[list[Any]] = [[] for _ in range(12)]

    def ask(place: int) -> None:
        sweep.run(whole, f"visitor {place}", threading.Event(), lambda counts, done: told[place].append((counts, done)))

    asking = [threading.Thread(target=ask, args=(place,), daemon=True) for place in range(len(told))]
    for one in asking:
        one.start()
    for one in asking:
        one.join(30.0)
    assert sorted(lived) == list(range(0, whole.lives, LANES))
    assert {heard[-1][1] for heard in told} == {whole.lives}
    assert all((heard[-1][0] == sweep.kept(whole)).all() for heard in told)


def test_who_shares_a_sweep_that_is_given_up_takes_it_over() -> None:
    whole, given_up = sweep.plan(START._replace(cells=11, lives=20, seed=901)), threading.Event()
    begun, found = threading.Event(), []
    leads = threading.Thread(
        target=sweep.run, args=(whole, "first", given_up, lambda counts, done: begun.set()), daemon=True
    )
    leads.start()
    assert begun.wait(30.0)
    shares = threading.Thread(target=lambda: found.append(swept(whole)), daemon=True)
    shares.start()
    given_up.set()
    for one in (leads, shares):
        one.join(30.0)
    counts, done, finished = found[0]
    assert finished and done == whole.lives and (counts[:-1].sum(axis=0) == 20).all()
    assert not sweep._under_way


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_main_numbers_come_first_and_the_constants_last(language: str) -> None:
    found = _numbers(words(language))
    paths = [option["path"] for group in found for option in group["options"]]
    assert tuple(option["path"] for option in found[0]["options"]) == MAIN
    assert sorted(paths) == sorted(NUMBERS)
    shared = [group for group in found if group["title"].startswith(words(language)["groups"]["constants"])]
    assert found[-len(shared) :] == shared
    assert all(option["path"].startswith("constants.") for group in shared for option in group["options"])


def test_the_price_grows_with_the_lives() -> None:
    assert sweep.seconds(64, 0.05) == 0.05
    assert sweep.seconds(64_000, 0.05) == np.ceil(1000 / work.WORKERS) * 0.05
