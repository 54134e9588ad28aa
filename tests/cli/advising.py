"""A machine that reads advisories: files of the tests' own, in the formats of real sources."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pratique.advisories.index import Index
from pratique.cli import main
from pratique.store.folder.home import Home, data_home
from tests.advisories.indexes import every
from tests.builders import zipped
from tests.cli.running import Ran


def osv_record(
    id_: str, name: str, *, ecosystem: str = "npm", modified: str = "2026-01-01T00:00:00Z", **more: object
) -> bytes:
    """An OSV record about every version of a package."""
    package = {"ecosystem": ecosystem, "name": name}
    ranges = [{"type": "SEMVER", "events": [{"introduced": "0"}]}]
    record = {
        "schema_version": "1.7.5",
        "id": id_,
        "modified": modified,
        "summary": f"about {name}",
        "affected": [{"package": package, "ranges": ranges}],
        **more,
    }
    return json.dumps(record).encode()


def osv_files(count: int, **more: object) -> dict[str, bytes]:
    """The files of a zip of OSV's bucket."""
    return {f"GHSA-{n:02}.json": osv_record(f"GHSA-{n:02}", f"left-{n}", **more) for n in range(count)}  # type: ignore[arg-type]  # fields of a record


@dataclass(frozen=True)
class Desk:
    """Where somebody works with advisories."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Ran:
        self.capsys.readouterr()
        code = main(["advisories", *map(str, arguments)])
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def zip(self, name: str, files: Mapping[str, bytes | str]) -> Path:
        """Write a zip."""
        (self.folder / name).write_bytes(zipped(files))
        return self.folder / name

    @property
    def index(self) -> Path:
        """Where the index is."""
        return Home(data_home(os.environ)).advisories

    @property
    def held(self) -> set[str]:
        """The ids that the index holds."""
        with Index.open(self.index) as index:
            return {one.id for one in every(index)}
