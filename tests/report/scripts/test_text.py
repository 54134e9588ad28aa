"""The report about install scripts in a terminal."""

from pratique.core.install_script import Effect
from pratique.core.reading import NotJudged
from pratique.core.script_report import ScriptReport, ScriptState
from pratique.report.scripts.text import headline, lines
from pratique.report.text.style import render
from tests.report.scripts.rows import HOSTILE, package, report


def shown(value: ScriptReport, *, checked: bool = False) -> str:
    return " ".join(render(lines(value, checked=checked), colour=False).split())


def test_the_line_the_places_and_the_next_command_are_shown() -> None:
    text = shown(report(package()))
    assert "1 package with install scripts, 4 read; 1 needs a person" in text
    assert "postinstall: downloads files package.json:7, get.js:2 runs `node get.js`" in text
    assert "`pratique scripts --approve getter@1.0.0`" in text
    assert "Client: npm 12.1.0 (from package-lock.json): runs only approved scripts" in text
    assert "Not read: 1 package of other platforms" in text


def test_what_was_not_read_is_never_called_clean() -> None:
    broken = report(not_judged=(NotJudged(purl="pkg:npm/x@1", why="the registry is down"),))
    assert headline(broken, checked=True).startswith("Incomplete")
    assert "Not checked: pkg:npm/x@1: the registry is down" in shown(broken)


def test_check_shows_what_stops_and_what_write_would_record() -> None:
    approved = package("teller", state=ScriptState.APPROVED, effect=Effect.PRINTS, stops=False)
    text = shown(report(package(), approved), checked=True)
    assert text.startswith("Stopped: 1 of 2 packages")
    assert "teller" not in text


def test_texts_of_packages_are_escaped() -> None:
    text = shown(report(package(does=HOSTILE)))
    assert "\x1b" not in text
    assert "\u202e" not in text
