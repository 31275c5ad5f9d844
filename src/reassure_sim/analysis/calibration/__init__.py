"""Calibration: which constants agree with the published findings of the role *calibration*, and how narrowly."""

from __future__ import annotations
