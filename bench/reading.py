"""How long a lock of 100,000 entries takes to read, in each format, and how much memory that takes."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import pairwise

from bench.npm_locks import bun, package_lock, package_lock_v1, pnpm, yarn_berry, yarn_v1
from bench.pins import Bytes, Pin, Tree
from bench.python_locks import pdm, pipfile, poetry, requirements, uv
from pratique.errors import ParseError
from pratique.lockfiles import format_for

ENTRIES = 100_000

WRITERS: Mapping[str, tuple[str, Callable[[Tree], bytes]]] = {
    "package-lock v3": ("package-lock.json", package_lock),
    "package-lock v1": ("package-lock.json", package_lock_v1),
    "yarn.lock v1": ("yarn.lock", yarn_v1),
    "yarn.lock v8": ("yarn.lock", yarn_berry),
    "pnpm-lock v9.0": ("pnpm-lock.yaml", pnpm),
    "bun.lock v1": ("bun.lock", bun),
    "requirements.txt": ("requirements.txt", requirements),
    "poetry.lock 2.1": ("poetry.lock", poetry),
    "uv.lock v1": ("uv.lock", uv),
    "pdm.lock 4.5": ("pdm.lock", pdm),
    "Pipfile.lock v6": ("Pipfile.lock", pipfile),
}


def tree(entries: int) -> Tree:
    """A project with so many packages, each of which asks for the next one."""
    names = [f"package-{number}" for number in range(entries)]
    source = Bytes.of("https://files.example/package-1.0.0-py3-none-any.whl", b"")
    pins = tuple(
        Pin(name=name, version="1.0.0", source=source, needs=(following,) if following else ())
        for name, following in pairwise([*names, ""])
    )
    return Tree(name="large", pins=pins, roots=(names[0],), index="https://registry.example/simple")


def measure(name: str) -> str:
    """Write and read one lock; what it cost, in words."""
    filename, write = WRITERS[name]
    data = write(tree(ENTRIES))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    format_ = format_for(filename)
    assert format_ is not None
    started = time.process_time()
    try:
        found = f"{len(format_.parse(data).packages)} entries"
    except ParseError as error:
        found = f"refused: {error.message}"
    took = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return f"{name}: {len(data) / 1e6:.0f} MB, {took:.1f} s of CPU, {grown / 1024:.0f} MiB more; {found}"


def main() -> None:
    for name in WRITERS:
        # A process each: memory that one has given back would look free to the next.
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from bench.reading import measure; print(measure(sys.argv[1]))",
                name,
            ],
            check=True,
        )
