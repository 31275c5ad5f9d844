"""How near the engine's episode is to what the core can do: operations, GFLOP/s, and the best of plain kernels."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from reassure_sim.batch import living
from reassure_sim.batch.episode import episode
from reassure_sim.batch.living import Planned, nobody
from reassure_sim.block import Blocks
from reassure_sim.layout import LANES
from reassure_sim.model import ReassuranceModel
from reassure_sim.scenario import Scenario, scenario_lives

numba = living.numba
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
WIDTHS = {"zmm": 8, "ymm": 4, "xmm": 2}
ACCUMULATORS = (4, 6, 8, 12, 16, 24)
TURNS = 24


class Operations(NamedTuple):
    """Floating-point operations of one couple-step: as written, and as compiled (equal terms are computed once)."""

    written: int
    compiled: float
    divisions: float
    couples_per_instruction: int


class Counting(float):
    """A number that counts what is done with it."""

    done = 0


def _counted(name: str) -> Callable[..., Counting]:
    plain = getattr(float, name)

    def operation(self: float, other: float) -> Any:
        Counting.done += 1
        result = plain(self, other)
        return result if result is NotImplemented else Counting(result)

    return operation


Counting.__neg__ = lambda self: Counting(float.__neg__(self))  # type: ignore[method-assign]  # a flipped bit
for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv"):
    setattr(Counting, f"__{_name}__", _counted(f"__{_name}__"))


def _written() -> int:
    """Let two agents live one episode with numbers that count."""
    couple = ReassuranceModel(Scenario.preset("anxious_avoidant"), 1, 1).couples[0]
    one = lambda record: type(record)(*map(Counting, record))  # noqa: E731
    for partner in (couple.a, couple.b):
        partner.traits, partner.state, partner.rates = one(partner.traits), one(partner.state), one(partner.rates)
    couple.traits, couple.constants, couple.pair = one(couple.traits), one(couple.constants), one(couple.pair)
    Counting.done = 0
    couple.decide()
    couple.settle()
    return Counting.done


def episodes() -> Callable[..., None]:
    """Return the compiled loop over episodes alone, without measures; a kernel from a cache would have no listing."""
    step = episode

    @numba.njit("void(float64[::1], int64, int64, float64)", **OPTIONS)  # type: ignore[untyped-decorator]
    def run(block: Any, first: int, last: int, dt: float) -> None:
        for tick in range(first, last):
            step(block, tick, dt)

    return run  # type: ignore[no-any-return]


def operations(kernel: Any) -> Operations:
    """Count the packed double instructions of a freshly compiled kernel."""
    (listing,) = kernel.inspect_asm().values()
    found = re.findall(r"^\s+v(add|sub|mul|div|sqrt|fn?m\w+)pd\s.*?%([xyz]mm)", listing, re.MULTILINE)
    if not found:
        raise SystemExit("the compiled episode holds no packed instruction: it is not vectorised")
    if any(name.startswith("f") for name, _ in found):
        raise SystemExit("the compiled episode holds fused operations: its bits depend on the machine")
    width = statistics.mode(WIDTHS[register] for _, register in found)
    work = sum(WIDTHS[register] for _, register in found)
    written = _written()
    # the loop over vectors may be unrolled: then the listing holds each operation several times
    couples = width * max(1, round(work / width / written))
    divisions = sum(WIDTHS[register] for name, register in found if name == "div")
    return Operations(written, work / couples, divisions / couples, couples)


def ready_block() -> Any:
    """Return the numbers of a block of couples that have lived a day."""
    scenario = Scenario.preset("anxious_avoidant")
    lives, per_day = scenario_lives(scenario, LANES, 1), scenario.episodes_per_day
    blocks, desk = Blocks.of(lives, 1, per_day, ()), (np.zeros(0), np.zeros((0, 0)))
    company, first_day = (*nobody(LANES), LANES), (0, 1, 0, per_day, per_day, False)
    living.compiled_live(*desk, *blocks.arrays, *Planned.of(lives), *company, *first_day)
    return blocks.numbers[0]


def plain_kernels() -> list[tuple[int, Any]]:
    """Return kernels that only multiply and add: so many independent chains each, held in registers.

    The loop over couples is vectorised as the engine's is; each turn is one multiplication and one addition per chain.
    """
    kernels = []
    for n in ACCUMULATORS:
        lines = ["def run(x, repeats):", "    for _ in range(repeats):", f"        for i in range({LANES}):"]
        lines += [f"            x{j} = x[{j * LANES} + i]" for j in range(n)]
        lines += [f"            x{j} = x{j} * 0.999 + 0.001" for _ in range(TURNS) for j in range(n)]
        lines += [f"            x[{j * LANES} + i] = x{j}" for j in range(n)]
        space: dict[str, Any] = {}
        exec("\n".join(lines), space)
        kernels.append((n, numba.njit("void(float64[::1], int64)", **OPTIONS)(space["run"])))
    return kernels


def gflops(kernel: Any, n: int, seconds: float = 0.02) -> float:
    """Return the GFLOP/s of one plain kernel."""
    x, work = np.full(max(ACCUMULATORS) * LANES, 0.5), 2.0 * n * TURNS * LANES
    repeats = max(1, int(seconds * 30e9 / work))
    start = time.process_time()
    kernel(x, repeats)
    return work * repeats / (time.process_time() - start) / 1e9
