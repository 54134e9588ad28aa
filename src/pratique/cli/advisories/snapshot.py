"""Implements `pratique advisories snapshot`: create, verify, import or show a snapshot of malicious releases."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click

from pratique import __version__
from pratique.advisories.index import Index
from pratique.advisories.interface import Entry
from pratique.advisories.snapshot.acceptance import accept
from pratique.advisories.snapshot.building import build
from pratique.advisories.snapshot.layout import MOST_BYTES, write_file
from pratique.advisories.snapshot.reading import Snapshot
from pratique.advisories.snapshot.row import TYPES, BadDigest
from pratique.advisories.snapshot.signature import new_key, sign, write_key
from pratique.advisories.sources import incidents
from pratique.cli.advisories.index_opening import age
from pratique.cli.advisories.snapshot_opening import open_snapshot, trusted_keys
from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now
from pratique.config import Settings
from pratique.config.duration import parse_duration
from pratique.core.advisory import Advisory, Product, SourceState
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, PratiqueError, Reference, UsageError
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot, Record
from pratique.store.folder.replaced_file import replace_file

_MOST_KEY_BYTES = 16 * 1024
_MOST_DIGESTS_BYTES = 64 * 1024**2


def make(output: Path, key: Path, *, serial: int | None, expires_in: str, digests: Path | None) -> int:
    """Create and sign a snapshot of the local advisory index and the incident catalogue.

    Raise UsageError for an invalid option or file, StoreError for an unusable index, and ParseError for an unusable
    key.
    """
    issued = now()
    frame = build(
        *_known(issued),
        serial=int(issued.timestamp()) if serial is None else serial,
        issued_at=issued,
        expires_at=issued + _span(expires_in),
        digests=() if digests is None else _digests(_read(digests, _MOST_DIGESTS_BYTES)),
    )
    data = write_file(sign(frame, _read(key, _MOST_KEY_BYTES)))
    made = Snapshot(data, origin=str(output), at=issued)
    made.check()
    replace_file(output, data)
    click.echo(f"{escape(str(output))}: {len(data):,} bytes, {_described(made)}")
    for type_ in TYPES:
        if type_ not in made.header.covers:
            click.echo(
                f"the snapshot is incomplete for {type_}: no source in the index covers its malicious releases",
                err=True,
            )
    return Exit.CLEAR if made.header.covers else Exit.INCOMPLETE


def verify(file: Path, settings: Settings) -> int:
    """Verify a snapshot and read it completely.

    Raise UsageError for an unreadable file, and ParseError for an invalid snapshot.
    """
    made = _accepted(_read(file, MOST_BYTES + 1), settings, None, str(file))
    made.check()
    click.echo(f"{escape(str(file))}: signed by trusted key {made.frame.key_id}; {_described(made)}")
    return Exit.CLEAR


def take(file: Path, settings: Settings) -> int:
    """Import a snapshot from a file.

    Raise UsageError for an unreadable file, ParseError for an invalid snapshot, and StoreError if the snapshot cannot
    be stored.
    """
    kept, data = KeptSnapshot(Home(data_home(os.environ))), _read(file, MOST_BYTES + 1)
    made = _accepted(data, settings, kept.record().serial, str(file))
    at = now()
    kept.keep(
        data,
        Record(
            serial=made.header.serial,
            expires_at=made.header.expires_at,
            key_id=made.frame.key_id,
            asked_at=at,
            reached_at=at,
        ),
    )
    click.echo(f"imported {escape(str(file))}: {_described(made)}")
    return Exit.CLEAR


def generate(file: Path) -> int:
    """Write a new private key to a file, and print the public key. Raise UsageError if the file already exists."""
    pem, public = new_key()
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:  # noqa: PTH123 - a descriptor
            target.write(pem)
    except OSError as error:
        raise UsageError(
            Reference.USAGE,
            f"{file} cannot be written: {error.strerror}",
            hint="choose a file that does not exist",
        ) from error
    click.echo(write_key(public))
    click.echo(
        f"the private key is in {escape(str(file))}; add the public key to advisories.snapshot_keys",
        err=True,
    )
    return Exit.CLEAR


def show(settings: Settings) -> int:
    """Print the current snapshot. Raise UsageError."""
    opened = open_snapshot(settings.advisories, Home(data_home(os.environ)), now())
    if opened.trouble:
        click.echo(f"not used: {escape(opened.trouble)}", err=True)
    if opened.snapshot is None:
        click.echo("no snapshot is used, because advisories.snapshot is false")
        return Exit.CLEAR
    found = opened.snapshot
    click.echo(f"{escape(found.sources()[0].origin)}: {_described(found)}")
    for one in found.header.sources:
        as_of = f", up to {one.as_of}" if one.as_of else ""
        click.echo(
            f"  {escape(one.name)}: {plural(one.rows, 'record')}{escape(as_of)}, {escape(one.licence)}"
        )
    return Exit.INCOMPLETE if opened.trouble else Exit.CLEAR


def _accepted(data: bytes, settings: Settings, last_serial: int | None, origin: str) -> Snapshot:
    keys = trusted_keys(settings.advisories)
    return accept(data, keys, now=now(), last_serial=last_serial, origin=origin)


def _described(made: Snapshot) -> str:
    header = made.header
    return (
        f"serial {header.serial}, {plural(header.rows, 'record')} and {plural(header.digests, 'digest')}, "
        f"issued {header.issued_at:%Y-%m-%d %H:%M} UTC, expires {header.expires_at:%Y-%m-%d %H:%M} UTC; "
        f"{age(made, now())}"
    )


def _known(at: datetime) -> tuple[list[Advisory], list[SourceState]]:
    """Return the malware records of the index and the catalogue. Raise StoreError."""
    with Index.open(Home(data_home(os.environ)).advisories) as index:
        # Nobody asks here for what is missing, so that nothing but the seals would tell.
        index.check_seals()
        found, states = list(index.about(TYPES)), list(index.sources())
    path = Path(incidents.__file__).with_name(incidents.CATALOGUE)
    listed = incidents.SOURCE.rows(Entry(path.name, path.read_bytes()))
    catalogue = [row for row in listed if isinstance(row, Advisory)]
    state = SourceState(
        name=incidents.SOURCE.name,
        title=incidents.SOURCE.title,
        licence=incidents.SOURCE.licence,
        origin=f"shipped with pratique {__version__}",
        checked_at=at,
        as_of=max((one.published for one in catalogue if one.published), default=None),
        rows=len(catalogue),
        imported=len(catalogue),
    )
    return [*found, *catalogue], [*(one for one in states if one.name != state.name), state]


def _digests(data: bytes) -> Iterator[BadDigest]:
    """Parse lines of the form `ALGORITHM:HEX TYPE NAME VERSION ID`. Raise UsageError."""
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            digest, type_, name, version, id_ = words
            product = Product.of(ECOSYSTEMS[Ecosystem(type_)].normalise(name))
        except (ValueError, ParseError):
            raise UsageError(
                Reference.USAGE,
                f"--digests: line {number} is not a digest with a release",
                hint="write each line as `sha256:HEX npm NAME VERSION MAL-2026-1`",
            ) from None
        yield BadDigest(digest.lower(), product, version, id_)


def _read(file: Path, most_bytes: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(most_bytes)
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE,
            f"{file} cannot be read: {error.strerror}",
            hint="check the path and its permissions",
        ) from error


def _span(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except PratiqueError as error:
        raise UsageError(Reference.USAGE, f"--expires-in: {error.message}", hint=error.hint) from error
