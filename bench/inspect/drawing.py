"""Draw releases by seed: `python -m bench.inspect.drawing (tools | named | used | fresh) FOLDER [--names FILE] [--size N]`.

- tools: the newest release of each command-line tool of `lists/telemetry-tools.tsv`.
- named: the newest three releases of the packages in `NAMED`.
- used: the newest three releases of packages drawn from `lists/most-used.tsv`, of names that have none of them in the feature tables.
- fresh: dependencies that no list here names, from trees that npm and uv resolve for packages drawn from FILE.

FILE is a table of names and a number (more than 0: a candidate), tab-separated. The registries are those that this machine is
configured for. Nothing is installed and no script or build runs. Files go to `FOLDER/SET/`, names and digests to
`bench/inspect/lists/SET.tsv`; releases that are compared with a baseline have it in the set of the same name with `-before`.
"""

import argparse
import asyncio
import hashlib
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.inspect.corpus import LISTS, REGISTRY, Sample, read_list, write_list
from bench.inspect.fetch import AT_ONCE, Registries, Unfetched, registries, store
from bench.inspect.most_used import key
from bench.inspect.sets import BEFORE
from bench.inspect.tables import TABLES, read_table
from bench.inspect.trees import Locked, resolve
from pratique.core.names import Ecosystem
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.platforms import platform_from_name
from pratique.errors import PratiqueError, Reference

SEED = "draws 2026-12-01"
NEWEST = 3
NAMED = ((Ecosystem.NPM, "prisma"), (Ecosystem.PYPI, "uwsgi"))
SIZES = {
    "tools": {Ecosystem.NPM: 1000, Ecosystem.PYPI: 1000},
    "named": {Ecosystem.NPM: 1, Ecosystem.PYPI: 1},
    "used": {Ecosystem.NPM: 300, Ecosystem.PYPI: 150},
    "fresh": {Ecosystem.NPM: 3000, Ecosystem.PYPI: 1000},
}
MOST_BYTES = 80_000_000
"""Larger files are left out, and counted."""
_PLATFORM = platform_from_name("linux-x86_64-py312")
_ROOTS_AT_ONCE = {Ecosystem.NPM: 24, Ecosystem.PYPI: 1}
_CLIENTS = {Ecosystem.NPM: 2, Ecosystem.PYPI: 20}
_TRIES = 3
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch, and why."""

    set: str
    ecosystem: Ecosystem
    name: str
    version: str
    artifact: Artifact
    drawn: str


def lot(text: str) -> str:
    """Return the lot of a name: the lower it is, the earlier the name is drawn."""
    return hashlib.sha256(f"{SEED} {text}".encode()).hexdigest()


def by_lot(names: Iterable[str]) -> list[str]:
    """Return distinct names in the order in which they are drawn."""
    return sorted(set(names), key=lot)


def names_in_use(ecosystem: Ecosystem, *, lists: Path = LISTS) -> frozenset[str]:
    """Return each name that a list has, besides those of an earlier fresh draw with the same seed. Raises OSError, ValueError."""
    found = set()
    for path in lists.glob("*.tsv"):
        if path.name.startswith("drawn-fresh-"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            at = 0 if len(cells) == 2 else 1
            if len(cells) > at + 1 and cells[at] == ecosystem.value:
                found.add(key(ecosystem.value, cells[at + 1])[1])
    return frozenset(found)


def releases_in_tables(*, lists: Path = LISTS, tables: Path = TABLES) -> frozenset[tuple[str, str]]:
    """Return name and version of each listed release whose digest the feature tables have. Raises OSError, ValueError."""
    known = digests_in_tables(tables)
    found = set()
    for path in lists.glob("*.tsv"):
        if path.read_text(encoding="utf-8").startswith("set\t"):
            found |= {(each.name, each.version) for each in read_list(path) if each.sha256 in known}
    return frozenset(found)


def digests_in_tables(tables: Path = TABLES) -> frozenset[str]:
    """Return the digest of each row of the feature tables. Raises OSError, ValueError."""
    return frozenset(row.sha256 for row in read_table(tables, ""))


def candidates(path: Path) -> list[str]:
    """Read the names of a table whose number is more than 0, in the order in which they are drawn. Raises OSError, ValueError."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return by_lot(row[0] for row in rows if len(row) == 2 and int(row[1]) > 0)


def newest(ecosystem: Ecosystem, listing: Listing, count: int) -> list[Release]:
    """Return the highest versions that are neither pre-releases nor withdrawn, the highest first."""
    module = ECOSYSTEMS[ecosystem]
    usable = [
        release
        for version, release in listing.releases.items()
        if not module.is_prerelease(version) and not release.yanked and taken(ecosystem, release) is not None
    ]
    return sorted(usable, key=lambda one: module.sort_key(one.ref.version), reverse=True)[:count]


def taken(ecosystem: Ecosystem, release: Release, *, source: bool = False) -> Artifact | None:
    """Return the file that an installer takes on Linux, or with `source` the sdist where there is one; None if too large."""
    chosen = [*ECOSYSTEMS[ecosystem].artifacts_for(release, _PLATFORM).chosen]
    if source:
        chosen = [one for one in release.artifacts if one.kind is ArtifactKind.SDIST] + chosen
    return next((one for one in chosen if (one.size_bytes or 0) <= MOST_BYTES), None)


def upgrades(set_: str, ecosystem: Ecosystem, listing: Listing, count: int) -> list[tuple[Wanted, Wanted]]:
    """Return the newest releases, each with its baseline."""
    module, pairs = ECOSYSTEMS[ecosystem], []
    for release in newest(ecosystem, listing, count):
        file = taken(ecosystem, release)
        assert file is not None
        name, version = release.ref.package.name, release.ref.version
        baseline, _ = module.baseline(listing, version, kind=file.kind)
        before = module.counterpart(baseline, file) if baseline is not None else None
        if baseline is not None and before is not None:
            old = baseline.ref.version
            pairs.append(
                (
                    Wanted(set_, ecosystem, name, version, file, f"follows {old}"),
                    Wanted(set_ + BEFORE, ecosystem, name, old, before, f"before {version}"),
                )
            )
    return pairs


class Drawing:
    """One drawing: what was had, and why the rest was not."""

    def __init__(self, folder: Path, source: Registries) -> None:
        self.folder, self.source = folder, source
        self.samples: list[Sample] = []
        self.missed: list[str] = []

    async def listing(self, ecosystem: Ecosystem, name: str) -> Listing | None:
        """Ask for the listing of a package, a few times where nobody answers; None where it cannot be had."""
        package = ECOSYSTEMS[ecosystem].normalise(name)
        why = ""
        for _ in range(_TRIES):
            try:
                return await self.source.client.listing(package, full=False)
            except PratiqueError as error:
                why = str(error)
                if error.reference is not Reference.REGISTRY_UNREACHABLE:
                    break
        self.missed.append(f"{ecosystem.value} {name}: {why}")
        return None

    async def fetch(self, wanted: Wanted) -> Sample | None:
        """Fetch a file and keep it under its digest; None where it cannot be had."""
        package = ECOSYSTEMS[wanted.ecosystem].normalise(wanted.name)
        upstream = self.source.upstreams.of(package)
        try:
            got = await self.source.client.artifact(wanted.artifact.url, upstream, max_bytes=MOST_BYTES)
            sample = Sample(
                set=wanted.set,
                ecosystem=wanted.ecosystem,
                name=wanted.name,
                version=wanted.version,
                filename=wanted.artifact.filename,
                sha256=hashlib.sha256(got.data).hexdigest(),
                size_bytes=len(got.data),
                source=REGISTRY,
                drawn=wanted.drawn,
            )
            store(self.folder, sample, got.data)
        except (PratiqueError, Unfetched) as error:
            self.missed.append(f"{wanted.ecosystem.value} {wanted.name} {wanted.version}: {error}")
            return None
        return sample

    async def pairs(self, set_: str, ecosystem: Ecosystem, names: Iterable[str], size: int) -> None:
        """Fetch the newest releases of `size` names and their baselines; a name that does not fit is passed over."""
        named = set_.startswith("drawn-named")
        known, digests = (
            (frozenset[tuple[str, str]](), frozenset[str]())
            if named
            else (releases_in_tables(), digests_in_tables())
        )
        done = 0

        async def work(name: str) -> bool:
            nonlocal done
            listing = await self.listing(ecosystem, name) if done < size else None
            found = upgrades(set_, ecosystem, listing, NEWEST) if listing is not None else []
            if not found or any((after.name, after.version) in known for after, _ in found):
                return False
            had = [(await self.fetch(after), await self.fetch(before)) for after, before in found]
            whole = [(after, before) for after, before in had if after is not None and before is not None]
            if not whole or any(after.sha256 in digests for after, _ in whole) or done >= size:
                return False
            done += 1
            self.samples += [sample for pair in whole for sample in pair]
            return True

        await at_once(names, work, until=lambda: done >= size)
        print(f"{set_}: {done} names", file=sys.stderr)

    async def single(self, set_: str, ecosystem: Ecosystem, locked: Iterable[Locked]) -> None:
        """Fetch one file of each release: of PyPI the sdist for a third of the names, where there is one."""

        async def work(one: Locked) -> bool:
            listing = await self.listing(ecosystem, one.name)
            release = listing.releases.get(one.version) if listing is not None else None
            if release is None:
                return False
            source = lot(one.name)[-1] in "05af9"
            file = taken(ecosystem, release, source=source)
            if file is None:
                self.missed.append(
                    f"{ecosystem.value} {one.name} {one.version}: no file of {MOST_BYTES} bytes at most"
                )
                return False
            sample = await self.fetch(Wanted(set_, ecosystem, one.name, one.version, file, one.drawn))
            self.samples += [] if sample is None else [sample]
            return sample is not None

        await at_once(locked, work)

    def write(self, lists: Path = LISTS) -> None:
        """Write the lists of what was had."""
        for set_ in sorted({sample.set for sample in self.samples}):
            drawn = {(each.name, each.version, each.drawn): each for each in self.samples if each.set == set_}
            write_list(lists / f"{set_}.tsv", drawn.values())


async def at_once(
    things: Iterable[_T], work: Callable[[_T], Awaitable[bool]], *, until: Callable[[], bool] = lambda: False
) -> None:
    """Do work for each thing in order, a few at a time."""
    waiting = iter(things)

    async def worker() -> None:
        for thing in waiting:
            if until():
                return
            await work(thing)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


def fresh(
    ecosystem: Ecosystem, roots: Iterable[str], size: int, folder: Path, *, until: float
) -> Iterator[Locked]:
    """Yield up to `size` releases of names that no list has, from trees of packages that none has either.

    No tree is begun after `until` on the monotonic clock.
    """
    used = set(names_in_use(ecosystem))
    waiting = [root for root in roots if key(ecosystem.value, root)[1] not in used]
    count, step, several = 0, _ROOTS_AT_ONCE[ecosystem], _CLIENTS[ecosystem]
    groups = [waiting[at : at + step] for at in range(0, len(waiting), step)]
    with ThreadPoolExecutor(several) as clients:
        for at in range(0, len(groups), several):
            for tree in clients.map(
                lambda group: list(resolve(ecosystem, group, folder)), groups[at : at + several]
            ):
                for one in tree:
                    if (name := key(ecosystem.value, one.name)[1]) not in used and count < size:
                        used.add(name)
                        count += 1
                        yield one
            print(
                f"{ecosystem.value}: {count} of {size} from {(at + several) * step} roots",
                file=sys.stderr,
                flush=True,
            )
            if count >= size or time.monotonic() > until:
                return


def tools(ecosystem: Ecosystem, *, lists: Path = LISTS) -> list[str]:
    """Return the tools of an ecosystem that send telemetry. Raises OSError."""
    rows = (lists / "telemetry-tools.tsv").read_text(encoding="utf-8").splitlines()
    return [row.split("\t")[1] for row in rows if row.startswith(f"{ecosystem.value}\t")]


async def draw(
    kind: str, ecosystem: Ecosystem, folder: Path, names: list[str], size: int, *, until: float
) -> Drawing:
    """Draw one kind of one ecosystem, and write its lists."""
    set_ = f"drawn-{kind}-{ecosystem.value}"
    if kind == "fresh":
        locked = list(fresh(ecosystem, names, size, folder, until=until))
    async with registries() as source:
        drawing = Drawing(folder, source)
        if kind == "fresh":
            await drawing.single(set_, ecosystem, locked)
        elif kind == "tools":
            found = [await drawing.listing(ecosystem, name) for name in names]
            chosen = [newest(ecosystem, one, 1) for one in found if one is not None]
            releases = [one[0].ref for one in chosen if one]
            await drawing.single(
                set_,
                ecosystem,
                [Locked(ref.package.name, ref.version, "sends telemetry") for ref in releases],
            )
        else:
            await drawing.pairs(set_, ecosystem, names, size)
    drawing.write()
    return drawing


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=sorted(SIZES))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ecosystem", choices=["npm", "pypi"], required=True)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--size", type=int)
    parser.add_argument("--minutes", type=float, default=600, help="resolve no tree after so long")
    options = parser.parse_args()
    ecosystem = Ecosystem(options.ecosystem)
    if options.names:
        names = candidates(options.names)
    elif options.kind == "tools":
        names = tools(ecosystem)
    elif options.kind == "named":
        names = [name for of, name in NAMED if of is ecosystem]
    else:
        rows = (LISTS / "most-used.tsv").read_text(encoding="utf-8").splitlines()
        names = by_lot(row.split("\t")[1] for row in rows if row.startswith(f"{ecosystem.value}\t"))
    until = time.monotonic() + options.minutes * 60
    size = options.size or SIZES[options.kind][ecosystem]
    drawing = asyncio.run(draw(options.kind, ecosystem, options.folder, names, size, until=until))
    print(f"{len(drawing.samples)} files; {len(drawing.missed)} not had", file=sys.stderr)
    for line in drawing.missed:
        print(f"  {line}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
