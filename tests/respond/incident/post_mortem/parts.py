"""Pages of a post-mortem with one part."""

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


def page_of(*parts: Part, title: str = "Axios", banner: str = "Open.", is_open: bool = True) -> Page:
    return Page(title=title, banner=banner, open=is_open, chapters=(Chapter("packages", "Packages", parts),))


def every(text: str) -> tuple[Part, ...]:
    """Each kind of part with the same text in each of its fields."""
    return (
        Paragraph(text),
        Missing(text),
        Command(text),
        Items((text, text)),
        Table((text, text), ((text, text),)),
        Heading(text),
    )
