"""Finds the wanted release that a request or a file name contains."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from packaging.utils import canonicalize_name

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems.pypi.file_names import SDIST_SUFFIXES, KnownVersions, parse_filename
from pratique.respond.wanted.value import Wanted, WantedReleases

_NPM = re.compile(r"(?:^|/)((?:@[^/@]{1,214}/)?[^/@]{1,214})/-/(?:@[^/]{1,214}/)?([^/]{1,512})\.tgz\Z")
_PYTHON = (".whl", ".egg", *(suffix.lower() for suffix in SDIST_SUFFIXES))
_GEM = ".gem"
_GEM_VERSION = re.compile(r"(\d[0-9A-Za-z.]{0,100})(?:-[0-9A-Za-z_.-]{1,60})?\Z", re.ASCII)
_NO_VERSIONS = KnownVersions({})
_STEM = re.compile(r"[a-z0-9]*")
_MOST_TARGET = 4096
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A wanted release, with the item of the request that covers it."""

    item: WantedReleases
    ref: ReleaseRef


@dataclass(frozen=True)
class Artifacts:
    """The artifacts of the wanted releases."""

    wanted: Wanted

    @cached_property
    def stems(self) -> frozenset[bytes]:
        """Return the letters and digits at the start of the file names of all wanted artifacts, in lower case."""
        return frozenset(stem.encode() for names in self._names.values() for stem in names)

    @cached_property
    def _names(self) -> Mapping[Ecosystem, Mapping[str, tuple[str, ...]]]:
        found: dict[Ecosystem, defaultdict[str, list[str]]] = {one: defaultdict(list) for one in Ecosystem}
        for type_, name in self.wanted.by_package:
            if type_ in set(Ecosystem):
                found[Ecosystem(type_)][stem_of(name.rpartition("/")[2])].append(name)
        # A longer name is tried first, so that `a-b-1.0` is not version `b-1.0` of `a`.
        return {
            one: {stem: tuple(sorted(names, key=len, reverse=True)) for stem, names in stems.items()}
            for one, stems in found.items()
        }

    def requested(self, target: str) -> Artifact | None:
        """Return the wanted release whose artifact is at a path or an address; None for listings and other releases."""
        path = re.split("[?#]", target[:_MOST_TARGET], maxsplit=1)[0]
        path = unquote(_ENCODED_SLASH.sub("/", path))
        name = path.rpartition("/")[2]
        if name.endswith(".tgz") and (match := _NPM.search(path)):
            return self._npm(match[1], match[2])
        return self.named(name)

    def named(self, filename: str) -> Artifact | None:
        """Return the wanted Python or Ruby release in a file name."""
        lower = filename.lower()
        if lower.endswith(_GEM):
            return self._gem(filename[: -len(_GEM)])
        return self._python(filename) if lower.endswith(_PYTHON) else None

    def packed(self, filename: str) -> Artifact | None:
        """Return the wanted npm release that the name of a packed file such as `name-1.0.0.tgz` contains.

        The file `scope-name-1.0.0.tgz` is that of `@scope/name`, too, as `npm pack` writes it.
        """
        stem = filename.removesuffix(".tgz")
        for type_, name in self.wanted.by_package:
            flat = name.removeprefix("@").replace("/", "-")
            if type_ == Ecosystem.NPM and stem.startswith(f"{flat}-") and stem != filename:
                found = self.release(Ecosystem.NPM, name, stem[len(flat) + 1 :])
                if found is not None:
                    return found
        return None

    def python(self, name: str, version: str) -> Artifact | None:
        """Return the wanted Python release with a name in any spelling."""
        return self.release(Ecosystem.PYPI, canonicalize_name(name), version)

    def joined(self, word: str) -> Artifact | None:
        """Return the wanted Python or Ruby release in a word such as `name-1.0`, as `Successfully installed` lists it."""
        name, _, version = word.rpartition("-")
        return (
            self.python(name, version) or self.release(Ecosystem.RUBYGEMS, name, version) or self._gem(word)
        )

    def release(self, ecosystem: Ecosystem, name: str, version: str) -> Artifact | None:
        """Return the wanted release with a normalised name and a version."""
        item = self.wanted.release(ecosystem.value, name, version)
        return None if item is None else Artifact(item, PackageRef(ecosystem, name).at(version))

    def _npm(self, name: str, stem: str) -> Artifact | None:
        bare = name.rpartition("/")[2]
        if not stem.startswith(f"{bare}-"):
            return None
        return self.release(Ecosystem.NPM, name, stem[len(bare) + 1 :])

    def _python(self, filename: str) -> Artifact | None:
        for name in self._candidates(Ecosystem.PYPI, filename):
            parsed = parse_filename(filename, name, _NO_VERSIONS)
            if parsed is not None:
                return self.release(Ecosystem.PYPI, name, parsed.version)
        return None

    def _gem(self, stem: str) -> Artifact | None:
        for name in self._candidates(Ecosystem.RUBYGEMS, stem):
            match = _GEM_VERSION.match(stem[len(name) + 1 :]) if stem.startswith(f"{name}-") else None
            if match is not None:
                return self.release(Ecosystem.RUBYGEMS, name, match[1])
        return None

    def _candidates(self, ecosystem: Ecosystem, filename: str) -> Iterator[str]:
        yield from self._names[ecosystem].get(stem_of(filename), ())


def stem_of(name: str) -> str:
    """Return the letters and digits at the start of a name, in lower case."""
    match = _STEM.match(name.lower())
    return "" if match is None else match[0]
