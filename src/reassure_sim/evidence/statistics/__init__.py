"""One function a finding: the published statistic, computed on one study's waves.

Each takes the waves of a study by name and returns its estimates by name: those that the finding's claims are about,
and a few that are only told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..wave import Wave
from . import between, people, within

Statistic = Callable[[Mapping[str, Wave]], dict[str, float]]

STATISTICS: Mapping[str, Statistic] = {
    "F1": people.f1_norms,
    "F2": people.f2_correlation,
    "F3": people.f3_styles,
    "F4": people.f3_styles,
    "F7": people.f7_alike,
    "F50": people.f50_health,
    "F8": between.f8_order,
    "F9": between.f9_actor_partner,
    "F10": between.f10_differences,
    "F12": between.f12_insecurity,
    "F15": between.f15_seeking,
    "F17": between.f17_asymmetry,
    "F30": between.f30_therapy,
    "F31": between.f31_untreated,
    "F32": between.f32_education,
    "F41": between.f41_parting,
    "F42": between.f42_stability,
    "F44": between.f44_esteem,
    "F45": between.f45_responsiveness,
    "D1": between.d1_discordant,
    "F21": within.f21_return,
    "F25": within.f25_coping,
    "F26": within.f26_giving,
    "F29": within.f29_pulse,
    "F36": within.f36_threat,
    "F47": within.f47_channels,
}
"""By the id of the finding."""
