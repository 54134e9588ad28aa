"""Fetch the samples of the lists: `python -m bench.inspect.fetch FOLDER [SET ...] [--collection NAME=CLONE ...]`.

Benign ones come from the registries that this machine is configured for. Malicious ones come out of a local clone of
the public collection that the list names; without the clone they are left out, and that is said. Every file is
compared with its digest, and lies in `FOLDER/SET/` packed as it came: nothing is unpacked to disk, run or installed.
"""

import argparse
import asyncio
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.inspect.corpus import REGISTRY, Sample, read_sets
from bench.inspect.later import refuse_late
from pratique.cli.run.clock import now
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError, Reference, RegistryError
from pratique.net.client.http import Http, HttpSettings
from pratique.net.configuration.all_clients import read_upstreams
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstreams

AT_ONCE = 8
"""Questions to a registry at the same time."""
_TREE_MTIME_S = 499162500
"""The time that npm gives to every file of a tarball."""
_NOT_OF_THE_PACKAGE = frozenset({"README.md", "update.json", "shell.py"})
"""What the collection of trees adds to a package: its own notes, and downloads that it attached."""


class Unfetched(Exception):  # noqa: N818 - it is told, and the others go on
    """Why a sample could not be had."""


@dataclass(frozen=True)
class Registries:
    """The registries that this machine is configured for."""

    client: RegistryClient
    upstreams: Upstreams

    async def file(self, sample: Sample) -> bytes:
        """The bytes of a release's file. Raises RegistryError or ParseError."""
        module = ECOSYSTEMS[sample.ecosystem]
        package = module.normalise(sample.name)
        upstream = self.upstreams.of(package)
        url = module.artifact_url(package.at(sample.version), upstream.url)
        if url is not None:
            try:
                return (await self.client.artifact(url, upstream)).data
            except RegistryError as error:
                if error.reference is not Reference.REGISTRY_NOT_FOUND:
                    raise
        listing = await self.client.listing(package, full=False)
        files = [file for release in listing.releases.values() for file in release.artifacts]
        urls = tuple(file.url for file in files if file.filename == sample.filename)
        upstream = self.upstreams.of(package, registry=listing.registry)
        return (await self.client.artifact(urls, upstream)).data


@asynccontextmanager
async def registries() -> AsyncIterator[Registries]:
    """Read this machine's configuration of npm and pip, and open the client."""
    public = {ecosystem: module.default_registry() for ecosystem, module in ECOSYSTEMS.items()}
    upstreams = read_upstreams(os.environ, public=public)
    async with Http(HttpSettings(max_concurrent=AT_ONCE), configured=upstreams.configured) as http:
        client = RegistryClient(http, upstreams, ecosystems=ECOSYSTEMS, now=now)
        try:
            yield Registries(client, upstreams)
        finally:
            await client.close()


@dataclass(frozen=True)
class Collection:
    """A local clone of a public collection, and which bytes it had first at each path."""

    first: Mapping[str, str]
    """Path -> id of the blob of the earliest commit that added it: what came later at the same path is not read."""
    by_name: Mapping[str, Sequence[str]]
    """The last part of a path -> the paths."""
    git: subprocess.Popen[bytes]
    """Answers with the content of each blob that it is asked for."""

    def file(self, sample: Sample) -> bytes:
        """The archive of a sample, or its tree packed anew. Raises Unfetched."""
        named = self.by_name.get(sample.filename, ())
        places = [path for path in named if sample.name in path.split("/")[:-1]]
        exact = [path for path in places if path.endswith(f"/{sample.version}/{sample.filename}")]
        if places:
            return self._blob(self.first[min(exact or places, key=lambda path: path.count("/"))])
        tree = {path: blob for path, blob in self.first.items() if path.startswith(f"{sample.name}/")}
        if not tree:
            raise Unfetched("the clone has no such file")
        parts = {path.partition("/")[2]: blob for path, blob in tree.items()}
        kept = {path: blob for path, blob in parts.items() if path not in _NOT_OF_THE_PACKAGE}
        return pack({path: self._blob(blob) for path, blob in kept.items()})

    def _blob(self, blob: str) -> bytes:
        asked, told = self.git.stdin, self.git.stdout
        assert asked is not None
        assert told is not None
        asked.write(f"{blob}\n".encode())
        asked.flush()
        answer = told.readline().split()
        if len(answer) != 3:
            raise Unfetched("the clone lacks the content of the file")
        return told.read(int(answer[2]) + 1)[:-1]


@contextmanager
def opened(clone: Path) -> Iterator[Collection]:
    """Read the history of a clone. Raises CalledProcessError where there is none."""
    # A clone that lacks blobs must not ask for them one by one.
    env = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    git = ["git", "-C", str(clone), "-c", "core.quotepath=off"]
    log = [*git, "log", "-m", "--diff-filter=A", "--no-renames", "--raw", "--no-abbrev", "--format=@%ct"]
    told = subprocess.run(log, check=True, stdout=subprocess.PIPE, env=env).stdout
    first = _first(told.decode("utf-8", "surrogateescape"))
    by_name: dict[str, list[str]] = {}
    for path in first:
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    pipe = subprocess.PIPE
    with subprocess.Popen([*git, "cat-file", "--batch"], stdin=pipe, stdout=pipe, env=env) as batch:
        yield Collection(first, by_name, batch)


def _first(log: str) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    at = 0
    for line in log.split("\n"):
        if line.startswith("@"):
            at = int(line[1:])
        elif line.startswith(":"):
            facts, _, path = line.partition("\t")
            added = (at, facts.split()[3])
            found[path] = min(found.get(path, added), added)
    return {path: blob for path, (_, blob) in found.items()}


def pack(files: Mapping[str, bytes]) -> bytes:
    """A tarball as npm lays it out. It is stored, not deflated, so that every machine makes the same bytes."""
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, data in sorted(files.items()):
            member = tarfile.TarInfo(f"package/{path}")
            member.size, member.mode, member.mtime = len(data), 0o644, _TREE_MTIME_S
            tar.addfile(member, io.BytesIO(data))
    outer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=outer, mode="wb", compresslevel=0, mtime=0) as stream:
        stream.write(inner.getvalue())
    return outer.getvalue()


def store(folder: Path, sample: Sample, data: bytes) -> None:
    """Keep a file under its digest. Raises Unfetched for other bytes than those of the list."""
    if hashlib.sha256(data).hexdigest() != sample.sha256:
        raise Unfetched(f"other bytes than those of the list: {len(data)} instead of {sample.size_bytes}")
    path = folder / sample.set / sample.file
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def is_there(folder: Path, sample: Sample) -> bool:
    """Whether the file was fetched before; a damaged one is fetched again."""
    path = folder / sample.set / sample.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sample.sha256


async def from_registries(folder: Path, samples: Sequence[Sample]) -> list[tuple[Sample, str]]:
    """Fetch samples of the registries; gives those that were not had, and why."""
    waiting = iter(samples)
    missed: list[tuple[Sample, str]] = []

    async def work(source: Registries) -> None:
        for sample in waiting:
            try:
                store(folder, sample, await source.file(sample))
            except (PratiqueError, Unfetched) as error:
                missed.append((sample, str(error)))

    async with registries() as source:
        await asyncio.gather(*(work(source) for _ in range(AT_ONCE)))
    return missed


def from_collection(
    folder: Path, samples: Iterable[Sample], collection: Collection
) -> Iterator[tuple[Sample, str]]:
    """Take samples out of a clone; gives those that were not had, and why."""
    for sample in samples:
        try:
            store(folder, sample, collection.file(sample))
        except Unfetched as error:
            yield sample, str(error)


def fetch(folder: Path, samples: Sequence[Sample], clones: Mapping[str, Path]) -> list[tuple[Sample, str]]:
    """Bring all samples that are not there yet; gives those that were not had, and why. Raises LateSampleError."""
    refuse_late(samples)
    absent: dict[str, dict[tuple[str, str], Sample]] = {}
    for sample in samples:
        if not is_there(folder, sample):
            absent.setdefault(sample.source, {}).setdefault((sample.set, sample.file), sample)
    missed = asyncio.run(from_registries(folder, tuple(absent.pop(REGISTRY, {}).values())))
    for source, group in absent.items():
        if source in clones:
            with opened(clones[source]) as collection:
                missed += from_collection(folder, group.values(), collection)
        else:
            missed += [(sample, f"give --collection {source}=CLONE") for sample in group.values()]
    return missed


def main() -> int:
    """Fetch, say what was not had, and exit with 1 when anything was not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--collection", action="append", default=[], metavar="NAME=CLONE")
    options = parser.parse_args()
    clones = {name: Path(path) for name, _, path in (each.partition("=") for each in options.collection)}
    samples = read_sets(options.sets)
    missed = fetch(options.folder, samples, clones)
    reasons = Counter((sample.set, why) for sample, why in missed)
    for (name, why), count in reasons.most_common(50):
        print(f"{name}: {count} not had: {why}", file=sys.stderr)
    absent = {(sample.set, sample.file) for sample, _ in missed}
    for name in dict.fromkeys(sample.set for sample in samples):
        files = {sample.file for sample in samples if sample.set == name}
        print(f"{name}: {len(files) - sum(name == each for each, _ in absent)} of {len(files)} files")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
