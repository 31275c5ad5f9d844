"""What a lesson shows takes some hundredths of a second a step to compute, so it is done before it is asked for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

TRIES, PAUSE = 4, 0.5
"""Times that a picture is begun, and seconds between them: while a program is still being loaded one can fail."""

FAILED = '{"title":"","text":"","failed":true}'
"""What is shown instead of what could not be computed."""

_log = logging.getLogger(__name__)


class Ahead:
    """What is shown at each of a number of places, as far as it is computed."""

    def __init__(self, places: int) -> None:
        self._places, self._drawn = places, dict[int, str]()

    def at(self, place: int) -> str | None:
        """Return what is shown at a place, None if it is not computed yet."""
        return self._drawn.get(place)

    def each(self, draw: Callable[[int], str], where: Callable[[], int]) -> Iterator[int]:
        """Compute what is shown at every place, from where the lesson stands on; yield each place once it is known."""
        while len(self._drawn) < self._places:
            here = where()
            order = [*range(here, self._places), *range(here)]
            place = next(place for place in order if place not in self._drawn)
            self._drawn[place] = _tried(draw, place)
            yield place


def _tried(draw: Callable[[int], str], place: int) -> str:
    for _ in range(TRIES):
        try:
            return draw(place)
        except Exception:
            _log.exception("step %d could not be drawn", place)
            time.sleep(PAUSE)
    return FAILED
