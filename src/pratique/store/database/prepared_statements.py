"""Statements whose text is made once, for the driver itself.

A gate and a check run the same few for every file, one at a time: SQLAlchemy takes several times as long about each as SQLite does.
The statements are made of the tables all the same; only how they are run is another.
"""

import json
from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.sql import ClauseElement


class Prepared:
    """A statement with named parameters. Times in it are numbers (`schema.to_number`), lists of texts are JSON (`listed`)."""

    def __init__(self, statement: ClauseElement, keys: Iterable[str] | None = None) -> None:
        """`keys`: the columns that an insert gives; None: all."""
        self._statement = statement
        self._keys = None if keys is None else list(keys)

    @cached_property
    def text(self) -> str:
        """As SQLite takes it."""
        # Only when it is needed: most runs need few of them, and start sooner.
        return str(
            self._statement.compile(dialect=sqlite.dialect(paramstyle="named"), column_keys=self._keys)
        )


def among(column: ColumnElement[str], name: str = "wanted") -> ColumnElement[bool]:
    """Whether a column is one of the texts in a parameter, however many these are."""
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def listed(texts: Iterable[str]) -> str:
    """Texts as the parameter that `among` takes."""
    return json.dumps(list(texts))


def replacing(
    statement: Insert, key: Iterable[str], rest: Iterable[str], *, where: ColumnElement[bool] | None = None
) -> Insert:
    """An insert that puts the rest of a row in place of what is there under its key, where a condition holds."""
    values = {name: statement.excluded[name] for name in rest}
    return statement.on_conflict_do_update(index_elements=list(key), set_=values, where=where)
