"""What a reader makes of a picture or a page: its elements, and its words."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from pratique.report.parts.escape import escape

ALLOWED = {
    *("svg", "title", "desc", "style", "g", "rect", "circle", "line", "path", "text"),
    *(
        "html",
        "head",
        "meta",
        "body",
        "header",
        "main",
        "footer",
        "section",
        "figure",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "span", "strong", "code", "br"),
}
"""No link, no script, no picture from elsewhere."""


def xml(text: str) -> ET.Element:
    """The root of a picture that is a file of its own; it must be well-formed XML."""
    return ET.fromstring(text.encode())


def words_of(root: ET.Element) -> list[str]:
    """The lines of text that are drawn."""
    return ["".join(item.itertext()) for item in root.iter() if item.tag.endswith("}text")]


class Page(HTMLParser):
    """Elements, attributes and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def harmless(text: str) -> None:
    """Assert that nothing but our own elements are in it, no script runs and nothing is asked from elsewhere."""
    page = Page(text)
    assert set() == {*page.tags} - ALLOWED
    assert not {
        name for name in page.attributes if name.startswith("on") or name in {"href", "src", "xlink:href"}
    }
    assert escape(text.replace("\n", "")) == text.replace("\n", "")
