"""Order the site's navigation: the rooms as a reader meets them, each with its title (a hook of MkDocs)."""

from typing import Any

ROOMS = {
    "tutorial": "Tutorial",
    "how-to": "How-to guides",
    "reference": "Reference",
    "explanation": "Explanation",
}


def on_nav(nav: Any, **_options: Any) -> Any:
    """Put the rooms into their order after the start page."""
    titles = {title.lower(): title for title in ROOMS.values()} | ROOMS
    order = list(ROOMS.values())
    for item in nav.items:
        if item.is_section:
            item.title = titles.get(item.title.lower().replace(" ", "-"), item.title)
    nav.items.sort(key=lambda item: order.index(item.title) if item.title in order else -1)
    return nav
