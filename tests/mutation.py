"""The mutation check: do the fast tests notice when an equation is changed?

``python tests/mutation.py`` plants 100 changes in the rules, one at a time, each in a copy of the package, and runs
the tests of the rules on it. It prints what survived and fails below 90 %. The tests that compare whole lives with a
second statement of the model (golden files, ``independent.py``, the equations of the page, the other engine) would
catch nearly everything, and so are not asked: a rule shall be pinned by tests that say what is wrong with it.

A change is one of ``KINDS``. Two sorts are never planted, because they leave every result as it is: another number, or
the other sign, in a guard against division by zero (``+ 1e-300``). Everything else counts, equivalent or not.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple

from reassure_sim import rules
from reassure_sim.draws import Luck, SharedLuck
from reassure_sim.parameters import ConstantsRecord
from reassure_sim.parameters.registry import CoupleRecord, PersonRecord

HOME = Path(__file__).parents[1]
RULES = Path("src/reassure_sim/rules")
ENOUGH = 0.9
KINDS = ("sign", "comparison", "number", "term dropped", "factor dropped", "sibling", "branches swapped")

# Compiled code would take most of a minute for each change, so only tests that call the rules interpreted.
NOT_COMPILED = ["-k", "not stay_in_bounds"]

SIBLINGS = {
    "Person": PersonRecord._fields,
    "Couple": CoupleRecord._fields,
    "Constants": ConstantsRecord._fields,
    **{record.__name__: record._fields for record in (Luck, SharedLuck)},
    **{name: getattr(rules, name)._fields for name in dir(rules) if hasattr(getattr(rules, name), "_fields")},
}
"""The fields of every record that a rule may take as an argument, by the name in its annotation."""

TURNED = {ast.Lt: ">", ast.Gt: "<", ast.LtE: ">", ast.GtE: "<", ast.Eq: "!=", ast.NotEq: "=="}


class Change(NamedTuple):
    """A stretch of one file, in bytes, and what to put there."""

    file: str
    kind: str
    start: int
    end: int
    text: str


def is_guard(node: ast.AST) -> bool:
    """Tell whether a node is a number too small for anything but a guard against division by zero."""
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and 0.0 < node.value < 1e-200


def changed(node: ast.AST, records: dict[str, str], luck: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (kind, new text) of every change that can be planted at ``node``."""
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
            x, y = ast.unparse(left), ast.unparse(right)
            plus = isinstance(op, ast.Add)
            if not is_guard(right):
                yield "sign", f"({x} {'-' if plus else '+'} ({y}))"
            yield "term dropped", x
            yield "term dropped", f"({y})" if plus else f"(-({y}))"
        case ast.BinOp(left, ast.Mult(), right):
            yield "factor dropped", f"({ast.unparse(left)})"
            yield "factor dropped", f"({ast.unparse(right)})"
        case ast.BinOp(left, ast.Div(), _):
            yield "factor dropped", f"({ast.unparse(left)})"
        case ast.UnaryOp(ast.USub(), operand):
            yield "sign", f"({ast.unparse(operand)})"
        case ast.Compare(left, [op], [right]):
            yield "comparison", f"{ast.unparse(left)} {TURNED[type(op)]} {ast.unparse(right)}"
        case ast.Constant(float() | int() as value) if not isinstance(value, bool) and not is_guard(node):
            yield "number", repr(value * luck.choice((0.5, 0.9, 1.1, 2.0)) if value else 0.1)
        case ast.Attribute(ast.Name(name), field) if name in records:
            others = [other for other in SIBLINGS[records[name]] if other != field]
            yield "sibling", f"{name}.{luck.choice(others)}"
        case ast.IfExp(test, body, orelse):
            yield "branches swapped", f"({ast.unparse(orelse)} if {ast.unparse(test)} else {ast.unparse(body)})"


def changes(path: Path, luck: random.Random) -> Iterator[Change]:
    """Yield every change that can be planted in one file."""
    source = path.read_bytes()
    lines = list(chain([0], (i + 1 for i, byte in enumerate(source) if byte == ord("\n"))))
    tree = ast.parse(source)
    for part in tree.body:
        records = {}
        if isinstance(part, ast.FunctionDef):
            noted = {a.arg: ast.unparse(a.annotation) for a in part.args.args if a.annotation}
            records = {name: record for name, record in noted.items() if record in SIBLINGS}
        for node in ast.walk(part):
            for kind, text in changed(node, records, luck):
                start, end = (
                    lines[i - 1] + at
                    for i, at in ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
                )
                yield Change(path.name, kind, start, end, text)


def drawn(folder: Path, n: int, seed: int) -> list[Change]:
    """Return ``n`` changes, evenly over files and kinds: one of each in turn, while there are any."""
    luck = random.Random(seed)
    cells: dict[tuple[str, str], list[Change]] = {}
    for change in chain.from_iterable(changes(path, luck) for path in sorted(folder.glob("*.py"))):
        cells.setdefault((change.file, change.kind), []).append(change)
    stacks = [luck.sample(cell, len(cell)) for cell in cells.values()]
    luck.shuffle(stacks)
    turns = chain.from_iterable(zip_longest(*stacks))
    return [change for change in turns if change is not None][:n]


def passes(home: Path, package: Path) -> bool:
    """Tell whether the fast tests in ``home`` hold of the package in the folder ``package``."""
    environment = {**os.environ, "PYTHONPATH": str(package), "REASSURE_CACHE_DIR": str(home / "cache")}

    def passed(*files: Path) -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *NOT_COMPILED, *files]
        return subprocess.run(command, cwd=home, env=environment, capture_output=True, timeout=300).returncode == 0

    # the worked examples first: they need nothing but the rules, and start in a moment
    return passed(*(home / "tests").glob("test_rules_*.py")) and passed(home / "tests" / "test_rules.py")


def survives(home: Path, change: Change) -> str:
    """Return the change as lines of a diff when no test notices it, else nothing."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        package = Path(folder)
        shutil.copytree(home / "src", package, dirs_exist_ok=True)
        path = package / RULES.relative_to("src") / change.file
        old = path.read_bytes()
        new = old[: change.start] + change.text.encode() + old[change.end :]
        path.write_bytes(new)
        if not passes(home, package):
            return ""
    first = old.count(b"\n", 0, change.start)
    last = old.count(b"\n", 0, change.end)
    before = b"\n".join(old.splitlines()[first : last + 1]).decode()
    after = new.splitlines()[first].decode()
    return f"{change.file}:{first + 1} ({change.kind})\n- {before.strip()}\n+ {after.strip()}"


def main() -> int:
    """Plant the changes, count what is caught, and return 1 when that is too little."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)  # a copy of the tests too: nobody's edits disturb a check that is under way
        for part in ("src", "tests"):
            shutil.copytree(HOME / part, home / part, ignore=shutil.ignore_patterns(".hypothesis"))
        shutil.copy(HOME / "pyproject.toml", home)
        if not passes(home, home / "src"):
            print("the fast tests fail without any change: nothing can be checked")
            return 1
        planted = drawn(home / RULES, asked.changes, asked.seed)
        with ThreadPoolExecutor(asked.jobs) as pool:
            survivors = [diff for diff in pool.map(lambda change: survives(home, change), planted) if diff]
    share = 1.0 - len(survivors) / len(planted)
    for diff in survivors:
        print(diff)
    print(f"seed {asked.seed}: {share:.0%} of {len(planted)} changes caught, {time.monotonic() - begun:.0f} s")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
