"""Prints incident files: `pratique incident show` and `export`."""

from collections.abc import Iterator
from pathlib import Path

from pratique.cli.incident.recording import incident_folder
from pratique.cli.output.exit_codes import Exit
from pratique.cli.output.single_answer import Answers
from pratique.cli.output.terminal import wants_colour, width
from pratique.errors import PratiqueError
from pratique.report.formats import json_text as json
from pratique.report.parts.counts import moment, plural
from pratique.report.parts.escape import escape
from pratique.report.text import style
from pratique.report.text.style import Line, Span, Style, line
from pratique.respond.incident.folder import read_file
from pratique.respond.incident.post_mortem.html import html
from pratique.respond.incident.post_mortem.markdown import markdown
from pratique.respond.incident.post_mortem.page import banner, page, search_command
from pratique.respond.incident.record import document
from pratique.respond.incident.summary import Summary, summary

_MOST = 400
_SHOWN_EVENTS = 15


def export(name: str, answers: Answers, *, folder: Path | None) -> int:
    """Write the post-mortem of an incident."""
    value = summary(incident_folder(folder).read(name))
    made = page(value)
    answers.write({"markdown": lambda: markdown(made), "html": lambda: html(made)})
    return Exit.INCOMPLETE if value.problems else Exit.CLEAR


def show(name: str, answers: Answers, *, color: str, folder: Path | None) -> int:
    """Write the status of one incident."""
    value = summary(incident_folder(folder).read(name))
    answers.write(
        {
            "text": lambda: style.render(list(lines(value)), colour=wants_colour(color), width=width()),
            "json": lambda: json.indented(document(value)),
        }
    )
    return Exit.INCOMPLETE if value.problems else Exit.CLEAR


def list_all(answers: Answers, *, color: str, folder: Path | None) -> int:
    """Write one line for each incident of the folder, open incidents first."""
    place = incident_folder(folder)
    found: list[Summary] = []
    unread: list[tuple[str, str]] = []
    for path in place.all():
        try:
            found.append(summary(read_file(path)))
        except PratiqueError as error:
            unread.append((str(path), error.message))
    found.sort(key=lambda value: (not value.is_open, value.id))
    answers.write(
        {
            "text": lambda: style.render(
                list(_overview(place.folder, found, unread)), colour=wants_colour(color), width=width()
            ),
            "json": lambda: json.indented(
                {
                    "schema_version": 1,
                    "folder": str(place.folder),
                    "incidents": [_short(value) for value in found],
                    "unread": [{"path": path, "why": why} for path, why in unread],
                }
            ),
        }
    )
    return Exit.INCOMPLETE if unread or any(value.problems for value in found) else Exit.CLEAR


def _short(value: Summary) -> dict[str, str]:
    status = "open" if value.is_open else "closed"
    return {"incident": value.id, "title": value.title, "status": status, "headline": banner(value)}


def _overview(folder: Path, found: list[Summary], unread: list[tuple[str, str]]) -> Iterator[Line]:
    if not found and not unread:
        yield line(f"No incidents in {escape(str(folder))}. `pratique incident open TITLE` creates one.")
    for value in found:
        yield line(
            Span(escape(value.id), Style.STRONG),
            f"  {escape(value.title, most=_MOST)}: {escape(banner(value), most=_MOST)}",
        )
    for path, why in unread:
        yield line(Span("not read: ", Style.HOLD), f"{escape(path, most=_MOST)}: {escape(why, most=_MOST)}")


def lines(value: Summary) -> Iterator[Line]:
    """Yield the status of one incident as lines for a terminal."""
    yield line(Span(escape(value.title or value.id, most=_MOST), Style.STRONG))
    yield line(escape(banner(value), most=_MOST))
    yield line()
    yield line(
        f"{plural(len(value.listed), 'package')}, {plural(len(value.digests), 'digest')}, "
        f"{plural(len(value.traces), 'indicator')}, {plural(len(value.answers), 'answer')}, "
        f"{plural(sum(map(len, value.notes.values())), 'note')}"
    )
    for number, cluster in enumerate(value.clusters, 1):
        joined = ", ".join(dict.fromkeys(link.kind.value for link in cluster.links)) or "nothing"
        yield line(
            f"  group {number}: {escape(', '.join(cluster.purls), most=_MOST)} (connected by: {joined})"
        )
    if value.events:
        yield line()
    for event in value.events[-_SHOWN_EVENTS:]:
        item = event.moment
        source = f"{escape(item.source, most=100)}, {item.confidence.value}"
        yield line(f"  {moment(item.when)}  {escape(item.text, most=_MOST)} ({source})")
    if len(value.events) > _SHOWN_EVENTS:
        yield line(f"  {plural(len(value.events) - _SHOWN_EVENTS, 'earlier event')} in the post-mortem")
    for part in (*(f"{item.text}: {item.why}" for item in value.misread), *value.problems):
        yield line(Span("not read: ", Style.HOLD), escape(part, most=_MOST))
    yield line()
    command = search_command(value)
    if command:
        yield line("Search again:")
        yield style.snippet(f"  {escape(command)}")
    yield line(f"Next: `pratique incident export {escape(value.id)}` writes the post-mortem.")
