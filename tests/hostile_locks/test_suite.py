"""The suite itself: its table, and that each client's row is missed by a verdict that is blind."""

import contextlib
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile_locks.clients import CLIENTS, Client
from tests.hostile_locks.judging import Answer
from tests.hostile_locks.mechanism import Mechanism
from tests.hostile_locks.running import Row, Suite
from tests.hostile_locks.table import MECHANISMS
from tests.hostile_locks.world import World, tokens_below

BLIND = Answer(0, "no reason to stop this change")


def blind(words: tuple[str, ...], folder: Path, home: Path, world: World) -> Answer:
    """Say of everything that it is clean."""
    return BLIND


def test_there_are_thirty_mechanisms_and_a_third_is_of_somebody_who_had_not_seen_the_code() -> None:
    ideas = {mechanism.name: mechanism.idea for mechanism in MECHANISMS}
    assert 30 <= len(ideas)
    assert len(ideas) <= 3 * Counter(ideas.values())["outside"]


def test_a_mechanism_is_there_once_for_each_format() -> None:
    cells = Counter((one.name, format_) for one in MECHANISMS for format_ in one.formats)
    assert {1} == set(cells.values())


def test_each_format_has_a_client_and_each_client_mechanisms() -> None:
    assert {client.format for client in CLIENTS} == {form for one in MECHANISMS for form in one.formats}


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.id)
def test_a_blind_verdict_is_a_miss(client: Client, tmp_path: Path) -> None:
    """In each client one mechanism installs the attacker's bytes, and the suite says so."""
    if client.program is None:
        pytest.skip(f"{client.id} is not installed here")
    with World.build() as world:
        row = Suite(tmp_path, world, blind).row(_certain(client), client)
    assert row.installed_by, row.client_out
    assert "since+new" == row.missed


def test_an_exit_code_that_is_not_zero_is_no_miss() -> None:
    stopped = Answer(3, "")
    assert "" == _row(since=stopped, as_new=stopped).missed
    assert "new" == _row(since=stopped, as_new=BLIND).missed
    assert "since" == _row(since=BLIND, as_new=stopped).missed


def test_the_full_check_may_list_a_settings_file_instead() -> None:
    listed = Answer(0, "2 files decide what is installed: .npmrc, .yarnrc")
    assert "" == _row(since=Answer(3, ""), as_new=listed, settings_file=".npmrc").missed
    assert "new" == _row(since=Answer(3, ""), as_new=listed, settings_file="uv.toml").missed


def test_a_defect_of_the_check_is_a_miss_whatever_the_client_does() -> None:
    assert "a defect of since" == _row(since=Answer(4, ""), as_new=Answer(3, ""), installed_by="").missed


def test_what_the_client_refuses_is_no_miss() -> None:
    assert "" == _row(since=BLIND, as_new=BLIND, installed_by="").missed


def test_of_the_honest_project_only_what_its_bytes_hold_is_remembered(tmp_path: Path) -> None:
    pip = next(client for client in CLIENTS if client.id == "pip")
    with World.build() as world:
        suite = Suite(tmp_path, world)
        assert (0, 0) == tuple(answer.code for answer in suite.honest(pip))
        assert suite.memory is not None
        with contextlib.closing(sqlite3.connect(suite.memory / "pratique.sqlite3")) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            filled = {
                name
                for (name,) in tables
                if connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            }
        row = suite.row(_certain(pip), pip)

    assert {"alembic_version", "facts", "inspections"} == filled
    assert "caught" == row.state, row.as_new.out


def test_a_client_that_is_like_another_runs_where_a_check_ends_with_0(tmp_path: Path) -> None:
    pip = next(client for client in CLIENTS if client.id == "pip")
    codes = iter((3, 3, 3, 0))
    with World.build() as world:
        suite = Suite(tmp_path, world, lambda *_: Answer(next(codes), ""))
        one, other = (
            suite.row(_trick(name, pip.format), pip, only_where_clear=True)
            for name in ("direct-address", "local-archive")
        )
    assert ("stopped", "", "missed", "frozen") == (
        one.state,
        one.installed_by,
        other.state,
        other.installed_by,
    )


def test_the_archives_are_found_below_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/index.js").write_text("// suite-token:evil:kite-1.1.0\n")
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/kite").symlink_to(tmp_path / "real")
    (tmp_path / "real/round").symlink_to(tmp_path / "modules")
    assert {"evil:kite-1.1.0"} == tokens_below(tmp_path / "modules")


def _certain(client: Client) -> Mechanism:
    names = {
        "yarn4": "yarn-path",
        "pnpm": "asked-archive",
        "pip": "direct-address",
        "pylock": "archive-entry",
        "poetry": "asked-address",
        "pipenv": "unknown-marker",
    }
    # npm 12 fetches nothing from places that are not its registry.
    name = "unanswered-in-manifest" if client.id == "npm12" else names.get(client.format, "other-place")
    return _trick(name, client.format)


def _trick(name: str, form: str) -> Mechanism:
    return next(one for one in MECHANISMS if one.name == name and form in one.formats)


def _row(
    *, since: Answer, as_new: Answer, settings_file: str | None = None, installed_by: str = "frozen"
) -> Row:
    mechanism = Mechanism("a trick", ("npm",), "8", lambda _: None, settings_file)
    return Row(mechanism, CLIENTS[0], installed_by, frozenset({"evil:kite-1.1.0"}), since, as_new, "")
