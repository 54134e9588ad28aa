"""The text leads with the answer, and names what was not checked."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pratique.report.parts.escape import escape
from pratique.report.text.style import render
from pratique.respond.report.answered import Answered
from pratique.respond.report.text import lines
from tests.respond.found import CONTACTED, GAP, INSTALLED, LOCKED, answered, asked, made


def shown(value: Answered, *, verbose: bool = False) -> str:
    return render(lines(value, verbose=verbose), colour=False, width=100)


def test_an_exposure_is_told_from_the_answer_to_the_next_step() -> None:
    assert """\
Exposed: axios 1.14.1 is installed in 1 folder and was locked in 1 repository.

axios 1.14.1: installed (2 places)
  installed  /srv/web/node_modules/axios/package.json:3
             first seen 2026-03-31 00:21 UTC, still there; A postinstall script is declared
  locked     /srv/web/package-lock.json:120
             dependency path: web > api-client > axios; added 2026-03-31 00:21 UTC by Ada
               <ada@example.invalid> in commit 0123456789ab: bump axios; removed 2026-04-01 00:21
               UTC by Bob <bob@example.invalid> in commit fedcba987654: pin axios; no longer there;
               branches main, release

Searched: 1 project, 2 repositories (30,413 revisions, 2026-03-31 to 2026-04-01), 1 folder (1
  package)
Not checked: 1 part
  /srv/api: bun.lock: unknown lockfile format

What to do, in this order:
  1. Purge the caches. They still serve the release.
     npm cache clean --force
     - the cache of the build machine
""" == shown(answered(INSTALLED, LOCKED, gaps=(GAP,)))


def test_nothing_found_takes_three_lines() -> None:
    assert 4 >= len(shown(answered()).splitlines())


def test_items_that_were_not_found_are_listed_below_those_that_were() -> None:
    wanted = asked("axios@1.14.1", "axios@0.30.4", "evil[.]invalid")
    text = shown(answered(LOCKED, CONTACTED, wanted=wanted))
    assert "\nNot found: axios 0.30.4\n" in text
    assert "evil.invalid: fetched (1 place)" in text


def test_long_lists_are_folded_until_everything_is_asked_for() -> None:
    many = [replace(LOCKED, place=f"/srv/{number:03}") for number in range(40)]
    value = answered(*many)
    assert "and 28 other places (-v lists all)" in shown(value)
    assert "/srv/039" not in shown(value)
    assert "/srv/039" in shown(value, verbose=True)


def test_a_sighting_with_an_unknown_id_is_shown() -> None:
    assert "other 1.0.0" in shown(answered(replace(LOCKED, wanted="pkg:npm/other@1.0.0")))


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_a_place_says_moves_a_terminal(inside: str, note: str) -> None:
    text = shown(Answered(exposure=made(replace(LOCKED, inside=inside, note=note)), exit_code=1))
    assert all(escape(row) == row for row in text.split("\n"))


def test_commands_of_every_system_are_shown_when_everything_is_asked_for() -> None:
    assert "npm.cmd" in shown(answered(LOCKED), verbose=True)
    assert "npm.cmd" not in shown(answered(LOCKED))


def test_paths_below_the_current_folder_are_relative_to_it() -> None:
    text = render(lines(answered(LOCKED, gaps=(GAP,)), here="/srv"), colour=False, width=200)
    assert "  locked  web/package-lock.json:120\n" in text
    assert "  api: bun.lock: unknown lockfile format\n" in text
    text = render(lines(answered(LOCKED, gaps=(GAP,)), here="/srv/api"), colour=False, width=200)
    assert "  .: bun.lock: unknown lockfile format\n" in text
    assert "  locked  /srv/web/package-lock.json:120\n" in text
