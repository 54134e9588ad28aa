"""Hooks of MkDocs: the order of the rooms, and lists that read the same on the site as elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

ROOMS = {
    "tutorial": "Tutorial",
    "how-to": "How-to guides",
    "reference": "Reference",
    "explanation": "Explanation",
}
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")


def on_nav(nav: Any, **_options: Any) -> Any:
    """Put the rooms into their order after the start page."""
    titles = {title.lower(): title for title in ROOMS.values()} | ROOMS
    order = list(ROOMS.values())
    for item in nav.items:
        if item.is_section:
            item.title = titles.get(item.title.lower().replace(" ", "-"), item.title)
    nav.items.sort(key=lambda item: order.index(item.title) if item.title in order else -1)
    return nav


def on_page_markdown(markdown: str, **_options: Any) -> str:
    """Indent what belongs to a list item by four columns: CommonMark takes two, Python-Markdown does not."""
    return "\n".join(_indented(markdown.split("\n")))


def _indented(lines: list[str]) -> Iterator[str]:
    inside, loose, blank = False, False, True
    for line in lines:
        if _ITEM.match(line):
            if not blank and (loose or not inside):
                yield ""
            inside, loose = True, False
        elif line and not line.startswith(" "):
            # A line that goes on without an indent still belongs to its item, one after a blank line does not.
            inside = inside and not blank
        yield f"  {line}" if inside and line.startswith("  ") else line
        blank = not line
        loose = loose or blank
