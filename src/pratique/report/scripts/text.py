"""Lines for a terminal about the install scripts of a project."""

from collections.abc import Iterator, Sequence

from pratique.core.names import Ecosystem
from pratique.core.script_report import Client, ScriptedPackage, ScriptPlace, ScriptReport, ScriptState
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line

_MOST_WORDS = 220
_MOST_COMMAND = 120
_MOST_NOTE = 500
_MOST_NOT_JUDGED = 5
_GROUPS: tuple[tuple[str, Style, frozenset[ScriptState]], ...] = (
    ("Needs a person", Style.HOLD, frozenset({ScriptState.CHANGED, ScriptState.UNDECIDED})),
    ("Denied", Style.HOLD, frozenset({ScriptState.DENIED})),
    (
        "Not recorded yet; `--write` approves it",
        Style.STRONG,
        frozenset({ScriptState.BY_RULE, ScriptState.CARRIED}),
    ),
    ("Approved", Style.ALLOW, frozenset({ScriptState.APPROVED})),
)


def lines(report: ScriptReport, *, checked: bool) -> list[Line]:
    """Return the report; with `checked`, only what stops and what `--write` would record."""
    told = [line(Span(headline(report, checked=checked), Style.STRONG))]
    for title, style, states in _GROUPS:
        rows = [row for row in report.packages if row.state in states and _is_shown(row, checked=checked)]
        if rows:
            told += [line(""), line(Span(title, style))]
            told += [one for row in rows for one in _row(row)]
    told += _clients(report.places)
    told += list(_coverage(report))
    told += [line(f"Note: {escape(note, most=_MOST_NOTE)}") for note in report.notes]
    told += [line(f"wrote {escape(path)}") for path in report.written]
    told += [line(""), *next_steps(report)] if _asks(report) or report.stopped else []
    return told


def headline(report: ScriptReport, *, checked: bool) -> str:
    """Return the first line: the result, and how many packages it is about."""
    count = len(report.packages)
    scripts = f"{count} {_plural(count, 'package')} with install scripts, {report.read} read"
    if not report.complete:
        return f"Incomplete: {scripts}"
    stopped = len(report.stopped)
    if stopped and checked:
        return f"Stopped: {stopped} of {scripts}"
    asks = sum(row.state in {ScriptState.CHANGED, ScriptState.UNDECIDED} for row in report.packages)
    if asks:
        return f"{scripts}; {asks} {_plural(asks, 'needs', 'need')} a person"
    return f"OK: {scripts}"


def _plural(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or f"{one}s"


def _is_shown(row: ScriptedPackage, *, checked: bool) -> bool:
    return not checked or row.stops or row.state in {ScriptState.BY_RULE, ScriptState.CARRIED}


def _row(row: ScriptedPackage) -> Iterator[Line]:
    needed = f" ({escape(row.needed, most=_MOST_COMMAND)})" if row.needed else ""
    name = Span(escape(str(row.ref), most=160), Style.STRONG)
    yield line("  ", name, f"{needed}  {escape(row.why, most=_MOST_WORDS)}")
    for script in row.scripts:
        places = ", ".join(escape(str(place), most=160) for place in script.places[:3])
        does = escape(script.does, most=_MOST_WORDS)
        yield line(f"    {escape(script.hook, most=40)}: {does}  ", Span(places, Style.PLACE))
        if script.command and script.command != script.places[0].path:
            yield line(f"      runs `{escape(script.command, most=_MOST_COMMAND)}`")


def _clients(places: Sequence[ScriptPlace]) -> Iterator[Line]:
    clients = {(place.folder, client.name): client for place in places for client in place.clients}
    if clients:
        yield line("")
    for (folder, _), client in clients.items():
        where = f"{escape(folder)}: " if folder else ""
        yield line(f"{where}{client_words(client)}")


def client_words(client: Client) -> str:
    """Return which client installs, why it was chosen, and what it does with approvals."""
    version = f" {client.version}" if client.version else ""
    does = "runs only approved scripts" if client.blocks else "runs scripts without approval"
    note = f"; {client.note}" if client.note else ""
    return f"Client: {escape(client.name)}{escape(version)} ({escape(client.why)}): {does}{note}"


def _coverage(report: ScriptReport) -> Iterator[Line]:
    skipped = len(report.other_platforms)
    if skipped:
        yield line(
            f"Not read: {skipped} {_plural(skipped, 'package')} of other platforms (`--platform any` reads them)"
        )
    for item in report.not_judged[:_MOST_NOT_JUDGED]:
        yield line(
            f"Not checked: {escape(item.purl or ', '.join(item.sources), most=160)}: {escape(item.why, most=_MOST_WORDS)}"
        )
    more = len(report.not_judged) - _MOST_NOT_JUDGED
    if more > 0:
        yield line(f"Not checked: {more} more (`--format json` lists all)")
    for file in report.files:
        why = file.error.message if file.error is not None else "; ".join(file.problems)
        if why:
            yield line(f"Not checked: {escape(file.path)}: {escape(why, most=_MOST_WORDS)}")


def _asks(report: ScriptReport) -> list[ScriptedPackage]:
    return [row for row in report.packages if row.state in {ScriptState.CHANGED, ScriptState.UNDECIDED}]


def next_steps(report: ScriptReport) -> Iterator[Line]:
    """Yield the next commands."""
    asked = _asks(report)
    if asked:
        first = escape(str(asked[0].ref), most=160)
        yield line(f"Read the script, then approve it: `pratique scripts --approve {first}`")
    if any(row.state is ScriptState.BY_RULE for row in report.packages) or asked:
        yield line(
            "`pratique scripts --write` approves what only builds or copies its own files, and denies the rest."
        )


def ecosystems(report: ScriptReport) -> frozenset[Ecosystem]:
    """Return the ecosystems of the packages with install scripts."""
    return frozenset(row.ecosystem for row in report.packages)
