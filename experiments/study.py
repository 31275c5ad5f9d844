"""What every study has in common: a docstring that is an info tab, and a run on which its things to notice show.

A study ``eNN_name.py`` reads the results folder of ``configs/eNN_name.yaml`` by four functions: ``see(folder)``
measures, ``notice(seen)`` says of each numbered thing to notice whether it shows, ``draw(seen)`` is the picture and
``tell(seen)`` the picture in words.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from matplotlib.figure import Figure

HEADINGS = ("What is it?", "How it works", "Things to notice", "Things to try", "Extending", "References")
FAILED = 3
"""The exit code when a thing to notice does not show on the run."""


@dataclass(frozen=True)
class Reading:
    """A study read on one results folder: its info tab (``parts``, by heading), picture, and what shows."""

    name: str
    title: str
    parts: dict[str, str]
    noticed: list[tuple[str, bool]]
    figure: Figure
    told: str

    @property
    def missing(self) -> list[str]:
        """The things to notice that do not show on this run."""
        return [sentence for sentence, holds in self.noticed if not holds]

    def save(self, folder: Path, dpi: int) -> Path:
        """Write the picture into a folder as ``eNN_name.png``, the same bytes every time; return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.png"
        self.figure.savefig(path, dpi=dpi, metadata={"Software": None})  # no version, no date
        return path


def info(docstring: str) -> tuple[str, dict[str, str]]:
    """Return a study's title and the parts of its info tab, by heading, each as one line of text."""
    title, tab = docstring.split("\n\n")[:2]
    found = re.split(rf"^({'|'.join(map(re.escape, HEADINGS))})\s", tab, flags=re.MULTILINE)
    if tuple(found[1::2]) != HEADINGS:
        raise ValueError(f"an info tab has the headings {', '.join(HEADINGS)}; this one has: {', '.join(found[1::2])}")
    parts = {heading: " ".join(text.split()) for heading, text in zip(HEADINGS, found[2::2], strict=True)}
    return title.rstrip("."), parts


def things(text: str) -> list[str]:
    """Return the sentences after (1), (2), ... of *Things to notice*; raise ValueError when they are out of order."""
    found = re.split(r"\((\d+)\) ", text)
    if found[0] or found[1::2] != [str(number) for number in range(1, len(found) // 2 + 1)] or len(found) < 3:
        raise ValueError(f"Things to notice begin (1), (2), ... in order; this is: {text:.60}")
    return [sentence.strip() for sentence in found[2::2]]


def read(study: ModuleType, folder: Path) -> Reading:
    """Return a study read on a results folder; raise ValueError when sentences and answers differ in number."""
    title, parts = info(study.__doc__ or "")
    seen = study.see(folder)
    noticed = list(zip(things(parts["Things to notice"]), map(bool, study.notice(seen)), strict=True))
    return Reading(Path(str(study.__file__)).stem, title, parts, noticed, study.draw(seen), study.tell(seen))


def show(name: str) -> None:
    """Be the program of the study imported as ``name``: read the folder given, print what shows, write the picture.

    Ends the process: 0 when every thing to notice shows, 3 when one does not, 2 without a folder of results.
    """
    study = sys.modules[name]
    script = Path(str(study.__file__)).stem
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else f"results/{script}")
    if not (folder / "runs.parquet").is_file():
        print(f"{folder} holds no results; make them with: reassure run configs/{script}.yaml", file=sys.stderr)
        sys.exit(2)
    reading = read(study, folder)
    for number, (sentence, holds) in enumerate(reading.noticed, 1):
        print(f"({number}) {'holds' if holds else 'does not hold'}: {sentence}")
    print(reading.told)
    print(reading.save(folder / "figures", dpi=150))
    sys.exit(FAILED if reading.missing else 0)
