import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared, among, listed, replacing
from pratique.store.database.schema import ALLOWED

ALL = Prepared(select(ALLOWED.c.sha256, ALLOWED.c.purl, ALLOWED.c.allowed_at).order_by(ALLOWED.c.sha256))
PUT = Prepared(replacing(insert(ALLOWED), ("sha256", "purl"), ("allowed_at",)))
AMONG = Prepared(select(ALLOWED.c.sha256).where(among(ALLOWED.c.sha256), ALLOWED.c.purl == bindparam("purl")))


def row(sha256: str, at: int = 1) -> dict[str, object]:
    return {"sha256": sha256, "purl": "b", "allowed_at": at}


def test_what_is_under_a_key_is_replaced(database: Database) -> None:
    for at in (1, 2):
        with database.noting() as connection:
            connection.executemany(PUT.text, [row("a", at), row("c", at)])
    with database.asking() as connection:
        assert [("a", "b", 2), ("c", "b", 2)] == connection.execute(ALL.text).fetchall()


@pytest.mark.parametrize("many", [0, 1, 40_000])
def test_texts_are_found_however_many_are_asked_for(database: Database, many: int) -> None:
    with database.noting() as connection:
        connection.executemany(PUT.text, [row("0"), row("-1")])
    asked = {"wanted": listed(map(str, range(many))), "purl": "b"}
    with database.asking() as connection:
        assert [("0",)][:many] == connection.execute(AMONG.text, asked).fetchall()


@pytest.mark.fuzz
@given(st.text(st.characters(exclude_characters="\0")))
def test_no_text_is_taken_for_another(text: str) -> None:
    """What UTF-8 cannot say is not stored, and is found nowhere."""
    import sqlite3  # noqa: PLC0415 - the driver alone: no file for each text

    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE allowed (sha256, purl)")
        try:
            connection.execute("INSERT INTO allowed VALUES (?, 'b')", (text,))
        except UnicodeEncodeError:
            connection.execute("INSERT INTO allowed VALUES ('other', 'b')")
        stored = connection.execute("SELECT count(*) FROM allowed WHERE sha256 <> 'other'").fetchone()
        found = connection.execute(AMONG.text, {"wanted": listed([text]), "purl": "b"}).fetchall()
    connection.close()
    assert [(text,)] * stored[0] == found


def test_an_insert_may_leave_columns_to_the_database() -> None:
    assert "allowed_at" not in Prepared(insert(ALLOWED), ["sha256", "purl"]).text
    assert "allowed_at" in Prepared(insert(ALLOWED)).text
