"""The Society page: what a link says of one, what is drawn, and that a couple of it can be met alone."""

import json
import re
import threading
from functools import partial
from typing import Any

import numpy as np
import pytest

from reassure_sim.dashboard.pages.map import sweep
from reassure_sim.dashboard.pages.society import bands, living, society
from reassure_sim.dashboard.pages.society.guest import guest as introduced
from reassure_sim.dashboard.server import work
from reassure_sim.dashboard.words import words
from reassure_sim.experiment import gathering
from reassure_sim.experiment.gathering import Asked
from reassure_sim.experiment.links import link, read
from reassure_sim.experiment.view import START, State, follow
from reassure_sim.measures import REGIMES
from reassure_sim.mechanisms import FLOWS
from reassure_sim.society import APART
from reassure_sim.society_measures import friendships
from reassure_sim.year import life

SMALL = Asked(couples=50, trouble="month")


def lived(asked: Asked) -> living.Year:
    found = living.year(asked, threading.Event())
    assert found is not None
    return found


def drawn(asked: Asked) -> dict[str, Any]:
    found = living.picture(asked, threading.Event())
    assert found is not None
    picture: dict[str, Any] = json.loads(found.drawn)
    return picture


def guest(asked: Asked, number: int) -> State:
    return START._replace(**asked._asdict(), couple=number, seed=asked.people)


def test_what_is_drawn_is_what_was_lived() -> None:
    year, picture = lived(SMALL), drawn(SMALL)
    assert [[int(code) for code in week] for week in picture["regimes"]] == year.snapshots.regime.tolist()
    assert len(picture["regimes"]) == gathering.WEEKS and year.snapshots.day[-1] == gathering.DAYS
    assert len(picture["x"]) == len(picture["y"]) == 50
    places = np.array([picture["x"], picture["y"]])
    assert places.min() >= 0 and places.max() <= 9999 and len(set(map(tuple, places.T.tolist()))) == 50
    one, other = friendships(year.network)
    assert picture["links"][::2] == one.tolist() and picture["links"][1::2] == other.tolist()
    assert picture["struck"] == np.flatnonzero(year.struck).tolist() and len(picture["struck"]) == 5


def test_the_words_and_the_table_say_what_the_picture_says() -> None:
    picture = living.picture(SMALL, threading.Event())
    assert picture is not None
    final = np.bincount([int(code) for code in json.loads(picture.drawn)["regimes"][-1]], minlength=4)
    assert picture.counts[-1] == tuple(final)
    rows = society._rows(picture, words())
    assert len(rows) == gathering.WEEKS and rows[-1] == [f"{2 * n:.1f} %" for n in final]
    told = society._told(picture, [*REGIMES, "parted"], words())
    assert told[0].startswith("A society of 50 couples") and f"{picture.otherwise} of 50 couples" in told[1]
    assert f"{picture.alone[0]} stability" in told[1]


@pytest.mark.parametrize("joined", gathering.JOINED)
def test_a_couple_of_a_society_lives_in_play_as_it_would_without_friends(joined: str) -> None:
    asked = SMALL._replace(joined=joined)
    year = lived(asked)
    for number in (1, 2, 17, 50):
        state = guest(asked, number)
        alone = life.of(state.scenario(), state.seed, state.luck)
        parted = alone.parted and alone.lived <= gathering.DAYS
        assert (APART if parted else alone.regime[gathering.DAYS - 1]) == year.alone[number - 1]
    assert len({follow(guest(asked, number))[0].parameters for number in (1, 2, 3)}) == 3


def test_a_couple_of_a_society_brings_its_luck_and_its_hard_month_to_the_map() -> None:
    number = int(np.flatnonzero(gathering.gather(SMALL).struck)[0]) + 1
    state = guest(SMALL, number)._replace(cells=6, lives=5)
    _, lives = sweep.plan(state).part(0, 37)
    assert lives.couple.tolist() == [number - 1] * 36 + [number]
    assert lives.changes is not None and set(lives.changes.life) == set(range(37))


def test_a_guest_is_introduced_as_without_friends() -> None:
    state, said = guest(SMALL, 17), words()
    year = lived(SMALL)
    living.picture(SMALL, threading.Event())
    ended = [*(said["regimes"][name] for name in REGIMES), "parted"][year.snapshots.regime[-1, 16]]
    told = introduced(state, said)
    assert "Couple 17 of 50, here without friends" in told and "the same luck" in told
    assert told.endswith(f"Among friends their year ended so: {ended}.")
    assert "other luck" in introduced(state._replace(seed=5), said)


def test_a_sweep_goes_on_beside_a_society() -> None:
    done = threading.Event()
    busy = work.alone("somebody", partial(done.wait, 60.0))
    try:
        small = sweep.plan(START._replace(cells=6, lives=5))
        assert sweep.run(small, "somebody else", threading.Event(), lambda counts, n: None)
        assert not busy.done()
    finally:
        done.set()


def test_where_nothing_flows_friends_make_no_difference() -> None:
    year = lived(SMALL._replace(flows=gathering.NO_FLOW))
    assert np.array_equal(year.snapshots.regime[-1], year.alone)
    assert not np.array_equal(lived(SMALL).snapshots.regime, year.snapshots.regime)


def test_the_hard_month_strikes_a_neighbourhood_and_is_in_its_couples_lives() -> None:
    for joined in gathering.JOINED:
        company = gathering.gather(SMALL._replace(joined=joined))
        struck = np.flatnonzero(company.struck)
        one, other = friendships(company.society.network)
        inside = np.isin(one, struck) & np.isin(other, struck)
        assert set(struck) == set(one[inside]) | set(other[inside]), "each has a friend who is struck"
        assert company.lives.changes is not None and set(company.lives.changes.life) == set(struck)
        assert follow(guest(SMALL._replace(joined=joined), int(struck[0]) + 1))[0].interventions
        calm = np.flatnonzero(~company.struck)[0]
        assert not follow(guest(SMALL._replace(joined=joined), int(calm) + 1))[0].interventions


def test_places_stay_when_only_what_flows_is_changed() -> None:
    one, other = drawn(SMALL), drawn(SMALL._replace(flows="comfort", trouble="no"))
    assert (one["x"], one["y"]) == (other["x"], other["y"])


def test_bands_stand_on_each_other_and_fill_the_drawing() -> None:
    counts = np.array([[6, 2, 2, 0], [3, 1, 4, 2]])
    found = bands.bands(counts)
    tops: dict[int, list[tuple[float, float]]] = {}
    for code, path in enumerate(found["paths"]):
        points = [tuple(map(float, point.split())) for point in str(path)[1:-1].split("L")]
        upper, lower = points[:4], points[4:][::-1]
        assert [x for x, _ in upper] == [0, 10, 10, 20]
        tops[code] = [(upper[2 * week][1], lower[2 * week][1]) for week in (0, 1)]
    for week, row in enumerate(counts):
        ground = float(bands.TALL)
        for code in bands.FROM_BELOW:
            assert tops[code][week][1] == pytest.approx(ground)
            ground -= bands.TALL * row[code] / 10
            assert tops[code][week][0] == pytest.approx(ground, abs=0.01)
        assert ground == pytest.approx(0.0)
    assert found["marks"][2] == pytest.approx(bands.TALL * 0.8) and [mark > 0 for mark in found["marks"]] == [True] * 4


def test_a_society_that_is_told_to_stop_is_not_drawn() -> None:
    stop = threading.Event()
    stop.set()
    asked = SMALL._replace(people=4321)
    assert living.picture(asked, stop) is None and living.kept(asked) is None


def test_only_the_last_few_pictures_are_kept() -> None:
    for people in range(100, 100 + living.KEPT + 1):
        living.picture(Asked(couples=50, people=people), threading.Event())
    assert living.kept(Asked(couples=50, people=100)) is None
    assert living.kept(Asked(couples=50, people=100 + living.KEPT)) is not None
    assert len(living._shelf) == living.KEPT


def test_a_link_names_every_choice_of_a_society_and_refuses_the_rest() -> None:
    view = START._replace(page="society", week=12, couple=7, **SMALL._replace(flows="comfort.norms")._asdict())
    path, _, search = link(view).partition("?")
    assert path == "/society" and read(path, search) == (view, [])
    for broken in ("flows=comfort.greed", "couples=7", "couples=5001", "joined=../etc/passwd", "week=53", "people=-1"):
        state, notes = read("society", broken)
        assert state.asked == Asked() and len(notes) == 1 and "was left out" in str(notes[0])
    state, notes = read("", "couple=51&couples=50")
    assert state.couple == 0 and "no couple 51 among 50" in str(notes[0])


def test_every_flow_and_way_of_knowing_has_words() -> None:
    said = words()["society"]
    names = [f"flow_{flow.name}" for flow in FLOWS] + [f"joined_{name}" for name in gathering.JOINED]
    assert all(said[name] and said[f"{name}_help"] for name in names)
    weeks = re.search(r"weeks (\d+) to (\d+)", said["trouble_month_help"])
    assert weeks is not None and tuple(map(int, weeks.groups())) == gathering.HARD_WEEKS


def test_the_price_is_of_this_machine() -> None:
    assert 0.0 < living.pace() < 1.0
