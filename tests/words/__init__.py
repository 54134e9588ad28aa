"""Words that readers did not understand: where they stand in pages and in the source, counted against a ratchet.

Pages are README, CONTRIBUTING, the changelog's Unreleased section and docs (generated pages apart: their words are in the source). Of the
source, every text with a space in it counts: docstrings and messages. `analysis` is apart until its engine is rewritten.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.source import ROOT, modules

FOLDER = Path(__file__).parent
TERMS = FOLDER / "terms.tsv"
RATCHET = FOLDER / "ratchet.tsv"
PAGES = "pages"
SOURCE = "source"
_CODE = re.compile(r"`[^`]{1,200}`")
"""Names of commands, files and modules are no words."""
_MADE = "<!-- made by"
_UNRELEASED = re.compile(r"^## \[?Unreleased.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """A word to avoid."""

    name: str
    pattern: re.Pattern[str]
    say: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a term stands."""

    term: str
    area: str
    path: str
    line: int
    text: str


Counts = dict[tuple[str, str], int]
"""How often a term stands in an area."""


def terms(text: str) -> tuple[Term, ...]:
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Term(name, re.compile(pattern, re.IGNORECASE), say) for name, pattern, say in rows)


def hits(area: str, path: str, texts: Iterable[tuple[int, str]], known: Iterable[Term]) -> Iterator[Hit]:
    known = tuple(known)
    # Most lines have none of them.
    some = re.compile("|".join(term.pattern.pattern for term in known), re.IGNORECASE)
    for line, written in texts:
        text = _CODE.sub("", written)
        if some.search(text) is None:
            continue
        for term in known:
            for _ in term.pattern.finditer(text):
                yield Hit(term.name, area, path, line, written)


def page_texts(path: str, text: str) -> list[tuple[int, str]]:
    """Return the lines of a page that somebody writes, with their numbers."""
    if text.startswith(_MADE):
        return []
    if path == "CHANGELOG.md":
        found = _UNRELEASED.search(text)
        if found is None:
            return []
        first = text.count("\n", 0, found.start()) + 1
        return list(enumerate(found[0].splitlines(), first))
    return list(enumerate(text.splitlines(), 1))


def source_texts(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the docstrings and messages of a module: every string with a space in it, one line each."""
    return [
        (node.lineno + number, line)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
        for number, line in enumerate(node.value.splitlines())
    ]


@cache
def found() -> tuple[Hit, ...]:
    """Return every hit of the tree."""
    known = terms(TERMS.read_text(encoding="utf-8"))
    paths = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    paths += sorted((ROOT / "docs").rglob("*.md"))
    every: list[Hit] = []
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        every += hits(PAGES, name, page_texts(name, path.read_text(encoding="utf-8")), known)
    for module in modules():
        if not module.name.startswith("analysis/"):
            every += hits(SOURCE, f"src/pratique/{module.name}", source_texts(module.tree), known)
    return tuple(every)


def counted(every: Iterable[Hit]) -> Counts:
    counts: Counts = {}
    for hit in every:
        counts[hit.term, hit.area] = counts.get((hit.term, hit.area), 0) + 1
    return counts


def read_ratchet(text: str) -> Counts:
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {(term, area): int(left) for term, area, left in rows}


def written_ratchet(counts: Counts, known: Iterable[Term]) -> str:
    lines = ["# term, where, how many are left: renewed by `make docs`, and only ever lower"]
    lines += [
        f"{term.name}\t{area}\t{counts.get((term.name, area), 0)}"
        for term in known
        for area in (PAGES, SOURCE)
    ]
    return "\n".join(lines) + "\n"


def risen(counts: Counts, allowed: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return what is more than the ratchet has: how many now, and how many are allowed."""
    return {key: (count, allowed.get(key, 0)) for key, count in counts.items() if count > allowed.get(key, 0)}
