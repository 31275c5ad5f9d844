"""The register: published findings, how each is measured here, and what counts as reproduced."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Role = Literal["input", "calibration", "test"]
Verdict = Literal["reproduced", "missed", "reversed", "not testable"]

VERDICTS: tuple[Verdict, ...] = ("reversed", "missed", "not testable", "reproduced")
"""From worst to best; *not testable* counts as missed."""

NOT_READ = "as cited, not re-read"
"""What is said of a number that was not looked up in its source."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Row):
    """What must hold of one estimate: a ``range`` widened by ``margin``, or a ``sign`` of at least ``margin``.

    An end of the range that is ``None`` is open. Units are those of the statistic.
    """

    range: tuple[float | None, float | None] | None = None
    sign: Literal[1, -1] | None = None
    margin: float

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.range is None) == (self.sign is None) or self.margin < 0.0:
            raise ValueError("a claim has either a range or a sign, and a margin that is not negative")
        return self

    @property
    def region(self) -> tuple[float, float]:
        """Return the region of practical equivalence, lowest and highest."""
        if self.sign is not None:
            return (self.margin, float("inf")) if self.sign > 0 else (float("-inf"), -self.margin)
        low, high = self.range or (None, None)
        return (
            float("-inf") if low is None else low - self.margin,
            float("inf") if high is None else high + self.margin,
        )

    @property
    def target(self) -> str:
        """Return the region in words, like ``>= 0.05`` or ``0.27 to 0.43``."""
        low, high = self.region
        if low == float("-inf"):
            return f"<= {high:.4g}"
        return f">= {low:.4g}" if high == float("inf") else f"{low:.4g} to {high:.4g}"

    def verdict(self, value: float, error: float) -> Verdict:
        """Return what an estimate with its Monte-Carlo error says; one that is undefined is missed."""
        lowest, highest = value - 2.0 * error, value + 2.0 * error
        low, high = self.region
        if low <= lowest and highest <= high:
            return "reproduced"
        turn = self.margin if self.sign is not None else 0.0
        wanted = self.sign if self.sign is not None else _side(self.range)
        if (wanted > 0 and highest < -turn) or (wanted < 0 and lowest > turn):
            return "reversed"
        return "missed"


def _side(ends: tuple[float | None, float | None] | None) -> int:
    """Return on which side of zero a whole range lies; 0: on both."""
    low, high = ends or (None, None)
    if low is not None and low > 0.0:
        return 1
    return -1 if high is not None and high < 0.0 else 0


class Finding(_Row):
    """One published finding.

    ``value`` as published; ``verified``: true, false, or how far the source was re-read; ``design``: the study whose
    sample is simulated; ``measured``: how words became a statistic; ``claims``: what must hold, by estimate.
    """

    id: str
    role: Role
    level: Literal["between", "within"] | None = None
    finding: str
    value: Any = None
    source: str
    verified: bool | str
    note: str = ""
    design: str | None = None
    measured: str = ""
    claims: dict[str, Claim] = {}

    @property
    def caution(self) -> str:
        """Return what to say of the published number: nothing when it was read in the source."""
        if self.verified is True:
            return ""
        return NOT_READ if self.verified is False else f"{NOT_READ} (read: {self.verified})"


@functools.cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    from ruamel.yaml import YAML

    text = resources.files(__package__).joinpath("register.yaml").read_text(encoding="utf-8")
    return tuple(YAML(typ="safe").load(text))


def finding(row: Mapping[str, Any]) -> Finding:
    """Return one row of the register, checked."""
    return Finding.model_validate(row)


def register(*roles: Role) -> tuple[Finding, ...]:
    """Return the findings of these roles, in the register's order; rows of other roles are not looked at.

    No role: all findings.
    """
    return tuple(finding(row) for row in _rows() if not roles or row["role"] in roles)
