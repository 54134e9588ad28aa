"""Sets of archives: which files there are, what each is, and which of them is the baseline of which.

A set is a folder. What its files are is told by its `index.jsonl`, else by the committed list of its name, else by the names
of the files: any folder of archives will do.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.inspect.corpus import LISTS, SUFFIXES, Sample, read_list
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS

BEFORE = "-before"
_KNOWN_SUFFIXES = (*SUFFIXES, ".gem")
_ECOSYSTEMS = {".tgz": Ecosystem.NPM, ".gem": Ecosystem.RUBYGEMS}
_NAMED = re.compile(r"(?P<name>.+?)-(?P<version>v?\d[^-]*)(?:-.*)?")


@dataclass(frozen=True, slots=True)
class Archive:
    """A sample and where its file lies."""

    sample: Sample
    path: Path


@dataclass(frozen=True, slots=True)
class Pair:
    """A release and its predecessor."""

    after: Archive
    before: Archive


def read_set(folder: Path, *, lists: Path = LISTS) -> tuple[Archive, ...]:
    """The archives of a set, each distinct file once. Raises OSError; ValueError for an index or a list that is none."""
    return _distinct(_read(folder, lists))


def read_pairs(folder: Path, *, lists: Path = LISTS) -> tuple[Pair, ...]:
    """The releases of a set with their predecessors, which lie in the folder of the same name with `-before`.

    A release says `follows VERSION`; its predecessor has that version and the same kind. Raises OSError, ValueError.
    """
    earlier: dict[tuple[str, str, str], list[Archive]] = defaultdict(list)
    for archive in _read(folder.with_name(folder.name + BEFORE), lists):
        earlier[_what(archive.sample, archive.sample.version)].append(archive)
    pairs = []
    for after in _read(folder, lists):
        wanted = _what(after.sample, after.sample.drawn.removeprefix("follows "))
        pairs += [Pair(after, before) for before in earlier.get(wanted, ())[:1]]
    return tuple(pairs)


def projects_of(drawn: str) -> tuple[str, ...]:
    """The projects that a sample was drawn for; none for samples of other kinds."""
    found = [re.fullmatch(r"projects? (.+)", part) for part in drawn.split("; ")]
    return tuple(name for match in found if match for name in match[1].split(","))


def _what(sample: Sample, version: str) -> tuple[str, str, str]:
    return sample.name, version, ECOSYSTEMS[sample.ecosystem].kind_of(sample.filename).value


def _distinct(archives: Iterable[Archive]) -> tuple[Archive, ...]:
    found: dict[str, Archive] = {}
    for archive in archives:
        known = found.setdefault(archive.sample.sha256, archive)
        drawn = known.sample.drawn.split("; ")
        if archive.sample.drawn not in drawn:
            sample = replace(known.sample, drawn="; ".join((*drawn, archive.sample.drawn)))
            found[sample.sha256] = Archive(sample, known.path)
    return tuple(found.values())


def _read(folder: Path, lists: Path) -> Iterator[Archive]:
    index = folder / "index.jsonl"
    listed = lists / f"{folder.name}.tsv"
    if index.is_file():
        for number, line in enumerate(index.read_text(encoding="utf-8").splitlines(), 1):
            try:
                yield _indexed(folder, json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{index}:{number}: no row of an index: {error!r}") from error
    elif listed.is_file():
        for sample in read_list(listed):
            yield Archive(sample, folder / sample.file)
    else:
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name.endswith(_KNOWN_SUFFIXES):
                yield Archive(_guessed(folder.name, path), path)


def _indexed(folder: Path, told: dict[str, object]) -> Archive:
    sample = Sample(
        set=str(told["set"]),
        ecosystem=Ecosystem(str(told["ecosystem"])),
        name=str(told["name"]),
        version=str(told["version"] or ""),
        filename=str(told["filename"]),
        sha256=str(told["sha256"]),
        size_bytes=int(str(told["size"])),
        source=str(told.get("source", "")),
        drawn=str(told.get("drawn", "")),
    )
    return Archive(sample, folder / str(told["file"]))


def _guessed(name_of_set: str, path: Path) -> Sample:
    suffix = next(suffix for suffix in _KNOWN_SUFFIXES if path.name.endswith(suffix))
    stem = path.name.removesuffix(suffix)
    named = _NAMED.fullmatch(stem)
    data = path.read_bytes()
    return Sample(
        set=name_of_set,
        ecosystem=_ECOSYSTEMS.get(suffix, Ecosystem.PYPI),
        name=named["name"] if named else stem,
        version=named["version"] if named else "",
        filename=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        source="",
        drawn="",
    )
