"""`pratique gate adopt`: digests of lockfiles, as the gate counts them."""

import os
from collections.abc import Iterable
from pathlib import Path

import click

from pratique.cli import locate
from pratique.cli.clock import now
from pratique.cli.exit_codes import Exit
from pratique.cli.reading import Reading
from pratique.core.lock import Lock, SourceKind
from pratique.gate.law import ADOPTED_BY_GATE
from pratique.report.escape import escape
from pratique.store.home import Home, data_home
from pratique.store.opening import open_store
from pratique.store.record import Adopted, Adoption


def run(paths: Iterable[Path]) -> int:
    """Adopt what the locks hold, beside what was adopted before. Raises StoreError."""
    entries: set[Adopted] = set()
    incomplete = False
    for path in paths:
        reading = Reading.of(path.parent, locate.one(path))
        for file in reading.files:
            if file.error is not None:
                incomplete = True
                click.echo(f"not adopted: {escape(str(path))}: {escape(file.error.message)}", err=True)
        for lock in reading.locks.values():
            found, without = _entries(lock)
            entries |= found
            if without:
                incomplete = True
                click.echo(
                    f"not adopted: {without} entries of {escape(str(path))} that have no strong digest",
                    err=True,
                )
    with open_store(Home(data_home(os.environ))) as store:
        earlier = store.adoptions.get(ADOPTED_BY_GATE)
        known = earlier.entries if earlier else frozenset()
        store.adoptions.put(Adoption(project=ADOPTED_BY_GATE, at=now(), entries=known | entries))
    click.echo(f"adopted {len(entries - known)} digests; {len(known | entries)} in all")
    return Exit.INCOMPLETE if incomplete else Exit.CLEAR


def _entries(lock: Lock) -> tuple[set[Adopted], int]:
    """What a lock holds of registries, and how many of its entries have no strong digest."""
    found: set[Adopted] = set()
    without = 0
    for entry in lock.packages:
        if entry.ref is None or entry.source is not SourceKind.REGISTRY:
            continue
        strong = {Adopted(entry.ref.purl, str(digest)) for digest in entry.digests if digest.strong}
        found |= strong
        without += not strong
    return found, without
