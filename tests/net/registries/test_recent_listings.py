from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing
from pratique.net.registries.recent_listings import ReadListings


def listing(name: str) -> Listing:
    return Listing(package=PackageRef(Ecosystem.NPM, name), registry="https://registry.example/", releases={})


def test_an_answer_is_known_by_its_very_bytes() -> None:
    known, one = ReadListings(), listing("one")
    known.put("one", b"1", one)
    assert known.get("one", b"1") is one
    assert known.get("one", b"2") is None
    assert known.get("two", b"1") is None


def test_the_longest_unused_go_first_and_what_is_too_large_is_not_kept() -> None:
    known = ReadListings(most_bytes=10)
    for name in ("a", "b"):
        known.put(name, name.encode() * 4, listing(name))
    known.get("a", b"aaaa")
    known.put("c", b"cccc", listing("c"))
    assert [True, False, True] == [known.get(name, name.encode() * 4) is not None for name in "abc"]
    known.put("c", b"c", listing("c"))
    known.put("b", b"bbbb", listing("b"))
    assert [True, True] == [known.get("a", b"aaaa") is not None, known.get("b", b"bbbb") is not None]
    known.put("d", b"d" * 11, listing("d"))
    assert [None, None, None] == [known.get("a", b"aaaa"), known.get("b", b"bbbb"), known.get("d", b"d" * 11)]
