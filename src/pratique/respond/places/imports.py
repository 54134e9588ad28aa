"""Finds where the source code of a project imports a package."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pratique.core.names import Ecosystem, PackageRef
from pratique.report.parts.counts import plural

_SKIPPED = frozenset(
    {
        "node_modules",
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "vendor",
        "dist",
        "build",
        ".yarn",
        "__pycache__",
    }
)
_MOST_PACKAGES = 50
_MOST_FILES = 5_000
_MOST_FILE_BYTES = 1 << 20
_MOST_BYTES = 100 << 20


def _npm(name: str) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?:\brequire\(|\bimport\(|\bfrom|\bimport)\s{0,5}['\"]" + re.escape(name.encode()) + rb"['\"/]"
    )


def _pypi(name: str) -> re.Pattern[bytes]:
    module = re.escape(name.replace("-", "_").encode())
    return re.compile(rb"(?m)^[ \t]{0,40}(?:from|import)[ \t]{1,5}" + module + rb"\b")


def _gem(name: str) -> re.Pattern[bytes]:
    names = b"|".join(re.escape(one.encode()) for one in sorted({name, name.replace("-", "/")}))
    return re.compile(rb"\brequire[ \t(]{1,3}['\"](?:" + names + rb")['\"/]")


_LANGUAGES: Mapping[Ecosystem, tuple[Callable[[str], re.Pattern[bytes]], tuple[str, ...]]] = {
    Ecosystem.NPM: (_npm, (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".vue", ".svelte")),
    Ecosystem.PYPI: (_pypi, (".py",)),
    Ecosystem.RUBYGEMS: (_gem, (".rb", ".rake", ".gemspec")),
}


def import_words(folder: Path, packages: Iterable[PackageRef]) -> dict[PackageRef, str]:
    """Return for each package a clause that names its first import in the source code below a folder, or says that none was found.

    Imports are searched by the name of the package. A Python module can have another name than its package. The clauses of
    more than 50 packages are omitted.
    """
    told: dict[PackageRef, str] = {}
    by_ecosystem: dict[Ecosystem, dict[PackageRef, re.Pattern[bytes]]] = {}
    for package in sorted(set(packages))[:_MOST_PACKAGES]:
        pattern_of, _ = _LANGUAGES[package.ecosystem]
        by_ecosystem.setdefault(package.ecosystem, {})[package] = pattern_of(package.name)
    for ecosystem, patterns in by_ecosystem.items():
        told |= _first_imports(folder, _LANGUAGES[ecosystem][1], patterns)
    return told


def _first_imports(
    folder: Path, suffixes: tuple[str, ...], patterns: Mapping[PackageRef, re.Pattern[bytes]]
) -> dict[PackageRef, str]:
    told: dict[PackageRef, str] = {}
    files = size = 0
    ended = ""
    for path in _sources(folder, suffixes):
        if files == _MOST_FILES or size > _MOST_BYTES:
            ended = f"not imported in the first {plural(files, 'source file')}; the others were not searched"
            break
        try:
            with path.open("rb") as file:
                data = file.read(_MOST_FILE_BYTES)
        except OSError:
            continue
        files, size = files + 1, size + len(data)
        for package, pattern in patterns.items():
            found = pattern.search(data) if package not in told else None
            if found is not None:
                line = 1 + data.count(b"\n", 0, found.start())
                told[package] = f"imported in {path.relative_to(folder)}:{line}"
        if len(told) == len(patterns):
            break
    ended = ended or (f"not imported by name in {plural(files, 'source file')}" if files else "")
    return dict.fromkeys(patterns, ended) | told


def _sources(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            path = Path(place) / name
            if name.endswith(suffixes) and path.is_file() and not path.is_symlink():
                yield path
