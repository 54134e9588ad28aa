"""Resolves dependencies between entries of an npm lockfile, as Node.js searches `node_modules` folders.

Node.js looks up a package name in the `node_modules` of the importing folder, then in that of each parent folder. Source: Node.js
documentation, modules, "Loading from node_modules folders".
"""

from collections.abc import Iterable, Iterator, Mapping

from pratique.core.lock import LockRequest, Need
from pratique.lockfiles.npm.entry import installed_name
from pratique.lockfiles.reading.document import MOST_EDGES, too_many


class NpmTree:
    """The entries of one lockfile by the folder that contains them.

    Callers must check each path with `location_doubt` first.
    """

    def __init__(self, locations: Iterable[str]) -> None:
        self._hosted: dict[str, dict[str, str]] = {}
        for location in locations:
            name = installed_name(location)
            if name is not None:
                host = f"/{location}"[: -len(f"/node_modules/{name}")].removeprefix("/")
                self._hosted.setdefault(host, {})[name] = location

    def resolve(self, location: str, name: str) -> str | None:
        """Return the path of the entry that `name` resolves to from the entry at `location` ("" for the project)."""
        return next((host[name] for host in self._hosts_above(location) if name in host), None)

    def requests(
        self,
        wants: Mapping[str, Mapping[str, tuple[str, Need]]],
        lines: Mapping[str, int | None],
    ) -> Iterator[LockRequest]:
        """Yield each dependency with the path of the entry that satisfies it.

        `wants` maps the path of an entry to its dependencies, and `lines` maps the path to the line number of the entry. Raises
        ParseError if the number of dependencies exceeds the limit.
        """
        edges = 0
        for location, asked in wants.items():
            if not asked:
                continue
            edges += len(asked)
            if edges > MOST_EDGES:
                raise too_many("the lock", most=MOST_EDGES, of="dependencies")
            hosts = self._hosts_above(location)
            line = lines.get(location)
            for name, (wanted, need) in asked.items():
                answers: tuple[str, ...] = ()
                for host in hosts:
                    if name in host:
                        answers = (host[name],)
                        break
                yield LockRequest(location, name, wanted, need, answers, line=line)

    def _hosts_above(self, location: str) -> list[dict[str, str]]:
        """Return the entries that Node.js can load from a folder, nearest first.

        From a folder beside the project, Node.js can load only the entries in that folder.
        """
        hosts = []
        folder = location
        while True:
            if folder in self._hosted:
                hosts.append(self._hosted[folder])
            folder, _, last = folder.rpartition("/")
            if last in {"", ".."} or folder == ".." or folder.endswith("/.."):
                return hosts


def parents_of(requests: Iterable[LockRequest]) -> dict[str, tuple[str, ...]]:
    """Return the keys of each entry's dependents without duplicates, in the order of the dependencies."""
    found: dict[str, dict[str, None]] = {}
    for request in requests:
        for key in request.answers:
            found.setdefault(key, {})[request.asker] = None
    return {key: tuple(above) for key, above in found.items()}
