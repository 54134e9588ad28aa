"""Writes the history of a package as one self-contained HTML page, with a picture and the same content as text.

The page has no script, and its Content-Security-Policy allows only the page's own style sheet.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime

from pratique import __version__
from pratique.core.history import Entry, EventKind, Timeline
from pratique.report.history import ink
from pratique.report.history.ink import shown
from pratique.report.history.picture import picture
from pratique.report.history.text import judged_words
from pratique.report.history.words import (
    NOT_TOLD,
    WEIGHTS,
    day,
    event_words,
    gravest,
    headline,
    size,
    span,
    status_words,
    unread_words,
)
from pratique.report.parts.counts import moment, plural

_MOST_ROWS = 2_000
_MOST_MARKED = 200
_MOST_EVENTS = 12
_FOOTER = "A history shows a registry's listing on one day. The absence of signals is not evidence of trust."
SHEET = f"""\
:root {{
  color-scheme: light dark;
  --ground: #f6f7f9; --sheet: #ffffff; --text: #1b2129; --quiet: #5b6673; --rule: #d5dbe2;
  --h: #b3141b; --l: #a85400; --r: #3d5a80;
}}
@media (prefers-color-scheme: dark) {{
  :root {{ --ground: #0f1216; --sheet: #14181d; --text: #e6eaef; --quiet: #a0abb8; --rule: #39424d; --h: #ff7b7b; --l: #ffb066; --r: #9cc3f0; }}
}}
* {{ box-sizing: border-box; }}
body {{
  margin: 0; background: var(--ground); color: var(--text); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}}
header, main, footer {{ max-width: 78rem; margin: 0 auto; padding: 0 1.25rem; }}
header {{ padding-top: 2rem; }}
footer {{ padding: 1.5rem 1.25rem 3rem; color: var(--quiet); font-size: .875rem; }}
h1 {{ margin: 0 0 .4rem; font-size: 1.15rem; font-weight: 600; color: var(--quiet); }}
h2 {{ margin: 2rem 0 .6rem; font-size: 1.15rem; }}
.headline {{ margin: 0 0 .4rem; font-size: 1.4rem; line-height: 1.35; font-weight: 600; }}
.quiet {{ color: var(--quiet); font-size: .875rem; }}
figure {{ margin: 1.2rem 0; background: var(--sheet); border: 1px solid var(--rule); border-radius: 8px; overflow-x: auto; }}
figure svg {{ display: block; width: 100%; min-width: 56rem; height: auto; }}
table {{ width: 100%; border-collapse: collapse; background: var(--sheet); border: 1px solid var(--rule); }}
th, td {{ padding: .4rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--rule); font-size: .875rem; }}
th {{ color: var(--quiet); font-weight: 600; border-top: 0; white-space: nowrap; }}
th[scope=row] {{ border-top: 1px solid var(--rule); color: var(--text); }}
td.plain {{ white-space: nowrap; overflow-wrap: normal; }}
ul {{ margin: .3rem 0; padding-left: 1.2rem; }}
code {{ font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }}
.w-holds {{ color: var(--h); font-weight: 600; }} .w-lengthens {{ color: var(--l); font-weight: 600; }} .w-ranks {{ color: var(--r); font-weight: 600; }}
.scroll {{ overflow-x: auto; }}
@media print {{ body {{ background: #ffffff; font-size: 10pt; }} tr {{ break-inside: avoid; }} }}
{ink.SHEET}"""


def page(value: Timeline, *, now: datetime | None) -> str:
    """Return the HTML page. `now` is shown as the time of the report."""
    name = f"{shown(value.package.name)} ({value.package.ecosystem.value})"
    digest = base64.b64encode(hashlib.sha256(SHEET.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>History of {name}</title>",
        f"<style>{SHEET}</style>",
        "</head>",
        "<body>",
        f"<header><h1>History of {name}</h1>",
        f'<p class="headline">{shown(headline(value), most=400)}</p>',
        *_subtitle(value, now),
        "</header>",
        "<main>",
        f"<figure>{picture(value, story=False)}</figure>",
        *_marked(value),
        *_releases(value),
        *_untold(value),
        "</main>",
        f"<footer><p>Pratique {__version__}. {_FOOTER}</p></footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _subtitle(value: Timeline, now: datetime | None) -> Iterator[str]:
    status = status_words(value)
    if status:
        yield f'<p class="w-holds">{shown(status, most=500)}</p>'
    judged = "; ".join((*(f"known to be bad: {said}" for said in value.known_bad), judged_words(value)))
    if judged:
        yield f"<p>Judged: {shown(judged, most=500)}.</p>"
    made = f"; made {moment(now)}" if now else ""
    yield f'<p class="quiet">{shown(span(value))}; according to <code>{shown(value.registry)}</code>{made}</p>'


def _marked(value: Timeline) -> Iterator[str]:
    marked = gravest(value.marked)
    if not marked:
        return
    yield f'<section id="marked"><h2>Releases with signals ({len(marked):,})</h2><ul>'
    for entry in marked[:_MOST_MARKED]:
        yield f"<li><strong>{shown(entry.version)}</strong>, {shown(day(entry.published))}, published by "
        yield f"{shown(entry.publisher or NOT_TOLD)}: {_marks(entry)}</li>"
    yield "</ul>"
    if len(marked) > _MOST_MARKED:
        yield f"<p>and {plural(len(marked) - _MOST_MARKED, 'more release')}: <code>--format json</code> lists all</p>"
    yield "</section>"


def _marks(entry: Entry) -> str:
    if not entry.marks:
        return ""
    items = "".join(
        f'<li><span class="w-{mark.weight.value}">{WEIGHTS[mark.weight]}</span>: {shown(mark.text, most=500)} '
        f"<code>{shown(mark.signal)}</code></li>"
        for mark in entry.marks
    )
    return f"<ul>{items}</ul>"


def _releases(value: Timeline) -> Iterator[str]:
    if not value.entries:
        return
    happened: dict[str, list[str]] = {}
    for event in value.events:
        if event.version is not None and event.kind is not EventKind.RELEASE:
            happened.setdefault(event.version, []).append(event_words(event))
    yield f'<section id="releases"><h2>Releases ({len(value.entries):,}), newest first</h2><div class="scroll"><table>'
    yield "<thead><tr><th>release</th><th>published</th><th>by</th><th>size</th><th>provenance</th>"
    yield "<th>what changed</th><th>signals</th></tr></thead><tbody>"
    for entry in reversed(value.entries[-_MOST_ROWS:]):
        yield _row(entry, happened.get(entry.version, []))
    yield "</tbody></table></div>"
    if len(value.entries) > _MOST_ROWS:
        older = plural(len(value.entries) - _MOST_ROWS, "older release")
        yield f"<p>and {older}: <code>--format json</code> lists all</p>"
    yield "</section>"


def _row(entry: Entry, happened: list[str]) -> str:
    provenance = NOT_TOLD if entry.provenance is None else "yes" if entry.provenance else "no"
    told = [shown(words, most=300) for words in happened[:_MOST_EVENTS]]
    if len(happened) > _MOST_EVENTS:
        told.append(f"and {len(happened) - _MOST_EVENTS:,} more")
    return (
        f'<tr><th scope="row">{shown(entry.version)}</th><td class="plain">{shown(day(entry.published))}</td>'
        f'<td class="plain">{shown(entry.publisher or NOT_TOLD, most=30)}</td>'
        f'<td class="plain">{size(entry.size_bytes)}</td><td class="plain">{provenance}</td>'
        f"<td>{'<br>'.join(told)}</td><td>{_marks(entry)}</td></tr>"
    )


def _untold(value: Timeline) -> Iterator[str]:
    gaps = [*value.untold, *(f"not understood: {problem}" for problem in value.problems)]
    gaps += unread_words(value.entries)
    today = [event_words(event) for event in value.events if event.version is None]
    if today:
        yield f'<section id="today"><h2>Today</h2><ul>{_items(today)}</ul></section>'
    if gaps:
        yield f'<section id="untold"><h2>Unknown, or not read</h2><ul>{_items(gaps)}</ul></section>'


def _items(sentences: list[str]) -> str:
    more = f"<li>and {len(sentences) - 200:,} more</li>" if len(sentences) > 200 else ""
    return "".join(f"<li>{shown(words, most=400)}</li>" for words in sentences[:200]) + more
