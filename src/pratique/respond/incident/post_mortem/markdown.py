"""Writes a post-mortem as Markdown. Text never becomes markup, a link or a mention."""

from collections.abc import Iterator

from pratique.report.parts.escape import escape, escape_markdown, prose
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
"""The maximum number of characters of a sentence or a cell."""
_MOST_COMMAND = 20_000


def markdown(page: Page) -> str:
    """Return the page as Markdown."""
    lines = [
        f"# {escape_markdown(page.title, most=_MOST)}",
        "",
        f"**{'OPEN' if page.open else 'CLOSED'}** {prose(page.banner, most=_MOST)}",
        "",
    ]
    for chapter in page.chapters:
        lines += _chapter(chapter)
    return "\n".join(lines).rstrip("\n") + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {escape_markdown(chapter.title)}"
    yield ""
    for part in chapter.parts:
        yield from _part(part)
        yield ""


def _part(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(text):
            yield prose(text, most=_MOST)
        case Missing(text):
            yield f"*{prose(text, most=_MOST)}*"
        case Command(text):
            yield f"    {escape(text, most=_MOST_COMMAND)}"
        case Heading(text):
            yield f"### {escape_markdown(text, most=_MOST)}"
        case Items(texts):
            yield from (f"- {prose(text, most=_MOST)}" for text in texts)
        case Table(head, rows):
            yield f"| {' | '.join(map(escape_markdown, head))} |"
            yield f"|{' --- |' * len(head)}"
            for row in rows:
                yield f"| {' | '.join(prose(cell, most=_MOST) for cell in row)} |"
