"""How long the search of 30,000 lock revisions in 60 repositories takes.

    python -m bench.respond.history FOLDER [--repositories 60] [--revisions 500]

The repositories are made below FOLDER if they are not there yet: one lockfile each, with 300 to 1,500 packages, of which
each commit changes three. Two requests are searched, one after the other: for a package that every revision names, and for
20 others, for which the releases of all revisions are stored. Two processes search.
"""

import argparse
import random
import resource
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

from bench.pins import Bytes, Pin, Tree
from bench.reading import WRITERS
from pratique.core.advisory import Affected, Product
from pratique.respond.places.git_history import GitHistory
from pratique.respond.sighting import Result
from pratique.respond.wanted.value import Wanted, WantedReleases
from pratique.store.folder.revision_files import RevisionFiles

NPM = ("package-lock v3", "package-lock v1", "yarn.lock v1", "yarn.lock v8", "pnpm-lock v9.0", "bun.lock v1")
FORMATS = (*NPM, "requirements.txt", "poetry.lock 2.1", "uv.lock v1", "pdm.lock 4.5", "Pipfile.lock v6")
DAY_S = 24 * 3600
START_S = 1_700_000_000


def tree(packages: int) -> Tree:
    """A project whose packages have versions of the same length, each found nowhere else in the text."""
    names = [f"package-{number}" for number in range(packages)]
    pins = tuple(
        Pin(
            name=name,
            version=f"{1_000_000 + number}.0.1000",
            source=Bytes.of(f"https://files.example/p-{number}-py3-none-any.whl", name.encode()),
            needs=(following,) if following else (),
        )
        for number, (name, following) in enumerate(pairwise([*names, ""]))
    )
    return Tree(name="project", pins=pins, roots=(names[0],), index="https://registry.example/simple")


def revisions(first: bytes, packages: int, count: int, chance: random.Random) -> Iterator[bytes]:
    """Yield revisions of a lockfile, each with three changed versions."""
    data = first
    at = [1000] * packages
    yield data
    for _ in range(count - 1):
        for number in chance.sample(range(packages), 3):
            old, new = (f"{1_000_000 + number}.0.{at[number] + step}".encode() for step in (0, 1))
            data = data.replace(old, new)
            at[number] += 1
        yield data


def make(folder: Path, count: int, number: int) -> None:
    """Make one bare repository, unless it is there."""
    path = folder / f"{number:02}.git"
    if (path / "made").is_file():
        return
    chance = random.Random(number)
    filename, write = WRITERS[FORMATS[number % len(FORMATS)]]
    packages = chance.randint(300, 1_500)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(path)], check=True)
    command = ["git", "-C", str(path), "-c", "core.compression=1", "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for step, data in enumerate(revisions(write(tree(packages)), packages, count, chance)):
            at = START_S + step * DAY_S * 3 * 365 // count
            head = f"commit refs/heads/main\ncommitter a <a@mail.example> {at} +0000\ndata 8\nchange\n\n"
            process.stdin.write(head.encode() + f"M 100644 inline {filename}\ndata {len(data)}\n".encode())
            process.stdin.write(data + b"\n")
    if process.returncode:
        raise SystemExit(f"{path} could not be made")
    (path / "made").touch()


def request(numbers: range, revision: int) -> Wanted:
    """A request for one version of some packages, of npm and PyPI."""
    return Wanted(
        releases=tuple(
            WantedReleases(
                id=f"pkg:{type_}/package-{number}",
                affected=Affected(
                    product=Product(type_, f"package-{number}"),
                    versions=(f"{1_000_000 + number}.0.{revision}",),
                ),
                origin="the bench",
            )
            for number in numbers
            for type_ in ("npm", "pypi")
        )
    )


def search(wanted: Wanted, stored: Path, path: Path) -> tuple[Result, int]:
    """Search one repository; return the result and the most memory of this process in KiB."""
    return GitHistory(RevisionFiles(stored)).search(path, wanted), resource.getrusage(
        resource.RUSAGE_SELF
    ).ru_maxrss


def measure(title: str, wanted: Wanted, stored: Path, paths: list[Path]) -> None:
    """Search all repositories with two new processes, and print what it took."""
    started, cpu_s = time.monotonic(), _cpu_s()
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(partial(search, wanted, stored), paths))
    took, cpu_s = time.monotonic() - started, _cpu_s() - cpu_s
    units = sum(searched.units for result, _ in found for searched in result.searched)
    seen = sum(len(result.sightings) for result, _ in found)
    lost = sum(len(searched.unchecked) for result, _ in found for searched in result.searched)
    memory = max(kib for _, kib in found) // 1024
    print(
        f"{title}: {took:.1f} s, {cpu_s:.1f} s of CPU with git, {units} revisions, {seen} sightings, {lost} not checked, {memory} MiB each",
        flush=True,
    )


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repositories", type=int, default=60)
    parser.add_argument("--revisions", type=int, default=500)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(partial(make, options.folder, options.revisions), range(options.repositories)))
    paths = sorted(options.folder.glob("*.git"))[: options.repositories]
    stored = options.folder / "stored"
    RevisionFiles(stored).clear()
    measure("first request", request(range(17, 18), 1001), stored, paths)
    measure("second request", request(range(20, 40), 1001), stored, paths)
    files, size_bytes, _ = RevisionFiles(stored).usage()
    print(f"stored: {files} files, {size_bytes / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
