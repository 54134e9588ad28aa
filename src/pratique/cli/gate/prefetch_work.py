"""Implements `pratique gate prefetch`: downloads and checks the artifacts of lockfiles, and writes a report."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pratique.cli.gate.serve import Advice, gate_of
from pratique.cli.output.exit_codes import of_project
from pratique.cli.output.reports import Output
from pratique.cli.output.terminal import Progress
from pratique.cli.project import locate
from pratique.cli.project.files_beside_locks import OnDisk
from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.run.options import given
from pratique.cli.run.session import FRESH_FOR, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.config import Settings
from pratique.core.assessment import ProjectReport
from pratique.core.lock import Lock
from pratique.core.reading import LockRead
from pratique.ecosystems.interface import Platform
from pratique.gate.artifacts.prefetch import Prefetch
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import Way
from pratique.intake.entries.targets import Targets

_WAIT_S = 3_600.0
"""The maximum time for one artifact, in seconds."""


def run(paths: Sequence[Path], arguments: Mapping[str, Any]) -> int:
    """Download and check the artifacts, write the report, and return the exit code.

    Raise UsageError for invalid options or files, and StoreError if the database is unusable.
    """
    settings = read_settings(None, given(arguments))
    output = Output.of(arguments, diff_url=settings.report.diff_url)
    files, locks = _read(paths)
    report = asyncio.run(_prefetch(settings, files, locks))
    code = of_project(report, fail_on=settings.check.fail_on)
    output.project(report, exit_code=code)
    return code


def _read(paths: Iterable[Path]) -> tuple[list[LockRead], dict[str, Lock]]:
    """Read the lockfiles. Return the report entry of each file, and the lockfiles by path."""
    files: list[LockRead] = []
    locks: dict[str, Lock] = {}
    for path in paths:
        reading = Reading.of(path.parent, locate.one(path))
        files += (replace(file, path=str(path.parent / file.path)) for file in reading.told)
        locks |= {str(path.parent / name): lock for name, lock in reading.locks.items()}
    return files, locks


def _targets(platform: Platform, locks: Mapping[str, Lock]) -> dict[str, Platform]:
    found: dict[str, Platform] = {}
    for path, lock in locks.items():
        folder, name = Path(path).parent, Path(path).name
        targets = Targets(platform, OnDisk(folder)).all_of({name: lock})
        found |= {str(folder / one): target for one, target in targets.items()}
    return found


async def _prefetch(
    settings: Settings, files: Sequence[LockRead], locks: Mapping[str, Lock]
) -> ProjectReport:
    async with open_session(settings) as session:
        tell_settings(settings, session.problems)
        with Advice(settings, session.store.held_records) as advice:
            law = Law(session.road, store=session.store, advice=advice, mode=settings.gate.mode)
            gate = gate_of(session, law, fresh_for=FRESH_FOR, wait_s=_WAIT_S, contact=Way().contact)
            prefetch = Prefetch(
                artifacts=gate.artifacts,
                questions=session.questions,
                platform=session.platform,
                targets=_targets(session.platform, locks),
            )
            try:
                with Progress(0, "artifacts") as progress:
                    report = await prefetch.run(files, locks, expect=progress.expect, step=progress.step)
            finally:
                await gate.artifacts.close()
                await gate.listings.close()
            kept = session.store.upkeep.keeping()
            held = kept.size_bytes
    click.echo(
        f"the gate's store contains {held / 1e6:.1f} MB of artifacts; the size limit is "
        f"{kept.room_bytes / 1e6:,.1f} MB",
        err=True,
    )
    return report
