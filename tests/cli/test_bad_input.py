"""Broken, hostile and huge input, end to end: a clear answer, the right exit code, and nothing lost.

What registries answer is in test_bad_registry, what befalls a run in test_bad_run, and what a project may try in
test_hostile_project.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.archive.hostile import Part, member, pax, rawzip, tarball, zeros
from tests.builders import tgz
from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease, PypiProject, wheel_file

MANIFEST = member("package/package.json", b'{"name": "x", "version": "1.0.0"}')
GOOD = tgz({"package.json": '{"name": "x", "version": "1.0.0"}', "index.js": "module.exports = 1\n"})
GOOD_WHEEL = wheel_file("good", "1.0").data


def archives() -> dict[str, bytes]:
    """Archives that no honest tool writes, by file name."""
    return {
        "empty.tgz": b"",
        "garbage.tgz": b"\x00garbage" * 50,
        "page.tgz": b"<!doctype html><title>502</title>",
        "truncated.tgz": GOOD[: len(GOOD) // 2],
        "cut-tar.tgz": tarball(MANIFEST)[:-600] + b"\0" * 20,
        "bomb.tgz": zeros(300),
        "tar-bomb.tgz": tarball(MANIFEST, member("package/a.js", bytes(80 << 20))),
        "many.tgz": tarball(MANIFEST, member("package/a") * 50_001),
        "deep.tgz": tarball(MANIFEST, pax({"path": "package/" + "d/" * 400 + "a.js"}), member("x", b"1")),
        "long.tgz": tarball(MANIFEST, pax({"path": "package/" + "n" * 5000 + ".js"}), member("x", b"1")),
        "outside.tgz": tarball(MANIFEST, member("package/../../../.bashrc", b"marker")),
        "absolute.tgz": tarball(MANIFEST, member("/etc/cron.d/x", b"marker")),
        "symlink.tgz": tarball(MANIFEST, member("package/a", kind=b"2", target=b"../../../etc/passwd")),
        "hardlink.tgz": tarball(MANIFEST, member("package/a", kind=b"1", target=b"/etc/shadow")),
        "twice.tgz": tarball(MANIFEST, MANIFEST, member("package/package.json", b"{}")),
        "device.tgz": tarball(MANIFEST, member("package/a", kind=b"3")),
        "escape.tgz": tarball(MANIFEST, member("package/\x1b[2Ja.js", b"1")),
        "bomb-1.0-py3-none-any.whl": rawzip(Part(name=b"a.py", data=bytes(80 << 20))),
        "lying-1.0-py3-none-any.whl": rawzip(Part(name=b"a.py", local_name=b"b.py")),
        "crc-1.0-py3-none-any.whl": rawzip(Part(name=b"a.py", crc=7)),
        "locked-1.0-py3-none-any.whl": rawzip(Part(name=b"a.py", flags=1)),
        "cut-1.0-py3-none-any.whl": GOOD_WHEEL[:-30],
        "prefixed-1.0-py3-none-any.whl": b"#!/bin/sh\n" + GOOD_WHEEL,
    }


def by_target(machine: Machine, *arguments: str) -> tuple[int, dict[str, Any]]:
    ran = machine.run("inspect", "--format", "jsonl", *arguments)
    return ran.code, {line["target"]: line for line in ran.lines}


def test_hostile_archives_are_findings_or_unread_and_never_allowed_in_silence(machine: Machine) -> None:
    bad = archives()
    for name, data in {**bad, "good.tgz": GOOD, "good-1.0-py3-none-any.whl": GOOD_WHEEL}.items():
        (machine.folder / name).write_bytes(data)
    names = [f"./{name}" for name in bad]
    code, told = by_target(machine, *names, "./good.tgz", "./good-1.0-py3-none-any.whl")
    assert 1 == code
    assert ["allow", "allow"] == [told[f"./good{end}"]["action"] for end in (".tgz", "-1.0-py3-none-any.whl")]
    silent = [
        name
        for name in names
        if not told[name]["findings"] and told[name]["coverage"]["complete"] and not told[name]["error"]
    ]
    assert [] == silent
    unread = {name for name in names if not told[name]["coverage"]["complete"]}
    assert {
        f"./{name}.tgz" for name in ("empty", "garbage", "page", "truncated", "bomb", "tar-bomb", "many")
    } <= unread
    stopped = {name for name in names if told[name]["action"] != "allow"}
    assert unread <= stopped
    reasons = {f"./{name}.tgz" for name in ("outside", "absolute", "symlink", "hardlink", "device")}
    assert reasons <= stopped


def test_a_hostile_archive_in_a_project_stops_nobody_else_from_being_judged(machine: Machine) -> None:
    machine.registry.put_npm(
        NpmPackage(name="bomb", releases=(NpmRelease(version="1.0.0", tarball=zeros(300)),))
    )
    machine.lock("bomb@1.0.0", "calm@1.0.1")
    ran = machine.run("check")
    assert 3 == ran.code
    assert "Incomplete: 1 package not fully checked; 1 without issues" in ran.out
    assert "bomb@1.0.0 (package-lock.json:" in ran.out
    ran = machine.run("check", "--as", "new")
    assert 1 == ran.code
    assert "limit: the archive unpacks to more than 200 times its size" in ran.out
    again = machine.run("check", "--format", "json")
    cached = {p["purl"]: p["artifacts"][0]["cached"] for p in again.json["packages"]}
    assert cached["pkg:npm/calm@1.0.1"] is True


LOCKS: dict[str, tuple[str, bytes, str]] = {
    "cut": ("package-lock.json", b'{"lockfileVersion": 3, "packages": {"node_modules/a"', "lock-invalid"),
    "empty": ("package-lock.json", b"", "lock-invalid"),
    "list": ("package-lock.json", b"[]", "lock-invalid"),
    "bare": ("package-lock.json", b"{}", "lock-unknown-version"),
    "next": ("package-lock.json", b'{"lockfileVersion": 4, "packages": {}}', "lock-unknown-version"),
    "word": ("package-lock.json", b'{"lockfileVersion": "3", "packages": {}}', "lock-unknown-version"),
    "deep": ("package-lock.json", b'{"lockfileVersion": 3, "x": ' + b"[" * 200_000, "lock-invalid"),
    "latin": (
        "package-lock.json",
        b'{"name": "caf\xe9", "lockfileVersion": 3, "packages": {}}',
        "lock-invalid",
    ),
    "half": (
        "package-lock.json",
        b'{"name": "\\ud800", "lockfileVersion": 3, "packages": {}}',
        "lock-invalid",
    ),
    "utf16": ("npm-shrinkwrap.json", '{"lockfileVersion": 3}'.encode("utf-16"), "lock-invalid"),
    "merge": ("package-lock.json", b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n", "lock-invalid"),
    "uv": ("uv.lock", b"version = 7\n", "lock-unknown-version"),
    "uv-cut": ("uv.lock", b"version = 1\n[[package]]\nname = ", "lock-invalid"),
    "uv-bytes": ("uv.lock", b"version = 1\nx = '\xff'\n", "lock-invalid"),
    "poetry": ("poetry.lock", b'[metadata]\nlock-version = "9.0"\n', "lock-unknown-version"),
    "pylock": ("pylock.toml", b'lock-version = "2.0"\n', "lock-unknown-version"),
    "pip": ("requirements.txt", b"caf\xe9==1.0\n", "lock-invalid"),
    "pip-odd": ("requirements.txt", b"# -*- coding: utf-7 -*-\ncalm==1\n", "lock-invalid"),
}


def test_locks_that_cannot_be_read_are_each_named_with_a_hint_and_the_others_judged(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    assert 0 == machine.run("check").code
    for folder, (name, data, _) in LOCKS.items():
        (machine.folder / folder).mkdir()
        (machine.folder / folder / name).write_bytes(data)
    ran = machine.run("check", "--format", "json")
    errors = {file["path"]: file["error"] for file in ran.json["coverage"]["files"] if file["error"]}
    expected = {f"{folder}/{name}": reference for folder, (name, _, reference) in LOCKS.items()}
    assert expected == {path: error["reference"] for path, error in errors.items()}
    assert all(error["message"] and error["hint"] for error in errors.values())
    assert (3, 1) == (ran.code, ran.json["coverage"]["judged"])
    assert ran.json["packages"][0]["artifacts"][0]["cached"] is True


def test_a_named_lock_that_cannot_be_read_is_incomplete(machine: Machine) -> None:
    machine.write("package-lock.json", "{")
    ran = machine.run("check", "package-lock.json")
    assert 3 == ran.code
    assert "package-lock.json is not JSON" in ran.out


def test_entries_that_make_no_sense_are_told_and_the_rest_of_the_lock_stands(machine: Machine) -> None:
    document = json.loads(machine.lock("calm@1.0.1").read_text())
    document["packages"] |= {
        "node_modules/../../up": {"version": "1.0.0"},
        "node_modules/\x1b[2J": {"version": "1.0.0"},
        "node_modules/no-version": {"resolved": "https://registry.example/no-version/-/no-version-1.0.0.tgz"},
        "node_modules/list": ["1.0.0"],
        "node_modules/bad-digest": {"version": "1.0.0", "integrity": "sha512-AAAA"},
    }
    machine.write("package-lock.json", json.dumps(document))
    ran = machine.run("check")
    assert 3 == ran.code
    assert "\x1b" not in ran.out + ran.err
    for name in ("up", "no-version", "list", "bad-digest"):
        assert f"node_modules/{name}" in ran.out or f"../{name}" in ran.out
    assert "calm" not in {
        item["purl"] for item in machine.run("check", "-f", "json").json["coverage"]["not_judged"]
    }


NOT_UTF8 = b"// caf\xe9 \xff\xfe\nmodule.exports = 1\n"
LATIN_MANIFEST = b'{"name": "odd-manifest", "version": "1.0.0", "description": "caf\xe9"}'


def test_manifests_and_sources_that_are_no_text_are_read_all_the_same_or_told(machine: Machine) -> None:
    odd = NpmRelease(
        version="1.0.0",
        tarball=tgz({"package.json": LATIN_MANIFEST, "a.js": b"1"}),
    )
    binary = NpmRelease(version="1.0.0", files={"index.js": b"\xff\xfe" + bytes(range(256)) * 20})
    latin = NpmRelease(version="1.0.0", files={"index.js": NOT_UTF8})
    machine.registry.put_npm(NpmPackage(name="odd-manifest", releases=(odd,)))
    machine.registry.put_npm(NpmPackage(name="odd-source", releases=(binary,)))
    machine.registry.put_npm(NpmPackage(name="latin", releases=(latin,)))
    python = wheel_file("oddpy", "1.0", {"oddpy.py": b"x = '\xff'\n"})
    machine.registry.put_pypi(PypiProject(name="oddpy", files=(python,)))
    code, told = by_target(machine, "odd-manifest@1.0.0", "odd-source@1.0.0", "latin@1.0.0", "oddpy==1.0")
    assert 3 == code
    assert ["allow", "hold"] == [told[name]["action"] for name in ("odd-manifest@1.0.0", "odd-source@1.0.0")]
    for line in told.values():
        assert line["coverage"]["complete"] is (line["action"] == "allow")
        assert line["error"] is None


@pytest.mark.parametrize(
    "odd", ["calm@1.0.1\x00", "calm@\ud800", "pkg:npm/%00@1", "x" * 9000, "\x1b[2J@1.0.0", "@/x@1"]
)
def test_a_target_that_nobody_can_mean_is_a_usage_error(machine: Machine, odd: str) -> None:
    ran = machine.run("inspect", "-f", "jsonl", "calm@1.0.1", odd)
    assert (2, "") == (ran.code, ran.out)
    assert "target-invalid" in ran.err
    assert "\x1b" not in ran.err
    assert [] == machine.registry.requests


def test_a_folder_whose_name_is_no_text_can_be_checked(machine: Machine) -> None:
    machine.lock("calm@1.0.1")
    folder = Path(os.fsdecode(bytes(machine.folder) + b"/caf\xe9"))
    folder.mkdir()
    (machine.folder / "package-lock.json").rename(folder / "package-lock.json")
    os.chdir(folder)
    assert 0 == machine.run("check").code
    assert 0 == machine.run("check", "--format", "json").code
    os.chdir("..")
    for name in ("text", "json", "jsonl", "sarif", "markdown"):
        assert 0 == machine.run("check", "--format", name).code
