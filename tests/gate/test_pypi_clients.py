"""What people see who install through the gate with pip, uv and Poetry."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

from tests.gate.python_clients import FLEET, FRESH, GIVEN_UP, KITE, PythonUser, configure
from tests.gate.running import Ran, gate
from tests.loopback import LoopbackRegistry

JSON = "application/vnd.pypi.simple.v1+json"
PIP_THAT_NAMES_YANKS = Version("23.3")
"""Older ones name the version alone (read off pip's own `resolvelib/factory.py`, 23.2.1 and 23.3)."""

Client = Callable[[PythonUser], Callable[..., Ran]]


def pip(user: PythonUser) -> Callable[..., Ran]:
    """The pip of the Python that runs the tests, of whatever age."""
    return user.pip


CLIENTS = [
    pytest.param(pip, id="pip"),
    pytest.param(
        lambda user: user.uv,
        id="uv",
        marks=pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed here"),
    ),
]


@pytest.fixture
def index() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(pypi=[KITE, FLEET, FRESH, GIVEN_UP]) as running:
        configure(running)
        yield running


@pytest.mark.parametrize("client", CLIENTS)
def test_ranges_resolve_around_what_waits_and_a_pin_meets_the_reason(
    client: Client, tmp_path: Path, index: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        user = PythonUser(running, tmp_path)
        whole = client(user)("fleet", into="whole")
        pinned = client(user)("kite==1.2.0", into="pinned")
        log = running.log()

    assert 0 == whole.code, whole.out
    assert ("2.0.0", "1.1.0") == (user.version("fleet", "whole"), user.version("kite", "whole"))
    assert 0 != pinned.code
    assert "kite==1.2.0 is held until 20" in pinned.out
    assert "published 20 h ago; the cooldown is 72 h [too-young]; use kite==1.1.0" in pinned.out
    assert ("pkg:pypi/kite@1.2.0", "kite-1.2.0-py3-none-any.whl", "hold", "too-young") in {
        (one["purl"], one["filename"], one["action"], one["reasons"][0]["code"])
        for one in log
        if one["action"] != "allow"
    }
    assert {"pkg:pypi/fleet@2.0.0", "pkg:pypi/kite@1.1.0"} == {
        one["purl"] for one in log if one["action"] == "allow"
    }


@pytest.mark.parametrize("client", CLIENTS)
def test_where_all_is_held_the_client_names_the_version(
    client: Client, tmp_path: Path, index: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        ran = client(PythonUser(running, tmp_path))("fresh")

    assert 0 != ran.code
    assert "0.1.0" in ran.out
    if client is not pip or Version(version("pip")) >= PIP_THAT_NAMES_YANKS:
        assert "yanked" in ran.out


@pytest.mark.parametrize("client", CLIENTS)
def test_an_install_that_is_locked_by_hashes_is_judged_as_any_other(
    client: Client, tmp_path: Path, index: LoopbackRegistry
) -> None:
    allowed, held = (
        f"kite=={file.version} --hash=sha256:{hashlib.sha256(file.data).hexdigest()}\n"
        for file in (KITE.files[0], KITE.files[3])
    )
    (tmp_path / "allowed.txt").write_text(allowed)
    (tmp_path / "held.txt").write_text(held)
    with gate(tmp_path) as running:
        user = PythonUser(running, tmp_path)
        good = client(user)("--require-hashes", "-r", "allowed.txt")
        refused = client(user)("--require-hashes", "-r", "held.txt", into="other")

    assert 0 == good.code, good.out
    assert "1.0.0" == user.version("kite")
    assert 0 != refused.code
    assert "kite==1.2.0 is held until" in refused.out


@pytest.mark.parametrize("client", CLIENTS)
def test_what_the_policy_denies_is_blocked_and_resolved_around(
    client: Client, tmp_path: Path, index: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text('[deny]\n"pkg:pypi/kite@1.1.0" = "read by us, and bad"\n')
    with gate(tmp_path) as running:
        user = PythonUser(running, tmp_path)
        around = client(user)("kite>=1")
        pinned = client(user)("kite==1.1.0", into="other")

    assert 0 == around.code, around.out
    assert "1.0.0" == user.version("kite")
    assert 0 != pinned.code
    assert (
        "kite==1.1.0 is blocked: denied by the policy: read by us, and bad [denied]; use kite==1.0.0"
        in pinned.out
    )


@pytest.mark.skipif(shutil.which("poetry") is None, reason="Poetry is not installed here")
def test_poetry_locks_around_what_waits_and_shows_the_reason_of_a_pin(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        user = PythonUser(running, tmp_path)
        around = user.poetry_lock("kite>=1")
        pinned = user.poetry_lock("kite==1.2.0")

    assert 0 == around.code, around.out
    assert 'version = "1.1.0"' in around.out
    assert 0 != pinned.code
    assert "403 Client Error: kite==1.2.0 is held until" in pinned.out


@pytest.mark.skipif(shutil.which("poetry") is None, reason="Poetry is not installed here")
def test_a_lock_of_poetry_cannot_bring_in_what_waits(tmp_path: Path, index: LoopbackRegistry) -> None:
    with gate(tmp_path, "--observe") as lax:
        assert 0 == PythonUser(lax, tmp_path).poetry_install("kite==1.2.0", into="app").code
    (project,) = tmp_path.glob("app-*")
    # Poetry's lock holds the address of the gate, and a digest over the project that names it.
    with gate(tmp_path, "--listen", lax.url.removeprefix("http://")) as running:
        ran = PythonUser(running, tmp_path).poetry_install_locked(project)
        held = running.log("--action", "hold")

    assert 0 != ran.code
    assert "403 Client Error: kite==1.2.0 is held until" in ran.out, ran.out
    assert {"pkg:pypi/kite@1.2.0"} == {one["purl"] for one in held}


def test_a_yank_of_the_index_is_kept_and_shown(tmp_path: Path, index: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        user = PythonUser(running, tmp_path)
        around = user.pip("given-up")
        pinned = user.pip("given-up==1.1.0", into="pinned")

    assert ("1.0.0", "1.1.0") == (user.version("given-up"), user.version("given-up", "pinned"))
    assert 0 == around.code == pinned.code
    assert "Reason for being yanked: broken build" in pinned.out


def test_each_file_of_a_release_is_judged_by_itself_and_served_as_it_was_judged(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    wheel, sdist = KITE.files[:2]
    with gate(tmp_path) as running:
        got = [running.get(f"/pypi/simple/kite/1.0.0/{file.filename}") for file in (wheel, sdist)]
        missing = running.get("/pypi/simple/kite/1.1.0/kite-1.1.0.tar.gz")
        log = running.log()

    assert [(200, wheel.data), (200, sdist.data)] == [(one.status, one.body) for one in got]
    assert 404 == missing.status
    assert {wheel.filename, sdist.filename} == {one["filename"] for one in log}


def test_a_page_has_one_address_two_forms_and_is_not_sent_twice(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        html = running.get("/pypi/simple/Kite")
        page = running.get("/pypi/simple/kite/", Accept=JSON)
        packed = running.get("/pypi/simple/kite/", Accept=JSON, Accept_Encoding="gzip")
        again = running.get("/pypi/simple/kite/", Accept=JSON, If_None_Match=page.headers["etag"])
        hidden = [
            running.get(f"/pypi/simple/{path}").status
            for path in ("%2e%2e/kite/", "kite%2f1.0.0/", "kite/%2e%2e/x", "kite/1.0.0/..%2fx", "-/", "%00/")
        ]

    assert (200, "text/html; charset=utf-8") == (html.status, html.headers["content-type"])
    assert (200, JSON) == (page.status, page.headers["content-type"])
    assert {"1.0.0", "1.1.0", "1.2.0"} == set(page.json["versions"])
    assert all(file["url"].startswith(running.url) for file in page.json["files"])
    assert "gzip" == packed.headers["content-encoding"]
    assert (304, b"") == (again.status, again.body)
    assert [400] * 6 == hidden


def test_what_was_served_once_stays_installable_when_it_or_the_index_is_gone(tmp_path: Path) -> None:
    with LoopbackRegistry(pypi=[KITE]) as leaving:
        configure(leaving)
        with gate(tmp_path, "--fresh", "0") as running:
            user = PythonUser(running, tmp_path)
            assert 0 == user.pip("kite==1.1.0", into="before").code
            leaving.put_pypi(replace(KITE, files=KITE.files[:2]))
            around = user.pip("kite", into="around")
            removed = user.pip("kite==1.1.0", into="removed")
    with gate(tmp_path, "--fresh", "0") as running:
        user = PythonUser(running, tmp_path)
        silent = user.pip("kite==1.1.0", into="silent")
        never = running.get("/pypi/simple/never/")

    assert "1.0.0" == user.version("kite", "around"), around.out
    assert 0 == removed.code, removed.out
    assert "the registry removed this file; the gate has a stored copy" in removed.out
    assert 0 == silent.code, silent.out
    assert 503 == never.status
