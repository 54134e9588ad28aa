import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pratique.errors import StoreError
from pratique.store.database import Database, open_database
from pratique.store.home import Home
from pratique.store.migration import FOLDER, REVISION, migrate
from pratique.store.opening import open_store
from pratique.store.schema import METADATA


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
        "import sys; from pathlib import Path; from pratique.store.home import Home; from pratique.store.opening import open_store\n"
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


def test_what_turned_bad_before_blocks_were_kept_is_kept_as_one(home: Path) -> None:
    with open_store(Home(home)):
        pass
    rows: list[tuple[str, str, str, int | None]] = [
        ("calm", "block", '[["advisory","it steals","osv"]]', None),
        ("kite", "block", '[["denied","no","policy"]]', None),
    ]
    rows += [("done", "block", '[["advisory","it was wrong","osv"]]', 1)]
    with closing(sqlite3.connect(home / "pratique.sqlite3")) as older:
        older.execute("DROP TABLE blocks")
        older.execute("DROP TABLE advisory_index")
        for package, action, grounds, cleared_at in rows:
            older.execute(
                "INSERT INTO turned (ecosystem, package, version, filename, sha256, at, epoch, action, grounds, after, through,"
                " cleared_at, alarm) VALUES ('npm', ?, '1.0.0', 'x.tgz', ?, 0, 'e', ?, ?, 0, 0, ?, 'a')",
                (package, "a" * 64, action, grounds, cleared_at),
            )
        older.execute("UPDATE alembic_version SET version_num = '0006'")
        older.execute("PRAGMA user_version=6")
        older.commit()

    with open_store(Home(home)) as store:
        assert ["calm"] == [one.ref.package.name for one in store.blocks.all()]
