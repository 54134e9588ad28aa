"""`check` of a made-up monorepo with forty locks: cold, warm, and of a change of one package.

The repository, its packages and the registries that serve them are made here, on this machine: nothing else is asked.
"""

import json
import os
import resource
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

GOALS_S = {"cold": None, "warm": 10.0, "since, warm": 5.0, "since, empty home": 30.0}


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


def check(what: str, folder: Path, env: Mapping[str, str], *options: str) -> bool:
    """Run `check`, say what it cost and answered, and whether that is as it should be."""
    command = [sys.executable, "-m", "pratique.cli", "check", ".", "--format", "json", *options]
    before, started = _cpu_s(), time.perf_counter()
    done = run(command, cwd=folder, env=env, stdout=PIPE, stderr=DEVNULL, check=False)
    took, cpu = time.perf_counter() - started, _cpu_s() - before
    answer = json.loads(done.stdout)
    goal = GOALS_S[what]
    complete = answer["coverage"]["complete"]
    told = f"{took:.1f} s" + (f" (goal {goal:.0f} s)" if goal else "") + f", {cpu:.1f} s of CPU"
    judged = f"{len(answer['packages'])} releases judged"
    print(f"{what}: {told}; exit {done.returncode}, complete {complete}, {judged}", flush=True)
    return done.returncode == 0 and complete and (goal is None or took <= goal)


def _cpu_s() -> float:
    """CPU seconds of all processes that this one started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch, world(Path(scratch)) as served:
        folder = Path(scratch, "monorepo")
        git, change = build(folder, served)
        locks = [file for file in folder.glob("services/*/*") if file.is_file()]
        print(f"{len(locks)} locks, {sum(file.stat().st_size for file in locks) / 1e6:.1f} MB")
        kept = {**served.env, "PRATIQUE_HOME": str(Path(scratch, "kept"))}
        empty = {**served.env, "PRATIQUE_HOME": str(Path(scratch, "empty"))}
        passed = [check("cold", folder, kept), check("warm", folder, kept)]
        commit_change(git, change)
        passed.append(check("since, warm", folder, kept, "--since", "main"))
        passed.append(check("since, empty home", folder, empty, "--since", "main"))
        print(f"processors: {len(os.sched_getaffinity(0))}")
    if not all(passed):
        raise SystemExit(1)
