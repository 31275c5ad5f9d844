"""Where each number lies while a block of couples is simulated.

A block is one flat array of float64, ``ROWS`` rows of ``LANES`` couples. Everything lies in the one
array, at distances known when compiling, because LLVM then sees without run-time checks that rows
do not overlap, and vectorises the loop over couples. A row holds a parameter, a rate, a state, or
what was seen in the last episode; the first rows are the parameters in the order of ``PATHS``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .draws import Key
from .kernel import RULE_OPTIONS, lesson, rule
from .parameters import ConstantsRecord, CoupleRecord, PersonRecord
from .rules import Episode, Pair, Rates, State

LANES = 64
"""Couples in a block: a multiple of every vector width, and small enough for the nearest caches."""

STRIP = 8
"""Couples in one turn of an inner loop: one or two vectors; LLVM vectorises a loop of known, short length."""


class Day(NamedTuple):
    """One partner's day, as a diary would note it: counts, means and the evening's states."""

    episodes: float
    asked: float
    asked_direct: float
    reassured: float
    rebuffed: float
    misread: float
    reached_out: float
    withdrew: float
    provided: float
    stress: float
    doubts: float
    felt_insecurity: float
    soothed_alone: float
    soothed_by_partner: float
    trust: float
    intimacy: float
    energy: float
    satisfaction: float
    commitment: float
    fear: float
    guard: float
    together: float


class Sums(NamedTuple):
    """What one partner's days have added up to: ``days`` lived, whether it is ``over``, totals of counts, yesterday,
    changes on days that ``followed`` reassured ones, and for slopes the first value, the sum of what came above it,
    and that times the day."""

    days: float
    over: float
    asked: float
    asked_direct: float
    rebuffed: float
    misread: float
    provided: float
    reached_out: float
    withdrew: float
    soothed_alone: float
    soothed_by_partner: float
    reassured: float  # yesterday's, and the next two
    felt_insecurity: float
    trust: float
    followed: float
    felt_change: float
    trust_change: float
    first_energy: float
    energy: float
    energy_by_day: float
    first_satisfaction: float
    satisfaction: float
    satisfaction_by_day: float
    first_trust: float
    trusting: float
    trusting_by_day: float
    first_fear: float
    fear: float
    fear_by_day: float


class Section(NamedTuple):
    """Consecutive rows that hold one record: its type and its first row."""

    record: Any
    first: int

    @property
    def end(self) -> int:
        """Return the row after the last."""
        return self.first + len(self.record._fields)

    def row(self, field: str) -> int:
        """Return the row of one field."""
        return self.first + int(self.record._fields.index(field))


def _sections(*records: Any) -> list[Section]:
    first, found = 0, []
    for record in records:
        found.append(Section(record, first))
        first = found[-1].end
    return found


(
    A,
    B,
    COUPLE,
    CONSTANTS,
    RATES_A,
    RATES_B,
    STATE_A,
    STATE_B,
    PAIR,
    EPISODE_A,
    EPISODE_B,
    DAY_A,
    DAY_B,
    SUMS_A,
    SUMS_B,
    KEY,
    BEFORE_A,  # the states with which the episode began, where events are kept
    BEFORE_B,
    SCRATCH,  # a state in which one number is changed, see measures/causes.py
) = _sections(
    PersonRecord,
    PersonRecord,
    CoupleRecord,
    ConstantsRecord,
    Rates,
    Rates,
    State,
    State,
    Pair,
    Episode,
    Episode,
    Day,
    Day,
    Sums,
    Sums,
    Key,
    State,
    State,
    State,
)
ROWS = SCRATCH.end

SEEN = (STATE_A.first, EPISODE_B.end)
"""Rows that the ``episodes`` table keeps: both partners' states, the pair, and both episodes."""


def reader(record: Any) -> Callable[..., Any]:
    """Return ``read(block, first, lane)``: the record of one couple whose rows begin at ``first``."""
    fields = range(len(record._fields))

    def read(block: Any, first: int, lane: int) -> Any:
        return record(*(float(block[(first + i) * LANES + lane]) for i in fields))

    def teach(numba: Any) -> None:
        def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            places = _places(context, builder, signature, arguments, len(fields))
            return context.make_tuple(builder, signature.return_type, [builder.load(place) for place in places])

        kind = numba.types.NamedUniTuple(numba.float64, len(fields), record)

        @numba.extending.intrinsic
        def access(typing_context, block, first, lane):  # type: ignore[no-untyped-def]
            return kind(block, numba.intp, numba.intp), build

        @numba.extending.overload(read, jit_options=RULE_OPTIONS)
        def compiled(block, first, lane):  # type: ignore[no-untyped-def]
            return lambda block, first, lane: access(block, first, lane)

    lesson(teach)
    return read


def writer(record: Any, otherwise: str = "old") -> Callable[..., Any]:
    """Return ``write(block, first, lane, value, alive)``, which stores the record where ``alive``; elsewhere it
    leaves the ``"old"`` one or writes ``"zeros"``."""
    n = len(record._fields)

    def write(block: Any, first: int, lane: int, value: Any, alive: bool) -> None:
        for i in range(n):
            if alive:
                block[(first + i) * LANES + lane] = value[i]
            elif otherwise == "zeros":
                block[(first + i) * LANES + lane] = 0.0

    def teach(numba: Any) -> None:
        def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            for i, place in enumerate(_places(context, builder, signature, arguments, n)):
                new = builder.extract_value(arguments[3], i)
                rest = new.type(0.0) if otherwise == "zeros" else builder.load(place)
                builder.store(builder.select(arguments[4], new, rest), place)
            return context.get_dummy_value()

        @numba.extending.intrinsic
        def access(typing_context, block, first, lane, value, alive):  # type: ignore[no-untyped-def]
            return numba.void(block, numba.intp, numba.intp, value, numba.boolean), build

        @numba.extending.overload(write, jit_options=RULE_OPTIONS)
        def compiled(block, first, lane, value, alive):  # type: ignore[no-untyped-def]
            return lambda block, first, lane, value, alive: access(block, first, lane, value, alive)

    lesson(teach)
    return write


def _places(context: Any, builder: Any, signature: Any, arguments: Any, n: int) -> list[Any]:
    """Return the addresses of ``n`` consecutive rows of a lane."""
    block = context.make_array(signature.args[0])(context, builder, arguments[0])
    lanes = arguments[1].type(LANES)
    places = []
    for i in range(n):
        row = builder.add(arguments[1], arguments[1].type(i))
        places.append(builder.gep(block.data, [builder.add(builder.mul(row, lanes), arguments[2])]))
    return places


# Reading and writing are written for the compiler in a few instructions a field: as Python source, a
# record of a hundred fields takes seconds to compile.
read_person, read_couple, read_constants = reader(PersonRecord), reader(CoupleRecord), reader(ConstantsRecord)
read_rates, write_rates = reader(Rates), writer(Rates)
read_state, write_state = reader(State), writer(State)
read_pair, write_pair = reader(Pair), writer(Pair)
read_episode, write_episode = reader(Episode), writer(Episode, "zeros")
read_day, write_day = reader(Day), writer(Day)
read_sums, write_sums = reader(Sums), writer(Sums)
_read_words = reader(Key)


@rule
def read_key(block: Any, first: int, lane: int) -> Key:
    """Return the key of one couple's luck."""
    words = _read_words(block, first, lane)
    return Key(int(words.seed_low), int(words.seed_high), int(words.replicate), int(words.couple), int(words.first))
