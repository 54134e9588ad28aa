import re
import time
from fnmatch import translate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.ignores.wildcards import (
    chain_matches,
    chain_pattern,
    chain_text,
    file_matches,
    is_chain,
)


@pytest.mark.parametrize(
    ("pattern", "chain", "expected"),
    [
        ("a>b>c", ["a", "b", "c"], True),
        ("a > b > c", ["a", "b", "c"], True),
        ("a>b", ["a", "b", "c"], False),
        ("b>c", ["a", "b", "c"], False),
        ("a>*", ["a", "b", "c"], True),
        ("a>*", ["a"], False),
        ("a>*", ["ab", "c"], False),
        ("*>c", ["a", "b", "c"], True),
        ("*>c", ["c"], True),
        ("*>c", ["abc"], False),
        ("a>*>c", ["a", "x", "y", "c"], True),
        ("a>*>c", ["a", "c"], False),
        ("a>@scope/*", ["a", "@scope/name"], True),
        ("*>b>*", ["a", "b", "c"], True),
        ("*>b>*", ["a", "bb", "c"], False),
        (">lodash", ["lodash"], True),
        (">lodash", ["a", "lodash"], False),
        ("*>*", ["a"], True),
    ],
)
def test_a_pattern_of_chains_covers_runs_of_names(pattern: str, chain: list[str], expected: bool) -> None:
    assert expected is chain_matches(pattern, chain_text(chain))


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("web/package-lock.json", "web/package-lock.json", True),
        ("web/package-lock.json", "package-lock.json", False),
        ("package-lock.json", "web/package-lock.json", False),
        ("web/*", "web/package-lock.json", True),
        ("web/*", "web/app/package-lock.json", False),
        ("web/**", "web/app/package-lock.json", True),
        ("web/**", "website/package-lock.json", False),
        ("**/package-lock.json", "package-lock.json", True),
        ("**/package-lock.json", "a/b/package-lock.json", True),
        ("**/package-lock.json", "a/bpackage-lock.json", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "a/xb", False),
        ("**/**/b", "b", True),
        ("**jquery**", "static/jquery-1.8.0.min.js", True),
        ("***", "a/b", True),
        ("*.js", "a.js", True),
        ("*.js", "a/b.js", False),
        ("pages/[id].js", "pages/[id].js", True),
        ("pages/?.js", "pages/x.js", False),
    ],
)
def test_a_pattern_of_files_keeps_one_star_within_a_name(pattern: str, path: str, expected: bool) -> None:
    assert expected is file_matches(pattern, path)


def test_a_chain_starts_at_the_project() -> None:
    assert ">a>@scope/b" == chain_text(["a", "@scope/b"])


def test_a_pattern_with_a_bracket_of_chains_is_one_of_chains() -> None:
    assert is_chain("a>b")
    assert is_chain(">a")
    assert not is_chain("a/b")


@pytest.mark.parametrize(
    ("path", "expected"), [("", None), (" * ", None), ("a>b", "a>b"), ("a", ">a"), ("*", None)]
)
def test_the_path_of_another_tool_becomes_a_pattern_of_chains(path: str, expected: str | None) -> None:
    assert expected == chain_pattern(path)


_NAMES = st.lists(st.text("ab@/", min_size=1, max_size=3), min_size=1, max_size=5)


@pytest.mark.fuzz
@given(_NAMES, st.text("ab*>", min_size=1, max_size=8))
def test_chains_are_matched_as_a_plain_glob_over_their_text(names: list[str], pattern: str) -> None:
    spelt = pattern if pattern.startswith((">", "*")) else f">{pattern}"
    expected = re.fullmatch(translate(spelt), chain_text(names)) is not None
    assert expected is chain_matches(pattern, chain_text(names))


def _expression(pattern: str) -> str:
    """The same pattern as a regular expression, in the plainest way."""
    parts = re.split(r"(\*+/?)", pattern)
    spelt, before = "", ""
    for part in parts:
        folders = part == "**/" and (not before or before.endswith("/"))
        if folders:
            spelt += "(?:.*/)?"
        elif part.startswith("*"):
            slash = "/" if part.endswith("/") else ""
            spelt += (".*" if len(part.rstrip("/")) > 1 else "[^/]*") + slash
        else:
            spelt += re.escape(part)
        before += part
    return spelt


@pytest.mark.fuzz
@given(st.text("ab/*", min_size=1, max_size=8), st.text("ab/", max_size=8))
def test_files_are_matched_as_the_plainest_regular_expression_would(pattern: str, path: str) -> None:
    expected = re.fullmatch(_expression(pattern), path) is not None
    assert expected is file_matches(pattern, path)


def test_no_pattern_takes_long() -> None:
    started = time.perf_counter()
    assert not file_matches("**a*a" * 80 + "b", "a" * 3000)
    assert not chain_matches("*a" * 200 + ">b", chain_text(["a" * 3000]))
    assert time.perf_counter() - started < 2
