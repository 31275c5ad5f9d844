"""Hostile experiment files of 16 kB and at the cap of 64 kB: how long and how much memory reading each takes.

Run: python benchmarks/bombs.py. Each file is read in a process of its own, forked from one that has the package loaded.
Allowed are 1 s up to 16 kB, 2 s at the cap, and 150 MB more than the interpreter has; it ends with 1 if one takes more.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from reassure_sim.experiment import ConfigError, load

HEAD = "experiment: x\nmodel: {preset: anxious_avoidant}\n"
OVER = HEAD + "design:\n- name: m\n  kind: grid\n  over:\n"
AXIS = HEAD + "design: [{name: m, kind: grid, over: {a.anxiety: ["
LIST = HEAD + "design:\n- name: m\n  kind: list\n  points:\n"
PLAN = "experiment: x\nmodel: {interventions: ["
PEOPLE = "experiment: x\nmodel: {population: {couples: 20"
SOCIETY = PEOPLE + "}}\ndesign:\n"
GRID = "- {name: b@, kind: grid, over: "
SOCIAL = SOCIETY + "- {name: m, kind: grid, over: {"

BOMBS = {  # how a file begins, what is repeated until it is full (@: which time), how it ends
    "[": (HEAD, "[", ""),
    "{a:": ("", "{a:", ""),
    "{a: ": ("", "{a: ", ""),
    "? ": ("", "? ", ""),
    "- ": ("", "- ", ""),
    ":": ("", ":", ""),
    "'": ("", "'", ""),
    "\\": ('"', "\\", ""),
    "&": ("", "&", ""),
    "!": ("", "!", ""),
    "|": ("", "|\n", ""),
    "%": ("", "%TAG ! tag:x:\n", ""),
    "documents": (HEAD, "---\n", ""),
    "tabs": (HEAD, "\t", ""),
    "carriage returns": (HEAD, "\r", ""),
    "one long word": (HEAD + "question: ", "x", ""),
    "one long line": (HEAD + "question: ", "word ", ""),
    "a folded text": (HEAD + "question: a", " \n  a", ""),
    "escapes": (HEAD + 'question: "', "\\x41", '"\n'),
    "a long number": (HEAD + "replicates: {seed: ", "9", "}\n"),
    "long numbers": (HEAD + "design: [", "9" * 399 + ",", "]"),
    "right to left": (HEAD + "# ", "\u202e", ""),
    "no-break spaces": (HEAD + "a:", "\u00a0", ""),
    "hidden letters": (HEAD + "design: [", "a\u200b,", "]"),
    "anchors": (HEAD + "design: [", "&a@ 1,", "]"),
    "aliases": ("x: &a 1\n" + HEAD + "design: [", "*a,", "]"),
    "tags": (HEAD + "design: [", "!!x 1,", "]"),
    "merges": (HEAD, "<<: {a: 1}\n", ""),
    "a key again": (HEAD, "question: a\n", ""),
    "keys": (HEAD, "key@: 1\n", ""),
    "keys of another script": (HEAD, "ж@: 1\n", ""),
    "long keys": (HEAD, "k" * 900 + "@: 1\n", ""),
    "nothings": (HEAD + "design: [", "~,", "]"),
    "pairs": (HEAD + "design: [", "a: 1,", "]"),
    "mappings": (HEAD + "design: [", "{a,b},", "]"),
    "lists": (HEAD + "figures: [", "[],", "]"),
    "axes": (OVER, "    a.anxietx@: [0, 1]\n", ""),
    "bad numbers": (AXIS, "2,", "]}}]"),
    "numbers": (AXIS, "0.1@7,", "]}}]"),
    "bad words": (OVER + "    preset: [", "anxious@,", "]"),
    "bad points": (LIST, "  - {a.anxei@: 1}\n", ""),
    "points of many keys": (LIST, "  - {" + "".join(f"a.n{key}x@: 1, " for key in range(99)) + "}\n", ""),
    "bad blocks": (HEAD + "design:\n", "- {name: b@, kind: gird, over: {a.anxeity: [0, 1]}}\n", ""),
    "long ranges": (HEAD + "design:\n", GRID + "{a.anxiety: {from: 0, to: 1, steps: 100000}}}\n", ""),
    "bad figures": (HEAD + "figures:\n", "- {recipe: pie, block: b@, x: a.anxeity, y: c}\n", ""),
    "lists from files": (HEAD + "design:\n", "- {name: b@, kind: list, points: p@.csv}\n", ""),
    "interventions": (PLAN, "{use: talk_openly},", "]}\n"),
    "no interventions": (PLAN, "{},", "]}\n"),
    "numbers for interventions": (PLAN, "7,", "]}\n"),
    "bad interventions": (PLAN, "{use: adres_fear@},", "]}\n"),
    "keys of an intervention": (PLAN + "{use: talk_openly,", "k@: 1,", "}]}\n"),
    "keys of a population": (PEOPLE + ",", "k@: 1,", "}}\n"),
    "fixed numbers": (PEOPLE + ", fixed: {", "a.k@: 1,", "}}}\n"),
    "bad flows": (PEOPLE + ", flows: [", "k@,", "]}}\n"),
    "levels inside": (SOCIAL + "population.married: [", "0.1@7,", "]}}"),
    "bad words inside": (SOCIAL + "population.culture: [", "k@,", "]}}"),
    "networks inside": (SOCIAL + "population.network: [", "{kind: watts_strogatz, rewiring: 0.1@7},", "]}}"),
    "axes inside": (SOCIAL, "population.spread.k@: [1, 2],", "}}\n"),
    "grids inside": (SOCIETY, GRID + "{population.married: {from: 0.1@, to: 1, steps: 999}}}\n", ""),
    "drawn inside": (SOCIETY, "- {name: b@, kind: lhs, points: 999, over: {population.married: [0.1@, 1]}}\n", ""),
}  # fmt: skip


def filled(head: str, unit: str, tail: str, size: int) -> str:
    """Return a text of as many units as go into ``size`` bytes."""
    parts, room, number = [head], size - len((head + tail).encode()), 0
    while True:
        part = unit.replace("@", str(number))
        room -= len(part.encode())
        if room < 0:
            return "".join([*parts, tail])
        parts.append(part)
        number += 1


def outcome(path: Path) -> str:
    """Read a file and say in a few words what became of it."""
    try:
        load(path).resolved()
    except ConfigError as error:
        return f"{len(error.faults):,} faults"
    return "valid"


def measured(path: Path) -> tuple[float, float, str]:
    """Return seconds of a core, MB above those of this process, and the outcome of reading a file in its own process.

    Reading keeps one core busy and waits for nothing, so these are seconds by the clock where nothing else runs.
    """
    here, there = os.pipe()
    child = os.fork()
    if not child:
        os.write(there, outcome(path).encode())
        os._exit(0)
    os.close(there)
    _, status, used = os.wait4(child, 0)
    told = os.read(here, 99).decode() if status == 0 else "a traceback"
    os.close(here)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024 - _held(), told


def _held() -> float:
    """Return the MB that this process has."""
    lines: Any = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main() -> int:
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bomb.yaml")
        path.write_text(HEAD + "design: [{name: m, kind: grid, over: {a.anxiety: [0, 1]}}]\n", encoding="utf-8")
        outcome(path)  # so that everything is loaded
        for size, allowed in ((16, 1.0), (64, 2.0)):
            for name, parts in BOMBS.items():
                path.write_bytes(filled(*parts, size * 1024).encode())
                seconds, memory, told = measured(path)
                wrong = seconds > allowed or memory > 150 or told == "a traceback"
                bad += wrong
                print(f"{size} kB of {name:26} {seconds:6.2f} s {memory:7.1f} MB  {told}{'  TOO MUCH' * wrong}")
    print(f"{bad} of {2 * len(BOMBS)} take more than they may")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
