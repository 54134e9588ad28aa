"""Caches the approvals and denials of users, and reloads them from the shared store every second."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from pratique.core.act import NO_WORD, Act, ActKind, Word, word_of
from pratique.core.names import Digest, PackageRef
from pratique.store.interface import Store
from pratique.store.record import FileName

_LOOK_EVERY = timedelta(seconds=1)
_REFUSALS = frozenset({ActKind.REFUSE, ActKind.REFUSE_UNDONE})


class Acts:
    """All approvals and denials, indexed by digest.

    Every method raises StoreError if the store fails, so a failed lookup never counts as a decision.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_digest: dict[Digest, list[Act]] = {}
        self._by_package: dict[str, int] = {}
        """The number of the last decision about each package, by the purl of the package."""
        self._anywhere = 0
        """The number of the last decision about bytes whose package is unknown."""
        self._looked_at: datetime | None = None
        self.last = 0
        """The number of the last decision."""
        self.last_refusal = 0
        """The number of the last decision that denies an artifact or withdraws a denial."""

    def renew(self, now: datetime) -> None:
        """Load the decisions that any process made since the last load."""
        fresh = tuple(self._store.acts.read(after=self.last))
        purls = self._purls(fresh)
        for act in fresh:
            self._by_digest.setdefault(act.digest, []).append(act)
            self.last = act.number
            if act.kind in _REFUSALS:
                self.last_refusal = act.number
            if not purls[act]:
                self._anywhere = act.number
            for purl in purls[act]:
                self._by_package[purl.rpartition("@")[0]] = act.number
        self._looked_at = now

    def word(self, digests: Iterable[Digest], now: datetime) -> Word:
        """Return the decisions about bytes with any of these digests."""
        self._look(now)
        return self._known(digests, now)

    def said(self, digests: Iterable[Digest], now: datetime) -> tuple[Act, ...]:
        """Return every approval, denial and withdrawal about bytes with any of these digests, in order."""
        self._look(now)
        found = {act.number: act for digest in digests for act in self._by_digest.get(digest, ())}
        return tuple(found[number] for number in sorted(found))

    def words(
        self, files: Iterable[tuple[FileName, Iterable[Digest]]], now: datetime
    ) -> Mapping[FileName, Word]:
        """Return the decisions about several files, by file name. Files without a decision are omitted."""
        self._look(now)
        if not self._by_digest:
            return {}
        found = {name: self._known(digests, now) for name, digests in files}
        return {name: word for name, word in found.items() if word}

    def stamp(self, package: PackageRef, now: datetime) -> int:
        """Return a number that increases with each decision that may affect a package."""
        self._look(now)
        return max(self._by_package.get(package.purl, 0), self._anywhere)

    def _look(self, now: datetime) -> None:
        # A clock that was set back is no reason not to look.
        if self._looked_at is None or not timedelta(0) <= now - self._looked_at < _LOOK_EVERY:
            self.renew(now)

    def _known(self, digests: Iterable[Digest], now: datetime) -> Word:
        said = [act for digest in digests for act in self._by_digest.get(digest, ())]
        return word_of(said, now) if said else NO_WORD

    def _purls(self, acts: Collection[Act]) -> Mapping[Act, set[str]]:
        met = self._store.artifacts.find(act.digest for act in acts)
        names: dict[str, set[str]] = {}
        for seen in self._store.artifacts.of_bytes(seen.sha256 for seen in met.values()):
            names.setdefault(seen.sha256, set()).add(seen.purl)
        return {
            act: ({act.purl} if act.purl else set())
            | (names.get(met[act.digest].sha256, set()) if act.digest in met else set())
            for act in acts
        }
