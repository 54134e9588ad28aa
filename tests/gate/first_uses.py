"""Adopted files of each ecosystem at a loopback registry, and a gate whose advisories cover them."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pratique.analysis.inspection import RULESET
from pratique.archive import DEFAULT_LIMITS
from pratique.cli import main
from pratique.core.advisory import AdvisoryKind, Cover, Product
from pratique.core.decision import Client
from pratique.core.finding import Confidence, Severity
from pratique.core.names import Digest, Ecosystem, PackageRef, ReleaseRef
from pratique.gate.decision.judged_artifact import Judged
from pratique.gate.protocols.interface import Answer, ArtifactWanted, Face
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.protocols.pypi.protocol import PYPI
from pratique.gate.protocols.rubygems.protocol import GEMS
from pratique.store.folder.home import Home, data_home
from pratique.store.record import GATE, Adopted, Adoption, InspectionKey
from tests.advisories.indexes import write_index
from tests.advisories.made import about, state
from tests.advisories.snapshot.samples import malicious
from tests.gate.aftermath import After
from tests.gate.conftest import CALM
from tests.gate.gem_clients import KITE as KITE_GEM
from tests.gate.python_clients import KITE as KITE_PROJECT
from tests.loopback import LoopbackRegistry
from tests.store.builders import inspection


@dataclass(frozen=True)
class Wanted:
    """A file that clients ask for, and its bytes."""

    face: Face
    ref: ReleaseRef
    filename: str
    data: bytes
    algorithm: str = "sha256"
    """That of the digests in lockfiles and listings."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def wanted(self) -> ArtifactWanted:
        return ArtifactWanted(self.ref.package, self.ref.version, self.filename)

    async def judged_first(self, made: After) -> Judged | None:
        """Judge the file before its inspection, if it may be."""
        return await made.inside.gate.artifacts.first_use.judged(self.ref, self.wanted)

    async def ask(self, made: After, address: str = "10.0.0.1") -> Answer:
        client = Client(address, "npm/11", "ci")
        return await made.inside.gate.artifacts.answer(self.face, self.wanted, client)


NPM_FILE = Wanted(
    NPM,
    PackageRef(Ecosystem.NPM, "calm").at("1.0.1"),
    "calm-1.0.1.tgz",
    CALM.tarballs["calm-1.0.1.tgz"],
    "sha512",
)
FILES = {
    "npm": NPM_FILE,
    "pypi": Wanted(
        PYPI,
        PackageRef(Ecosystem.PYPI, "kite").at("1.1.0"),
        KITE_PROJECT.files[2].filename,
        KITE_PROJECT.files[2].data,
    ),
    "gem": Wanted(
        GEMS, PackageRef(Ecosystem.RUBYGEMS, "kite").at("1.1.0"), "kite-1.1.0.gem", KITE_GEM.files[1].data
    ),
}
OTHER_NPM_FILE = replace(
    NPM_FILE,
    ref=NPM_FILE.ref.package.at("1.0.0"),
    filename="calm-1.0.0.tgz",
    data=CALM.tarballs["calm-1.0.0.tgz"],
)


def everywhere(registry: LoopbackRegistry) -> None:
    """Serve `kite` for Python and Ruby, too, and configure both for whoever runs the gate."""
    registry.put_pypi(KITE_PROJECT)
    registry.put_gem(KITE_GEM)
    pip = Path(os.environ["HOME"]) / ".config/pip/pip.conf"
    pip.parent.mkdir(parents=True, exist_ok=True)
    pip.write_text(f"[global]\nindex-url = {registry.pypi_url}\n")
    (Path(os.environ["HOME"]) / ".gemrc").write_text(f":sources:\n- {registry.gem_url}\n")


def advise(**malicious_versions: str) -> None:
    """Write advisories that cover malicious releases of each ecosystem, and name these versions of npm packages."""
    at, source = datetime.now(UTC), "malicious-index"
    covers = [Cover(type_, AdvisoryKind.MALWARE) for type_ in ("npm", "pypi", "gem")]
    rows = [
        malicious(f"MAL-{name}", about(Product("npm", name), versions=(version,)), source=source)
        for name, version in {"nobody": "1.0.0", **malicious_versions}.items()
    ]
    index = Home(data_home(os.environ)).advisories
    index.parent.mkdir(parents=True, exist_ok=True)
    write_index(index, {source: rows}, [state(source, *covers, checked_at=at, as_of=at)], at=at)


def adopt(made: After, *files: Wanted, algorithm: str = "", other: bool = False) -> None:
    """Adopt the digests of files, or with `other` a digest of other bytes."""
    law, store = made.inside.gate.listings.law, made.session.store
    entries = set()
    for one in files:
        used = algorithm or one.algorithm
        digest = Digest(used, hashlib.new(used, b"other" if other else one.data).hexdigest())
        entries.add(Adopted(one.ref.purl, str(digest)))
    store.adoptions.put(Adoption(project=GATE, at=law.now(), entries=frozenset(entries)))
    law.renew()


def grounds(made: After) -> list[tuple[str, ...]]:
    """The codes of the reasons of each decision."""
    return [tuple(ground.code for ground in one.grounds) for one in made.inside.decisions]


def is_inspected(made: After, file: Wanted) -> bool:
    """Whether an inspection of a file is stored."""
    return made.inside.gate.listings.law.road.are_inspected(file.ref, {file.sha256})


def condemn(made: After, files: Iterable[Wanted]) -> None:
    """Store inspections of files that block them, as the workers would."""
    for file in files:
        key = InspectionKey(
            artifact=file.sha256,
            baseline="",
            package=file.ref.package.purl,
            ruleset=RULESET,
            limits=DEFAULT_LIMITS.key,
        )
        found = inspection(key)
        worst = replace(found.findings[0], severity=Severity.CRITICAL, confidence=Confidence.HIGH)
        made.session.store.inspections.put(
            key, replace(found, findings=(worst,)), at=made.inside.gate.listings.law.now()
        )


async def until(holds: Callable[[], bool], *, within_s: float = 60) -> None:
    """Wait until something is so."""
    for _ in range(int(within_s / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never was so")


async def run_main(*words: str) -> int:
    """Run Pratique beside the gate."""
    return await asyncio.to_thread(main, list(words))
