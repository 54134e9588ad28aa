"""Builds the dependency graph of pnpm-lock.yaml and finds the dependency groups that need each entry.

The groups are computed from the dependency graph, because lockfileVersion 9.0 has no `dev` field. pnpm itself ignores the `dev`
field of older versions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pratique.lockfiles.npm.pnpm.importer import Need
from pratique.lockfiles.npm.pnpm.problems import WHAT
from pratique.lockfiles.reading.document import MOST_EDGES, too_many

_ALL = frozenset(Need)
_FIRM = frozenset({Need.RUN, Need.PEER})
_NOT_PEER = _ALL - {Need.PEER}


@dataclass(slots=True)
class PnpmGraph:
    """The dependencies between lockfile entries, by key; `own` contains the keys of the project and its workspaces."""

    own: frozenset[str]
    _below: dict[str, list[tuple[str, Need]]] = field(default_factory=dict)
    _above: dict[str, dict[str, None]] = field(default_factory=dict)
    _edges: int = 0

    def add(self, asker: str, target: str, need: Need) -> None:
        """Add the dependency of `asker` on `target`. Raises ParseError if the number of dependencies exceeds the limit."""
        self._edges += 1
        if self._edges > MOST_EDGES:
            raise too_many(WHAT, most=MOST_EDGES, of="dependencies")
        self._below.setdefault(asker, []).append((target, need))
        self._above.setdefault(target, {})[asker] = None

    def parents(self, key: str) -> tuple[str, ...]:
        """Return the keys of an entry's dependents."""
        return tuple(self._above.get(key, ()))

    def groups(self) -> "PnpmGroups":
        """Compute the entries that are reachable from each dependency group."""
        starts = {
            need: [
                target
                for asker in self.own
                for target, why in self._below.get(asker, ())
                if why is need and target not in self.own
            ]
            for need in Need
        }
        run, optional, dev = starts[Need.RUN], starts[Need.OPTIONAL], starts[Need.DEV]
        every = [target for targets in starts.values() for target in targets]
        return PnpmGroups(
            run=self._reach(run, _FIRM),
            perhaps=self._reach((*run, *optional), _ALL),
            dev=self._reach(dev, _FIRM),
            perhaps_dev=self._reach(dev, _ALL),
            config=self._reach(starts[Need.CONFIG], _ALL),
            manager=self._reach(starts[Need.MANAGER], _ALL),
            without_peers=self._reach(every, _NOT_PEER),
        )

    def _reach(self, starts: Iterable[str], needs: frozenset[Need]) -> frozenset[str]:
        """Return the entries that are reachable by dependencies of the given kinds, including the start entries."""
        reached = set(starts)
        waiting = list(reached)
        while waiting:
            for target, need in self._below.get(waiting.pop(), ()):
                if need in needs and target not in reached and target not in self.own:
                    reached.add(target)
                    waiting.append(target)
        return frozenset(reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class PnpmGroups:
    """The entries that are reachable from the project: always, or only through an optional dependency (`perhaps`)."""

    run: frozenset[str]
    perhaps: frozenset[str]
    dev: frozenset[str]
    perhaps_dev: frozenset[str]
    config: frozenset[str]
    manager: frozenset[str]
    without_peers: frozenset[str]

    def of(self, key: str) -> frozenset[str]:
        """Return the dependency groups that need an entry; `extraneous` if no package depends on the entry."""
        found = set()
        if key not in self.run:
            told = {
                Need.DEV: key in self.perhaps_dev,
                Need.OPTIONAL: key in self.perhaps or (key in self.perhaps_dev and key not in self.dev),
                Need.CONFIG: key in self.config,
                Need.MANAGER: key in self.manager,
            }
            found = {str(need.value) for need, is_in in told.items() if is_in}
            if not found:
                return frozenset({"extraneous"})
        if key not in self.without_peers:
            found.add(Need.PEER.value)
        return frozenset(found)
