"""A config file becomes a checked ``Experiment``, or everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...interventions import axes
from ...parameters import NUMBERS
from ..errors import ConfigError, Fault
from ..folder.summary import measures
from ..kinds import LIVES, POPULATIONS
from ..plan import Experiment, Limits, Recorded, Replicates, Until
from ..populations import Populations
from .blocks import read_design
from .fields import Fields, seen
from .models import read_model
from .recipes import read_figures
from .settings import refuse_swept, with_settings
from .source import Node, parse
from .text import read_text

KEYS = ("experiment", "question", "model", "design", "replicates", "measure", "figures", "run")
PAIRINGS = ("common", "independent")
MAX_COUPLES = 1_000_000
_NAME = re.compile(r"\w[\w.-]{0,63}")


def load(path: Path | str, settings: Sequence[str] = ()) -> Experiment:
    """Return the experiment of a config file, with ``settings`` like ``a.anxiety=0.7`` put in its place.

    Raises:
        ConfigError: listing everything that is wrong, by line.
    """
    text = read_text(Path(path))
    if isinstance(text, Fault):
        raise ConfigError(str(path), [text])
    return loads(text, str(path), settings)


def loads(text: str, file: str = "config", settings: Sequence[str] = ()) -> Experiment:
    """Return the experiment of a config text.

    ``file`` is what errors call it; files that the text names count from its folder.
    """
    faults: list[Fault] = []
    root = parse(text, faults)
    if root is None and not faults:
        faults.append(Fault(1, 1, "", "there is nothing but comments in this file"))
    if root is None:
        raise ConfigError(file, faults)
    experiment = _experiment(with_settings(root, settings, KEYS), Fields(faults), Path(file).parent)
    if faults or experiment is None:
        raise ConfigError(file, faults)
    if settings:
        refuse_swept(experiment, settings)
    return replace(experiment, source=text.encode(), settings=tuple(settings))


def _experiment(root: Node, fields: Fields, folder: Path) -> Experiment | None:
    found = fields.mapping(root, "", KEYS, ("experiment", "model"))
    name = fields.text(found.get("experiment"), "experiment", 64, "unnamed")
    if "experiment" in found and isinstance(found["experiment"].value, str) and not _NAME.fullmatch(name):
        rule = "up to 64 letters, digits and . _ -, first a letter or digit (it names a folder)"
        say = f"read {seen(name)}, allowed are {rule}"
        fields.fault(found["experiment"], "experiment", say)
    question = fields.text(found.get("question"), "question", 2000)
    model = read_model(found["model"], fields, folder) if "model" in found else None
    if model is not None:
        fields.numbers = {**NUMBERS, **axes(model.interventions)}
    fields.model = model
    design = read_design(found.get("design"), fields, folder)
    replicates = _replicates(found.get("replicates"), fields)
    recorded = _measure(found.get("measure"), fields)
    figures = read_figures(found.get("figures"), found.get("design"), design, fields)
    limits = _limits(found.get("run"), fields)
    if model is None or fields.faults:
        return None
    return Experiment(name, model, design, replicates, question, recorded, figures, limits, tree=fields.tree)


def _replicates(node: Node | None, fields: Fields) -> Replicates:
    if node is None:
        return Replicates()
    found = fields.mapping(node, "replicates", ("n", "seed", "pairing", "until"))
    usual = Replicates()
    n = fields.whole(found.get("n"), "replicates.n", 1, MAX_COUPLES, usual.n)
    return Replicates(
        n,
        fields.whole(found.get("seed"), "replicates.seed", 0, 2**64 - 1, usual.seed),
        fields.choice(found.get("pairing"), "replicates.pairing", PAIRINGS, "pairing", usual.pairing) or usual.pairing,
        _until(found["until"], n, fields) if "until" in found else None,
    )


def _until(node: Node, n: int, fields: Fields) -> Until | None:
    """Return when a point has runs enough, or ``None`` when something in it is wrong."""
    keys, before = ("metric", "ci_half_width", "max"), len(fields.faults)
    found = fields.mapping(node, "replicates.until", keys, keys)
    kind = POPULATIONS if isinstance(fields.model, Populations) else LIVES
    metric = fields.choice(found.get("metric"), "replicates.until.metric", measures(kind), "measure", "")
    width = fields.number(found.get("ci_half_width"), "replicates.until.ci_half_width", 1e-6, 1e6, 1.0)
    most = fields.whole(found.get("max"), "replicates.until.max", n + 1, MAX_COUPLES, n + 1)
    if n < 2:
        fields.fault(node, "replicates.until", "read n: 1, but one run has no interval; allowed is n from 2")
    return Until(metric or "", width, most) if len(fields.faults) == before else None


def _measure(node: Node | None, fields: Fields) -> Recorded:
    if node is None:
        return Recorded()
    found = fields.mapping(node, "measure", ("per_run", "diary", "events"))
    fields.choice(found.get("per_run"), "measure.per_run", ("default",), "set of measures", "default")
    asked = {}
    for name in ("diary", "events"):
        if name in found and isinstance(fields.model, Populations):
            say = "a run is a whole population here; reassure society FILE -o DIR --run RUN_ID writes one out"
            fields.fault_key(node, name, f"measure.{name}", say)
        elif name in found:
            inside = fields.mapping(found[name], f"measure.{name}", ("couples",), ("couples",))
            asked[name] = fields.whole(inside.get("couples"), f"measure.{name}.couples", 1, MAX_COUPLES, 1)
    return Recorded(**asked)


def _limits(node: Node | None, fields: Fields) -> Limits:
    if node is None:
        return Limits()
    usual = Limits()
    found = fields.mapping(node, "run", ("workers", "max_hours", "max_disk_gb"))
    workers = found.get("workers")
    if workers is not None and workers.value == "auto":
        workers = None
    elif workers is not None and isinstance(workers.value, str):
        fields.fault(
            workers, "run.workers", f"read {seen(workers.value)}, allowed is auto or a whole number from 1 to 256"
        )
        workers = None
    return Limits(
        fields.whole(workers, "run.workers", 1, 256, usual.workers),
        fields.number(found.get("max_hours"), "run.max_hours", 0.0, 100_000.0, usual.max_hours, "hours"),
        fields.number(found.get("max_disk_gb"), "run.max_disk_gb", 0.0, 1e6, usual.max_disk_gb, "GB"),
    )
