"""Which devices take part, and how much each may ask: random marks in memory, no names."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable

TOKEN = re.compile(r"(?:^|;)\s*device=([\w-]{22})\.([0-9a-f]{32})(?=\s*(?:;|$))", re.ASCII)
"""The cookie of a device: its random mark, and our signature under it."""

SEATS, SEATS_EACH = 500, 300
"""Devices that can take part, in all and from one address: behind a proxy or a phone there may be a whole school."""

ERRORS, PARDON = 60, 10.0
"""Wrong codes of an address at once, and seconds until it has one more: in 45 minutes it tries a twelfth of all."""

KNOWN = 1000
"""Addresses that are remembered, the latest ones."""

Clock = Callable[[], float]


class Bucket:
    """So many at once, and so many a second in the long run."""

    def __init__(self, burst: float, rate: float, clock: Clock = time.monotonic) -> None:
        self.burst, self.rate, self.clock = burst, rate, clock
        self.left, self.at = burst, clock()

    @property
    def empty(self) -> bool:
        """Whether there is none to take now."""
        now = self.clock()
        self.left, self.at = min(self.burst, self.left + self.rate * (now - self.at)), now
        return self.left < 1.0

    def take(self) -> bool:
        """Take one, if there is one."""
        if self.empty:
            return False
        self.left -= 1.0
        return True


class Devices:
    """The devices of one room; nobody can guess another's mark, and all are forgotten with this object.

    A device has a seat once it has come back with its mark, so that who throws the mark away takes no seat.
    """

    def __init__(self, seats: int = SEATS, each: int = SEATS_EACH, clock: Clock = time.monotonic) -> None:
        self.seats, self.each, self.clock = seats, each, clock
        self._secret = secrets.token_bytes(32)
        self._asks: dict[str, Bucket] = {}  # by device that has a seat
        self._held: Counter[str] = Counter()  # seats, by address
        self._new: dict[str, Bucket] = {}  # by address
        self._lost: dict[str, Bucket] = {}

    def __len__(self) -> int:
        return len(self._asks)

    @property
    def sources(self) -> int:
        """From how many addresses the devices come."""
        return len(self._held)

    def anew(self) -> Devices:
        """Return what knows none of these devices, but what each address has used up."""
        known = Devices(self.seats, self.each, self.clock)
        known._new, known._lost = self._new, self._lost
        return known

    @property
    def full(self) -> bool:
        """Whether every seat is taken."""
        return len(self._asks) >= self.seats

    def token(self) -> str:
        """Return a mark for a new device, signed."""
        mark = secrets.token_urlsafe(16)
        return f"{mark}.{self._signature(mark)}"

    def device(self, cookies: str) -> str | None:
        """Return the device that cookies tell of, if we signed it."""
        for mark, signature in TOKEN.findall(cookies):
            if hmac.compare_digest(signature, self._signature(mark)):
                return str(mark)
        return None

    def seat(self, device: str, address: str) -> bool:
        """Give a device a seat, unless it has one; tell whether it sits."""
        if device not in self._asks:
            if self.full or self._held[address] >= self.each:
                return False
            self._held[address] += 1
            self._asks[device] = Bucket(15, 3, self.clock)
        return True

    def may_ask(self, device: str) -> bool:
        """Tell whether a device that sits may ask or vote now: a page asks once in two seconds, a finger is quick."""
        return self._asks[device].take()

    def may_come(self, address: str) -> bool:
        """Tell whether a further device may come from an address: a class at once, then a few a second."""
        return self._of(self._new, address, 250, 5).take()

    def err(self, address: str) -> None:
        """Note that an address tried a wrong code: it has so many, and the next one only after a while."""
        self._of(self._lost, address, ERRORS, 1 / PARDON).take()

    def shut_out(self, address: str) -> bool:
        """Tell whether an address has used up its wrong codes, so that nobody new may come from there just now."""
        return address in self._lost and self._lost[address].empty

    def _of(self, buckets: dict[str, Bucket], address: str, burst: float, rate: float) -> Bucket:
        if address not in buckets:
            if len(buckets) >= KNOWN:
                del buckets[next(iter(buckets))]
            buckets[address] = Bucket(burst, rate, self.clock)
        return buckets[address]

    def _signature(self, mark: str) -> str:
        return hmac.digest(self._secret, mark.encode(), "sha256").hex()[:32]
