"""A fix with nine siblings, and an advisory that comes later: what people see with the npm that is installed here."""

import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import zipped
from tests.cli import spawning
from tests.cli.advising import osv_record
from tests.gate.fix_sets import AT, PARTS, Change, packages
from tests.gate.python_clients import PythonUser, configure
from tests.gate.running import RunningGate, gate, installed, project
from tests.intake.fixes.test_builders import NEW, OLD, attested
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, PypiProject
from tests.loopback.advisory_bucket import AdvisoryBucket
from tests.loopback.packages import LONG_AGO

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")

A_MINUTE_S = 60


def record(
    name: str = "duct", ecosystem: str = "npm", *, reviewed: bool = True, fixed: str = "1.2.4"
) -> bytes:
    """What GitHub's database says of the fault, once it says so."""
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]
    affected = [{"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges}]
    specific = {"github_reviewed": reviewed, "severity": "HIGH"}
    return osv_record(
        "GHSA-duct-duct-duct",
        name,
        modified=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        affected=affected,
        database_specific=specific,
    )


def sync(bucket: AdvisoryBucket, folder: Path, data: bytes, source: str = "osv-npm") -> None:
    """Bring the advisories up to date."""
    bucket.objects["all.zip"] = zipped({"GHSA-duct-duct-duct.json": data})
    address = f"{source}={bucket.url('all.zip')}"
    code, _, err = spawning.run("advisories", "sync", source, "--from", address, folder=folder)
    assert 0 == code, err


def wait_for_another_epoch(running: RunningGate, before: str) -> str:
    end = time.monotonic() + A_MINUTE_S
    while (epoch := str(running.get("/healthz").json["epoch"])) == before:
        assert time.monotonic() < end
        time.sleep(0.2)
    return epoch


@needs_npm
def test_a_fix_set_is_held_until_an_advisory_names_it_and_then_installs_whole(tmp_path: Path) -> None:
    with (
        LoopbackRegistry(npm=packages()) as registry,
        AdvisoryBucket() as bucket,
    ):
        (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            early = project(tmp_path, "early", duct="1.2.4")
            held = running.npm("install", project=early)
            ranged = project(tmp_path, "ranged", duct="^1.2.0")
            before = running.npm("install", project=ranged)
            older = installed(ranged, "duct")
            sync(bucket, tmp_path, record(reviewed=False))
            epoch = wait_for_another_epoch(running, epoch)
            unread = running.get("/npm/duct/-/duct-1.2.4.tgz")
            started = time.monotonic()
            sync(bucket, tmp_path, record())
            wait_for_another_epoch(running, epoch)
            done = running.npm("install", "duct@^1.2.0", project=ranged)
            took_s = time.monotonic() - started
            # A lock that was written elsewhere: npm asks for tarballs alone.
            shutil.rmtree(ranged / "node_modules")
            shutil.rmtree(ranged / ".cache")
            locked = running.npm("ci", project=ranged)
            log = running.log("--package", "duct@1.2.4", "--action", "allow")
            page = running.get("/npm/duct").json

    assert 0 != held.code
    assert "@1.2.4 is held until 20" in held.out
    assert (0, "1.2.3") == (before.code, older)
    assert 403 == unread.status
    assert "the advisory has no known reviewer other than its author" in json.dumps(unread.json)
    assert (0, 0) == (done.code, locked.code), done.out + locked.out
    assert ["1.2.4"] * 10 == [installed(ranged, name) for name in ("duct", *PARTS)]
    assert took_s < A_MINUTE_S
    assert "1.2.4" == page["dist-tags"]["latest"]
    assert "deprecated" not in page["versions"]["1.2.4"]
    assert "GHSA-duct-duct-duct (reviewed by GitHub) lists duct@1.2.4 as the fix" in json.dumps(log[0])


VARIANTS = {
    "a new publisher": Change(publisher="eve"),
    "a sibling of another publisher": Change(publishers={PARTS[4]: "eve"}),
    "a sibling with a hook": Change(scripts={PARTS[8]: {"postinstall": "node index.js"}}),
    "a sibling that is not pinned": Change(ranges={PARTS[0]: "~1.2.4"}),
    "a sibling of other minutes": Change(at={PARTS[2]: AT + timedelta(hours=2)}),
    "a version that the advisory does not name": Change(version="1.2.5"),
}


@needs_npm
@pytest.mark.parametrize("change", VARIANTS.values(), ids=VARIANTS)
def test_of_an_attackers_variant_nothing_installs_after_the_sync_either(
    tmp_path: Path, change: Change
) -> None:
    with LoopbackRegistry(npm=packages(change)) as registry, AdvisoryBucket() as bucket:
        (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            sync(bucket, tmp_path, record())
            wait_for_another_epoch(running, epoch)
            pinned = running.npm("install", project=project(tmp_path, "pinned", duct=change.version))
            ranged = project(tmp_path, "ranged", duct="^1.2.0")
            around = running.npm("install", project=ranged)
            let_in = {one["purl"] for one in running.log("--action", "allow")}

    assert 0 != pinned.code
    # Which file is asked for first is npm's choice.
    assert re.search(rf"@{change.version} (is held until 20|is held for review)", pinned.out), pinned.out
    assert (0, "1.2.3") == (around.code, installed(ranged, "duct")), around.out
    assert not [purl for purl in let_in if purl.endswith(change.version)]


HOOK = {"postinstall": "node setup.js"}
SETUP = {"setup.js": "console.log('PRATIQUE-TEST-HARMLESS-MARKER')\n"}


def published_twice(name: str, *, wants: Mapping[str, str], hook: bool) -> NpmPackage:
    """1.2.3 of long ago, 1.2.4 of five days ago, and 1.2.5 of today; with `hook` the same one in the last two."""
    files = SETUP if hook else {}
    more = {"scripts": HOOK} if hook else {}
    old = NpmRelease(version="1.2.3", files={"index.js": "exports.n = 3\n"}, published_at=LONG_AGO)
    first = NpmRelease(
        version="1.2.4",
        files={"index.js": "exports.n = 4\n", **files},
        manifest=more,
        published_at=AT - timedelta(days=5),
    )
    second = replace(
        first,
        version="1.2.5",
        files={"index.js": "exports.n = 5\n", **files},
        manifest={"dependencies": dict(wants), **more},
        published_at=AT,
    )
    return NpmPackage(name=name, releases=(old, first, second))


ROOT_TWICE = [published_twice("duct", wants={}, hook=True)]
SIBLING_TWICE = [
    published_twice("duct", wants={"@duct/part-a": "1.2.5"}, hook=False),
    published_twice("@duct/part-a", wants={}, hook=True),
]


@needs_npm
@pytest.mark.parametrize(
    ("listed", "hooked"),
    [(ROOT_TWICE, "duct"), (SIBLING_TWICE, "@duct/part-a")],
    ids=["the fix itself", "its sibling"],
)
def test_a_hook_that_was_held_is_no_baseline_of_the_release_that_an_advisory_names_as_the_fix(
    tmp_path: Path, listed: list[NpmPackage], hooked: str
) -> None:
    """The first release gains a hook and is held; the second gains nothing beside it, and is called the fix of a fault."""
    files = [f"/npm/{hooked}/-/{hooked.rpartition('/')[2]}-{version}.tgz" for version in ("1.2.4", "1.2.5")]
    with LoopbackRegistry(npm=listed) as registry, AdvisoryBucket() as bucket:
        (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            first = running.get(files[0])
            sync(bucket, tmp_path, record(fixed="1.2.5"))
            wait_for_another_epoch(running, epoch)
            held = running.npm("install", project=project(tmp_path, "held", duct="1.2.5"))
            second = running.get(files[1])
            ranged = project(tmp_path, "ranged", duct="^1.2.3")
            resolved = running.npm("install", project=ranged)
            older = installed(ranged, "duct")
            # Let in and taken, the first one is what the second is compared with, and that has gained nothing.
            ref = f"pkg:npm/{hooked.replace('@', '%40')}@1.2.4"
            code, _, err = spawning.run("release", ref, "--reason", "read", folder=tmp_path)
            assert 0 == code, err
        with gate(tmp_path) as running:
            untaken = running.get(files[1])
            taken = running.get(files[0])
            # The set was weighed while the first one was no baseline, and is weighed anew now that it is one.
            end = time.monotonic() + A_MINUTE_S
            while running.get(files[1]).status != 200 and time.monotonic() < end:
                time.sleep(0.2)
            early = running.npm("install", project=project(tmp_path, "early", duct="1.2.5"))

    assert (403, 403) == (first.status, second.status)
    assert "postinstall is new" in json.dumps(second.json)
    assert 0 != held.code
    assert (0, "1.2.3") == (resolved.code, older if hooked == "duct" else "1.2.3"), resolved.out
    assert (403, 200, 0) == (untaken.status, taken.status, early.code), early.out


def test_pip_gets_a_fix_that_the_builder_of_the_release_before_attests(tmp_path: Path) -> None:
    project = PypiProject(name="sample", files=(attested(OLD), attested(NEW)))
    with LoopbackRegistry(pypi=[project]) as index, AdvisoryBucket() as bucket:
        configure(index)
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            user = PythonUser(running, tmp_path)
            held = user.pip("sample==1.2.4", into="early")
            sync(bucket, tmp_path, record("sample", "PyPI"), "osv-pypi")
            wait_for_another_epoch(running, epoch)
            done = user.pip("sample", into="late")
            by_uv = user.uv("sample", into="uv") if shutil.which("uv") else done

    assert 0 != held.code
    assert "sample==1.2.4 is held until 20" in held.out
    assert (0, "1.2.4") == (done.code, user.version("sample", "late")), done.out
    assert 0 == by_uv.code, by_uv.out
