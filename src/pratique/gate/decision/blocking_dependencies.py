"""Remembers across restarts which packages prevent others from being installed, so that listings know it at once.

Refusals based on bytes are in the log. This stores the rest: packages that cannot be installed themselves,
and packages whose releases are all in cooldown.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field

from pratique.core.names import PackageRef
from pratique.errors import StoreError
from pratique.store.interface import BarredPackages

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Barred:
    """Which packages have to be looked at again. It is a hint: where it cannot be kept, a listing is as good as without it."""

    _store: BarredPackages | None = None
    _known: set[PackageRef] = field(default_factory=set)

    def read(self, store: BarredPackages) -> Collection[PackageRef]:
        """Return the stored packages at start, and write changes to the store from then on. Raises StoreError."""
        self._store, self._known = store, set(store.all())
        return frozenset(self._known)

    def note(self, package: PackageRef, *, barred: bool) -> None:
        """Take up whether a package is one; nothing is written where that is known."""
        if self._store is None or barred == (package in self._known):
            return
        try:
            (self._store.put if barred else self._store.remove)(package)
        except StoreError as error:
            _LOG.warning("what is refused of %s is not remembered: %s", package, error.message)
            return
        (self._known.add if barred else self._known.discard)(package)
