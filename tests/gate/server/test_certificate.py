"""The TLS certificate of a gate: what is refused, and how a new one replaces the old one."""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import load_der_x509_certificate

from pratique.errors import UsageError
from pratique.gate.server.certificate import Certificate, CertificateFiles, Seldom, mode_for_others
from pratique.gate.server.lifecycle import listening
from tests.gate.tls import NOW, Pki, pki

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def made(tmp_path: Path) -> Pki:
    return pki(tmp_path)


def at(moment: datetime = NOW) -> "Clock":
    return Clock(moment)


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def refusal(files: CertificateFiles) -> str:
    with pytest.raises(UsageError) as caught:
        Certificate(files, at())
    assert caught.value.hint
    return caught.value.message


def test_files_that_cannot_be_used_are_named_with_the_reason(made: Pki, tmp_path: Path) -> None:
    certificate, key = made.files.certificate, made.files.key
    encrypted, empty = tmp_path / "encrypted.key", tmp_path / "empty"
    encrypted.write_bytes(
        load_pem_private_key(key.read_bytes(), None).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
        )
    )
    empty.write_text("")
    other = pki(tmp_path / "other").files

    assert f"gate.tls_key: {encrypted} has a passphrase" == refusal(
        CertificateFiles(certificate=certificate, key=encrypted)
    )
    assert f"gate.tls_key: {other.key} is not the key of {certificate}" == refusal(
        CertificateFiles(certificate=certificate, key=other.key)
    )
    assert f"gate.tls_certificate: {empty} contains no PEM certificate" == refusal(
        CertificateFiles(certificate=empty, key=key)
    )
    assert "gate.tls_certificate: /gone.pem does not exist" == refusal(
        CertificateFiles(certificate=Path("/gone.pem"), key=key)
    )
    assert "cannot be used" in refusal(CertificateFiles(certificate=certificate, key=empty))
    assert "is not a regular file" in refusal(CertificateFiles(certificate=tmp_path, key=key))


def test_a_gate_is_degraded_two_weeks_before_the_end_and_after_it(made: Pki) -> None:
    clock = at()
    found = Certificate(made.files, clock)
    assert ([], 90 * 86_400) == (found.problems(), round(found.left_s()))
    clock.moment = NOW + timedelta(days=77)
    (soon,) = found.problems()
    clock.moment = NOW + timedelta(days=91)
    (late,) = found.problems()

    assert f"the TLS certificate ends at {NOW + timedelta(days=90):%Y-%m-%d %H:%M} UTC" == soon
    assert "the TLS certificate ended at" in late
    assert found.left_s() < 0
    assert {"certificate": {"ends_at": found.ends_at.isoformat()}} == found.health()


def test_a_short_lived_certificate_is_a_problem_in_its_last_quarter(made: Pki) -> None:
    made.issue(begins=timedelta(0), ends=timedelta(hours=24))
    clock = at(NOW + timedelta(hours=12))
    found = Certificate(made.files, clock)
    assert [] == found.problems()
    clock.moment = NOW + timedelta(hours=19)
    assert 1 == len(found.problems())


def test_a_gate_starts_with_an_expired_certificate_and_says_so(made: Pki) -> None:
    found = Certificate(made.files, at(NOW + timedelta(days=100)))
    assert "ended at" in found.problems()[0]


async def until(done: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within 20 s")


@asynccontextmanager
async def served(certificate: Certificate) -> AsyncIterator[int]:
    async def handle(_: web.BaseRequest) -> web.Response:
        return web.Response(text="here")

    async with listening(handle, "127.0.0.1", 0, tls=certificate.context) as (_, port):
        yield port


async def serial(port: int, made: Pki, *, name: str | None = "localhost") -> int:
    """The serial number of the certificate that a client gets, by the gate's name or its address."""
    tls = made.client()
    tls.check_hostname = name is not None
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=name or "127.0.0.1")
    found = load_der_x509_certificate(writer.get_extra_info("ssl_object").getpeercert(binary_form=True))
    writer.close()
    return found.serial_number


def test_a_renewed_certificate_is_used_and_open_connections_continue(
    made: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        certificate = Certificate(made.files, at())
        first = certificate.ends_at
        async with served(certificate) as port:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, ssl=made.client(), server_hostname="127.0.0.1"
            )
            ssl_object = writer.get_extra_info("ssl_object")
            assert "http/1.1" != ssl_object.selected_alpn_protocol(), "nothing was offered"
            watching = asyncio.create_task(certificate.run(0.02))
            new = made.issue(ends=timedelta(days=80))
            await until(lambda: certificate.ends_at != first)
            watching.cancel()
            assert [new, new] == [await serial(port, made), await serial(port, made, name=None)]
            writer.write(GET)
            assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"here"), 20)
            writer.close()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert "the TLS certificate was replaced; the new one ends at" in caplog.text


def test_a_new_certificate_that_cannot_be_used_changes_nothing_until_it_can(
    made: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    certificate = Certificate(made.files, at())
    before = certificate.ends_at
    told: list[str] = []
    for begins, ends in ((-timedelta(days=1), timedelta(hours=-1)), (timedelta(days=1), timedelta(days=91))):
        made.issue(begins=begins, ends=ends)
        certificate.look()
        certificate.look()
        told += certificate.problems()
    made.issue(key=False)
    certificate.use(made.files)
    told += certificate.problems()

    assert before == certificate.ends_at
    assert [True] * 3 == [
        words in text
        for words, text in zip(("ended at", "is valid only from", "is not the key of"), told, strict=True)
    ]
    assert 3 == caplog.text.count("the previous one stays active")
    made.issue()
    certificate.look()
    assert [] == certificate.problems()


def test_other_files_that_cannot_be_used_are_refused(made: Pki, tmp_path: Path) -> None:
    certificate, other = Certificate(made.files, at()), pki(tmp_path / "other")
    before = certificate.ends_at
    other.issue(ends=timedelta(days=-1) + timedelta(minutes=1))
    with pytest.raises(UsageError, match="ended at"):
        certificate.use(other.files)
    assert before == certificate.ends_at
    other.issue(ends=timedelta(days=50))
    certificate.use(other.files)
    assert before != certificate.ends_at


def distrust(port: int) -> None:
    """Connect as a client that does not have the authority, and that says so to the server, as asyncio does not."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1").close()


def test_each_kind_of_failed_handshake_is_one_line_in_the_log(
    made: Pki, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> list[bytes]:
        found = []
        async with served(Certificate(made.files, at())) as port:
            for _ in range(3):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(GET)
                found.append(await asyncio.wait_for(reader.read(), 20))
                writer.close()
            with pytest.raises(ssl.SSLCertVerificationError):
                await asyncio.to_thread(distrust, port)
            await until(lambda: "does not trust the certificate authority" in caplog.text)
        return found

    logging.getLogger("pratique.gate.tls").filters.clear()
    with caplog.at_level(logging.WARNING):
        answers = asyncio.run(run())

    assert not any(b"200" in one for one in answers)
    assert ssl.TLSVersion.TLSv1_2 == Certificate(made.files, at()).context.minimum_version
    lines = [one.getMessage() for one in caplog.records]
    assert ["a client sent plain HTTP; the client's URL must begin with https://"] == [
        one.partition(": ")[2] for one in lines if "plain HTTP" in one
    ]
    assert not any(one.exc_info for one in caplog.records)


def test_the_same_message_is_logged_again_after_a_minute() -> None:
    seldom = Seldom()

    def record(text: str, at_s: float) -> logging.LogRecord:
        made = logging.makeLogRecord({"msg": text})
        made.created = at_s
        return made

    assert [True, False, True, True] == [
        seldom.filter(record(*one)) for one in (("a", 0), ("a", 59), ("b", 59), ("a", 61))
    ]


def test_a_key_that_all_users_can_read_is_noticed(made: Pki, caplog: pytest.LogCaptureFixture) -> None:
    key = made.files.key
    assert mode_for_others(key) is None
    key.chmod(0o640)
    assert mode_for_others(key) is None
    key.chmod(0o644)
    assert 0o644 == mode_for_others(key)
    Certificate(made.files, at())
    assert f"every user of this machine can read the TLS key (mode 644): chmod 600 {key}" in caplog.text
    assert mode_for_others(Path("/gone.key")) is None
