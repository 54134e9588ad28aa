"""What becomes of the index when a bundle brings another one."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.cli.advisories.bundled import HeldIndex, became, held_index
from pratique.store.folder.home import Home, data_home
from tests.advisories.indexes import write_index
from tests.advisories.made import advisory
from tests.cli.running import Machine

OLD = HeldIndex(datetime(2026, 1, 1, tzinfo=UTC), frozenset({"osv-npm", "osv-pypi"}))
NEW = HeldIndex(datetime(2026, 2, 2, tzinfo=UTC), frozenset({"osv-npm", "kev"}))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, NEW, "imported from the bundle (built 2026-02-02 00:00 UTC)"),
        (
            OLD,
            NEW,
            (
                "imported from the bundle (built 2026-02-02 00:00 UTC), replacing the local advisories"
                " (built 2026-01-01 00:00 UTC); removed sources: osv-pypi"
            ),
        ),
        (
            NEW,
            NEW,
            "unchanged (built 2026-02-02 00:00 UTC), because the bundle contains no newer advisories",
        ),
        (OLD, None, "this machine has no readable index"),
    ],
)
def test_what_this_machine_has_now_is_said(
    before: HeldIndex | None, after: HeldIndex | None, said: str
) -> None:
    assert f"advisories: {said}" == became(before, after)


def test_what_cannot_be_read_is_held_by_nobody(tmp_path: Path) -> None:
    assert held_index(tmp_path / "gone") is None
    (tmp_path / "odd").write_text("odd")
    assert held_index(tmp_path / "odd") is None


def test_an_import_says_that_it_replaced_the_index(machine: Machine) -> None:
    path = Home(data_home(os.environ)).advisories
    path.parent.mkdir(parents=True, exist_ok=True)
    write_index(path, {"osv-npm": [advisory("GHSA-2")]}, at=datetime(2026, 2, 2, tzinfo=UTC))
    exported = machine.run("cache", "export", "../bundle.zip")
    assert 0 == exported.code
    path.unlink()
    write_index(path, {"osv-pypi": [advisory("GHSA-1")]}, at=datetime(2026, 1, 1, tzinfo=UTC))

    unnamed = machine.run("cache", "import", "../bundle.zip")
    first = machine.run("cache", "import", "../bundle.zip", "--digest", exported.out.strip())
    again = machine.run("cache", "import", "../bundle.zip", "--digest", exported.out.strip())

    assert (0, 0, 0) == (unnamed.code, first.code, again.code)
    assert "the advisories of the bundle were not imported: --digest is missing" in unnamed.err
    assert (
        "replacing the local advisories (built 2026-01-01 00:00 UTC); removed sources: osv-pypi" in first.err
    )
    assert "unchanged (built" in again.err
