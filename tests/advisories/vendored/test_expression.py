import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.vendored.expression import (
    MOST_CHARS,
    MOST_DEPTH,
    Atom,
    Group,
    Node,
    Reference,
    Repeat,
    UnusableError,
    parse,
)


def items(source: str) -> tuple[Node, ...]:
    [branch] = parse(source).branches
    return branch


def only(source: str) -> Node:
    [item] = items(source)
    return item


@pytest.mark.parametrize(
    ("source", "text", "wide"),
    [
        ("a", "a", False),
        (" ", r"\x20", False),
        ("{", r"\x7b", False),
        (r"\.", r"\x2e", False),
        (r"\/", r"\x2f", False),
        (r"\e", "e", False),
        (r"\n", r"\x0a", False),
        (r"\0", r"\x00", False),
        (r"\x41", "A", False),
        (r"\u0041", "A", False),
        (r"\d", r"[\d]", False),
        (r"\s", r"[\s\x0b]", False),
        (r"\S", r"[\S]", True),
        (".", ".", True),
        ("[abc]", "[abc]", False),
        ("[^ab]", "[^ab]", True),
        ("[a-c]", "[a-c]", False),
        ("[-a]", r"[\x2da]", False),
        ("[a-]", r"[a\x2d]", False),
        ("[a-c-e]", r"[a-c\x2de]", False),
        (r"[\d-a]", r"[\d\x2da]", False),
        (r"[\s\S]", r"[\s\x0b\S]", True),
        ("[^]", r"[\x00-\xff]", True),
        ("[[]", r"[\x5b]", False),
        (r"[\]]", r"[\x5d]", False),
        (r"[\b]", r"[\x08]", False),
    ],
)
def test_a_character_is_written_as_re2_reads_it(source: str, text: str, *, wide: bool) -> None:
    assert Atom(text, wide=wide) == only(source)


@pytest.mark.parametrize(("source", "text"), [("^", r"\A"), ("$", r"\z"), (r"\b", r"\b"), (r"\B", r"\B")])
def test_a_place_takes_no_text(source: str, text: str) -> None:
    assert Atom(text, length=0) == only(source)


def test_a_character_beyond_ascii_is_its_bytes() -> None:
    assert Atom(r"(?:\xc3\xa9)", length=2) == only("é") == only(r"\u00e9")


@pytest.mark.parametrize(
    ("source", "least", "most", "lazy"),
    [
        ("a*", 0, None, False),
        ("a+", 1, None, False),
        ("a?", 0, 1, False),
        ("a*?", 0, None, True),
        ("a??", 0, 1, True),
        ("a{3}", 3, 3, False),
        ("a{3,}", 3, None, False),
        ("a{3,5}?", 3, 5, True),
    ],
)
def test_a_count_is_read(source: str, least: int, most: int | None, *, lazy: bool) -> None:
    assert Repeat(Atom("a"), least, most, lazy) == only(source)


def test_groups_that_capture_are_numbered_by_their_opening() -> None:
    inner = Group(((Atom("b"),),), 2)

    assert Group(((Atom("a"), inner), (Atom("c"),)), 1) == only("(a(b)|c)")
    assert Group(((Atom("a"),),)) == only("(?:a)")
    assert (Group(((Atom("a"),),), 1), Reference(1)) == items(r"(?<name>a)\1")
    assert Group(((Atom("a"),),), behind=True) == only("(?<=a)")


@pytest.mark.parametrize(
    "source",
    [
        *("(a", "a)", "*a", "a**", "(?=a)", "(?!a)", "(?<!a)", "[]", "[b-a]", "[é]", "a{3,2}", "(?"),
        *("(" * (MOST_DEPTH + 1), "a" * (MOST_CHARS + 1)),
    ],
)
def test_what_cannot_be_used_is_refused(source: str) -> None:
    with pytest.raises(UnusableError) as caught:
        parse(source)

    assert caught.value.why


def outcome(source: str) -> str | None:
    """Why a source is refused; None where it is read."""
    try:
        parse(source)
    except UnusableError as error:
        return error.why
    return None


@given(st.text(alphabet="ab01([{?:|)]}*+-^$.\\,=<dsn\u00e9\ud800", max_size=12))
def test_any_text_is_read_or_refused_in_words_of_ours(source: str) -> None:
    assert (outcome(source) or "").isascii()
