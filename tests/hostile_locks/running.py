"""Run mechanisms: install in the real client, ask for a verdict, and hold one against the other."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.git import repository
from tests.hostile_locks.clients import CLIENTS, LEFT_BY_CLIENTS, PIP, PYLOCK, Client, write_project
from tests.hostile_locks.judging import AS_NEW, SINCE, Answer, judge, recall, remember
from tests.hostile_locks.mechanism import Change, Mechanism
from tests.hostile_locks.scene import GOOD_WHEEL, Scene, sha256
from tests.hostile_locks.world import GOOD, World, python_wheel, tokens_below

_DEFECT = 4
"""Exit code of a defect of Pratique itself."""
Judge = Callable[[tuple[str, ...], Path, Path, World], Answer]


@dataclass(frozen=True)
class Row:
    """One mechanism in one client."""

    mechanism: Mechanism
    client: Client
    installed_by: str
    """`frozen`, `plain`, or "" where the client did not install the attacker's bytes."""
    evil: frozenset[str]
    since: Answer
    as_new: Answer
    client_out: str
    was_run: bool = True

    @property
    def missed(self) -> str:
        """Say by which check unjudged bytes got through, or which failed by a defect of its own; "" for none."""
        misses = [
            f"a defect of {name}"
            for name, answer in (("since", self.since), ("new", self.as_new))
            if answer.code == _DEFECT
        ]
        if not self.installed_by:
            return "+".join(misses)
        listed = self.mechanism.settings_file
        if self.since.code == 0:
            misses.append("since")
        if self.as_new.code == 0 and not (listed and listed in self.as_new.out):
            misses.append("new")
        return "+".join(misses)

    @property
    def state(self) -> str:
        """Return `missed`, `caught`, `refused` or, where the client was not run, `stopped`."""
        if self.missed:
            return "missed"
        if not self.was_run:
            return "stopped"
        return "caught" if self.installed_by else "refused"


@dataclass
class Suite:
    """A folder to work in, the two registries, and the honest projects that the clients locked there."""

    folder: Path
    world: World
    judge: Judge = judge
    memory: Path | None = None
    """What each check remembers: what the bytes of honest projects hold."""
    _bases: dict[str, Path] = field(default_factory=dict)
    _answers: dict[str, tuple[Answer, Answer]] = field(default_factory=dict)
    _count: int = 0

    def base(self, client: Client) -> Path:
        """Return the folder of the honest project of a client, locked by it and committed."""
        if client.id not in self._bases:
            folder = self.folder / "base" / client.id / "project"
            write_project(client, folder, self.world)
            client.prepare(folder)
            self._lock(client, folder)
            for left in LEFT_BY_CLIENTS:
                shutil.rmtree(folder / left, ignore_errors=True)
            # No hooks of examples: each case copies the repository.
            repository(folder, "--template=").commit()
            self._bases[client.id] = folder
        return self._bases[client.id]

    def _lock(self, client: Client, folder: Path) -> None:
        if client.format == PIP:
            (folder / "requirements.txt").write_text(pip_lock())
            return
        if client.format == PYLOCK:
            client.run(("lock",), folder, self.world)
        done = client.run(client.locking, folder, self.world)
        assert done.code == 0, f"{client.id} does not lock the honest project:\n{done.out}"
        if client.format == PYLOCK:
            (folder / "uv.lock").unlink()

    def row(self, mechanism: Mechanism, client: Client, *, only_where_clear: bool = False) -> Row:
        """Change a copy of the honest project, have it judged, and install it.

        With `only_where_clear` the client runs only where a check ends with 0.
        """
        self._count += 1
        case = self.folder / f"case-{self._count}"
        project = case / "project"
        shutil.copytree(self.base(client), project, symlinks=True)
        try:
            mechanism.change(Scene(client, self.world, project))
            since, as_new = self._judged(project, case)
            by, evil, out = "", frozenset[str](), ""
            run = not only_where_clear or 0 in {since.code, as_new.code}
            if run:
                by, evil, out = self._installed(mechanism, client, project, case)
        finally:
            self.world.restore()
            shutil.rmtree(case, ignore_errors=True)
        return Row(mechanism, client, by, evil, since, as_new, out, run)

    def honest(self, client: Client) -> tuple[Answer, Answer]:
        """Return what is said of the honest project that nobody changed, and remember what its bytes hold."""
        self._count += 1
        case = self.folder / f"case-{self._count}"
        shutil.copytree(self.base(client), case / "project", symlinks=True)
        since, as_new = self._judged(case / "project", case)
        self.memory = self._learned(AS_NEW, case) or self.memory
        return since, as_new

    def control(self, change: Change, client: Client) -> tuple[Answer, Answer]:
        """Return what is said of the honest project after an honest change."""
        self._count += 1
        case = self.folder / f"case-{self._count}"
        project = case / "project"
        shutil.copytree(self.base(client), project, symlinks=True)
        change(Scene(client, self.world, project))
        return self._judged(project, case)

    def _judged(self, project: Path, case: Path) -> tuple[Answer, Answer]:
        """Judge twice. The second check knows what the first found in bytes, and what is honest; nothing else is remembered."""
        key = _content(project)
        if key not in self._answers:
            since = self._judge(SINCE, project, case, self.memory)
            learned = self._learned(SINCE, case) or self.memory
            self._answers[key] = (since, self._judge(AS_NEW, project, case, learned))
        return self._answers[key]

    def _judge(self, words: tuple[str, ...], project: Path, case: Path, memory: Path | None) -> Answer:
        home = case / _home(words)
        if memory is not None:
            recall(memory, home)
        return self.judge(words, project, home, self.world)

    def _learned(self, words: tuple[str, ...], case: Path) -> Path | None:
        """Return what a check found in bytes; None: it was not run."""
        home = case / _home(words)
        if not home.is_dir():
            return None
        memory = case / f"{_home(words)}-memory"
        remember(home, memory)
        return memory

    def _installed(
        self, mechanism: Mechanism, client: Client, project: Path, case: Path
    ) -> tuple[str, frozenset[str], str]:
        outs = []
        for by, words in (("frozen", client.frozen), ("plain", mechanism.words or client.plain)):
            if not words:
                continue
            copy = case / by / "project"
            shutil.copytree(project, copy, symlinks=True)
            for beside in case.glob("*"):
                if beside.name not in {"project", "frozen", "plain"} and not beside.name.startswith("home"):
                    (copy.parent / beside.name).symlink_to(beside)
            client.prepare(copy)
            done = client.run(words, copy, self.world)
            outs.append(f"[{by}: exit {done.code}]\n{done.out}")
            evil = frozenset(one for one in client.installed(copy) if not one.startswith(GOOD))
            if done.code == 0 and mechanism.in_place:
                evil |= tokens_below(copy / mechanism.in_place)
            if evil:
                return by, evil, "\n".join(outs)
        return "", frozenset(), "\n".join(outs)


def chosen(clients: Iterable[str]) -> Iterator[Client]:
    """Yield the clients of these names, or all."""
    wanted = set(clients)
    for client in CLIENTS:
        if not wanted or client.id in wanted:
            yield client


def pip_lock() -> str:
    """Return the requirements of the honest project, with the digest of each wheel."""
    fleet = python_wheel("fleet", "2.0.0", GOOD)
    return f"fleet==2.0.0 --hash=sha256:{sha256(fleet.data)}\nkite==1.1.0 --hash=sha256:{sha256(GOOD_WHEEL.data)}\n"


def _home(words: tuple[str, ...]) -> str:
    return f"home-{words[1][2:]}"


def _content(project: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(project.rglob("*")):
        if ".git" not in path.parts and path.is_file():
            found.update(f"{path.relative_to(project)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()
