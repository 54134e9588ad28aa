"""Implements `pratique incident drill`, which creates the folder of a drill."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from pratique.cli.output.exit_codes import Exit
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.respond.drill import event_stream
from pratique.respond.drill.gate_log import write_refusal
from pratique.respond.drill.organisation import Organisation, at, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A made-up organisation, and the release that its gate refused."""

    organisation: Organisation
    refused: ReleaseRef
    refused_at: datetime
    advisory: str


def drills() -> Mapping[str, Drill]:
    """Return the drills by name."""
    return {
        "event-stream": Drill(
            organisation=event_stream.organisation(),
            refused=PackageRef(Ecosystem.NPM, "flatmap-stream").at("0.1.1"),
            refused_at=at("2018-11-27T06:00:09Z"),
            advisory=event_stream.ADVISORY,
        )
    }


def create(name: str, folder: Path) -> int:
    """Write a drill into a folder. Raises UsageError if the folder is not empty."""
    drill = drills()[name]
    count = write(drill.organisation, folder)
    write_refusal(folder / "gate", drill.refused, advisory=drill.advisory, at=drill.refused_at)
    click.echo(
        f"Created the drill {name} in {escape(str(folder))}: {plural(count, 'file')}, and the log of a gate."
    )
    click.echo(
        f"Next: read {escape(str(folder / 'README.md'))}; `pratique help incident-drill` leads through the drill."
    )
    return Exit.CLEAR
