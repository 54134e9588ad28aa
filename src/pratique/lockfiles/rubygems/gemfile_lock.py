"""Parses Gemfile.lock and gems.locked of Bundler 1, 2 and 4.

A gem for one platform is a separate entry. For example, `nokogiri (1.16.0-x86_64-linux)` is an entry with the version
`1.16.0`, the file `nokogiri-1.16.0-x86_64-linux.gem` and the single marker `platform=x86_64-linux`. A gem for any Ruby
has no marker. Gem names are case-sensitive, as in a gem registry. If PLATFORMS contains only `ruby`, as Bundler 1 wrote
it, Bundler installs the file that fits the machine best. Bundler installs the best file even if the lockfile does not
list that file, and compares no checksum. If PLATFORMS contains only `ruby`, an entry accepts any file of its release
(`any_file`). If PLATFORMS contains other platforms, Bundler installs exactly the files that the lockfile lists.

Sources: Bundler's own reader (`bundler/lockfile_parser.rb`), `bundler/lazy_specification.rb`, and locks made and
installed with Bundler 2.6.7. Gemfile.lock has no format version; `BUNDLED WITH` contains the version of Bundler that
wrote the file. Unknown sections are reported as problems. Only the Gemfile contains the groups of gems, not the
lockfile. If a `GEM` section has several remotes, the lockfile does not specify which of them provided a gem. Bundler
locks every required gem on every platform, except Bundler itself. If a gem is missing, or DEPENDENCIES or PLATFORMS are
absent, Bundler resolves again, unless it is frozen (`bundler/definition.rb`: `check_lockfile`, `converge_dependencies`,
`add_current_platform`). A lockfile without BUNDLED WITH was written by Bundler before 1.10.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pratique.core.lock import ROOT, Lock, LockedFile, LockedPackage, LockRequest, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.lockfiles.pypi.entry import without_user
from pratique.lockfiles.reading.document import (
    MOST_EDGES,
    MOST_ENTRIES,
    conflict,
    invalid,
    read_text,
    too_many,
)
from pratique.lockfiles.reading.problem_list import ProblemList
from pratique.lockfiles.rubygems.entry import ANY_RUBY, NAME, VERSION, read_release

FORMAT = "Gemfile.lock"
MOST_LINES = MOST_EDGES + 3 * MOST_ENTRIES
"""Maximum number of lines.

A gem has one line in its section, one line in CHECKSUMS, at most one line in DEPENDENCIES, and one line for each of its
dependencies.
"""

MOST_CHECKSUMS = 20
"""Maximum number of checksums of one gem."""

_GEMSPEC = ".gemspec"
_BUNDLER_GEM = "bundler"
_DEVELOPMENT = ".dev"
"""Bundler itself, which is never locked: a dependency on Bundler uses the running version."""

_KINDS = {
    "GEM": SourceKind.REGISTRY,
    "GIT": SourceKind.GIT,
    "PATH": SourceKind.PATH,
    "PLUGIN SOURCE": SourceKind.URL,
}
_NAME = rf"(?P<name>{NAME})"
_OPTION = re.compile(r" {2}(?P<key>[A-Za-z]++): (?P<value>.*+)")
_SPEC = re.compile(rf" {{4}}{_NAME} \((?P<release>[^()]{{1,400}}+)\)")
_NEED = re.compile(rf" {{6}}{_NAME}(?: \((?P<range>[^()]{{1,2000}}+)\))?+")
_WISH = re.compile(rf" {{2}}{_NAME}(?: \((?P<range>[^()]{{1,2000}}+)\))?+!?+")
_CHECKSUM = re.compile(rf" {{2}}{_NAME} \((?P<release>[0-9A-Za-z._-]{{1,360}}+)\)(?: (?P<digests>\S++))?+")
_BUNDLER = re.compile(rf" ++(?P<version>{VERSION})")
_HALVES = ("=======", "|||||||")
"""Conflict markers between the two sides of a merge conflict. Bundler rejects a lockfile with a conflict marker."""


@dataclass(slots=True)
class _Source:
    """One section of gems from the same source."""

    kind: SourceKind
    remotes: list[str] = field(default_factory=list)
    revision: str | None = None
    listing: bool = False

    @property
    def registry(self) -> str | None:
        """Return the registry; None if the section lists several."""
        told = set(self.remotes) if self.kind is SourceKind.REGISTRY else set()
        return without_user(told.pop()) if len(told) == 1 else None

    @property
    def url(self) -> str | None:
        """Return the URL of a repository, path or plugin source."""
        if self.kind is SourceKind.REGISTRY or not self.remotes:
            return None
        return f"{self.remotes[0]}#{self.revision}" if self.revision else self.remotes[0]


@dataclass(slots=True)
class _Gem:
    """One gem of a section, with its dependencies and their version ranges."""

    name: str
    version: str
    platform: str | None
    source: _Source
    line: int
    needs: dict[str, str] = field(default_factory=dict)

    @property
    def release(self) -> str:
        """Return the version and platform in the form `version-platform` of the lockfile."""
        return f"{self.version}-{self.platform}" if self.platform else self.version


def parse(data: bytes) -> Lock:
    """Parse a Bundler lockfile. Raises ParseError if the bytes are not a Bundler lockfile."""
    text = read_text(data, what=FORMAT)
    if text.count("\n") > MOST_LINES:
        raise too_many(FORMAT, most=MOST_LINES, of="lines")
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        reader.read(line.removesuffix("\r"), number)
    if not reader.found:
        raise invalid(f"{FORMAT} has none of the sections of a Bundler lockfile", hint="run `bundle lock`")
    keys = _keys(reader)
    requests = _requests(reader, keys)
    parents = _parents(requests)
    _missing_parts(reader, keys, parents)
    own = [gem.name for gem in reader.gems if gem.source.kind is SourceKind.PATH and gem.source.url == "."]
    return Lock(
        format=f"{FORMAT} {reader.bundler}" if reader.bundler else FORMAT,
        packages=tuple(
            _package(gem, key, tuple(parents.get(key, ())), reader)
            for gem, key in zip(reader.gems, keys, strict=True)
        ),
        name=own[0] if len(own) == 1 else None,
        problems=reader.problems.listed(),
        registries=tuple(
            dict.fromkeys(
                without_user(remote)
                for source in reader.sources
                if source.kind is SourceKind.REGISTRY
                for remote in source.remotes
            )
        ),
        requests=requests,
        platforms=tuple(reader.platforms),
        client=_client(reader),
    )


@dataclass(slots=True)
class _Reader:
    """A parser that reads a lockfile line by line."""

    found: bool = False
    """Whether a section that every lockfile has was found."""
    bundler: str | None = None
    bundler_at: int | None = None
    sources: list[_Source] = field(default_factory=list)
    gems: list[_Gem] = field(default_factory=list)
    wishes: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The version range and the line number of each direct dependency, by gem name."""
    sections: set[str] = field(default_factory=set)
    platforms: dict[str, None] = field(default_factory=dict)
    checksums: dict[tuple[str, str], tuple[Digest, ...]] = field(default_factory=dict)
    problems: ProblemList = field(default_factory=ProblemList)
    section: str | None = None
    gem: _Gem | None = None

    def read(self, line: str, number: int) -> None:
        if not line.strip():
            return
        if not line[0].isspace():
            self._open(line, number)
        elif self.section is not None and not _READERS[self.section](self, line, number):
            self.problems.add(line.strip(), number, f"this line of {self.section} cannot be parsed")

    def _open(self, line: str, number: int) -> None:
        if line.startswith(_HALVES):
            raise conflict(FORMAT, line[:7])
        self.section = line if line in _READERS else None
        self.sections.add(line)
        if self.section is None:
            self.problems.add(line, number, "the section is unknown and was ignored")
        elif line in _KINDS:
            self.sources.append(_Source(_KINDS[line]))
            self.gem = None
        self.found = self.found or line in {*_KINDS, "DEPENDENCIES"}

    def source_line(self, line: str, number: int) -> bool:
        source = self.sources[-1]
        if line == "  specs:":
            source.listing = True
        elif source.listing and line[:4].isspace() and not line[4:5].isspace():
            return self._gem(line, number, source)
        elif source.listing and self.gem is not None and (told := _NEED.fullmatch(line)):
            self.gem.needs[told["name"]] = told["range"] or "*"
        elif not source.listing and (told := _OPTION.fullmatch(line)):
            if told["key"] == "remote":
                source.remotes.append(told["value"])
            elif told["key"] == "revision":
                source.revision = told["value"]
            elif told["key"] == "glob" and not told["value"].endswith(_GEMSPEC):
                self.problems.add(told["value"], number, f"Bundler would run files that are not {_GEMSPEC}")
        else:
            return False
        return True

    def _gem(self, line: str, number: int, source: _Source) -> bool:
        """Parse the line of a gem. Dependency lines after an invalid gem are not attributed to the previous gem."""
        self.gem = _Gem("", "", None, source, number)
        told = _SPEC.fullmatch(line)
        if told is None:
            return False
        try:
            version, platform = read_release(told["release"])
        except ValueError:
            return False
        self.gem = _Gem(told["name"], version, platform, source, number)
        self.gems.append(self.gem)
        if len(self.gems) > MOST_ENTRIES:
            raise too_many(FORMAT, most=MOST_ENTRIES, of="gems")
        return True

    def wish_line(self, line: str, number: int) -> bool:
        """Parse a line of DEPENDENCIES."""
        told = _WISH.fullmatch(line)
        if told is not None:
            self.wishes[told["name"]] = told["range"] or "", number
        return told is not None

    def checksum_line(self, line: str, number: int) -> bool:
        """Parse a line of CHECKSUMS. The checksum of a gem without an entry, such as Bundler itself, is unused."""
        told = _CHECKSUM.fullmatch(line)
        if told is None:
            return False
        digests: list[Digest] = []
        for text in (told["digests"] or "").split(",", MOST_CHECKSUMS) if told["digests"] else ():
            try:
                digests.append(Digest.parse(text))
            except ParseError:
                self.problems.add(told["name"], number, f"a checksum is malformed: {text[:80]!r}")
        if len({digest.algorithm for digest in digests}) < len(digests):
            self.problems.add(
                told["name"],
                number,
                "the gem has two checksums of the same algorithm: Bundler rejects the lockfile",
            )
        release = (told["name"], told["release"])
        before = self.checksums.get(release, ())
        if before and digests and set(before) != set(digests):
            self.problems.add(told["name"], number, "the gem has two different checksums")
        self.checksums[release] = tuple(dict.fromkeys((*before, *digests)))
        return True

    def bundler_line(self, line: str, number: int) -> bool:
        """Parse the version of Bundler. As in Bundler, an invalid version is ignored."""
        if told := _BUNDLER.fullmatch(line):
            self.bundler, self.bundler_at = told["version"], number
        return True

    def platform_line(self, line: str, number: int) -> bool:  # noqa: ARG002 - all readers of lines are alike
        """Parse a platform that the lockfile supports."""
        self.platforms[line.strip()] = None
        return True

    def other_line(self, line: str, number: int) -> bool:  # noqa: ARG002 - all readers of lines are alike
        """Accept a line that lists no gems, such as a line of RUBY VERSION."""
        return True


_READERS: Mapping[str, Callable[[_Reader, str, int], bool]] = {
    **dict.fromkeys(_KINDS, _Reader.source_line),
    "DEPENDENCIES": _Reader.wish_line,
    "CHECKSUMS": _Reader.checksum_line,
    "BUNDLED WITH": _Reader.bundler_line,
    "PLATFORMS": _Reader.platform_line,
    "RUBY VERSION": _Reader.other_line,
}


def _keys(reader: _Reader) -> list[str]:
    """Return a key for each gem; duplicates are reported and numbered."""
    counts: dict[str, int] = {}
    keys: list[str] = []
    for gem in reader.gems:
        key = f"{gem.name}@{gem.release}"
        counts[key] = counts.get(key, 0) + 1
        if counts[key] > 1:
            reader.problems.add(
                gem.name, gem.line, "the lockfile lists the gem twice: Bundler uses the last entry"
            )
            # No release has a space in it, so nothing else has this key.
            key = f"{key} #{counts[key]}"
        keys.append(key)
    return keys


def _requests(reader: _Reader, keys: list[str]) -> tuple[LockRequest, ...]:
    """Return the dependencies of the project and of each gem, except Bundler itself.

    Gems for all platforms satisfy a dependency on their name.
    """
    by_name: dict[str, list[str]] = {}
    for gem, key in zip(reader.gems, keys, strict=True):
        by_name.setdefault(gem.name, []).append(key)
    found = [
        LockRequest(ROOT, name, wanted, answers=tuple(by_name.get(name, ())), line=line)
        for name, (wanted, line) in reader.wishes.items()
        if name != _BUNDLER_GEM or name in by_name
    ]
    edges = 0
    for gem, key in zip(reader.gems, keys, strict=True):
        for name, wanted in gem.needs.items():
            if name == gem.name or (name == _BUNDLER_GEM and name not in by_name):
                continue
            answers = tuple(by_name.get(name, ()))
            edges += 1 + len(answers)
            if edges > MOST_EDGES:
                raise too_many(FORMAT, most=MOST_EDGES, of="dependencies")
            found.append(
                LockRequest(key, name, "" if wanted == "*" else wanted, answers=answers, line=gem.line)
            )
    return tuple(found)


def _parents(requests: Iterable[LockRequest]) -> dict[str, dict[str, None]]:
    """Return the keys of each gem's dependents."""
    parents: dict[str, dict[str, None]] = {}
    for request in requests:
        for answer in request.answers:
            parents.setdefault(answer, {})[request.asker] = None
    return parents


def _missing_parts(reader: _Reader, keys: Sequence[str], parents: Mapping[str, Mapping[str, None]]) -> None:
    """Record a problem for each missing section that Bundler always writes."""
    for section in ("DEPENDENCIES", "PLATFORMS"):
        if section not in reader.sections:
            reader.problems.add(
                section,
                None,
                "the lockfile does not have this section, so Bundler resolves again; the file may be truncated",
            )
    if "DEPENDENCIES" in reader.sections:
        reached = _reached(parents)
        for gem, key in zip(reader.gems, keys, strict=True):
            if key not in reached:
                reader.problems.add(
                    gem.name,
                    gem.line,
                    "nothing in DEPENDENCIES requires the gem; the lockfile may be truncated",
                )
    if "CHECKSUMS" in reader.sections:
        for gem in reader.gems:
            if (gem.name, gem.release) not in reader.checksums:
                why = (
                    "CHECKSUMS has no line for the gem, so Bundler accepts any file that the registry serves"
                )
                reader.problems.add(gem.name, gem.line, why)


def _reached(parents: Mapping[str, Mapping[str, None]]) -> set[str]:
    """Return the keys of the gems that are reachable from the project."""
    below: dict[str, list[str]] = {}
    for key, askers in parents.items():
        for asker in askers:
            below.setdefault(asker, []).append(key)
    reached: set[str] = set()
    waiting = [ROOT]
    while waiting:
        for key in below.get(waiting.pop(), ()):
            if key not in reached:
                reached.add(key)
                waiting.append(key)
    return reached


def _file(gem: _Gem, reader: _Reader) -> LockedFile:
    """Return the file of a registry gem, with its checksums, at the URL that Bundler downloads."""
    filename, home = f"{gem.name}-{gem.release}.gem", gem.source.registry
    url = f"{home.rstrip('/')}/gems/{filename}" if home else None
    return LockedFile(filename, reader.checksums.get((gem.name, gem.release), ()), url)


def _client(reader: _Reader) -> LockedPackage | None:
    """Return the Bundler version in the lockfile.

    Whichever version of Bundler is started, Bundler 2.3 and later download the version in the lockfile from the public
    registry and run it (`bundler/self_manager.rb`). Development versions of Bundler are not replaced.
    """
    version = reader.bundler
    if version is None or version.endswith(_DEVELOPMENT):
        return None
    digests = reader.checksums.get((_BUNDLER_GEM, version), ())
    return LockedPackage(
        key=f"{_BUNDLER_GEM}@{version} of BUNDLED WITH",
        package=PackageRef(Ecosystem.RUBYGEMS, _BUNDLER_GEM),
        version=version,
        files=(LockedFile(f"{_BUNDLER_GEM}-{version}.gem", digests),),
        parents=(ROOT,),
        line=reader.bundler_at,
    )


def _package(gem: _Gem, key: str, parents: tuple[str, ...], reader: _Reader) -> LockedPackage:
    registered = gem.source.kind is SourceKind.REGISTRY
    return LockedPackage(
        key=key,
        package=PackageRef(Ecosystem.RUBYGEMS, gem.name),
        version=gem.version,
        source=gem.source.kind,
        registry=gem.source.registry,
        url=gem.source.url,
        files=(_file(gem, reader),) if registered else (),
        any_file=registered and gem.platform is None and reader.platforms.keys() == {ANY_RUBY},
        markers=(f"platform={gem.platform}",) if gem.platform else (),
        dependencies=gem.needs,
        parents=parents,
        line=gem.line,
    )
