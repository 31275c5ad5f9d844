"""The recipes of figures, each declared once: what it shows, over which blocks, and the keys that it takes.

Reading a config, its JSON schema and the help of the command line all come from ``RECIPES``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...layout import Day

CURVES = 6
"""Points that one figure shows at most, side by side or as lines."""

LIVES_AGAIN = 200
"""Lives that are lived again at a point, unless the figure says otherwise."""

MOST_LIVES = 10_000

COLUMNS = tuple(name for name in Day._fields if name not in ("episodes", "together"))
"""Columns of the diary that a fan can show."""

STATES = ("felt_insecurity", "trust", "intimacy", "energy", "satisfaction", "commitment", "fear", "guard")
"""Columns of the diary that are levels from 0 to 1, so that a couple has a place among them."""

PLACES = tuple(f"{state}_{who}" for who in ("a", "b") for state in STATES)

_PLAIN = ("grid", "list", "zip")
_SAMPLED = ("saltelli", "morris")


class Key(NamedTuple):
    """A key of a recipe: its name, the ``form`` of what it takes (see ``recipes``), what it means, whether it must
    be there, and what holds where it is not."""

    name: str
    form: str
    meaning: str
    required: bool = False
    default: Any = None


class Recipe(NamedTuple):
    """What a figure shows, its keys, the kinds of block that it reads (none: all), and whether it tells of single
    lives, so that there is none over populations."""

    shows: str
    keys: tuple[Key, ...]
    kinds: tuple[str, ...] = ()
    lives: bool = True


_POINTS = Key("points", "points", f"which points of the block, at most {CURVES}; without it: all, if there are so few")
_AGAIN = Key("lives", "lives", "lives at each point that are lived again for it", default=LIVES_AGAIN)

RECIPES: dict[str, Recipe] = {
    "regime_map": Recipe(
        "the most frequent regime over two parameters, and how sure that is",
        (
            Key("x", "number axis", "axis across", required=True),
            Key("y", "number axis", "axis upwards", required=True),
            Key("at", "at", "levels at which the other axes are held, like {b.stamina: 0.5}"),
        ),
        ("grid",),
    ),
    "staircase": Recipe(
        "hours that a reassurance relieves, lap after lap",
        (_POINTS, Key("partner", "partner", "who asks", default="a"), _AGAIN),
    ),
    "phase_portrait": Recipe(
        "where couples drift in the plane of two states, and the mean course",
        (
            _POINTS,
            Key("x", "state", "state across", default="felt_insecurity_a"),
            Key("y", "state", "state upwards", default="energy_b"),
            _AGAIN,
        ),
    ),
    "survival": Recipe(
        "the share of couples still together, day after day",
        (Key("by", "axis", "axis whose levels are compared; without it the points are"), _POINTS),
    ),
    "treatment": Recipe(
        "what one level of an axis changes against another, by pair type",
        (
            Key("contrast", "axis", "axis that is compared, like interventions.0.dose", required=True),
            Key("levels", "levels", "its two levels, [from, to]; without it: the lowest and the highest"),
            Key("by", "axis", "axis whose levels are told apart, like preset"),
            Key("measure", "measure", "a measure of summary.csv", required=True),
        ),
        _PLAIN,
        lives=False,
    ),
    "fan": Recipe(
        "how one column of the diary spreads over lives, day after day",
        (
            Key("column", "column", "column of the diary", default="felt_insecurity"),
            Key("partner", "partner or both", "whose days", default="both"),
            _POINTS,
            _AGAIN,
        ),
    ),
    "sensitivity": Recipe(
        "which parameters a measure hangs on",
        (Key("measure", "measure", "a measure of summary.csv", required=True),),
        _SAMPLED,
        lives=False,
    ),
}
"""Every recipe by its name."""


def helped() -> str:
    """Return every recipe and its keys as lines of text, for the command line."""
    lines = []
    for name, recipe in RECIPES.items():
        over = f" (over a block of kind {' or '.join(recipe.kinds)})" if recipe.kinds else ""
        lines.append(f"{name}: {recipe.shows}{over}")
        for key in recipe.keys:
            usual = "required" if key.required else f"default {key.default}" if key.default is not None else "optional"
            lines.append(f"    {key.name:<9} {key.meaning} ({usual})")
    return "\n".join(lines)
