"""Opens and clears the store."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pratique.analysis.facts import FileFacts
from pratique.core.finding import Inspection
from pratique.errors import StoreError
from pratique.store.database.codec import Codec
from pratique.store.database.connection import Database, open_database, open_read_only
from pratique.store.database.failure import explained, tells_damage
from pratique.store.folder.blobs import BlobFolder
from pratique.store.folder.home import Home
from pratique.store.folder.retention import SqliteRetention
from pratique.store.folder.revision_files import RevisionFiles
from pratique.store.folder.usage import SqliteUpkeep
from pratique.store.gate.alarms import SqliteAlarms
from pratique.store.gate.approval_requests import SqliteRequests
from pratique.store.gate.approvals import SqliteActs
from pratique.store.gate.blocking_dependencies import SqliteBarred
from pratique.store.gate.cursors import SqliteCursors
from pratique.store.gate.decisions import SqliteDecisions
from pratique.store.gate.freezes import SqliteFreezes
from pratique.store.gate.held_files import SqliteStopped
from pratique.store.gate.served import SqliteServed
from pratique.store.gate.token_requirement import SqliteTokenRequirement
from pratique.store.gate.turned_bad import SqliteTurned
from pratique.store.gate.uninspected import SqliteUninspected
from pratique.store.interface import Artifacts, Blobs, Store
from pratique.store.log.moving import SqliteMoving
from pratique.store.log.reading import SqliteLog
from pratique.store.migration import migrate
from pratique.store.record import Kind, Room
from pratique.store.records.adoptions import SqliteAdoptions
from pratique.store.records.allowed import SqliteAllowed
from pratique.store.records.artifacts import SqliteArtifacts
from pratique.store.records.blocks import SqliteBlocks
from pratique.store.records.facts import SqliteFacts
from pratique.store.records.inspections import SqliteInspections
from pratique.store.records.listings import SqliteListings
from pratique.store.records.malware_records import SqliteHeldRecords
from pratique.store.records.quarantines import SqliteQuarantines

_DEFAULT_ROOM = Room()


@contextmanager
def open_store(home: Home, room: Room = _DEFAULT_ROOM) -> Iterator[Store]:
    """Open the store in a folder, and create it if it is missing. Several processes can open the store at the same time.

    Raises StoreError with `disk-full` or `store-unreadable`. `store-unreadable` means a folder without write access, a damaged file
    (the hint explains how to recover), or tables of a newer release.
    """
    home.make()
    database = open_database(home.database)
    try:
        migrate(database)
        blobs = BlobFolder(home.artifacts, room_bytes=room.artifacts_bytes)
        store = _store(database, home, blobs, room)
        yield store
        blobs.release()
        # The run is over and its answer stands: what goes wrong now must not undo it.
        with suppress(StoreError, OSError):
            if home.database.stat().st_size > room.facts_bytes + room.listings_bytes:
                store.upkeep.prune()
            elif blobs.grew:
                blobs.prune(SqliteRetention(database, room.keep).of)
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """The known artifacts, and the bytes of those that are stored."""

    artifacts: Artifacts
    blobs: Blobs


@contextmanager
def read_kept_files(home: Home) -> Iterator[KeptFiles]:
    """Open the artifacts of a store for reading: the store is not created, upgraded or pruned.

    Methods raise StoreError if there is no store, or if another version of Pratique made it.
    """
    database = open_read_only(home.database)
    try:
        yield KeptFiles(SqliteArtifacts(database), BlobFolder(home.artifacts, room_bytes=0))
    finally:
        database.close()


def _store(database: Database, home: Home, blobs: BlobFolder, room: Room) -> Store:
    facts = SqliteFacts(database, Codec(FileFacts))
    inspections = SqliteInspections(database, Codec(Inspection))
    listings = SqliteListings(database, room.listings_bytes)
    decisions = SqliteDecisions(database)
    log = SqliteLog(database, decisions, home.log)
    return Store(
        facts=facts,
        inspections=inspections,
        artifacts=SqliteArtifacts(database),
        allowed=SqliteAllowed(database),
        adoptions=SqliteAdoptions(database),
        decisions=decisions,
        log=log,
        moving=SqliteMoving(database, home.log),
        cursors=SqliteCursors(database),
        token_requirement=SqliteTokenRequirement(database),
        acts=SqliteActs(database),
        blocks=SqliteBlocks(database),
        held_records=SqliteHeldRecords(database),
        freezes=SqliteFreezes(database),
        requests=SqliteRequests(database),
        stopped=SqliteStopped(database),
        served=SqliteServed(database),
        uninspected=SqliteUninspected(database),
        turned=SqliteTurned(database, log),
        alarms=SqliteAlarms(database),
        quarantines=SqliteQuarantines(database),
        barred=SqliteBarred(database),
        listings=listings,
        blobs=blobs,
        upkeep=SqliteUpkeep(
            database=database,
            facts=facts,
            inspections=inspections,
            listings=listings,
            blobs=blobs,
            revisions=RevisionFiles(home.revisions, room.revisions_bytes),
            retention=SqliteRetention(database, room.keep),
            room=room,
        ),
    )


def clear_store(home: Home, kinds: Iterable[Kind]) -> Path | None:
    """Delete all data of these kinds, even if the disk is full or the store is damaged.

    A damaged database is renamed instead of deleted, so that it can be recovered. Return the new path of a renamed database, else
    None. No other process may have the store open. Raises StoreError if the state folder cannot be written.
    """
    wanted = frozenset(kinds)
    home.make()
    if Kind.BYTES in wanted:
        # First: a database on a full disk cannot even be opened.
        BlobFolder(home.artifacts, room_bytes=0).clear()
    if Kind.REVISIONS in wanted:
        RevisionFiles(home.revisions).clear()
    try:
        with open_store(home) as store:
            store.upkeep.clear(wanted)
    except StoreError as error:
        if tells_damage(error):
            return _set_aside(home.database)
        raise
    return None


def _set_aside(database: Path) -> Path:
    number = 1
    while (kept := database.with_name(f"{database.name}.damaged-{number}")).exists():
        number += 1
    with explained(database):
        for suffix in ("-wal", "-shm", ""):
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.rename(kept.with_name(kept.name + suffix))
    return kept
