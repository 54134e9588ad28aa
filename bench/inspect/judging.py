"""Judge one artifact as the product would, and say what it looks like to the model.

The law is the product's own (`core.verdict.decide`), for a local file of standing new: no age, no advisories, no metadata. What
could not be inspected is held by it, too.
"""

import gc
import io
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.inspect.corpus import Sample
from bench.inspect.families import family
from bench.inspect.rows import BLOCK, HOLD, INCOMPLETE, NOT_INSPECTED, NOTE, Found, Row
from bench.inspect.sets import Archive, Pair
from pratique.analysis.facts import FileFacts
from pratique.analysis.features import measure
from pratique.analysis.features.apart import apart
from pratique.analysis.features.beyond import beyond
from pratique.analysis.features.feature import Measured
from pratique.analysis.features.view import View, view_of
from pratique.analysis.inspection import inspect
from pratique.analysis.job import FactsKey, Job, Part
from pratique.analysis.reading import Opened, open_part, read_contents
from pratique.analysis.score.loading import shipped_models
from pratique.archive import DEFAULT_LIMITS
from pratique.core.evidence import ByteCheck, Dossier, Evidence, Known, NotAsked, Unknown
from pratique.core.finding import Audience, Inspection
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action, Policy
from pratique.core.verdict import Stage, Standing, decide
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import Reference

_ALONE = NotAsked("judged alone")
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""No evidence here has an age."""
_MOST_CHAINS, _MOST_FINDINGS, _MOST_UNREAD = 40, 30, 5
_GC = (200_000, 20, 20)
"""As a worker has it."""

Facts = dict[FactsKey, FileFacts]


def judge(archive: Archive, data: bytes, *, light: bool = False) -> Row:
    """Judge an artifact alone; `light` leaves the inspection out."""
    opened, facts, told = _read(archive, data, None, light=light)
    return _row(archive, told, _view(opened, facts), opened)


def judge_pair(pair: Pair, data: bytes, earlier: bytes, *, light: bool = False) -> Row:
    """Judge an artifact against its baseline; the features are those of what it does beyond it."""
    before = open_part(part_of(pair.before), earlier, DEFAULT_LIMITS)
    opened, facts, told = _read(pair.after, data, before, light=light)
    more = beyond(_view(opened, facts), _view(before, facts))
    told = {**told, "before": pair.before.sample.version, "set": f"delta-{pair.after.sample.ecosystem.value}"}
    return _row(pair.after, told, more, opened)


def not_judged(archive: Archive, why: str, *, light: bool = False) -> Row:
    """The row of an artifact whose inspection failed: the product holds it."""
    if light:
        return _row(archive, {"failed": why})
    failed = Unknown(why, Reference.ANALYSIS_CRASHED, "inspection")
    return _row(archive, {"failed": why, **law(failed)})


def absent(archive: Archive, why: str) -> Row:
    """The row of an artifact that is not there: nobody judged it."""
    return _row(archive, {"failed": why})


def warm() -> None:
    """Load what a worker that has served a job before has loaded."""
    gc.set_threshold(*_GC)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as wheel:
        for suffix in ("py", "js", "ts", "tsx", "sh", "json"):
            wheel.writestr(f"warm/a.{suffix}", "1\n")
    sample = Sample(
        set="", ecosystem=Ecosystem.PYPI, name="warm", version="1", filename="warm-1-py3-none-any.whl", sha256="",
        size_bytes=0, source="", drawn="",
    )  # fmt: skip
    judge(Archive(sample, Path()), held.getvalue())


def law(inspection: Evidence[Inspection]) -> dict[str, Any]:
    """What the law makes of an inspection: the action, the action for what is in use, and each rule's own part in it."""
    rules: dict[str, str] = {}
    if isinstance(inspection, Known):
        found = inspection.value
        for name in dict.fromkeys(f.rule for f in found.findings if f.audience is Audience.GATE):
            only = tuple(f for f in found.findings if f.rule == name)
            rules[name] = _word(_decided(_known(replace(found, findings=only, unread=(), failed=()))))
        rest = _decided(_known(replace(found, findings=())))
        if rest is not Action.ALLOW:
            rules[INCOMPLETE] = _word(rest)
    else:
        rules[NOT_INSPECTED] = _word(_decided(inspection))
    return {
        "rules": rules,
        "action": _decided(inspection).value,
        "pinned": _decided(inspection, standing=Standing.PINNED).value,
    }


def part_of(archive: Archive) -> Part:
    """An archive as a job names it."""
    sample = archive.sample
    return Part(
        ecosystem=sample.ecosystem,
        ref=PackageRef(sample.ecosystem, sample.name).at(sample.version or "0"),
        filename=sample.filename,
        kind=ECOSYSTEMS[sample.ecosystem].kind_of(sample.filename),
        sha256=sample.sha256,
    )


def _read(
    archive: Archive, data: bytes, before: Opened | None, *, light: bool
) -> tuple[Opened, Facts, dict[str, Any]]:
    """Open and, unless it is to be light, inspect; the cost told is that of what the product does."""
    started = time.process_time()
    opened = open_part(part_of(archive), data, DEFAULT_LIMITS)
    if light:
        return opened, {}, {}
    job = Job(artifact=opened.part, baseline=before.part if before else None)
    done = inspect(job, opened, before, {}, models=shipped_models())
    spent = {"cpu_s": round(time.process_time() - started, 4), "peak_mb": _peak_mb()}
    return opened, dict(done.fresh), {**spent, **_inspected(done.inspection), **law(_known(done.inspection))}


def _inspected(inspection: Inspection) -> dict[str, Any]:
    score = inspection.score
    told: dict[str, Any] = {
        "findings": [
            Found(f.rule, f.severity.value, f.confidence.value, str(f.locations[0]), f.message[:150])
            for f in inspection.findings[:_MOST_FINDINGS]
        ],
        "unread": [f"{unread.path}: {unread.why}" for unread in inspection.unread if unread.reached][
            :_MOST_UNREAD
        ],
        "rule_failed": [f"{failed.rule}: {failed.why}" for failed in inspection.failed],
    }
    if score is not None:
        told |= {
            "point": score.point.value if score.point else None,
            "probability": score.probability,
            "reasons": [item.words for item in score.contributions],
            "model": score.model,
        }
    return told


def _view(opened: Opened, facts: Facts) -> View:
    contents = read_contents(opened, dict(facts), facts.__setitem__)
    return view_of(opened.part.ecosystem, opened.part.kind, contents)


def _row(
    archive: Archive, told: Mapping[str, Any], view: View | None = None, opened: Opened | None = None
) -> Row:
    sample = archive.sample
    seen: dict[str, Any] = {
        "set": sample.set,
        "ecosystem": sample.ecosystem.value,
        "name": sample.name,
        "version": sample.version,
        "filename": sample.filename,
        "sha256": sample.sha256,
        "size": sample.size_bytes,
        "drawn": sample.drawn,
    }
    if view is not None and opened is not None:
        measured = measure(view)
        seen |= {
            "kind": opened.part.kind.value,
            "family": family(opened.tree),
            "unpacked": opened.tree.size_bytes,
            "features": _values(measured),
            "files": _files(view),
            "places": {id_: str(value.places[0]) for id_, value in measured.items() if value.places},
            "chains": [
                f"{chain.template} {chain.link.value} {chain.context.value}{' load' if chain.at_load else ''} "
                f"{chain.places[0]} {chain.host or ''}"
                for chain in view.chains[:_MOST_CHAINS]
            ],
        }
    return Row(**{**seen, **told})


def _values(measured: Mapping[str, Measured]) -> dict[str, float]:
    return {id_: value.value for id_, value in measured.items() if value.value}


def _files(view: View) -> list[dict[str, float]]:
    found = (_values(measure(file)) for file in apart(view))
    return list({tuple(sorted(values.items())): values for values in found}.values())


def _decided(inspection: Evidence[Inspection], *, standing: Standing = Standing.NEW) -> Action:
    dossier = Dossier(
        ref=None,
        filename="",
        bytes_=Known(ByteCheck((), ()), "bytes"),
        inspection=inspection,
        published=_ALONE,
        first_seen=None,
        known_bad=_ALONE,
        signals=_ALONE,
    )
    return decide(Policy(), dossier, stage=Stage.ARTIFACT, standing=standing, now=_ANY_DAY).action


def _known(inspection: Inspection) -> Evidence[Inspection]:
    return Known(inspection, "inspection")


def _word(action: Action) -> str:
    return {Action.BLOCK: BLOCK, Action.HOLD: HOLD, Action.ALLOW: NOTE}[action]


def _peak_mb() -> int:
    """The most resident memory of this process; 0 where the platform does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    told = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
    return int(told) // 1024
