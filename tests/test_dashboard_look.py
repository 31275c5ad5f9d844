"""The colours of the pages: what is read or told apart by them can be, in both looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reassure_sim import dashboard

CSS = (Path(dashboard.__file__).parent / "look.css").read_text(encoding="utf-8")
BLOCKS = {
    "paper": r"^\.reassure \{(.*?)^\}",
    "projector": r'^html\[data-look="projector"\] \.reassure \{(.*?)^\}',
}
GROUNDS = ("paper", "card")
TEXTS = [
    *((text, ground) for text in ("ink", "soft", "accent") for ground in (*GROUNDS, "hover", "notice")),
    ("card", "ink"),
    ("card", "accent"),
    ("ink", "stability"),
    ("ink", "escalation"),
    ("card", "exhaustion"),
]
# Calm and what is stable are shown by being there at all: they have a line around them, a word, or a sign.
LINES = [
    (line, ground)
    for line in ("trigger", "doubt", "ask", "answer", "relief", "exhaustion", "a", "b", "edge")
    for ground in GROUNDS
]


def colours(look: str) -> dict[str, str]:
    """Return the colours of a look by name; what it does not name is as on paper."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(("paper", look)):
        block = re.search(BLOCKS[name], CSS, re.DOTALL | re.MULTILINE)
        assert block
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block[1]))
    return found


def lightness(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2): 1 to 21."""
    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_guideline_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("look", BLOCKS)
def test_text_can_be_read(look: str) -> None:
    named = colours(look)
    assert [pair for pair in TEXTS if contrast(*(named[name] for name in pair)) < 4.5] == []


@pytest.mark.parametrize("look", BLOCKS)
def test_lines_and_areas_stand_out(look: str) -> None:
    named = colours(look)
    assert [pair for pair in LINES if contrast(*(named[name] for name in pair)) < 3.0] == []


def test_a_projector_shows_more_contrast_than_paper() -> None:
    paper, projector = colours("paper"), colours("projector")
    for text in ("ink", "soft", "accent", "edge"):
        assert contrast(projector[text], projector["card"]) > contrast(paper[text], paper["card"])
