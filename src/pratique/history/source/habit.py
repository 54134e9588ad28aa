"""Compares files that exist only in the artifact, not in its source, with the files of previous releases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pratique.core.source import FileState, RemarkKind, SourceClaim, SourceFile, SourceReading, WhyNot

_MOST_CLAIMS = 200
_INSTALLS = ("scripts.", "dependencies", "optionalDependencies")
"""Fields of package.json that run code at installation or add dependencies."""


def compared(reading: SourceReading) -> bool:
    """Return True if the files were compared with the source, or if all files that can run are build output."""
    return reading.not_comparable is None or reading.not_comparable.reason is WhyNot.GENERATED


def matches(reading: SourceReading) -> bool:
    """Return True if all runnable files of the artifact are in the source or known to be built from the source."""
    return compared(reading) and not any(_came_from_nowhere(file) for file in reading.files)


def weigh(reading: SourceReading, earlier: Sequence[SourceReading]) -> tuple[SourceClaim, ...]:
    """Return at most 200 statements about runnable files that differ from the source, strong statements first.

    `earlier` lists comparisons of previous releases or of the baseline. Most packages ship files that are in no commit,
    so a statement is strong only if the file deviates from previous releases. A file deviates if all comparable
    releases match their source, and each of them shipped either no such file or the file of its source. Without
    comparable releases, all statements are notes.
    """
    if not compared(reading):
        return ()
    habit = _Habit.of(reading, [item for item in earlier if compared(item)])
    claims = [
        SourceClaim(path=file.path, text=text, strong=habit.usual and broken, line=file.line)
        for file in reading.files
        for text, broken in _said(file, habit)
    ]
    claims.sort(key=lambda claim: (not claim.strong, claim.path))
    return tuple(claims[:_MOST_CLAIMS])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """The files of previous releases, with which the new files are compared."""

    usual: bool
    """True if there are comparable releases and all their runnable files come from the source."""
    paths: frozenset[str]
    equal: frozenset[str]
    """Paths of files that equal the source byte for byte, at a commit that certainly belongs to the release."""
    declared: frozenset[str]
    built: bool
    """True if previous releases contained built files of unknown origin that can run."""

    @classmethod
    def of(cls, reading: SourceReading, earlier: Sequence[SourceReading]) -> "_Habit":
        files = [file for item in earlier for file in item.files]
        differed = any(file.runs and file.state is FileState.DIFFERS for file in files)
        # A tag that was put a commit too early or too late makes honest files differ.
        vague = differed or reading.has(RemarkKind.OTHER_VERSION)
        return cls(
            usual=bool(earlier) and all(matches(item) for item in earlier),
            paths=frozenset(file.path for file in files),
            equal=frozenset(file.path for file in files if file.state is FileState.SAME and not vague),
            declared=frozenset(name for file in files for name in file.only_here),
            built=any(_untraced(file) for file in files),
        )


def _said(file: SourceFile, habit: _Habit) -> Iterator[tuple[str, bool]]:
    """Yield a statement about a file, and whether the file deviates from previous releases."""
    if file.state is FileState.MISSING and file.runs:
        yield "the source does not contain this file", file.path not in habit.paths
    elif _untraced(file):
        # A payload is often one minified file.
        yield (
            f"{file.why}, and not traced to the source",
            not habit.built and file.path not in habit.paths,
        )
    elif file.state is FileState.DIFFERS and file.path == "package.json" and file.why:
        yield (
            file.why,
            any(name.startswith(_INSTALLS) and name not in habit.declared for name in file.only_here),
        )
    elif file.state is FileState.DIFFERS and file.runs:
        yield "".join(_difference(file)), file.path in habit.equal


def _difference(file: SourceFile) -> Iterator[str]:
    yield f"{file.source_path} in the source differs"
    if file.lines:
        yield f": {file.lines} lines of the artifact are not in the source"
    if file.why:
        yield f" ({file.why})"


def _came_from_nowhere(file: SourceFile) -> bool:
    return file.runs and file.state is FileState.MISSING


def _untraced(file: SourceFile) -> bool:
    return file.runs and file.state is FileState.GENERATED and not file.traced
