"""Describes what the revisions of one lockfile contain, as the changes from one revision to the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from pratique.lockfiles.revisions.reading import Held


@dataclass(frozen=True, slots=True)
class KeptRevision:
    """A revision, compared with the revision before it in `KeptRevisions.revisions`."""

    identity: str
    """The object id that git gives to the content."""
    added: tuple[int, ...]
    """Positions in `KeptRevisions.releases`."""
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeptRevisions:
    """The releases of revisions of one lockfile. A revision that could not be read completely is not among them."""

    releases: tuple[Held, ...] = ()
    """Every release of any revision, once."""
    revisions: tuple[KeptRevision, ...] = ()

    def having(self, matches: Callable[[Held], bool]) -> dict[str, tuple[Held, ...]]:
        """Return for each revision, by its object id, the releases for which `matches` returns True."""
        searched = {at: release for at, release in enumerate(self.releases) if matches(release)}
        now: dict[int, Held] = {}
        found: dict[str, tuple[Held, ...]] = {}
        together: tuple[Held, ...] = ()
        for revision in self.revisions:
            gone = [at for at in revision.removed if at in searched]
            come = [at for at in revision.added if at in searched]
            if gone or come:
                for at in gone:
                    now.pop(at, None)
                now.update((at, searched[at]) for at in come)
                together = tuple(now.values())
            found[revision.identity] = together
        return found

    def plus(self, read: Mapping[str, frozenset[Held]]) -> Self:
        """Return these revisions and those of `read`, which are the releases of other revisions by object id."""
        positions = {release: at for at, release in enumerate(self.releases)}
        before = self._newest()
        revisions = list(self.revisions)
        for identity, after in read.items():
            # Differences of sets first: to hash each release of each revision again takes longer than to read it.
            added = [positions.setdefault(release, len(positions)) for release in after - before]
            removed = [positions[release] for release in before - after]
            revisions.append(KeptRevision(identity, tuple(sorted(added)), tuple(sorted(removed))))
            before = after
        return type(self)(tuple(positions), tuple(revisions))

    def _newest(self) -> frozenset[Held]:
        now: set[int] = set()
        for revision in self.revisions:
            now.difference_update(revision.removed)
            now.update(revision.added)
        return frozenset(self.releases[at] for at in now if at < len(self.releases))
