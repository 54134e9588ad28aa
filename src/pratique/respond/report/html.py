"""Writes the answer of an exposure search as one HTML page without external resources and without scripts."""

import base64
import hashlib
from collections.abc import Iterator

from pratique import __version__
from pratique.report.history.html import SHEET
from pratique.report.history.ink import shown
from pratique.report.parts.counts import moment, plural
from pratique.respond.actions.step import Step
from pratique.respond.behaviour.sentences import heading, sentences
from pratique.respond.exposure import Exposure
from pratique.respond.report.answered import Answered
from pratique.respond.report.coverage import covered, unread
from pratique.respond.report.headline import headline
from pratique.respond.report.labels import CONTACTS, label
from pratique.respond.report.story import story, where
from pratique.respond.sighting import Contact, Sighting

_MOST_ROWS = 5_000
_MOST_UNREAD = 500
_CLASSES = {
    Contact.EXECUTED: "w-holds",
    Contact.INSTALLED: "w-holds",
    Contact.FETCHED: "w-holds",
    Contact.LOCKED: "w-lengthens",
    Contact.RESOLVABLE: "w-ranks",
    Contact.REFUSED: "plain",
}


def page(value: Answered) -> str:
    """Return the page."""
    exposure = value.exposure
    digest = base64.b64encode(hashlib.sha256(SHEET.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        "<title>Exposure to bad releases</title>",
        f"<style>{SHEET}</style>",
        "</head>",
        "<body>",
        f'<header><h1>Exposure to bad releases</h1><p class="headline">{shown(headline(exposure), most=600)}</p>',
        f'<p class="quiet">As of {moment(exposure.as_of)}</p></header>',
        "<main>",
        *_found(exposure),
        *_coverage(exposure),
        *_behaviours(value),
        *_steps(value.steps),
        "</main>",
        f"<footer><p>Pratique {__version__}</p></footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _found(exposure: Exposure) -> Iterator[str]:
    if not exposure.sightings:
        return
    yield f'<section id="found"><h2>Found ({len(exposure.sightings):,})</h2><div class="scroll"><table>'
    yield "<thead><tr><th>item</th><th>contact</th><th>place</th><th>details</th></tr></thead><tbody>"
    yield from (_row(one, exposure) for one in exposure.sightings[:_MOST_ROWS])
    yield "</tbody></table></div>"
    if len(exposure.sightings) > _MOST_ROWS:
        yield f"<p>and {plural(len(exposure.sightings) - _MOST_ROWS, 'more row')}: <code>--format json</code> lists all</p>"
    yield "</section>"


def _row(one: Sighting, exposure: Exposure) -> str:
    told = "<br>".join(shown(sentence, most=400) for sentence in story(one, exposure))
    return (
        f'<tr><th scope="row">{shown(label(one.wanted), most=120)}</th>'
        f'<td class="{_CLASSES[one.contact]}">{CONTACTS[one.contact]}</td>'
        f"<td><code>{shown(where(one), most=400)}</code></td><td>{told}</td></tr>"
    )


def _coverage(exposure: Exposure) -> Iterator[str]:
    yield '<section id="coverage"><h2>Searched</h2><ul>'
    yield from (f"<li>{shown(part.words, most=300)}</li>" for part in covered(exposure.searched))
    yield "</ul></section>"
    sentences = unread(exposure, most=_MOST_UNREAD)
    if not sentences:
        return
    yield f'<section id="not-checked"><h2>Not checked ({len(sentences):,})</h2><ul>'
    yield from (f"<li>{shown(sentence, most=400)}</li>" for sentence in sentences[:_MOST_UNREAD])
    if len(sentences) > _MOST_UNREAD:
        yield f"<li>and {len(sentences) - _MOST_UNREAD:,} more</li>"
    yield "</ul></section>"


def _behaviours(value: Answered) -> Iterator[str]:
    if not value.behaviours and not value.unknown:
        return
    yield '<section id="behaviour"><h2>What it does</h2><ul>'
    for told in value.behaviours:
        yield f"<li>{shown(heading(told), most=400)}<ul>"
        yield from (f"<li>{shown(sentence, most=400)}</li>" for sentence in sentences(told))
        yield "</ul></li>"
    yield from (f"<li>{shown(sentence, most=400)}</li>" for sentence in value.unknown)
    yield "</ul></section>"


def _steps(steps: tuple[Step, ...]) -> Iterator[str]:
    if not steps:
        return
    yield '<section id="steps"><h2>What to do</h2><ol>'
    for step in steps:
        commands = "".join(
            f"<br><code>{shown(command.line, most=1_000)}</code> ({command.system.value})"
            for command in step.commands
        )
        notes = "".join(f"<li>{shown(note, most=400)}</li>" for note in step.notes)
        listed = f"<ul>{notes}</ul>" if notes else ""
        yield f"<li><strong>{shown(step.title, most=400)}</strong> {shown(step.why, most=400)}{commands}{listed}</li>"
    yield "</ol></section>"
