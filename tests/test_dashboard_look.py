"""The colours of the pages: what is read or told apart by them can be, in both looks."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from reassure_sim import dashboard

CSS = (Path(dashboard.__file__).parent / "look.css").read_text(encoding="utf-8")
BLOCKS = {
    "paper": r"^\.reassure \{(.*?)^\}",
    "projector": r'^html\[data-look="projector"\] \.reassure \{(.*?)^\}',
}
GROUNDS = ("paper", "card")
TEXTS = [
    *((text, ground) for text in ("ink", "soft", "accent") for ground in (*GROUNDS, "hover", "notice")),
    *((said, ground) for said in ("said-ask", "answer", "a", "b") for ground in GROUNDS),
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


# What is seen of red, green and blue light by whom: with all three cones, or without one of them (Machado, Oliveira &
# Fernandes 2009, full severity).
EYES = {
    "all": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
STAGES = ("trigger", "doubt", "ask", "answer", "relief")


def seen(colour: str, eyes: str) -> NDArray[np.float64]:
    """Return a colour as it is seen, in CIELAB."""
    light = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    xyz = np.array(_XYZ) @ np.clip(np.array(EYES[eyes]) @ light, 0.0, 1.0) / np.sum(_XYZ, axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("look", BLOCKS)
def test_the_two_partners_and_the_stages_are_told_apart_by_every_eye(look: str, eyes: str) -> None:
    named = colours(look)
    other = {name: float(np.linalg.norm(seen(named["b"], eyes) - seen(named[name], eyes))) for name in ("a", *STAGES)}
    assert {name: apart for name, apart in other.items() if apart < 20.0} == {}


def test_asking_and_answering_have_their_stages_colours_in_every_picture() -> None:
    css = (Path(dashboard.__file__).parent / "parts" / "look.css").read_text(encoding="utf-8")
    for stage, arrow in (("ask", "asks"), ("answer", "answers")):
        assert re.search(rf"\.arc\.{stage} {{ stroke: var\(--{stage}\); }}", css)
        assert re.search(rf"\.pursuit \.{arrow} path {{ fill: var\(--{stage}\); }}", css)
