"""All luck: a counter-based generator, so that a draw is named and not drawn in order.

Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, SC '11, doi:10.1145/2063384.2063405) turns a key
and a counter into four 32-bit words. Here

    key     = (seed's low word, replicate)
    counter = (couple, step, person + 4 * group, seed's high word)

where ``person`` is the luck's owner (0 or 1; 2 = what both share) and each group holds the four
slots of one call. A draw depends on its name only: not on threads, blocks, the other couples, the
parameters or what was drawn before. So twins share everything upstream of what sets them apart.
"""

from __future__ import annotations

from typing import NamedTuple

from .kernel import rule

_MASK = 0xFFFFFFFF
_HALF = 2.3283064365386963e-10  # 2**-32

SHARED = 2
"""The owner of the luck that both partners share."""


class Words(NamedTuple):
    """Four 32-bit words."""

    w0: int
    w1: int
    w2: int
    w3: int


class Key(NamedTuple):
    """Whose luck: the seed's two words, the replicate and the couple, each in [0, 2**32); and which person (0 or
    1) partner a is, so that two partners can change places and keep their luck."""

    seed_low: int
    seed_high: int
    replicate: int
    couple: int
    first: int

    @property
    def seed(self) -> int:
        """The seed as a whole."""
        return self.seed_high << 32 | self.seed_low


class Luck(NamedTuple):
    """One partner's draws in one episode, each uniform in (0, 1); a small ``stress`` or ``doubt`` strikes."""

    stress: float
    doubt: float
    act: float
    style: float
    reading: float
    answer: float
    mood: float
    spare: float


class SharedLuck(NamedTuple):
    """A couple's common draws in one episode, each uniform in (0, 1)."""

    stress: float
    good: float
    drift: float
    parting: float


@rule
def _round(c: Words, k0: int, k1: int) -> Words:
    a = c.w0 * 0xD2511F53
    b = c.w2 * 0xCD9E8D57
    return Words(
        ((b >> 32) & _MASK) ^ c.w1 ^ k0,
        b & _MASK,
        ((a >> 32) & _MASK) ^ c.w3 ^ k1,
        a & _MASK,
    )


@rule
def philox(counter: Words, k0: int, k1: int) -> Words:
    """Return the Philox4x32-10 block of ``counter`` under the key ``(k0, k1)``."""
    counter = _round(counter, k0, k1)
    counter = _round(counter, (k0 + 0x9E3779B9) & _MASK, (k1 + 0xBB67AE85) & _MASK)
    counter = _round(counter, (k0 + 0x13C6EF372) & _MASK, (k1 + 0x176CF5D0A) & _MASK)
    counter = _round(counter, (k0 + 0x1DAA66D2B) & _MASK, (k1 + 0x232370B8F) & _MASK)
    counter = _round(counter, (k0 + 0x278DDE6E4) & _MASK, (k1 + 0x2ED9EBA14) & _MASK)
    counter = _round(counter, (k0 + 0x31715609D) & _MASK, (k1 + 0x3A9066899) & _MASK)
    counter = _round(counter, (k0 + 0x3B54CDA56) & _MASK, (k1 + 0x4646E171E) & _MASK)
    counter = _round(counter, (k0 + 0x45384540F) & _MASK, (k1 + 0x51FD5C5A3) & _MASK)
    counter = _round(counter, (k0 + 0x4F1BBCDC8) & _MASK, (k1 + 0x5DB3D7428) & _MASK)
    return _round(counter, (k0 + 0x58FF34781) & _MASK, (k1 + 0x696A522AD) & _MASK)


@rule
def uniform(word: int) -> float:
    """Map a 32-bit word to the middle of its cell in (0, 1)."""
    return (float(word) + 0.5) * _HALF


@rule
def luck(key: Key, person: int, step: int) -> Luck:
    """Return all draws of ``person`` (0 or 1) in episode ``step`` (0 or more)."""
    u = philox(Words(key.couple, step, person, key.seed_high), key.seed_low, key.replicate)
    v = philox(Words(key.couple, step, person + 4, key.seed_high), key.seed_low, key.replicate)
    return Luck(
        uniform(u.w0),
        uniform(u.w1),
        uniform(u.w2),
        uniform(u.w3),
        uniform(v.w0),
        uniform(v.w1),
        uniform(v.w2),
        uniform(v.w3),
    )


@rule
def shared_luck(key: Key, step: int) -> SharedLuck:
    """Return the draws that both partners share in episode ``step``."""
    u = philox(Words(key.couple, step, SHARED, key.seed_high), key.seed_low, key.replicate)
    return SharedLuck(uniform(u.w0), uniform(u.w1), uniform(u.w2), uniform(u.w3))
