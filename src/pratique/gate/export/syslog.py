"""Sends exported lines to a syslog server, as messages of RFC 5424."""

import errno
import os
import select
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pratique.core.policy import Action
from pratique.gate.export.entry import Entry, Stream

_TIMEOUT_S = 10.0
_LOG_AUDIT = 13
"""The facility `log audit` (RFC 5424, section 6.2.1)."""
_NOTICE = 5
_SEVERITIES: Mapping[Action | None, int] = {
    Action.ALLOW: 6,
    Action.HOLD: _NOTICE,
    Action.BLOCK: 4,
    None: _NOTICE,
}
_MESSAGE_IDS = {Stream.DECISIONS: "decision", Stream.ACTS: "act", Stream.FREEZES: "freeze"}


class Transport(StrEnum):
    """How messages are sent."""

    UDP = "syslog"
    TCP = "syslog+tcp"
    """With the length before each message (RFC 6587, section 3.4.1)."""
    SOCKET = "socket"
    """A datagram socket of this machine, such as /dev/log."""


@dataclass(slots=True)
class SyslogTarget:
    """A syslog server. Syslog confirms no message: what UDP or a broken connection loses is not sent again."""

    transport: Transport
    host: str
    """The host, or the path of the socket."""
    port: int = 514
    name: str = field(default_factory=socket.gethostname)
    _socket: socket.socket | None = None

    @property
    def shown(self) -> str:
        """Return the name of the target for logs, health and metrics."""
        if self.transport is Transport.SOCKET:
            return f"syslog:{self.host}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.transport.value}:{host}:{self.port}"

    def send(self, entries: Sequence[Entry]) -> None:
        """Send entries. Raises OSError."""
        try:
            connected = self._connected()
            for entry in entries:
                self._send(connected, entry)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, connected: socket.socket, entry: Entry) -> None:
        whole = self.message(entry, entry.line)
        if self.transport is Transport.TCP:
            connected.sendall(b"%d %s" % (len(whole), whole))
            return
        try:
            connected.send(whole)
        except OSError as error:
            if error.errno != errno.EMSGSIZE:
                raise
            connected.send(self.message(entry, entry.short))

    def message(self, entry: Entry, line: str) -> bytes:
        """Return the message of RFC 5424 for an entry."""
        priority = _LOG_AUDIT * 8 + _SEVERITIES[entry.action]
        at = entry.at.isoformat(timespec="microseconds")
        name = "".join(char for char in self.name if "!" <= char <= "~")[:255] or "-"
        head = f"<{priority}>1 {at} {name} pratique {os.getpid()} {_MESSAGE_IDS[entry.stream]} - "
        return (head + line.rstrip("\n")).encode()

    def _connected(self) -> socket.socket:
        if self._socket is not None and self.transport is Transport.TCP and _is_closed(self._socket):
            self.close()
        if self._socket is None:
            self._socket = self._connect()
        return self._socket

    def _connect(self) -> socket.socket:
        if self.transport is Transport.TCP:
            return socket.create_connection((self.host, self.port), _TIMEOUT_S)
        if self.transport is Transport.SOCKET:
            made, address = _local_socket(), self.host
        else:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)[0]
            made, address = socket.socket(*found[:3]), found[4]  # type: ignore[assignment]  # one for each family
        try:
            made.settimeout(_TIMEOUT_S)
            made.connect(address)
        except OSError:
            made.close()
            raise
        return made


def _local_socket() -> socket.socket:
    """Return a datagram socket for a path of this machine. Raises OSError on Windows."""
    family = getattr(socket, "AF_UNIX", None)
    if family is None:
        raise OSError(errno.EAFNOSUPPORT, "Windows has no datagram sockets with a path")
    return socket.socket(family, socket.SOCK_DGRAM)


def _is_closed(connected: socket.socket) -> bool:
    """Return True if the server closed the connection: what is sent then would be lost.

    A syslog server sends no data of its own.
    """
    readable, _, _ = select.select([connected], [], [], 0)
    if not readable:
        return False
    try:
        return not connected.recv(1024, socket.MSG_PEEK)
    except OSError:
        return True
