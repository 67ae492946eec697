"""Notifications to systemd (sd_notify(3)): that the host is ready, stops, and is alive.

The protocol is one datagram of text a message, to the socket in NOTIFY_SOCKET.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

READY, WATCHDOG, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
MICROSECONDS = 1_000_000


class Notifier:
    """Notifies the service manager that started this process, if there is one."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address  # an abstract socket
        self._watchdog = _watchdog(environment) if address else None

    @property
    def interval(self) -> float | None:
        """s between two signs of life, half of what the manager allows; None if it asks for none."""
        return self._watchdog and self._watchdog / 2

    def tell(self, *lines: str) -> bool:
        """Send a message; return whether somebody received it. A manager that does not listen stops nothing."""
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.settimeout(1.0)
                out.sendto("\n".join(lines).encode(), self._address)
        except OSError:
            return False
        return True


def _watchdog(environment: Mapping[str, str]) -> float | None:
    """Return the s after which the manager takes a silent process for dead; None if it does not watch this one."""
    try:
        found = int(environment.get("WATCHDOG_USEC", "0")) / MICROSECONDS
        pid = int(environment.get("WATCHDOG_PID", os.getpid()))
    except ValueError:
        return None
    return found if found > 0 and pid == os.getpid() else None
