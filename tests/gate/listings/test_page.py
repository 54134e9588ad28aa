from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.gate.decision.listing_decision import Marking
from pratique.gate.decision.nearest_allowed import Ladder
from pratique.gate.listings.page import Pages, Served, digest_of, with_more
from pratique.gate.protocols.interface import Mark

NOTHING = Marking(marks={}, ladder=Ladder(Ecosystem.NPM, (), ()))
HELD = Marking(
    marks={"a.tgz": Mark(version="1", words="no", action=Action.HOLD)}, ladder=Ladder(Ecosystem.NPM, (), ())
)


def page(text: str) -> Served:
    return Served(identity=text.encode(), gzipped=b"", etag="", content_type="")


def key(name: str) -> tuple[PackageRef, str, str]:
    return PackageRef(Ecosystem.NPM, name), "full", "http://gate.example/"


def test_the_same_marks_have_the_same_name_and_others_another() -> None:
    bare = digest_of(b"{}", "", frozenset(), NOTHING)

    assert bare == with_more(bare, NOTHING, NOTHING)
    assert bare == digest_of(b"{}", "", frozenset(), NOTHING)
    assert 4 == len(
        {
            bare,
            with_more(bare, NOTHING, HELD),
            digest_of(b"{}", "", frozenset(), HELD),
            digest_of(b"{ }", "", frozenset(), NOTHING),
        }
    )


def test_a_page_is_given_for_what_it_was_made_of() -> None:
    pages = Pages()
    pages.put(key("calm"), "one", page("1"))

    assert page("1") == pages.get(key("calm"), "one")
    assert pages.get(key("calm"), "two") is None
    pages.put(key("calm"), "two", page("2"))
    assert pages.get(key("calm"), "one") is None


def test_the_longest_unasked_for_goes_first_and_one_stays_however_large() -> None:
    pages = Pages(most_bytes=5)
    pages.put(key("a"), "", page("aa"))
    pages.put(key("b"), "", page("bb"))
    assert pages.get(key("a"), "") is not None
    pages.put(key("c"), "", page("cc"))

    assert (None, page("aa")) == (pages.get(key("b"), ""), pages.get(key("a"), ""))
    pages.put(key("d"), "", page("too large to be kept"))
    assert [None, None] == [pages.get(key("a"), ""), pages.get(key("c"), "")]
    assert pages.get(key("d"), "") is not None
