"""A lesson's file becomes a checked ``Lesson``, or everything that is wrong with it at once."""

from __future__ import annotations

import re
from pathlib import Path

from ..experiment.errors import ConfigError, Fault
from ..experiment.reading.fields import Fields, seen
from ..experiment.reading.source import Node, parse
from ..experiment.reading.text import read_text
from ..experiment.view import DAYS, START, USES
from .lesson import CHOICES, MEASURES, PICTURES, STAGES, Beat, Choice, Lesson, Picture, Scene, Text, Vote
from .views import read_view

SHIPPED = Path(__file__).parent / "shipped"
"""Where the lessons that come with the package are."""

LANGUAGES = ("en", "ru")
LONGEST = 2000
"""Letters of one text that only the speaker reads."""

TITLE, LINE, CHOICE, NAME = 80, 160, 60, 40
"""Letters of what the class reads from its seats: a title, the line below it, a choice of a vote, a couple's name."""

MOST = 60
"""Scenes of a lesson, and beats of a scene."""

_NAME = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)


def load(path: Path | str) -> Lesson:
    """Return the lesson of a file.

    Raises:
        ConfigError: listing everything that is wrong, by line.
    """
    text = read_text(Path(path))
    if isinstance(text, Fault):
        raise LessonError(str(path), [text])
    return loads(text, str(path))


def loads(text: str, file: str = "lesson") -> Lesson:
    """Return the lesson of a text; ``file`` is what errors call it.

    Raises:
        ConfigError: listing everything that is wrong, by line.
    """
    faults: list[Fault] = []
    root = parse(text, faults)
    if root is None:
        raise LessonError(file, faults or [Fault(1, 1, "", "there is nothing but comments in this file")])
    lesson = _Reading(Fields(faults)).lesson(root)
    if faults:
        raise LessonError(file, faults)
    return lesson


class LessonError(ConfigError):
    """A lesson's file is not valid."""

    def _next(self) -> str:
        if all((fault.line, fault.column, fault.path) == (1, 1, "") for fault in self.faults):  # it is no lesson at all
            return "reassure teach FILE --check, with a file like the example in docs/teach.md"
        return f"mend these lines, then: reassure teach {self.file} --check"


class _Reading:
    """Reads one lesson: its ``languages``, the view that is its ``home``, and by name the ``votes`` so far, which a
    later picture can draw."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.languages: tuple[str, ...] = ()
        self.home = START
        self.votes: dict[str, Vote] = {}
        self.scenes: set[str] = set()

    def lesson(self, root: Node) -> Lesson:
        keys = ("lesson", "title", "aims", "follow_up", "view", "scenes")
        found = self.fields.mapping(root, "", keys, ("lesson", "title", "scenes"))
        self.home = read_view(self.fields, found.get("view"), "view", START)
        title = self.text(found.get("title"), "title", TITLE)
        self.languages = tuple(language for language in title if language)
        scenes = self.list(found.get("scenes"), "scenes", "scenes")
        return Lesson(
            self.name(found.get("lesson"), "lesson"),
            title,
            self.texts(found.get("aims"), "aims"),
            self.texts(found.get("follow_up"), "follow_up"),
            self.home,
            tuple(self.scene(node, f"scenes.{i}") for i, node in enumerate(scenes)),
        )

    def scene(self, node: Node, path: str) -> Scene:
        keys = ("scene", "title", "minutes", "discuss", "beats")
        found = self.fields.mapping(node, path, keys, ("scene", "title", "minutes", "beats"))
        minutes = self.list(
            found.get("minutes"), f"{path}.minutes", "two numbers: the short plan's and the long plan's"
        )
        if minutes and len(minutes) != 2:
            say = "allowed are two numbers of minutes, of the short and of the long plan, such as [3, 6]"
            self.fields.fault(found["minutes"], f"{path}.minutes", say)
        each = [self.fields.number(m, f"{path}.minutes", 0.0, 120.0, 0.0, "minutes") for m in minutes[:2]]
        beats = self.list(found.get("beats"), f"{path}.beats", "beats")
        name = self.name(found.get("scene"), f"{path}.scene")
        if "scene" in found and name in self.scenes:
            self.fields.fault(found["scene"], f"{path}.scene", f"there is a scene {name} already; name this one anew")
        self.scenes.add(name)
        return Scene(
            name,
            self.text(found.get("title"), f"{path}.title", TITLE),
            (each[0], each[1]) if len(each) == 2 else (0.0, 0.0),
            self.texts(found.get("discuss"), f"{path}.discuss"),
            tuple(self.beat(beat, f"{path}.beats.{i}") for i, beat in enumerate(beats)),
        )

    def beat(self, node: Node, path: str) -> Beat:
        found = self.fields.mapping(node, path, ("title", "text", "notes", "show", "vote"), ("title",))
        if "show" in found and "vote" in found:
            self.fields.fault(node, path, "a beat shows a picture or holds a vote, not both; make it two beats")
        return Beat(
            self.text(found.get("title"), f"{path}.title", TITLE),
            self.text(found.get("text"), f"{path}.text", LINE),
            self.text(found.get("notes"), f"{path}.notes"),
            self.picture(found["show"], f"{path}.show") if "show" in found else None,
            self.vote(found["vote"], f"{path}.vote") if "vote" in found else None,
        )

    def picture(self, node: Node, path: str) -> Picture:
        keys = ("picture", "view", "beside", "day", "plays", "stages", "laps", "guess", "names")
        found = self.fields.mapping(node, path, keys, ("picture",))
        kind = self.fields.choice(found.get("picture"), f"{path}.picture", PICTURES, "picture", PICTURES[0])
        for name, only in (("stages", "cycle"), ("laps", "stairs"), ("guess", "stairs")):
            if name in found and kind != only:
                self.fields.fault_key(node, name, f"{path}.{name}", f"only the picture {only} has this")
        if "beside" in found and kind == "strategies":
            self.fields.fault_key(node, "beside", f"{path}.beside", "the picture strategies stands alone")
        plays = found.get("plays")
        if plays is not None and not isinstance(plays.value, bool):
            self.fields.fault(plays, f"{path}.plays", f"read {seen(plays.value)}, allowed are true and false")
        guess = self.fields.choice(found.get("guess"), f"{path}.guess", tuple(self.votes), "earlier vote", "")
        if guess and not self.votes[guess].lap:
            say = (
                f"vote {guess} is about no lap, so there is no place to draw it; give it a lap and each choice a share"
            )
            self.fields.fault(found["guess"], f"{path}.guess", say)
        view = read_view(self.fields, found.get("view"), f"{path}.view", self.home)
        names = self.texts(found.get("names"), f"{path}.names", NAME)
        if names and len(names) != (2 if "beside" in found else 1):
            self.fields.fault(found["names"], f"{path}.names", "allowed is one name for each couple that is shown")
        return Picture(
            kind or PICTURES[0],
            view,
            read_view(self.fields, found["beside"], f"{path}.beside", view) if "beside" in found else None,
            self.fields.whole(found.get("day"), f"{path}.day", 1, DAYS, DAYS),
            bool(plays is not None and plays.value),
            self.fields.whole(found.get("stages"), f"{path}.stages", 0, STAGES, STAGES),
            self.fields.whole(found.get("laps"), f"{path}.laps", 1, DAYS, 0),
            guess or "",
            names,
        )

    def vote(self, node: Node, path: str) -> Vote:
        found = self.fields.mapping(node, path, ("name", "choices", "lap", "most"), ("name", "choices"))
        name = self.name(found.get("name"), f"{path}.name")
        if name in self.votes:
            self.fields.fault(
                found["name"], f"{path}.name", f"there is a vote {name} already; give this one another name"
            )
        nodes = self.list(found.get("choices"), f"{path}.choices", "choices")
        if "choices" in found and not 2 <= len(nodes) <= CHOICES:
            say = f"read a list of {len(nodes)}, allowed are 2 to {CHOICES} choices: one for each button"
            self.fields.fault(found["choices"], f"{path}.choices", say)
        lap = self.fields.whole(found.get("lap"), f"{path}.lap", 3, 300, 0)
        choices = tuple(self.choice(each, f"{path}.choices.{i}") for i, each in enumerate(nodes[:CHOICES]))
        if lap and any(choice.share is None for choice in choices):
            say = "the run can only answer this if each choice has a share: of the first laps' relief that is left"
            self.fields.fault(found["lap"], f"{path}.lap", say)
        most = self.fields.choice(found.get("most"), f"{path}.most", MEASURES, "measure", "") or ""
        if most and not all(choice.strategy for choice in choices):
            say = f"the run can only answer this if each choice has a strategy: one of {', '.join(USES)}"
            self.fields.fault(found["most"], f"{path}.most", say)
        if lap and most:
            self.fields.fault_key(
                node, "most", f"{path}.most", "a vote is about a lap or about the most, not about both"
            )
        vote = Vote(name, choices, lap, most)
        if name not in self.votes:
            self.votes[name] = vote
        return vote

    def choice(self, node: Node, path: str) -> Choice:
        if not (isinstance(node.value, dict) and "text" in node.value):
            return Choice(self.text(node, path, CHOICE), None)
        found = self.fields.mapping(node, path, ("text", "share", "strategy"))
        share = self.fields.number(found.get("share"), f"{path}.share", 0.0, 10.0, -1.0)
        strategy = self.fields.choice(found.get("strategy"), f"{path}.strategy", USES, "strategy", "")
        text = self.text(found.get("text"), f"{path}.text", CHOICE)
        return Choice(text, share if share >= 0.0 else None, strategy or "")

    def name(self, node: Node | None, path: str) -> str:
        name = self.fields.text(node, path, 40, "unnamed")
        if node is not None and not _NAME.fullmatch(name):
            say = f"read {seen(node.value)}, allowed are up to 40 small letters a-z, digits and _"
            self.fields.fault(node, path, say)
        return name

    def text(self, node: Node | None, path: str, longest: int = LONGEST) -> Text:
        """Return a text: as it stands, or by language, in at least those of the lesson's title."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            return {"": self.letters(node, path, longest)}
        found = self.fields.mapping(node, path, LANGUAGES, self.languages, kind="language")
        if not node.value:
            self.fields.fault(
                node, path, f"read nothing, allowed is a text, or one by language: {', '.join(LANGUAGES)}"
            )
        return {name: self.letters(child, f"{path}.{name}", longest) for name, child in found.items()}

    def letters(self, node: Node, path: str, longest: int) -> str:
        read = self.fields.text(node, path, longest)
        if isinstance(node.value, str) and not node.value.strip():
            self.fields.fault(
                node, path, f"read an empty text, allowed are 1 to {longest} letters; or leave the key out"
            )
        return read

    def texts(self, node: Node | None, path: str, longest: int = LONGEST) -> tuple[Text, ...]:
        items = self.list(node, path, "texts")
        return tuple(self.text(each, f"{path}.{i}", longest) for i, each in enumerate(items))

    def list(self, node: Node | None, path: str, what: str) -> list[Node]:
        if node is None:
            return []
        items = self.fields.items(node, path, what)
        if len(items) > MOST:
            self.fields.fault(node, path, f"read {len(items)} of them, allowed are at most {MOST}")
        return items[:MOST]
