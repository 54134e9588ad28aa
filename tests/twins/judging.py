"""Make the release of a cell and inspect it as the product does."""

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from bench.inspect.judging import law
from bench.inspect.rows import BLOCK, HOLD, INCOMPLETE

from pratique.analysis.inspection import inspect
from pratique.analysis.job import Job, Part
from pratique.analysis.reading import open_part
from pratique.analysis.score.loading import shipped_models
from pratique.archive import DEFAULT_LIMITS
from pratique.core.evidence import Known
from pratique.core.finding import Inspection
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import ArtifactKind
from pratique.ecosystems import ECOSYSTEMS
from tests.twins.behaviour import Code, Seen
from tests.twins.places import Place
from tests.twins.table import Cell

_ECOSYSTEM: Mapping[str, Ecosystem] = {
    "npm": Ecosystem.NPM,
    "commit": Ecosystem.NPM,
    "wheel": Ecosystem.PYPI,
    "sdist": Ecosystem.PYPI,
    "gem": Ecosystem.RUBYGEMS,
}
_BEFORE, _NOW = "1.0.0", "1.0.1"


@dataclass(frozen=True, slots=True)
class Judged:
    """What an inspection says of a release. `lines` are those of the source that somebody's finding names."""

    holding: tuple[str, ...]
    """Rules that hold or block it by its content."""
    lines: tuple[int, ...]
    """Lines of the source, or of the text around it, that any finding names."""
    held_lines: tuple[int, ...]
    """Those that a holding finding names."""
    found: tuple[str, ...]


def meets(cell: Cell) -> bool:
    """Return True if the inspection says what the table expects."""
    behaviour, place = cell.behaviour, cell.place
    source = behaviour.sources[place.code]
    beside = behaviour.files.get(place.code, {})
    alone = judge(place, source, behaviour.parameters, beside)
    if alone.holding and alone.held_lines:
        return True
    if cell.expected is Seen.HELD:
        return False
    return bool(judge(place, source, behaviour.parameters, beside, upgraded=True).lines)


def judge(
    place: Place,
    source: str,
    parameters: tuple[str, ...] = (),
    beside: Mapping[str, str] | None = None,
    *,
    upgraded: bool = False,
) -> Judged:
    """Inspect a release that has a source in a place; `upgraded` compares it with one that lacks the source."""
    filename, data, path = _archive(place, source, parameters, beside or {}, _NOW)
    now = _part(place, filename, data, _NOW)
    opened = open_part(now, data, DEFAULT_LIMITS)
    if upgraded:
        old_name, old_data, _ = _archive(place, "", parameters, {}, _BEFORE)
        before = _part(place, old_name, old_data, _BEFORE)
        job = Job(artifact=now, baseline=before)
        done = inspect(job, opened, open_part(before, old_data, DEFAULT_LIMITS), {}, models=shipped_models())
    else:
        done = inspect(Job(artifact=now), opened, None, {}, models=shipped_models())
    return _judged(done.inspection, path)


def _archive(
    place: Place, source: str, parameters: tuple[str, ...], beside: Mapping[str, str], version: str
) -> tuple[str, bytes, str]:
    folder = posixpath.dirname(place.wrap(source, parameters, version)[0])
    folders = {folder, ""} if place.code is Code.SHELL else {folder}
    shipped = {
        posixpath.join(folder, name): text for folder in sorted(folders) for name, text in beside.items()
    }
    return place.archive(source, parameters, shipped, version)


def _part(place: Place, filename: str, data: bytes, version: str) -> Part:
    ecosystem = _ECOSYSTEM[place.kind]
    return Part(
        ecosystem=ecosystem,
        ref=PackageRef(ecosystem, "sample").at(version),
        filename=filename,
        kind=ArtifactKind.COMMIT if place.kind == "commit" else ECOSYSTEMS[ecosystem].kind_of(filename),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _judged(inspection: Inspection, path: str) -> Judged:
    assert () == inspection.failed
    rules = law(Known(inspection, "inspection"))["rules"]
    holding = tuple(rule for rule, word in rules.items() if word in {HOLD, BLOCK} and rule != INCOMPLETE)
    named = [
        (finding.rule, place.line or 1)
        for finding in inspection.findings
        for place in finding.locations
        if place.path == path
    ]
    return Judged(
        holding=holding,
        lines=tuple(sorted({line for _, line in named})),
        held_lines=tuple(sorted({line for rule, line in named if rule in holding})),
        found=tuple(f"{finding.rule}: {finding.message[:300]}" for finding in inspection.findings),
    )
