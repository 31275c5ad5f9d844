"""The table of all numbers in words: ``python -m reassure_sim.parameters.table`` prints docs/parameters.md."""

from __future__ import annotations

from .numbers import REFERENCES
from .registry import NUMBERS, Number

_TITLES = {"person": "One partner (`a.` and `b.`)", "couple": "The couple (`couple.`)"}


def _row(number: Number) -> str:
    group, _, name = number.path.partition(".")
    shown = name if group == "a" else number.path
    low, high = f"{number.low:g}", f"{number.high:g}"
    cells = (f"`{shown}`", number.symbol, f"{number.default:g}", f"{low} to {high}", number.unit)
    return "| " + " | ".join((*cells, number.meaning, number.source)) + " |"


def markdown() -> str:
    """Return the whole document; both partners share one table."""
    lines = [
        "# Parameters",
        "",
        "Made by `python -m reassure_sim.parameters.table`; a test compares it with the code. Every number of the",
        "model stands in `src/reassure_sim/parameters/numbers.py`, and nowhere else.",
        "",
    ]
    block = ""
    for number in NUMBERS.values():
        if number.path.startswith("b."):
            continue
        if number.block != block:
            block = number.block
            lines += ["", f"## {_TITLES.get(block, block.capitalize() + ' (`constants.`)')}", ""]
            lines += ["| name | symbol | default | range | unit | meaning | source |", "|---|---|---|---|---|---|---|"]
        lines.append(_row(number))
    lines += ["", "## Sources", ""]
    lines += [f"* `{key}`: {text}" for key, text in REFERENCES.items()]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


if __name__ == "__main__":
    print(markdown(), end="")
