"""How fast the batch engine is, beside Mesa and NumPy, and how near it is to the limit of the core.

Run ``python benchmarks/engine.py`` (``--quick``: under a minute; ``--json FILE``: the numbers too). Everybody lives
anxious-avoidant couples by the same rules. The unit is the couple-step: both partners of one couple through one
episode. All are timed in turns, several rounds, and the medians are shown. What runs on one core is timed in seconds of
its CPU, and what runs on two by the clock on the wall, so that other work on the machine disturbs only the latter.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import limit
import numpy as np
from opponents import mesa_improved, numpy_port
from opponents.scalar import Scalar, engine

from reassure_sim import batch
from reassure_sim.kernel import numba_ready
from reassure_sim.layout import LANES, Day
from reassure_sim.measures import PAGES
from reassure_sim.model import ReassuranceModel
from reassure_sim.scenario import Scenario, scenario_lives

Z_LIMIT = 4.5
NUMPY_BLOCK = 6000
"""Couples in a block of the NumPy port: the fastest of 250 to 16,000."""
PER_DAY = 8


class Size(NamedTuple):
    """How much is run."""

    rounds: int
    mesa: int  # couple-steps of a timing of a Mesa model
    batch_runs: int  # runs of mesa.batch_run
    port: int  # couple-steps of a timing of the NumPy port
    agree_days: int
    engine: int  # couples of a timing of the engine, a year each


FULL = Size(rounds=7, mesa=16_000, batch_runs=16, port=720_000, agree_days=365, engine=8 * LANES)
QUICK = Size(rounds=3, mesa=3_000, batch_runs=4, port=240_000, agree_days=60, engine=2 * LANES)

Contender = Callable[[], float]
"""Runs once and returns couple-steps per second."""


# -- contenders ------------------------------------------------------------------------------------------


def mesa_rate(make: Callable[[], Any], couples: int, work: int) -> Contender:
    def run() -> float:
        model = make()
        model.step()
        steps = max(4, work // couples)
        start = time.process_time()
        for _ in range(steps):
            model.step()
        return couples * steps / (time.process_time() - start)

    return run


def libm(contender: Contender) -> Contender:
    def run() -> float:
        with mesa_improved.with_libm_exp():
            return contender()

    return run


def numpy_rate(couples: int, block: int, better: bool, work: int) -> Contender:
    days = max(1, work // couples // PER_DAY)
    scenario = Scenario.preset("anxious_avoidant", days=days)
    return lambda: couples * days * PER_DAY / numpy_port.live(scenario, couples, 1, block, better).seconds


def engine_rate(couples: int, workers: int = 1, record: tuple[str, ...] = ()) -> Contender:
    clock = 0 if workers == 1 else 1
    return lambda: couples * 365 * PER_DAY / engine(couples, 365, workers, record)[clock]


def threads(couples: int) -> float:
    """Return how many times as fast two threads are as one, by the clock on the wall, one right after the other."""
    return engine(couples, 365, 1)[1] / engine(couples, 365, 2)[1]


def episodes_rate(kernel: Any, numbers: Any) -> Contender:
    def run() -> float:
        start = time.process_time()
        kernel(numbers, PER_DAY, PER_DAY + 2920, 1.0 / PER_DAY)
        return LANES * 2920 / (time.process_time() - start)

    return run


def batch_run_rates(runs: int) -> dict[str, float]:
    """Time ``mesa.batch_run``; the start of the processes, timed apart on runs of one episode, is not counted."""
    couples, episodes, rates = 50, 120, {}
    for processes, clock in ((1, time.process_time), (2, time.perf_counter)):
        start = clock()
        mesa_improved.batch(processes, 1, 1, processes)
        idle = clock() - start
        start = clock()
        if mesa_improved.batch(runs, couples, episodes, processes) != runs:
            raise SystemExit("mesa.batch_run lost runs")
        rates[f"mesa.batch_run, {processes} process{'es' * (processes > 1)}"] = (
            runs * couples * episodes / (clock() - start - idle)
        )
    return rates


# -- who may be compared ---------------------------------------------------------------------------------


def check_mesa() -> str:
    """Hold the improved Mesa model against the project's own, bit for bit; with C's exp, within rounding."""
    scenario = Scenario.preset("anxious_avoidant")
    own = ReassuranceModel(scenario, 40, 7)
    improved, rounded = mesa_improved.model(40, 7), mesa_improved.model(40, 7)
    worst = 0.0
    for _ in range(24):
        own.step()
        improved.step()
        with mesa_improved.with_libm_exp():
            rounded.step()
    for x, y, z in zip(own.couples, improved.couples, rounded.couples, strict=True):
        if (x.a.state, x.b.state, x.pair) != (y.a.state, y.b.state, y.pair):
            raise SystemExit("the improved Mesa model lives other lives than the project's: no ratio is printed")
        gaps = (abs(p - q) for s, t in ((x.a, z.a), (x.b, z.b)) for p, q in zip(s.state, t.state, strict=True))
        worst = max(worst, *gaps)
    if worst > 1e-9:
        raise SystemExit(f"Mesa with C's exp differs by {worst:.1e}: no ratio is printed")
    return f"Mesa improved: the model's own bits over 24 episodes of 40 couples; with C's exp within {worst:.0e}"


def check_numpy(days: int, couples: int = 3000) -> str:
    """Compare means of the NumPy port and the engine; stop when they differ by more than chance."""
    short = Scenario.preset("anxious_avoidant", days=3)
    plain, improved = (numpy_port.live(short, 500, 3, 0, better) for better in (False, True))
    gap = max(float(np.abs(plain.final[name] - improved.final[name]).max()) for name in numpy_port.FINAL)
    if gap > 1e-9:
        raise SystemExit(f"improving the NumPy port changed its lives by {gap:.1e}: no ratio is printed")
    scenario = Scenario.preset("anxious_avoidant", days=days)
    port = numpy_port.live(scenario, couples, 11, NUMPY_BLOCK)
    blocks = batch.live(scenario_lives(scenario, couples, 12), days, PER_DAY, ("daily",), 2)
    pages = np.concatenate([block.diary for block in blocks if block.diary is not None], axis=2)
    pages = pages.reshape(days, 2, PAGES, couples)
    names = {"asked": "asked", "answered": "reassured", "reached_out": "reached_out", "withdrew": "withdrew"}
    pairs = [("together", port.together, pages[-1, 0, Day._fields.index("together")])]
    for who in (0, 1):
        for name, column in names.items():
            counted = pages[:, who, Day._fields.index(column)].sum(axis=0)
            pairs.append((f"{name} {'ab'[who]}", port.counts[name][who], counted))
        for name in numpy_port.FINAL:
            if name in Day._fields:
                pairs.append((f"{name} {'ab'[who]}", port.final[name][who], pages[-1, who, Day._fields.index(name)]))
    worst, error, which = 0.0, 0.0, ""
    for name, x, y in pairs:
        spread = float(np.sqrt(x.var() / len(x) + y.var() / len(y)))
        z = abs(float(x.mean() - y.mean())) / max(spread, 1e-9)
        error = max(error, spread / max(abs(float(y.mean())), 1e-9))
        worst, which = max((worst, which), (z, name))
    text = (
        f"NumPy port against the engine: {len(pairs)} means of {couples} couples over {days} days differ by at most "
        f"{worst:.1f} standard errors ({which}; standard errors up to {100 * error:.1f} % of the mean)"
    )
    if worst > Z_LIMIT:
        raise SystemExit(text + ": no ratio is printed")
    return text


# -- the table -------------------------------------------------------------------------------------------


def machine() -> str:
    import llvmlite
    import llvmlite.binding
    import mesa

    cpu = next((x.split(":")[1].strip() for x in _read("/proc/cpuinfo") if x.startswith("model name")), "unknown CPU")
    versions = [f"{m.__name__} {m.__version__}" for m in (np, numba_ready(), llvmlite, mesa)]
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    name = f"{cpu} ({llvmlite.binding.get_host_cpu_name()}), {os.cpu_count()} cores"
    return ", ".join([name, platform.system(), f"Python {platform.python_version()}", *versions, load])


def _read(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def measure(size: Size) -> dict[str, Any]:
    with Scalar(LANES, 30) as scalar:  # compiles while the others are checked
        return _measure(size, scalar)


def _measure(size: Size, scalar: Scalar) -> dict[str, Any]:
    notes = [check_mesa(), check_numpy(size.agree_days)]
    kernel = limit.episodes()
    numbers, counted, plain = limit.ready_block(), limit.operations(kernel), limit.plain_kernels()
    scenario = Scenario.preset("anxious_avoidant")
    contenders: dict[str, Contender] = {}
    for n in (100, 1000):
        improved = mesa_rate(lambda n=n: mesa_improved.model(n, 1), n, size.mesa)
        own = mesa_rate(lambda n=n: ReassuranceModel(scenario, n, 1), n, size.mesa)
        contenders[f"Mesa, the project's model, {n} couples"] = own
        contenders[f"Mesa, draws at once, {n} couples"] = improved
        contenders[f"Mesa, draws at once, C's exp, {n} couples"] = libm(improved)
    many = 3 * NUMPY_BLOCK
    contenders[f"NumPy over all {many} couples, as first written"] = numpy_rate(many, 0, False, size.port)
    contenders[f"NumPy over all {many} couples, improved"] = numpy_rate(many, 0, True, size.port)
    contenders[f"NumPy, a block of {NUMPY_BLOCK} couples, improved"] = numpy_rate(NUMPY_BLOCK, 0, True, size.port)
    episodes_only = "batch engine, episodes only (no measures)"
    contenders[episodes_only] = episodes_rate(kernel, numbers)
    summary = "batch engine, 1 thread, summary"
    contenders[summary] = engine_rate(size.engine)
    contenders["batch engine, 2 threads, summary"] = engine_rate(2 * size.engine, 2)
    contenders["batch engine, 1 thread, summary and daily diary"] = engine_rate(size.engine, 1, ("daily",))
    contenders["batch engine, 1 thread, summary and events"] = engine_rate(size.engine, 1, ("events",))
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    peaks: list[tuple[float, int]] = []
    scaling: list[float] = []
    if scalar.answer()[2] != engine(LANES, 30)[2]:
        raise SystemExit("the engine lives other lives without SIMD: no ratio is printed")
    name = "batch engine, one couple at a time (no SIMD), summary"
    contenders[name], rates[name] = (lambda: LANES * 365 * PER_DAY / scalar.live(LANES, 365)[0]), []
    engine(LANES, 365)
    for _ in range(size.rounds):
        for name, run in contenders.items():
            rates[name].append(run())
        scaling.append(threads(2 * size.engine))
        peaks += [(limit.gflops(one, n), n) for n, one in plain]
    medians = {name: statistics.median(found) for name, found in rates.items()}
    medians |= batch_run_rates(size.batch_runs)
    peak, chains = max(peaks)
    reached = counted.compiled * max(rates[episodes_only]) / 1e9
    best = {
        kind: max((n for n in medians if n.lower().startswith(kind) and "2 pro" not in n), key=lambda n: medians[n])
        for kind in ("mesa", "numpy")
    }
    return {
        "machine": machine(),
        "checks": notes,
        "rates": medians,
        "rounds": rates,
        "best": best,
        "scaling": scaling,
        "headline": {
            "times Mesa, whole engine on one core": medians[summary] / medians[best["mesa"]],
            "times NumPy, whole engine on one core": medians[summary] / medians[best["numpy"]],
            "times NumPy, same work (episodes only)": medians[episodes_only] / medians[best["numpy"]],
            "two threads, times one, by the clock": statistics.median(scaling),
        },
        "limit": {
            "operations_written": counted.written,
            "operations_compiled": counted.compiled,
            "divisions": counted.divisions,
            "couples_per_instruction": counted.couples_per_instruction,
            "gflops": reached,
            "gflops_plain": peak,
            "chains_plain": chains,
            "fraction": reached / peak,
        },
    }


def table(found: dict[str, Any]) -> str:
    rates, best, limit = found["rates"], found["best"], found["limit"]
    mesa, port = rates[best["mesa"]], rates[best["numpy"]]
    lines = [found["machine"], "", f"{'':58}{'M couple-':>12}{'times best':>12}{'times best':>12}"]
    lines.append(f"{'median of interleaved rounds':58}{'steps/s':>12}{'Mesa':>12}{'NumPy':>12}")
    for name in sorted(rates, key=lambda n: ("Mnb".index(n[0].replace("m", "M").replace("N", "n")), rates[n])):
        lines.append(f"{name:58}{rates[name] / 1e6:12.4f}{rates[name] / mesa:12.2f}{rates[name] / port:12.3f}")
    lines += ["", f"best Mesa on one core: {best['mesa']}; best NumPy: {best['numpy']}"]
    lines += [f"{name}: {value:.1f}" for name, value in found["headline"].items()]
    lines.append(
        f"limit: {limit['operations_written']} floating-point operations a couple-step as written, "
        f"{limit['operations_compiled']:.0f} as compiled ({limit['divisions']:.0f} divisions; "
        f"{limit['couples_per_instruction']} couples an instruction): {limit['gflops']:.1f} GFLOP/s, "
        f"{100 * limit['fraction']:.0f} % of the best plain multiply-and-add kernel "
        f"({limit['gflops_plain']:.1f} GFLOP/s with {limit['chains_plain']} chains; best rounds of both)"
    )
    return "\n".join([*lines, *found["checks"]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less of everything, under a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number of every round to FILE")
    options = parser.parse_args()
    start = time.perf_counter()
    found = measure(QUICK if options.quick else FULL)
    found["seconds"] = time.perf_counter() - start
    print(table(found))
    print(f"took {found['seconds']:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
