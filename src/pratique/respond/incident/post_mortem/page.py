"""Arranges the summary of an incident as the chapters of a post-mortem, in a fixed order. An empty chapter says what is missing."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pratique.report.parts.counts import moment, plural
from pratique.respond.incident.clusters import Cluster, LinkKind
from pratique.respond.incident.entry import Answered, Listed, Note, Section, Trace
from pratique.respond.incident.post_mortem.part import (
    Chapter,
    Command,
    Heading,
    Items,
    Missing,
    Page,
    Paragraph,
    Part,
    Table,
)
from pratique.respond.incident.summary import Summary
from pratique.respond.incident.timeline import Phase
from pratique.respond.indicators.defanged import defang
from pratique.respond.wanted.value import Indicator

_LINKS = {
    LinkKind.BYTES: "same bytes",
    LinkKind.SHAPE: "same findings",
    LinkKind.HOST: "same host",
    LinkKind.DEPENDENCY: "requires",
    LinkKind.PUBLISHER: "same publisher",
    LinkKind.TIME: "published within an hour",
}
_ANSWERS = {
    "executed": "exposed: code of a listed release ran",
    "installed": "exposed: a listed release was installed",
    "fetched": "exposed: a listed release was downloaded",
    "locked": "exposed: a lockfile lists a listed release",
    "resolvable": "a requested range allows a listed release, and nothing shows the version that was used",
    "refused": "the download of a listed release was refused",
    "not-found": "not found in any searched place",
    "not-checked": "not found, but some places could not be searched",
}
_MOST_PURLS = 40
"""The maximum number of releases in a command. A longer list is searched by the file that lists it."""
_MOST_ROWS = 500


def page(value: Summary) -> Page:
    """Return the post-mortem of an incident."""
    chapters: tuple[tuple[str, str, Callable[[Summary], Iterator[Part]]], ...] = (
        ("affected", "Am I affected?", _affected),
        ("packages", "Packages", _packages),
        ("behaviour", "What it does", _behaviour),
        ("timeline", "Timeline", _timeline),
        ("cause", "Cause", lambda item: _notes(item, Section.CAUSE)),
        ("response", "Response", _response),
        ("lessons", "Lessons", _lessons),
        ("questions", "Open questions", lambda item: _notes(item, Section.QUESTION)),
        ("changes", "Changes", lambda item: _notes(item, Section.CHANGE)),
        ("credits", "Credits", lambda item: _notes(item, Section.CREDIT)),
        ("record", "About this record", _record),
    )
    return Page(
        title=value.title or value.id,
        banner=banner(value),
        open=value.is_open,
        chapters=tuple(Chapter(id_, title, tuple(parts(value))) for id_, title, parts in chapters),
    )


def banner(value: Summary) -> str:
    """Return the status in one sentence."""
    answer = value.answers[-1] if value.answers else None
    said = (
        f"{answer_words(answer)} (as of {moment(answer.as_of)})"
        if answer
        else "no search for exposure has been recorded"
    )
    if value.closed_at is not None:
        return f"Closed on {moment(value.closed_at)}: {value.reason}. Last answer: {said}."
    opened = f" since {moment(value.opened_at)}" if value.opened_at else ""
    return f"Open{opened}. Last answer: {said}."


def answer_words(answer: Answered) -> str:
    """Return the answer of an exposure search in words."""
    return _ANSWERS.get(answer.answer, answer.answer)


def _affected(value: Summary) -> Iterator[Part]:
    command = search_command(value)
    if command is None:
        yield Missing(
            "Missing: the incident lists no releases and no indicators. "
            f"`pratique incident add {value.id} PACKAGE@VERSION` adds them."
        )
    else:
        yield Paragraph("This command searches a folder (lockfiles, their history, caches, logs and images):")
        yield Command(command)
    if not value.answers:
        yield Missing(
            "Missing: no answer is recorded. `pratique exposed ... --output json=answer.json` searches, and "
            f"`pratique incident add {value.id} answer.json` records the answer."
        )
        return
    last = value.answers[-1]
    yield Paragraph(f"Answer as of {moment(last.as_of)}: {answer_words(last)}.")
    searched = f"{plural(last.places, 'place')} searched, {plural(last.sightings, 'sighting')}"
    left = (
        f"{plural(last.unchecked, 'part')} could not be searched"
        if last.unchecked
        else "nothing was left out"
    )
    yield Paragraph(f"Coverage: {searched}; {left}. Report: `{last.report}`, sha256 `{last.sha256}`.")
    yield Table(("searched for", "answer"), tuple(sorted(last.items.items()))[:_MOST_ROWS])
    if len(value.answers) > 1:
        yield Heading("Earlier answers")
        yield Table(
            ("as of", "answer", "sightings", "not searched"),
            tuple(
                (moment(one.as_of), answer_words(one), str(one.sightings), str(one.unchecked))
                for one in value.answers[:-1]
            ),
        )


def search_command(value: Summary) -> str | None:
    """Return the command that searches for everything the incident lists; None if it lists nothing."""
    wanted = [text for item in value.listed for text in _search_texts(item)]
    wanted += [item.digest for item in value.digests]
    wanted += [trace.value for trace in value.traces]
    if not wanted:
        return None
    if len(wanted) > _MOST_PURLS:
        origins = [item.origin for item in value.listed]
        origins += [item.origin for item in value.digests]
        origins += [item.origin for item in value.traces]
        wanted = sorted(set(origins))
    return shlex.join(("pratique", "exposed", *dict.fromkeys(wanted), "."))


def _search_texts(item: Listed) -> tuple[str, ...]:
    """Return the arguments of `pratique exposed` for one package."""
    ranges = item.ranges if item.ranges or item.versions else ("*",)
    return (*item.purls, *(f"{item.type}:{item.name}@{range_}" for range_ in ranges))


def _packages(value: Summary) -> Iterator[Part]:
    if not value.listed:
        yield Missing("Missing: no release is listed.")
    else:
        yield Table(
            ("package", "versions", "kind", "listed by"),
            tuple(
                (f"`{item.type}: {item.name}`", _versions(item), _kind(item), item.origin)
                for item in value.listed[:_MOST_ROWS]
            ),
        )
        if len(value.listed) > _MOST_ROWS:
            yield Paragraph(f"and {len(value.listed) - _MOST_ROWS:,} more in the incident file")
    if value.misread:
        yield Missing(f"{plural(len(value.misread), 'part')} of the lists could not be read:")
        yield Items(tuple(f"{item.text} ({item.origin}): {item.why}" for item in value.misread[:_MOST_ROWS]))
    yield Heading("What belongs together")
    if not value.clusters:
        yield Missing("Missing: no release is listed with its version.")
    for number, cluster in enumerate(value.clusters[:_MOST_ROWS], 1):
        yield Paragraph(_cluster_words(number, cluster))
        if cluster.links:
            yield Items(
                tuple(
                    f"{_LINKS[link.kind]}: {link.value} ({', '.join(map(_code, link.purls))})"
                    for link in cluster.links
                )
            )
    unknown = [item.purl for item in value.known if not item.source]
    if unknown:
        yield Missing(
            f"Nothing is known of {_some(unknown)}: no saved registry listing and no inspection names a publisher, "
            "a time or findings."
        )
    yield Heading("Confirmed clean")
    yield from _notes(value, Section.CLEAN)


def _cluster_words(number: int, cluster: Cluster) -> str:
    times = f", published {moment(cluster.first)}" if cluster.first else ", publish time unknown"
    if cluster.first and cluster.last and cluster.last != cluster.first:
        times += f" to {moment(cluster.last)}"
    alone = "; nothing connects it with the others" if not cluster.links else ""
    return f"Group {number}: {_some(cluster.purls)}{times}{alone}."


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(map(_code, names[:10]))
    return f"{shown} and {len(names) - 10:,} more" if len(names) > 10 else shown


def _code(text: str) -> str:
    return f"`{text}`"


def _versions(item: Listed) -> str:
    return ", ".join((*item.versions, *item.ranges)) or "every version"


def _kind(item: Listed) -> str:
    return "malicious" if item.malicious else "vulnerable"


def _behaviour(value: Summary) -> Iterator[Part]:
    yield from _notes(value, Section.BEHAVIOUR)
    found = [item for item in value.known if item.shape]
    if found:
        yield Heading("Findings of inspections")
        yield Table(("release", "rules"), tuple((_code(item.purl), ", ".join(item.shape)) for item in found))
    without = [item.purl for item in value.known if not item.shape]
    if without:
        yield Missing(
            f"Not inspected here: {_some(without)}. The bytes are not on this machine, or their inspection has no findings."
        )
    yield Heading("Indicators")
    rows = [(trace.trace.value, f"`{_defanged(trace)}`", trace.origin) for trace in value.traces]
    rows += [("artifact", f"`{item.digest}`", item.origin) for item in value.digests]
    if rows:
        yield Table(("kind", "indicator (defanged)", "listed by"), tuple(rows[:_MOST_ROWS]))
    else:
        yield Missing(
            f"Missing: no indicator is listed. `pratique incident add {value.id} FILE` adds a list."
        )


def _defanged(trace: Trace) -> str:
    return defang(Indicator(id=trace.value, kind=trace.trace, value=trace.value, origin=trace.origin))


def _timeline(value: Summary) -> Iterator[Part]:
    if not value.events:
        yield Missing("Missing: no event has a time.")
    for phase in Phase:
        rows = [event.moment for event in value.events if event.phase is phase]
        if rows:
            yield Heading(phase.value)
            yield Table(
                ("time (UTC)", "event", "source", "confidence"),
                tuple(
                    (_time(row.when), row.text, row.source, row.confidence.value) for row in rows[:_MOST_ROWS]
                ),
            )
        if len(rows) > _MOST_ROWS:
            yield Paragraph(f"and {len(rows) - _MOST_ROWS:,} more in the incident file")
    omitted = sum(answer.omitted for answer in value.answers)
    if omitted:
        yield Paragraph(f"{plural(omitted, 'sighting')} more in the reports of the searches.")
    undated = [note for _, _, note in value.notes[Section.TIMELINE] if note.when is None]
    if undated:
        yield Heading("Without a time")
        yield Items(tuple(_note_words(note) for note in undated))


def _time(at: datetime) -> str:
    return moment(at).removesuffix(" UTC")


def _response(value: Summary) -> Iterator[Part]:
    yield from _notes(value, Section.RESPONSE)
    yield Heading("Decisions")
    yield from _notes(value, Section.DECISION)
    yield Heading("Who was informed")
    yield from _notes(value, Section.INFORMED)


def _lessons(value: Summary) -> Iterator[Part]:
    for section, title in (
        (Section.WELL, "What went well"),
        (Section.BADLY, "What went badly"),
        (Section.LUCKY, "Where we were lucky"),
    ):
        yield Heading(title)
        yield from _notes(value, section)


def _notes(value: Summary, section: Section) -> Iterator[Part]:
    notes = value.notes[section]
    if notes:
        yield Items(tuple(_note_words(note) for _, _, note in notes))
    else:
        yield Missing(
            f"Missing: nothing is noted. `pratique incident note {value.id} TEXT --for {section.value}` adds it."
        )


def _note_words(note: Note) -> str:
    parts = [moment(note.when)] if note.when else []
    parts += [f"source: {note.source}"] if note.source else []
    parts.append(note.confidence.value)
    return f"{note.text} ({'; '.join(parts)})"


def _record(value: Summary) -> Iterator[Part]:
    changed = f", last changed {moment(value.changed_at)}" if value.changed_at else ""
    yield Paragraph(f"Incident `{value.id}`{changed}. Times are UTC.")
    if value.withdrawn:
        yield Paragraph(
            f"{plural(value.withdrawn, 'entry', 'entries')} withdrawn; the incident file still contains them."
        )
    if value.problems:
        yield Missing("Entries that need attention:")
        yield Items(value.problems[:_MOST_ROWS])
