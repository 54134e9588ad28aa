"""Writes the answer of an exposure search as Markdown, for an issue, a comment or an incident page.

Texts from searched places are escaped, and no line begins with one. Rows that do not fit are omitted and counted.
"""

from collections.abc import Iterator

from pratique.report.parts.counts import moment, plural
from pratique.report.parts.escape import code, prose
from pratique.report.parts.escape import escape_markdown as safe
from pratique.report.parts.size_limit import units
from pratique.respond.actions.step import Step
from pratique.respond.behaviour.sentences import heading, sentences
from pratique.respond.exposure import Exposure
from pratique.respond.report.answered import Answered
from pratique.respond.report.coverage import covered, unread
from pratique.respond.report.headline import headline
from pratique.respond.report.labels import CONTACTS, label
from pratique.respond.report.story import story, where
from pratique.respond.sighting import Sighting

MOST_UNITS = 65_000
"""The maximum size of a page in UTF-16 code units. Code hosts accept 65,536."""
_MOST_UNREAD = 40
_FRAME = 300
_HEAD = ("| item | contact | place | details |", "| --- | --- | --- | --- |")


def page(value: Answered) -> str:
    """Return the page."""
    exposure = value.exposure
    opening = [f"**{safe(headline(exposure), most=600)}**", "", f"As of {moment(exposure.as_of)}.", ""]
    opening += [f"- {prose(note, most=400)}" for note in exposure.wanted.notes]
    closing = ["", "## Coverage", "", *_coverage(exposure), *_behaviours(value), *_steps(value.steps)]
    room = MOST_UNITS - _FRAME - sum(units(part) + 1 for part in (*opening, *closing))
    return "\n".join([*opening, *_table(exposure, room), *closing]) + "\n"


def _table(exposure: Exposure, room: int) -> Iterator[str]:
    if not exposure.sightings:
        return
    yield from ("", "## Found", "", *_HEAD)
    kept = 0
    for one in exposure.sightings:
        row = _row(one, exposure)
        room -= units(row) + 1
        if room < 0:
            break
        kept += 1
        yield row
    if kept < len(exposure.sightings):
        yield from (
            "",
            f"{plural(len(exposure.sightings) - kept, 'more row')}: see `--format json` or `--format csv`.",
        )


def _row(one: Sighting, exposure: Exposure) -> str:
    told = safe("; ".join(story(one, exposure)), most=800)
    return f"| {safe(label(one.wanted), most=120)} | {CONTACTS[one.contact]} | {code(where(one), most=300)} | {told} |"


def _coverage(exposure: Exposure) -> Iterator[str]:
    yield from (f"- searched: {safe(part.words, most=300)}" for part in covered(exposure.searched))
    sentences = unread(exposure, most=_MOST_UNREAD)
    yield from (f"- not checked: {safe(sentence, most=400)}" for sentence in sentences[:_MOST_UNREAD])
    if len(sentences) > _MOST_UNREAD:
        yield f"- not checked: {len(sentences) - _MOST_UNREAD:,} more parts"
    if exposure.complete:
        yield "- not checked: nothing of these places"


def _behaviours(value: Answered) -> Iterator[str]:
    if not value.behaviours and not value.unknown:
        return
    yield from ("", "## What it does", "")
    for told in value.behaviours:
        yield f"- {prose(heading(told), most=400)}"
        yield from (f"  - {safe(sentence, most=400)}" for sentence in sentences(told))
    yield from (f"- {prose(sentence, most=400)}" for sentence in value.unknown)


def _steps(steps: tuple[Step, ...]) -> Iterator[str]:
    if not steps:
        return
    yield from ("", "## What to do", "")
    for number, step in enumerate(steps, start=1):
        yield f"{number}. {prose(step.title, most=400)} {prose(step.why, most=400)}"
        yield from (
            f"   - {code(command.line, most=1_000)} ({command.system.value})" for command in step.commands
        )
        yield from (f"   - {safe(note, most=400)}" for note in step.notes)
