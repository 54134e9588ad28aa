"""The names that are measured: known squats, recorded malicious names, and ordinary names."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError
from pratique.history.names.loading import popular_names

HERE = Path(__file__).parent
LISTS = HERE.parent / "inspect" / "lists"
SHARED = HERE.parents[2] / "shared" / "data"
MALICIOUS = SHARED / "osv_malicious_index_2025-07-21.csv.gz"
HISTORY = SHARED / "npm_publish_history.jsonl.gz"
_PARTS = ("-all-dev", "-common", "-dbg", "-dev", "-doc")
"""Ends of Debian's packages that are parts of another one."""
_OSV = {"npm": Ecosystem.NPM, "PyPI": Ecosystem.PYPI, "RubyGems": Ecosystem.RUBYGEMS}
_ORDINARY = (
    "benign-npm",
    "benign-npm-scripts",
    "benign-npm-follow",
    "benign-pypi",
    "benign-pypi-follow",
    "projects-files",
)


@dataclass(frozen=True, slots=True)
class Squat:
    """A name that was published to be taken for another."""

    name: PackageRef
    target: PackageRef
    recorded: bool
    """Whether a record was seen; else it is told from memory."""


def squats() -> list[Squat]:
    """The list written by hand."""
    found = []
    for line in (HERE / "squats.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            ecosystem, name, target, _, how = line.split("\t")
            refs = [ECOSYSTEMS[Ecosystem(ecosystem)].normalise(one) for one in (name, target)]
            found.append(Squat(refs[0], refs[1], how == "recorded"))
    return found


def recorded_malicious(file: Path = MALICIOUS) -> Iterator[PackageRef]:
    """Names of the recorded malicious index, withdrawn ones left out, each once."""
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        rows = [row for row in csv.DictReader(opened) if not row["withdrawn"]]
    pairs = [(_OSV[row["ecosystem"]], row["package"]) for row in rows if row["ecosystem"] in _OSV]
    return _refs(pairs)


def ordinary() -> Iterator[PackageRef]:
    """Names of the benign lists, and those of recorded npm histories."""
    pairs = []
    for name in _ORDINARY:
        rows = (LISTS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
        pairs += [(Ecosystem(row.split("\t")[1]), row.split("\t")[2]) for row in rows]
    if HISTORY.is_file():
        with gzip.open(HISTORY, "rt", encoding="utf-8") as opened:
            pairs += [(Ecosystem.NPM, json.loads(line)["name"]) for line in opened]
    return _refs(pairs)


def named(ecosystem: Ecosystem, file: Path) -> Iterator[PackageRef]:
    """The names of a file, one a line."""
    return _refs((ecosystem, line) for line in file.read_text(encoding="utf-8").split())


def gems_of_debian(file: Path) -> Iterator[PackageRef]:
    """Gems by the names of Debian's packages, one a line (`apt-cache pkgnames ruby-`); small letters, with `-` for `_`.

    What differs from a popular gem by that spelling alone is that gem, and is left out.
    """
    popular = {_debian_spelling(name) for name in popular_names(Ecosystem.RUBYGEMS).places}
    lines = file.read_text(encoding="utf-8").split()
    names = (line.removeprefix("ruby-") for line in lines if not line.endswith(_PARTS))
    gems = (name for name in names if name.strip(".0123456789") and _debian_spelling(name) not in popular)
    return _refs((Ecosystem.RUBYGEMS, name) for name in gems)


def _debian_spelling(name: str) -> str:
    return name.lower().replace("_", "-")


def unpopular(names: Iterable[PackageRef]) -> list[PackageRef]:
    """Those that are not popular themselves: of the others nothing is ever said."""
    return [name for name in names if name.name not in popular_names(name.ecosystem).places]


def second_half(name: PackageRef) -> bool:
    """Whether a name is of the half that bounds were not tuned on: by the hash of the name."""
    return bool(hashlib.sha256(name.name.encode()).digest()[0] & 1)


def _refs(pairs: Iterable[tuple[Ecosystem, str]]) -> Iterator[PackageRef]:
    seen: set[PackageRef] = set()
    for ecosystem, name in pairs:
        try:
            ref = ECOSYSTEMS[ecosystem].normalise(name)
        except PratiqueError:
            continue  # a name that its registry would not take today
        if ref not in seen:
            seen.add(ref)
            yield ref
