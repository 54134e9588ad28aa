"""A gem's page as the gate serves it."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.ecosystems.rubygems import ecosystem as rubygems
from pratique.ecosystems.rubygems.versions import parse_version
from pratique.errors import ParseError
from pratique.gate.protocols.interface import Mark
from pratique.gate.protocols.rubygems.listing import impossible, keep, write_info, write_versions

KITE = PackageRef(Ecosystem.RUBYGEMS, "kite")
SUM = "a" * 64
WORDS = "gem:kite@1.1 is held until 2026-11-28 22:12 UTC: published 20 h ago [too-young]; use gem:kite@1.0"
HELD = Mark(version="1.1", words=WORDS, action=Action.HOLD)
REASON = "0.is.held.until.2026.11.28.22.12.UTC.published.20.h.ago.too.young.use.gem.kite.1.0"
PAGE = f"""---
1.0 tail:>= 1&< 3|checksum:{SUM}
1.1 tail:>= 1|checksum:{SUM},ruby:>= 3.0,rubygems:>= 2,created_at:2026-11-26T00:00:00Z
1.1-x86_64-linux |checksum:{SUM}
""".encode()


def test_a_refused_file_asks_for_a_rubygems_that_says_why_and_keeps_the_rest() -> None:
    lines = write_info(PAGE, KITE, {"kite-1.1.gem": HELD}).decode().split("\n")

    assert PAGE.decode().split("\n")[:2] == lines[:2]
    assert (
        f"1.1 tail:>= 1|checksum:{SUM},ruby:>= 3.0,created_at:2026-11-26T00:00:00Z,rubygems:= {REASON}"
        == lines[2]
    )
    assert PAGE.decode().split("\n")[3:] == lines[3:]


def test_a_page_that_nothing_is_said_against_stays_as_it_is() -> None:
    told = Mark(version="1.1", words="the registry removed it", action=Action.ALLOW)
    assert PAGE == write_info(PAGE, KITE, {}) == write_info(PAGE, KITE, {"kite-1.1.gem": told})


def test_a_refused_platform_alone_is_marked() -> None:
    lines = write_info(PAGE, KITE, {"kite-1.1-x86_64-linux.gem": HELD}).decode().split("\n")

    assert [False, False, False, True, False] == ["rubygems:= 0.is.held" in line for line in lines]


def test_the_web_api_has_the_times_of_what_is_let_in_alone() -> None:
    page = PAGE + f"2.0.rc1 |checksum:{SUM},created_at:2026-11-27T00:00:00Z,ruby:>= 3.0&< 4\n".encode()
    found = json.loads(write_versions(page, KITE, {"kite-1.1-x86_64-linux.gem": HELD}))

    assert [("2.0.rc1", True), ("1.1", False), ("1.0", False)] == [
        (one["number"], one["prerelease"]) for one in found
    ]
    assert {
        "number": "1.1",
        "platform": "ruby",
        "prerelease": False,
        "created_at": "2026-11-26T00:00:00Z",
        "ruby_version": ">= 3.0",
        "rubygems_version": ">= 2",
        "sha": SUM,
    } == found[1]
    assert ">= 3.0, < 4" == found[0]["ruby_version"]
    assert "created_at" not in found[2]


def test_a_version_that_the_server_has_no_more_is_put_back() -> None:
    now = f"---\n1.0 |checksum:{SUM}".encode()
    kept = keep(now, PAGE, KITE, ["1.1"])

    assert ["1.0", "1.1"] == list(rubygems.parse_listing(kept, package=KITE, registry="", url="").releases)
    assert PAGE.split(b"\n")[2:] == kept.split(b"\n")[2:]
    assert PAGE == keep(b"", PAGE, KITE, ["1.0", "1.1"])


def test_what_is_no_page_is_no_page() -> None:
    with pytest.raises(ParseError):
        write_info(b"<html>no</html>", KITE, {})


@given(st.text(max_size=400))
def test_every_reason_is_a_version_that_no_rubygems_has(words: str) -> None:
    text = impossible(Mark(version="1.1", words=words, action=Action.BLOCK), KITE)

    assert len(text) < 255
    assert text == "0" or text.startswith("0.")
    assert parse_version(text) is not None


@given(st.lists(st.text(alphabet=string.printable, max_size=60), max_size=8), st.booleans())
def test_no_page_loses_a_line_or_gains_one(lines: list[str], whole: bool) -> None:
    body = "\n".join(["---", *lines] if whole else lines).encode()
    try:
        before = rubygems.parse_listing(body, package=KITE, registry="", url="").releases
    except ParseError:
        return
    files = [file.filename for release in before.values() for file in release.artifacts]
    served = write_info(body, KITE, dict.fromkeys(files, HELD))

    assert body.count(b"\n") == served.count(b"\n")
    after = rubygems.parse_listing(served, package=KITE, registry="", url="").releases
    assert files == [file.filename for release in after.values() for file in release.artifacts]
