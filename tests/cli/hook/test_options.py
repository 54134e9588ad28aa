"""How clients read an option and its value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.hook.clients import CLIENTS, Client, Use, client_of
from pratique.cli.hook.installs import read_client
from pratique.cli.hook.options import Option, Said, read_option


def client(name: str) -> Client:
    found = client_of(name)
    assert found is not None
    return found


def read(name: str, *words: str, use: Use = Use.ADD) -> Option:
    return read_option(client(name), use, [Said(word) for word in words], 0)


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("npm", ("--fetch-timeout", "5", "a"), Option("--fetch-timeout", Said("5"), 1)),
        ("npm", ("-fetch-timeout", "5"), Option("--fetch-timeout", Said("5"), 1)),
        ("npm", ("--fetch-timeo", "5"), Option("--fetch-timeout", Said("5"), 1)),
        ("npm", ("--regis=x",), Option("--registry", Said("x"))),
        ("npm", ("--no-audit", "a"), Option("--audit")),
        ("npm", ("--audit", "false", "a"), Option("--audit", used=1)),
        ("npm", ("-gD", "a"), Option("-D")),
        ("pnpm", ("-w", "a"), Option("-w")),
        ("pnpm", ("-F", "p", "a"), Option("-F", Said("p"), 1)),
        ("pip", ("-Ur", "f"), Option("-r", Said("f"), 1)),
        ("pip", ("-rf",), Option("-r", Said("f"))),
        ("pip", ("--index", "x"), Option("--index-url", Said("x"), 1)),
        ("pipx", ("-f", "a"), Option("-f")),
        ("uv", ("--constraint", "f"), Option("--constraint", Said("f"), 1)),
        ("poetry", ("-G", "dev"), Option("-G", Said("dev"), 1)),
    ],
)
def test_an_option_is_read_as_the_client_does(name: str, words: tuple[str, ...], expected: Option) -> None:
    assert expected == read(name, *words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("npm", ("--unknown", "a")),
        ("npm", ("--color", "a")),
        ("uv", ("--index-ur", "x")),
        ("pip", ("-Z",)),
        ("gem", ("--document", "a")),
        ("pnpm", ("--config.registry=x",)),
    ],
)
def test_an_option_that_may_or_may_not_take_the_next_word_is_not_known(
    name: str, words: tuple[str, ...]
) -> None:
    assert not read(name, *words).known
    assert read_client(client(name), [Said("install"), *map(Said, words)]).doubts or name == "uv"


def test_the_same_option_differs_by_what_the_command_does() -> None:
    assert 1 == read("uv", "--script", "f", use=Use.ADD).used
    assert 0 == read("uv", "--script", "f", use=Use.WITH).used


@pytest.mark.fuzz
@given(
    st.sampled_from(CLIENTS),
    st.sampled_from([None, *Use]),
    st.lists(st.text(alphabet="-=abcnorw ", min_size=1, max_size=12), min_size=1, max_size=3),
)
def test_no_option_raises_and_none_takes_words_that_are_not_there(
    one: Client, use: Use | None, words: list[str]
) -> None:
    found = read_option(one, use, [Said(f"-{words[0]}"), *map(Said, words[1:])], 0)
    assert found.used <= len(words) - 1
