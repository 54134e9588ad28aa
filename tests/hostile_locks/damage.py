"""Delete each entry of the real locks, and cut each lock at its line boundaries: how much of it is noticed.

    python -m tests.hostile_locks.damage [-v] [--cuts N]

The locks are those of `tests/lockfiles/real` with the manifests of their trees, and `Gemfile.lock` of `tests/lockfiles/samples`.
Noticed means: the reader refuses the damaged lock, or a problem names what is missing. Nothing is fetched or installed.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pratique.errors import ParseError
from pratique.intake.agreement import disagreements
from pratique.lockfiles import format_for
from tests.intake.agreement.files import Files
from tests.lockfiles.real.samples import NPM_TOOLS

_LOCKFILES = Path(__file__).parent.parent / "lockfiles"
_REAL = _LOCKFILES / "real"
_CLIENT_OF_TREE = {"npm": "npm-tree", "pypi": "python-tree"}


@dataclass(frozen=True)
class Damage:
    """One damaged lock: what was done, and its text."""

    what: str
    text: str


@dataclass
class Count:
    """How many damages of one lock were noticed."""

    noticed: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, what: str, *, noticed: bool) -> None:
        """Count one."""
        if noticed:
            self.noticed += 1
        else:
            self.missed.append(what)

    def __str__(self) -> str:
        total = self.noticed + len(self.missed)
        return f"{self.noticed}/{total} ({100 * self.noticed / total:.0f} %)" if total else "-"


@dataclass(frozen=True)
class Whole:
    """A real lock and the files of its project."""

    id: str
    filename: str
    text: str
    beside: Mapping[str, bytes]

    def problems(self, text: str) -> frozenset[str] | None:
        """Return what is said of a lock with this text; None: the reader refuses it."""
        found = format_for(self.filename)
        assert found is not None
        data = text.encode()
        try:
            lock = found.parse(data)
            files = Files({**self.beside, self.filename: data})
            said = (*lock.problems, *disagreements(found.name, self.filename, lock, files))
        except ParseError:
            return None
        return frozenset(f"{problem.what}: {problem.why}" for problem in said)


def wholes() -> Iterator[Whole]:
    """Yield each real lock."""
    for path in sorted((_REAL / "samples").glob("*/*.*")):
        if path.parent.name == "samples":
            continue
        tree = "npm-tree" if path.parent.name.partition("-")[0] in NPM_TOOLS else "python-tree"
        yield Whole(f"{path.parent.name} {path.name}", path.name, path.read_text(), _beside(_REAL / tree))
    gems = _LOCKFILES / "samples/Gemfile.lock"
    yield Whole("bundler Gemfile.lock", gems.name, gems.read_text(), {})


def _beside(tree: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()
    }


def deletions(filename: str, text: str) -> Iterator[Damage]:
    """Yield the lock without each of its entries."""
    match filename:
        case "package-lock.json" | "Pipfile.lock":
            yield from _json_deletions(text)
        case "yarn.lock":
            yield from _block_deletions(
                text, r'(?:^|(?<=\n\n))(?!#|__metadata)("?[^\s#][^\n]*:)\n(?: [^\n]*\n)+\n?'
            )
        case "pnpm-lock.yaml":
            yield from _pnpm_deletions(text)
        case "bun.lock":
            packages = text.index('"packages": {')
            yield from _block_deletions(text, r'^    ("[^"\n]+"): \[[^\n]+\n', after=packages)
        case "Gemfile.lock":
            yield from _block_deletions(text, r"^    (\S[^\n]*\))\n(?:      [^\n]*\n)*")
        case "requirements.txt":
            yield from _block_deletions(text, r"^(\w[^\n\\]*?)(?: \\)?\n(?:    [^\n]*\n)*")
        case _:
            pattern = r'^\[\[packages?\]\]\nname = "([^"\n]+)"\n.*?(?=^\[\[packages?\]\]\nname|^\[metadata\]|^\[\[packages\]\]|\Z)'
            yield from _block_deletions(text, pattern)


def _block_deletions(text: str, pattern: str, *, after: int = 0) -> Iterator[Damage]:
    for found in re.compile(pattern, re.MULTILINE | re.DOTALL).finditer(text, after):
        yield Damage(found[1], text[: found.start()] + text[found.end() :])


def _pnpm_deletions(text: str) -> Iterator[Damage]:
    for section in ("packages", "snapshots"):
        start = text.find(f"\n{section}:\n")
        if start < 0:
            continue
        end = re.compile(r"^\w", re.MULTILINE).search(text, start + len(section) + 3)
        stop = end.start() if end else len(text)
        for found in re.finditer(
            r"^  (\S[^\n]*?):[^\n]*\n(?:    [^\n]*\n)*\n?", text[start:stop], re.MULTILINE
        ):
            yield Damage(f"{section} {found[1]}", text[: start + found.start()] + text[start + found.end() :])


def _json_deletions(text: str) -> Iterator[Damage]:
    document = json.loads(text)
    for path in list(_json_entries(document)):
        damaged = json.loads(text)
        inner = damaged
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
        yield Damage("/".join(path), json.dumps(damaged, indent=2))


def _json_entries(document: Mapping[str, object], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    # A lock of version 2 has each entry twice: npm reads `packages` alone.
    names = ("packages",) if "packages" in document else ("dependencies", "default", "develop")
    for name in names:
        table = document.get(name)
        for key, entry in table.items() if isinstance(table, dict) else ():
            if key and isinstance(entry, dict):
                yield (*at, name, key)
                yield from _json_entries(entry, (*at, name, key))


def cuts(text: str, most: int) -> Iterator[Damage]:
    """Yield the lock cut behind each of its lines, or behind `most` of them at equal distances."""
    ends = [found.end() for found in re.finditer("\n", text)][:-1]
    step = max(1, -(-len(ends) // most))
    for number, end in list(enumerate(ends, 1))[::step]:
        # What is cut is only white space: nothing is lost.
        if text[end:].strip():
            yield Damage(f"line {number}", text[:end])


def measure(whole: Whole, most_cuts: int) -> tuple[Count, Count]:
    """Return how many deletions and how many cuts of a lock are noticed."""
    honest = whole.problems(whole.text) or frozenset()
    counts = Count(), Count()
    for count, damages in zip(
        counts, (deletions(whole.filename, whole.text), cuts(whole.text, most_cuts)), strict=True
    ):
        for damage in damages:
            said = whole.problems(damage.text)
            count.add(damage.what, noticed=said is None or bool(said - honest))
    return counts


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_locks.damage", description=__doc__)
    parser.add_argument("--cuts", type=int, default=150, help="at most so many cuts a lock")
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is not noticed")
    parser.add_argument("lock", nargs="*", help="only locks whose name contains one of these")
    options = parser.parse_args()
    _say(f"{'lock':28} {'deleted entries noticed':26} cuts noticed")
    for whole in wholes():
        if options.lock and not any(word in whole.id for word in options.lock):
            continue
        deleted, cut = measure(whole, options.cuts)
        _say(f"{whole.id:28} {deleted!s:26} {cut!s}")
        if options.verbose:
            _say(*(f"    missed: {what}" for what in (*deleted.missed, *cut.missed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
