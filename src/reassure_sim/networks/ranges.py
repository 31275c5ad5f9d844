"""What the generated networks allow: each number's range, and which combinations a network of n nodes can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..parameters import ParameterError, Problem, shown, unknown

MAX_NODES = 10_000_000
"""Most nodes of a generated network."""

MAX_LINKS = 100_000_000
"""Most links of hearing of a generated network: 10 friends for each of the most nodes; the arrays take 1.6 GB."""

MAX_BLOCKS = 100
"""Most blocks of a generated network: each pair of them is drawn by itself."""

KINDS: Mapping[str, Mapping[str, Any]] = {
    "watts_strogatz": {"mean_degree": 10, "rewiring": 0.1},
    "barabasi_albert": {"mean_degree": 10},
    "stochastic_block": {"mean_degree": 10, "within": 0.8, "blocks": None},
}
"""The generated networks: each kind's keys with their defaults; ``None``: to be given.

The defaults are assumptions: about ten friends each, few of them far away, four in five of one's own community.
"""

_TOLERANCE = 1e-5  # shares written with five digits may stand for a third


def refuse(kind: str, n: int, given: Mapping[str, Any]) -> None:
    """Raise ``ParameterError`` with everything that is wrong with a generator's arguments."""
    found = []
    if not _is_whole(n) or not 1 <= n <= MAX_NODES:
        found.append(Problem("network.n", f"read {shown(n)}, allowed is a whole number from 1 to {MAX_NODES}"))
    found += problems(kind, given, None if found else n)
    if found:
        raise ParameterError(found)


def problems(kind: str, given: Mapping[str, Any], n: int | None) -> list[Problem]:
    """Return everything that is wrong with a generated network of n nodes (``None``: not known yet)."""
    known = KINDS[kind]
    found = [
        Problem(f"network.{key}", unknown(str(key), ("kind", *known), f"key of {kind}"))
        for key in given
        if key not in known
    ]
    values = {**known, **{key: value for key, value in given.items() if key in known}}
    found += _degree_problems(values["mean_degree"], n, whole=kind != "stochastic_block")
    if "rewiring" in values and not _is_share(values["rewiring"]):
        found.append(Problem("network.rewiring", _needs_share(values["rewiring"])))
    if kind == "stochastic_block":
        share = [] if _is_share(values["within"]) else [Problem("network.within", _needs_share(values["within"]))]
        blocks = _block_problems(values["blocks"], n)
        found += share + blocks
        if not found and n is not None:
            found += _mixing_problems(sizes(values["blocks"], n), float(values["mean_degree"]), values["within"])
    return found


def sizes(blocks: Mapping[str, float], n: int) -> dict[str, int]:
    """Return each block's number of nodes: as given, or by its share of n, with the largest remainders rounded up."""
    if not _are_shares(blocks):
        return {name: int(size) for name, size in blocks.items()}
    exact = np.array([float(share) for share in blocks.values()])
    exact *= n / exact.sum()
    found = np.floor(exact).astype(np.int64)
    found[np.argsort(found - exact, kind="stable")[: n - int(found.sum())]] += 1
    return dict(zip(blocks, found.tolist(), strict=True))


def homophily(size: Mapping[str, int], within: float) -> float:
    """Return the inbreeding homophily h at which ``within`` of all links join nodes of one block.

    A node of a block that holds the share s of all nodes has s + (1 - s) h of its links there: 0 is random mixing, 1
    is no link between blocks (Coleman 1958, Human Organization 17(4), 28-36, as cited, not re-read).
    """
    share = np.array(list(size.values())) / sum(size.values())
    chance = float((share**2).sum())
    return 1.0 if chance == 1.0 else (within - chance) / (1.0 - chance)


def _is_whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    return real and bool(-1e300 < value < 1e300)  # type: ignore[operator]


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0.0 <= value <= 1.0


def _needs_share(value: object) -> str:
    return f"read {shown(value)}, allowed is a number from 0 to 1"


def _are_shares(blocks: Mapping[str, float]) -> bool:
    return abs(sum(float(share) for share in blocks.values()) - 1.0) <= _TOLERANCE


def _degree_problems(degree: Any, n: int | None, whole: bool) -> list[Problem]:
    path = "network.mean_degree"
    if whole and not (_is_whole(degree) and degree >= 2 and degree % 2 == 0):
        return [Problem(path, f"read {shown(degree)}, allowed is an even whole number of friends, 2 or more")]
    if not (_is_number(degree) and degree > 0):
        return [Problem(path, f"read {shown(degree)}, allowed is a number of friends above 0")]
    if n is not None and degree >= n:
        return [Problem(path, f"read {shown(degree)} friends, but {n} nodes have at most {n - 1} each: take fewer")]
    if n is not None and degree * n > MAX_LINKS:
        say = f"read {shown(degree)}: {n} nodes with as many friends make more than {MAX_LINKS} links; take fewer"
        return [Problem(path, say)]
    return []


def _block_problems(blocks: Any, n: int | None) -> list[Problem]:
    """Return what is wrong with the shares or sizes of blocks."""
    path = "network.blocks"
    form = "allowed is a mapping from names to shares that sum to 1, like {'expressive': 0.5, 'reserved': 0.5}"
    if not isinstance(blocks, Mapping) or not blocks:
        return [Problem(path, f"read {shown(blocks)}, {form}")]
    if len(blocks) > MAX_BLOCKS:
        return [Problem(path, f"read {len(blocks)} blocks, allowed are up to {MAX_BLOCKS}")]
    found = [
        Problem(f"{path}.{name}", f"read {shown(value)}, allowed is a share or a number of nodes above 0")
        for name, value in blocks.items()
        if not isinstance(name, str) or not _is_number(value) or value <= 0
    ]
    if found or _are_shares(blocks):
        return found
    total = sum(blocks.values())
    if all(_is_whole(value) for value in blocks.values()):
        if n is None or total == n:
            return []
        return [Problem(path, f"the sizes sum to {total}, the network has {n} nodes: give sizes of {n}, or shares")]
    return [Problem(path, f"the shares sum to {total:g}, they must sum to 1")]


def _mixing_problems(size: Mapping[str, int], degree: float, within: float) -> list[Problem]:
    """Return why blocks of these sizes cannot have so many links within them, or so few."""
    n, h = sum(size.values()), homophily(size, within)
    found = []
    for name, count in size.items():
        share = count / n
        own = degree * (share + (1.0 - share) * h)
        if own < -1e-9:
            say = (
                f"read {within:g}: blocks of these sizes can have so few links within them only if they are more equal"
            )
            return [Problem("network.within", say)]
        if own > count - 1:
            say = f"its {count} nodes would need {own:.3g} friends each in it: take fewer friends, or less within"
            found.append(Problem(f"network.blocks.{name}", say))
    if len(size) == 1 and within != 1.0:
        found.append(Problem("network.within", f"read {within:g}, but with one block all links stay within it: give 1"))
    if degree * (1.0 - h) > n:
        found.append(Problem("network.mean_degree", f"read {degree:g}: too many friends between blocks of {n} nodes"))
    return found
