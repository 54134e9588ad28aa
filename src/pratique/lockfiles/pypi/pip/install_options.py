"""Evaluates the options of a requirements file in the order and by the rules of pip.

Sources: `handle_option_line` and `FormatControl` of pip 23 to 26, and observed runs of pip. `--index-url` replaces all
earlier indexes. `--no-index` disables indexes for the whole run. Of several `--find-links` on one line, the first takes
effect. `--no-binary` and `--only-binary` change one shared setting while pip parses the line. `--no-binary` and
`--only-binary` also take effect on the line of a requirement, and apply to all requirements, including earlier ones.
`--global-option` on any requirement implies `--no-binary :all:`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from packaging.utils import canonicalize_name

from pratique.core.install_options import FileKinds, InstallOptions, Option
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.lockfiles.pypi.entry import without_user
from pratique.lockfiles.pypi.pip.requirement_line import Line

EVERYWHERE = frozenset({"--no-binary", "--only-binary", "--all-releases", "--only-final"})
"""Options that are valid on any line."""
FOR_REQUIREMENTS = frozenset({"--hash", "--config-settings", "--global-option"})

_ADDRESSES = frozenset({"--index-url", "--extra-index-url", "--find-links"})
_EXTRA = "--extra-index-url"
_COLLECTED = (
    *(_EXTRA, "--find-links", "--trusted-host", "--global-option", "--pre", "--all-releases"),
    *("--require-hashes", "--no-require-hashes"),
)
_ORDER = ("--no-index", "--index-url")
_ALL, _NONE = ":all:", ":none:"


def options_of(line: Line) -> Iterator[Option]:
    """Yield the options of a line that apply to the whole file, in the order in which pip applies them."""
    is_entry = bool(line.requirement or line.values("--editable"))
    is_include = bool(line.values("--requirement") or line.values("--constraint"))
    found = [
        Option(name, without_user(value) if name in _ADDRESSES else value, line=line.number)
        for name, value in line.options
        if _counts(name, is_requirement=bool(line.requirement), alone=not (is_entry or is_include))
    ]
    for name in _ORDER:
        yield from [option for option in found if option.name == name][-1:]
    links = [option for option in found if option.name == "--find-links"][:1]
    yield from (o for o in found if o.name not in {*_ORDER, "--find-links"})
    yield from links


def _counts(name: str, *, is_requirement: bool, alone: bool) -> bool:
    if name == "--global-option":
        return is_requirement
    return name in EVERYWHERE or (alone and name not in FOR_REQUIREMENTS)


def build_options(line: Line) -> tuple[Option, ...]:
    """Return the build options of the requirement on a line."""
    return tuple(
        Option(name, value, line=line.number)
        for name, value in line.options
        if name in {"--config-settings", "--global-option"}
    )


def with_options(lock: Lock) -> Lock:
    """Return the lockfile with the effect of its options on each entry."""
    finder = _Finder.of(lock.options)
    # A digest in the fragment of an address is compared, and requires none of the other entries.
    hashed = any(package.options.hashes_required for package in lock.packages)
    if not lock.options and not hashed:
        return lock
    base = finder.result(hashed=hashed)
    return replace(lock, packages=tuple(_with(package, base, finder) for package in lock.packages))


def _with(package: LockedPackage, base: InstallOptions, finder: "_Finder") -> LockedPackage:
    if package.source is not SourceKind.REGISTRY:
        return package
    kinds, by = finder.kinds(package.package.name)
    own = package.options
    options = replace(base, kinds=kinds, kinds_by=by, build=own.build, local_versions=own.local_versions)
    return replace(package, options=options)


@dataclass(slots=True)
class _Finder:
    index: Option | None = None
    no_index: Option | None = None
    others: dict[str, list[Option]] = field(default_factory=lambda: {name: [] for name in _COLLECTED})
    no_binary: dict[str, Option] = field(default_factory=dict)
    only_binary: dict[str, Option] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Iterable[Option]) -> "_Finder":
        finder = cls()
        for option in options:
            finder.apply(option)
        return finder

    def apply(self, option: Option) -> None:
        match option.name:
            case "--no-index":
                self.index, self.no_index, self.others[_EXTRA] = None, option, []
            case "--index-url":
                if option.value and self.no_index is None:
                    self.index, self.others[_EXTRA] = option, []
            case "--no-binary":
                _take(option, self.no_binary, self.only_binary)
            case "--only-binary":
                _take(option, self.only_binary, self.no_binary)
            case name if name in self.others and not (name == _EXTRA and self.no_index):
                self.others[name].append(option)

    def kinds(self, name: str) -> tuple[FileKinds, Option | None]:
        """Return the kinds of files that pip accepts for a package, and the option that determines them."""
        if self.others["--global-option"]:
            return FileKinds.SOURCES, self.others["--global-option"][0]
        for key in (name, _ALL):
            if key in self.only_binary:
                return FileKinds.WHEELS, self.only_binary[key]
            if key in self.no_binary:
                return FileKinds.SOURCES, self.no_binary[key]
        return FileKinds.BEST, None

    def result(self, *, hashed: bool) -> InstallOptions:
        """Return the combined options for every entry; `hashed` specifies whether any entry has a digest."""
        return InstallOptions(
            index=self.index,
            no_index=self.no_index,
            extra=_distinct(self.others[_EXTRA]),
            links=_distinct(self.others["--find-links"]),
            unverified=_distinct(self.others["--trusted-host"]),
            prereleases=bool(self.others["--pre"] or self.others["--all-releases"]),
            hashes_required=bool(self.others["--require-hashes"])
            or (hashed and not self.others["--no-require-hashes"]),
        )


def _take(option: Option, target: dict[str, Option], other: dict[str, Option]) -> None:
    """Apply a value of `--no-binary` or `--only-binary`, as `FormatControl.handle_mutual_excludes` does."""
    names = option.value.split(",")
    if _ALL in names:
        other.clear()
        target.clear()
        target[_ALL] = option
        names = names[len(names) - names[::-1].index(_ALL) :]
        if _NONE not in names:
            return
    for name in names:
        if name == _NONE:
            target.clear()
            continue
        other.pop(canonicalize_name(name), None)
        target[canonicalize_name(name)] = option


def _distinct(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple({(option.name, option.value): option for option in reversed([*options])}.values())[::-1]
