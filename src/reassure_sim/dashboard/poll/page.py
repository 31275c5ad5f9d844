"""The page of a device in the room: one question with large buttons, or a quiet page between questions."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ...lessons import Beat, Lesson, said
from ..words import FIRST, words

if TYPE_CHECKING:
    from jinja2 import Template

    from .ballot import Ballot

HERE = Path(__file__).parent
LETTERS = "ABCD"
SHAPES = (
    '<circle cx="10" cy="10" r="9"/>',
    '<rect x="2" y="2" width="16" height="16"/>',
    '<path d="M10 1 19.5 18H.5z"/>',
    '<path d="M10 0 20 10 10 20 0 10z"/>',
)
"""By choice, so that no one needs to tell colours apart."""


class Pages:
    """What the devices of a room are shown of a lesson's votes; ``language``: the first one shown."""

    def __init__(self, ballot: Ballot, lesson: Lesson, language: str) -> None:
        self.ballot, self.lesson, self.language = ballot, lesson, language
        self.votes: Mapping[str, Beat] = {
            beat.vote.name: beat for scene in lesson.scenes for beat in scene.beats if beat.vote
        }

    def tag(self, device: str | None) -> str:
        """Return what tells one view of the page from the next: the open vote, and what the device has chosen."""
        chosen = self.ballot.chosen(device) if device else None
        return f"{self.ballot.now}.{'' if chosen is None else chosen}"

    def page(self, device: str | None, language: str, trouble: str = "") -> str:
        """Return the page in a language, or in the first one; ``trouble``: a word of ``[poll]`` instead of a vote."""
        spoken = self.lesson.languages
        lang = language if language in spoken else self.language
        tag = self.tag(device)
        beat = None if trouble else self.votes.get(tag.partition(".")[0])
        chosen = tag.rpartition(".")[2]
        return _template().render(
            lang=lang,
            languages=[(code, words(code)["page"]["language"]) for code in spoken],
            said=words(lang)["poll"],
            tag=tag,
            trouble=trouble,
            question=said(beat.title, lang) if beat else "",
            more=said(beat.text, lang) if beat else "",
            vote=beat.vote.name if beat and beat.vote else "",
            choices=[said(choice.text, lang) for choice in beat.vote.choices] if beat and beat.vote else [],
            chosen=int(chosen) if chosen else None,
        )


@functools.cache
def policy() -> str:
    """Return the rule by which a browser runs our one script, uses our one style sheet, and loads nothing else."""
    own = (base64.b64encode(hashlib.sha256(_text(name).encode()).digest()).decode() for name in ("page.css", "page.js"))
    style, script = (f"'sha256-{digest}'" for digest in own)
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def absent() -> str:
    """Return what is said where there is nothing, in every language."""
    from ..words import languages

    return "\n".join(str(words(language)["poll"]["absent"]) for language in (FIRST, *languages()[1:])) + "\n"


@functools.cache
def _template() -> Template:
    from jinja2 import Environment
    from markupsafe import Markup

    known = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    known.globals |= {"letters": LETTERS, "shapes": [Markup(shape) for shape in SHAPES]}
    known.globals |= {"style": Markup(_text("page.css")), "script": Markup(_text("page.js"))}
    return known.from_string(_text("page.html"))


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
