"""The design: the calibration statistics at well-spread points of the prior, each point kept as soon as it is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ... import MODEL_VERSION
from ...evidence.findings import register
from ...evidence.scoring import Estimate, calibration_statistics
from ...parameters import ParameterError, Problem
from .free import FREE, NAMES, held, scaled, split

if TYPE_CHECKING:
    from pandas import DataFrame

POINTS = 384
"""So many points: about 35 for each free number."""
SIZE = 0.5
"""Studies a statistic at each point, as a share of the usual number."""
SEED = 41_000_000
"""The point ``i`` of the design is simulated with the seed ``SEED + i``: errors of neighbours are independent."""
SOLVED = "F41"
"""The finding that two constants of their own are solved for after the fit (see ``intercepts``)."""

Simulate = Callable[[NDArray[np.float64], int, float], Mapping[str, Estimate]]
"""From fitted numbers, a seed and a size to statistics by name."""


class Design(NamedTuple):
    """Points and what was simulated there. n points, p free numbers, s statistics.

    unit: (n, p) places in the unit box of the prior. names: of the statistics. value, error: (n, s); NaN: undefined.
    """

    unit: NDArray[np.float64]
    names: tuple[str, ...]
    value: NDArray[np.float64]
    error: NDArray[np.float64]

    def part(self, keep: NDArray[np.bool_]) -> Design:
        """Return some of the points."""
        return Design(self.unit[keep], self.names, self.value[keep], self.error[keep])


def points(count: int = POINTS) -> NDArray[np.float64]:
    """Return the first ``count`` points of one scrambled Sobol sequence in the unit box, (count, len(FREE)).

    Every beginning of the sequence is spread well, so that a design can stop early or go on.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(FREE), scramble=True, rng=np.random.default_rng(SEED))
    return np.asarray(sequence.random_base2(int(np.ceil(np.log2(max(count, 2)))))[:count])


def statistics(values: NDArray[np.float64], seed: int, size: float = SIZE) -> Mapping[str, Estimate]:
    """Simulate the statistics that the free numbers ``values`` (len(FREE),) are fitted to."""
    constants, spread = split(values)
    ids = [finding.id for finding in register("calibration") if finding.id != SOLVED]
    return calibration_statistics(constants, spread, seed, ids=ids, size=size)


def build(
    out: Path,
    count: int = POINTS,
    workers: int = 1,
    say: Callable[[str], None] = print,
    simulate: Simulate = statistics,
    size: float = SIZE,
) -> Design:
    """Return the design in ``out/design.csv``; points that are missing there are simulated first, ``workers`` at a time.

    Raises:
        ParameterError: the folder holds a design of another model, prior or size.
    """
    _claim(out, size)
    file = out / "design.csv"
    known = set(_table(file)["point"]) if file.exists() else set()
    unit = points(count)
    missing = [i for i in range(count) if i not in known]
    if missing:
        from joblib import Parallel, delayed

        def job(point: int) -> tuple[int, Mapping[str, Estimate]]:
            return point, simulate(scaled(unit[point]), SEED + point, size)

        found = Parallel(workers, return_as="generator_unordered")(delayed(job)(i) for i in missing)
        for done, (point, estimates) in enumerate(found, len(known) + 1):
            _keep(file, point, scaled(unit[point]), estimates)
            if done % 16 == 0 or done == count:
                say(f"{done} of {count} points simulated")
    return _read(file, count)


def _claim(out: Path, size: float) -> None:
    """Write down of what model and prior a design is, or compare with what is written."""
    ranges = {name: [free.low, free.high] for name, free in FREE.items()}
    basis = {"model": MODEL_VERSION, "size": size, "seed": SEED, "free": ranges, "held": held()}
    file = out / "design.json"
    out.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_text(json.dumps(basis, indent=1) + "\n", encoding="utf-8")
    elif (old := json.loads(file.read_text(encoding="utf-8"))) != basis:
        differ = [k for k in basis if old.get(k) != basis[k]]
        say = f"read a design made with another {' and another '.join(differ)}; allowed is the one of this version: use a new folder"
        raise ParameterError([Problem(str(file), say)])


def _keep(file: Path, point: int, values: Collection[float], estimates: Mapping[str, Estimate]) -> None:
    """Append one point as one line."""
    columns = [f"{name}{tail}" for name in estimates for tail in ("", ".error")]
    numbers = [*values, *(number for estimate in estimates.values() for number in estimate)]
    line = ",".join((str(point), *(repr(float(number)) for number in numbers))) + "\n"
    head = "" if file.exists() else ",".join(("point", *NAMES, *columns)) + "\n"
    with file.open("a", encoding="utf-8") as out:
        out.write(head + line)


def _table(file: Path) -> DataFrame:
    """Return the whole lines of a design; a line that was cut off by a kill is taken out of the file."""
    import pandas

    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = [line for line in lines if line.endswith("\n") and line.count(",") == lines[0].count(",")]
    if whole != lines:
        file.write_text("".join(whole), encoding="utf-8")
    return pandas.read_csv(file, float_precision="round_trip").sort_values("point")


def _read(file: Path, count: int) -> Design:
    table = _table(file)
    table = table[table["point"] < count]
    names = tuple(c for c in table.columns[1 + len(FREE) :] if not c.endswith(".error"))
    errors = [f"{name}.error" for name in names]
    return Design(points(count), names, table[list(names)].to_numpy(float), table[errors].to_numpy(float))
