"""Drawing what a results folder asks for: each figure is made, captioned and written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from ..experiment.errors import BAD_INPUT, CONTRADICTION, ExperimentError
from ..experiment.folder.results import Results
from ..experiment.folder.store import write
from ..experiment.plan import FigureRequest
from ..figures import Drawing, files
from .pictures import PICTURES


def _aloud(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def draw(
    folder: Path,
    write: Callable[[Path, bytes], None] = write,
    asked: Iterable[FigureRequest] | None = None,
    tell: Callable[[str], None] = _aloud,
) -> list[Path]:
    """Draw every figure that a folder asks for (or those ``asked``) and return the files, all through ``write``.

    Each figure is svg, png, the csv behind it, and txt with its words. One that cannot be drawn is told in a sentence,
    and the others are drawn.

    Raises:
        ExperimentError: the folder holds no results (64).
        OSError: the folder cannot be written to.
    """
    results, made = Results(folder), []
    for one in results.experiment.figures if asked is None else asked:
        try:
            drawing = picture(results, one)
        except ExperimentError as error:
            if error.code not in (BAD_INPUT, CONTRADICTION):
                raise
            tell(f"figure {one.name} is not drawn: {error.sentence}; next: {error.next_command}")
            continue
        (folder / "figures").mkdir(exist_ok=True)
        for suffix, content in files(drawing).items():
            made.append(folder / "figures" / f"{one.name}.{suffix}")
            write(made[-1], content)
    return made


def picture(results: Results, asked: FigureRequest) -> Drawing:
    """Return one figure of a results folder.

    Raises:
        ExperimentError: there is nothing to draw, in a sentence (64).
    """
    import matplotlib

    with matplotlib.rc_context({"text.parse_math": False}):  # a $ in a name is a $
        return PICTURES[asked.recipe](results, results.block(asked.block), asked.options)
