"""Implements `pratique gate adopt`, which marks the digests in lockfiles as already in use."""

import os
from collections.abc import Iterable
from pathlib import Path

import click

from pratique.cli.advisories.index_opening import open_advisories
from pratique.cli.output.exit_codes import Exit
from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.run.clock import now
from pratique.cli.run.session import read_upstreams
from pratique.cli.run.settings import read_settings
from pratique.core.lock import Lock, SourceKind
from pratique.core.names import ReleaseRef
from pratique.ecosystems.target import parse_purl
from pratique.gate.decision.policy import ADOPTED_BY_GATE
from pratique.intake.evidence import is_denied
from pratique.intake.known_bad.records import Records
from pratique.net.registries.upstreams import Upstreams
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from pratique.store.record import Adopted, Adoption


def run(paths: Iterable[Path]) -> int:
    """Record the entries of lockfiles as already in use, in addition to entries that were adopted earlier.

    Raise StoreError.
    """
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
                    f"not adopted: {plural(without, 'entry', 'entries')} of {escape(str(path))} because of a "
                    f"missing strong digest",
                    err=True,
                )
    settings = read_settings(None, {})
    upstreams = read_upstreams(settings, None)
    with open_store(Home(data_home(os.environ))) as store, open_advisories(settings) as opened:
        records = Records(
            policy=settings.policy,
            warnings=opened.remembered(store.held_records).warnings(settings),
            memory=None,
            now=now,
        )
        bad = {ref.purl for ref in _known_bad(records, upstreams, entries)}
        for purl in sorted(bad):
            click.echo(
                f"not adopted: {escape(purl)} is known to be bad (`pratique explain` shows the reason)",
                err=True,
            )
        entries = {one for one in entries if one.purl not in bad}
        earlier = store.adoptions.get(ADOPTED_BY_GATE)
        known = earlier.entries if earlier else frozenset()
        store.adoptions.put(Adoption(project=ADOPTED_BY_GATE, at=now(), entries=known | entries))
    stopped = bool(bad)
    click.echo(f"adopted {len(entries - known)} new digests; {len(known | entries)} digests in total")
    if stopped:
        return Exit.STOPPED
    return Exit.INCOMPLETE if incomplete else Exit.CLEAR


def _known_bad(records: Records, upstreams: Upstreams, entries: Iterable[Adopted]) -> frozenset[ReleaseRef]:
    """Return the releases that the policy denies or that an advisory reports as malicious without doubt."""
    found = (parse_purl(purl) for purl in {one.purl for one in entries})
    refs = {ref for ref in found if isinstance(ref, ReleaseRef)}
    public = {ref for ref in refs if not upstreams.of(ref.package).private}
    return records.names(public) | {ref for ref in refs if is_denied(ref, records.policy)}


def _entries(lock: Lock) -> tuple[set[Adopted], int]:
    """Return the registry entries of a lockfile, and the number of entries without a strong digest."""
    found: set[Adopted] = set()
    without = 0
    for entry in lock.packages:
        if entry.ref is None or entry.source is not SourceKind.REGISTRY:
            continue
        strong = {Adopted(entry.ref.purl, str(digest)) for digest in entry.digests if digest.strong}
        found |= strong
        without += not strong
    return found, without
