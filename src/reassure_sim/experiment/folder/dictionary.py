"""What every column of every table means, in words: the file ``dictionary.csv``."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...parameters import NUMBERS
from ...result import BROUGHT, TRAITS
from ..kinds import LIVES
from ..plan import Experiment
from ..words import WORDS
from .columns import DAY, EVENT, REGIMES, SENSITIVITY, WARNINGS
from .records import DIARY, EVENTS, PEOPLE
from .summary import measures

Meanings = dict[str, tuple[str, str]]
"""The unit and the meaning of columns, by name."""


def dictionary(experiment: Experiment) -> dict[str, Any]:
    """Return what every column of every table means."""
    kind = experiment.kind
    key, axes, statistics = _key(experiment), _axes(experiment), _statistics(experiment)
    shared = experiment.replicates.pairing == "common"
    luck = "all points share their luck" if shared else "each point has luck of its own"
    of = "seed of this point" if kind is LIVES else "seed of the first population, to which the n-th adds n"
    per_point = {name: key[name] for name in ("block", "point")}
    words = {name: ("word", f"one of: {', '.join(w or '(none)' for w in kind.codes[name])}") for name in kind.codes}
    runs = {**key, **axes, **{c.name: words.get(c.name, (c.unit, c.meaning)) for c in kind.columns}}
    failed = {"what": ("", "what is not a number"), "rerun": ("", f"command that lives this one {kind.one} again")}
    content = {
        "design.csv": {
            **per_point,
            **axes,
            kind.tally: ("", f"{kind.many} at this point"),
            "seed": ("", f"{of}; {luck}"),
        },
        "runs.csv": runs,
        "runs.parquet": runs,
        "summary.csv": {**per_point, **axes, **statistics},
        "failures.csv": {**key, **axes, **failed},
    }
    content |= _recorded(experiment)
    content["analysis/regimes.csv"] = {**per_point, **axes, **REGIMES}
    if any(block.kind in ("saltelli", "morris") for block in experiment.design):
        content["analysis/sensitivity.csv"] = SENSITIVITY
    if kind is LIVES:
        content["analysis/warnings.csv"] = WARNINGS
    lines = [(table, name, *meant) for table, columns in content.items() for name, meant in columns.items()]
    numbers = {c.name: (c.unit, c.meaning) for c in kind.columns}
    for name in measures(kind):
        what = numbers.get(name, ("1", f"share of {kind.many}: {name.removeprefix('share_')}"))
        lines.append(("summary.csv", f"measure = {name}", *what))
    own = {"table": "file", "column": "column of that file", "unit": "unit; 1 is a pure number", "meaning": "in words"}
    lines += [("dictionary.csv", name, "", meaning) for name, meaning in own.items()]
    names = ("table", "column", "unit", "meaning")
    return {name: np.array([line[i] for line in lines], dtype=object) for i, name in enumerate(names)}


def _key(experiment: Experiment) -> Meanings:
    """Return the columns that name a run."""
    kind = experiment.kind
    one, many = kind.one, kind.many
    whose = f"{many} with the same number share their luck"
    if experiment.replicates.pairing == "independent":
        whose = f"each has {'people and ' * (kind is not LIVES)}luck of its own"
    elif kind is not LIVES:
        whose = f"{many} with the same number share their seed at all points, and so their people and luck"
    key = {
        "run_id": ("", f"hash of all that decides this {one}; the same {one} has the same id in every experiment"),
        "block": ("", "block of the design"),
        "point": ("", "number of the point within its block, from 0"),
        kind.place: ("", f"number of the {one} at this point, from 0: {whose}"),
    }
    if kind is not LIVES:
        key["seed"] = ("", "seed with which rs.simulate lives this population again")
    return key


def _recorded(experiment: Experiment) -> dict[str, Meanings]:
    """Return the columns of the diaries, people and events that are written down, by file."""
    key = {name: meant for name, meant in _key(experiment).items() if name != "seed"}
    partner = {"partner": ("", "a or b")}
    found: dict[str, Meanings] = {}
    if experiment.recorded.diary:
        day = {"day": ("d", "day of the run, from 0; days after a separation are left out")}
        found[DIARY] = {**key, **partner, **day, **DAY}
        traits = {name: (NUMBERS[f"a.{name}"].unit, NUMBERS[f"a.{name}"].meaning) for name in TRAITS}
        brought = {name: (NUMBERS[f"couple.{name}"].unit, NUMBERS[f"couple.{name}"].meaning) for name in BROUGHT}
        weight = {"weight": ("1", "couples of a population that this one stands for; here 1")}
        found[PEOPLE] = {**key, **partner, **traits, **brought, **weight}
    if experiment.recorded.events:
        found[EVENTS] = {**key, **EVENT}
    return found


def _axes(experiment: Experiment) -> Meanings:
    """Return the columns of what is varied."""
    declared = experiment.numbers
    found = {}
    for path in experiment.axes:
        if path in declared:
            whose = "" if experiment.kind is LIVES or path.startswith("interventions.") else ", the same for everybody"
            found[path] = (declared[path].unit, f"{declared[path].meaning} ({path.rpartition('.')[0]}){whose}")
        elif path in WORDS:
            words = f"one of {', '.join(WORDS[path])}; empty: none is given"
            found[path] = ("word", f"stands in the place of model.{path} in the experiment's file: {words}")
        else:
            found[path] = ("", f"what stands under model.{path} in the experiment's file")
    return found


def _statistics(experiment: Experiment) -> Meanings:
    """Return the columns that summaries tell of a measure."""
    kind = experiment.kind
    what, how, many = "what the row tells: a column of runs.csv", "(Student's t; of a share: Wilson)", kind.many
    if kind is LIVES:
        what += ", or share_ and a word for a share of lives"
    else:
        how = (
            "over populations (Student's t, which may reach below 0 or above 1 for a share): couples of one population "
            "influence each other, so the population is the unit"
        )
    return {
        "measure": ("", what),
        "n": ("", f"{many} that enter the row"),
        "missing": ("", f"{many} that do not: the measure is undefined for them, or they failed"),
        "mean": ("of the measure", "mean, or the share"),
        "sd": ("of the measure", f"standard deviation between {many} (n - 1)"),
        "ci_low": ("of the measure", f"lower end of the 95 % interval of the mean {how}"),
        "ci_high": ("of the measure", "upper end of that interval"),
        "q05": ("of the measure", f"5 % quantile of the {many}"),
        "q50": ("of the measure", f"median of the {many}"),
        "q95": ("of the measure", f"95 % quantile of the {many}"),
    }
