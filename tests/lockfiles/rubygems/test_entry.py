import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.rubygems.address import normalise
from pratique.errors import ParseError
from pratique.lockfiles.rubygems.entry import is_gem_name, read_release


@pytest.mark.parametrize("name", ["a", "RedCloth", "2a", "a.b-c_d", "9-_x", "a" * 255])
def test_names_that_a_gem_server_could_have(name: str) -> None:
    assert is_gem_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "-a", "_a", "12", "a b", "a\n", "é", "a/b", "a" * 256]
)
def test_names_that_none_could_have(name: str) -> None:
    assert not is_gem_name(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.16.0", ("1.16.0", None)),
        ("1.16.0-ruby", ("1.16.0", None)),
        ("1.16.0-x86_64-linux-musl", ("1.16.0", "x86_64-linux-musl")),
        ("2.0.pre.1-java", ("2.0.pre.1", "java")),
    ],
)
def test_the_platform_stands_behind_the_first_dash(text: str, expected: tuple[str, str | None]) -> None:
    assert expected == read_release(text)


@pytest.mark.parametrize("text", ["", "x", ".1", "1-", "1 0", "1/..", "1-" + "x" * 101])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not valid"):
        read_release(text)


@pytest.mark.fuzz
@given(st.text(alphabet="aB1._-/ \n", max_size=12))
def test_a_lock_and_a_command_line_know_the_same_names(name: str) -> None:
    try:
        known = name == normalise(name).name
    except ParseError:
        known = False
    assert known == is_gem_name(name)
