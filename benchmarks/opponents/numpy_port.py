"""The same rules in NumPy: every rule works on arrays of couples, both partners in one array.

The port is written by machine, from the syntax trees of the rules, so that it cannot drift from the equations:
``x if test else y`` becomes ``np.where``, and the helpers (``exp``, ``logistic``, ``clip01``, ``strike`` ...) are
replaced by the hand-written ones below. What the couples share (constants, traits of a scenario) stays a plain number,
as a NumPy author would have it. Luck comes from ``np.random.Generator(SFC64)``, much faster than Philox written in
NumPy; so the port agrees with the engine statistically and not bit for bit, which ``engine.py`` checks.

Profiled once, and improved (``better=True``; the rates of both stand in the table): sums, products and helpers write
over their own temporaries, comparisons are turned into 0.0 and 1.0 by a cast instead of ``np.where``, and all draws of
an episode come from one call. And lived in blocks of couples, whose temporaries then stay in the cache.
"""

from __future__ import annotations

import ast
import inspect
import operator
import textwrap
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reassure_sim import rules
from reassure_sim.draws import Luck, SharedLuck
from reassure_sim.kernel import RULES
from reassure_sim.layout import CONSTANTS, COUPLE, A, B
from reassure_sim.parameters import rows
from reassure_sim.rules import Episode, Pair, State
from reassure_sim.scenario import Scenario

Numbers = NDArray[np.float64]

SEEN = ("asked", "answered", "reached_out", "withdrew")
"""What is counted of each partner's acts, over the whole life."""
FINAL = ("insecurity", "energy", "trust", "intimacy", "fear", "guard", "doubt", "commitment")
"""States whose last values are compared."""


# -- helpers, first as anybody would write them, then in place ---------------------------------------


def _plain() -> dict[str, Any]:
    return {
        "exp": np.exp,
        "sqrt": np.sqrt,
        "logistic": lambda x: 1.0 / (1.0 + np.exp(-x)),
        "clip01": lambda x: np.clip(x, 0.0, 1.0),
        "where": np.where,
        "flag": lambda test: np.where(test, 1.0, 0.0),
        "only": lambda test, x: np.where(test, x, 0.0),
    }


def _better() -> dict[str, Any]:
    def logistic(x: Any) -> Any:
        y = np.negative(x)
        np.exp(y, out=y)
        y += 1.0
        return np.reciprocal(y, out=y)

    def clip01(x: Any) -> Any:
        if np.ndim(x) == 0:
            return min(max(x, 0.0), 1.0)
        y = np.maximum(x, 0.0)
        return np.minimum(y, 1.0, out=y)

    def strike(u: Any, expected: Any) -> Any:
        chance = -np.expm1(-expected) if np.ndim(expected) == 0 else 1.0 - np.exp(-expected)
        v = u * (1.0 / (chance + 1e-300))
        np.multiply(v, v, out=v)
        v *= 3.0 * expected / (chance + 1e-300)
        v *= u < chance
        return v

    def flag(test: Any) -> Any:
        return np.asarray(test).astype(np.float64)

    return {
        "exp": np.exp,
        "sqrt": np.sqrt,
        "logistic": logistic,
        "clip01": clip01,
        "strike": strike,
        "where": np.where,
        "flag": flag,
        "only": lambda test, x: x * test,
    }


def _into(name: str, a: Any, b: Any, own_a: bool, own_b: bool) -> Any:
    """Return ``a`` and ``b`` joined by a ufunc, written over the one that nobody else needs."""
    one, two = type(a) is np.ndarray, type(b) is np.ndarray
    if own_a and one and not (two and b.size > a.size):
        return getattr(np, name)(a, b, out=a)
    if own_b and two and not (one and a.size > b.size):
        return getattr(np, name)(a, b, out=b)
    return getattr(np, name)(a, b) if one or two else getattr(operator, _PLAIN[name])(a, b)


_UFUNCS = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
_PLAIN = {"add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv"}
_FRESH = ("exp", "logistic", "clip01", "strike", "where", "flag", "only", "_into")


def _fresh(node: ast.expr) -> bool:
    """Tell whether an expression makes an array of its own, to which nobody else holds a name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FRESH


class _Arrays(ast.NodeTransformer):
    """Turn the ternaries of a rule into calls that take arrays; where ``better``, sums and products work in place."""

    def __init__(self, better: bool) -> None:
        self.better = better

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not self.better:
            return node
        own = [ast.Constant(_fresh(node.left)), ast.Constant(_fresh(node.right))]
        given = [ast.Constant(_UFUNCS[type(node.op)]), node.left, node.right, *own]
        return ast.copy_location(ast.Call(ast.Name("_into", ast.Load()), given, []), node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        nothing = isinstance(node.orelse, ast.Constant) and node.orelse.value == 0.0
        one = isinstance(node.body, ast.Constant) and node.body.value == 1.0
        name = "flag" if one and nothing else "only" if nothing else "where"
        given = [node.test, node.body, node.orelse]
        given = given[:1] if name == "flag" else given[:2] if name == "only" else given
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), given, []), node)


def _port(better: bool) -> SimpleNamespace:
    """Return the rules as functions of arrays."""
    helpers = _better() if better else _plain()
    space: dict[str, Any] = {}
    for function in RULES:
        space.update(inspect.getmodule(function).__dict__)
    chosen = [f for f in RULES if f.__module__.startswith(rules.__name__) and f.__name__ not in helpers]
    space.update(helpers, _into=_into)
    for function in chosen:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        tree.body[0].decorator_list = []  # type: ignore[attr-defined]
        tree = ast.fix_missing_locations(_Arrays(better).visit(tree))
        exec(compile(tree, f"{function.__name__} of arrays", "exec"), space)
    return SimpleNamespace(**space)


# -- living --------------------------------------------------------------------------------------------


class Lived(NamedTuple):
    """What is compared: for each couple, and both partners where there are two."""

    counts: dict[str, Numbers]  # of SEEN, (2, couples)
    final: dict[str, Numbers]  # of FINAL, (2, couples)
    together: Numbers  # (couples,)
    seconds: float  # of one CPU


def live(scenario: Scenario, couples: int, seed: int, block: int = 0, better: bool = True) -> Lived:
    """Live ``couples`` of one scenario, ``block`` at a time (0: all at once), and time the episodes."""
    port = _port(better)
    rng = np.random.Generator(np.random.SFC64(seed))
    size = block or couples
    parts = []
    start = time.process_time()
    with np.errstate(all="ignore"):
        for first in range(0, couples, size):
            parts.append(_live(port, scenario, min(size, couples - first), rng, better))
    seconds = time.process_time() - start
    counts, final, together = zip(*parts, strict=True)
    return Lived(_join(counts), _join(final), np.concatenate(together), seconds)


def _join(parts: Any) -> dict[str, Numbers]:
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def _two(a: Any, b: Any) -> Any:
    """Return a record of both partners: a plain number where they are alike, else one row each."""
    return type(a)(*(x if x == y else np.array([[x], [y]]) for x, y in zip(a, b, strict=True)))


def _spread(record: Any, n: int) -> Any:
    return type(record)(*(np.broadcast_to(np.asarray(x, np.float64), (2, n)).copy() for x in record))


def _turned(record: Any) -> Any:
    """Return the record as the other partner's."""
    return type(record)(*(x[::-1] if np.ndim(x) else x for x in record))


def _dealer(rng: np.random.Generator, n: int, better: bool) -> Callable[[], tuple[Luck, SharedLuck]]:
    """Return what deals the luck of an episode; the spare draw of each partner is not made."""
    if not better:
        return lambda: (
            Luck(*(rng.random((2, n)) for _ in range(7)), 0.0),
            SharedLuck(*(rng.random(n) for _ in range(4))),
        )
    buffer = np.empty((18, n))

    def deal() -> tuple[Luck, SharedLuck]:
        rng.random(out=buffer)
        return Luck(*(buffer[2 * i : 2 * i + 2] for i in range(7)), 0.0), SharedLuck(*buffer[14:])

    return deal


def _live(port: SimpleNamespace, scenario: Scenario, n: int, rng: np.random.Generator, better: bool) -> Any:
    values = rows(scenario.parameters).tolist()
    pa, pb, c, k = (section.record(*values[section.first : section.end]) for section in (A, B, COUPLE, CONSTANTS))
    dt = 1.0 / scenario.episodes_per_day
    p = _two(pa, pb)
    q = _turned(p)
    r = _two(rules.rates(pa, k, dt), rules.rates(pb, k, dt))
    s = _spread(_two(rules.first_state(pa, c, k), rules.first_state(pb, c, k)), n)
    pair = Pair(*(np.full(n, x) for x in rules.first_pair(c)))
    counts = {name: np.zeros((2, n)) for name in SEEN}
    deal = _dealer(rng, n, better)
    for _ in range(scenario.days * scenario.episodes_per_day):
        luck, shared = deal()
        after, seen, pair_after = _episode(port, s, p, q, c, k, r, pair, luck, shared, dt)
        alive = pair.together == 1.0
        for name, what in zip(SEEN, _acts(seen), strict=True):
            counts[name] += what & alive
        if alive.all():
            s, pair = after, pair_after
        else:
            s = State(*(np.where(alive, new, old) for new, old in zip(after, s, strict=True)))
            pair = Pair(*(np.where(alive, new, old) for new, old in zip(pair_after, pair, strict=True)))
    return counts, {name: getattr(s, name) for name in FINAL}, pair.together


def _acts(e: Episode) -> tuple[Any, ...]:
    return e.act == rules.SEEK, e.answered == 1.0, e.act == rules.REACH_OUT, e.act == rules.WITHDRAW


def _episode(
    port: Any, s: Any, p: Any, q: Any, c: Any, k: Any, r: Any, pair: Any, luck: Any, shared: Any, dt: float
) -> Any:
    """Live one episode: the rules in the engine's order, once for both partners; ``[::-1]`` is the other's."""
    known = {
        "s": s,
        "p": p,
        "other": q,
        "their_encouragement": port.encouraging(q),
        "c": c,
        "k": k,
        "r": r,
        "pair": pair,
    }
    known |= {"luck": luck, "shared": shared, "dt": dt}

    def of(rule: Any) -> Any:
        names = rule.__code__.co_varnames[: rule.__code__.co_argcount]
        return rule(*[known[name] for name in names])

    known["m"] = m = of(port.feel)
    known["seen"] = m.shown[::-1]
    known["mine"] = of(port.bid)
    known["theirs"] = known["asked"] = _turned(known["mine"])
    known["by_me"] = of(port.reply)
    known["to_me"] = _turned(known["by_me"])
    known["pulse"] = of(port.reassurance)
    known["their_pulse"] = known["pulse"][::-1]
    after, noted = of(port.settle)
    rate = port.parting_rate(after, noted.satisfaction, c, k)
    first = rules.Rates(*(x[0, 0] if np.ndim(x) else x for x in r))
    return after, noted, port.pair_on(pair, 0.5 * (rate[0] + rate[1]), first, shared, dt)
