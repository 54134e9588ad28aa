"""The incidents replay on the machine of the command-line tests, which must not know them by name."""

import pytest

from tests.cli.conftest import machine

__all__ = ["machine", "without_the_catalogue"]


@pytest.fixture(autouse=True)
def without_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch off what ships with Pratique about these very incidents."""
    monkeypatch.setenv("PRATIQUE_INCIDENTS", "false")
    monkeypatch.setenv("PRATIQUE_SNAPSHOT", "false")
