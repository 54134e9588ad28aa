"""Registries that refuse, fail, lie or point elsewhere, end to end."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.builders import tgz
from tests.cli.raw_server import answering
from tests.cli.running import Machine, plain
from tests.loopback import (
    Fault,
    GzipBomb,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    Redirect,
    RedirectLoop,
    Replaced,
    Status,
    Truncated,
)

OTHER = tgz({"package.json": '{"name": "x", "version": "1.0.0"}', "index.js": "other()\n"})

LISTING_FAULTS: dict[str, tuple[Fault, str]] = {
    "unauthorised": (Status(code=401), "registry-unauthorized"),
    "forbidden": (Status(code=403), "registry-unauthorized"),
    "missing": (Status(code=404), "registry-not-found"),
    "gone": (Status(code=410), "registry-not-found"),
    "busy": (Status(code=429, retry_after="0"), "registry-busy"),
    "broken": (Status(code=500), "registry-failed"),
    "teapot": (Status(code=418), "registry-failed"),
    "down": (Status(code=503, retry_after="0"), "registry-failed"),
    "circle": (RedirectLoop(), "redirect-refused"),
    "chase": (RedirectLoop(endless=True), "redirect-refused"),
    "nowhere": (Redirect(location=""), "redirect-refused"),
    "file": (Redirect(location="file:///etc/passwd"), "redirect-refused"),
    "cut": (Truncated(missing_bytes=9), "body-truncated"),
    "bomb": (GzipBomb(plain_bytes=80 << 20), "body-too-large"),
    "page": (Replaced(data=b"<html>sign in</html>"), "listing-invalid"),
    "list": (Replaced(data=b"[]"), "listing-invalid"),
    "null": (Replaced(data=b'{"name": null, "versions": {"1.0.0": null}}'), "version-not-found"),
    "deep": (Replaced(data=b'{"a":' * 50_000), "listing-invalid"),
    "latin": (Replaced(data=b'{"name": "caf\xe9", "versions": {}}'), "listing-invalid"),
    "half": (Replaced(data=b'{"name": "half", "versions": {"\\ud800": {}}}'), "version-not-found"),
    "codec": (Replaced(data=b"{}", encoding="br"), "registry-failed"),
    "no-gzip": (Replaced(data=b"{}", encoding="gzip"), "registry-failed"),
}
FILE_FAULTS: dict[str, tuple[Fault, str]] = {
    "f-unauthorised": (Status(code=401), "registry-unauthorized"),
    "f-missing": (Status(code=404), "registry-not-found"),
    "f-busy": (Status(code=429, retry_after="0"), "registry-busy"),
    "f-broken": (Status(code=500), "registry-failed"),
    "f-circle": (RedirectLoop(), "redirect-refused"),
    "f-cut": (Truncated(missing_bytes=1), "body-truncated"),
}


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
HARDLY_HTTP: dict[str, bytes] = {
    "nothing": b"",
    "noise": b"\x00\xff" * 400,
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
    "escape": b"HTTP/1.1 418 \x1b[2J\xff\r\nContent-Length: 0\r\n\r\n",
    "long": HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n{}",
    "many": b"".join((HEAD, *(b"X-%d: y\r\n" % n for n in range(20_000)), b"\r\n{}")),
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "promise": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}",
    "address": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
}
TOLD_AS = {"registry-failed", "registry-unreachable", "body-truncated", "body-too-large", "redirect-refused"}


@pytest.fixture
def other() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(npm=[plain("calm", "1.0.0", "1.0.1", "1.1.0")]) as running:
        yield running


def by_target(machine: Machine, *arguments: str) -> tuple[int, dict[str, Any]]:
    ran = machine.run("inspect", "--format", "jsonl", *arguments)
    assert "\x1b" not in ran.out + ran.err
    return ran.code, {line["target"]: line for line in ran.lines}


def test_every_failure_of_a_registry_is_named_with_a_hint_and_the_others_are_judged(machine: Machine) -> None:
    machine.run("inspect", "calm@1.0.1")
    for name, (fault, _) in {**LISTING_FAULTS, **FILE_FAULTS}.items():
        machine.registry.put_npm(plain(name, "1.0.0"))
        machine.registry.fault(f"/npm/{name}/-/*" if name in FILE_FAULTS else f"/npm/{name}", fault)
    expected = {
        f"{name}@1.0.0": reference for name, (_, reference) in {**LISTING_FAULTS, **FILE_FAULTS}.items()
    }
    odd = [f"@{scope}/x@1.0.0" for scope in HARDLY_HTTP]
    with ExitStack() as servers, (Path(os.environ["HOME"]) / ".npmrc").open("a") as file:
        for scope, answer in HARDLY_HTTP.items():
            file.write(f"@{scope}:registry={servers.enter_context(answering(answer))}\n")
        file.flush()
        code, told = by_target(machine, *expected, *odd, "calm@1.0.1")
    assert 3 == code
    calm = told.pop("calm@1.0.1")
    assert ("allow", None, True) == (calm["action"], calm["error"], calm["artifacts"][0]["cached"])
    references = {name: line["error"] and line["error"]["reference"] for name, line in told.items()}
    assert expected == {name: reference for name, reference in references.items() if name not in odd}
    assert {references[name] for name in odd} <= TOLD_AS
    for line in told.values():
        assert ("hold", "review") == (line["action"], line["kind"])
        assert line["error"]["message"]
        assert line["error"]["hint"]


def test_a_registry_that_heals_is_answered_in_full_the_next_time(machine: Machine) -> None:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    machine.registry.fault("*tool*", Status(code=500))
    broken = machine.run("check", "--format", "json")
    assert (3, ["pkg:npm/calm@1.0.1"]) == (
        broken.code,
        [package["purl"] for package in broken.json["packages"]],
    )
    machine.registry.heal()
    healed = machine.run("check", "--format", "json")
    assert 0 == healed.code
    standing = {package["purl"]: package["standing"] for package in healed.json["packages"]}
    assert {"pkg:npm/calm@1.0.1": "pinned", "pkg:npm/%40acme/tool@2.0.0": "pinned"} == standing


def test_a_first_check_without_a_network_adopts_the_project_all_the_same(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    assert 3 == machine.run("check", "--offline").code
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    report = machine.run("check", "--format", "json").json
    standing = {package["purl"]: package["standing"] for package in report["packages"]}
    assert {"pkg:npm/calm@1.0.1": "pinned", "pkg:npm/%40acme/tool@2.0.0": "new"} == standing


def test_wrong_bytes_block_once_and_the_right_ones_are_allowed_after(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*.tgz", Replaced(data=OTHER), times=2)
    assert 1 == machine.run("check").code
    assert 0 == machine.run("check").code


@pytest.mark.parametrize("data", [OTHER, b"<html>Virus blocked</html>", b""])
@pytest.mark.parametrize("verb", [("check",), ("inspect", "calm@1.0.1")])
def test_one_bad_answer_stops_nothing(machine: Machine, verb: tuple[str, ...], data: bytes) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*/calm-1.0.1.tgz", Replaced(data=data), times=1)
    assert 0 == machine.run(*verb).code


@pytest.mark.parametrize("data", [b"<html>Virus blocked</html>", b"", OTHER[:-1]])
@pytest.mark.parametrize("verb", [("check",), ("inspect", "calm@1.0.1")])
def test_a_page_in_place_of_a_file_is_no_changed_bytes(
    machine: Machine, verb: tuple[str, ...], data: bytes
) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*/calm-1.0.1.tgz", Replaced(data=data))
    ran = machine.run(*verb)
    assert 3 == ran.code
    assert "calm-1.0.1.tgz could not be downloaded: the response is not the file" in ran.out
    assert "changed-bytes" not in ran.out
    machine.registry.heal()
    assert 0 == machine.run(*verb).code


@pytest.mark.parametrize("standing", ["pinned", "new"])
def test_wrong_bytes_block_whatever_the_standing(machine: Machine, standing: str) -> None:
    machine.lock("calm@1.0.1")
    machine.registry.fault("*/calm-1.0.1.tgz", Replaced(data=OTHER))
    ran = machine.run("check", "--as", standing)
    assert 1 == ran.code
    assert "! the lockfile says" in ran.out


def test_a_wrong_baseline_allows_nothing(machine: Machine) -> None:
    machine.registry.fault("*/calm-1.0.0.tgz", Replaced(data=OTHER))
    code, told = by_target(machine, "calm@1.0.1")
    assert (3, "hold") == (code, told["calm@1.0.1"]["action"])
    assert "integrity-mismatch" == told["calm@1.0.1"]["error"]["reference"]
    assert "--no-baseline" in told["calm@1.0.1"]["error"]["hint"]


def test_an_artifact_beyond_all_size_is_not_had(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRATIQUE_MAX_ARTIFACT_MB", "1")
    large = NpmRelease(version="1.0.0", tarball=bytes(2 << 20))
    machine.registry.put_npm(NpmPackage(name="large", releases=(large,)))
    code, told = by_target(machine, "large@1.0.0", "calm@1.0.1")
    assert (3, "body-too-large") == (code, told["large@1.0.0"]["error"]["reference"])
    assert "max_artifact_mb" in told["large@1.0.0"]["error"]["hint"]


def trust(machine: Machine, token: str) -> None:
    key = machine.registry.npm_url.partition(":")[2]
    with (Path(os.environ["HOME"]) / ".npmrc").open("a") as file:
        file.write(f"{key}:_authToken={token}\n")


def test_a_redirect_to_another_host_does_not_get_the_credential(
    machine: Machine, other: LoopbackRegistry
) -> None:
    trust(machine, "s3cret")
    with (Path(os.environ["HOME"]) / ".npmrc").open("a") as file:
        # A registry of this user, so that it may be an address of this machine.
        file.write(f"@other:registry={other.npm_url}\n")
    for path, to in (
        ("/npm/calm", f"{other.npm_url}calm"),
        ("*/calm-1.0.1.tgz", other.npm_tarball_url("calm", "1.0.1")),
    ):
        machine.registry.fault(path, Redirect(location=to))
    code, told = by_target(machine, "calm@1.0.1")
    assert (0, "allow") == (code, told["calm@1.0.1"]["action"])
    assert {"Bearer s3cret"} == {seen.authorization for seen in machine.registry.requests}
    assert other.requests
    assert {None} == {seen.authorization for seen in other.requests}
