"""A config file is checked, or everything wrong with it is told at once with line and column."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from reassure_sim.experiment import ConfigError, Experiment, ExperimentError, load, loads
from reassure_sim.experiment.reading.schema import schema

ROOT = Path(__file__).parents[1]
QUICKSTART = (ROOT / "configs" / "quickstart.yaml").read_text(encoding="utf-8")
HEAD = "experiment: x\nmodel: {preset: anxious_avoidant}\n"
MAP = "design:\n  - {name: map, kind: grid, over: {a.anxiety: [0, 1], b.avoidance: [0, 1]}}\n"


def design(entry: str) -> str:
    return f"{HEAD}design:\n  - {entry}\n"


def plan(entries: str, brackets: str = "[]") -> str:
    entries = entries if brackets == "[]" else entries[1:-1]
    return f"experiment: x\nmodel: {{interventions: {brackets[0]}{entries}{brackets[1]}}}\n"


def people(keys: str = "days: 3", entry: str = "", model: str = "") -> str:
    """A population of 20 couples, with more ``keys``, a block of the design, and more keys beside it."""
    text = f"experiment: x\nmodel: {{{model}population: {{couples: 20, {keys}}}}}\n"
    return text + (f"design:\n  - {{name: m, kind: {entry}}}\n" if entry else "")


RING = "network: {kind: watts_strogatz, mean_degree: 4}"

# text, line:column, words that the line holds
BROKEN = [
    # the text itself
    ("", "1:1", ["empty"]),
    ("# nothing\n", "1:1", ["nothing but comments"]),
    ("just words\n", "1:1", ["read 'just words'", "mapping", "experiment"]),
    ("- a\n- b\n", "1:1", ["read a list", "mapping"]),
    ("experiment: x\nmodel: {a: [}\n", "2:13", ["not YAML"]),
    ("experiment: x\n\tmodel: 3\n", "2:1", ["a tab", "spaces"]),
    ("experiment: x: y\n", "1:14", ["not YAML"]),
    ("experiment: 'x\n", "2:1", ["not YAML"]),
    (f"experiment: x\n{'[' * 40}\n", "3:1", ["not YAML"]),
    (f"{HEAD}question: {'[' * 40}{']' * 40}\n", "3:22", ["levels deep"]),
    ("experiment: x\x07\n", "1:14", ["U+0007"]),
    (f"{HEAD}---\nexperiment: y\n", "3:1", ["second document"]),
    ("%YAML 1.1\n---\n" + HEAD, "1:1", ["allowed is 1.2"]),
    ("experiment: &e x\nmodel: {}\n", "1:13", ["anchor", "&e"]),
    (f"{HEAD}question: *other\n", "3:11", ["alias", "*other"]),
    ("experiment: x\nmodel: {<<: {days: 3}}\n", "2:9", ["merge key"]),
    (f"{HEAD}question: !!python/object:os.system x\n", "3:11", ["a tag"]),
    (f"{HEAD}question: a\nquestion: b\n", "4:1", ["'question'", "second time", "line 3"]),
    (f"{HEAD}? [1, 2]\n: 3\n", "3:3", ["as a key"]),
    (f"{HEAD}question: [a,\n  b\nrun: {{}}\n", "5:4", ["not YAML", "the [ of line 3"]),
    # characters that hide
    ("experiment: x\nmodel: {days: 30}  # \u202eno\n", "2:22", ["RIGHT-TO-LEFT OVERRIDE (U+202E)", "delete it"]),
    ("experiment: x\nmodel: {days: 30}  # a\u2028b\n", "2:23", ["LINE SEPARATOR (U+2028)"]),
    ("experiment: x\nmodel: {days: 30\u00a0}\n", "2:15", ["NO-BREAK SPACE (U+00A0)", "cannot be seen"]),
    ("experiment: x\nmodel: {preset: secure\u200b_secure}\n", "2:17", ["ZERO WIDTH SPACE (U+200B)"]),
    ("experiment: x\nmodel:\n\u00a0 days: 30\n", "3:1", ["NO-BREAK SPACE", "plain space"]),
    ("experiment: x\nmodel:\u00a0{days: 30}\n", "2:7", ["NO-BREAK SPACE", "plain space"]),
    ("experiment: x\nmodel: {da\u200bys: 30}\n", "2:9", ["ZERO WIDTH SPACE", "write 'days'"]),
    ("experiment: x\nmodel: {a: {anxiety: \uff10.5}}\n", "2:22", ["FULLWIDTH DIGIT ZERO (U+FF10)"]),
    ("experiment: x\nmodel: {preset: anxious_\u0430voidant}\n", "2:17", ["CYRILLIC SMALL LETTER A", "nearest"]),
    (people("norms: \u0435cr_r"), "2:42", ["CYRILLIC SMALL LETTER IE", "nearest is 'ecr_r'"]),
    # keys
    (f"{HEAD}modle: {{}}\n", "3:1", ["'modle'", "nearest is 'model'"]),
    ("experiment: x\n", "1:1", ["'model' is missing"]),
    ("model: {}\n", "1:1", ["'experiment' is missing"]),
    ("experiment: x\nmodel:\n  a: {аnxiety: 0.5}\n", "3:7", ["CYRILLIC SMALL LETTER A", "U+0430", "write 'anxiety'"]),
    ("experiment: x\nmodel: {ｐreset: anxious_avoidant}\n", "2:9", ["FULLWIDTH", "write 'preset'"]),
    ("experiment: x\nmodel: {b: {anxieti: 0.5}}\n", "2:13", ["'anxieti'", "nearest is 'anxiety'"]),
    ("experiment: x\nmodel: {constants: {relief_dais: 1}}\n", "2:21", ["nearest is 'relief_days'"]),
    # values of the model
    ("experiment: a b\nmodel: {}\n", "1:13", ["read 'a b'", "names a folder"]),
    ("experiment: ../up\nmodel: {}\n", "1:13", ["names a folder"]),
    ("experiment: 3\nmodel: {}\n", "1:13", ["read 3", "text"]),
    ("experiment: x\nmodel: {preset: anxious_avoidnt}\n", "2:17", ["nearest is 'anxious_avoidant'"]),
    ("experiment: x\nmodel: {days: 0}\n", "2:15", ["read 0", "1 to 3660"]),
    ("experiment: x\nmodel: {days: 365.5}\n", "2:15", ["read 365.5", "whole number"]),
    ("experiment: x\nmodel: {days: true}\n", "2:15", ["read true"]),
    ("experiment: x\nmodel: {days: }\n", "2:14", ["read nothing"]),
    ("experiment: x\nmodel: {a: {anxiety: 1.2}}\n", "2:22", ["read 1.2", "0 to 1"]),
    ("experiment: x\nmodel: {a: {anxiety: .nan}}\n", "2:22", ["read nan", "0 to 1"]),
    ("experiment: x\nmodel: {a: {anxiety: -.inf}}\n", "2:22", ["read -inf"]),
    ("experiment: x\nmodel: {a: {anxiety: 1e999}}\n", "2:22", ["read inf"]),
    ("experiment: x\nmodel: {a: {anxiety: '0.5'}}\n", "2:22", ["read '0.5'", "a number"]),
    ("experiment: x\nmodel: {couple: {married: yes}}\n", "2:27", ["read 'yes'", "a number from 0 to 1"]),
    ("experiment: x\nmodel: {couple: {married: true}}\n", "2:27", ["read true"]),
    ("experiment: x\nmodel: {a: {anxiety: {from: 0}}}\n", "2:22", ["read a mapping", "0 to 1"]),
    ("experiment: x\nmodel: {a: 0.5}\n", "2:12", ["read 0.5", "mapping"]),
    ("experiment: x\nmodel: {a: {culture: resrved}}\n", "2:22", ["nearest is 'reserved'"]),
    ("experiment: x\nmodel: {culture: loud}\n", "2:18", ["no culture of a couple is called 'loud'", "mixed"]),
    # interventions
    (plan("{use: talk_openly}", brackets="{}"), "2:24", ["read a mapping", "allowed is a list"]),
    (plan("7"), "2:25", ["model.interventions.0: read 7", "allowed is a mapping"]),
    (plan("{use: adress_fear}"), "2:31", ["nearest is 'address_fear'"]),
    (plan("{use: talk_openly, strat: 3}"), "2:44", ["no key of `use` is called 'strat'", "nearest is 'start'"]),
    (plan("{use: talk_openly}, {use: talk_openly, dose: 2}"), "2:70", ["interventions.1.dose: read 2", "0 to 1"]),
    (plan("{use: talk_openly, dropout: true}"), "2:53", ["read true", "0 to 1"]),
    (plan("{use: talk_openly, start: }"), "2:50", ["read nothing"]),
    (plan("{use: talk_openly, start: 9, end: 3}"), "2:59", ["read 3", "after the start (9)"]),
    (plan("{use: talk_openly, for: {anxity: [0, 1]}}"), "2:58", ["nearest is 'anxiety'"]),
    (plan("{set: a.stamina, to: 1.5}"), "2:46", ["read 1.5", "0 to 1"]),
    (plan("{set: stamina}"), "2:25", ["exactly one of to, by, times"]),
    (plan("{shock: 0.5}"), "2:25", ["'day' is missing"]),
    (
        plan("{shock: 0.5, day: 3}") + "design:\n  - {name: m, kind: grid, over: {interventions.1.shock: [0, 1]}}\n",
        "4:34",
        ["no parameter is called 'interventions.1.shock'", "nearest is 'interventions.0.shock'"],
    ),
    (
        plan("{shock: 0.5, day: 3}") + "design:\n  - {name: m, kind: grid, over: {interventions.0.shock: [0, 3]}}\n",
        "4:61",
        ["read 3", "0 to 2 (insecurity)"],
    ),
    (  # the design is not blamed for a plan that cannot be read
        plan("{shok: 0.5, day: 3}") + "design:\n  - {name: m, kind: grid, over: {interventions.0.shock: [0, 1]}}\n",
        "2:25",
        ["exactly one of use, set, shock, good, apart"],
    ),
    (
        plan("{shock: 0.5, day: 3}")
        + "design:\n  - {name: m, kind: grid, over: {interventions.0.shock: [0, 1], a.anxiety: [0, 1]}}\n"
        + "figures: [{recipe: regime_map, block: m, x: interventions.1.shock, y: a.anxiety}]\n",
        "5:45",
        ["axis of the block 'm'", "nearest is 'interventions.0.shock'"],
    ),
    ("experiment: x\nmodel: {population: {}}\n", "2:21", ["the key 'couples' is missing"]),
    ("experiment: x\nmodel: {population: 200}\n", "2:21", ["read 200", "a mapping with the keys couples"]),
    (people(model="preset: anxious_avoidant, "), "2:9", ["'preset' describes one couple", "under population"]),
    (people(model="a: {stamina: 0.2}, "), "2:9", ["'a' describes one couple", "fixed: {a.stamina"]),
    (people(model="couple: {bond: 0}, "), "2:9", ["'couple' describes one couple", "fixed: {couple.bond"]),
    (people(model="culture: mixed, "), "2:9", ["population: {culture: mixed}"]),
    (people(model="days: 3, "), "2:9", ["model.days: ", "in model.population too", "keep one"]),
    (people("married: 1", model="days: 0, "), "2:15", ["model.days: read 0", "1 to 3660"]),
    (people(model="constants: {fear_rebuf: 0}, "), "2:21", ["nearest is 'constants.fear_rebuff'"]),
    (people(model="constants: {fear_rebuff: 9}, "), "2:34", ["model.constants.fear_rebuff: read 9"]),
    (people(model="interventions: [{use: adress_fear}], "), "2:31", ["model.interventions.0.use", "'address_fear'"]),
    (people("interventions: [{use: talk_openly, dose: 2}]"), "2:76", ["model.population.interventions.0.dose: read 2"]),
    (people("marrid: 0.5"), "2:35", ["no key of population", "nearest is 'married'"]),
    (people("married: 1.5"), "2:44", ["model.population.married: read 1.5", "0 to 1"]),
    (people("married: true"), "2:44", ["read true"]),
    (people("norms: ecr_q"), "2:42", ["nearest is 'ecr_r'"]),
    (people("fixed: {b.stamina: 2}"), "2:54", ["model.population.fixed.b.stamina: read 2", "0 to 1"]),
    (people("fixed: {b.stamna: 0.2}"), "2:43", ["nearest is 'b.stamina'"]),
    (people("spread: {bnd: 0.2}"), "2:44", ["nearest is 'bond'"]),
    (people("where: {a.anxiety: 0.5}"), "2:54", ["where.a.anxiety: read 0.5", "[lowest, highest]"]),
    (people("where: {a.anxity: [0, 1]}"), "2:43", ["nearest is 'a.anxiety'"]),
    (people("network: {kind: watts_strogats}"), "2:51", ["nearest is 'watts_strogatz'"]),
    (people("network: {kind: watts_strogatz, rewirng: 0.1}"), "2:67", ["nearest is 'rewiring'"]),
    (people("network: {kind: watts_strogatz, mean_degree: 5}"), "2:80", ["read 5", "even whole number"]),
    (people("network: {kind: watts_strogatz, mean_degree: 40}"), "2:80", ["read 40 friends", "20 nodes"]),
    (people("network: ring"), "2:44", ["read 'ring'", "allowed is a graph, or like"]),
    (people("network: {file: none.graphml}"), "2:51", ["'none.graphml', which does not exist"]),
    (people("flows: [comfrt]"), "2:42", ["nearest is 'comfort'"]),
    (people("pairing: {trait: anxiety, correlation: 2}"), "2:74", ["pairing.correlation: read 2", "-1 to 1"]),
    (people("singles: 0.1"), "2:44", ["only in a society"]),
    (people(entry="grid, over: {population.marrid: [0, 1]}"), "4:34", ["no key of population", "'married'"]),
    (people(entry="grid, over: {population.married: [0, 2]}"), "4:58", ["read 2", "0 to 1"]),
    (people(entry="grid, over: {population.married: {from: 0, to: 2, steps: 3}}"), "4:54", ["read 2", "0 to 1"]),
    (people(entry="grid, over: {population.married: 0.5}"), "4:54", ["read 0.5", "{from: 0, to: 1, steps: 11}"]),
    (people(entry="grid, over: {population.married: [0, .nan]}"), "4:58", ["read nan", "allowed is a number"]),
    (people(entry="grid, over: {population.married: [0, 0.0]}"), "4:54", ["twice"]),
    (people(entry="grid, over: {population.married: [0, {}]}"), "4:58", ["read a mapping", "0 to 1"]),
    (people(entry="lhs, points: 4, over: {population.couples: [20, 30]}"), "4:64", ["read 2", "a whole number"]),
    (people(entry="sobol, points: 4, over: {population.culture: [mixed, 1]}"), "4:67", ["read 'mixed'", "a number"]),
    (
        people(entry="list, points: [{population.married: 0}, {population.married: 2}]"),
        "4:82",
        ["design.m.points[1].population.married: read 2"],
    ),
    (people(entry="grid, over: {population.days: [3, 4]}"), "4:34", ["same days", "a file for each"]),
    (people(entry="grid, over: {population.fixed.a.stamina: [0, 1]}"), "4:34", ["write 'a.stamina'"]),
    (people(entry="grid, over: {population.constants.fear_rebuff: [0]}"), "4:34", ["write 'constants.fear_rebuff'"]),
    (people(entry="grid, over: {population.interventions.0.dose: [0]}"), "4:34", ["like interventions.0.dose"]),
    (people(entry="grid, over: {population.culture: [mixed, mixt]}"), "4:62", ["nearest is 'mixed'"]),
    (people(RING, "grid, over: {population.network.rewirng: [0, 1]}"), "4:34", ["nearest is 'rewiring'"]),
    (people(RING, "grid, over: {population.network.rewiring: [0, 1.5]}"), "4:67", ["read 1.5", "0 to 1"]),
    (
        people(RING, "grid, over: {population.network: [null, {kind: barabasi_albert, rewiring: 0.1}]}"),
        "4:85",
        ["over.population.network.rewiring: no key of barabasi_albert is called 'rewiring'"],
    ),
    (
        people(RING, "grid, over: {population.network: [null], population.network.rewiring: [0, 1]}"),
        "4:62",
        ["'population.network' holds this already"],
    ),
    (
        people(RING, "grid, over: {population.couples: [20, 60], population.network.mean_degree: [10, 30]}"),
        "4:101",
        ["read 30 friends, but 20 nodes"],
    ),
    (
        people(
            "network: {kind: watts_strogatz, rewiring: 0}", "grid, over: {population.network.kind: [barabasi_albert]}"
        ),
        "4:33",
        ["at population.network.kind = barabasi_albert: network.rewiring: no key of barabasi_albert"],
    ),
    (people("marrid: 0.5", "grid, over: {population.married: [0, 2]}"), "2:35", ["nearest is 'married'"]),
    (
        people(entry="grid, over: {a.stamina: [0, 1], b.stamina: [0, 1]}")
        + "figures: [{recipe: regime_map, block: m, x: a.stamina, y: b.stamina}]\n",
        "5:20",
        ["counts lives", "summary.csv", "take `figures` out"],
    ),
    (f"{HEAD}design:\n  - {{name: m, kind: grid, over: {{population.married: [0]}}}}\n", "4:34", ["'couple.married'"]),
    # axes of words
    (design("{name: m, kind: grid, over: {preset: [secure_secure, anxious_avoidnt]}}"), "4:58", ["'anxious_avoidant'"]),
    (design("{name: m, kind: grid, over: {preset: [secure_secure, secure_secure]}}"), "4:42", ["twice"]),
    (design("{name: m, kind: grid, over: {preset: secure_secure}}"), "4:42", ["a list of words", "[secure_secure"]),
    (design("{name: m, kind: grid, over: {culture: {from: 0, to: 1}}}"), "4:43", ["a mapping", "a list of words"]),
    (design("{name: m, kind: grid, over: {a.culture: [reserved, mixed]}}"), "4:56", ["'mixed'", "known: expressive"]),
    (design("{name: m, kind: zip, over: {culture: [mixed, 0]}}"), "4:50", ["read 0", "one of expressive"]),
    (design("{name: m, kind: grid, over: {preset: []}}"), "4:42", ["empty list", "words"]),
    (design("{name: m, kind: list, points: [{preset: securesecure}]}"), "4:45", ["nearest is 'secure_secure'"]),
    (design("{name: m, kind: grid, over: {prest: [secure_secure]}}"), "4:34", ["nearest is 'preset'"]),
    (
        design("{name: m, kind: lhs, points: 4, over: {preset: [a, b, c]}}"),
        "4:44",
        ["takes words", "grid, zip and list"],
    ),
    (design("{name: m, kind: sobol, points: 4, over: {culture: [mixed, reserved]}}"), "4:46", ["takes words"]),
    (people(entry="grid, over: {preset: [secure_secure]}"), "4:34", ["describes one couple"]),
    (people(entry="grid, over: {a.culture: [reserved]}"), "4:34", ["vary 'population.culture'"]),
    # the design
    (f"{HEAD}design: map\n", "3:9", ["read 'map'", "list of blocks"]),
    (f"{HEAD}design: []\n", "3:9", ["empty list"]),
    (design("{kind: grid, over: {a.anxiety: [0]}}"), "4:5", ["'name' is missing"]),
    (design("{name: a b, kind: grid, over: {a.anxiety: [0]}}"), "4:12", ["read 'a b'"]),
    (design("{name: m, kind: gird, over: {a.anxiety: [0]}}"), "4:21", ["nearest is 'grid'"]),
    (design("{name: m, kind: morris, over: {a.anxiety: [0, 1]}}"), "4:5", ["'trajectories' is missing"]),
    (design("{name: m, kind: saltelli, over: {a.anxiety: [0, 1]}}"), "4:5", ["'points' is missing"]),
    (design("{name: m, kind: grid, over: {a.anxeity: [0, 1]}}"), "4:34", ["nearest is 'a.anxiety'"]),
    (design("{name: m, kind: grid, over: {anxiety: [0, 1]}}"), "4:34", ["nearest is 'a.anxiety'"]),
    (design("{name: m, kind: grid, over: {}}"), "4:33", ["empty mapping"]),
    (design("{name: m, kind: grid, over: {a.anxiety: []}}"), "4:45", ["empty list"]),
    (design("{name: m, kind: grid, over: {a.anxiety: [0, 0]}}"), "4:45", ["twice"]),
    (design("{name: m, kind: grid, over: {a.anxiety: 0.5}}"), "4:45", ["read 0.5", "steps"]),
    (design("{name: m, kind: grid, over: {a.anxiety: {from: 0, to: 2, steps: 3}}}"), "4:59", ["read 2", "0 to 1"]),
    (design("{name: m, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 1000000}}}"), "4:69", ["1 to 100000"]),
    (design("{name: m, kind: grid, over: {a.anxiety: {from: .nan, to: 1, steps: 3}}}"), "4:52", ["read nan"]),
    (design("{name: m, kind: grid, over: {a.anxiety: {from: 1, to: 0, steps: 3}}}"), "4:45", ["from 1 to 0", "rises"]),
    (
        design("{name: m, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 0}}}"),
        "4:69",
        ["read 0", "whole number from 1"],
    ),
    (design("{name: m, kind: grid, over: {a.anxiety: {from: 0.5, to: 0.5, steps: 3}}}"), "4:45", ["empty range"]),
    (design("{name: m, kind: grid, over: {a.anxiety: {from: 0, steps: 3}}}"), "4:45", ["'to' is missing"]),
    (
        design("{name: m, kind: zip, over: {a.anxiety: [0, 1], b.anxiety: [0]}}"),
        "4:32",
        ["different lengths", "a.anxiety 2"],
    ),
    (design("{name: m, kind: list, points: [{a.anxiety: 0}, {b.anxiety: 0}]}"), "4:52", ["same parameters"]),
    (design("{name: m, kind: sobol, points: 100, over: {a.anxiety: [0, 1]}}"), "4:36", ["power of two", "64 and 128"]),
    (design("{name: m, kind: lhs, points: 10, over: {a.anxiety: [1, 0]}}"), "4:56", ["from 1 to 0", "rises"]),
    (design("{name: m, kind: lhs, over: {a.anxiety: [0, 1]}}"), "4:5", ["'points' is missing"]),
    (f"{HEAD}{MAP}  - {{name: map, kind: grid, over: {{a.anxiety: [0]}}}}\n", "5:12", ["already called 'map'"]),
    # the rest
    (f"{HEAD}replicates: {{n: 0}}\n", "3:17", ["read 0", "whole number"]),
    (f"{HEAD}replicates: {{seed: -1}}\n", "3:20", ["read -1"]),
    (f"{HEAD}replicates: {{pairing: comon}}\n", "3:23", ["nearest is 'common'"]),
    (
        f"{HEAD}replicates: {{until: {{metric: share_escalatin, ci_half_width: 0.1, max: 99}}}}\n",
        "3:30",
        ["'share_escal"],
    ),
    (f"{HEAD}replicates: {{until: {{metric: days_together, ci_half_width: 0, max: 99}}}}\n", "3:60", ["read 0"]),
    (f"{HEAD}replicates: {{until: {{metric: days_together, max: 99}}}}\n", "3:21", ["'ci_half_width' is missing"]),
    (f"{HEAD}measure: {{diary: {{couples: 0}}}}\n", "3:28", ["read 0", "whole number from 1"]),
    (f"{HEAD}measure: {{event: {{couples: 1}}}}\n", "3:11", ["nearest is 'events'"]),
    (
        f"{HEAD}{MAP}figures: [{{recipe: regime_map, block: mpa, x: a.anxiety, y: b.avoidance}}]\n",
        "5:39",
        ["nearest is 'map'"],
    ),
    (
        f"{HEAD}{MAP}figures: [{{recipe: regime_map, block: map, x: a.stamina, y: b.avoidance}}]\n",
        "5:47",
        ["axis of the block 'map'"],
    ),
    (f"{HEAD}{MAP}figures: [{{recipe: regime_map, block: map, x: a.anxiety, y: a.anxiety}}]\n", "5:11", ["twice"]),
    (f"{HEAD}{MAP}figures: [{{recipe: pie, block: map, x: a.anxiety, y: b.avoidance}}]\n", "5:20", ["regime_map"]),
    (f"{HEAD}run: {{workers: many}}\n", "3:16", ["read 'many'", "auto"]),
    (f"{HEAD}run: {{max_hours: -1}}\n", "3:18", ["read -1"]),
]


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loads(text, "f.yaml")
    assert caught.value.code == 64
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("text", "place", "words"), BROKEN, ids=[f"{i}-{w[0][:24]}" for i, (_, _, w) in enumerate(BROKEN)]
)
def test_a_broken_file_is_told_by_line_and_column(text: str, place: str, words: list[str], tmp_path: Path) -> None:
    """Each broken file gives its place and says what was read or allowed; nothing else is complained about."""
    file = tmp_path / "f.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    lines = str(caught.value).splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{file}:{place}: ")
    for word in words:
        assert word in lines[0]


def test_everything_wrong_is_told_at_once_in_the_order_of_lines() -> None:
    """One call lists all faults of a file."""
    text = "experiment: a b\nmodel:\n  days: 0\n  a: {anxiety: 2, foo: 1}\nreplicates: {n: x}\nrun: {max_hours: no}\n"
    assert [line.split(":")[1] for line in faults(text)] == ["1", "3", "4", "4", "5", "6"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x89PNG\x00\x01", "binary"),
        ("größe: 1".encode("latin-1"), "UTF-8"),
        (b"a: 1\n" * 20_000, "64 kB"),
        (b"  \n", "empty"),
    ],
)
def test_a_file_that_is_not_a_config_is_refused(content: bytes, word: str, tmp_path: Path) -> None:
    """Binary, wrongly encoded, oversized and empty files are named as such."""
    file = tmp_path / "f.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=word):
        load(file)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    """A path that cannot be read is told, not raised as an OSError."""
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="folder"):
        load(tmp_path)
    locked = tmp_path / "locked.yaml"
    locked.write_text(HEAD)
    locked.chmod(0)
    if os.geteuid() != 0:
        with pytest.raises(ConfigError, match="may not read"):
            load(locked)


def test_the_quickstart_is_valid_and_as_large_as_promised() -> None:
    """21 x 21 points x 20 lives of 365 days."""
    experiment = load(ROOT / "configs" / "quickstart.yaml")
    assert experiment.runs == 441 * 20
    assert experiment.scenario.days == 365
    assert [f.recipe for f in experiment.figures] == ["regime_map"]


def test_json_says_the_same_as_yaml() -> None:
    """The same content as JSON, tabs and all, gives the same experiment."""
    content = {
        "experiment": "x",
        "model": {"preset": "anxious_avoidant", "days": 30},
        "design": [{"name": "map", "kind": "grid", "over": {"a.anxiety": {"from": 0, "to": 1, "steps": 3}}}],
    }
    by_yaml = loads(
        "experiment: x\nmodel: {preset: anxious_avoidant, days: 30}\n"
        "design: [{name: map, kind: grid, over: {a.anxiety: [0, 0.5, 1]}}]"
    )
    for indent in (None, 2, "\t"):
        assert loads(json.dumps(content, indent=indent)).resolved() == by_yaml.resolved()


def test_resolved_writes_every_default_out() -> None:
    """The resolved experiment is complete and stays the same when it is written in the file."""
    resolved = loads("experiment: x\nmodel: {}").resolved()
    again = loads(json.dumps({"experiment": "x", "model": resolved["model"], "replicates": resolved["replicates"]}))
    assert again.resolved() == resolved
    assert resolved["model"]["a"]["anxiety"] == 0.43


def test_settings_from_the_command_line() -> None:
    """``--set`` changes the model or any other value; faults in it are told, and a swept value is refused."""
    experiment = loads(QUICKSTART, settings=["a.clarity=0.9", "days=30", "replicates.n=3", "a.culture=reserved"])
    assert experiment.scenario.parameters.a.clarity == 0.9
    assert experiment.scenario.parameters.a.asking_cost == 0.6
    assert (experiment.scenario.days, experiment.replicates.n) == (30, 3)
    with pytest.raises(ConfigError, match=r"--set: model.a.claity: .*nearest is 'clarity'"):
        loads(QUICKSTART, settings=["a.claity=0.9"])
    with pytest.raises(ExperimentError, match="sweeps it"):
        loads(QUICKSTART, settings=["a.anxiety=0.9"])
    with pytest.raises(ExperimentError, match="key=value"):
        loads(QUICKSTART, settings=["a.anxiety"])


def test_interventions_are_read_in_order_and_written_out() -> None:
    """What stands in the file is the scenario's plan; the resolved experiment reads back as itself."""
    experiment = loads(plan("{use: address_fear, start: 120, dose: 0.5}, {shock: 0.5, day: 40, for: a}"))
    assert [(one.of, one.start, one.size) for one in experiment.scenario.interventions] == [
        ("address_fear", 120.0, 0.5),
        ("shock", 40.0, 0.5),
    ]
    resolved = experiment.resolved()
    assert loads(json.dumps({"experiment": "x", "model": resolved["model"]})).resolved() == resolved
    assert loads(plan("")).scenario.interventions == ()


def test_settings_reach_into_the_list_of_interventions() -> None:
    """``--set interventions.0.dose=0.3`` changes that one; a place that is not there is told."""
    text = plan("{use: address_fear, start: 120, dose: 0.5}")
    assert loads(text, settings=["interventions.0.dose=0.3"]).scenario.interventions[0].size == 0.3
    with pytest.raises(ConfigError, match=r"--set: model.interventions.0.dose: read 3"):
        loads(text, settings=["interventions.0.dose=3"])
    with pytest.raises(ExperimentError, match="a place in a list of 1"):
        loads(text, settings=["interventions.1.dose=0.3"])
    swept = text + "design:\n  - {name: m, kind: grid, over: {interventions.0.dose: [0, 1]}}\n"
    with pytest.raises(ExperimentError, match="sweeps it"):
        loads(swept, settings=["interventions.0.dose=0.3"])


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    """Every form of intervention, and axes over its numbers, in an editor's eyes."""
    jsonschema = pytest.importorskip("jsonschema")
    forms = "{use: talk_openly, for: {anxiety: [0, 1]}}, {set: a.clarity, by: 0.1}, {shock: 1, day: 2}"
    text = plan(forms + ", {good: 1, day: 2}, {apart: 1, end: 3}")
    text += "design:\n  - {name: m, kind: grid, over: {interventions.0.dose: [0, 1]}}\n"
    loads(text)
    told = schema()
    json.dumps(told, allow_nan=False)
    content = YAML(typ="safe").load(text)
    jsonschema.validate(content, told)
    content["model"]["interventions"][0]["doze"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, told)


EDITS = st.lists(
    st.tuples(
        st.integers(0, len(QUICKSTART)),
        st.integers(0, 8),
        st.one_of(
            st.text(max_size=4),
            st.sampled_from(
                ["\t", "\n", ": ", "{", "]", "&a ", "*a", "!!int ", ".nan", "1e999", "---\n", "<<", "null"]
            ),
        ),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(EDITS)
def test_a_mutant_is_named_or_accepted_and_never_a_crash(edits: list[tuple[int, int, str]]) -> None:
    """Random edits of a valid file end in an experiment or in faults with a place."""
    text = QUICKSTART
    for start, length, inserted in edits:
        text = text[:start] + inserted + text[start + length :]
    try:
        assert isinstance(loads(text), Experiment)
        told = []
    except ConfigError as error:
        told = str(error).splitlines() or ["nothing told"]
    assert all(line.startswith("config:") for line in told), told


def test_line_and_key_mutants_are_named_or_change_that_key_only() -> None:
    """Doubling a digit changes the value it belongs to, or is refused in that line."""
    known = loads(QUICKSTART).resolved()
    for place, letter in enumerate(QUICKSTART):
        line = QUICKSTART.count("\n", 0, place) + 1
        if not letter.isdigit() or "#" in QUICKSTART.splitlines()[line - 1].split(letter)[0]:
            continue
        mutant = QUICKSTART[:place] + letter + QUICKSTART[place:]
        changed, lines = [], set()
        try:
            changed = [key for key, value in loads(mutant).resolved().items() if value != known[key]]
        except ConfigError as error:
            lines = {f.line for f in error.faults}
        assert len(changed) <= 1
        assert lines <= {line, line + 1}
