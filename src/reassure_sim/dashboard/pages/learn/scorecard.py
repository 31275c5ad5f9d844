"""How the model stands against published findings, as docs/evidence.md tells it, and where the findings come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....evidence.findings import register
from ....parameters import REFERENCES

SCORECARD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "input": {"reproduced": ("F1", "F2", "F3", "F7", "F50"), "missed": ("F4",), "reversed": ()},
    "calibration": {
        "reproduced": ("F12", "F10", "F9", "F15", "F21", "F26", "F29", "F31", "F32", "F41", "F30", "D1"),
        "missed": ("F42", "F45"),
        "reversed": (),
    },
    "test": {"reproduced": ("F17", "F25", "F47"), "missed": ("F44",), "reversed": ("F8", "F36")},
}
"""Findings by their role and verdict: computed by `reassure evidence` in hours, so kept here as it last came out."""

FAILED = ("reversed", "missed")


def failures() -> list[str]:
    """Return the findings that the model does not match, the worst and the untouched ones first."""
    return [
        name for verdict in FAILED for role in ("test", "calibration", "input") for name in SCORECARD[role][verdict]
    ]


def sources() -> list[dict[str, str]]:
    """Return each published finding with its source, in the order of the register."""
    return [{"id": each.id, "finding": each.finding, "source": each.source} for each in register()]


def references() -> list[str]:
    """Return what the numbers of the model rest on."""
    return list(REFERENCES.values())


def shown(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scorecard for the page: counts by role, and each failure in a sentence."""
    verdicts = ("reproduced", "missed", "reversed")
    said = words["learn"]
    return {
        "verdicts": [said[verdict] for verdict in verdicts],
        "rows": [[said[role], *(len(found[verdict]) for verdict in verdicts)] for role, found in SCORECARD.items()],
        "failures": [said["misses"][name] for name in failures()],
    }
