"""Writes a post-mortem as one self-contained HTML page, with the style sheet of the audit report and without a script."""

from collections.abc import Iterator

from pratique import __version__
from pratique.report.audit.html_block import shown, spoken
from pratique.report.audit.sheet import SHEET, policy
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

_MOST = 2_000
_MOST_COMMAND = 20_000


def html(page: Page) -> str:
    """Return the page as HTML. Its Content-Security-Policy allows only the page's own style sheet."""
    title = shown(page.title, most=_MOST)
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title}</title>",
        f"<style>{SHEET}</style>",
        "</head>",
        "<body>",
        f"<header><h1>{title}</h1>",
        f'<p class="headline">{"Open incident" if page.open else "Closed incident"}</p>',
        f'<section class="notice" id="status"><p>{spoken(page.banner, most=_MOST)}</p></section></header>',
        "<main>",
        *(line for chapter in page.chapters for line in _chapter(chapter)),
        "</main>",
        f"<footer><p>Pratique {shown(__version__)}. Indicators are defanged.</p></footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f'<section id="{shown(chapter.id)}"><h2>{shown(chapter.title)}</h2>'
    for part in chapter.parts:
        yield from _part(part)
    yield "</section>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(text):
            yield f"<p>{spoken(text, most=_MOST)}</p>"
        case Missing(text):
            yield f'<p class="faint"><em>{spoken(text, most=_MOST)}</em></p>'
        case Command(text):
            yield f"<pre>{shown(text, most=_MOST_COMMAND)}</pre>"
        case Heading(text):
            yield f"<h3>{shown(text, most=_MOST)}</h3>"
        case Items(texts):
            yield f"<ul>{''.join(f'<li>{spoken(text, most=_MOST)}</li>' for text in texts)}</ul>"
        case Table(head, rows):
            yield f"<table><thead><tr>{''.join(f'<th>{shown(cell)}</th>' for cell in head)}</tr></thead><tbody>"
            for row in rows:
                yield f"<tr>{''.join(f'<td>{spoken(cell, most=_MOST)}</td>' for cell in row)}</tr>"
            yield "</tbody></table>"
