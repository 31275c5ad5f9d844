"""Under which addresses this machine and others reach a server; found without sending anything."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable
from ipaddress import ip_address

import psutil

OTHERS: list[str] = []
"""The addresses under which others reach the server that runs in this process, such as ``http://192.168.1.5:8765``."""

_ELSEWHERE = ("192.0.2.1", 9)
"""An address that documentation may use and nobody has (RFC 5737)."""


def addresses() -> list[str]:
    """Return this machine's own IPv4 addresses but for loopback: first the one that it would go out by."""
    found = [_way_out()]
    for each in psutil.net_if_addrs().values():
        found += [str(one.address) for one in each if one.family == socket.AF_INET]
    return [one for one in dict.fromkeys(found) if one and not ip_address(one).is_loopback]


def here(listening: str, port: int) -> str:
    """Return the page's address on this machine, for a server that listens on an address."""
    host = "127.0.0.1" if ip_address(listening).is_unspecified else listening
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def others(listening: str, port: int, names: Iterable[str]) -> list[str]:
    """Return where others reach a server that listens on an address: by number first, which needs no look-up."""
    own = f"[{listening}]" if ":" in listening else listening
    numbers = addresses() if ip_address(listening).is_unspecified else [own]
    return [f"http://{host}:{port}" for host in [*numbers, *names]]


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this machine and no other."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _way_out() -> str:
    """Return the address of the default route: a datagram socket that is connected has one, and says nothing yet."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as never_written:
        never_written.connect(_ELSEWHERE)
        found: str = never_written.getsockname()[0]
        return found
    return ""
