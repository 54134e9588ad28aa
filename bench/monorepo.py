"""`check` of a made-up monorepo with forty locks: cold, warm, and of a change of one package.

The repository, its packages and the registries that serve them are made here, on this machine: nothing else is asked.
"""

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from random import Random
from subprocess import DEVNULL, PIPE, run

from tests.git import Git as Repository
from tests.git import repository

from bench.npm_locks import bun, package_lock, package_lock_v1, pnpm, yarn_berry, yarn_v1
from bench.pins import Member, Pin, Tree
from bench.python_locks import pdm, pipfile, poetry, requirements, uv
from bench.world import World, world

IN_USE = 2
"""Most versions of one package that the locks hold."""

Writer = Callable[[Tree], bytes]

NPM_LOCKS: tuple[tuple[int, str, Writer], ...] = (
    (8, "package-lock.json", package_lock),
    (1, "package-lock.json", package_lock_v1),
    (4, "yarn.lock", yarn_v1),
    (4, "yarn.lock", yarn_berry),
    (7, "pnpm-lock.yaml", pnpm),
    (3, "bun.lock", bun),
)
PYTHON_LOCKS: tuple[tuple[int, str, Writer], ...] = (
    (5, "requirements.txt", requirements),
    (3, "poetry.lock", poetry),
    (3, "uv.lock", uv),
    (1, "pdm.lock", pdm),
    (1, "Pipfile.lock", pipfile),
)

RUNS = 3
"""The quickest of so many counts."""


@dataclass(frozen=True)
class Change:
    """What a branch does: the new bytes of one lock."""

    path: str
    data: bytes


def trees(world: World) -> Iterator[tuple[str, Writer, Tree]]:
    """Every lock of the monorepo: its path, how it is written, and what it holds."""
    random = Random(40)
    private = cycle([name for name in world.npm if name.startswith("@")])
    open_names = [name for name in world.npm if not name.startswith("@")]
    number = 0
    for locks, names, known in (
        (NPM_LOCKS, open_names, world.npm),
        (PYTHON_LOCKS, list(world.python), world.python),
    ):
        for count, filename, write in locks:
            for _ in range(count):
                number += 1
                roots = random.sample(names, random.randint(20, 60))
                roots += [next(private) for _ in range(3)] if known is world.npm else []
                yield (
                    f"services/s{number:02}/{filename}",
                    write,
                    _tree(f"s{number:02}", roots, known, random, world),
                )


def _tree(
    name: str, roots: list[str], known: Mapping[str, tuple[Pin, ...]], random: Random, world: World
) -> Tree:
    """A project that asks for `roots`, with all they ask for, a git dependency and two members."""
    pins: dict[str, Pin] = {}
    waiting = list(roots)
    while waiting:
        wanted = waiting.pop()
        if wanted not in pins:
            versions = known[wanted]
            # Of one package in four, two versions are in use.
            pins[wanted] = random.choice(versions[: IN_USE if len(wanted) % 4 == 0 else 1])
            waiting.extend(pins[wanted].needs)
    pins["own-tool"] = Pin(name="own-tool", version="1.0.0", source=random.choice(world.tool))
    members = tuple(
        Member(path=f"packages/{part}", name=f"@{name}/{part}", roots=tuple(random.sample(roots, 3)))
        for part in ("ui", "core")
    )
    return Tree(
        name=name,
        pins=tuple(sorted(pins.values(), key=lambda pin: pin.name)),
        roots=(*roots, "own-tool"),
        members=members,
        index=world.index,
    )


def build(folder: Path, world: World) -> tuple[Repository, Change]:
    """Write and commit the monorepo; gives a change of one package in its first lock, too."""
    git = repository(folder)
    found = list(trees(world))
    for path, write, tree in found:
        file = folder / path
        file.parent.mkdir(parents=True)
        file.write_bytes(write(tree))
    git.commit()
    path, write, tree = found[0]
    newest = next(versions[-1] for name in tree.roots if len(versions := world.npm.get(name, ())) > IN_USE)
    pins = tuple(newest if pin.name == newest.name else pin for pin in tree.pins)
    return git, Change(path, write(replace(tree, pins=pins)))


def commit_change(git: Repository, change: Change) -> None:
    """Commit a change on a branch of its own."""
    git("switch", "--quiet", "--create", "change")
    (git.folder / change.path).write_bytes(change.data)
    git.commit()


@dataclass(frozen=True)
class Check:
    """One run of `check`: what it cost and what it answered."""

    wall_s: float
    cpu_s: float
    exit: int
    complete: bool
    releases: int
    locks: int
    entries: int

    @classmethod
    def of(cls, folder: Path, env: Mapping[str, str], home: Path, *options: str) -> "Check":
        """Run it with what a home remembers."""
        command = [sys.executable, "-m", "pratique.cli", "check", ".", "--format", "json", *options]
        before, started = _cpu_s(), time.perf_counter()
        env = {**env, "PRATIQUE_HOME": str(home)}
        done = run(command, cwd=folder, env=env, stdout=PIPE, stderr=DEVNULL, check=False)
        took, cpu = time.perf_counter() - started, _cpu_s() - before
        answer = json.loads(done.stdout)
        covered = answer["coverage"]
        return cls(
            wall_s=took,
            cpu_s=cpu,
            exit=done.returncode,
            complete=covered["complete"],
            releases=len(answer["packages"]),
            locks=len(covered["files"]),
            entries=sum(file["packages"] for file in covered["files"]),
        )


def _cpu_s() -> float:
    """CPU seconds of all processes that this one started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tell(what: str, checks: list[Check], *, goal_s: float | None = None) -> bool:
    """Say what the quickest of some runs cost, and whether all answered and it was quick enough."""
    best = min(checks, key=lambda check: check.wall_s)
    sound = all(check.exit == 0 and check.complete for check in checks)
    quick = goal_s is None or best.wall_s <= goal_s
    goal = "" if goal_s is None else f" (goal {goal_s:.0f} s{'' if quick else ', missed'})"
    answer = "exit 0, complete" if sound else f"exit {best.exit}, complete: {best.complete}"
    cost = f"{best.wall_s:.1f} s{goal}, {best.cpu_s:.1f} s of CPU"
    print(f"{what}: {cost}; {answer}, {best.releases} releases judged", flush=True)
    return sound and quick


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch, world(Path(scratch)) as served:
        folder = Path(scratch, "monorepo")
        git, change = build(folder, served)
        kept = Path(scratch, "home-kept")
        cold = Check.of(folder, served.env, kept)
        print(f"{cold.locks} locks, {cold.entries} entries")
        passed = [tell("cold", [cold])]
        passed.append(tell("warm", [Check.of(folder, served.env, kept) for _ in range(RUNS)], goal_s=10))
        commit_change(git, change)
        # A home of its own for each run: the one before has the new release already.
        warm, empty = ([Path(scratch, f"{kind}-{n}") for n in range(RUNS)] for kind in ("warm", "empty"))
        for home in warm:
            shutil.copytree(kept, home)
        for what, homes, goal_s in (("since, warm", warm, 5), ("since, empty home", empty, 30)):
            checks = [Check.of(folder, served.env, home, "--since", "main") for home in homes]
            passed.append(tell(what, checks, goal_s=goal_s))
        print(f"processors: {len(os.sched_getaffinity(0))}")
    if not all(passed):
        raise SystemExit(1)
