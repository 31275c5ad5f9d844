"""Lines of Python and R that read a results folder; in the report and in what is exported."""

from __future__ import annotations

from ..experiment.folder.results import Results
from ..measures import REGIMES

_MORE = {"diary.parquet": "diary", "people.parquet": "people"}
"""Tables that a folder holds where its experiment asks for them, and what a snippet calls them."""


def python(results: Results) -> str:
    """Return a program for plain pandas, to be run inside the folder, that reads its tables and summarises them."""
    block, *axes = _first(results)
    lines = [
        "import pandas as pd",
        "",
        "dictionary = pd.read_csv('dictionary.csv')  # what every column of every table means",
        "runs = pd.read_parquet('runs.parquet')  # one row a run; runs.csv holds the same",
        "summary = pd.read_csv('summary.csv')  # one row a point and measure, with 95 % intervals",
        *(f"{name} = pd.read_parquet('{file}')" for file, name in _more(results)),
        "",
        f"one = summary.query(\"block == '{block}' and measure == '{_measure(results)}'\")",
        f"print(one[{[*axes, 'mean', 'ci_low', 'ci_high']!r}])",
        "print(runs.groupby(['block', 'point']).size())",
    ]
    return "\n".join(lines) + "\n"


def r(results: Results) -> str:
    """Return the same for R: base R, and the package arrow only for tables that exist as Parquet alone."""
    block, *axes = _first(results)
    columns = ", ".join(f'"{name}"' for name in [*axes, "mean", "ci_low", "ci_high"])
    lines = [
        'dictionary <- read.csv("dictionary.csv", check.names = FALSE)  # what every column of every table means',
        'runs <- read.csv("runs.csv", check.names = FALSE)  # one row a run'
        if (results.folder / "runs.csv").is_file()
        else 'runs <- arrow::read_parquet("runs.parquet")  # one row a run',
        'summary <- read.csv("summary.csv", check.names = FALSE)  # one row a point and measure, with 95 % intervals',
        *(f'{name} <- arrow::read_parquet("{file}")' for file, name in _more(results)),
        "",
        f'one <- summary[summary$block == "{block}" & summary$measure == "{_measure(results)}", ]',
        f"print(one[, c({columns})])",
        "print(table(runs$block, runs$point))",
    ]
    return "\n".join(lines) + "\n"


def _more(results: Results) -> list[tuple[str, str]]:
    return [(file, name) for file, name in _MORE.items() if (results.folder / file).is_file()]


def _first(results: Results) -> tuple[str, ...]:
    """Return the name of the first block, then its axes."""
    block = results.experiment.design[0]
    return (block.name, *block.axes)


def _measure(results: Results) -> str:
    return f"share_{REGIMES[1]}"
