"""Detects the terminal's width and colours, and shows progress on standard error if that is a terminal."""

import os
import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

import click

_EVERY_S = 0.1
_WIDTH = 30
_NARROWEST = 40


def width() -> int:
    """Return the output width in columns: the width of the terminal or COLUMNS, else 80; at least 40."""
    return max(_NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def wants_colour(choice: str) -> bool:
    """Return True if standard output uses colour.

    `--color` has the highest precedence, then NO_COLOR, FORCE_COLOR, and the terminal.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(sys.stdout)


def _is_terminal(stream: TextIO | None) -> bool:
    """Return True if the stream is a terminal. A standard stream that was closed before the program started is None."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def note(text: str) -> None:
    """Write a line to standard error, and remove a progress line."""
    click.echo(f"\r\x1b[K{text}" if _is_terminal(sys.stderr) else text, err=True)


class Progress:
    """Shows a progress line on standard error if that is a terminal."""

    def __init__(self, total: int, what: str) -> None:
        self._total = total
        self._what = what
        self._done = 0
        self._shown = _is_terminal(sys.stderr)
        self._last = 0.0
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._draw(force=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)

    def expect(self, total: int) -> None:
        """Set the total number of steps."""
        self._total = total
        self._draw(force=True)

    def step(self) -> None:
        """Count one step."""
        self._done += 1
        self._draw(force=self._done == self._total)

    def _draw(self, *, force: bool) -> None:
        now = time.monotonic()
        if not self._shown or not (force or now - self._last >= _EVERY_S):
            return
        self._last = now
        filled = _WIDTH * self._done // max(1, self._total)
        left = ""
        if 0 < self._done < self._total:
            seconds = (now - self._started) / self._done * (self._total - self._done)
            left = f", about {seconds:.0f} s left"
        bar = "#" * filled + "." * (_WIDTH - filled)
        click.echo(f"\r\x1b[K[{bar}] {self._done}/{self._total} {self._what}{left}", err=True, nl=False)
