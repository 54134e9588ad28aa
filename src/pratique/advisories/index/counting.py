"""Counts the advisories of a source in an index by kind and product type."""

import sqlite3
from collections.abc import Mapping

from pratique.advisories.index.form import KINDS
from pratique.core.advisory import Cover

_COUNTS = (
    "SELECT CASE claims.type WHEN 'generic' THEN claims.type || '/' || claims.name ELSE claims.type END AS covered,"
    " claims.kind, count(DISTINCT claims.number) FROM claims"
    " JOIN advisories ON advisories.number = claims.number AND advisories.source = ?"
    " WHERE NOT claims.withdrawn GROUP BY covered, claims.kind"
)


def counts(connection: sqlite3.Connection, source: int) -> Mapping[Cover, int]:
    """Return the number of advisories for each kind and product type. Withdrawn advisories are not counted.

    `source` is the number of the source in the index.
    """
    rows = connection.execute(_COUNTS, (source,))
    return {Cover(covered, KINDS[kind]): count for covered, kind, count in rows}
