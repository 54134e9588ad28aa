"""A fix with nine siblings, and an advisory that comes later: what people see with the npm that is installed here."""

import json
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import zipped
from tests.cli import spawning
from tests.cli.advising import osv_record
from tests.gate.fix_sets import PARTS, packages
from tests.gate.python_clients import PythonUser, configure
from tests.gate.running import RunningGate, gate, installed, project
from tests.intake.test_fix_builders import NEW, OLD, attested
from tests.loopback import LoopbackRegistry, PypiProject
from tests.loopback.advisory_bucket import AdvisoryBucket

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")

A_MINUTE_S = 60


def record(name: str = "duct", ecosystem: str = "npm", *, reviewed: bool = True) -> bytes:
    """What GitHub's database says of the fault, once it says so."""
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.4"}]}]
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
    assert "@1.2.4 waits until 20" in held.out
    assert (0, "1.2.3") == (before.code, older)
    assert 403 == unread.status
    assert "nobody but who wrote the advisory is known to have read it" in json.dumps(unread.json)
    assert (0, 0) == (done.code, locked.code), done.out + locked.out
    assert ["1.2.4"] * 10 == [installed(ranged, name) for name in ("duct", *PARTS)]
    assert took_s < A_MINUTE_S
    assert "1.2.4" == page["dist-tags"]["latest"]
    assert "deprecated" not in page["versions"]["1.2.4"]
    assert "GHSA-duct-duct-duct (reviewed by GitHub) names duct@1.2.4 as the fix" in json.dumps(log[0])


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
    assert "sample==1.2.4 waits until 20" in held.out
    assert (0, "1.2.4") == (done.code, user.version("sample", "late")), done.out
    assert 0 == by_uv.code, by_uv.out
