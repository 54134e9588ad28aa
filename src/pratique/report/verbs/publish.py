"""Writes the result of a check before publishing as lines for a terminal and as a JSON document."""

from collections.abc import Iterator

from pratique.core.assessment import Checked
from pratique.core.publishing import Level, PublishArtifact, PublishFinding, PublishReport
from pratique.report.formats.json_contract import Json, waived
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

PUBLISH_VERSION = 1
_MOST_FINDINGS = 20
_MOST_OTHERS = 3


def lines(value: PublishReport, *, verbose: bool = False) -> list[Line]:
    """Return the lines for a terminal: the result of each artifact, findings that stop, notes, and what was not checked."""
    found: list[Line] = []
    for artifact in value.artifacts:
        found += [line("")] if found else []
        found += _artifact(artifact, verbose=verbose)
    for trouble in value.troubles:
        found += [line("")] if found else []
        found.append(line(Span("Incomplete", Style.HOLD), f": {escape(trouble.message, most=400)}"))
        found.append(line(f"  next: {escape(trouble.hint, most=300)}"))
    if value.stopped:
        found += [
            line(""),
            line(
                Span("Next: ", Style.STRONG),
                "fix the findings and check again; `--accept RULE:PATH` accepts one that you have read",
            ),
        ]
    return found


def _artifact(value: PublishArtifact, *, verbose: bool) -> Iterator[Line]:
    word, style, rest = _headline(value)
    name = str(value.ref) if value.ref is not None else value.filename
    ecosystem = f"{value.ref.package.ecosystem.value}, " if value.ref is not None else ""
    yield line(
        Span(word, style),
        ": ",
        Span(escape(name, most=200), Style.STRONG),
        f" ({ecosystem}{plural(value.files, 'file')}, {_size(value.size_bytes)}){rest}",
    )
    stopping = [one for one in value.findings if one.stops]
    notes = [one for one in value.findings if not one.stops]
    shown = stopping if verbose else stopping[:_MOST_FINDINGS]
    for finding in shown:
        yield from _finding(finding, verbose=verbose)
    if len(stopping) > len(shown):
        yield line(f"  and {plural(len(stopping) - len(shown), 'more finding')} (`-v` lists all)")
    for finding in notes if verbose else ():
        yield from _finding(finding, verbose=verbose)
    if notes and not verbose:
        names = ", ".join(dict.fromkeys(note.rule for note in notes))
        yield line(
            Span(f"  {plural(len(notes), 'note')} (`-v` explains): {escape(names, most=200)}", Style.FAINT)
        )
    yield from _not_checked(value, verbose=verbose)


def _headline(value: PublishArtifact) -> tuple[str, Style, str]:
    compared = f", compared with {escape(value.compared_with, most=120)}" if value.compared_with else ""
    if value.stopping:
        count = plural(len(value.stopping), "finding")
        return "Stop", Style.BLOCK, f": {count} before publishing{compared}"
    if not value.complete:
        return "Incomplete", Style.HOLD, f", not fully checked{compared}"
    return "OK", Style.ALLOW, f", no reason to stop the release{compared}"


def _finding(value: PublishFinding, *, verbose: bool) -> Iterator[Line]:
    style = Style.BLOCK if value.stops else Style.FAINT
    state = f" ({word})" if (word := _state(value)) else ""
    yield line(
        Span(f"  {escape(str(value.location), most=200)}", Style.PLACE),
        "  ",
        Span(f"{escape(value.rule, most=80)}{state}", style),
    )
    yield line(f"    {escape(value.message, most=500)}")
    if value.waived is not None:
        yield line(f"    {escape(value.waived.words, most=600)} (until {value.waived.expires.isoformat()})")
    others = value.others if verbose else value.others[:_MOST_OTHERS]
    if others:
        more = len(value.others) - len(others)
        names = ", ".join(escape(str(place), most=120) for place in others)
        yield line(Span(f"    also: {names}{f' and {more} more' if more else ''}", Style.FAINT))
    yield line(f"    next: {escape(value.next_step, most=300)}")


def _state(value: PublishFinding) -> str:
    if value.accepted:
        return "accepted"
    if value.waived is not None:
        return "waived"
    return "note" if value.level is Level.NOTE else ""


def _not_checked(value: PublishArtifact, *, verbose: bool) -> Iterator[Line]:
    gaps = {name: state for name, state in value.coverage.items() if state.checked is not Checked.KNOWN}
    if not gaps:
        return
    if verbose:
        yield line("  Not checked")
        for name, state in gaps.items():
            yield line(Span(f"    {name.value}: {escape(state.why, most=400)}", Style.FAINT))
        return
    by_reason: dict[str, list[str]] = {}
    for name, state in gaps.items():
        by_reason.setdefault(state.why, []).append(name.value)
    parts = (f"{' and '.join(names)} ({escape(why, most=160)})" for why, names in by_reason.items())
    yield line(Span(f"  Not checked: {'; '.join(parts)}", Style.FAINT))


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 100_000 else f"{size_bytes / 1e3:.1f} kB"


def document(value: PublishReport) -> dict[str, Json]:
    """Return the JSON object of `publish check --format json`."""
    return {
        "schema_version": PUBLISH_VERSION,
        "complete": value.complete,
        "stopped": value.stopped,
        "artifacts": [_artifact_object(one) for one in value.artifacts],
        "errors": [
            {"reference": one.reference.value, "message": one.message, "hint": one.hint}
            for one in value.troubles
        ],
    }


def _artifact_object(value: PublishArtifact) -> dict[str, Json]:
    return {
        "target": value.name,
        "purl": value.ref.purl if value.ref is not None else None,
        "filename": value.filename,
        "sha256": value.sha256,
        "files": value.files,
        "size_bytes": value.size_bytes,
        "compared_with": value.compared_with or None,
        "complete": value.complete,
        "findings": [_finding_object(one) for one in value.findings],
        "coverage": {
            name.value.replace(" ", "_"): {"state": state.checked.value, "why": state.why}
            for name, state in value.coverage.items()
        },
    }


def _finding_object(value: PublishFinding) -> dict[str, Json]:
    return {
        "rule": value.rule,
        "level": value.level.value,
        "accepted": value.accepted,
        "waived": waived(value.waived),
        "message": value.message,
        "next": value.next_step,
        "locations": [{"path": place.path, "line": place.line} for place in (value.location, *value.others)],
    }
