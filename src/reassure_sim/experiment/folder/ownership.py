"""Whose folder: whether results on disk belong to an experiment, or to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import OTHER_EXPERIMENT, ExperimentError
from ..plan import Experiment
from ..runs import every_chunk, identity, runs_of
from . import manifest
from .index import Index


def refuse_other(experiment: Experiment, folder: Path, saved: Index) -> None:
    """Refuse a folder that holds runs which this experiment does not have; more runs than it holds are welcome.

    Raises:
        ExperimentError: saying what differs (76).
    """
    if not len(saved.ids) or manifest.read(folder).get("identity") == identity(experiment):
        return
    ours = np.zeros(len(saved.ids), dtype=bool)
    for chunk in every_chunk(experiment):
        place = saved.rows(runs_of(experiment, chunk).ids)
        ours[place[place >= 0]] = True
        if ours.all():
            return
    old = manifest.read_json(folder / "resolved.json")
    differ = list(_differences(old, experiment.resolved(), "")) if old else []
    what = "; ".join(differ[:3]) + (f"; and {len(differ) - 3} more" if len(differ) > 3 else "")
    say = f"{folder} holds another experiment: {int((~ours).sum()):,} of its {len(ours):,} runs are not in this one"
    raise ExperimentError(OTHER_EXPERIMENT, say + (f" ({what})" if what else ""), "choose another folder with -o")


def _differences(old: Any, new: Any, path: str) -> Iterator[str]:
    """Say where two resolved experiments part, of what decides numbers."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(k for k in old if k not in new)]:
            if path or key not in ("experiment", "question", "figures", "run", "measure"):
                yield from _differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif old != new:
        brief = isinstance(old, (list, dict)) or isinstance(new, (list, dict))
        yield f"{path} differs" if brief else f"{path} is {old} there and {new} here"
