"""The design: the calibration statistics at well-spread points of the prior, each point kept as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ... import MODEL_VERSION
from ...evidence.scoring import Estimate, calibration_statistics
from ...parameters import ParameterError, Problem
from .free import FREE, NAMES, held, placed, scaled, split
from .targets import fitted_ids

POINTS = 320
"""So many points: about 27 for each free number."""
SIZE = 0.5
"""Studies a statistic at each point, as a share of the usual number."""
SEED = 41_000_000
"""The point ``i`` of the design is simulated with the seed ``SEED + i``: errors of neighbours are independent."""

Array = NDArray[np.float64]
Say = Callable[[str], None]
Simulate = Callable[[Array, int, float], Mapping[str, Estimate]]
"""From fitted numbers, a seed and a size to statistics by name."""


class Design(NamedTuple):
    """Points and what was simulated there. n points, p free numbers, s statistics.

    unit: (n, p) places in the unit box of the prior. names: of the statistics. value, error: (n, s); NaN: undefined.
    """

    unit: Array
    names: tuple[str, ...]
    value: Array
    error: Array

    def part(self, keep: slice) -> Design:
        """Return some of the points."""
        return Design(self.unit[keep], self.names, self.value[keep], self.error[keep])


def points(count: int = POINTS) -> Array:
    """Return the first ``count`` points of one scrambled Sobol sequence in the unit box, (count, len(FREE)).

    Every beginning of the sequence is spread well, so that a design can stop early or go on.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(FREE), scramble=True, rng=np.random.default_rng(SEED))
    return np.asarray(sequence.random_base2(int(np.ceil(np.log2(max(count, 2)))))[:count])


def statistics(values: Array, seed: int, size: float = SIZE) -> Mapping[str, Estimate]:
    """Simulate the statistics that the free numbers ``values`` (len(FREE),) are fitted to."""
    constants, spread = split(values)
    return calibration_statistics(constants, spread, seed, ids=fitted_ids(), size=size)


def build(
    out: Path,
    count: int = POINTS,
    workers: int = 1,
    say: Say = print,
    simulate: Simulate = statistics,
    size: float = SIZE,
) -> Design:
    """Return the design in ``out/design.csv``; points missing there are simulated first, ``workers`` at a time.

    Raises:
        ParameterError: the folder holds a design of another model, prior or size.
    """
    _claim(out, size)
    return simulated(out / "design.csv", scaled(points(count)), SEED, workers, say, simulate, size)


def simulated(
    file: Path,
    values: Array,
    seed: int,
    workers: int = 1,
    say: Say = print,
    simulate: Simulate = statistics,
    size: float = SIZE,
) -> Design:
    """Return the statistics at the free numbers ``values`` (n, len(FREE)), row ``i`` with the seed ``seed + i``.

    Each row is added to ``file`` as soon as it is known; rows that stand there with the same numbers are not simulated
    again, and a line that was cut off by a kill is. The same file, up to the order of its lines, for any ``workers``.
    """
    rows = _rows(file)
    missing = [i for i, row in enumerate(values) if i not in rows or rows[i][: len(FREE)] != row.tolist()]
    if missing:
        from joblib import Parallel, delayed

        def job(point: int) -> tuple[int, Mapping[str, Estimate]]:
            return point, simulate(values[point], seed + point, size)

        found = Parallel(workers, return_as="generator_unordered")(delayed(job)(i) for i in missing)
        for done, (point, estimates) in enumerate(found, len(values) - len(missing) + 1):
            _keep(file, point, values[point], estimates)
            if done % 16 == 0 or done == len(values):
                say(f"{file.stem}: {done} of {len(values)} points simulated")
        rows = _rows(file)
    table = np.array([rows[i] for i in range(len(values))])[:, len(FREE) :]
    names = file.read_text(encoding="utf-8").partition("\n")[0].split(",")[1 + len(FREE) :: 2]
    return Design(placed(values), tuple(names), table[:, ::2], table[:, 1::2])


def _claim(out: Path, size: float) -> None:
    """Write down of what model and prior a design is, or compare with what is written."""
    ranges = {name: [free.low, free.high] for name, free in FREE.items()}
    basis = {"model": MODEL_VERSION, "size": size, "seed": SEED, "free": ranges, "held": held()}
    file = out / "design.json"
    out.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_text(json.dumps(basis, indent=1) + "\n", encoding="utf-8")
    elif (old := json.loads(file.read_text(encoding="utf-8"))) != basis:
        differ = " and another ".join(k for k in basis if old.get(k) != basis[k])
        say = f"read a design made with another {differ}; this version cannot go on with it: choose a new folder"
        raise ParameterError([Problem(str(file), say)])


def _keep(file: Path, point: int, values: Collection[float], estimates: Mapping[str, Estimate]) -> None:
    """Append one point as one line."""
    columns = [f"{name}{tail}" for name in estimates for tail in ("", ".error")]
    numbers = [*values, *(number for estimate in estimates.values() for number in estimate)]
    line = ",".join((str(point), *(repr(float(number)) for number in numbers))) + "\n"
    head = "" if file.exists() else ",".join(("point", *NAMES, *columns)) + "\n"
    with file.open("a", encoding="utf-8") as out:
        out.write(head + line)


def _rows(file: Path) -> dict[int, list[float]]:
    """Return the numbers of every whole line by its point, the last where there are several."""
    if not file.exists():
        return {}
    head, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = [line for line in lines if line.endswith("\n") and line.count(",") == head.count(",")]
    if whole != lines:
        file.write_text(head + "".join(whole), encoding="utf-8")
    parts = (line.split(",") for line in whole)
    return {int(point): [float(number) for number in numbers] for point, *numbers in parts}
