"""How often an ordinary release adds a dependency whose name looks strongly like a popular one, over recorded npm histories."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from pratique.core.names import Ecosystem, PackageRef
from pratique.history.names import Grade, resembles


class Version(msgspec.Struct):
    """What is read of a recorded version."""

    t: str | None = None
    deps: list[str] = []


class History(msgspec.Struct):
    """What is read of a recorded package."""

    name: str
    versions: dict[str, Version]


def recorded_histories(file: Path) -> Iterator[History]:
    """The histories of a file of JSON lines."""
    with gzip.open(file, "rb") as opened:
        for line in opened:
            yield msgspec.convert(json.loads(line), History)


def print_added(histories: Iterable[History]) -> None:
    """Print how many follow-up releases add such a dependency; the age of the dependency is not asked."""
    asked = 0
    added: Counter[str] = Counter()
    for history in histories:
        ordered = sorted(history.versions.values(), key=lambda version: version.t or "")
        for before, version in pairwise(ordered):
            asked += 1
            strong = [name for name in set(version.deps) - set(before.deps) if _strong(name)]
            added.update(sorted(strong)[:1])
    told = ", ".join(f"{name} {count}" for name, count in added.most_common(12))
    share = added.total() / max(asked, 1)
    print(
        f"follow-up releases: {asked:,}, add a dependency that looks strongly like another: {added.total()} ({share:.3%}): {told}"
    )


def _strong(name: str) -> bool:
    found = resembles(PackageRef(Ecosystem.NPM, name))
    return found is not None and found.grade is Grade.STRONG
