"""Joins a requirements file with the files that it includes (`-r`, `-c`)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath

from pratique.core.install_options import Option
from pratique.core.lock import Include, IncludeKind, Lock, LockedFile, LockedPackage, Problem, SourceKind
from pratique.lockfiles.reading.document import first_problems
from pratique.lockfiles.reading.keys import keys_of

MOST_NESTED = 32
"""Maximum depth of nested includes."""
MOST_READINGS = 10_000
"""Maximum number of options and files to process, because pip reads a file again for each include."""


def include_path(including: str, include: Include) -> str:
    """Return the path of an included file, in the form that `merge` expects.

    `including` is the path of the including file, relative to the folder of the main file ("" or its bare name for the
    main file). The returned path is relative to the folder of the main file too, and starts with `..` if the included
    file is outside that folder.
    """
    return normpath(join(dirname(including), include.path))


def merge(main: Lock, included: Mapping[str, Lock]) -> Lock:
    """Join a requirements file with the files that it includes, as pip does.

    `included` maps the paths from `include_path` to lockfiles. A file that is included several times is added once. A
    file included by `-r` adds its entries, also inside a constraints file. A file included by `-c` adds no entries. A
    file included by `-c` pins entries without a version, and pip installs a package from the URL or path that a
    constraint specifies. Options of every file apply to all entries, in the order in which pip reads them. The result
    contains a problem for each file that is not in `included`, includes itself, or is nested too deeply. Entries of
    included files have no line number.
    """
    from pratique.lockfiles.pypi.pip.install_options import with_options  # noqa: PLC0415 - other ecosystems need none of it

    joined = _Joined()
    joined.add(main, IncludeKind.REQUIREMENTS, (), included)
    pins = _pins(joined.constraints)
    links = _links(joined.constraints)
    drafts = _distinct(
        _pinned(package, pins) for asked in joined.packages for package in _linked(asked, links)
    )
    keys = keys_of(drafts)
    options = tuple(_in_order(main, (), included))
    if len(options) >= MOST_READINGS:
        joined.problems.append(
            Problem(
                "options of requirements files", None, "the requirements files include each other too often"
            )
        )
    lock = replace(
        main,
        packages=tuple(replace(draft, key=key) for draft, key in zip(drafts, keys, strict=True)),
        problems=first_problems(joined.problems),
        constraints={name: pin.version for name, pin in pins.items() if pin.version and not pin.markers},
        options=tuple(option for option in options if option is not None),
        taken_in=tuple(sorted({path for path, _ in joined.seen})),
    )
    return with_options(lock)


def _in_order(main: Lock, chain: tuple[str, ...], included: Mapping[str, Lock]) -> Iterator[Option | None]:
    """Yield the options of all files in pip's order, and None for each file; at most `MOST_READINGS` in total."""
    left = MOST_READINGS
    waiting: list[tuple[tuple[str, ...], Iterator[Option | Include]]] = [(chain, _by_line(main))]
    while waiting and left > 0:
        chain, lines = waiting[-1]
        met = next(lines, None)
        if met is None:
            waiting.pop()
            continue
        left -= 1
        here = chain[-1] if chain else ""
        if isinstance(met, Option):
            yield replace(met, file=here)
            continue
        yield None
        path = include_path(here, met)
        inner = included.get(path)
        if inner is not None and path not in chain and len(chain) < MOST_NESTED:
            waiting.append(((*chain, path), _by_line(inner)))


def _by_line(lock: Lock) -> Iterator[Option | Include]:
    """Yield options and includes of a file in order. Options come before an include on the same line."""
    every: list[Option | Include] = [*lock.options, *lock.includes]
    return iter(sorted(every, key=lambda item: item.line))


@dataclass(slots=True)
class _Joined:
    packages: list[LockedPackage] = field(default_factory=list)
    constraints: list[LockedPackage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: set[tuple[str, IncludeKind]] = field(default_factory=set)

    def add(
        self, lock: Lock, kind: IncludeKind, chain: tuple[str, ...], included: Mapping[str, Lock]
    ) -> None:
        """Add one file and, recursively, the files that it includes; `chain` contains the paths that lead to the file."""
        here = chain[-1] if chain else ""
        target = self.packages if kind is IncludeKind.REQUIREMENTS else self.constraints
        target.extend(replace(package, line=None) if here else package for package in lock.packages)
        self.problems.extend(_told_from(here, problem) for problem in lock.problems)
        for include in lock.includes:
            path = include_path(here, include)
            if (path, include.kind) in self.seen and path not in chain:
                continue
            self.seen.add((path, include.kind))
            found = included.get(path)
            if path in chain:
                why = "the requirements file includes itself"
            elif len(chain) >= MOST_NESTED:
                why = f"more than {MOST_NESTED} files include each other"
            elif found is None:
                why = "the included file was not read"
            else:
                self.add(found, include.kind, (*chain, path), included)
                continue
            self.problems.append(_told_from(here, Problem(path, include.line, why)))


def _told_from(here: str, problem: Problem) -> Problem:
    """Return a problem in an included file with its position in the text, because `Problem.line` refers to the main file."""
    if not here:
        return problem
    place = here if problem.line is None else f"{here}:{problem.line}"
    return Problem(f"{place}: {problem.what}", None, problem.why)


def _pins(constraints: Iterable[LockedPackage]) -> dict[str, LockedPackage]:
    """Return the version that the constraints pin each package to. A package with several pinned versions is omitted."""
    found: dict[str, dict[str, LockedPackage]] = {}
    for package in constraints:
        if package.version is not None and package.source is SourceKind.REGISTRY:
            found.setdefault(package.package.name, {}).setdefault(package.version, package)
    return {name: next(iter(several.values())) for name, several in found.items() if len(several) == 1}


def _links(constraints: Iterable[LockedPackage]) -> dict[str, list[LockedPackage]]:
    """Return the constraints that specify the source of a package, by package name."""
    found: dict[str, list[LockedPackage]] = {}
    for package in constraints:
        if package.source is not SourceKind.REGISTRY:
            found.setdefault(package.package.name, []).append(package)
    return found


def _linked(package: LockedPackage, links: Mapping[str, list[LockedPackage]]) -> Iterator[LockedPackage]:
    """Yield an entry with the source in its constraints.

    pip uses the URL of a constraint even if the requirement has another source. If every constraint of an entry has a
    marker, both the original entry and the constrained entries are yielded.
    """
    found = links.get(package.package.name, []) if package.source is SourceKind.REGISTRY else []
    for link in found:
        markers = tuple(dict.fromkeys((*package.markers, *link.markers)))
        files = tuple(
            LockedFile(f.filename, tuple(dict.fromkeys((*f.digests, *package.digests))), f.url)
            for f in link.files
        )
        placed = replace(link, markers=markers, files=files, parents=package.parents)
        yield _joined(placed, replace(package, files=() if files else package.files))
    if not found or all(link.markers for link in found):
        yield package


def _pinned(package: LockedPackage, pins: Mapping[str, LockedPackage]) -> LockedPackage:
    """Return an entry with the version in its constraint. The entry and the constraint must have the same marker."""
    pin = pins.get(package.package.name)
    free = package.version is None and package.source is SourceKind.REGISTRY
    if not free or pin is None or pin.markers not in {(), package.markers}:
        return package
    return _joined(replace(package, version=pin.version), pin)


def _joined(entry: LockedPackage, other: LockedPackage) -> LockedPackage:
    hashed = entry.options.hashes_required or other.options.hashes_required
    return replace(
        entry,
        files=tuple(dict.fromkeys((*entry.files, *other.files))),
        extras=entry.extras | other.extras,
        options=replace(entry.options, hashes_required=hashed),
    )


def _distinct(packages: Iterable[LockedPackage]) -> list[LockedPackage]:
    found: dict[tuple[object, ...], LockedPackage] = {}
    for package in packages:
        same = (package.package, package.version, package.source, package.url, package.markers)
        earlier = found.get(same)
        if earlier is None:
            found[same] = package
        else:
            found[same] = _joined(earlier, package)
    return list(found.values())
