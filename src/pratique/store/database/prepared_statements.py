"""Provides SQL statements that are compiled once and run directly by the SQLite driver.

A gate and a check run the same few statements for every file, one at a time. SQLAlchemy takes several times as long
as SQLite for each statement. The statements are still built from the table definitions.
"""

import json
from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.sql import ClauseElement


class Prepared:
    """A statement with named parameters. Times are passed as numbers (`schema.to_number`), lists of texts as JSON (`listed`)."""

    def __init__(self, statement: ClauseElement, keys: Iterable[str] | None = None) -> None:
        """Compile the statement. `keys` are the columns of an insert; None means all."""
        self._statement = statement
        self._keys = None if keys is None else list(keys)

    @cached_property
    def text(self) -> str:
        """Return the SQL text."""
        # Only when it is needed: most runs need few of them, and start sooner.
        return str(
            self._statement.compile(dialect=sqlite.dialect(paramstyle="named"), column_keys=self._keys)
        )


def among(column: ColumnElement[str], name: str = "wanted") -> ColumnElement[bool]:
    """Return the condition that a column equals one of the texts in a query parameter."""
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def listed(texts: Iterable[str]) -> str:
    """Return the value of the query parameter of `among`."""
    return json.dumps(list(texts))


def replacing(
    statement: Insert, key: Iterable[str], rest: Iterable[str], *, where: ColumnElement[bool] | None = None
) -> Insert:
    """Return an insert that replaces the row with the same key if a condition holds."""
    values = {name: statement.excluded[name] for name in rest}
    return statement.on_conflict_do_update(index_elements=list(key), set_=values, where=where)
