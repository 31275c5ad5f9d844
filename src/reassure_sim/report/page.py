"""One page that holds everything a reader of the experiment asks for, and asks nothing of the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..experiment.designs import Block
from ..experiment.folder.results import Results
from . import methods, snippets
from .answer import MEASURES, Place, answer, is_share
from .citation import citation
from .indices import indices
from .pictures import pictures, table

FILE = "report.html"
FAILURES = 10
"""Failed runs that are told one by one."""


def page(results: Results) -> str:
    """Return the page of a results folder as HTML; the same folder gives the same text.

    Nothing in it asks for another file, and whatever comes from the folder is escaped.
    """
    import jinja2

    folder = Path(__file__).parent
    machine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    machine.filters |= {"number": number, "commas": lambda n: f"{n:,}"}
    return machine.get_template("page.html.j2").render(_content(results))


def _content(results: Results) -> dict[str, Any]:
    """Return what the template names."""
    e, told = results.experiment, results.manifest
    return {
        "e": e,
        "told": told,
        "complete": results.complete,
        "label": MEASURES,
        "done": results.done,
        "total": int(told.get("runs", e.runs)),
        "many": e.kind.many,
        "replicates": methods.replicates(results),
        "blocks": [_block(results, block) for block in e.design],
        "pictures": pictures(results),
        "sensitivity": indices(results),
        "warnings": table(results, "analysis/warnings.csv"),
        "failed": _failed(results),
        "methods": methods.methods(results),
        "limits": methods.LIMITS,
        "citation": citation(told["package"]["version"], told["model_version"]),
        "provenance": methods.provenance({k: v for k, v in told.items() if k != "sha256"}),
        "hashes": sorted(told.get("sha256", {}).items()),
        "file": e.source.decode("utf-8", errors="replace"),
        "python": snippets.python(results),
        "r": snippets.r(results),
        "meanings": _meanings(results),
    }


def _block(results: Results, block: Block) -> dict[str, Any]:
    """Return what is told of one block: its design, which regime leads where, and the measures."""
    told = answer(results, block)
    spread = [f for f in told.found if is_share(f.measure)]
    most = max(spread, key=lambda f: f.highest.mean - f.lowest.mean) if spread and block.size > 1 else None
    return {
        "name": block.name,
        "design": methods.design(block),
        "size": block.size,
        "leading": told.leading,
        "found": told.found,
        "shares": ", ".join(f"{f.measure.removeprefix('share_')} {100.0 * f.overall.mean:.1f}\u00a0%" for f in spread),
        "most": most,
    }


def _failed(results: Results) -> dict[str, Any]:
    """Return how many runs failed, why, and the commands that live the first of them again."""
    count = int(results.manifest.get("failures") or 0)
    if not count or not results.complete:
        return {"count": count, "why": [], "commands": []}
    rows = results.table("failures")
    why = rows["what"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return {"count": count, "why": list(why.items())[:FAILURES], "commands": rows["rerun"].head(FAILURES).tolist()}


def _meanings(results: Results) -> list[tuple[str, str, str]]:
    """Return name, unit and meaning of each measure and axis that the page tells."""
    from ..experiment.folder.dictionary import dictionary

    told = dictionary(results.experiment)
    rows = zip(told["table"], told["column"], told["unit"], told["meaning"], strict=True)
    wanted = {f"measure = {name}" for name in MEASURES} | set(results.experiment.axes)
    return [
        (column.removeprefix("measure = "), unit, meaning)
        for file, column, unit, meaning in rows
        if file == "summary.csv" and column in wanted
    ]


def number(place: Place, measure: str) -> str:
    """Return a mean with its interval: a share in per cent, another number to two digits."""
    scale, form, unit = (100.0, "z.1f", "\u00a0%") if is_share(measure) else (1.0, "z.2f", "")
    mean, low, high = (format(scale * value, form) for value in (place.mean, place.low, place.high))
    return f"{mean}{unit} ({low} to {high})" if place.low == place.low else f"{mean}{unit}"
