"""Writes what to hunt for, and the answer as OpenVEX."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from pratique.cli.run.behaviours import described
from pratique.cli.run.clock import now
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.errors import Reference, UsageError
from pratique.respond.exposure import Exposure
from pratique.respond.indicators.hunt import hunt
from pratique.respond.indicators.table import FORMATS
from pratique.respond.reporting import openvex

_MOST_RELEASES = 20


def write_hunt(folder: Path, found: Exposure) -> bool:
    """Write the indicators of the request and of the kept bytes to a folder, one file for each format.

    Return False if the bytes of a release are not on this machine. Raises UsageError.
    """
    refs = _releases(found)
    told, missing = described(refs[:_MOST_RELEASES])
    title = ", ".join(map(str, refs[:3])) or "indicators"
    traces = hunt(title, now(), wanted=found.wanted, behaviours=[behaviour for _, behaviour in told])
    _written(lambda: folder.mkdir(parents=True, exist_ok=True), folder)
    for form in FORMATS.values():
        path, text = folder / form.filename, form.write(traces)
        _written(lambda path=path, text=text: path.write_text(text, encoding="utf-8"), path)  # type: ignore[misc]
    # How to get the bytes is the same for each release.
    for line in dict.fromkeys(line for line in missing if not line.startswith(" ")):
        click.echo(line, err=True)
    return not missing


def write_vex(path: Path, found: Exposure) -> None:
    """Write the answer for each place as OpenVEX. Raises UsageError."""
    text = json.dumps(openvex.document(found), indent=2) + "\n"
    _written(lambda: path.write_text(text, encoding="utf-8"), path)


def _releases(found: Exposure) -> list[ReleaseRef]:
    """Return the malicious releases that were asked for by version or found, each once."""
    types = {one.value for one in Ecosystem}
    asked = [
        PackageRef(Ecosystem(item.affected.product.type), item.affected.product.name).at(version)
        for item in found.wanted.releases
        if item.malicious and item.affected.product.type in types
        for version in item.affected.versions
    ]
    seen = [one.ref for one in found.sightings if one.ref is not None]
    return sorted({*asked, *seen})


def _written(write: Callable[[], object], path: Path) -> None:
    try:
        write()
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be written: {error.strerror}", hint="check the path"
        ) from error
