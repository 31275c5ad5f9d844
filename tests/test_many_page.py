"""Many lives of a couple: they are Play's lives, their bands are quantiles, their shares those of a summary."""

import itertools
import threading
from typing import Any

import numpy as np
import pytest

from reassure_sim.dashboard.pages.many import lives
from reassure_sim.dashboard.pages.many.fan import LEVELS, bands, climb
from reassure_sim.dashboard.pages.many.picture import MEASURES, SCALES, picture
from reassure_sim.dashboard.pages.many.shares import answer, outcomes, shares
from reassure_sim.dashboard.words import words
from reassure_sim.experiment.folder.summary import summarise
from reassure_sim.experiment.kinds import LIVES
from reassure_sim.experiment.links import link, read
from reassure_sim.experiment.sharing import MANY
from reassure_sim.experiment.view import START
from reassure_sim.measures import REGIMES
from reassure_sim.year import life
from reassure_sim.year.curves import CURVES, line

STATE = START._replace(seed=40)
SEEDS = lives.seeds_of(STATE)


@pytest.fixture(scope="module")
def group() -> lives.Group:
    """All lives of one couple, lived as the page lives them."""
    heard = list(lives.run(STATE, "me", threading.Event()))
    assert heard == sorted(heard) and heard[-1] == MANY
    found = lives.kept(STATE._replace(lang="ru", day=7, page="many"))
    assert found is not None
    return found


def test_each_life_is_the_one_that_play_shows_with_its_seed() -> None:
    state = STATE._replace(use="talk_openly", since=30).changed({"b.stamina": 0.4})
    part = lives.part(state, SEEDS[:6])
    for place, seed in enumerate(SEEDS[:6].tolist()):
        shown = life.of(state.scenario(), seed)
        assert part.runs["regime"][place] == shown.regime[-1] and part.runs["days_together"][place] == shown.lived
        assert [lap.hours for lap in shown.laps()] == part.hours[0][place].tolist()
        for field, days in zip(CURVES, part.days, strict=True):
            for person in (0, 1):
                np.testing.assert_allclose(days[person, place, : shown.lived], line(shown, person, field), atol=1e-12)
                assert np.isnan(days[person, place, shown.lived :]).all()


def test_the_fan_is_made_of_quantiles_of_the_lives_and_holds_this_life(group: lives.Group) -> None:
    many = [life.of(STATE.scenario(), seed) for seed in SEEDS.tolist()]
    for person, who in enumerate("ab"):
        for field in CURVES:
            fan, own = group.fans[f"{field}_{who}"], group.own[f"{field}_{who}"]
            for day in (0, 99, 364):
                here = [line(one, person, field)[day] for one in many if one.lived > day]
                np.testing.assert_allclose(fan[:, day], np.quantile(here, LEVELS), atol=1e-12)
            np.testing.assert_allclose(own[: many[0].lived], line(many[0], person, field), atol=1e-12)


def test_shares_and_intervals_are_those_of_a_summary_of_the_same_lives(group: lives.Group) -> None:
    columns = {name: values[None, :] for name, values in group.runs.items()}
    told = summarise(columns, np.ones((1, MANY), bool), np.array([MANY]), LIVES)
    found = {one.name: one for one in shares(group.runs)}
    assert list(found) == [*REGIMES, "parted"]
    for name, one in found.items():
        own = told["share_separated" if name == "parted" else f"share_{name}"]
        assert (one.n / one.lives, one.low, one.high) == (own.mean[0], own.ci_low[0], own.ci_high[0])
    assert sum(found[name].n for name in REGIMES) == MANY


def test_lives_of_neighbouring_seeds_have_nothing_in_common(group: lives.Group) -> None:
    for name in ("felt_insecurity_a", "energy_b", "satisfaction_a", "days_together"):
        values = group.runs[name]
        assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 0.2, name
    assert abs(np.corrcoef(group.stress[1:], group.stress[:-1])[0, 1]) < 0.2


def test_every_seed_can_stand_in_a_link() -> None:
    last = lives.seeds_of(START._replace(seed=2**32 - 1))
    assert last[:2].tolist() == [2**32 - 1, 0]
    for seed in last.tolist():
        view = START._replace(seed=seed)
        assert read("/", link(view).partition("?")[2]) == (view, [])


def test_a_fan_needs_a_tenth_of_the_lives() -> None:
    values = np.arange(60.0).reshape(20, 3)
    values[2:, 1], values[1:, 2] = np.nan, np.nan
    found = bands(values)
    np.testing.assert_array_equal(found[:, 0], np.quantile(values[:, 0], LEVELS))
    np.testing.assert_array_equal(found[:, 1], np.quantile(values[:2, 1], LEVELS))
    assert np.isnan(found[:, 2]).all()


def test_a_step_of_the_staircase_is_the_mean_of_its_laps() -> None:
    hours = [np.arange(10.0), 2.0 * np.arange(10.0), np.array([7.0])]
    begins, found, own = climb(hours)
    assert begins[:2] == [0, 3] and begins[-1] == 10
    assert own[0] == 1.0 and own.tolist() == [hours[0][i:j].mean() for i, j in itertools.pairwise(begins)]
    np.testing.assert_allclose(found[:, 0], np.quantile([1.0, 2.0, 7.0], LEVELS))
    assert climb([np.zeros(0)] * 3)[0] == [0]


def told(*given: Any) -> str:
    """Return the answer as it is read from end to end."""
    return " ".join(answer(*given))


def runs(stable: int, worn: int, parted: int = 0) -> dict[str, Any]:
    n = stable + worn
    return {"regime": np.repeat([0.0, 2.0], [stable, worn]), "separated": (np.arange(n) < parted).astype(float)}


@pytest.mark.parametrize(
    ("stable", "worn", "said"),
    [
        (
            13,
            187,
            "Luck decides little here: in 187 of 200 lives the two stay together and their year ends in exhaustion (89",
        ),
        (
            70,
            130,
            "Luck has a say here: in most lives, 130 of 200, the two stay together and their year ends in exhaustion",
        ),
        (
            98,
            102,
            "Luck decides a lot here: most often the two stay together and their year ends in exhaustion, in 102 of",
        ),
    ],
)
def test_the_answer_follows_the_share_and_its_interval(stable: int, worn: int, said: str) -> None:
    assert told(runs(stable, worn), 8, words()).startswith(said)
    assert told(runs(stable, worn), 8, words()).endswith("They part in none of these lives (0 to 2 %).")
    assert "In 4 of 200 lives they part within the year" in told(runs(stable, worn, 4), 8, words())
    assert "истощение" in told(runs(stable, worn), 8, words("ru"))


def test_to_part_is_an_outcome_of_its_own_and_so_luck_is_judged() -> None:
    lived = runs(200, 0, 60)
    assert {one.name: one.n for one in shares(lived)} == {
        "stability": 200,
        "escalation": 0,
        "exhaustion": 0,
        "parted": 60,
    }
    assert {one.name: one.n for one in outcomes(lived)} == {
        "stability": 140,
        "escalation": 0,
        "exhaustion": 0,
        "parted": 60,
    }
    whole = told(lived, 8, words())
    assert whole.startswith("Luck has a say here: in most lives, 140 of 200, the two stay together")
    assert "In 60 of 200 lives they part" in whole
    assert "last weeks together are most often in stability: in 200 of 200 lives" in whole
    assert told(runs(5, 195, 137), 8, words()).startswith(
        "Luck has a say here: in most lives, 137 of 200, the two part"
    )
    assert told(runs(5, 195, 190), 8, words()).count("part within the year") == 1


def test_every_life_has_one_outcome(group: lives.Group) -> None:
    found = outcomes(group.runs)
    assert sum(one.n for one in found) == MANY
    assert found[-1].n == group.runs["separated"].sum() > 0


@pytest.mark.parametrize(
    ("hours", "unit", "top"),
    [
        (0.4, "minutes", 0.5),
        (1.9, "minutes", 2.0),
        (13.7, "hours", 24.0),
        (725.0, "days_of", 960.0),
        (0.0, "minutes", 2 / 60),
    ],
)
def test_the_axis_of_relief_ends_near_the_longest_and_names_its_unit(
    group: lives.Group, hours: float, unit: str, top: float
) -> None:
    lived = np.linspace(0.0, hours, MANY)
    changed = picture(group._replace(runs={**group.runs, "relief_late_a": lived}), words())["dots"]
    dots = changed["relief_a"]
    assert dots["unit"] == unit and dots["top"] == pytest.approx(top) and dots["per"] == 1.0 / SCALES[unit][0]
    assert changed["relief_b"] == picture(group, words())["dots"]["relief_b"]


def test_relief_that_wears_off_is_told_in_the_unit_that_fits_it(group: lives.Group) -> None:
    steps = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.005, 0.01, 0.02, 0.03]]).T
    climbed = group.stairs["a"]._replace(laps=[0, 3, 7], bands=steps, own=steps[2])
    drawn = picture(group._replace(stairs={**group.stairs, "a": climbed}), words())["fans"]["relief_a"]
    assert "relief lasts 3.0 h in the middle life, and 2.0 h to 4.0 h" in drawn["text"]
    assert "by request no. 7: 0.6 min, and 0.3 min to 1.2 min" in drawn["text"]
    assert drawn["unit"] == "hours" and drawn["top"] == 6.0


@pytest.mark.parametrize("seed", SEEDS[:12].tolist())
def test_the_answer_says_whether_the_life_on_play_is_one_that_parts(seed: int) -> None:
    state = STATE._replace(seed=seed)
    part = lives.part(state, lives.seeds_of(state)[:30])
    shown = life.of(state.scenario(), seed)
    assert 0 < part.runs["separated"].sum() < 30
    does = "they part" if shown.parted else "they stay together"
    assert f"In the life that Play shows (luck no. {seed}) {does}." in told(part.runs, seed, words())


def test_one_life_that_ends_otherwise_changes_its_dot_and_the_shares_only(group: lives.Group) -> None:
    codes = group.runs["regime"].copy()
    codes[5] = (codes[5] + 1.0) % 3.0
    before, after = picture(group, words()), picture(group._replace(runs={**group.runs, "regime": codes}), words())
    assert {name for name in before if before[name] != after[name]} == {"regimes", "shares"}
    assert [i for i in range(MANY) if before["regimes"][i] != after["regimes"][i]] == [5]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_luckiest_and_unluckiest_are_the_ends_of_the_dots(group: lives.Group, language: str) -> None:
    drawn = picture(group, words(language))
    assert set(drawn["dots"]) == set(drawn["fans"]) == {f"{measure}_{who}" for measure in MEASURES for who in "ab"}
    for name, dots in drawn["dots"].items():
        known = [value for value in dots["values"] if value is not None]
        if known:
            best, worst = (min(known), max(known)) if name.startswith("felt") else (max(known), min(known))
            assert [dots["values"][dots[end]] for end in ("luckiest", "unluckiest")] == [best, worst]
    assert drawn["dots"]["felt_insecurity_a"]["early"]


def test_who_is_told_to_stop_keeps_nothing() -> None:
    state, stop = STATE._replace(seed=4000), threading.Event()
    for done in lives.run(state, "me", stop):
        assert done < MANY
        stop.set()
    assert lives.kept(state) is None


def test_only_what_makes_the_couple_and_its_luck_tells_lives_apart() -> None:
    same = STATE._replace(lang="ru", since=5, x="a.clarity", couples=50)
    assert lives.couple_of(same) == lives.couple_of(STATE)
    for other in (
        STATE._replace(seed=41),
        STATE._replace(use="talk_openly"),
        STATE._replace(couple=3),
        STATE.changed({"a.anxiety": 0.1}),
    ):
        assert lives.couple_of(other) != lives.couple_of(STATE)
    assert len(lives._shelf) <= lives.KEPT
