"""Stores in SQLite the files that Pratique blocked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from pratique.core.decision import Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.store.database.connection import Database
from pratique.store.database.prepared_statements import Prepared, replacing
from pratique.store.database.schema import BLOCKS, to_number, to_time
from pratique.store.gate.decisions import text_of
from pratique.store.record import Block

_C = BLOCKS.c
_KEY = ("ecosystem", "package", "version", "filename", "sha256")
_ALL = Prepared(select(BLOCKS).order_by(_C.at))
_PUT = Prepared(replacing(insert(BLOCKS), _KEY, ["grounds", "at"]))
_REMOVE = Prepared(delete(BLOCKS).where(*(_C[name] == bindparam(f"{name}_is") for name in _KEY)))
_STAMP = Prepared(select(func.count(), func.max(_C.at)))


@dataclass(frozen=True, slots=True)
class SqliteBlocks:
    """Implements `interface.Blocks`."""

    database: Database

    def all(self) -> Sequence[Block]:
        """Return every block, oldest first."""
        with self.database.asking() as connection:
            return [_block(row) for row in connection.execute(_ALL.text).fetchall()]

    def put(self, blocks: Iterable[Block]) -> None:
        """Store blocks. Each new block replaces an earlier block of the same bytes under the same name."""
        rows = [{**_key(one), "grounds": _grounds(one), "at": to_number(one.at)} for one in blocks]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_PUT.text, rows)

    def remove(self, blocks: Iterable[Block]) -> None:
        """Remove blocks by name and bytes."""
        rows = [{f"{name}_is": value for name, value in _key(one).items()} for one in blocks]
        if rows:
            with self.database.noting() as connection:
                connection.executemany(_REMOVE.text, rows)

    def stamp(self) -> tuple[int, int]:
        """Return a value that changes when blocks are added or removed."""
        with self.database.asking() as connection:
            count, last = connection.execute(_STAMP.text).fetchone()
        return int(count), int(last or 0)


def _key(block: Block) -> dict[str, str]:
    package = block.ref.package
    return {
        "ecosystem": package.ecosystem.value,
        "package": package.name,
        "version": text_of(block.ref.version),
        "filename": text_of(block.filename),
        "sha256": block.sha256,
    }


def _grounds(block: Block) -> str:
    return msgspec.json.encode(
        [[text_of(part) for part in (one.code, one.text, one.source)] for one in block.grounds]
    ).decode()


def _block(row: Sequence[Any]) -> Block:
    ecosystem, package, version, filename, sha256, grounds, at = row
    said = msgspec.json.decode(grounds, type=list[tuple[str, str, str]])
    return Block(
        ref=PackageRef(Ecosystem(ecosystem), package).at(version),
        filename=filename,
        sha256=sha256,
        grounds=tuple(Ground(*one) for one in said),
        at=to_time(at),
    )
