"""An index of advisories that stays open until the last who looks in it is done, also when a newer one takes its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pratique.intake.known_bad.advised import Warnings


class Leased:
    """An opened index; `close` is called once, when it is retired and unused."""

    def __init__(self, warnings: Warnings, close: Callable[[], None]) -> None:
        self.warnings = warnings
        self._close = close
        self._users = 0
        self._retired = False
        self.closed = False
        """Whether it can be asked no more."""

    @contextmanager
    def lease(self) -> Iterator[Warnings]:
        """Keep it open until the block ends."""
        self._users += 1
        try:
            yield self.warnings
        finally:
            self._users -= 1
            self._end()

    def retire(self) -> None:
        """Refuse new users; the index closes as soon as nobody uses it."""
        self._retired = True
        self._end()

    def _end(self) -> None:
        if self._retired and self._users == 0 and not self.closed:
            self.closed = True
            self._close()
