"""Links: followed in the mind, never on a disk."""

import pytest

from pratique.archive.links import Astray, LinkMap


@pytest.mark.parametrize(
    ("links", "path", "end"),
    [
        ({"a": "b"}, "a", "b"),
        ({"d/a": "b"}, "d/a", "d/b"),
        ({"d/a": "../b"}, "d/a", "b"),
        ({"d/a": "./x/../b"}, "d/a", "d/b"),
        ({"d/a": ".."}, "d/a", ""),
        ({"a": "b", "b": "c"}, "a", "c"),
        ({"lib": "real", "a": "lib/x"}, "a", "real/x"),
    ],
)
def test_a_link_inside_is_followed_through_other_links(links: dict[str, str], path: str, end: str) -> None:
    assert end == LinkMap(links).follow(path)


@pytest.mark.parametrize(
    "links",
    [
        {"a": "../b"},
        {"a": "/etc/passwd"},
        {"a": "\\\\server\\share"},
        {"a": "C:\\x"},
        {"a": "b", "b": "../../x"},
        {"a": "b", "b": "/etc"},
    ],
)
def test_a_link_that_leaves_the_package_is_outside(links: dict[str, str]) -> None:
    assert LinkMap(links).follow("a") is Astray.OUTSIDE


def test_a_link_that_leaves_only_by_way_of_another_link_is_outside() -> None:
    links = LinkMap({"p/q/r/up": "../../..", "a": "p/q/r/up/../x"})
    assert links.follow("p/q/r/up") == ""
    assert links.follow("a") is Astray.OUTSIDE


@pytest.mark.parametrize("links", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "a/x"}])
def test_a_circle_of_links_ends(links: dict[str, str]) -> None:
    assert LinkMap(links).follow("a") is Astray.CIRCLE


def test_forty_links_are_followed_and_forty_one_are_not() -> None:
    chain = {f"l{number}": f"l{number + 1}" for number in range(60)}
    assert LinkMap(chain).resolve("", "l20") == "l60"
    assert LinkMap(chain).resolve("", "l19") is Astray.CIRCLE


def test_all_links_of_an_archive_together_cost_a_bounded_number_of_steps() -> None:
    links = LinkMap({"a": "x/../" * 200})
    ends = [links.follow("a") for _ in range(3000)]
    assert ends[0] == ""
    assert ends[-1] is Astray.TOO_FAR
