"""A lesson's file: a teacher's own reads, and one that is broken anywhere gives sentences with their place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from reassure_sim.experiment.errors import BAD_INPUT, ConfigError, Fault
from reassure_sim.experiment.view import START, USES
from reassure_sim.lessons import SHIPPED, Choice, Vote, load, loads, outcomes, said, shown_by, steps
from reassure_sim.lessons.relief import DAY, around, first, left, top

OWN = """\
lesson: my_evening
title: Two quiet people
aims: [Say why nobody asks.]
follow_up: [Look at another couple.]
view:
  preset: avoidant_avoidant
  seed: 3
  a.anxiety: 0.4
scenes:
  - scene: calm
    title: Calm
    minutes: [2, 4.5]
    discuss: [Is calm the same as close?]
    beats:
      - title: Whose year is calmer?
        text: Look at both.
        notes: Point at the arcs.
        show:
          picture: cycle
          beside: {preset: secure_secure}
          names: [Quiet, Secure]
          day: 30
          plays: true
          stages: 4
      - title: What is on lap five?
        vote:
          name: lap_five
          lap: 5
          choices:
            - {text: Less, share: 0.5}
            - {text: As much, share: 1}
      - title: The stairs
        show: {picture: stairs, laps: 8, guess: lap_five}
      - title: What helps?
        vote:
          name: helps
          most: energy
          choices:
            - {text: Nothing new, strategy: none}
            - {text: Talk, strategy: talk_openly}
      - title: What do you think?
        vote: {name: free, choices: [This, That, Neither]}
"""

BROKEN = (
    ("lesson: my_evening", "lesson: My Evening", "small letters"),
    ("lesson: my_evening\n", "", "'lesson' is missing"),
    ("lesson: my_evening", "lessen: my_evening", "the nearest is 'lesson'"),
    ("title: Two quiet people", "title:", "read nothing"),
    ("title: Two quiet people", "title: ''", "an empty text"),
    ("title: Two quiet people", "title: {}", "a text, or one by language"),
    ("title: Two quiet people", "title: {fr: Deux}", "language"),
    ("title: Two quiet people", "title: {en: Two, ru: Двое}\naims: [{en: Only one}]\n#", "'ru' is missing"),
    ("title: Two quiet people", f"title: {'x' * 81}", "at most 80"),
    ("text: Look at both.", f"text: {'x' * 161}", "at most 160"),
    ("notes: Point at the arcs.", f"notes: {'x' * 2001}", "at most 2000"),
    ("text: Less,", f"text: {'x' * 61},", "at most 60"),
    ("aims: [Say why nobody asks.]", "aims: Say why nobody asks.", "a list of texts"),
    ("aims: [Say why nobody asks.]", "aims: []", "at least one of texts"),
    ("preset: avoidant_avoidant", "preset: avoidant", "no preset is called 'avoidant'"),
    ("preset: avoidant_avoidant", "present: avoidant_avoidant", "the nearest is 'preset'"),
    ("preset: avoidant_avoidant", "preset: [avoidant_avoidant]", "a number or a name"),
    ("seed: 3", "seed: -3", "seed"),
    ("seed: 3", "seed: many", "cannot say of seed"),
    ("seed: 3", "couple: 10\n  joined: nothing", "joined"),
    ("seed: 3", "couple: 200\n  couples: 50", "no couple 200 among 50"),
    ("a.anxiety: 0.4", "a.anxiety: 4", "read 4, allowed is a number from 0 to 1"),
    ("a.anxiety: 0.4", "a.anxeity: 0.4", "the nearest is 'a.anxiety'"),
    ("a.anxiety: 0.4", "page: map", "word of a link"),
    ("scenes:", "scenes: 3\nfollow_up:", "list of scenes"),
    ("scene: calm", "scene: 7", "a text"),
    ("minutes: [2, 4.5]", "minutes: 2", "two numbers"),
    ("minutes: [2, 4.5]", "minutes: [2]", "two numbers"),
    ("minutes: [2, 4.5]", "minutes: [2, 400]", "a number from 0 to 120"),
    ("minutes: [2, 4.5]", "minutes: [2, soon]", "a number from 0 to 120"),
    ("picture: cycle", "picture: circle", "the nearest is 'cycle'"),
    ("picture: cycle", "pictures: cycle", "'picture' is missing"),
    ("picture: cycle", "picture: strategies", "stands alone"),
    ("picture: cycle", "picture: curves", "only the picture cycle"),
    ("names: [Quiet, Secure]", "names: [Quiet]", "one name for each couple"),
    ("names: [Quiet, Secure]", f"names: [{'x' * 41}, Secure]", "at most 40"),
    ("day: 30", "day: 366", "from 1 to 365"),
    ("day: 30", "day: 1.5", "a whole number"),
    ("plays: true", "plays: yes", "true and false"),
    ("stages: 4", "stages: 7", "from 0 to 6"),
    ("stages: 4", "laps: 4", "only the picture stairs"),
    ("laps: 8", "laps: 0", "from 1 to 365"),
    ("guess: lap_five", "guess: lap_six", "earlier vote"),
    ("guess: lap_five", "guess: helps", "earlier vote"),
    ("lap: 5\n", "lap: 2\n", "from 3 to 300"),
    ("lap: 5\n", "laps: 5\n", "the nearest is 'lap'"),
    ("          lap: 5\n", "", "is about no lap"),
    ("share: 0.5", "share: much", "a number from 0 to 10"),
    (", share: 0.5", "", "each choice has a share"),
    ("most: energy", "most: power", "measure"),
    ("most: energy", "most: energy\n          lap: 9", "not about both"),
    ("strategy: none", "strategy: nothing", "strategy"),
    (", strategy: none", "", "each choice has a strategy"),
    ("name: helps", "name: lap_five", "there is a vote lap_five already"),
    ("[This, That, Neither]", "[This]", "read a list of 1, allowed are 2 to 4"),
    ("[This, That, Neither]", "[A, B, C, D, E]", "read a list of 5, allowed are 2 to 4"),
    ("name: free, ", "", "'name' is missing"),
    ("name: free", "name: no/such", "small letters"),
    ("notes: Point at the arcs.", "vote: {name: both, choices: [A, B]}", "not both"),
    ("notes: Point at the arcs.", "note: Point at the arcs.", "the nearest is 'notes'"),
    ("lesson: my_evening", "lesson: &a my_evening", "anchor"),
    ("text: Look at both.", "text: Look: at both: now", ""),
    ("text: Look at both.", "text: !!python/object:os.system ls", "tag"),
    ("text: Look at both.", "text: Look\u202eat both.", "is not allowed"),
    ("text: Look at both.", "text: Look at both.\n        text: Twice.", ""),
)


def faults(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        loads(text, "mine.yaml")
    return caught.value


def test_a_teachers_own_lesson_in_one_language_reads() -> None:
    lesson = loads(OWN)
    assert lesson.languages == ()
    assert said(lesson.title, "ru") == said(lesson.title, "en") == "Two quiet people"
    assert (lesson.view.preset, lesson.view.seed, lesson.view.changes) == (
        "avoidant_avoidant",
        3,
        (("a.anxiety", 0.4),),
    )
    assert (lesson.minutes(0), lesson.minutes(1)) == (2.0, 4.5)
    shown = lesson.scenes[0].beats[0].picture
    assert shown
    assert shown.beside
    assert (shown.beside.preset, shown.beside.seed, shown.beside.changes) == ("secure_secure", 3, ())
    assert (shown.day, shown.plays, shown.stages) == (30, True, 4)
    assert [said(name, "en") for name in shown.names] == ["Quiet", "Secure"]
    votes = [beat.vote for beat in lesson.scenes[0].beats if beat.vote]
    assert [(vote.lap, vote.most) for vote in votes] == [(5, ""), (0, "energy"), (0, "")]
    assert len(steps(lesson)) == 5 + 3


def test_an_eighth_scene_joins_the_shipped_seven(tmp_path: Path) -> None:
    eighth = """
  - scene: eighth
    title: And now
    minutes: [1, 2]
    beats:
      - {title: One more, show: {picture: stairs, view: {preset: anxious_anxious}, guess: lap_ten}}
"""
    path = tmp_path / "mine.yaml"
    path.write_text((SHIPPED / "the_cycle.yaml").read_text(encoding="utf-8").rstrip() + eighth, encoding="utf-8")
    lesson = load(path)
    assert len(lesson.scenes) == 8
    assert lesson.minutes(0) == 21.0
    shown = lesson.scenes[-1].beats[0].picture
    assert shown
    assert (shown.view.preset, shown.view.changes, shown.view.seed) == ("anxious_anxious", (), lesson.view.seed)
    assert said(lesson.scenes[-1].title, "ru") == "And now"


@pytest.mark.parametrize(("was", "now", "sentence"), BROKEN, ids=[f"{now[:30]!r}" for _, now, _ in BROKEN])
def test_a_broken_line_gives_a_sentence_at_its_place(was: str, now: str, sentence: str) -> None:
    assert was in OWN
    broken = OWN.replace(was, now, 1)
    error = faults(broken)
    assert error.code == BAD_INPUT
    assert re.fullmatch(r"mine\.yaml:\d+:\d+: .+", str(error).splitlines()[0])
    assert any(sentence in fault.sentence for fault in error.faults), str(error)
    near = OWN[: OWN.index(was)].count("\n") + 1
    # a key that is missing is reported where its mapping stands, a vote that cannot be drawn where it is drawn
    assert any(abs(fault.line - near) <= 8 for fault in error.faults), str(error)
    assert error.next_command.startswith(("mend these lines, then: reassure teach mine.yaml --check", "reassure teach"))


def test_all_faults_of_a_file_are_told_at_once() -> None:
    broken = OWN
    for was, now, _ in (BROKEN[0], BROKEN[21], BROKEN[30], BROKEN[45]):
        broken = broken.replace(was, now, 1)
    told = str(faults(broken))
    for _, _, sentence in (BROKEN[0], BROKEN[21], BROKEN[30], BROKEN[45]):
        assert sentence in told


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, child in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from places(child, (*path, key))


def test_whatever_stands_in_any_place_gives_a_lesson_or_sentences_and_never_a_traceback() -> None:
    yaml = YAML(typ="safe", pure=True)
    tree = yaml.load(OWN)
    strange = (None, True, -1, "", "x" * 3000, [], [[1]], {"zz": {"en": 1}})
    found: list[Fault] = []
    refused = 0
    for path in list(places(tree))[1:]:
        for value in strange:
            broken = yaml.load(OWN)
            holder = broken
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = value
            try:
                loads(json.dumps(broken, indent=1))
            except ConfigError as error:
                found += error.faults
                refused += 1
    assert refused > 400
    assert all(fault.line >= 1 and fault.column >= 1 and fault.sentence for fault in found)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.yaml"):
        with pytest.raises(ConfigError) as caught:
            load(path)
        assert "docs/teach.md" in caught.value.next_command
    assert "comments" in str(faults("# nothing\n"))


# What a run answers.


def vote(*choices: Choice, lap: int = 0, most: str = "") -> Vote:
    return Vote("asked", choices, lap, most)


def share(of: float) -> Choice:
    return Choice({"": str(of)}, of)


def test_the_answer_is_the_choice_nearest_to_what_is_left() -> None:
    view = START._replace(preset="secure_secure", seed=186)
    choices = (share(0.1), share(0.5), share(1.0))
    assert shown_by(vote(*choices, lap=10), view) == 2
    assert shown_by(vote(*reversed(choices), lap=10), view) == 0
    assert shown_by(vote(*choices, lap=300), view) is None  # too few laps
    assert shown_by(vote(*choices), view) is None  # about nothing that the run could say


def test_the_answer_about_strategies_is_the_one_with_the_most() -> None:
    uses = [Choice({"": use}, None, use) for use in ("none", "talk_openly", "professional_support")]
    assert shown_by(vote(*uses, most="energy"), START) == 2
    assert shown_by(vote(*uses[::-1], most="energy"), START) == 0
    same = [uses[0], Choice({"": "words"}, None, "words_and_actions")]
    assert shown_by(vote(*same, most="relief"), START) is None  # here the two come out the same
    with pytest.raises(ValueError, match="no strategy is called"):
        outcomes(START, "wait")


def test_the_answer_is_what_the_picture_of_strategies_shows() -> None:
    from reassure_sim.dashboard.pages.compare.measured import measured
    from reassure_sim.engines import live
    from reassure_sim.experiment.view import DAYS
    from reassure_sim.scenario import scenario_lives

    for use in USES:
        scenario = START._replace(use=use).scenario()
        tables = live(scenario_lives(scenario, 1, START.seed), DAYS, scenario.episodes_per_day, record=("daily",))
        shown = measured(tables)
        assert outcomes(START, use) == pytest.approx(
            {name: float(shown[name][0]) for name in ("relief", "satisfaction", "energy")}
        )


def test_relief_counts_for_a_day_at_most() -> None:
    hours = np.array([4.0, 4.0, 4.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    assert first(hours) == 4.0
    assert around(hours, 8) == 1.0
    assert left(hours, 8) == 0.25
    assert around(hours, 9) is None
    assert left(100.0 * hours, 8) == 1.0  # days on end, then days on end
    assert first(np.zeros(0)) == 0.0
    assert left(np.zeros(9), 5) is None
    assert [top([0.4]), top([3.5, 1.0]), top([900.0]), top([])] == [1.0, 6.0, DAY, 1.0]
