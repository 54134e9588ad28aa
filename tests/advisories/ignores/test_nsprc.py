from datetime import date

from pratique.advisories.ignores.nsprc import parse
from pratique.core.audit import Ignore
from tests.advisories.ignores.findings import NPM

FILE = b"""\
{
  "1337": {"active": true, "notes": "unused", "expiry": 1896134400000},
  "4501": {"active": false, "notes": "not any more"},
  "GHSA-ww39-953v-wcq6": "all of it",
  "CVE-2020-8203": {"reason": "old spelling"},
  "https://npmjs.example/advisories/1213": "by address",
  "https://github.example/advisories/GHSA-p6mc-m468-83gw": {},
  "CWE-471": "a weakness",
  "Note": "read me"
}
"""


def test_exceptions_are_read_by_id_number_and_address() -> None:
    told = parse(FILE, ".nsprc")
    assert (
        Ignore(
            ids=("npm:1337",), ecosystem=NPM, reason="unused", expires=date(2030, 1, 31), origin=".nsprc:2"
        ),
        Ignore(ids=("GHSA-ww39-953v-wcq6",), ecosystem=NPM, reason="all of it", origin=".nsprc:4"),
        Ignore(ids=("CVE-2020-8203",), ecosystem=NPM, reason="old spelling", origin=".nsprc:5"),
        Ignore(ids=("npm:1213",), ecosystem=NPM, reason="by address", origin=".nsprc:6"),
        Ignore(ids=("GHSA-p6mc-m468-83gw",), ecosystem=NPM, origin=".nsprc:7"),
    ) == told.ignores
    assert (
        ".nsprc:8: not used: the key is neither an advisory id nor an advisory URL: CWE-471",
    ) == told.unread
    assert (".nsprc:9: Note is not an exception and has no effect",) == told.notes


def test_the_old_tools_exceptions_are_numbers_of_its_own_database() -> None:
    told = parse(
        b'{"exceptions": ["https://nodesecurity.io/advisories/12", "nodesecurity.io/advisories/13"]}', "f"
    )
    assert [("NSWG-ECO-12",), ("NSWG-ECO-13",)] == [ignore.ids for ignore in told.ignores]


def test_an_end_that_cannot_be_read_ends_the_exception() -> None:
    told = parse(b'{"1337": {"expiry": "soon"}, "12": 3}', "f")
    assert () == told.ignores
    assert (
        "f:1: not used: 1337: no date: 'soon'",
        "f:1: not used: 12: the exception is neither a string nor an object",
    ) == told.unread
