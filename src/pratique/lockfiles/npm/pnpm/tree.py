"""Combines the entries and project folders of pnpm-lock.yaml into a dependency graph with installed names."""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.core.lock import ROOT, LockedPackage, LockRequest, SourceKind
from pratique.core.lock import Need as Kind
from pratique.core.names import Ecosystem, PackageRef
from pratique.lockfiles.npm.entry import folder_name, is_name, read_deprecation
from pratique.lockfiles.npm.pnpm.entry import PnpmDraft
from pratique.lockfiles.npm.pnpm.graph import PnpmGraph, PnpmGroups
from pratique.lockfiles.npm.pnpm.importer import Importer, Need, Want, folder_of
from pratique.lockfiles.npm.pnpm.path import OWN_PREFIXES, path_of
from pratique.lockfiles.npm.pnpm.problems import WHAT, PnpmProblems
from pratique.lockfiles.npm.pnpm.section import PnpmSection
from pratique.lockfiles.reading.document import too_many

_MOST_LINKS = 100_000
"""Maximum number of dependencies on folders, because resolving a link takes time and memory in proportion to the path length."""
_MOST_FOLDER_CHARS = 1_024
_KINDS = {Need.DEV: Kind.DEV, Need.OPTIONAL: Kind.OPTIONAL, Need.PEER: Kind.PEER}


@dataclass(frozen=True, slots=True)
class _Asker:
    """A dependent: its key, the base folder of its relative links, and the key prefix of its YAML document."""

    key: str
    folder: str
    line: int | None
    prefix: str


class PnpmTree:
    """The entries of all YAML documents by key; a key is the prefix of the document, followed by the path of the entry.

    Raises ParseError if the number of dependencies exceeds the limit.
    """

    def __init__(self, sections: dict[str, PnpmSection], problems: PnpmProblems) -> None:
        self._sections = sections
        self._problems = problems
        self._entries = {
            prefix + path: entry
            for prefix, section in sections.items()
            for path, entry in section.entries.items()
        }
        self._folders: dict[str, Importer] = {}
        for section in sections.values():
            self._folders |= section.importers
        self._keys = {
            path: f"./{path}" if path in self._entries or path.startswith(OWN_PREFIXES) else path
            for path in (ROOT, *self._folders)
        }
        self._links: dict[str, tuple[str, int | None]] = {}
        self._names: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._answers: dict[str, list[tuple[str, str]]] = {}
        self.requests: list[LockRequest] = []
        """Every dependency, with the entry or folder that satisfies it."""
        self._followed = 0
        self._graph = PnpmGraph(frozenset(self._keys.values()))
        for prefix, section in sections.items():
            self._join(section, prefix)

    def packages(self) -> Iterator[LockedPackage]:
        """Yield every entry: workspace folders first, then links to other folders, then downloaded packages."""
        for path, importer in self._folders.items():
            if path != ROOT:
                yield self._own(path, importer)
        for key, (name, line) in self._links.items():
            yield LockedPackage(
                key=key,
                package=PackageRef(Ecosystem.NPM, name),
                version=None,
                source=SourceKind.LINK,
                url=key,
                parents=self._graph.parents(key),
                answers=tuple(self._answers.get(key, ())),
                line=line,
            )
        groups = self._graph.groups()
        for key, (draft, line) in self._entries.items():
            yield self._fetched(key, draft, line, groups)

    def _join(self, section: PnpmSection, prefix: str) -> None:
        for path, importer in section.importers.items():
            asker = _Asker(self._keys[path], path, importer.line, prefix)
            for want in importer.wants:
                key = self._request(asker, want)
                if key is not None:
                    self._answers.setdefault(key, []).append((path, want.name))
        for path, (draft, line) in section.entries.items():
            # Links of an entry lead from the folder of the lock.
            asker = _Asker(prefix + path, ROOT, line, prefix)
            for want in draft.entry.wants():
                self._request(asker, want)

    def _request(self, asker: _Asker, want: Want) -> str | None:
        key, is_problem = self._follow(asker, want)
        if not is_problem:
            answers = () if key is None else (key,)
            kind = _KINDS.get(want.need, Kind.RUN)
            request = LockRequest(asker.key, want.name, want.reference, kind, answers, line=asker.line)
            self.requests.append(request)
        return key

    def _follow(self, asker: _Asker, want: Want) -> tuple[str | None, bool]:
        section = self._sections[asker.prefix]
        path = path_of(want.name, want.reference, section.style)
        if path is None:
            key = self._link(asker, want)
            return key, key is None
        key = asker.prefix + path
        entry = self._entries.get(key)
        if entry is not None:
            self._graph.add(asker.key, key, want.need)
            if want.name != entry[0].name and is_name(want.name):
                self._aliases.setdefault(key, want.name)
            return key, False
        return None, path in section.refused

    def _link(self, asker: _Asker, want: Want) -> str | None:
        self._followed += 1
        if self._followed > _MOST_LINKS:
            raise too_many(WHAT, most=_MOST_LINKS, of="links to folders")
        folder = folder_of(want.reference, asker.folder)
        key = self._keys.get(folder)
        if key is None:
            if len(folder) > _MOST_FOLDER_CHARS or not is_name(want.name):
                self._problems.tell(want.name, asker.line, "the link target is not valid")
                return None
            key = f"link:{folder}"
            self._links.setdefault(key, (want.name, asker.line))
        elif is_name(want.name):
            self._names.setdefault(folder, want.name)
        self._graph.add(asker.key, key, want.need)
        return key

    def _own(self, path: str, importer: Importer) -> LockedPackage:
        key = self._keys[path]
        return LockedPackage(
            key=key,
            package=PackageRef(Ecosystem.NPM, self._names.get(path) or folder_name(path)),
            version=None,
            source=SourceKind.WORKSPACE,
            dependencies={want.name: want.reference for want in importer.wants},
            parents=self._graph.parents(key) or (ROOT,),
            answers=tuple(self._answers.get(key, ())),
            line=importer.line,
        )

    def _fetched(self, key: str, draft: PnpmDraft, line: int | None, groups: PnpmGroups) -> LockedPackage:
        entry = draft.entry
        return LockedPackage(
            key=key,
            package=PackageRef(Ecosystem.NPM, draft.name),
            version=draft.version,
            source=draft.address.source,
            alias=self._aliases.get(key),
            registry=draft.address.registry,
            url=draft.address.url,
            files=draft.files,
            groups=groups.of(key),
            markers=entry.markers(),
            optional=entry.optional is True,
            has_install_hook=draft.has_install_hook,
            dependencies={want.name: want.reference for want in entry.wants()},
            parents=self._graph.parents(key),
            answers=tuple(self._answers.get(key, ())),
            line=line,
            deprecated=read_deprecation(entry.deprecated),
        )
