"""`pratique advisories remove`."""

import pytest

from tests.cli.advising import Desk, osv_files


@pytest.fixture
def both(desk: Desk) -> Desk:
    """A desk with two sources."""
    assert 0 == desk.run("import", str(desk.zip("npm.zip", osv_files(3))), "--as", "osv-npm").code
    assert 0 == desk.run("import", str(desk.zip("own.zip", osv_files(5))), "--as", "osv").code
    return desk


def test_a_source_is_removed_and_the_others_stay(both: Desk) -> None:
    ran = both.run("remove", "osv")
    assert (0, "osv: removed, with 5 rows\n") == (ran.code, ran.out)
    assert {"GHSA-00", "GHSA-01", "GHSA-02"} == both.held
    status = both.run("status", "--verify")
    assert (0, False, True) == (status.code, "\nosv  " in status.out, "\nosv-npm  " in status.out)


def test_the_last_source_may_go_too(both: Desk) -> None:
    assert 0 == both.run("remove", "osv", "osv-npm", "osv").code
    assert set() == both.held
    assert "no advisory source yet" in both.run("status", "--verify").out


@pytest.mark.parametrize("names", [["osv", "osv-pypi"], ["osv\x1b[2J"]])
def test_a_source_that_is_not_held_is_told_and_nothing_is_removed(both: Desk, names: list[str]) -> None:
    ran = both.run("remove", *names)
    assert 2 == ran.code
    assert "the index has osv, osv-npm" in ran.err
    assert "\x1b" not in ran.err
    assert 5 == len(both.held)


def test_where_there_is_no_index_there_is_nothing_to_remove(desk: Desk) -> None:
    ran = desk.run("remove", "osv")
    assert 2 == ran.code
    assert "the index has no sources" in ran.err
    assert not desk.index.exists()
