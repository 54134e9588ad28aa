"""Writes lines for a terminal about lockfiles and their entries without a verdict."""

from collections.abc import Sequence

from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, line

_MOST_TROUBLES = 5


def lock_read(file: LockRead) -> list[Line]:
    """Return the lines of a lockfile: the number of packages and the problems, or the reason why the file was not read."""
    words = f"{escape(file.path)}: "
    words += (
        f"{plural(file.packages, 'package')} ({escape(file.format or '?')})"
        if file.error is None
        else "not read"
    )
    words += "" if file.platform is None else f", for {escape(file.platform)}"
    lines = [line("  ", words)]
    lines += [line("    ", escape(problem, most=200)) for problem in file.problems[:_MOST_TROUBLES]]
    return lines + trouble(file.error, indent="    ")


def listed(values: Sequence[NotJudged]) -> list[Line]:
    """Return one line for each reason with the first package names, and the hint of the error."""
    by_reason: dict[str, list[NotJudged]] = {}
    for value in values:
        by_reason.setdefault(value.trouble.message if value.trouble else value.why, []).append(value)
    lines: list[Line] = []
    for group in by_reason.values():
        why = group[0].why
        names = ", ".join(item.purl for item in group[:3])
        more = f" and {len(group) - 3} more" if len(group) > 3 else ""
        lines.append(line(f"  {escape(names, most=160)}{more}: {escape(why, most=300)}"))
        lines += [line(f"    hint: {escape(item.trouble.hint)}") for item in group[:1] if item.trouble]
    return lines


def counted(values: Sequence[NotJudged]) -> list[Line]:
    """Return one line for each reason, with a count.

    Reasons that differ only after the colon, such as by platform, count as one.
    """
    by_reason: dict[str, list[NotJudged]] = {}
    for value in values:
        by_reason.setdefault(value.why.partition(": ")[0], []).append(value)
    lines: list[Line] = []
    for why, group in by_reason.items():
        named = (
            (group[0].purl or group[0].why.partition(": ")[2])
            if len(group) == 1
            else plural(len(group), "package")
        )
        lines.append(line(f"  {escape(named, most=160)}: {escape(why, most=200)}"))
    return lines


def trouble(told: Trouble | None, *, indent: str) -> list[Line]:
    """Return the lines of an error; empty if there is no error."""
    if told is None:
        return []
    return [
        line(f"{indent}{told.reference.value}: {escape(told.message, most=400)}"),
        line(f"{indent}hint: {escape(told.hint, most=300)}"),
    ]
