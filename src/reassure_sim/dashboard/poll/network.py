"""The addresses at which other machines of the local network reach this one."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_address

TOWARDS = (
    "192.0.2.1",  # kept for documents (RFC 5737): whatever leads out of here
    "10.42.0.254",  # networks that a computer or a phone opens for others: NetworkManager, Windows, macOS, Android, iOS
    "192.168.137.254",
    "192.168.2.254",
    "192.168.43.254",
    "172.20.10.14",
    "10.0.0.254",  # and the usual ones of a router
    "192.168.0.254",
    "192.168.1.254",
)
"""Where a packet could go; none is sent. A machine in several networks has an address in each."""

LOOPBACK = "127.0.0.1"


def addresses() -> tuple[str, ...]:
    """Return this machine's addresses (IPv4) in its networks, the usual way out first; loopback if it is in none."""
    found = dict.fromkeys(filter(None, map(_seen_from, TOWARDS)))
    return tuple(found) or (LOOPBACK,)


def _seen_from(other: str) -> str:
    """Return the address that packets to another machine would come from: to connect a UDP socket sends nothing."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect((other, 9))
        own = str(asked.getsockname()[0])
        return "" if ip_address(own).is_loopback or ip_address(own).is_unspecified else own
    return ""
