"""Indicators of critical slowing down: how fluctuations change while a system comes near a tipping point.

A system that recovers more and more slowly fluctuates more widely and resembles its own past more, and what is coupled
moves together more (Scheffer et al. 2009, Nature 461:53-59; for moods: van de Leemput et al. 2014, PNAS 111:87-92).
The steps are those of Dakos et al. 2012 (PLoS ONE 7:e41010): the slow course is taken out with a Gaussian filter,
the indicators are taken in a rolling window of half the series, and their trend is Kendall's tau.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

INDICATORS = ("variance", "autocorrelation", "cross_correlation")
BANDWIDTH = 0.1
"""Standard deviation of the Gaussian filter, as a share of the length of a series."""

_NOTHING = 1e-18  # a variance below this is rounding


def residuals(series: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what fluctuates around the slow course of series, (..., days)."""
    from scipy.ndimage import gaussian_filter1d

    slow = gaussian_filter1d(series, BANDWIDTH * series.shape[-1], axis=-1, mode="nearest")
    return np.asarray(series - slow)


def trends(rest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Kendall's tau of each of ``INDICATORS`` with time, (m, 3), given the residuals of couples, (m, 2, days).

    Variance and lag-1 autocorrelation are those of each partner, and their tau is the mean of both; the
    cross-correlation is between the partners, on the same day. In [-1, 1]; NaN where nothing fluctuates.
    """
    window = rest.shape[-1] // 2
    middle = _rolling(rest, window)
    variance = _rolling(rest * rest, window) - middle * middle
    own = _correlation(rest[..., :-1], rest[..., 1:], window - 1)
    shared = _correlation(rest[:, 0], rest[:, 1], window)
    variance = np.where(variance > _NOTHING, variance, np.nan)
    return np.stack([kendall(variance).mean(axis=1), kendall(own).mean(axis=1), kendall(shared)], axis=1)


def kendall(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Kendall's tau-a of values with their place along the last axis; NaN where one is NaN."""
    length = values.shape[-1]
    total = np.zeros(values.shape[:-1])
    for lag in range(1, length):
        total += np.sign(values[..., lag:] - values[..., :-lag]).sum(axis=-1)
    return np.asarray(total / (0.5 * length * (length - 1)))


def surrogate(rest: NDArray[np.float64], phases: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return residuals of couples, (m, 2, days), with other ``phases`` (radians, (m, days // 2 + 1)) and the same
    spectrum: as variable, as slow and as closely coupled on the whole, and without any trend in that.

    Both partners are turned by the same phases, which keeps what they share (Prichard & Theiler 1994, Physical Review
    Letters 73:951-954).
    """
    days = rest.shape[-1]
    turned: NDArray[Any] = np.fft.rfft(rest, axis=-1) * np.exp(1j * phases)[:, None, :]
    return np.asarray(np.fft.irfft(turned, days, axis=-1))


def _rolling(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return means over a rolling window along the last axis."""
    total = np.cumsum(values, axis=-1)
    total[..., window:] -= total[..., :-window].copy()
    return total[..., window - 1 :] / window


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return Pearson's correlation in a rolling window along the last axis."""
    first, second = _rolling(one, window), _rolling(other, window)
    shared = _rolling(one * other, window) - first * second
    both = (_rolling(one * one, window) - first * first) * (_rolling(other * other, window) - second * second)
    found: NDArray[np.float64] = np.full(shared.shape, np.nan)
    return np.divide(shared, np.sqrt(np.maximum(both, 0.0)), out=found, where=both > _NOTHING**2)
