"""No test speaks to the world: only this machine and Unix sockets can be reached."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class NetworkForbidden(OSError):
    """A test tried to leave this machine."""


def _allowed(family: int, address: Any) -> bool:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = address[0]
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(self: socket.socket, address: Any) -> None:
    if not _allowed(self.family, address):
        raise NetworkForbidden(f"A test tried to reach {address!r}.")
    _connect(self, address)


def _guarded_ex(self: socket.socket, address: Any) -> int:
    if not _allowed(self.family, address):
        raise NetworkForbidden(f"A test tried to reach {address!r}.")
    return _connect_ex(self, address)


def forbid() -> None:
    """From now on a socket of this process reaches this machine only."""
    socket.socket.connect = _guarded  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = _guarded_ex  # type: ignore[assignment, method-assign]
