"""Numbers are declared once, and every wrong value gets one clear sentence."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reassure_sim.parameters import (
    BLOCKS,
    GROUPS,
    NUMBERS,
    PATHS,
    REFERENCES,
    ROW,
    Constants,
    ParameterError,
    Parameters,
    check,
    from_rows,
    rows,
    validate_value,
)
from reassure_sim.parameters.registry import ConstantsRecord, PersonRecord
from strategies import extreme_parameters


def test_every_number_is_fully_declared() -> None:
    for number in NUMBERS.values():
        assert number.low <= number.default <= number.high, number.path
        assert number.low < number.high, number.path
        assert number.unit and number.symbol and number.block, number.path
        assert len(number.meaning) > 10, number.path
        assert number.source in REFERENCES, number.path


def test_blocks_begin_with_fields_that_exist() -> None:
    assert all(first in Constants.model_fields for first in BLOCKS.values())


def test_symbols_of_one_group_differ() -> None:
    for group in GROUPS:
        symbols = [n.symbol for n in NUMBERS.values() if n.path.startswith(group + ".")]
        assert len(symbols) == len(set(symbols)), [s for s in symbols if symbols.count(s) > 1]


def test_rows_follow_the_paths_and_come_back() -> None:
    values = rows(Parameters())
    assert [values[ROW[path]] for path in PATHS] == [NUMBERS[path].default for path in PATHS]
    assert from_rows(values) == Parameters()


@given(extreme_parameters())
def test_whatever_lies_in_the_ranges_is_accepted_and_kept(values: np.ndarray) -> None:
    assert np.array_equal(rows(from_rows(values)), values)


def test_records_carry_the_fields_of_their_models() -> None:
    assert PersonRecord._fields == tuple(GROUPS["a"].model_fields)
    assert ConstantsRecord._fields == tuple(Constants.model_fields)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.1, 1.1, "0.5", True, None, [0.5], {}])
def test_one_sentence_for_a_value_that_is_not_allowed(value: object) -> None:
    with pytest.raises(ParameterError) as caught:
        validate_value("a.anxiety", value)
    assert str(caught.value) == f"a.anxiety: read {value!r}, allowed is a number from 0 to 1"


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("a.anxeity", "a.anxiety"),
        ("anxiety", "a.anxiety"),
        ("A.Anxiety", "a.anxiety"),
        ("couple.bonds", "couple.bond"),
        ("a.trust_days", "constants.trust_days"),
        ("constants.trust_day", "constants.trust_days"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(path: str, nearest: str) -> None:
    with pytest.raises(ParameterError, match=f"the nearest is '{nearest}'"):
        validate_value(path, 0.5)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        check({"a": {"anxiety": 2, "clarty": 0.5}, "d": {}, "constants": {"trust_days": 0}})
    assert [p.path for p in caught.value.problems] == ["a.anxiety", "a.clarty", "constants.trust_days", "d"]


@given(st.sampled_from(PATHS), st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_is_kept_or_refused_never_changed(path: str, value: float) -> None:
    number = NUMBERS[path]
    if number.low <= value <= number.high:
        assert validate_value(path, value) == value
    else:
        with pytest.raises(ParameterError):
            validate_value(path, value)


def test_parameters_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Parameters().a.anxiety = 0.9  # type: ignore[misc]
