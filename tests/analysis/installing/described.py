"""Describes the install scripts of packages that tests make, through the archive as a worker reads it."""

import hashlib
import json
from collections.abc import Mapping

from pratique.analysis.installing.describing import install_scripts
from pratique.analysis.job import Part
from pratique.analysis.reading import open_part, read_contents
from pratique.archive import DEFAULT_LIMITS
from pratique.core.install_script import InstallScript
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from tests.builders import tgz


def of_archive(data: bytes, filename: str, ecosystem: Ecosystem) -> tuple[InstallScript, ...]:
    part = Part(
        ecosystem=ecosystem,
        ref=None,
        filename=filename,
        kind=ECOSYSTEMS[ecosystem].kind_of(filename),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    contents = read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None)
    return install_scripts(contents, ecosystem)


def of_npm(
    scripts: Mapping[str, str],
    files: Mapping[str, str] | None = None,
    *,
    version: str = "1.2.3",
    **more: object,
) -> tuple[InstallScript, ...]:
    manifest = {"name": "kite", "version": version, "scripts": dict(scripts), **more}
    data = tgz({"package.json": json.dumps(manifest), "index.js": "", **(files or {})})
    return of_archive(data, f"kite-{version}.tgz", Ecosystem.NPM)


def one(command: str, files: Mapping[str, str] | None = None, **more: object) -> InstallScript:
    (script,) = of_npm({"install": command}, files, **more)  # type: ignore[arg-type]
    return script
