"""The whole made-up organisation in one folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from gauntlet.estate import repositories
from gauntlet.estate.ci_logs import write_ci_logs
from gauntlet.estate.fast_import import git
from gauntlet.estate.gate_log import write_gate_log
from gauntlet.estate.images import write_images
from gauntlet.estate.machines import digests, write_machines
from gauntlet.estate.manifests import write_manifests
from gauntlet.estate.proxy_logs import write_logs
from gauntlet.estate.sboms import write_sboms
from gauntlet.estate.truth import Truth, Unreadable, joined

ORGANISATION, TRUTH = "organisation", "truth.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is of everything."""

    name: str
    repositories: repositories.Scale
    log_lines: int
    """In the log of each proxy."""
    ci_lines: int
    sboms: int
    images: int
    image_packages: int
    decisions: int


SIZES = {
    "quick": Size(
        name="quick",
        repositories=repositories.QUICK,
        log_lines=2_000,
        ci_lines=40,
        sboms=40,
        images=20,
        image_packages=20,
        decisions=2_000,
    ),
    "full": Size(
        name="full",
        repositories=repositories.FULL,
        log_lines=300_000,
        ci_lines=3_000,
        sboms=200,
        images=20,
        image_packages=600,
        decisions=10_000_000,
    ),
}


def make(folder: Path, size: Size, *, seed: int = 1, jobs: int = 2, clients: bool = True) -> Truth:
    """Write the organisation and its truth into a folder, and return the truth."""
    root = folder / ORGANISATION
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    known = digests()
    parts = [
        repositories.write_repositories(root, size.repositories, seed, known, jobs),
        write_manifests(root, seed),
        write_logs(root, size.log_lines, seed),
        write_ci_logs(root, size.ci_lines, seed),
        write_sboms(root, size.sboms, seed),
        write_images(root, size.images, size.image_packages, seed),
        write_gate_log(root, size.decisions, seed),
        _broken_repositories(root),
    ]
    if clients:
        parts.append(write_machines(root, seed))
    truth = joined(parts, size.name, seed)
    for campaign, digest in known.items():
        truth.digests.setdefault(campaign, []).append(digest)
    truth.write(folder / TRUTH)
    return truth


def _broken_repositories(root: Path) -> Truth:
    """Add a shallow clone, a lock that is cut off, and a repository whose objects are gone."""
    truth = Truth("", 0)
    place = root / "repositories"
    source = min(path for path in place.iterdir() if (path / ".git").exists())
    git(root, "clone", "--quiet", "--depth", "3", f"file://{source}", str(place / "shallow-clone"))
    truth.unreadable.append(Unreadable(place="repositories/shallow-clone", why="shallow clone"))
    cut = place / "cut-lock"
    cut.mkdir()
    (cut / "package-lock.json").write_text(
        '{\n "lockfileVersion": 3,\n "packages": {\n  "node_modules/axios": { "version": "1.14'
    )
    truth.unreadable.append(
        Unreadable(place="repositories/cut-lock", why="truncated lock", campaign="axios-2026")
    )
    damaged = place / "damaged"
    git(root, "clone", "--quiet", "--no-local", str(source), str(damaged))
    for pack in (damaged / ".git/objects/pack").glob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:5000])
    truth.unreadable.append(Unreadable(place="repositories/damaged", why="damaged repository"))
    return truth
