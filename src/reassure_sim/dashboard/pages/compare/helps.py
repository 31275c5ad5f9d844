"""What helps this couple: nothing new and the five strategies, each in the same lives, and why it does or does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....engines import live
from ....experiment.gathering import EPISODES
from ....experiment.sharing import MANY
from ....experiment.view import DAYS, NO_USE, START, USES, State
from ....layout import LANES
from ....measures import REGIMES
from ...words import figures
from ..many.lives import lives_of, seeds_of
from .measured import HARDLY, HARMS, HELPS, HELPS_LITTLE, MEASURES, MUCH, SHOWN, UNCLEAR, Effect, effect, measured

CHAINS: Mapping[str, tuple[str, ...]] = {
    "recognise_styles": ("misread", "refused", "trust", "asked", "energy"),
    "talk_openly": ("direct", "misread", "fear", "asked", "energy"),
    "words_and_actions": ("relief", "asked", "energy"),
    "address_fear": ("fear", "doubts", "asked", "energy"),
    "professional_support": ("guard", "refused", "fear", "asked", "energy"),
}
"""The way each strategy is meant to go, step by step, from what it moves to the giver's strength."""

Found = Mapping[str, Mapping[int, Mapping[str, NDArray[np.float64]]]]
"""What was measured so far: by strategy, and by the first life of each part."""

LIVES = MANY * len(USES)
"""Lives in all."""


def couple(state: State) -> State:
    """Return the view of the couple without any strategy, and nothing else that the lives do not hang on."""
    keep = {name: getattr(state, name) for name in ("preset", "changes", "since", "seed", "couple")}
    return START._replace(**keep, **state.asked._asdict())


class Part(NamedTuple):
    """Some lives of a couple with one strategy."""

    whose: State
    use: str
    first: int
    measured: Mapping[str, NDArray[np.float64]]


def tasks(whose: State, many: int = MANY) -> Iterator[Callable[[], Part]]:
    """Yield ``many`` lives in short tasks: all strategies live the first lives before any lives the next."""
    for first in range(0, many, LANES):
        for use in USES:
            yield lambda use=use, first=first: _lived(whose, use, first)  # type: ignore[misc]


def _lived(whose: State, use: str, first: int) -> Part:
    lives = lives_of(whose._replace(use=use), seeds_of(whose)[first : first + LANES])  # those of the page Many
    return Part(whose, use, first, measured(live(lives, DAYS, EPISODES, record=("daily",))))


class Row(NamedTuple):
    """What became of the lives with one strategy: shares of regimes and of partings, and each measure's effect."""

    use: str
    lives: int
    regimes: tuple[float, ...]
    parted: float
    effects: Mapping[str, Effect]
    same: bool  # every life is what it was without

    @property
    def verdict(self) -> str:
        """Return whether it helps, by the satisfaction of both."""
        return self.effects["satisfaction"].verdict("satisfaction")

    @property
    def chain(self) -> list[tuple[str, Effect, str]]:
        """Return each step of the way: its measure, what became of it, and whether it moved as it is meant to."""
        return [(name, self.effects[name], self.effects[name].verdict(name)) for name in CHAINS.get(self.use, ())]


def rows(found: Found) -> list[Row]:
    """Return the lives that all strategies have lived: without any first, then the one that helps most first."""
    firsts = sorted(set.intersection(*(set(found.get(use, ())) for use in USES)))
    if not firsts:
        return []
    whole = {
        use: {name: np.concatenate([found[use][first][name] for first in firsts]) for name in found[use][firsts[0]]}
        for use in USES
    }
    without, told = whole[NO_USE], []
    for use, lived in whole.items():
        codes = lived["regime"].astype(int)
        told.append(
            Row(
                use,
                len(codes),
                tuple((np.bincount(codes, minlength=len(REGIMES)) / len(codes)).tolist()),
                float(lived["separated"].mean()),
                {name: effect(without[name], lived[name]) for name in MEASURES},
                all(np.array_equal(without[name], lived[name], equal_nan=True) for name in lived),
            )
        )
    return told[:1] + sorted(told[1:], key=lambda row: -row.effects["satisfaction"].difference)


def told(found: list[Row], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows as they are shown, in the words of the page's language."""
    said, names = words["compare"], words["strategies"]
    shown = []
    for row in found:
        numbers = []
        for name in SHOWN:
            one = row.effects[name]
            text = said["level"].format(n=_whole(one.without)) if row.use == NO_USE else _interval(one, said)
            numbers.append(
                {"name": name, "text": figures(text, words), "verdict": "" if row.use == NO_USE else one.verdict(name)}
            )
        both = row.effects["satisfaction"]
        shown.append(
            {
                "use": row.use,
                "name": names[row.use]["name"],
                "means": names[row.use]["means"],
                "lives": row.lives,
                "regimes": {name: round(100.0 * share, 1) for name, share in zip(REGIMES, row.regimes, strict=True)},
                "parted": round(100.0 * row.parted, 1),
                "numbers": numbers,
                "gain": figures(_signed(both.difference), words),
                "interval": [round(number, 2) for number in (both.difference, both.low, both.high)],
                "verdict": "" if row.use == NO_USE else row.verdict,
                "chain": [] if row.same else [_step(*step, words) for step in row.chain],
                "why": "" if row.use == NO_USE else why(row, found[1], words),
            }
        )
    return shown


def why(row: Row, best: Row, words: Mapping[str, Any]) -> str:
    """Return the mechanism in a few sentences: the steps that were taken, those that were not, and the first step of
    the strategy that helps most which this one takes much less far."""
    said = words["compare"]
    if row.same:
        return str(said["moves_nothing"])
    found: dict[int, list[str]] = {_TAKEN: [], _NOT: [], _BACK: []}
    idle: list[str] = []  # too small to be worth a "but"
    for name, one, verdict in row.chain:
        phrase = _phrase(one, verdict)
        told_of = found[phrase] if _worth_telling(name, one) else idle
        told_of.append(_sentence(said, name, phrase, verdict, _ends(one)))
    taken, left = found[_TAKEN], found[_BACK] + found[_NOT]
    left = left if taken or left else idle
    told = [said["step" if taken else "no_step"].format(steps=_listed(taken or left, said))]
    told += [said["but"].format(steps=_listed(left, said))] if taken and left else []
    if best.verdict == HELPS and (further := _further(row, best)):
        ends = {"there": _number(best.effects[further].treated), "here": _number(row.effects[further].treated)}
        name = words["strategies"][best.use]["name"]
        told.append(said["further"].format(name=name, step=said["steps"][further][0], **ends))
    return figures(" ".join(text[:1].upper() + text[1:] for text in told), words)


def _further(row: Row, best: Row) -> str:
    """Return the first step of the best strategy's way at which it is far ahead of another; "" if nowhere."""
    for name, one, _ in best.chain:
        measure = MEASURES[name]
        if (one.treated - row.effects[name].treated) * measure.better >= 2.0 * MUCH * measure.least:
            return name
    return ""


def _worth_telling(name: str, one: Effect) -> bool:
    """Return whether there is anything to tell of a step; not of one that had hardly anything to lessen."""
    known = not np.isnan(one.without + one.treated)
    return known and (MEASURES[name].better > 0 or max(one.without, one.treated) >= _HARDLY_ANY)


def _phrase(one: Effect, verdict: str) -> int:
    """Return which phrase tells a step; numbers that read alike are told as alike."""
    ends = _ends(one)
    return _NOT if ends["was"] == ends["now"] else _PHRASE.get(verdict, _NOT)


def _sentence(said: Mapping[str, Any], name: str, phrase: int, verdict: str, ends: Mapping[str, str]) -> str:
    """Return a step in words; one that was not taken, but whose numbers do not read alike, is not told as alike."""
    if phrase == _NOT and ends["was"] != ends["now"]:
        text: str = said["unclear_step" if verdict == UNCLEAR else "hardly_step"]
        return text.format(name=said["steps"][name][0], **ends)
    text = said["steps"][name][phrase]
    return text.format(**ends)


_HARDLY_ANY = 1.0  # of 100 requests, or of requests or doubts a week
_TAKEN, _NOT, _BACK = 1, 2, 3
_PHRASE = {HELPS: _TAKEN, HELPS_LITTLE: _TAKEN, HARMS: _BACK}
"""Where the words for a step stand that was taken, was not, or went the wrong way; first stands its name."""


def _step(name: str, one: Effect, verdict: str, words: Mapping[str, Any]) -> dict[str, str]:
    said, ends = words["compare"], _ends(one)
    taken, alike = _phrase(one, verdict) != _NOT, ends["was"] == ends["now"]
    return {
        "name": said["steps"][name][0],
        "ends": figures(said["from_to"].format(**ends), words),
        "verdict": verdict if taken else HARDLY,
        "mark": ("▲" if one.difference > 0.0 else "▼")
        if taken
        else "="
        if alike
        else "?"
        if verdict == UNCLEAR
        else "≈",
    }


def _ends(one: Effect) -> dict[str, str]:
    return {"was": _number(one.without), "now": _number(one.treated)}


def _number(value: float) -> str:
    """Return a number with a place behind the point where it is small."""
    return "–" if np.isnan(value) else f"{value:.1f}" if abs(value) < 10.0 else f"{value:.0f}"


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _interval(one: Effect, said: Mapping[str, str]) -> str:
    signed = [_signed(number) for number in one[2:]]
    return said["interval"].format(mean=signed[0], low=signed[1], high=signed[2])


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "−") if abs(number) >= 0.05 else "0"


def _listed(phrases: list[str], said: Mapping[str, str]) -> str:
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} {said['and']} {phrases[-1]}"
