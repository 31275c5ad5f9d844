"""The text of a config file as a tree in which every key and value knows its line and column.

The tree is built from the events of a YAML 1.2 parser and not by its loader, so that what a config
never needs and what can hurt (anchors, aliases, tags, merges, several documents) is refused before
anything is built. JSON is read the same way.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from ...parameters import shown
from ..errors import Fault
from .text import hidden, named, place, turned

MAX_DEPTH = 12
MAX_KEYS = 1000
"""Most keys of one mapping: five times as many as there are parameters."""


class Broken:
    """Stands for a value that is already reported, so that nothing is said about it twice."""

    def __repr__(self) -> str:
        return "unreadable"


BROKEN = Broken()


class Node(NamedTuple):
    """A value and where it stands: a scalar, a list of nodes, or a mapping of names to nodes."""

    value: Any
    line: int = 1
    column: int = 1
    keys: dict[str, tuple[int, int]] = {}  # noqa: RUF012 -- of a mapping: where each key stands


def parse(text: str, faults: list[Fault]) -> Node | None:
    """Return the tree of a YAML 1.2 or JSON text; what is refused is added to ``faults``."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    faults += turned(text)
    if faults:
        return None
    text = _json_without_tabs(text)
    builder = _Builder(faults)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.take(event):
                return None
    except YAMLError as error:
        fault = _syntax(error, text)
        faults.append(fault._replace(sentence=fault.sentence + builder.around(fault.line)))
        return None
    except (ValueError, RecursionError, AttributeError, IndexError, KeyError, TypeError, AssertionError) as error:
        # the parser's own slips on malformed text must not reach the user as a traceback
        faults.append(Fault(builder.line, 1, "", f"this is not YAML ({type(error).__name__} after this line)"))
        return None
    return builder.root


def scalar(text: str) -> Any:
    """Return the value of an unquoted YAML 1.2 scalar: null, bool, int, float or text (``no`` is text)."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if len(text) <= 400:
        if re.fullmatch(r"[-+]?[0-9]+", text):
            return int(text)
        if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", text):
            return int(text, 0)
        if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
            return float(text)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".", ""))
    return text


def plain(node: Node) -> Any:
    """Return the bare values of a tree; what was reported already is left out."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items() if child.value is not BROKEN}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value if child.value is not BROKEN]
    return node.value


class _Builder:
    """Collects parser events into nodes, on a stack of open lists and mappings."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.root: Node | None = None
        self.stack: list[tuple[Node, list[Any], str]] = []
        """Collections, each with its waiting key as [name, line, column], and with its bracket if it has one."""
        self.documents = 0
        self.line = 1

    def take(self, event: Any) -> bool:
        """Use one event; ``False`` when the rest is not worth reading."""
        kind = type(event).__name__
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self.line = line
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.faults.append(Fault(line, column, "", "a second document starts here; a config is one document"))
                return False
            if getattr(event, "version", None) not in (None, (1, 2)):
                self.faults.append(Fault(1, 1, "", "read another YAML version, allowed is 1.2; remove the %YAML line"))
        elif kind == "AliasEvent":
            self._refuse(line, column, f"an alias (*{_short(event.anchor)}) is refused; write the value out")
            self._put(Node(BROKEN, line, column))
        elif kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            return self._value(kind, event, line, column)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
        return True

    def _value(self, kind: str, event: Any, line: int, column: int) -> bool:
        if event.anchor:
            say = f"an anchor (&{_short(event.anchor)}) is refused; write the value out where it is used"
            self._refuse(line, column, say)
        value: Any = {} if kind == "MappingStartEvent" else []
        if kind == "ScalarEvent":
            value = scalar(event.value) if event.implicit[0] else event.value
        if event.tag is not None and not (kind == "ScalarEvent" and any(event.implicit)):
            self._refuse(line, column, f"a tag ({_short(event.tag)}) is refused; write the plain value")
            value = BROKEN if kind == "ScalarEvent" else value
        if self._waits_for_key():
            space = next((c for c in event.value if c != " " and c.isspace()), "") if kind == "ScalarEvent" else ""
            if space and not space.isascii():  # meant to indent or to part a key from its value, which it does not
                say = f"this is not YAML: {named(space)} is in this line; write a plain space, or delete it"
                self._refuse(line, column + event.value.index(space), say)
                return False
            if kind == "ScalarEvent":
                self.stack[-1][1][:] = [event.value, line, column]
                return True
            self._refuse(line, column, "a list or mapping as a key is refused; a key is a word")
            self.stack[-1][1][:] = ["", line, column]  # what follows is this key's own content
            return False
        if kind == "ScalarEvent" and hidden(event.value) and not self._is_question():
            say = f"{named(hidden(event.value))} is in this value and cannot be seen; delete it, or write a plain space"
            self._refuse(line, column, say)
            value = BROKEN
        node = Node(value, line, column, {})
        self._put(node)
        if self.stack and isinstance(self.stack[-1][0].value, dict) and len(self.stack[-1][0].value) > MAX_KEYS:
            self._refuse(line, column, f"more than {MAX_KEYS} keys in one mapping; no config needs that")
            return False
        if kind != "ScalarEvent":
            if len(self.stack) >= MAX_DEPTH:
                self._refuse(line, column, f"more than {MAX_DEPTH} levels deep; no config needs that")
                return False
            width = event.end_mark.index - event.start_mark.index  # 0: one pair in a list, which needs no bracket
            bracket = ("{" if kind == "MappingStartEvent" else "[") if event.flow_style and width else ""
            self.stack.append((node, [], bracket))
        return True

    def around(self, line: int) -> str:
        """Say which bracket of an earlier line is still open, and may be what is wrong in this line."""
        opened = next(((node.line, bracket) for node, _, bracket in reversed(self.stack) if bracket), (line, ""))
        return f"; is the {opened[1]} of line {opened[0]} closed where it should be?" if opened[0] < line else ""

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0].value, dict) and not self.stack[-1][1]

    def _is_question(self) -> bool:
        """Whether a text in the words of the researcher stands here, whose language may need such characters."""
        return len(self.stack) == 1 and self.stack[0][1][:1] == ["question"]

    def _put(self, node: Node) -> None:
        """Hang a node into the collection that is open."""
        if not self.stack:
            self.root = node
            return
        holder, key, _ = self.stack[-1]
        if isinstance(holder.value, list):
            holder.value.append(node)
        elif not key:  # an alias as a key
            key[:] = ["", node.line, node.column]
        else:
            name, line, column = key
            key.clear()
            if name == "<<":
                self._refuse(line, column, "a merge key (<<) is refused; write the values out")
            elif name in holder.value:
                first = holder.keys[name][0]
                self._refuse(line, column, f"the key {shown(name)} is here a second time; the first is in line {first}")
            elif name or node.value is not BROKEN:
                holder.value[name] = node
                holder.keys[name] = (line, column)

    def _refuse(self, line: int, column: int, sentence: str) -> None:
        self.faults.append(Fault(line, column, "", sentence))


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= 40 else text[:37] + "..."


def _json_without_tabs(text: str) -> str:
    """JSON may be indented by tabs, YAML may not; no JSON text holds a tab anywhere else."""
    if "\t" in text and text.lstrip().startswith("{"):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return text
        return text.replace("\t", " ")
    return text


def _syntax(error: Exception, text: str) -> Fault:
    """Return the place and the sentence of a text that is not YAML."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that no YAML may hold
        position = int(getattr(error, "position", 0))
        line, column = place(text, position)
        code = ord(text[position]) if position < len(text) else 0
        return Fault(line, column, "", f"the control character U+{code:04X} is not allowed in text")
    line, column = mark.line + 1, mark.column + 1
    for near, written in list(enumerate(text.split("\n"), 1))[max(line - 2, 0) : line]:
        unseen = hidden(written.rstrip("\r"))
        if unseen:
            say = f"this is not YAML: {named(unseen)} is in this line; write a plain space, or delete it"
            return Fault(near, written.index(unseen[0]) + 1, "", say)
    problem = " ".join(str(getattr(error, "problem", None) or "cannot be read").split())
    if "'\\t'" in problem:
        return Fault(line, column, "", "a tab stands here; YAML is indented with spaces only")
    return Fault(line, column, "", f"this is not YAML: {problem[:120]}")
