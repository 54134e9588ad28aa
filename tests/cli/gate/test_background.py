"""Where alarms are sent, and what signs them."""

from pathlib import Path

import pytest

from pratique.cli.gate.background import hook_of, syslog_target, target_of
from pratique.config.form import exports
from pratique.config.settings import GateSettings
from pratique.errors import UsageError
from tests.store.gate.test_decisions import NOW

URL = "https://alerts.example/in"
VARIABLE = "PRATIQUE_GATE_WEBHOOK_SECRET"


def test_without_an_address_nothing_is_sent() -> None:
    assert hook_of(GateSettings(), {}) is None


def test_the_secret_comes_from_the_file_or_the_variable(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("0123456789abcdef0123\n")

    by_file = hook_of(
        GateSettings(webhook=URL, webhook_secret_file=str(file)), {VARIABLE: "another secret here"}
    )
    by_variable = hook_of(GateSettings(webhook=URL), {VARIABLE: "another secret here"})

    assert by_file is not None
    assert by_variable is not None
    assert (URL, b"0123456789abcdef0123") == (by_file.url, by_file.key)
    assert b"another secret here" == by_variable.key


@pytest.mark.parametrize(
    ("expected", "text"), [("shorter than 16", b"short"), ("not UTF-8 text", b"\xff" * 20), ("shorter", b"")]
)
def test_a_file_that_holds_no_secret_is_told(tmp_path: Path, expected: str, text: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(text)
    with pytest.raises(UsageError, match=expected):
        hook_of(GateSettings(webhook=URL, webhook_secret_file=str(file)), {})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        hook_of(GateSettings(webhook=URL, webhook_secret_file=str(tmp_path / "none")), {})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("syslog:logs.example", "syslog:logs.example:514"),
        ("syslog:logs.example:1514", "syslog:logs.example:1514"),
        ("syslog+tcp:[::1]:601", "syslog+tcp:[::1]:601"),
        ("syslog+tcp:[::1]", "syslog+tcp:[::1]:514"),
        ("syslog:/dev/log", "syslog:/dev/log"),
    ],
)
def test_a_syslog_server_is_read_from_the_settings(url: str, expected: str) -> None:
    assert (url,) == exports().read([url])
    assert expected == syslog_target(url).shown


def test_an_export_without_a_secret_is_told() -> None:
    with pytest.raises(
        UsageError, match=r"gate\.export is set, but the secret for signing messages is missing"
    ):
        target_of(URL, GateSettings(), {}, lambda: NOW)
    made = target_of(URL, GateSettings(), {VARIABLE: "another secret here"}, lambda: NOW)
    assert "https://alerts.example" == made.shown
    assert "file:/var/log/x" == target_of("file:/var/log/x", GateSettings(), {}, lambda: NOW).shown
