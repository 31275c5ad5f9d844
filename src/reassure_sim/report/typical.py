"""The run that is most typical of an experiment."""

from __future__ import annotations

import numpy as np

from ..experiment.errors import BAD_INPUT, ExperimentError, command
from ..experiment.folder.results import Results
from ..measures import REGIMES

NEAR = ("bids_per_week_a", "bids_per_week_b", "satisfaction_a", "satisfaction_b", "days_together")
"""The measures by which a run is near the middle of the others."""


def typical(results: Results) -> str:
    """Return the id of the run nearest to the medians of ``NEAR`` among the runs of the most frequent regime.

    Distance: the sum of the absolute differences, each over the standard deviation of its measure. Of equal runs, the
    first of the design.

    Raises:
        ExperimentError: no run is there yet (64).
    """
    ids = np.concatenate([results.run_ids(block).ravel() for block in results.experiment.design])

    def told(measure: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.concatenate([results.values(block, measure).ravel() for block in results.experiment.design])

    regimes = np.array([told(f"share_{name}") for name in REGIMES])
    if not np.nansum(regimes):
        say = f"{results.folder} holds no finished run yet"
        raise ExperimentError(BAD_INPUT, say, command("status", results.folder))
    among = regimes[int(np.nansum(regimes, axis=1).argmax())] == 1.0
    distance = np.zeros(int(among.sum()))
    for measure in NEAR:
        values = told(measure)[among]
        distance += np.abs(values - np.nanmedian(values)) / (np.nanstd(values) or 1.0)
    return str(ids[among][int(np.nanargmin(distance))])
