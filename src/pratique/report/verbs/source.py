"""Writes the comparison of an artifact with its source as lines for a terminal and as a JSON document."""

from collections.abc import Iterator

from pratique.core.source import (
    FileState,
    How,
    RemarkKind,
    Signature,
    SourceClaim,
    SourceCommit,
    SourceFile,
    SourceReading,
    SourceReport,
)
from pratique.report.formats import json_contract as contract
from pratique.report.formats.json_contract import Json
from pratique.report.parts.counts import moment, plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

SOURCE_VERSION = 1
_MOST_SHOWN = 40
_MOST_ORIGINS = 50

_STATES: tuple[tuple[FileState, str], ...] = (
    (FileState.MISSING, "not in the source"),
    (FileState.DIFFERS, "another text than in the source"),
    (FileState.UNREAD, "not read"),
    (FileState.GENERATED, "built; what it does was not compared"),
    (FileState.ELSEWHERE, "as in the source, at another place"),
    (FileState.REWRITTEN, "the source's, but for what packing rewrites"),
    (FileState.LINE_ENDS, "the source's, but for line ends"),
    (FileState.PACKED, "made by the packer"),
    (FileState.SAME, "byte for byte the source's"),
)
_LISTED = (FileState.MISSING, FileState.DIFFERS, FileState.UNREAD, FileState.GENERATED)
_GRAVE = frozenset({RemarkKind.TAG_MOVED, RemarkKind.UNREACHABLE, RemarkKind.OTHER_NAME})
_HOW = {
    How.GIVEN: "as given on the command line",
    How.BUILT: "from its publisher's client",
    How.ATTESTED: "from its attestation",
    How.TAG: "of the tag",
}


def lines(value: SourceReport) -> list[Line]:
    """Return the lines for a terminal: the result, the commit, suspicious facts, then files, most suspicious first."""
    reading = value.reading
    name = str(reading.ref) if reading.ref else reading.filename
    found = [line(Span(escape(name, most=160), Style.STRONG), f": {_headline(value)}")]
    found += _where(reading)
    for remark in reading.remarks:
        style = Style.HOLD if remark.kind in _GRAVE else Style.PLAIN
        found.append(line(Span(f"  {remark.kind.value}", style), f": {escape(remark.text, most=300)}"))
    found += _claims(value)
    found += _files(reading)
    return found


def _headline(value: SourceReport) -> str:
    reading = value.reading
    if value.strong:
        return f"{plural(len(value.strong), 'thing')} only in the artifact, unlike earlier releases"
    if reading.not_comparable is not None:
        return f"not comparable ({reading.not_comparable.reason.value})"
    counts = reading.counts
    odd = counts.get(FileState.MISSING, 0) + counts.get(FileState.DIFFERS, 0)
    built = counts.get(FileState.GENERATED, 0)
    parts = [f"{plural(odd, 'file')} not as in the source" if odd else "no file that the source contradicts"]
    parts += [f"{plural(built, 'file')} built and not compared"] if built else []
    parts += [] if value.complete else ["incomplete"]
    return ", ".join(parts)


def _where(reading: SourceReading) -> Iterator[Line]:
    if reading.repository is not None:
        folder = f", folder {escape(reading.folder, most=120)}" if reading.folder else ""
        told = f"  told by {escape(reading.told_by)}"
        yield line(f"  source: {escape(reading.repository, most=200)}{folder}", Span(told, Style.FAINT))
    if reading.commit is not None:
        yield line(f"  commit: {_commit_words(reading.commit)}")
    if reading.not_comparable is not None:
        yield line(f"  not checked: {escape(reading.not_comparable.text, most=400)}")


def _commit_words(commit: SourceCommit) -> str:
    how = _HOW[commit.how] + (f" {escape(commit.tag or '', most=100)}" if commit.how is How.TAG else "")
    words = [f"{commit.id[:12]} {how}"]
    if commit.committed_at is not None:
        words.append(f"committed {moment(commit.committed_at)}")
    words.append(_signature_words(commit.signature))
    words += ["on a branch or tag"] if commit.reachable else []
    return ", ".join(words)


def _signature_words(signature: Signature | None) -> str:
    if signature is None:
        return "not signed"
    if signature.verified is None:
        return f"{signature.kind.value} signature, not verified ({escape(signature.why, most=120)})"
    good = "signature of an allowed key" if signature.verified else "signature that is NOT of an allowed key"
    return f"{signature.kind.value} {good} ({escape(signature.why, most=160)})"


def _claims(value: SourceReport) -> list[Line]:
    found: list[Line] = []
    if value.strong:
        found += [line(""), line("only in the artifact, unlike earlier releases")]
        found += [_claim(claim) for claim in value.strong[:_MOST_SHOWN]]
        if len(value.strong) > _MOST_SHOWN:
            found.append(line(f"  and {len(value.strong) - _MOST_SHOWN} more"))
    if value.earlier is not None and value.earlier.not_comparable is not None:
        why = escape(value.earlier.not_comparable.text, most=300)
        found += [line(Span(f"  habit: not known: {escape(str(value.earlier.ref))}: {why}", Style.FAINT))]
    elif value.earlier is not None:
        found += [line(Span(f"  habit: as {escape(str(value.earlier.ref))} has it", Style.FAINT))]
    elif value.earlier_why:
        why = escape(value.earlier_why, most=300)
        found += [line(Span(f"  habit: not checked: {why}; differences are notes", Style.FAINT))]
    return found


def _claim(claim: SourceClaim) -> Line:
    place = f"{escape(claim.path, most=200)}:{claim.line}" if claim.line else escape(claim.path, most=200)
    return line("  ", Span(place, Style.PLACE), Span(f"  {escape(claim.text, most=300)}", Style.BLOCK))


def _files(reading: SourceReading) -> list[Line]:
    if not reading.files:
        return []
    found = [line(""), line(f"files: {plural(len(reading.files), 'file')} shipped")]
    for state, words in _STATES:
        count = reading.counts.get(state, 0)
        if not count:
            continue
        found.append(line(f"  {count:>6,}  {words}"))
        if state in _LISTED:
            found += _listed([file for file in reading.files if file.state is state])
    return found


def _listed(files: list[SourceFile]) -> list[Line]:
    ordered = sorted(files, key=lambda file: (not file.runs, file.traced, file.path))
    found = [_file(file) for file in ordered[:_MOST_SHOWN]]
    if len(ordered) > _MOST_SHOWN:
        found.append(line(f"          and {len(ordered) - _MOST_SHOWN} more (`--format json` shows all)"))
    return found


def _file(file: SourceFile) -> Line:
    place = f"{escape(file.path, most=200)}:{file.line}" if file.line else escape(file.path, most=200)
    words = [file.why] if file.why else []
    words += (
        [f"{file.lines} lines are not in {file.source_path}"] if file.lines and not file.only_here else []
    )
    runs = Span("  runs", Style.HOLD) if file.runs else ""
    return line(
        "          ",
        Span(place, Style.PLACE),
        f"  {file.size_bytes:,} bytes",
        runs,
        Span(f"  {escape('; '.join(words), most=240)}" if words else "", Style.FAINT),
    )


def document(value: SourceReport) -> dict[str, Json]:
    """Return the object of `source --format json`."""
    return {
        "schema_version": SOURCE_VERSION,
        "complete": value.complete,
        **_reading(value.reading),
        "claims": [
            {"path": claim.path, "line": claim.line, "text": claim.text, "strong": claim.strong}
            for claim in value.claims
        ],
        "habit": {
            "baseline": value.earlier.ref.purl if value.earlier and value.earlier.ref else None,
            "counts": _counts(value.earlier) if value.earlier else {},
            "why_none": value.earlier_why or _why_not(value.earlier),
        },
    }


def _why_not(reading: SourceReading | None) -> Json:
    return reading.not_comparable.text if reading is not None and reading.not_comparable is not None else None


def _reading(value: SourceReading) -> dict[str, Json]:
    not_comparable: Json = None
    if value.not_comparable is not None:
        not_comparable = {"reason": value.not_comparable.reason.value, "text": value.not_comparable.text}
    return {
        "purl": value.ref.purl if value.ref else None,
        "filename": value.filename,
        "repository": value.repository,
        "told_by": value.told_by or None,
        "folder": value.folder,
        "commit": _commit(value.commit),
        "remarks": [{"kind": remark.kind.value, "text": remark.text} for remark in value.remarks],
        "not_comparable": not_comparable,
        "counts": _counts(value),
        "equal": len(value.equal_paths),
        "files": [_file_document(file) for file in value.files],
    }


def _counts(value: SourceReading) -> dict[str, Json]:
    return {state.value: count for state, count in value.counts.items()}


def _commit(value: SourceCommit | None) -> Json:
    if value is None:
        return None
    signature: Json = None
    if value.signature is not None:
        signature = {
            "kind": value.signature.kind.value,
            "verified": value.signature.verified,
            "why": value.signature.why,
        }
    return {
        "id": value.id,
        "how": value.how.value,
        "tag": value.tag,
        "committed_at": contract.time_of(value.committed_at),
        "signature": signature,
        "reachable": value.reachable,
    }


def _file_document(value: SourceFile) -> dict[str, Json]:
    return {
        "path": value.path,
        "state": value.state.value,
        "sha256": value.sha256,
        "size_bytes": value.size_bytes,
        "runs": value.runs,
        "source_path": value.source_path,
        "why": value.why,
        "traced": value.traced,
        "origins": list(value.origins[:_MOST_ORIGINS]),
        "line": value.line,
        "lines": value.lines,
        "only_here": list(value.only_here),
    }
