"""Why?: the log, the answer and the twin say what the model's own tables say."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

import reassure_sim as rs
from reassure_sim import rules
from reassure_sim.analysis.turning import _DONE, Turn, _log_odds, _Scene
from reassure_sim.dashboard.pages.why.answer import MOST, chosen, told
from reassure_sim.dashboard.pages.why.lives import event, lived
from reassure_sim.dashboard.pages.why.log import LANES, Cause, Entry, Odds, entry, hundredths, log, span
from reassure_sim.dashboard.pages.why.odds import odds
from reassure_sim.dashboard.pages.why.standing import standings
from reassure_sim.dashboard.pages.why.twin import _reason, different_days, endings, life
from reassure_sim.dashboard.pages.why.why import facts
from reassure_sim.dashboard.pages.why.year import twin, year
from reassure_sim.dashboard.words import languages, words
from reassure_sim.event_table import event_table
from reassure_sim.experiment.links import link, read
from reassure_sim.experiment.view import State, follow
from reassure_sim.layout import SEEN, STATE_A, STATE_B
from reassure_sim.measures import CAUSES, KINDS
from reassure_sim.report.course import course
from reassure_sim.report.turning_points import points
from reassure_sim.scenario import PRESETS
from reassure_sim.year.life import of

HOSTILE = [
    "",
    "-",
    "--",
    "0-a-",
    "0-c-seek",
    "9999-a-seek",
    "2919-b-doubt",
    "1-a-seek",
    "0-b-seek",
    "0-a-parting",
    "0-a-seek-0-b-seek",
]


def entries(state: State, language: str = "en") -> list[Entry]:
    tables = lived(state)
    return log(event_table(tables, ["x"]), words(language), odds(tables))


@pytest.mark.parametrize("preset", PRESETS)
def test_the_log_tells_the_causes_that_the_model_records(preset: str) -> None:
    state = State(preset=preset, seed=8)
    sent = json.loads(year(lived(state), words("en")))
    table = rs.simulate(follow(state)[0], couples=1, seed=8, record={"events"}).events
    assert len(sent["events"]) == len(table)
    levels = words("en")["causes"]["levels"]
    names = {
        clause.format(who=who, other=other): name
        for name, sides in levels.items()
        for clause in sides.values()
        for who, other in (("Ari", "Bo"), ("Bo", "Ari"))
    }
    for row, said in zip(table.to_dict("records"), sent["events"], strict=True):
        assert (row["step"], row["person"], row["kind"]) == tuple(said[:3])
        for cell, flat in ((row["causes"], said[5]), (row["answer_causes"], said[6])):
            pairs = zip(flat[::2], flat[1::2], strict=True)
            shown = ", ".join(f"{names[sent['texts'][place]]} {size:+.1f}" for place, size in pairs)
            assert shown == (cell if isinstance(cell, str) else "")


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_said_to_be_high_or_low_was_so(preset: str) -> None:
    state = State(preset=preset, seed=3).changed({"a.avoidance": 0.8})
    tables, language = lived(state), words("en")
    levels = language["causes"]["levels"]
    checked = 0
    for one in [e for e in entries(state) if e.act][::6]:
        scene = _Scene(tables, one.step)
        other = "ba"["ab".index(one.partner)]
        for who, whom, moved in ((one.partner, other, one.act), (other, one.partner, one.answer)):
            s, p, felt = scene.sides[who].s, scene.sides[who].p, scene.sides[who].m.felt
            off = {
                "fear": s.fear - p.anxiety,
                "guard": s.guard - p.avoidance,
                "distress": felt - rules.resting_insecurity(scene.c, scene.k, s.fear, s.trust),
                "energy": s.energy - 1.0,
            }
            named = {"who": language["curves"][who], "other": language["curves"][whom]}
            for cause in moved:
                for name, above in off.items():
                    for level, clause in levels[name].items():
                        if clause.format(**named) == cause.clause:
                            assert (above > 0.0) == (level == "high"), (one, name)
                            checked += 1
    assert checked > 5


@pytest.mark.parametrize("state", [State(preset="anxious_anxious"), State(use="talk_openly", since=30)])
def test_how_an_act_stood_is_what_the_rules_say_of_that_episode(state: State) -> None:
    tables = lived(state)
    kinds = {"seek": 0, "reach_out": 0, "withdraw": 0}
    for one in [e for e in entries(state) if e.odds][::7]:
        scene, other = _Scene(tables, one.step), "ba"["ab".index(one.partner)]
        me, them = scene.sides[one.partner], scene.sides[other]
        rates = {
            "seek": lambda m, me=me, k=scene.k: rules.seek_rate(me.s, m, me.p, k),
            "reach_out": lambda m, me=me, k=scene.k, seen=them.m.shown: rules.reach_rate(me.s, m, k, seen),
            "withdraw": lambda m, me=me, k=scene.k: rules.withdraw_rate(me.s, m, k),
        }
        felt, due, calm, answered = one.odds
        contact = me.p.acts * (1.0 - scene.c.apart)
        assert felt == me.m.felt
        assert due == pytest.approx(24.0 / (contact * rates[one.kind](me.m)))
        assert calm == pytest.approx(24.0 / (contact * rates[one.kind](me.m._replace(felt=0.0))))
        kinds[one.kind] += 1
        if one.kind == "seek":
            log_odds = _log_odds("answered", 0, scene.inputs(other, "answered"))
            assert answered == pytest.approx(1.0 / (1.0 + math.exp(-log_odds)), rel=1e-6)
        else:
            assert math.isnan(answered)
    assert min(kinds.values()) > 5


@pytest.mark.parametrize("language", languages())
def test_a_decision_that_no_cause_speaks_for_says_how_likely_it_was(language: str) -> None:
    said, state = words(language), State()
    because, although = (said["events"][name].partition("{")[0] for name in ("because", "although"))
    likely = said["events"]["answered"].format(who=said["curves"]["b"], n="{n}")
    bare = 0
    for one in entries(state, language):
        if one.kind != "seek" or one.partner != "a":
            continue
        spoken = one.explained
        assert (
            because not in spoken
            or although not in spoken
            or spoken.index(because) < spoken.index(although)
            or (not any(cause.size > 0.0 for cause in one.act))
        )
        helped = any(cause.size > 0.0 for cause in one.answer)
        assert (likely.format(n=hundredths(one.odds.answered)) in spoken) == (not helped)
        if not any(cause.size > 0.0 for cause in one.act):
            felt = said["events"]["felt"].format(felt=round(100.0 * one.odds.felt))
            told = because + felt in spoken or span(one.odds.due, said) in spoken
            assert told, spoken
        bare += not helped
    assert bare > 10


def test_felt_insecurity_is_named_the_cause_only_where_a_request_hangs_on_it() -> None:
    event = {"step": 8, "partner": "a", "kind": "seek", "style": "direct", "read_as": "need", "answer": "reassured"}
    event |= {"size": 0.5, "hours_of_relief": math.nan, "causes": "energy -0.4", "answer_causes": "distress +0.3"}
    stood = Odds(felt=0.72, due=6.0, calm=72.0, answered=0.9)
    told = entry(event, words("en"), stood).explained
    assert told.startswith("Ari asks openly, because felt insecurity is 72 of 100, although strength is not full.")
    told = entry(event, words("en"), stood._replace(calm=6.1)).explained
    assert told.startswith("Ari asks openly, although strength is not full. As things stand, ")
    assert "Ari asks after 6.0 h on average; with none, after 6.1 h." in told
    told = entry(event | {"causes": "distress -0.4"}, words("en"), stood).explained
    assert told.startswith("Ari asks openly, although felt insecurity is below its resting level.")
    assert "after 6.0 h on average; with none, after 3.0 days" in told
    assert entry(event | {"causes": "fear +0.4"}, words("en"), stood).act == [
        Cause("fear is above its resting level", 0.4)
    ]


def test_what_is_nearly_none_or_all_of_100_is_not_called_so() -> None:
    assert [hundredths(share) for share in (0.004, 0.006, 0.5, 0.994, 0.996)] == ["<1", "1", "50", "99", ">99"]


@pytest.mark.parametrize("state", [State(), State(preset="anxious_anxious", seed=745)])
def test_what_moves_insecurity_adds_up_to_its_change(state: State) -> None:
    tables = lived(state)
    found, sent = life(tables), standings(tables, life(tables))
    rows, per_day = tables.episodes()[0], found.per_day
    checked = 0
    for person, section in enumerate((STATE_A, STATE_B)):
        level = rows[:, section.row("insecurity") - SEEN[0]]
        for day, now in sent["asks"][person].items():
            felt, _, _, eased, _, world, hurt, alone, net, hidden = now[:10]
            assert world >= 0 and hurt >= 0 and alone >= 0 and world + hurt - alone - eased == net
            if 7 < day < found.lived:
                change = 100.0 * (level[day * per_day - 1] - level[(day - 7) * per_day - 1]) / 7.0
                assert abs(net - change) <= 2.0, "four numbers are rounded"
                mean = 100.0 * level[(day - 7) * per_day : day * per_day].mean()
                assert abs(felt + hidden - mean) < 5.0, "but for what happens within an episode"
                checked += 1
    assert checked > 20


@pytest.mark.parametrize("language", languages())
def test_one_phrase_says_what_a_number_is_held_against(language: str) -> None:
    said, level = words(language), {"en": "resting level", "ru": "уровня покоя"}[language]
    for name in ("fear", "guard", "trust", "intimacy", "distress"):
        assert all(level in clause for clause in said["causes"]["levels"][name].values())
    assert "[resting_level|" in said["why"]["bars"] and said["glossary"]["resting_level"]["means"]


@pytest.mark.parametrize(("preset", "lead"), [("anxious_anxious", "fear"), ("secure_secure", "trust")])
def test_where_a_partner_who_asks_stands_is_read_from_the_diary(preset: str, lead: str) -> None:
    state = State(preset=preset, seed=8)
    tables = lived(state)
    sent, found = standings(tables, life(tables)), life(tables)
    daily = rs.simulate(follow(state)[0], couples=1, seed=8, record={"daily"}).diary
    scene = _Scene(lived(state), 0)
    for person in (0, 1):
        own = daily[daily["partner"] == "ab"[person]].set_index("day")
        first, asks = sent["first"][person], sent["asks"][person]
        bids = {
            one.step // found.per_day + 1 for one in entries(state) if (one.partner, one.kind) == ("ab"[person], "seek")
        }
        assert set(asks) == bids
        for day, now in [(7, first), *list(asks.items())[::9]]:
            week = own.loc[max(0, day - 7) : day - 1]
            means = [float(week[name].mean()) for name in ("felt_insecurity", "fear", "trust", "soothed_by_partner")]
            rest = rules.resting_insecurity(scene.c, scene.k, means[1], means[2])
            assert now[:5] == [round(100.0 * value) for value in (*means, rest)]
        late = list(asks.values())[-1]
        assert late[10] == lead
        assert (late[4] > first[4]) == (lead == "fear"), "fear keeps it up, trust lets it fall"


def test_where_they_stand_is_told_once_the_regime_turns_and_in_the_worst_week() -> None:
    sent = json.loads(year(lived(State(preset="anxious_anxious", seed=8)), words("en")))
    told_of = [point for point in sent["points"] if point["asks"]]
    assert 1 <= len(told_of) <= 2 < len(sent["points"])
    for point in told_of:
        who, day = point["asks"]
        assert day >= point["day"] and str(day) in sent["standings"]["asks"][who]


def test_a_state_is_told_in_points_of_100() -> None:
    found = Turn(8, "a", "act", 0.0, 1.0, "", 0.284, 0.491, "a.fear")
    assert _reason(found, words("en")).endswith("is higher, 49 instead of 28 of 100.")
    assert "28.42 instead of 28.41 of 100" in _reason(found._replace(was=0.28412, now=0.28418), words("en"))
    assert _reason(found._replace(by="a.busy"), words("en")).endswith("0.49 instead of 0.28.")


@pytest.mark.parametrize("place", [0, 40, 200, -1])
def test_taking_out_an_event_lives_the_same_twin_as_rs_twins(place: int) -> None:
    state = State(preset="anxious_avoidant", seed=8)
    one = entries(state)[place]
    taken = {"couple": 0, "step": one.step, "partner": one.partner, "kind": one.kind}
    pair = rs.twins(follow(state)[0], without=[taken], seed=8)
    found = event(one.name, lived(state))
    assert found is not None
    assert (lived(state, (found,)).diary() == pair.other.tables.diary()).all()
    assert (lived(state).diary() == pair.original.tables.diary()).all()


def test_the_year_is_the_one_that_the_other_pages_show() -> None:
    state = State(preset="anxious_anxious", seed=5, use="talk_openly", since=30).changed({"a.anxiety": 0.4})
    shown = of(follow(state)[0], state.seed, state.luck)
    assert (life(lived(state)).diary == shown.diary).all()
    guest = state._replace(couple=7, changes=(), use="none")
    assert (life(lived(guest)).diary == of(follow(guest)[0], guest.seed, 6).diary).all()


def test_the_twin_differs_from_the_day_of_the_event_on() -> None:
    state = State(preset="anxious_avoidant", seed=8)
    one = next(e for e in entries(state) if e.lane == "refused")
    whole = lived(state)
    found = event(one.name, whole)
    assert found is not None
    other = lived(state, (found,))
    first, second = life(whole), life(other)
    days = different_days(first, second)
    assert days[0] == one.step // first.per_day + 1
    assert (first.diary[:, : days[0] - 1] == second.diary[:, : days[0] - 1]).all()
    sent = json.loads(twin(whole, other, one.name, words("en")))
    assert sent["days"] == days and str(len(days)) in sent["said"][-2]
    assert different_days(first, first) == []
    assert all(was == now for _, was, now in endings(first, first, words("en")))


def test_a_twin_that_ends_otherwise_is_said_to() -> None:
    state = State(preset="anxious_anxious", seed=4)
    stay, part = (lived(state.changed({"constants.parting_unmarried": hazard})) for hazard in (0.0, 1.0))
    assert life(part).parted and not life(stay).parted
    sent = json.loads(twin(stay, part, "0-a-seek", words("en")))
    assert sent["rows"][-1] == ["End of the year", "together", f"parting on day {life(part).lived}"]
    assert f"ends otherwise: parting on day {life(part).lived}; as it was: together." in sent["said"][-1]
    assert sent["said"][0].startswith(
        f"The first thing that goes otherwise falls on day {life(part).lived}: the two part"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_of_no_event_names_none(name: str) -> None:
    state = State(preset="avoidant_avoidant", seed=8)
    real = {one.name for one in entries(state)}
    assert event(name, lived(state)) is None or name in real


def test_a_link_names_events_only_by_their_shape() -> None:
    for text in ("<script>", "1-a-<b>", "99999-a-seek", "1-a-seek%00", "../1-a-seek", "１-a-seek", "1-a-seek\n"):
        state, notes = read("/why", "v=1&without=" + text)
        assert state.without == "" and len(notes) == 1
    state, notes = read("/why", link(State(page="why", without="43-a-seek")).partition("?")[2])
    assert state.without == "43-a-seek" and notes == []


@pytest.mark.parametrize("language", languages())
def test_everything_that_can_happen_has_words(language: str) -> None:
    said = words(language)
    assert set(said["events"]["lanes"]) == set(LANES)
    assert set(KINDS[1:]) - {"seek"} <= set(said["events"])
    assert set(said["causes"]["levels"]) == set(CAUSES[1:])
    assert set(said["why"]["turns"]) == {f"{d}_{code:.0f}" for d, codes in _DONE.items() for code in codes}
    assert {"felt", "shown", "energy", "trust", "intimacy", "pressure", "fear", "guard"} <= set(
        said["causes"]["inputs"]
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("hazard", [0.0, 1.0])
def test_the_answer_is_a_few_turning_points_in_order(language: str, hazard: float) -> None:
    said = words(language)
    for preset in PRESETS:
        state = State(preset=preset, seed=4).changed({"constants.parting_unmarried": hazard})
        tables, table = lived(state), event_table(lived(state), ["x"])
        found, shown = life(tables), log(table, said)
        few = [told(point, found, shown, said) for point in chosen(points(course(tables), table))]
        assert 2 <= len(few) <= MOST
        assert [one["day"] for one in few] == sorted(one["day"] for one in few)
        assert all(one["title"] and "{" not in one["said"] and one["said"].endswith(".") for one in few)
        titles = " ".join(one["title"] for one in few)
        assert (said["why"]["points"]["parting"] in titles) == found.parted
        refused = table[table["answer"] == "withdrew"]
        if len(refused):
            row = refused.iloc[0]
            assert f"{row['step']}-{row['partner']}-seek" in {one["event"] for one in few}


def test_a_life_without_requests_says_so() -> None:
    state = State(preset="secure_secure").changed({"constants.seek_max": 0.0})
    sent = json.loads(year(lived(state), words("en")))
    assert sent["points"][0]["title"] == "Nobody asks"


def test_changes_and_strategies_are_named() -> None:
    state = State(use="talk_openly", since=59).changed({"a.anxiety": 0.3})
    assert facts(State(), words("en")) == []
    changed, taken = facts(state, words("en"))
    assert "0.3" in changed and "day 60" in taken
    assert not np.array_equal(lived(state).diary(), lived(State()).diary())
