"""Judges installed code that can run and belongs to no package, each file separately.

Reports show such code under the name of its folder, with the version `unowned`, which no release can have.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.job import FactsKey, Job, Part
from pratique.analysis.rules import UNOWNED_RULES
from pratique.analysis.rules.unowned_code import Unowned
from pratique.core.assessment import Assessment, JudgedPackage
from pratique.core.evidence import ByteCheck, Dossier, Known, NotAsked
from pratique.core.finding import Inspection
from pratique.core.installed import FileList
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Waiver
from pratique.core.reading import NotJudged
from pratique.core.release import ArtifactKind
from pratique.core.verdict import Standing
from pratique.errors import AnalysisError, ParseError
from pratique.installed.files import Files, shown
from pratique.installed.inventory import InstalledTree, Loose
from pratique.intake.road import NOT_READ, Road
from pratique.intake.waivers import of_bytes

VERSION = "unowned"
_MOST = 500
_MOST_BYTES = 4 * 1024 * 1024
_NO_RELEASE = NotAsked("the file belongs to no release")
_ANY = frozenset({None, VERSION, f"=={VERSION}"})


@dataclass(frozen=True, slots=True)
class UnownedCode:
    """Installed code that belongs to no package, either judged or only listed."""

    packages: tuple[JudgedPackage, ...] = ()
    listed: tuple[NotJudged, ...] = ()


async def judge_unowned(
    road: Road,
    files: Files,
    trees: Iterable[InstalledTree],
    *,
    lists: Iterable[FileList] = (),
    waivers: Sequence[Waiver] = (),
) -> UnownedCode:
    """Judge the code that belongs to no package. Files that an artifact in `lists` contains are skipped.

    Raises StoreError if the local store cannot be read or written.
    """
    artifacts = tuple(lists)
    packages: list[JudgedPackage] = []
    listed: list[NotJudged] = []
    for tree in trees:
        running = [
            loose
            for loose in tree.loose
            if loose.runs
            and not _shipped(files, tree, loose, artifacts)
            and not await _quiet(road, files, loose)
        ]
        name = tree.path.rpartition("/")[2]
        ref = PackageRef(tree.ecosystem, name).at(VERSION)
        fitting = [w for w in waivers if w.package == name and w.versions in _ANY]
        fitting = [w for w in fitting if w.ecosystem in {None, tree.ecosystem}]
        found = tuple(_assessment(road, files, loose, fitting) for loose in _bounded(running))
        if found:
            packages.append(
                JudgedPackage(ref=ref, assessments=found, sources=(shown(tree.path),), paths_total=len(found))
            )
        listed += (_listed(loose.why, loose.path) for loose in tree.loose if not loose.runs)
        listed += (_listed("created after installation, belongs to no package", path) for path in tree.aside)
    return UnownedCode(tuple(packages), tuple(listed))


def _bounded(loose: Sequence[Loose]) -> Sequence[Loose]:
    if len(loose) <= _MOST:
        return loose
    more = Loose(loose[_MOST].path, f"{loose[_MOST].why}; and {len(loose) - _MOST - 1} more", runs=True)
    return [*loose[:_MOST], more]


def _listed(why: str, path: str) -> NotJudged:
    return NotJudged(purl="", why=f"{why}: {shown(path)}", sources=(shown(path),))


def _assessment(road: Road, files: Files, loose: Loose, waivers: Sequence[Waiver]) -> Assessment:
    digests = _digests(files, loose.path)
    about = Unowned(shown(loose.path), loose.why)
    findings = tuple(finding for rule in UNOWNED_RULES for finding in rule.check(about))
    inspection = Inspection(
        artifact=digests[0] if digests else Digest("sha256", ""),
        baseline=None,
        ruleset="",
        findings=findings,
        ran=tuple(rule.id for rule in UNOWNED_RULES),
    )
    dossier = Dossier(
        ref=None,
        filename=shown(loose.path),
        bytes_=Known(ByteCheck(got=digests, expected=()), "bytes"),
        inspection=Known(inspection, "inspection"),
        published=_NO_RELEASE,
        first_seen=None,
        known_bad=_NO_RELEASE,
        signals=_NO_RELEASE,
        baseline_why=_NO_RELEASE.why,
        others=NOT_READ,
        waivers=of_bytes(waivers, digests),
    )
    # No lock and no adoption can have it in use: it is always new.
    verdict = road.verdict(dossier, Standing.NEW, road.now())
    return Assessment(dossier=dossier, verdict=verdict, standing=Standing.NEW, digests=digests)


def _shipped(files: Files, tree: InstalledTree, loose: Loose, artifacts: Iterable[FileList]) -> bool:
    places = {tree.path, *(copy.place for copy in tree.copies.values())}
    paths = {loose.path.removeprefix(f"{place}/") for place in places} - {loose.path}
    known = {
        artifact.files[path].sha256 for artifact in artifacts for path in paths if path in artifact.files
    }
    return any(digest.hex in known for digest in (_digests(files, loose.path) if known else ()))


def _digests(files: Files, path: str) -> tuple[Digest, ...]:
    try:
        return (Digest("sha256", files.hashed(path).sha256),)
    except ParseError:
        return ()


async def _quiet(road: Road, files: Files, loose: Loose) -> bool:
    if not loose.looks:
        return False
    for path in loose.looks:
        try:
            facts = await _facts(road, files.read(path, _MOST_BYTES))
        except (ParseError, AnalysisError):
            return False
        if facts is None or not _harmless(facts):
            return False
    return True


def _harmless(facts: FileFacts) -> bool:
    return (
        facts.problem is None
        and not facts.flows
        and not facts.hidden
        and all(
            use.capability is Capability.ENVIRONMENT
            or (use.capability is Capability.CODE and use.api.startswith("importlib."))
            for use in facts.uses
        )
    )


async def _facts(road: Road, data: bytes) -> FileFacts | None:
    packed = _wheel(data)
    key = FactsKey(hashlib.sha256(data).hexdigest(), Language.PYTHON)
    part = Part(
        ecosystem=Ecosystem.PYPI,
        ref=None,
        filename="module-0-py3-none-any.whl",
        kind=ArtifactKind.WHEEL,
        sha256=hashlib.sha256(packed).hexdigest(),
    )
    done = await road.pool.run(
        Job(artifact=part, limits=road.limits), lambda: [packed], size_bytes=len(packed)
    )
    return dict(done.fresh).get(key) or road.store.facts.get_many([key]).get(key)


def _wheel(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("module.py", data)
    return packed.getvalue()
