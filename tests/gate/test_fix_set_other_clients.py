"""A fix with nine siblings, and an advisory that comes later: what people see with clients other than npm's own.

Each is run where it is installed (see `clients_of_npm`).
"""

import shutil
import time
from pathlib import Path

import pytest

from tests.cli import spawning
from tests.gate.clients_of_npm import Client, NpmUser, params
from tests.gate.fix_sets import PARTS, packages
from tests.gate.gem_clients import YOUNG, GemUser, needs_bundler, needs_gem, one_line, server
from tests.gate.gem_clients import configure as configure_gem
from tests.gate.python_clients import PythonUser, configure
from tests.gate.running import gate
from tests.gate.test_fix_set_clients import A_MINUTE_S, record, sync, wait_for_another_epoch
from tests.intake.fixes.test_builders import NEW, OLD, attested
from tests.loopback import GemPackage, LoopbackRegistry, PypiProject, gem_file
from tests.loopback.advisory_bucket import AdvisoryBucket

SET = ("duct", *PARTS)
DUCT = GemPackage(
    name="duct",
    files=(gem_file("duct", "1.2.3"), gem_file("duct", "1.2.4", {"lib/duct.rb": "X\n"}, published_at=YOUNG)),
)
SAMPLE = PypiProject(name="sample", files=(attested(OLD), attested(NEW)))


@pytest.mark.parametrize("client", params())
def test_a_fix_set_is_resolved_around_until_it_is_named_and_then_installs_whole(
    client: Client, tmp_path: Path
) -> None:
    with LoopbackRegistry(npm=packages()) as registry, AdvisoryBucket() as bucket:
        (Path.home() / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        with gate(tmp_path) as running:

            def user(name: str, wanted: str) -> NpmUser:
                return NpmUser(client, tmp_path / name, f"{running.url}/npm/", {"duct": wanted})

            epoch = running.get("/healthz").json["epoch"]
            pinned = user("pinned", "1.2.4").install()
            around = user("around", "^1.2.0")
            before = around.install()
            older = around.version("duct")
            started = time.monotonic()
            sync(bucket, tmp_path, record())
            wait_for_another_epoch(running, epoch)
            late = user("late", "^1.2.0")
            done = late.install()
            took_s = time.monotonic() - started
            resolved = [late.version(name) for name in SET]
            late.forget()
            locked = late.install_locked()

    assert 0 != pinned.code
    assert (0, "1.2.3") == (before.code, older), before.out
    assert 0 == done.code, done.out
    assert ["1.2.4"] * 10 == resolved
    assert 0 == locked.code, locked.out
    assert ["1.2.4"] * 10 == [late.version(name) for name in SET]
    assert took_s < A_MINUTE_S


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed here")
def test_uv_gets_a_fix_that_the_builder_of_the_release_before_attests(tmp_path: Path) -> None:
    with LoopbackRegistry(pypi=[SAMPLE]) as index, AdvisoryBucket() as bucket:
        configure(index)
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            user = PythonUser(running, tmp_path)
            pinned = user.uv("sample==1.2.4", into="pinned")
            around = user.uv("sample", into="around")
            sync(bucket, tmp_path, record("sample", "PyPI"), "osv-pypi")
            wait_for_another_epoch(running, epoch)
            done = user.uv("sample", into="late")

    assert 0 != pinned.code
    assert "sample==1.2.4 is held until 20" in pinned.out
    assert (0, "1.2.3") == (around.code, user.version("sample", "around")), around.out
    assert (0, "1.2.4") == (done.code, user.version("sample", "late")), done.out


@pytest.mark.skipif(shutil.which("poetry") is None, reason="Poetry is not installed here")
def test_poetry_gets_a_fix_that_the_builder_of_the_release_before_attests(tmp_path: Path) -> None:
    with LoopbackRegistry(pypi=[SAMPLE]) as index, AdvisoryBucket() as bucket:
        configure(index)
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            user = PythonUser(running, tmp_path)
            pinned = user.poetry_install("sample==1.2.4", into="pinned")
            around = user.poetry_install("sample>=1", into="around")
            sync(bucket, tmp_path, record("sample", "PyPI"), "osv-pypi")
            wait_for_another_epoch(running, epoch)
            done = user.poetry_install("sample>=1", into="late")

    assert 0 != pinned.code
    assert "sample==1.2.4 is held until 20" in pinned.out
    assert 0 == around.code, around.out
    assert "Installing sample (1.2.3)" in around.out
    assert 0 == done.code, done.out
    assert "Installing sample (1.2.4)" in done.out


@needs_gem
@needs_bundler
def test_a_gem_tells_no_publisher_so_its_fix_waits_for_a_person_and_then_installs(tmp_path: Path) -> None:
    with server(DUCT) as registry, AdvisoryBucket() as bucket:
        configure_gem(registry.gem_url)
        with gate(tmp_path) as running:
            epoch = running.get("/healthz").json["epoch"]
            user = GemUser(running, tmp_path)
            sync(bucket, tmp_path, record("duct", "RubyGems"), "osv-rubygems")
            wait_for_another_epoch(running, epoch)
            around = user.install("duct", into="around")
            pinned = user.install("duct", "-v", "1.2.4", into="pinned")
            bundled = user.bundle("pinned-too", '"duct", "1.2.4"')
            why = running.get("/gems/gems/duct-1.2.4.gem").json["reasons"]
            code, _, err = spawning.run(
                "release", "pkg:gem/duct@1.2.4", "--reason", "the fix; read by ada", folder=tmp_path
            )
            assert 0 == code, err
            end = time.monotonic() + A_MINUTE_S
            while running.get("/gems/gems/duct-1.2.4.gem").status != 200:
                assert time.monotonic() < end
                time.sleep(0.2)
            late = user.install("duct", into="late")
            late_too = user.bundle("late-too", '"duct", "~> 1.2.0"')

    assert 0 == around.code, around.out
    assert ["duct-1.2.3.gem"] == _gems(tmp_path / "around")
    assert [True, True] == [one.code != 0 for one in (pinned, bundled)]
    assert "gem:duct@1.2.4 is held until 20" in one_line(pinned.out)
    assert "the registry lists no publisher of gem:duct@1.2.4" in why[0]["text"]
    assert 0 == late.code, late.out
    assert ["duct-1.2.4.gem"] == _gems(tmp_path / "late")
    assert 0 == late_too.code, late_too.out
    assert "    duct (1.2.4)\n" in user.lock("late-too")


def _gems(folder: Path) -> list[str]:
    return [one.name for one in (folder / "cache").iterdir()]
