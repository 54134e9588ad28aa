"""Fixtures and limits that every test lives under."""

import ipaddress
import os
import socket
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import quick

settings.register_profile(
    "pratique",
    max_examples=int(os.environ.get("PRATIQUE_FUZZ", "500")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("pratique")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="write the golden answers anew instead of comparing them"
    )
    parser.addoption(
        "--registry", action="store_true", help="run the tests that ask the configured registries"
    )
    parser.addoption(
        "--quick", action="store_true", help="leave out the files that take long (tests/durations.tsv)"
    )
    parser.addoption("--record-durations", action="store_true", help="write tests/durations.tsv anew")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    left_out = config.getoption("--quick") and collection_path.is_relative_to(quick.ROOT)
    # None leaves the decision to pytest.
    return (left_out and collection_path.relative_to(quick.ROOT).as_posix() in _slow()) or None


@cache
def _slow() -> frozenset[str]:
    return quick.slow(quick.TABLE.read_text())


_seconds: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid.partition("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("--record-durations"):
        quick.TABLE.write_text(quick.text(_seconds))
    if config.getoption("--quick"):
        terminalreporter.write_line(quick.summary(_slow()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Files that take long come first, so that no worker is left with them when the others have ended.
    took = quick.seconds(quick.TABLE.read_text())
    items.sort(key=lambda item: -took.get(item.path.relative_to(quick.ROOT).as_posix(), 0.0))
    if config.getoption("--registry"):
        return
    skip = pytest.mark.skip(reason="asks real registries: give --registry")
    for item in items:
        if item.get_closest_marker("registry"):
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _loopback_only(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test talks to another machine, unless it is marked `registry`."""
    if request.node.get_closest_marker("registry"):
        yield
        return
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if (
            self.family in {socket.AF_INET, socket.AF_INET6}
            and not ipaddress.ip_address(address[0]).is_loopback
        ):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has its own state folder, and no test reads this machine's package-manager settings."""
    home = tmp_path_factory.mktemp("home")
    # What runs in CI demands more (`advisories.require_in_ci`): a test that is about CI says so itself.
    monkeypatch.delenv("CI", raising=False)
    for name in list(os.environ):
        if name.upper().startswith(("NPM_CONFIG_", "PIP_", "UV_", "PRATIQUE_")) and name != "PRATIQUE_FUZZ":
            monkeypatch.delenv(name)
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
    certificates = ("NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    for name in (*proxies, *(name.lower() for name in proxies), *certificates, "NETRC", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("npm_config_globalconfig", str(home / "no-global-npmrc"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(home / "xdg"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local/share"))
    monkeypatch.setenv("PRATIQUE_HOME", str(home / "pratique"))
    monkeypatch.setenv("NO_COLOR", "1")
    # Texts are compared line by line; tests of the width set their own.
    monkeypatch.setenv("COLUMNS", "5000")
