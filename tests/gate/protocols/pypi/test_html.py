"""The page as HTML."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.gate.protocols.interface import Mark
from pratique.gate.protocols.pypi.content_type import Held
from pratique.gate.protocols.pypi.html import write_html
from pratique.gate.protocols.pypi.listing import read_project
from tests.gate.protocols.pypi.test_listing import BASE, HELD, KITE, NAMES, PAGES, SDIST, WHEEL, listed, page


class Links(HTMLParser):
    """Reads a page as an installer does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.metas: dict[str, str | None] = {}
        self.tags: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs))
        if tag == "meta" and "name" in dict(attrs):
            self.metas[str(dict(attrs)["name"])] = dict(attrs)["content"]


def written(body: bytes, held: Held = Held.YANKED, **marks: Mark) -> Links:
    named = {{"wheel": WHEEL, "sdist": SDIST}[name]: mark for name, mark in marks.items()}
    return Links(write_html(read_project(body, KITE, named, base=BASE, held=held)).decode())


def test_a_link_tells_what_the_json_tells() -> None:
    provenance = "https://index.example/integrity/kite"
    metadata = {"sha256": "cd" * 32}
    file = listed(WHEEL, requires_python=">=3.8,<4", provenance=provenance, core_metadata=metadata)
    link, held = written(page(file, listed(SDIST)), sdist=HELD).links

    assert {
        "href": f"{BASE}kite/1.0/{WHEEL}#sha256={'ab' * 32}",
        "data-requires-python": ">=3.8,<4",
        "data-provenance": provenance,
        "data-core-metadata": f"sha256={'cd' * 32}",
        "data-dist-info-metadata": f"sha256={'cd' * 32}",
    } == link
    assert "kite==1.0 waits" == held["data-yanked"]


def test_a_yank_without_a_reason_is_an_attribute_without_a_value() -> None:
    assert "" == written(page(listed(WHEEL, yanked=True))).links[0]["data-yanked"]
    assert "data-yanked" not in written(page(listed(WHEEL, yanked=False))).links[0]


def test_the_head_tells_version_status_and_tracks() -> None:
    members = {
        "project-status": {"status": "archived", "reason": 'done "<b>'},
        "tracks": ["https://other.example/kite/"],
    }

    assert {
        "pypi:repository-version": "1.4",
        "pypi:project-status": "archived",
        "pypi:project-status-reason": 'done "<b>',
        "pypi:tracks": "https://other.example/kite/",
    } == written(page(**members)).metas


def test_what_is_left_out_is_told_in_the_text() -> None:
    body = page(listed(WHEEL), listed("<script>.txt"))
    text = write_html(read_project(body, KITE, {WHEEL: HELD}, base=BASE, held=Held.LEFT_OUT)).decode()

    assert f"<p>left out: {WHEEL}: kite==1.0 waits</p>" in text
    assert "<p>left out: &lt;script&gt;.txt: " in text


@pytest.mark.fuzz
@given(PAGES, st.sets(NAMES))
def test_any_page_has_one_link_for_each_file_and_no_tag_of_a_stranger(body: bytes, names: set[str]) -> None:
    try:
        project = read_project(body, KITE, dict.fromkeys(names, HELD), base=BASE, held=Held.YANKED)
    except ParseError:
        return
    links = Links(write_html(project).decode())

    assert [entry.url for entry in project.entries] == [str(a["href"]).partition("#")[0] for a in links.links]
    assert {"html", "head", "meta", "title", "body", "h1", "a", "br", "p"} >= set(links.tags)
    for entry, link in zip(project.entries, links.links, strict=True):
        assert (entry.yanked is not False) == ("data-yanked" in link)
