import json
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from pratique.core.finding import Inspection
from pratique.core.names import Digest
from pratique.errors import StoreError
from pratique.store.database.codec import Codec
from pratique.store.database.connection import Database, open_database
from pratique.store.database.schema import METADATA, to_number
from pratique.store.folder.home import Home
from pratique.store.gate.affected_clients import Events
from pratique.store.log.part import Looked, Query
from pratique.store.migration import FOLDER, REVISION, migrate
from pratique.store.opening import open_store
from tests.store.builders import NOW, inspection, inspection_key, seen


def test_the_migrations_make_the_tables_of_the_schema(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, METADATA)


def test_the_newest_file_is_the_revision() -> None:
    files = sorted(path.name for path in (FOLDER / "versions").glob("v*.py"))
    assert files[-1].startswith(f"v{REVISION:04d}_")
    assert len(files) == REVISION


def test_a_second_opening_does_not_import_alembic(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pratique.store.folder.home import Home; from pratique.store.opening import open_store\n"
        "with open_store(Home(Path(sys.argv[1]))): pass\n"
        "sys.exit('alembic' in sys.modules)"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", code, str(home)], check=False).returncode for _ in range(2)
    )
    assert (1, 0) == (first, second)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(home: Path) -> None:
    with open_store(Home(home)):
        pass
    path = home / "pratique.sqlite3"
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version={REVISION + 1}")
    newer.close()
    with pytest.raises(StoreError, match="newer Pratique") as caught, open_store(Home(home)):
        pytest.fail("it was opened")
    assert "upgrade pratique" in caught.value.hint
    assert path.exists()


def test_a_migration_that_was_cut_short_is_done_anew(tmp_path: Path) -> None:
    opened = open_database(tmp_path / "x.sqlite3")

    def half() -> None:
        with opened.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE facts (sha256 VARCHAR)")
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        half()
    migrate(opened)
    migrate(opened)
    with opened.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(payload) FROM facts").scalar_one() == 0
    opened.close()


def test_a_folder_with_a_percent_sign_is_no_obstacle(tmp_path: Path) -> None:
    with open_store(Home(tmp_path / "100% %(here)s")):
        assert (tmp_path / "100% %(here)s" / "pratique.sqlite3").exists()


def _at_revision(database: Database, number: int) -> None:
    """Make the tables as a former release had them."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, f"{number:04d}")
        connection.exec_driver_sql(f"PRAGMA user_version={number}")


def test_what_was_met_and_inspected_before_origins_were_stored_stops_as_before_and_lets_nothing_in(
    home: Path,
) -> None:
    home.mkdir(exist_ok=True)
    path, one, key = home / "pratique.sqlite3", seen(), inspection_key()
    before = open_database(path)
    _at_revision(before, 6)
    with before.writing() as connection:
        row = (one.purl, one.filename, one.sha256, one.sha512, one.sha1, one.size_bytes, to_number(NOW))
        for number, purl in ((3, one.purl), (7, "pkg:npm/b@1")):
            connection.exec_driver_sql(
                "INSERT INTO artifacts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, purl, *row[1:])
            )
        payload = Codec(Inspection).encode(inspection(key))
        connection.exec_driver_sql(
            "INSERT INTO inspections VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key.artifact, "", key.package, key.limits, key.ruleset, Codec(Inspection).format, 1, payload),
        )
    before.close()
    with open_store(Home(home)) as store:
        # It counts for each registry: what was blocked for it stays blocked.
        for registry in ("https://registry.example/", "https://other.example/"):
            assert one == store.artifacts.met(one.purl, one.filename, registry=registry).here
        assert dict.fromkeys(one.digests, one) == store.artifacts.find(one.digests)
        assert 2 == len(list(store.artifacts.of_bytes([one.sha256])))
        # Who made it is not known: it lets nothing in, and is made again.
        assert {} == store.inspections.get_many([key])
        assert {key: inspection(key)} == store.inspections.of_others([key])
        store.inspections.put(key, inspection(key), at=NOW)
        assert {key: inspection(key)} == store.inspections.get_many([key])


def test_what_turned_bad_before_blocks_were_kept_is_kept_as_one(home: Path) -> None:
    home.mkdir(exist_ok=True)
    before = open_database(home / "pratique.sqlite3")
    _at_revision(before, 7)
    rows = [
        ("calm", '[["advisory","it steals","osv"]]', None),
        ("kite", '[["denied","no","policy"]]', None),
        ("done", '[["advisory","it was wrong","osv"]]', 1),
    ]
    with before.writing() as connection:
        for package, grounds, cleared_at in rows:
            connection.exec_driver_sql(
                "INSERT INTO turned (ecosystem, package, version, filename, sha256, at, epoch, action, grounds, after, through,"
                " cleared_at, alarm) VALUES ('npm', ?, '1.0.0', 'x.tgz', ?, 0, 'e', 'block', ?, 0, 0, ?, 'a')",
                (package, "a" * 64, grounds, cleared_at),
            )
    before.close()

    with open_store(Home(home)) as store:
        assert ["calm"] == [one.ref.package.name for one in store.blocks.all()]


def test_requests_from_before_joining_are_found_by_their_files_and_no_event_is_sent_about_them(
    home: Path,
) -> None:
    home.mkdir(exist_ok=True)
    before = open_database(home / "pratique.sqlite3")
    _at_revision(before, 9)
    held = [["pkg:npm/calm@1.0.0", "calm.tgz", f"sha256:{'a' * 64}", "hold", "review", None, "why"]] * 2
    with before.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO requests VALUES (7, 'k', 1, 'mia', 'a demo', '10.0.0.7', '', 'ci', '', 1, ?, 0, 0)",
            (json.dumps(held),),
        )
        connection.exec_driver_sql(
            "INSERT INTO acts VALUES (3, 1, 'release', ?, '', 'ada', 'read it', NULL, 0)",
            (f"sha256:{'a' * 64}",),
        )
    before.close()

    with open_store(Home(home)) as store:
        digest = Digest("sha256", "a" * 64)
        assert [("k", "calm.tgz", "ci")] == [
            (one.key, one.filename, one.requester) for one in store.requests.about([digest], most=9)
        ]
        assert [("ada", "", "")] == [(one.who, one.login, one.token) for one in store.acts.read()]
        assert (7, 3) == (store.alarms.told(Events.REQUESTS), store.alarms.told(Events.ACTS))


def test_the_decisions_of_the_release_before_stay_and_can_be_moved(home: Path) -> None:
    home.mkdir(exist_ok=True)
    before = open_database(home / "pratique.sqlite3")
    _at_revision(before, 9)
    with before.noting() as connection:
        for _ in range(3):
            connection.execute(
                "INSERT INTO decisions (at, ecosystem, package, version, filename, sha256, action, grounds, standing, epoch, address,"
                " agent, command, note, who) VALUES (?, 'npm', 'calm', '1.0.0', 'x.tgz', ?, 'allow', '[]', 'new', 'e', '10.0.0.7',"
                " 'npm', 'ci', '', 'web')",
                (to_number(NOW), "a" * 64),
            )
    before.close()

    with open_store(Home(home)) as store:
        assert [1, 2, 3] == [one.number for one in store.log.read(Query(), Looked())]
        store.served.catch_up(epoch="e", ruleset="r")
        assert [2] == [part.rows for part in store.moving.move(before=NOW + timedelta(days=60))]
        looked = Looked()
        assert [1, 2, 3] == [one.number for one in store.log.read(Query(), looked)]
        assert [] == looked.lost
