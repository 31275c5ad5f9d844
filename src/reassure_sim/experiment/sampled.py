"""Points for sensitivity analysis, sampled by SALib: trajectories of Morris, and Saltelli's crossed Sobol points."""

from __future__ import annotations

import importlib.util
import warnings
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("saltelli", "morris")
MOST_TRAJECTORIES = 10_000
MOST_LEVELS = 100
MOST_NUMBERS = 20_000_000
"""Points x axes of a Morris sample, which exists as a whole only: 160 MB, drawn in about a second."""

MOST_POINTS = 10_000_000
"""Points of a Saltelli sample: its analysis holds a number for each, and a bootstrap of them."""


def missing() -> str:
    """Return the sentence that SALib is not installed and how to install it; empty where it is."""
    if importlib.util.find_spec("SALib") is not None:
        return ""
    how = 'pip install "reassure-sim[sensitivity]" (in a clone: pip install -c constraints.txt -e ".[sensitivity]")'
    return f"needs SALib, which is not installed; type {how}"


def problem(axes: int) -> dict[str, Any]:
    """Return what SALib calls a problem: so many axes, each from 0 to 1."""
    return {"num_vars": axes, "names": [f"x{axis}" for axis in range(axes)], "bounds": [[0.0, 1.0]] * axes}


def saltelli(axes: int, second_order: bool, together: int, luck: int, start: int, stop: int) -> NDArray[np.float64]:
    """Return points ``start`` to ``stop`` of Saltelli's scheme, (stop - start, axes), each axis from 0 to 1.

    Around each of the scrambled Sobol base points stand ``together`` points, so a part is made without the rest.
    Source: Saltelli et al. 2010, https://doi.org/10.1016/j.cpc.2009.09.018, as SALib samples it.
    """
    from SALib.sample import sobol

    first, last = start // together, -(-stop // together)
    with warnings.catch_warnings():  # the whole is a power of two (blocks.py sees to it), a part need not be
        warnings.simplefilter("ignore", UserWarning)
        part = sobol.sample(
            problem(axes), max(last - first, 1), calc_second_order=second_order, skip_values=first, seed=luck
        )
    return np.asarray(part[start - first * together : stop - first * together])


@lru_cache(maxsize=2)
def morris(axes: int, trajectories: int, steps: int, luck: int) -> NDArray[np.float64]:
    """Return all points of a Morris sample, (trajectories x (axes + 1), axes): ``steps`` levels of each, from 0 to 1.

    Source: Morris 1991, https://doi.org/10.1080/00401706.1991.10484804, as SALib samples it. The sample is kept.
    """
    from SALib.sample.morris import sample

    return np.asarray(sample(problem(axes), trajectories, num_levels=steps, seed=luck))
