"""No pattern takes more than linear time: hostile files are the input of most of them.

Where a match may begin anywhere (`search`, `sub`, ...), the walk over the beginnings is a loop of its own, and a pattern that
reads far from each of them is quadratic. `searched.txt` names those that are so; none is added, and lines go as they are mended.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.vendored import spelling
from pratique.analysis import carried_parts, kinds
from pratique.analysis.frontends.ruby import literals as ruby_literals
from pratique.analysis.inventory.natives import _unnumbered
from pratique.analysis.languages import payload_script
from pratique.analysis.languages.javascript import builtins
from pratique.analysis.languages.make import expansion, rules
from pratique.analysis.languages.python import fetched
from pratique.analysis.languages.python import literals as python_literals
from pratique.analysis.languages.shell import functions
from pratique.cli.doctor import checks as doctor_checks
from pratique.ecosystems import target
from pratique.ecosystems.npm import versions as npm_versions
from pratique.history.source import told
from pratique.intake.audit.fix import ranges
from pratique.net.configuration.gem import gemrc
from tests.architecture.backtracking import EXPONENTIAL, POLYNOMIAL, SEARCH, grows, suspects
from tests.architecture.patterns import used
from tests.architecture.source import lines

_SEARCHED = Path(__file__).with_name("searched.txt")
ALLOWED: dict[str, str] = {}
"""Patterns that may take polynomial time, with the bound of their input."""

NUMBERED = r"(?:\.[\w-]*\d[\w.+-]*)+\Z"
POINTS = r"u\{[ \t]*((?:[0-9A-Fa-f]{1,6}[ \t]*){1,200})\}\Z"
PLAIN_ECHO = r"\s*(?:echo|printf)\s+([\w./ -]{1,200})\s*\Z"
VALUE = r"[ \t]*(?:-[ \t]+)?(?:[\"']?[\w .-]{1,100}[\"']?[ \t]*[:=][ \t]*|-[ \t]+)(\S.*)"


def _found(pattern: str, method: str = "match") -> set[str]:
    compiled = re.compile(pattern)
    searched = method not in {"match", "fullmatch"}
    return {one.kind for one in suspects(compiled, searched=searched) if grows(compiled, one, [method])}


@pytest.mark.parametrize(
    ("pattern", "method", "kind"),
    [
        (NUMBERED, "sub", EXPONENTIAL),
        (POINTS, "match", EXPONENTIAL),
        (PLAIN_ECHO, "match", POLYNOMIAL),
        (VALUE, "match", POLYNOMIAL),
        (r"(a|b|ab)*c", "match", EXPONENTIAL),
        (r"(?=(a*)*b)", "match", EXPONENTIAL),
        (r"\d+\w*!", "match", POLYNOMIAL),
        (r"a++b", "search", SEARCH),
    ],
)
def test_the_check_finds_what_is_slow(pattern: str, method: str, kind: str) -> None:
    # It is measured: another process may spoil one try.
    assert any(kind in _found(pattern, method) for _ in range(3))


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"a*+a*b", "match"),
        (r"(?:a++b?)*+c", "match"),
        (r"(?>.*?b).*c", "match"),
        (r"a{0,50}b", "search"),
        (r"a+b*", "search"),
        (r"(a|a)*", "match"),
    ],
)
def test_the_check_is_quiet_about_what_is_linear(pattern: str, method: str) -> None:
    assert set() == _found(pattern, method)


def test_no_pattern_takes_more_than_linear_time_from_where_it_begins() -> None:
    slow = [
        f"{one.name}: {suspect.kind}, {suspect.before!r} and then {suspect.pump!r} again and again"
        for one in used()
        if one.name not in ALLOWED
        for suspect in suspects(one.pattern, searched=False)
        if grows(one.pattern, suspect, ["match"])
    ]
    assert [] == slow, lines(slow)


def test_no_more_patterns_are_quadratic_over_their_beginnings() -> None:
    found = {
        one.name
        for one in used()
        if one.searched and any(suspect.kind == SEARCH for suspect in suspects(one.pattern, searched=True))
    }
    known = set(_SEARCHED.read_text(encoding="utf-8").splitlines())
    assert set() == found - known, lines(found - known)
    assert set() == known - found, lines(known - found)


def test_most_patterns_are_found() -> None:
    assert 950 < len(used())
    # Of two modules with the same pattern the first by name counts, so this one has its own.
    assert "gate/protocols/rubygems/gemspec.py" in {one.name.partition(" ")[0] for one in used()}


SAME: tuple[tuple[str, re.Pattern[Any], str], ...] = (
    (POINTS, ruby_literals._POINTS, "u{} \t0aF"),
    (
        r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.([0-9]+))?[._-]*(.*)",
        spelling._PARTS,
        "01.-_a\n",
    ),
    (
        r"(?:.*(?:extconf|(?i:rakefile|mkrf_conf)).*|(?i:rubygems_plugin|gemfile|guardfile|capfile))\Z",
        kinds._RUBY_NAMES,
        "ab.\n|extconf|Rakefile|mkrf_conf|gemfile",
    ),
    (
        r"\s*(?:return\s+)?\(?([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,5})\)?\s*;?\s*\Z",
        builtins._NAME,
        "a.$ ();|return",
    ),
    (
        r"\s*(?:(?:override|export|private)\s+)*define\s+(\S+)\s*(:{0,3}=|\?=|\+=|!=)?\s*\Z",
        rules._DEFINE,
        "a :=?+!|define |export |override ",
    ),
    (r"\A(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)\Z", fetched._BY_ADDRESS, "-aOZ"),
    (
        r"^([ \t]{0,40})(?:function[ \t]+[\w:.-]{1,100}[ \t]*(?:\([ \t]*\))?|[\w:.-]{1,100}[ \t]*\([ \t]*\))[ \t]*(?:\{|\n[ \t]{0,40}\{|$)",
        functions._HEAD,
        "a ()\n{\t|function ",
    ),
    (r"[\t ]*[v=\t ]*([0-9]{1,256})\.([0-9]{1,256})\.([0-9]{1,256})", npm_versions._MAIN, "v= 0.1"),
    (
        r"(https://[^/?#]+/[^/?#]+/[^/?#]+?)(?:\.git)?/?(?:(?:issues|releases|wiki|discussions|pulls)(?:/.*)?)?(?:[?#].*)?\Z",
        told._PAGES,
        "a/?#\n|https://a/b/c|.git|wiki|issues",
    ),
    (r"\s*([~^]?)[v=\s]*[0-9]", ranges._NPM_SIGN, "~^v= 0"),
    (r"\s*(~>|=|>=)?\s*[0-9]", ranges._GEM_SIGN, "~>= 0"),
    (r"\s*(\^|~=|~|===?|>=)?\s*v?[0-9]", ranges._POETRY_SIGN, "^~>=v 0"),
    (r"[ \t]*-[ \t]+(?P<value>.*)\Z", gemrc._ITEM, "- \ta\n"),
    (r"(?P<key>[^#\s][^#\n]*?):(?=\s|\Z)[ \t]*(?P<value>.*)\Z", gemrc._KEY, "a:# \n"),
)
"""Patterns as they were, as they are, and of what their input is made."""


def _texts(made_of: str) -> st.SearchStrategy[str]:
    letters, *words = made_of.split("|")
    return st.lists(st.sampled_from([*letters, *words]), max_size=12).map("".join)


@pytest.mark.parametrize(("before", "after", "made_of"), SAME, ids=[one[0][:30] for one in SAME])
def test_a_pattern_matches_what_it_matched(before: str, after: re.Pattern[str], made_of: str) -> None:
    old = re.compile(before, after.flags)

    @given(_texts(made_of))
    def same(text: str) -> None:
        for method in ("match", "fullmatch", "search"):
            first, second = getattr(old, method)(text), getattr(after, method)(text)
            if method == "search" and first is not None and second is not None:
                continue
            assert (first and first.groups()) == (second and second.groups())

    same()


@given(_texts("a.-+0_9|lib|.so|.1"))
def test_a_number_behind_a_suffix_is_cut_as_it_was(name: str) -> None:
    assert re.sub(NUMBERED, "", name) == _unnumbered(name)


def _stripped(match: re.Match[str] | None) -> str | None:
    return None if match is None else match[1].strip()


@given(_texts("a-.= :\t\"'|key|- "))
def test_a_value_is_found_where_it_was(line: str) -> None:
    before, after = re.match(VALUE, line), carried_parts._VALUE.match(line)
    if before is None:
        # A key of blanks alone, or one that is a quotation mark, is a key now.
        assert after is None or re.search(r"""(?:^|[ \t"'-])[ \t]*[:=]""", line)
    else:
        assert _stripped(before) == _stripped(after) or re.match(
            r"""[ \t-]*["']?[ \t]*["']?[ \t]*[:=]""", line
        )


@given(_texts("a ./-\t!|echo|printf "))
def test_a_plain_echo_is_found_where_it_was(line: str) -> None:
    before, after = re.match(PLAIN_ECHO, line), expansion._PLAIN_ECHO.match(line)
    assert _stripped(before) == _stripped(after) or _stripped(after) == ""


@given(_texts("A2+ \n=-_|" + "QUFB" * 15))
def test_a_base64_text_is_found_where_it_was(text: str) -> None:
    for before, after in (
        (r"[A-Za-z0-9+/\s]{60,}={0,3}\s*\Z", python_literals._BASE64),
        (r"[A-Za-z0-9_\-\s]{60,}={0,3}\s*\Z", python_literals._URLSAFE),
        (r"[A-Z2-7\s]{60,}={0,6}\s*\Z", python_literals._BASE32),
    ):
        assert bool(re.match(before, text)) == bool(after.match(text))


@given(_texts("a =[]\t|==|x1"))
def test_a_pinned_name_is_read_as_it_was(text: str) -> None:
    before = re.match(r"([^\[\]=]+?)\s*(?:\[[^\[\]]*\])?\s*===?\s*(\S+)\Z", text)
    after = target._PYPI.match(text)
    assert (before and before.groups()) == (after and after.groups()) or not (before and before[1].strip())


@given(_texts("a :=;#\t|_auth|_password|//r/:"))
def test_a_secret_is_found_where_it_was(line: str) -> None:
    before = re.match(r"\s*(?:[^#;=\s]*:)?(_authToken|_auth|_password)\s*=\s*(.+?)\s*\Z", line)
    after = doctor_checks._SECRET.match(line)
    assert (before and before.groups()) == (after and after.groups()) or not (before and before[2].strip())


@given(_texts("-rfa .:@;&/|scp |rm |start /a |curl -O "))
def test_a_command_is_found_where_it_was(text: str) -> None:
    after = payload_script._COMMAND
    before = re.compile(
        after.pattern.replace(r"(?:/\w+\s++)*+", r"(?:/\w+\s++)*")
        .replace(r"\S+\s++\S+:", r"\S+\s++\w*@?\S+:")
        .replace(r"-(?:(?![rf])\w)*+[rf]\w*+", r"-\w*[rf]\w*"),
        after.flags,
    )
    assert bool(before.match(text)) == bool(after.match(text)) or "start /" in text
