"""What the terminal is, and progress on it."""

import io
import sys

import pytest

from pratique.cli.output.terminal import Progress, wants_colour


class Terminal(io.StringIO):
    """Text that a person watches."""

    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Lead both standard streams to a terminal, from within a test: pytest sets them before it."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return shown


@pytest.mark.parametrize(
    ("choice", "variables", "expected"),
    [
        ("auto", {}, True),
        ("never", {}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    variables: dict[str, str],
    expected: bool,
) -> None:
    watched(monkeypatch)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert expected is wants_colour(choice)


def test_no_colour_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    watched(monkeypatch)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not wants_colour("auto")
    assert wants_colour("always")


def test_progress_is_told_and_wiped_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    with Progress(0, "packages") as progress:
        progress.expect(2)
        progress.step()
        progress.step()
    lines = screen.getvalue().split("\r\x1b[K")
    assert "0/2 packages" in lines[2]
    assert "[##############################] 2/2 packages" == lines[-2]
    assert "" == lines[-1]


def test_a_long_run_draws_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    with Progress(10_000, "packages") as progress:
        for _ in range(9_999):
            progress.step()
    assert screen.getvalue().count("packages") < 100


@pytest.mark.parametrize("term", ["dumb", None])
def test_nothing_is_drawn_where_nobody_watches(monkeypatch: pytest.MonkeyPatch, term: str | None) -> None:
    stream: io.StringIO = Terminal() if term else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term or "xterm")
    with Progress(1, "packages") as progress:
        progress.step()
    assert "" == stream.getvalue()
