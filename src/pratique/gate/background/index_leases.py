"""Keeps a replaced advisory index open until its last user has finished."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pratique.intake.known_bad.advised import Warnings


class Leased:
    """An open index. `close` is called once, when the index is retired and unused."""

    def __init__(self, warnings: Warnings, close: Callable[[], None]) -> None:
        self.warnings = warnings
        self._close = close
        self._users = 0
        self._retired = False
        self.closed = False
        """True if the index was replaced by a newer one."""

    @contextmanager
    def lease(self) -> Iterator[Warnings]:
        """Keep the index open until the `with` block ends."""
        self._users += 1
        try:
            yield self.warnings
        finally:
            self._users -= 1
            self._end()

    def retire(self) -> None:
        """Retire the index. The index is closed as soon as it is unused."""
        self._retired = True
        self._end()

    def _end(self) -> None:
        if self._retired and self._users == 0 and not self.closed:
            self.closed = True
            self._close()
