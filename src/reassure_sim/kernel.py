"""The ground: how an equation is declared, our own ``exp``, and where compiled code is kept.

A rule is an ordinary scalar Python function. Interpreted (by the Mesa agents) it runs as it
stands; the batch engine hands every rule to Numba, which inlines it into one loop over couples.
Both must give the same bits, so a rule uses arithmetic, comparisons and the functions below, and
nothing else (``tests/test_rules.py`` walks the syntax tree).
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import math
import os
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

MEASURE_OPTIONS: dict[str, Any] = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
RULE_OPTIONS: dict[str, Any] = {"forceinline": True, **MEASURE_OPTIONS}
"""How a rule is compiled: inlined whole, and without Python's checks, else LLVM does not vectorise it."""

RULES: list[Callable[..., Any]] = []
"""Every declared rule, in order of declaration."""

_LESSONS: list[Callable[[Any], None]] = []


def lesson(teach: Callable[[Any], None]) -> None:
    """Have ``teach(numba)`` called before anything is compiled."""
    _LESSONS.append(teach)


def rule(function: F) -> F:
    """Declare a scalar function as an equation that both engines share."""
    RULES.append(function)
    lesson(lambda numba: numba.extending.register_jitable(**RULE_OPTIONS)(function))
    return function


def measure(function: F) -> F:
    """Declare a function that reads arrays: compiled on its own, outside the vectorised loop."""
    lesson(lambda numba: numba.extending.register_jitable(**MEASURE_OPTIONS)(function))
    return function


# -- exp -----------------------------------------------------------------------------------------
# libm's exp is neither the same bits on every machine nor vectorised by LLVM; NumPy's differs from
# libm's. So: range reduction by a magic-number round, a polynomial of degree 12, and the exponent
# put in place exactly. Relative error below 2e-15 on [-700, 700] (tests/test_kernel.py).
_LOG2E = 1.4426950408889634
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to the nearest integer
_LIMIT = 700.0


def power_of_two(rounded: float) -> float:
    """Return ``2.0**n`` where ``rounded`` is ``n`` plus the rounding constant (exact)."""
    return math.ldexp(1.0, int(rounded - _ROUND))


@rule
def exp(x: float) -> float:
    """Return e to the ``x``; ``x`` is clamped to [-700, 700], so the result is finite and positive."""
    x = x if x < _LIMIT else _LIMIT
    x = x if x > -_LIMIT else -_LIMIT
    rounded = x * _LOG2E + _ROUND
    n = rounded - _ROUND
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    # Estrin's order: a third of the latency of Horner's
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + (0.5 + 0.16666666666666666 * r) * r2
    middle = (4.1666666666666664e-2 + 8.333333333333333e-3 * r) + (
        1.3888888888888889e-3 + 1.984126984126984e-4 * r
    ) * r2
    high = (2.48015873015873e-5 + 2.755731922398589e-6 * r) + (
        2.7557319223985893e-7 + 2.505210838544172e-8 * r + 2.08767569878681e-9 * r2
    ) * r2
    p = low + (middle + high * r4) * r4
    return p * power_of_two(rounded)


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + e^-x), in (0, 1)."""
    return 1.0 / (1.0 + exp(-x))


@rule
def clip01(x: float) -> float:
    """Return ``x`` held within [0, 1]."""
    x = x if x > 0.0 else 0.0
    return x if x < 1.0 else 1.0


def sqrt(x: float) -> float:
    """Return the square root (IEEE 754 demands the same bits everywhere)."""
    return math.sqrt(x)


# -- compiled code -------------------------------------------------------------------------------
_taught = 0  # lessons that the compiler has had


def _sources() -> list[Path]:
    """Return the files that compiled code can depend on: the floors up to the batch engine."""
    home = Path(__file__).parent
    rooms = (
        "",
        "parameters",
        "rules",
        "measures",
        "interventions",
        "population",
        "networks",
        "society",
        "batch",
        "model",
    )
    return sorted(path for room in rooms for path in (home / room).glob("*.py"))


def fingerprint() -> str:
    """Return a hash of the package's own sources (16 hex digits)."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(str(path.name).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Return a writable folder for compiled code that belongs to exactly these sources, or ``None``.

    Numba notices an edit of the file that holds a compiled function, not of the files that it
    calls; a folder named by the hash of all sources makes stale code impossible.
    """
    import platformdirs

    root = Path(os.environ.get("REASSURE_CACHE_DIR") or platformdirs.user_cache_dir("reassure-sim"))
    folder = root / f"compiled-{fingerprint()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def numba_ready() -> Any:
    """Import Numba, teach it every rule and our exact helpers, and return the module.

    Called by each module that compiles; importing this file alone does not import Numba.
    """
    global _taught
    first = _taught == 0
    folder = cache_folder() if first else None
    if folder is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
    numba: Any = importlib.import_module("numba")
    importlib.import_module("numba.extending")
    if first and numba.config.CPU_FEATURES is None:
        _widest_vectors(numba)

    if first:
        if folder is None:
            warnings.warn(
                "no writable folder for compiled code: compiling anew in this process "
                "(set REASSURE_CACHE_DIR to a writable folder to keep it)",
                stacklevel=2,
            )
        else:
            numba.config.CACHE_DIR = str(folder)
    for teach in _LESSONS[_taught:]:
        teach(numba)
    _taught = len(_LESSONS)
    return numba


def _widest_vectors(numba: Any) -> None:
    """Have LLVM use 512-bit vectors where the processor has them: by itself it prefers 256 (the bits are the same)."""
    features = importlib.import_module("llvmlite.binding").get_host_cpu_features()
    if features.get("avx512f"):
        numba.config.CPU_FEATURES = features.flatten() + ",-prefer-256-bit"


@functools.cache
def can_cache() -> bool:
    """Tell whether compiled code can be kept between processes."""
    return cache_folder() is not None


def _teach_helpers(numba: Any) -> None:
    """Register the two exact helpers with the compiler."""
    from llvmlite import ir

    intrinsic, overload = numba.extending.intrinsic, numba.extending.overload

    @intrinsic  # type: ignore[untyped-decorator]
    def exponent_bits(typing_context: Any, rounded: Any) -> Any:
        """The low bits of ``rounded`` hold n; (n + 1023) << 52 is the double 2**n."""

        def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            i64 = ir.IntType(64)
            bits = builder.bitcast(arguments[0], i64)
            bits = builder.shl(builder.add(bits, ir.Constant(i64, 1023)), ir.Constant(i64, 52))
            return builder.bitcast(bits, ir.DoubleType())

        return numba.float64(numba.float64), build

    @overload(power_of_two, jit_options=RULE_OPTIONS)
    def compiled_power_of_two(rounded):  # type: ignore[no-untyped-def]
        return lambda rounded: exponent_bits(rounded)

    @overload(sqrt, jit_options=RULE_OPTIONS)
    def compiled_sqrt(x):  # type: ignore[no-untyped-def]
        return lambda x: math.sqrt(x)


lesson(_teach_helpers)
