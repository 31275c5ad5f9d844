"""The dashboard's pictures are instruments: each moves with what it shows, and with nothing else."""

from typing import Any

import numpy as np
import pytest

from reassure_sim.dashboard.words import words
from reassure_sim.dashboard.year import gauges
from reassure_sim.dashboard.year.picture import payload, picture
from reassure_sim.engines import live
from reassure_sim.layout import Day
from reassure_sim.measures import EVENT_COLUMNS, KINDS, REGIMES, SHADES
from reassure_sim.scenario import PRESETS, Scenario, scenario_lives
from reassure_sim.year import curves, cycle, life, stairs

DAYS, PER_DAY = 56, 8
WORDS = words()
STEADY = {
    "trust": 0.7, "intimacy": 0.7, "energy": 0.8, "satisfaction": 0.7, "felt_insecurity": 0.1, "together": 1.0,
}  # fmt: skip


def diary() -> Any:
    """Two partners to whom nothing happens."""
    pages = np.zeros((2, DAYS, len(Day._fields)))
    for field, value in STEADY.items():
        pages[:, :, Day._fields.index(field)] = value
    return pages


def event(step: int, kind: str, hours: float = np.nan, **fields: float) -> list[float]:
    """One of A's events."""
    given = {"step": step, "person": 0, "kind": KINDS.index(kind), "hours_of_relief": hours, **fields}
    return [float(given.get(name, 0.0)) for name in EVENT_COLUMNS]


ANSWERED = [event(step, "seek", 6.0, answer=1.0) for step in (40, 80, 120, 300, 420)]


def lived(pages: Any = None, events: Any = ANSWERED) -> life.Life:
    return life.measured(diary() if pages is None else pages, np.array(events), PER_DAY)


def changed(one: life.Life, other: life.Life) -> set[str]:
    """Return which parts of the picture differ."""
    before, after = picture(one, WORDS), picture(other, WORDS)
    return {name for name in before if before[name] != after[name]}


def put(partner: int, field: str, value: float, days: Any = -1) -> Any:
    pages = diary()
    pages[partner, days, Day._fields.index(field)] = value
    return pages


def test_the_arcs_are_the_whole_loop_on_every_day() -> None:
    share = cycle.shares(lived())
    assert np.allclose(share.sum(axis=1), 1.0)
    arcs = cycle.arcs(share)
    assert np.allclose(arcs[:, :, 1].sum(axis=1), 100.0, atol=0.02)
    assert np.allclose(arcs[:, 1:, 0], arcs[:, :-1, 0] + arcs[:, :-1, 1], atol=0.011)
    assert (cycle.percents(share).sum(axis=1) == 100).all()


def test_stress_lengthens_the_arc_of_triggers_at_the_cost_of_calm_and_moves_nothing_else() -> None:
    calm, struck = lived(), lived(events=[*ANSWERED, event(430, "stress")])
    assert changed(calm, struck) == {"arcs", "percent"}
    gain = cycle.shares(struck) - cycle.shares(calm)
    day = 430 // PER_DAY
    assert (gain[:day] == 0.0).all()
    assert gain[-1, cycle.TRIGGER] == pytest.approx(1 / (28 * PER_DAY)) == -gain[-1, cycle.CALM]
    assert np.delete(gain[-1], [cycle.TRIGGER, cycle.CALM]) == pytest.approx(0.0)


def test_a_doubt_lengthens_the_arc_of_doubt() -> None:
    gain = cycle.shares(lived(events=[*ANSWERED, event(430, "doubt")])) - cycle.shares(lived())
    assert gain[-1, cycle.DOUBT] > 0.0 and gain[-1, cycle.TRIGGER] == 0.0


def test_longer_relief_lengthens_its_arc_and_its_step_of_the_staircase_only() -> None:
    short = lived()
    longer = [event(step, "seek", 12.0 if step == 420 else 6.0, answer=1.0) for step in (40, 80, 120, 300, 420)]
    long = lived(events=longer)
    assert changed(short, long) == {"arcs", "percent", "stairs", "top", "sentence", "sentences", "links"}
    gain = cycle.hours_by_day(long).sum(axis=0) - cycle.hours_by_day(short).sum(axis=0)
    assert gain[cycle.RELIEF] == pytest.approx(6.0) == -gain[cycle.CALM]
    assert [step.hours for step in stairs.stairs(long)][:-1] == [step.hours for step in stairs.stairs(short)][:-1]


def test_an_asking_that_is_refused_is_all_asking_and_an_answered_one_is_half_answer() -> None:
    answered = cycle.hours_by_day(lived(events=[event(8, "seek", 0.0, answer=1.0)]))[1]
    refused = cycle.hours_by_day(lived(events=[event(8, "seek")]))[1]
    assert answered[[cycle.ASK, cycle.ANSWER]].tolist() == [1.5, 1.5]
    assert refused[[cycle.ASK, cycle.ANSWER]].tolist() == [3.0, 0.0]


def test_a_day_of_high_insecurity_is_doubt_instead_of_calm() -> None:
    share = cycle.hours_by_day(lived(put(0, "felt_insecurity", 0.6), events=[event(0, "doubt")]))[-1]
    assert share[cycle.DOUBT] == 24.0 and share[cycle.CALM] == 0.0


def test_the_battery_is_the_givers_energy_that_evening() -> None:
    assert changed(lived(), lived(put(1, "energy", 0.78))) == {"energy", "curves", "alts"}
    assert cycle.battery(lived(put(1, "energy", 0.33)))[-2:].tolist() == [80, 33]


def test_trust_moves_the_long_term_gauge_and_its_curve_only() -> None:
    one, other = lived(), lived(put(0, "trust", 0.6, days=slice(-7, None)))
    assert changed(one, other) == {"gauges", "curves", "alts"}
    assert moved(one, other) == {"long_term_outcome"}


def moved(one: life.Life, other: life.Life) -> set[str]:
    before, after = picture(one, WORDS)["gauges"], picture(other, WORDS)["gauges"]
    return {name for name in before if before[name] != after[name]}


def test_each_gauge_moves_with_its_own_number() -> None:
    asked = diary()
    asked[0, -10:, Day._fields.index("asked")] = 2.0
    refused = asked.copy()
    refused[0, -5:, Day._fields.index("rebuffed")] = 1.0
    soothed = diary()
    soothed[0, -3, Day._fields.index("reassured")] = 1.0
    calmer = soothed.copy()
    calmer[0, -2, Day._fields.index("felt_insecurity")] = 0.09
    assert moved(lived(), lived(asked)) == {"frequency"}
    assert moved(lived(asked), lived(refused)) == {"partner_response"}
    assert moved(lived(), lived(soothed)) == {"emotional_impact"} == moved(lived(soothed), lived(calmer))
    assert changed(lived(asked), lived(refused)) == {"gauges", "sentence", "sentences", "pursuit", "links"}


def test_a_gauge_turns_excessive_where_it_passes_its_cut() -> None:
    for gauge in gauges.GAUGES:
        scale = np.array([gauge.healthy, gauge.cut, gauge.excessive])
        shown = gauge._replace(number=lambda _, scale=scale: np.resize(scale, DAYS), settles=1)
        assert shown.places(lived())[:3].tolist() == [0.0, 50.0, 100.0]


def test_what_hardly_changes_is_called_neither_healthy_nor_excessive() -> None:
    changes = [gauge for gauge in gauges.GAUGES if gauge.still]
    assert [gauge.name for gauge in changes] == ["emotional_impact", "long_term_outcome"]
    for gauge in changes:
        numbers = np.resize(gauge.still * np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), DAYS)
        shown = gauge._replace(number=lambda _, numbers=numbers: numbers, settles=1)
        assert shown.level(lived())[:5].tolist() == [False, True, True, True, False]
        inside = [gauges.LEVEL[0] <= place <= gauges.LEVEL[1] for place in shown.places(lived())[:5]]
        assert inside == [False, True, True, True, False], "the needle stands where the word says"
    steady = picture(lived(), WORDS)["gauges"]
    assert steady["long_term_outcome"][-1] == [0.0, 50.0, 1.0, 0.0] and len(steady["frequency"][-1]) == 2


@pytest.mark.parametrize("gauge", gauges.GAUGES, ids=lambda gauge: gauge.name)
def test_the_word_of_a_gauge_is_true_of_the_number_beside_it(gauge: gauges.Gauge) -> None:
    near = gauge.cut + gauge.still
    numbers = np.resize(near + 10.0**-gauge.digits * np.array([0.0, 0.4, 0.6, -0.4, 0.0]), DAYS)
    shown = gauge._replace(number=lambda _: numbers, settles=1)
    assert shown.values(lived())[:4].tolist() == pytest.approx([near, near, near + 10.0**-gauge.digits, near])
    said = [(level, place > 50.0) for level, place in zip(shown.level(lived()), shown.places(lived()), strict=True)]
    assert said[0] == said[1] == said[3] != said[2]


def test_the_long_term_gauge_tells_the_points_of_trust_won_or_lost_and_by_whom() -> None:
    for partner, end in ((0, 0.46), (1, 0.27)):
        pages = diary()
        pages[:, :7, Day._fields.index("trust")] = 0.55
        pages[:, -7:, Day._fields.index("trust")] = 0.5
        pages[partner, -7:, Day._fields.index("trust")] = end
        number, place, _, who = picture(lived(pages), WORDS)["gauges"]["long_term_outcome"][-1]
        assert (number, who) == (round(100 * end) - 55, partner) and place > gauges.LEVEL[1]
    both = put(0, "trust", 0.95, days=slice(-7, None))
    both[1, -7:, Day._fields.index("trust")] = 0.8
    number, place, _, who = picture(lived(both), WORDS)["gauges"]["long_term_outcome"][-1]
    assert (number, who) == (10.0, 1.0) and place < gauges.LEVEL[0]


def test_what_is_said_of_trust_is_what_its_curve_shows() -> None:
    for preset in PRESETS:
        year = life.of(Scenario.preset(preset, 365), 179)
        number, *_, who = picture(year, WORDS)["gauges"]["long_term_outcome"][-1]
        trust = year.column(int(who), "trust")[: year.lived]
        assert number == pytest.approx(100.0 * (trust[-7:].mean() - trust[:7].mean()), abs=0.5), preset
        assert number <= 100.0 * (year.column(1 - int(who), "trust")[: year.lived][-7:].mean()
            - year.column(1 - int(who), "trust")[:7].mean()) + 0.5  # fmt: skip


def test_the_gauges_end_where_the_measures_of_the_finished_run_stand() -> None:
    scenario = Scenario.preset("anxious_secure", 60).with_({"constants.separation": 0.0})
    runs = live(scenario_lives(scenario, 1, 3), 60, 8).runs
    shown = life.of(scenario, 3)
    assert shown.felt_next_day[-1] == runs["felt_next_day_a"][0]
    assert shown.regime[-1] == runs["regime"][0]
    assert len(shown.laps()) == runs["laps_a"][0]


def test_a_tired_giver_changes_the_regime_and_the_sentence_says_so() -> None:
    tired = lived(put(1, "energy", 0.2, days=slice(-28, None)))
    assert picture(lived(), WORDS)["regime"][-1] == "stability"
    assert picture(tired, WORDS)["regime"][-1] == "exhaustion"
    told = picture(tired, WORDS)
    assert "Bo has little strength left" in told["sentences"][told["sentence"][-1]]


def told(one: life.Life, day: int) -> str:
    shown = picture(one, WORDS)
    return str(shown["sentences"][shown["sentence"][day - 1]])


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.05, "Relief hardly comes: it lasts under 5 minutes on average."),
        (0.1, "Relief lasts 6 minutes on average."),
        (0.67, "Relief lasts 40 minutes on average."),
        (1.49, "Relief lasts 89 minutes on average."),
        (2.7, "Relief lasts 3 hours on average."),
        (72.0, "Relief lasts 3 days on average."),
    ],
)
def test_the_sentence_says_how_long_relief_lasts_on_average(hours: float, said: str) -> None:
    assert said in told(lived(events=[event(step, "seek", hours, answer=1.0) for step in (380, 420)]), DAYS)


def test_the_sentence_says_of_which_days_it_speaks() -> None:
    pages = put(0, "asked", 1.0, days=slice(None))
    pages[0, 2, Day._fields.index("rebuffed")] = 1.0
    pages[0, DAYS - 1, Day._fields.index("asked")] = 0.0
    year = lived(pages)
    assert told(year, 1).startswith("Day 1: Ari asks 1×, Bo answers 1×.")
    assert told(year, 5).startswith("Days 1 to 5: Ari asks 5×, Bo answers 4×.")
    assert told(year, 7).startswith("Days 1 to 7: Ari asks about 7 times a week")
    assert told(year, 27).startswith("Days 1 to 27:") and told(year, 28).startswith("Last four weeks:")
    assert told(lived(), DAYS).startswith("Last four weeks: Ari hardly asks")


def test_after_a_parting_the_pictures_stand_still() -> None:
    pages = diary()
    pages[:, 30:, Day._fields.index("together")] = 0.0
    pages[:, 31:, Day._fields.index("energy")] = 0.0
    shown = picture(lived(pages), WORDS)
    assert shown["lived"] == 31
    for name in ("arcs", "energy", "regime", "sentence"):
        assert len({str(now) for now in shown[name][30:]}) == 1, name
    assert "parted on day 31" in shown["sentences"][shown["sentence"][-1]]
    assert all(path.count("L") == 30 for paths in shown["curves"].values() for path in paths)


def test_a_life_without_any_asking_has_a_picture_too() -> None:
    shown = picture(lived(events=np.empty((0, len(EVENT_COLUMNS)))), WORDS)
    assert shown["stairs"] == [] and shown["percent"][-1] == [0, 0, 0, 0, 0, 100]
    assert "NaN" not in payload(lived(events=np.empty((0, len(EVENT_COLUMNS)))), WORDS)


def test_the_staircase_holds_every_lap_once() -> None:
    laps = [event(step, "seek", 1.0, answer=1.0) for step in range(0, 400, 4)]
    steps = stairs.stairs(lived(events=laps))
    assert [step.first for step in steps] == [1, *(step.first + step.laps for step in steps[:-1])]
    assert sum(step.laps for step in steps) == 100
    assert [step.laps for step in steps][:4] == [3, 4, 7, 10] and steps[-1].laps >= steps[-2].laps // 2
    assert [step.laps for step in stairs.stairs(lived())] == [1] * 5


def test_a_curve_runs_from_top_to_bottom() -> None:
    assert curves.path(np.array([1.0, 0.5, 0.0])) == "M0 0L1 50L2 100"


def test_every_stage_sign_and_regime_has_a_word() -> None:
    assert set(PRESETS) == set(WORDS["couples"])
    assert {*REGIMES, *SHADES} - {""} <= set(WORDS["regimes"])
    assert {gauge.name for gauge in gauges.GAUGES} <= set(WORDS["gauges"]) and set(cycle.STAGES) <= set(WORDS["cycle"])


def test_what_fails_while_drawing_leaves_the_page_standing(caplog: pytest.LogCaptureFixture) -> None:
    from reassure_sim.dashboard.calm import attempt

    assert attempt(lambda: 1 + 1) == 2
    assert attempt(lambda: 1 // 0) is None and "ZeroDivisionError" in caplog.text
