"""Messages of RFC 5424, by each transport, at a server of this machine."""

import re
import socket
from pathlib import Path

import pytest

from pratique.core.policy import Action
from pratique.gate.export.syslog import SyslogTarget, Transport
from tests.gate.export.entries import entry

_MESSAGE = re.compile(r"<(\d+)>1 2026-03-01T00:00:00\.000000\+00:00 host pratique \d+ decision - (\{.*\})\Z")


def test_udp_and_a_socket_get_one_message_for_each_line_and_a_short_one_for_what_is_too_long(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "s")
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local,
    ):
        udp.bind(("127.0.0.1", 0))
        local.bind(path)
        for server, target in (
            (udp, SyslogTarget(Transport.UDP, "127.0.0.1", udp.getsockname()[1], "host")),
            (local, SyslogTarget(Transport.SOCKET, path, name="host")),
        ):
            server.settimeout(5)
            target.send([entry(1), entry(2, action=Action.BLOCK), entry(3, size=1_000_000, action=None)])
            messages = [_MESSAGE.fullmatch(server.recv(10_000).decode()) for _ in range(3)]
            target.close()
            assert [("110", 1), ("108", 2), ("109", 3)] == [
                (found[1], int(re.findall(r'"number":(\d+)', found[2])[0])) for found in messages if found
            ]
            assert messages[2] is not None
            assert messages[2][2].endswith('"shortened":true}')


def test_tcp_counts_the_bytes_and_connects_again_after_the_server_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        target = SyslogTarget(Transport.TCP, "127.0.0.1", server.getsockname()[1], "host")
        for number in (1, 2):
            target.send([entry(number, size=100_000)])
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as read:
                length = int(b"".join(iter(lambda: read.read(1), b" ")))
                found = _MESSAGE.fullmatch(read.read(length).decode())
                assert found is not None
                assert f'"number":{number}' in found[2]
        port = server.getsockname()[1]
    with pytest.raises(OSError):  # noqa: PT011 - refused, or reset
        target.send([entry(3)])
    assert f"syslog+tcp:127.0.0.1:{port}" == target.shown


def test_the_name_of_a_target_is_that_of_the_settings() -> None:
    assert "syslog:[::1]:514" == SyslogTarget(Transport.UDP, "::1").shown
    assert "syslog:/dev/log" == SyslogTarget(Transport.SOCKET, "/dev/log").shown
    with pytest.raises(OSError):  # noqa: PT011 - whatever it is called here
        SyslogTarget(Transport.SOCKET, "/none/log").send([entry(1)])
