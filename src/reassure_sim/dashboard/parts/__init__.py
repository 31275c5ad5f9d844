"""What several pages are made of: Vue parts, each in a file of its name, and the sliders."""

from __future__ import annotations

import functools
from pathlib import Path

FOLDER = Path(__file__).parent


@functools.cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.vue").read_text(encoding="utf-8")


def parts(*names: str) -> dict[str, str]:
    """Return the parts that a page uses, as the ``components`` of its own Vue file: ``the-frame`` is `frame.vue`."""
    return {f"the-{name}": _text(name) for name in names}
