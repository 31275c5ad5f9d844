"""Drawing what a finished results folder asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..figures import Drawing, files, regime_map

RECIPES: dict[str, Callable[..., Drawing]] = {"regime_map": regime_map}


def draw(folder: Path, write: Callable[[Path, bytes], None]) -> list[Path]:
    """Draw every figure that a finished results folder asks for and return the files, all through ``write``."""
    from pyarrow import csv as arrow_csv

    resolved = json.loads((folder / "resolved.json").read_bytes())
    if not resolved["figures"]:
        return []
    read = arrow_csv.read_csv(folder / "summary.csv")
    summary = {name: read.column(name).to_numpy(zero_copy_only=False) for name in read.column_names}
    made: list[Path] = []
    (folder / "figures").mkdir(exist_ok=True)
    for asked in resolved["figures"]:
        caption = _caption(resolved, asked["block"])
        drawing = RECIPES[asked["recipe"]](summary, asked["x"], asked["y"], block=asked["block"], caption=caption)
        for suffix, content in files(drawing).items():
            made.append(folder / "figures" / f"{asked['name']}.{suffix}")
            write(made[-1], content)
    return made


def _caption(resolved: Mapping[str, Any], block: str) -> str:
    """Say how many lives, under which luck, of which version a figure shows."""
    from .. import __version__

    replicates: Mapping[str, Any] = resolved["replicates"]
    model: Mapping[str, Any] = resolved["model"]
    designs: Sequence[Mapping[str, Any]] = resolved["design"]
    points = next(b["points"] for b in designs if b["name"] == block)
    luck = "all points share their luck" if replicates["pairing"] == "common" else "each point has luck of its own"
    return (
        f"{replicates['n']} lives of {model['days']} days at each of {points} points; "
        f"seed {replicates['seed']}, {luck}. "
        "Hatched: the 95 % Wilson intervals of the two most frequent regimes overlap. "
        f"A model of couples in general, not a diagnosis. {resolved['experiment']}, reassure_sim {__version__}, "
        f"model version {resolved['model_version']}."
    )
