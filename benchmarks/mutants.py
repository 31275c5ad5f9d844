"""Mutants of valid experiment files: each is named by line and key, or changes what its key says and nothing else.

Run: python benchmarks/mutants.py [how many, 10000] [seed, 1]. Half of the mutants change one key or value of a file
written out one value a line, half change letters and lines of the file as it stands. It prints what became of each
kind of change, every violation, and ends with 1 if there was one.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reassure_sim.experiment import ConfigError, loads
from reassure_sim.experiment.reading.source import parse, plain

ROOT = Path(__file__).parents[1]
SOURCES = [*(ROOT / "configs").glob("*.yaml"), *(ROOT / "src/reassure_sim/experiment/templates").glob("*.yaml")]

BESIDE = {
    "spots.csv": "a.anxiety,b.avoidance\n0.1,0.9\n0.4,0.2\n",
    "friends.csv": "".join(f"{i},{(i + 1) % 20}\n" for i in range(20)),
}
"""Files that the files below name."""

RICH = {
    "all kinds of blocks": """\
experiment: all
question: What may a file say?
model:
  preset: anxious_avoidant
  days: 60
  culture: mixed
  a: {anxiety: 0.8, culture: reserved}
  couple: {married: 1}
  interventions:
    - {use: address_fear, start: 12, dose: 0.5, for: {anxiety: [0.3, 1]}}
    - {set: b.clarity, by: 0.1, start: 3}
    - {shock: 0.5, day: 20}
design:
  - {name: map, kind: grid, over: {a.anxiety: {from: 0, to: 1, steps: 5}, b.avoidance: [0, 0.5, 1]}}
  - {name: pairs, kind: grid, over: {preset: [secure_secure, anxious_avoidant], interventions.0.dose: [0, 1]}}
  - {name: custom, kind: zip, over: {culture: [mixed, reserved], b.stamina: [0.2, 0.7]}}
  - {name: few, kind: list, points: [{a.culture: expressive, a.clarity: 0.2}, {a.culture: reserved, a.clarity: 0.9}]}
  - {name: spots, kind: list, points: spots.csv}
  - {name: spread, kind: lhs, points: 12, over: {a.anxiety: [0, 1], constants.relief_days: [0.2, 2]}}
  - {name: even, kind: sobol, points: 16, over: {a.anxiety: [0, 1], b.avoidance: {from: 0.1, to: 0.9}}}
  - {name: sens, kind: saltelli, points: 8, second_order: true, over: {a.anxiety: [0, 1], b.avoidance: [0, 1]}}
  - {name: screen, kind: morris, trajectories: 6, levels: 4, over: {a.anxiety: [0, 1], b.avoidance: [0, 1]}}
replicates:
  n: 10
  seed: 7
  pairing: independent
  until: {metric: share_escalation, ci_half_width: 0.05, max: 80}
measure: {per_run: default, diary: {couples: 5}, events: {couples: 2}}
figures:
  - {recipe: regime_map, name: one, block: map, x: a.anxiety, y: b.avoidance}
  - {recipe: survival, block: pairs, by: preset}
run: {workers: 2, max_hours: 2, max_disk_gb: 5}
""",
    "society": """\
experiment: circle
model:
  days: 3
  population:
    couples: 20
    norms: ecr_r
    culture: mixed
    fixed: {b.stamina: 0.4}
    spread: {bond: 0.1}
    network: {file: friends.csv}
    flows: [comfort]
design:
  - {name: who, kind: grid, over: {population.culture: [mixed, reserved], population.married: [0, 1]}}
  - {name: nets, kind: list, points: [{population.network: null}, {population.network: {file: friends.csv}}]}
replicates: {n: 2, seed: 5}
""",
}

VALUES = """
0 1 -1 2 0.5 7 365 1e400 -1e9 1e-320 0x10 1_000 .nan .inf -.inf true false null no yes ~ '' '0.5' '1' [] {} [0] [0,1]
[1,0] [0, {from:0} {from:0,to:1,steps:3} a.anxiety preset mixed reserved secure_secure grid sobol ../up /etc/passwd ~/x
C:/x http://x/y.csv << *a &a !!int
"""
WORDS = [*VALUES.split(), "", "\u0430nxiety", "\uff10.5", "x\u200by", "\u202e"]
"""Values to put in the place of others: of other types, out of range, without end, hidden, or no YAML."""

LETTERS = [
    "\t",
    "\n",
    " ",
    "  ",
    ": ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "#",
    "'",
    '"',
    "&a ",
    "*a",
    "!!int ",
    ".nan",
]
LETTERS += ["1e999", "---\n", "<<: ", "null", "9", "0", ".", "-", "e", "\u0430", "\u200b", "\u202e", "\u00a0", "\x07"]


class Line(NamedTuple):
    """One line of a file that is written out: how deep, which key (or "-"), which value, and where in the tree."""

    depth: int
    key: str
    value: str
    path: tuple[str, ...]
    last: int  # number of the last line of what hangs on it

    def text(self) -> str:
        """Return the line as it stands in the file."""
        key = "-" if self.key == "-" else f"{json.dumps(self.key)}:"
        return "  " * self.depth + f"{key} {self.value}".rstrip()


class Mutant(NamedTuple):
    """A changed file: what was done, and where it was done (lines from 1; ``None``: anywhere)."""

    text: str
    kind: str
    path: tuple[str, ...] | None = None
    lines: range = range(0)
    said: tuple[str, ...] = ()  # words of which a sentence about it holds one


class Original(NamedTuple):
    """A valid file, as it stands and written out, its tree and what becomes of it."""

    name: str
    text: str
    lines: list[Line]
    tree: dict[tuple[str, ...], Any]
    resolved: dict[tuple[str, ...], Any]


def originals(folder: Path) -> list[Original]:
    """Return the files to change; those that they name are written into ``folder``."""
    for name, content in BESIDE.items():
        (folder / name).write_text(content)
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(SOURCES)} | RICH
    found = []
    for name, text in texts.items():
        lines = list(written(tree_of(text)))
        ordered = loads("\n".join(line.text() for line in lines), str(folder / "f.yaml"))
        resolved = leaves(loads(text, str(folder / "f.yaml")).resolved())
        assert leaves(ordered.resolved()) == resolved
        found.append(Original(name, text, lines, leaves(tree_of(text)), resolved))
    return found


def tree_of(text: str) -> Any:
    """Return the plain content of a text."""
    root = parse(text, [])
    return {} if root is None else plain(root)


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return the values of a tree by the path to each; empty lists and mappings are values too."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {place: leaf for key, child in inside for place, leaf in leaves(child, (*path, str(key))).items()}
    return found or {path: repr(value)}  # as text, so that NaN equals itself and 1 is not true


def written(value: Any, depth: int = 0, path: tuple[str, ...] = (), first: int = 1) -> Iterator[Line]:
    """Yield a tree one value a line; ``first``: the number of the first line."""
    entries = value.items() if isinstance(value, dict) else [("-", child) for child in value]
    for place, (key, child) in enumerate(entries):
        here = (*path, str(place) if key == "-" else str(key))
        held = isinstance(child, (dict, list)) and bool(child)
        below = list(written(child, depth + 1, here, first + 1)) if held else []
        last = first + len(below)
        yield Line(depth, str(key), "" if held else json.dumps(child), here, last)
        yield from below
        first = last + 1


def mutants(original: Original, luck: random.Random) -> Iterator[Mutant]:
    """Yield changed files without end, in turn one with a changed key and one with changed letters."""
    while True:
        yield changed_key(original, luck)
        yield changed_letters(original, luck)


def changed_key(original: Original, luck: random.Random) -> Mutant:
    """Return the file with one key or value changed."""
    lines = original.lines
    at = luck.randrange(len(lines))
    line = lines[at]
    kind = luck.choice(["value", "value", "value", "number", "rename", "delete", "double", "move", "indent"])
    texts = [each.text() for each in lines]
    own = texts[at : line.last]
    words = (*(part for part in line.path if not part.isdigit()), line.value.strip('"'))
    words += tuple(each.key for each in lines[at + 1 : line.last] if each.key != "-")  # what goes with it
    place = range(at + 1, line.last + 1)
    if kind == "value":
        new = luck.choice(WORDS)
        own, words = [line._replace(value=new).text()], (*words, new.strip("'"))
    elif kind == "number":
        try:
            number = float(line.value)
        except ValueError:
            return changed_key(original, luck)
        whole = number.is_integer() and luck.random() < 0.5
        new = str(int(number) + luck.choice([-1, 1, 2])) if whole else f"{number * luck.choice([0.5, 0.9, 1.1]):.6g}"
        own = [line._replace(value=new).text()]
    elif kind == "rename" and line.key != "-":
        cut = luck.randrange(len(line.key))
        new = line.key[:cut] + luck.choice(["", "x", "\u0435", "_"]) + line.key[cut + 1 :]
        own, words = [line._replace(key=new).text(), *own[1:]], (*words, new)
    elif kind == "delete":
        own = []
    elif kind == "double":
        own, place = own * 2, range(at + 1, 2 * line.last - at + 1)
    elif kind == "move":
        other = luck.randrange(len(lines))
        texts[at], texts[other] = texts[other], texts[at]
        return Mutant("\n".join(texts), kind)
    else:
        texts[at] = " " * luck.choice([1, 2, 4]) + texts[at] if luck.random() < 0.5 else texts[at][1:]
        return Mutant("\n".join(texts), "indent")
    text = "\n".join([*texts[:at], *own, *texts[line.last :]])
    return Mutant(text, kind, line.path, place, tuple(word for word in words if word))


def changed_letters(original: Original, luck: random.Random) -> Mutant:
    """Return the file as it stands with one to three places changed."""
    text = original.text
    for _ in range(luck.choice([1, 1, 1, 2, 3])):
        start = luck.randrange(len(text) + 1)
        new = luck.choice(LETTERS) if luck.random() < 0.8 else text[start : start + luck.randrange(1, 40)]
        text = text[:start] + new + text[start + luck.choice([0, 0, 1, 1, 2, 8]) :]
    return Mutant(text, "letters")


def judged(original: Original, mutant: Mutant, folder: Path) -> tuple[str, str]:
    """Return what became of a mutant, and what is wrong with that; empty if nothing."""
    try:
        experiment = loads(mutant.text, str(folder / "f.yaml"))
    except ConfigError as error:
        lines = mutant.text.count("\n") + 1
        if not error.faults:
            return "refused", "refused without a fault"
        for fault in error.faults:
            if not (1 <= fault.line <= lines + 1 and fault.column >= 1 and len(fault.sentence) >= 15):
                return "refused", f"no place or no sentence: {fault}"
            if "\n" in fault.sentence or len(fault.sentence) > 600:
                return "refused", f"no sentence of one line: {fault}"
        if mutant.path is not None and not any(_names(mutant, fault.line, f"{fault}") for fault in error.faults):
            return "refused", f"named elsewhere: {error.faults[:3]}"
        return "refused", ""
    except Exception as error:  # whatever it is: it would have reached the user
        return "crashed", f"{type(error).__name__}: {error}"
    now, tree = leaves(experiment.resolved()), leaves(tree_of(mutant.text))
    touched = {path for path in now.keys() | original.resolved.keys() if now.get(path) != original.resolved.get(path)}
    edited = {path for path in tree.keys() | original.tree.keys() if tree.get(path) != original.tree.get(path)}
    strange = [path for path in touched if not any(_may_change(place, path) for place in edited)]
    if strange:
        return "accepted", f"edited {sorted(edited)[:3]}, but changed {sorted(strange)[:3]}"
    if edited and not touched and mutant.kind in ("value", "number") and not _unsaid(original, mutant, experiment):
        return "accepted", f"edited {sorted(edited)[:3]}, but nothing changed"
    return "accepted" if touched else "the same", ""


def _names(mutant: Mutant, line: int, told: str) -> bool:
    """Tell whether a fault is about the line that was changed, or names its key or its value."""
    named = [*mutant.said, *(f"line {number} " for number in mutant.lines)]
    return line in mutant.lines or any(word in told for word in named)


def _may_change(edited: tuple[str, ...], resolved: tuple[str, ...]) -> bool:
    """Tell whether a key of the file may decide a value of the resolved experiment."""
    top, *rest = edited or ("",)
    if resolved[:1] == ("files",) or (top == "model" and "words" in resolved[2:3]):
        return top in ("model", "design")  # what words stand for is told as what differs from the model
    if top != resolved[0] or top not in ("model", "design", "figures"):
        return top == resolved[0] and (top == "experiment" or top == "question" or edited[:2] == resolved[:2])
    if top != "model":  # to take one of a list away moves the others
        return True
    if resolved[1] != "population":
        own = rest[:1] if rest and rest[0] not in ("preset", "culture") else []
        own = rest[:2] if len(rest) == 2 and rest[1] != "culture" and rest[0] != "interventions" else own
        return list(resolved[1 : 1 + len(own)]) == own
    inside = [part for part in rest if part != "population"][:1]
    return not inside or list(resolved[2:3]) == inside


def _unsaid(original: Original, mutant: Mutant, experiment: Any) -> bool:
    """Tell whether a value may change without a trace: the default was written out, or something overrides it."""
    before, after = original.tree.get(mutant.path or ()), leaves(tree_of(mutant.text)).get(mutant.path or ())
    same = {str(value).strip("'").removesuffix(".0") for value in (before, after)}
    return len(same) == 1 or before is None or bool(mutant.path and mutant.path[-1] in ("culture", "preset"))


def judge(count: int, seed: int) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Return how many mutants of each kind ended how, and every violation in words."""
    luck, ended, violations = random.Random(seed), Counter[tuple[str, str]](), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        streams = [(original, mutants(original, luck)) for original in originals(folder)]
        for number in range(count):
            original, stream = streams[number // 2 % len(streams)]
            mutant = next(stream)
            end, wrong = judged(original, mutant, folder)
            ended[mutant.kind, end] += 1
            if wrong:
                violations.append(f"{original.name}, mutant {number} ({mutant.kind} {mutant.path}): {wrong}")
    return ended, violations


def main() -> int:
    count, seed = (int(word) for word in [*sys.argv[1:3], *("10000", "1")[len(sys.argv) - 1 :]])
    began = time.monotonic()
    ended, violations = judge(count, seed)
    ends = ("refused", "accepted", "the same", "crashed")
    print(f"{'change':10}" + "".join(f"{end:>10}" for end in ends))
    for kind in dict.fromkeys(kind for kind, _ in sorted(ended)):
        print(f"{kind:10}" + "".join(f"{ended[kind, end]:>10,}" for end in ends))
    print(f"{count:,} mutants of {len(SOURCES) + len(RICH)} files in {time.monotonic() - began:.0f} s")
    print("\n".join(violations) or "no violation")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
