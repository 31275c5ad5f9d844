"""Treatment effects by pair type: what one level changes against another, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .drawing import Drawing, columns
from .style import CURVE, FRAME, INK, QUIET, page, plain

if TYPE_CHECKING:
    from pandas import DataFrame

_ROW = 0.36  # inches of a row
_WAS = 1.6  # where the levels themselves are told, in widths of the picture


def treatment(
    table: DataFrame, names: Sequence[str], *, versus: tuple[str, str], measure: str, unit: str, caption: str = ""
) -> Drawing:
    """Draw each row's difference with its interval; the row called ``all`` stands apart as a diamond.

    ``table`` as ``analysis.effects.effects`` gives it, ``names`` of its rows; ``versus``: what is compared, and the
    level it is compared with, in words; ``measure`` in words; ``unit``: "%" makes shares per cent and their differences
    percentage points.
    """
    size, what = (100.0, "percentage points") if unit == "%" else (1.0, "" if unit == "1" else unit)
    names = [*names[:-1], "all together"] if len(names) > 1 else ["all points"]
    title = f"{measure[0].upper()}{measure[1:]}: {versus[0]} against {versus[1]}"
    sheet = page(title, caption, 0.5 + _ROW * len(table), head=0.35, left=0.25, foot=0.65)
    right = 0.64
    axes = sheet.figure.add_axes((sheet.left, sheet.bottom, right - sheet.left, sheet.top - sheet.bottom))
    at = np.arange(len(table))[::-1].astype(float)
    plain(axes, f"difference{', ' + what if what else ''}")
    axes.grid(visible=False, axis="y")
    axes.axvline(0.0, color=FRAME, linewidth=1.2)
    for y, (_, row) in zip(at, table.iterrows(), strict=True):
        low, middle, high = (size * row[name] for name in ("ci_low", "difference", "ci_high"))
        whole = row["by"] == "all" and len(table) > 1
        colour = INK if whole else CURVE[0]
        axes.plot([low, high], [y, y], color=colour, linewidth=2.0, solid_capstyle="butt")
        axes.plot(middle, y, "D" if whole else "o", color=colour, markersize=7)
        form = f"+.{_digits(high - low)}f"
        told = f"{middle:{form}} ({low:{form}} to {high:{form}})".replace("-", "−")
        told = told if np.isfinite(middle) else "no run to compare"
        was = f"{_level(row['without'], unit)} → {_level(row['treated'], unit)}"
        place = axes.get_yaxis_transform()
        axes.text(1.03, y, told, transform=place, fontsize=8.6, color=INK, va="center")
        axes.text(_WAS, y, was if np.isfinite(middle) else "", transform=place, fontsize=8.6, color=QUIET, va="center")
    axes.set_yticks(at, list(names))
    axes.set_ylim(-0.7, len(table) - 0.3)
    axes.tick_params(axis="y", length=0, labelsize=9)
    axes.margins(x=0.08)
    head: dict[str, Any] = {"transform": axes.transAxes, "fontsize": 8.2, "color": QUIET, "va": "bottom"}
    axes.text(1.03, 1.02, "difference (95 % interval)", **head)
    axes.text(_WAS, 1.02, "from → to", **head)
    words = _words(table, names, versus, f"{measure}{', ' + what if what else ''}", size, caption)
    return Drawing(sheet.figure, columns(table), words)


def _digits(width: float) -> int:
    """Return how many decimals tell both ends of an interval apart to about a tenth of its width."""
    return min(max(1 - math.floor(math.log10(width)), 0), 6) if width > 0.0 and math.isfinite(width) else 3


def _level(value: float, unit: str) -> str:
    return f"{100 * value:.0f} %" if unit == "%" else f"{value:.3g}"


def _words(
    table: DataFrame, names: Sequence[str], versus: tuple[str, str], what: str, size: float, caption: str
) -> str:
    """Say each difference."""
    parts = [f"Difference that {versus[0]} makes against {versus[1]} ({what}), with 95 % intervals."]
    for name, (_, row) in zip(names, table.iterrows(), strict=True):
        low, middle, high = (size * row[key] for key in ("ci_low", "difference", "ci_high"))
        parts.append(f"{name}: {middle:+.3g} ({low:+.3g} to {high:+.3g}), {row['replicates']} replicates.")
    return " ".join([*parts, caption])
