"""The questions that any results folder can be asked at once: regimes, sensitivity, early warnings; as tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..experiment import ExperimentError, write
from ..experiment.errors import disk_trouble
from ..experiment.kinds import LIVES
from ..experiment.sampled import KINDS
from ..measures import LAST_DAYS
from .early_warnings import early_warnings
from .regimes import regimes

if TYPE_CHECKING:
    from pandas import DataFrame

    from ..experiment.folder.results import Results

TABLES = ("regimes", "sensitivity", "warnings")
FOLDER = "analysis"


class Answers(NamedTuple):
    """The tables that there are, by name, and a sentence for each question that has no answer here."""

    tables: dict[str, DataFrame]
    unanswered: tuple[str, ...]


def analyze(results: Results, lives: int, window: int, tell: Callable[[str], None] = lambda text: None) -> Answers:
    """Return what can be told of a results folder; ``lives`` of each block are lived again for early warnings (0: none
    are), and ``window`` days before each tipping are looked at. ``tell`` hears what takes long."""
    tables, unanswered = {"regimes": regimes(results)}, []
    if any(block.kind in KINDS for block in results.experiment.design):
        from .sensitivity import sensitivity

        tell("sensitivity: bootstrapping indices")
        try:
            tables["sensitivity"] = sensitivity(results)
        except ExperimentError as error:
            unanswered.append(f"no sensitivity: {error.sentence}")
    if results.experiment.kind is not LIVES:
        unanswered.append("no early warnings: a run is a whole population, and they are looked for in single couples")
    elif lives and results.experiment.scenario.days <= window + LAST_DAYS:
        few = (
            f"they take runs of more than {window + LAST_DAYS} days ({window} to look at, {LAST_DAYS} before a tipping)"
        )
        unanswered.append(f"no early warnings: {few}, and these have {results.experiment.scenario.days}")
    elif lives:
        tell(f"early warnings: living up to {lives:,} lives of each block again")
        tables["warnings"] = early_warnings(results, lives, window)
    return Answers(tables, tuple(unanswered))


def save(results: Results, answers: Answers) -> list[Path]:
    """Write the tables into the folder and return the files; of a partial folder they are called ``.partial.csv``.

    What an earlier analysis has left is taken away, so that no table says what is no longer so.

    Raises:
        ExperimentError: the disk refuses (74).
    """
    folder, made = results.folder / FOLDER, []
    with disk_trouble(folder):
        folder.mkdir(exist_ok=True)
        for name in TABLES:
            whole, partial = folder / f"{name}.csv", folder / f"{name}.partial.csv"
            path, other = (whole, partial) if results.complete else (partial, whole)
            other.unlink(missing_ok=True)
            if name in answers.tables:
                write(path, answers.tables[name].to_csv(index=False, lineterminator="\n").encode())
                made.append(path)
            else:
                path.unlink(missing_ok=True)
    return made
