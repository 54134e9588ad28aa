"""Indicators are read with and without defanging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.respond.wanted.indicators import host, path, read, refanged, url
from tests.respond.wanted.asking import context, indicators, reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("evil[.]invalid", ("host", "evil.invalid")),
        ("evil(dot)invalid", ("host", "evil.invalid")),
        ("EVIL{.}invalid:8000", ("host", "evil.invalid")),
        ("hxxps://evil[.]invalid/Stage", ("url", "https://evil.invalid/Stage")),
        ("hxxp[://]evil[.]invalid/", ("url", "http://evil.invalid/")),
        ("https://Evil.invalid:8000/6202033", ("url", "https://evil.invalid:8000/6202033")),
        ("192.0.2.7", ("host", "192.0.2.7")),
        ("192[.]0[.]2[.]7", ("host", "192.0.2.7")),
        ("2001:db8::7", ("host", "2001:db8::7")),
        ("host:socket.io", ("host", "socket.io")),
        ("path:/tmp/ld.py", ("path", "/tmp/ld.py")),
        ("setup_bun.js", ("path", "setup_bun.js")),
        ("collector.invalid", ("host", "collector.invalid")),
    ],
)
def test_an_indicator_is_read(text: str, expected: tuple[str, str]) -> None:
    found = read(text, context())
    assert found is not None
    assert [expected] == indicators(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/Library/Caches/com.example.act", "/Library/Caches/com.example.act"),
        ("%PROGRAMDATA%\\wt.exe", "wt.exe"),
        ("$TMPDIR/6202033", "6202033"),
        ("~/.config/sysmon/sysmon.py", ".config/sysmon/sysmon.py"),
        ("C:\\Users\\x\\a.ps1", "Users/x/a.ps1"),
        (".github/workflows/discussion.yaml", ".github/workflows/discussion.yaml"),
    ],
)
def test_a_path_in_a_list_is_read_without_what_differs_by_machine(text: str, expected: str) -> None:
    found = read(text, context(listed=True))
    assert found is not None
    assert [("path", expected)] == indicators(found)


@pytest.mark.parametrize("text", ["socket.io", "chart.js"])
def test_a_dotted_word_of_the_command_line_gets_a_note(text: str) -> None:
    found = read(text, context())
    assert found is not None
    assert f"write npm:{text}, pypi:{text} or gem:{text} for a package." in found.notes[0]


@pytest.mark.parametrize(
    "text", ["axios@1.14.1", "lodash", "@scope/name@1.0.0", "a sentence. Another", "./here", "1.14.1"]
)
def test_other_texts_are_no_indicators(text: str) -> None:
    assert read(text, context()) is None


def test_a_placeholder_cannot_be_searched_for() -> None:
    assert ["the path contains a placeholder"] == reasons(path("/tmp/.<random 6 chars>", context()))


def test_wrong_values_are_reported() -> None:
    found = [
        host("no host", context()),
        url("x", context()),
        path("/", context()),
        url("http:// x", context()),
    ]
    assert [1, 1, 1, 1] == [len(reasons(one)) for one in found]


def test_defanging_is_undone() -> None:
    assert "https://a.b.invalid" == refanged("hxxps[://]a[.]b(.)invalid")


@pytest.mark.fuzz
@given(st.text(max_size=200), st.booleans())
def test_any_text_is_read_or_reported(text: str, listed: bool) -> None:
    found = read(text, context(listed=listed))
    assert found is None or found.indicators or found.misread
