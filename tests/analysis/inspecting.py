"""Inspect file contents given as a mapping, in this process, by the same road as a worker."""

import hashlib
import json
from collections.abc import Mapping

from pratique.analysis.inspection import inspect
from pratique.analysis.job import Done, Job, Part
from pratique.analysis.reading import open_part
from pratique.analysis.score.loading import shipped_models
from pratique.archive import DEFAULT_LIMITS
from pratique.core.finding import Finding, Inspection
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from tests.builders import tgz, zipped
from tests.loopback.gem_packages import gem_file

_ECOSYSTEMS = {"whl": Ecosystem.PYPI, "gz": Ecosystem.PYPI, "gem": Ecosystem.RUBYGEMS}

Files = Mapping[str, bytes | str]


def package_json(**fields: object) -> str:
    return json.dumps({"name": "sample", "version": "1.0.0", **fields}, indent=2)


def npm(files: Files, before: Files | None = None, *, compare: bool = False) -> Done:
    """Inspect an npm package; a package.json is added when there is none."""
    whole = _with_manifest(files)
    earlier = None if before is None else tgz(_with_manifest(before))
    return bytes_(tgz(whole), earlier, filename="sample-1.0.0.tgz", compare=compare)


def wheel(
    files: Files, before: Files | None = None, *, filename: str = "sample-1.0.0-py3-none-any.whl"
) -> Done:
    """Inspect a wheel; METADATA is added."""
    earlier = None if before is None else zipped(_with_metadata(before))
    return bytes_(zipped(_with_metadata(files)), earlier, filename=filename)


def gem(
    files: Files,
    before: Files | None = None,
    *,
    extensions: tuple[str, ...] = (),
    extensions_before: tuple[str, ...] = (),
) -> Done:
    """Inspect a gem; metadata that names the extensions is added."""
    now = gem_file("sample", "1.0.0", files, extensions=extensions).data
    then = None if before is None else gem_file("sample", "0.9.0", before, extensions=extensions_before).data
    return bytes_(now, then, filename="sample-1.0.0.gem")


def bytes_(data: bytes, before: bytes | None = None, *, filename: str, compare: bool = False) -> Done:
    """Inspect an archive as it is."""
    now = _part(filename, data, "1.0.0")
    job = Job(artifact=now, compare=compare, patches=compare)
    opened = open_part(now, data, DEFAULT_LIMITS)
    if before is None:
        return inspect(job, opened, None, {}, models=shipped_models())
    then = _part(filename, before, "0.9.0")
    job = Job(artifact=now, baseline=then, compare=compare, patches=compare)
    return inspect(job, opened, open_part(then, before, DEFAULT_LIMITS), {}, models=shipped_models())


def of_rule(done: Done, rule: str) -> list[Finding]:
    """The findings of one rule, which must have run without failing."""
    inspection: Inspection = done.inspection
    assert () == inspection.failed
    return [finding for finding in inspection.findings if finding.rule == rule]


def _part(filename: str, data: bytes, version: str) -> Part:
    ecosystem = _ECOSYSTEMS.get(filename.rpartition(".")[2], Ecosystem.NPM)
    return Part(
        ecosystem=ecosystem,
        ref=PackageRef(ecosystem, "sample").at(version),
        filename=filename,
        kind=ECOSYSTEMS[ecosystem].kind_of(filename),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _with_manifest(files: Files) -> Files:
    return files if "package.json" in files else {"package.json": package_json(main="index.js"), **files}


def _with_metadata(files: Files) -> Files:
    metadata = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n"
    return {"sample-1.0.0.dist-info/METADATA": metadata, **files}
