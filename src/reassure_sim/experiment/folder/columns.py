"""What the columns mean of tables that only some folders have: diaries, events (docs/model.md, 7.9), analyses."""

from __future__ import annotations

DAY = {
    "episodes": ("1", "episodes of the day that were lived together"),
    "asked": ("1", "bids for reassurance"),
    "asked_direct": ("1", "bids that were made directly"),
    "reassured": ("1", "own bids that were answered"),
    "rebuffed": ("1", "own bids that were not answered"),
    "misread": ("1", "bids of the partner that were heard as criticism"),
    "reached_out": ("1", "reassurance offered without being asked"),
    "withdrew": ("1", "times of turning away, refusals not counted"),
    "provided": ("1", "bids of the partner that were answered"),
    "stress": ("1", "sum of the shocks of life"),
    "doubts": ("1", "episodes with a doubt about the relationship"),
    "felt_insecurity": ("1", "mean felt insecurity over the day's episodes"),
    "soothed_alone": ("1", "insecurity that faded by itself"),
    "soothed_by_partner": ("1", "insecurity that the partner took away"),
    "trust": ("1", "trust at the end of the day"),
    "intimacy": ("1", "intimacy at the end of the day"),
    "energy": ("1", "energy for giving at the end of the day"),
    "satisfaction": ("1", "relationship satisfaction in the last episode lived"),
    "commitment": ("1", "commitment at the end of the day"),
    "fear": ("1", "fear of losing the partner at the end of the day"),
    "guard": ("1", "guard against closeness at the end of the day"),
    "together": ("1", "1 while the couple is together; 0 on the day of a separation"),
}
"""Columns of a diary: unit and meaning."""

EVENT = {
    "day": ("d", "day of the run, from 0"),
    "step": ("1", "episode of the run, from 0"),
    "person": ("1", "0 is partner a, 1 is partner b"),
    "partner": ("", "a or b"),
    "kind": ("", "seek, reach_out or withdraw; stress or doubt"),
    "style": ("", "of a bid: direct or indirect"),
    "read_as": ("", "how the partner read a bid: need or criticism"),
    "answer": ("", "what became of a bid: reassured or withdrew"),
    "quality": ("1", "quality of the answer"),
    "size": ("1", "of a shock or a doubt its size; of an act the pulse of reassurance received or given"),
    "d_insecurity": ("1", "change of the person's insecurity over the episode of an act"),
    "d_trust": ("1", "change of the person's trust over the episode of an act"),
    "hours_of_relief": ("h", "of an answered bid that a later one follows: hours until half of the insecurity is back"),
    "causes": ("", "the two largest causes of an act, with the log odds that each added"),
    "answer_causes": ("", "the two largest causes of the answer to a bid"),
}
"""Columns of a list of events: unit and meaning; what an event does not have is left out."""

REGIMES = {
    "regime": ("word", "one of: stability, escalation, exhaustion"),
    "share": ("1", "share of runs at the point in this regime; over populations the mean of their shares"),
    "ci_low": ("1", "lower end of its 95 % interval (Wilson; over populations Student's t)"),
    "ci_high": ("1", "upper end of that interval"),
    "n": ("1", "runs that enter"),
    "most_frequent": ("1", "1: the most frequent regime at the point"),
    "uncertain": ("1", "1: the intervals of the two most frequent regimes overlap"),
}
"""Columns of ``analysis/regimes.csv`` besides block, point and axes."""

SENSITIVITY = {
    "block": ("", "block of the design"),
    "method": ("word", "sobol or morris"),
    "measure": ("", "as in summary.csv"),
    "axis": ("", "what is varied"),
    "axis_2": ("", "the other one of a pair (S2 only)"),
    "index": (
        "word",
        "S1: share of the variance that an axis explains alone; ST: share in which it has any part; S2: what a pair "
        "adds; mu, mu_star, sigma: mean, mean size and spread of the change over the axis' whole range; noise_share: "
        "share of the variance of the points' means that is luck",
    ),
    "value": ("1; of mu, mu_star, sigma the measure's", "the index"),
    "ci_low": ("of the value", "lower end of its 95 % bootstrap interval; empty where it cannot be told"),
    "ci_high": ("of the value", "upper end of that interval"),
}
"""Columns of ``analysis/sensitivity.csv``."""

WARNINGS = {
    "block": ("", "block of the design"),
    "series": ("word", "what is followed day by day: felt_insecurity or satisfaction"),
    "indicator": ("word", "variance, autocorrelation (lag 1) or cross_correlation (between partners)"),
    "tipped": ("1", "couples that leave stability, looked at"),
    "stayed": ("1", "couples at the same points that stay"),
    "tau_tipped": (
        "1",
        "mean Kendall's tau of the indicator with time, in the window that ends 28 days before tipping",
    ),
    "tau_stayed": ("1", "the same, in the same days, of couples that stay"),
    "difference": ("1", "tau_tipped less tau_stayed"),
    "ci_low": ("1", "lower end of its 95 % interval (bootstrap over replicates)"),
    "ci_high": ("1", "upper end of that interval"),
    "auc": ("1", "chance that of two couples the one that tips has the higher tau; 0.5 is luck"),
    "p_surrogate": ("1", "share of stationary surrogates with as high a mean tau"),
}
"""Columns of ``analysis/warnings.csv``; numbers are empty where fewer than ten tipped or stayed."""
