"""Stores the packages that prevent other packages from being installed, so that listings are correct right after a restart.

The decision log contains only the refusals that resulted from an inspection. The module also stores packages that
cannot be installed themselves, and packages whose releases are all in cooldown.
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
    """The packages to look up again after a restart.

    Without this list, listings are correct too, but not right after a restart.
    """

    _store: BarredPackages | None = None
    _known: set[PackageRef] = field(default_factory=set)

    def read(self, store: BarredPackages) -> Collection[PackageRef]:
        """Return the packages in `store`, and write later changes to this store.

        Raises StoreError if the state folder is unusable.
        """
        self._store, self._known = store, set(store.all())
        return frozenset(self._known)

    def note(self, package: PackageRef, *, barred: bool) -> None:
        """Record whether a package prevents other packages from being installed.

        The store is written only if the value changes.
        """
        if self._store is None or barred == (package in self._known):
            return
        try:
            (self._store.put if barred else self._store.remove)(package)
        except StoreError as error:
            _LOG.warning("could not store whether %s blocks other packages: %s", package, error.message)
            return
        (self._known.add if barred else self._known.discard)(package)
