"""`pratique inspect --staged`: by package, by stage id, and all that the token can see."""

import json
import os
import random
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders import tgz
from tests.cli.running import Machine, Ran, plain
from tests.git import Git
from tests.loopback import (
    GzipBomb,
    NpmPackage,
    NpmRelease,
    NpmStaged,
    Redirect,
    Replaced,
    Status,
    Truncated,
)
from tests.loopback.npm_publisher import Publisher, needs_npm_12, npmrc
from tests.report.formats.test_json_contract import schema

NOBODY = "00000000-0000-4000-8000-000000000000"


def token(machine: Machine, value: str | None = "t0ken") -> None:
    """Write the user's own .npmrc."""
    address = machine.registry.npm_url
    lines = [f"registry={address}"]
    if value is not None:
        lines.append(f"{address.partition(':')[2]}:_authToken={value}")
    (Path(os.environ["HOME"]) / ".npmrc").write_text("\n".join([*lines, ""]))


def pack(name: str, version: str, files: Mapping[str, str] | None = None, **manifest: object) -> bytes:
    document = json.dumps({"name": name, "version": version, "license": "MIT", **manifest}, indent=2) + "\n"
    return tgz({"package.json": document, **(files or {"index.js": f"module.exports = '{version}'\n"})})


def stage(machine: Machine, name: str = "calm", version: str = "1.2.0", **more: Any) -> NpmStaged:
    assert machine.registry.npm_stage is not None
    more.setdefault("tarball", pack(name, version))
    return machine.registry.npm_stage.put(NpmStaged(name=name, version=version, **more))


@pytest.fixture
def publisher(machine: Machine) -> Machine:
    token(machine)
    return machine


def answers(ran: Ran) -> list[Any]:
    for line in ran.lines:
        jsonschema.validate(line, schema("inspect"))
    return ran.lines


def errors(ran: Ran) -> list[str | None]:
    return [line["error"] and line["error"]["reference"] for line in answers(ran)]


def test_a_staged_release_is_judged_against_the_last_one_of_its_tag(publisher: Machine) -> None:
    one = stage(publisher)
    ran = publisher.run("inspect", "--staged", "calm")
    assert 0 == ran.code, ran.out + ran.err
    assert ran.out.startswith("OK: calm@1.2.0 (npm, staged), no issues\n")
    assert "staged 2026-11-30 09:30 UTC by ada (user), dist-tag latest, access public\n" in ran.out
    assert "compared with calm@1.1.0 (the last release with the dist-tag latest), published by ada" in (
        " ".join(ran.out.split())
    )
    assert "calm@1.1.0 -> calm@1.2.0: same capabilities and manifest, 2 files changed" in ran.out
    assert f"  npm stage approve {one.id}\n  npm stage reject {one.id}\n" in ran.out
    assert [] == [seen for seen in publisher.registry.requests if seen.method != "GET"]


@pytest.mark.parametrize("format_", ["text", "json", "jsonl"])
@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("by", ["package", "id", "everything"])
def test_each_way_finds_none_one_and_many(publisher: Machine, by: str, count: int, format_: str) -> None:
    staged = [stage(publisher, version=f"1.{number}.0") for number in range(2, 2 + count)]
    stage(publisher, name="@acme/tool", version="2.1.0") if by != "everything" else None
    names = {"package": ["calm"], "id": [one.id for one in staged] or [NOBODY], "everything": []}[by]
    ran = publisher.run("inspect", "--staged", "-f", format_, *names)
    assert (0 if count else 3) == ran.code, ran.out + ran.err
    if format_ == "text":
        assert count == ran.out.count("no issues")
        assert count == ran.out.count("npm stage approve")
        assert (not count) == ("could not be checked" in ran.out)
        return
    found = ran.json if format_ == "json" else answers(ran)
    assert {one.id for one in staged} == {line["staged"]["id"] for line in found if "staged" in line}
    assert max(count, 1) == len(found)


def test_json_says_who_when_what_changed_and_how_to_decide(publisher: Machine) -> None:
    files = {"index.js": "module.exports = '1.2.0'\n", "more.js": "module.exports = 1\n"}
    one = stage(publisher, tarball=pack("calm", "1.2.0", files), actor="bot", actor_type="trusted automation")
    (answer,) = answers(publisher.run("inspect", "--staged", "-f", "jsonl", one.id))
    told = answer["staged"]
    assert ("bot", "trusted automation", "latest", "public", None) == tuple(
        told[key] for key in ("actor", "actor_type", "tag", "access", "status")
    )
    assert "2026-11-30T09:30:00Z" == told["staged_at"]
    assert {"sha1": one.record["shasum"]} == told["digests"]
    assert "pkg:npm/calm@1.1.0" == told["baseline"]["purl"] == answer["artifacts"][0]["baseline"]
    assert "ada" == told["baseline"]["publisher"]
    jsonschema.validate(told["changes"], schema("diff"))
    assert "more.js" in [file["path"] for file in told["changes"]["files"]]
    assert (f"npm stage approve {one.id}", f"npm stage reject {one.id}") == (told["approve"], told["reject"])
    families = answer["coverage"]["families"]
    assert 1 == families["integrity"]["known"] == families["code"]["known"] == families["baseline"]["known"]
    assert "staged" in families["age"]["why"]
    assert answer["coverage"]["complete"]


def test_what_the_release_gains_stops_it(publisher: Machine) -> None:
    one = stage(publisher, tarball=pack("calm", "1.2.0", scripts={"postinstall": "node index.js"}))
    ran = publisher.run("inspect", "--staged", one.id)
    assert 1 == ran.code
    assert "postinstall is new: npm will run `node index.js` at install" in ran.out
    assert "+ hook postinstall: node index.js" in ran.out
    assert f"  npm stage reject {one.id}\n" in ran.out


def test_bytes_that_differ_from_the_record_block(publisher: Machine) -> None:
    one = stage(publisher, shasum="0" * 40)
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", one.id)
    assert 1 == ran.code
    (answer,) = answers(ran)
    assert ("block", "changed-bytes") == (answer["action"], answer["reasons"][0]["code"])
    assert "the registry's record of the staged release says sha1:000" in answer["reasons"][0]["text"]
    assert None is answer["staged"]["changes"]
    text = publisher.run("inspect", "--staged", one.id).out
    assert "npm stage approve" not in text
    assert f"  npm stage reject {one.id}\n" in text


def test_bytes_that_change_between_two_runs_block(publisher: Machine) -> None:
    one = stage(publisher, told={"shasum": None})
    assert 0 == publisher.run("inspect", "--staged", one.id).code
    publisher.registry.fault(f"*/{one.id}/tarball", Replaced(data=pack("calm", "1.2.0", {"index.js": "2"})))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", one.id)
    assert 1 == ran.code
    assert "changed-bytes" == answers(ran)[0]["reasons"][0]["code"]


def test_a_release_that_is_staged_again_with_other_bytes_is_judged_anew(publisher: Machine) -> None:
    bad = stage(publisher, tarball=pack("calm", "1.2.0", scripts={"postinstall": "node index.js"}))
    assert 1 == publisher.run("inspect", "--staged", "calm").code
    assert publisher.registry.npm_stage is not None
    publisher.registry.npm_stage.items.remove(bad)
    good = stage(publisher)
    assert 0 == publisher.run("inspect", "--staged", "calm").code
    # Published at last: nothing is remembered against it.
    publisher.registry.put_npm(
        NpmPackage(
            name="calm",
            releases=(
                *plain("calm", "1.0.0", "1.1.0").releases,
                NpmRelease(version="1.2.0", tarball=good.tarball),
            ),
        )
    )
    assert 0 == publisher.run("inspect", "--no-cache", "calm@1.2.0").code


def test_another_packages_tarball_is_stopped(publisher: Machine) -> None:
    one = stage(publisher, tarball=pack("other", "1.2.0"))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", one.id)
    assert 1 == ran.code
    assert "another-package-inside" in {finding["rule"] for finding in answers(ran)[0]["findings"]}


def test_the_tag_chooses_the_baseline(publisher: Machine) -> None:
    releases = plain("calm", "1.0.0", "1.1.0", "2.0.0-rc.1").releases
    publisher.registry.put_npm(
        NpmPackage(
            name="calm", releases=releases, tags={"latest": "1.1.0", "next": "2.0.0-rc.1", "v1": "1.0.0"}
        )
    )
    for tag, version, baseline in (
        ("latest", "1.2.0", "1.1.0"),
        ("next", "2.0.0-rc.2", "2.0.0-rc.1"),
        ("v1", "1.0.1", "1.0.0"),
        ("unknown", "1.1.5", "1.1.0"),
    ):
        one = stage(publisher, version=version, tag=tag)
        (answer,) = answers(publisher.run("inspect", "--staged", "-f", "jsonl", one.id))
        assert f"pkg:npm/calm@{baseline}" == answer["staged"]["baseline"]["purl"]


def test_a_first_release_has_no_baseline(publisher: Machine) -> None:
    one = stage(publisher, name="newborn", version="1.0.0")
    ran = publisher.run("inspect", "--staged", "newborn")
    assert 0 == ran.code, ran.out + ran.err
    assert "no baseline: first release" in ran.out
    (answer,) = answers(publisher.run("inspect", "--staged", "-f", "jsonl", one.id))
    assert (None, None, "first release") == tuple(
        answer["staged"][key] for key in ("baseline", "changes", "changes_why")
    )


def test_a_wanted_baseline_wins_and_none_is_none(publisher: Machine) -> None:
    one = stage(publisher)
    (publisher.folder / "old.tgz").write_bytes(pack("calm", "0.9.0"))
    for option, purl in (
        (["--baseline", "calm@1.0.0"], "pkg:npm/calm@1.0.0"),
        (["--baseline", "./old.tgz"], None),
        (["--no-baseline"], None),
    ):
        ran = publisher.run("inspect", "--staged", "-f", "jsonl", *option, one.id)
        (answer,) = answers(ran)
        assert 0 == ran.code
        told = answer["staged"]
        if option[-1] == "./old.tgz":
            assert "old.tgz" == told["changes"]["before"]
        elif purl is None:
            assert ("not wanted", None) == (told["changes_why"], told["changes"])
        else:
            assert purl == told["baseline"]["purl"]


def test_a_version_selects_among_the_staged_releases(publisher: Machine) -> None:
    stage(publisher, version="1.2.0")
    stage(publisher, version="1.3.0")
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", "calm@1.3.0")
    assert ["pkg:npm/calm@1.3.0"] == [line["purl"] for line in answers(ran)]
    assert 3 == publisher.run("inspect", "--staged", "calm@1.4.0").code


def test_a_release_that_is_asked_for_twice_is_judged_once(publisher: Machine) -> None:
    one = stage(publisher)
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", "calm", one.id, one.id.upper())
    assert 1 == len(answers(ran))


@pytest.mark.parametrize("names", [[], ["calm"], [NOBODY]])
@pytest.mark.parametrize(
    ("code", "said"), [(401, "expired, revoked"), (403, "expired, revoked"), (None, "no token is set")]
)
def test_a_token_that_is_missing_or_refused_is_an_incomplete_result(
    machine: Machine, names: list[str], code: int | None, said: str
) -> None:
    token(machine, None if code is None else "t0ken")
    stage(machine)
    if code is not None:
        machine.registry.fault("/npm/-/stage*", Status(code=code))
    ran = machine.run("inspect", "--staged", "-f", "jsonl", *names)
    assert (3, ["registry-unauthorized"]) == (ran.code, errors(ran))
    assert said in ran.lines[0]["error"]["message"]
    assert "npm login" in ran.lines[0]["error"]["hint"]


def test_a_token_of_the_project_is_not_used(machine: Machine) -> None:
    token(machine, None)
    address = machine.registry.npm_url
    machine.write(".npmrc", f"registry={address}\n{address.partition(':')[2]}:_authToken=planted\n")
    stage(machine)
    assert 3 == machine.run("inspect", "--staged", "calm").code
    assert {None} == {seen.authorization for seen in machine.registry.requests}


def test_a_redirect_to_another_host_drops_the_token(publisher: Machine) -> None:
    npmrc = Path(os.environ["HOME"]) / ".npmrc"
    npmrc.write_text(f"{npmrc.read_text()}@files:registry={publisher.registry.files_url}/\n")
    one = stage(publisher)
    away = f"{publisher.registry.files_url}/elsewhere.tgz"
    publisher.registry.fault(f"*/{one.id}/tarball", Redirect(location=away))
    publisher.registry.fault("/elsewhere.tgz", Replaced(data=one.tarball))
    ran = publisher.run("inspect", "--staged", one.id)
    (seen,) = publisher.registry.requests_to("/elsewhere.tgz")
    assert (0, None) == (ran.code, seen.authorization)
    assert {"Bearer t0ken"} == {s.authorization for s in publisher.registry.requests_to("/npm/-/stage/*")}


@pytest.mark.parametrize("names", [[], ["calm"], [NOBODY]])
@pytest.mark.parametrize("code", [404, 405, 422, 501])
def test_a_registry_without_staging_says_so(publisher: Machine, code: int, names: list[str]) -> None:
    publisher.registry.fault("/npm/-/stage*", Status(code=code))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", *names)
    assert (3, ["registry-unsupported"]) == (ran.code, errors(ran))
    assert "only in npm's registry" in ran.lines[0]["error"]["hint"]


@pytest.mark.parametrize("name", ["pypi:sample", "gem:rack", "sample==1.0.0"])
def test_other_ecosystems_have_no_staged_releases(publisher: Machine, name: str) -> None:
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", name)
    assert (3, ["registry-unsupported"]) == (ran.code, errors(ran))
    assert [] == publisher.registry.requests


def test_a_failure_ends_no_other_target(publisher: Machine) -> None:
    one = stage(publisher)
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", "pypi:sample", one.id, NOBODY)
    assert 3 == ran.code
    assert ["registry-unsupported", None, "registry-not-found"] == errors(ran)


def first_page(publisher: Machine, records: list[object], **more: object) -> None:
    """Let the first page of the list hold these records; the next pages are those of the registry."""
    page = {"items": records, "page": 0, "perPage": 100, **more}
    publisher.registry.fault("/npm/-/stage", Replaced(data=json.dumps(page).encode()), times=1)


@pytest.mark.parametrize("names", [[], ["calm"]])
@pytest.mark.parametrize("format_", ["text", "jsonl"])
def test_a_list_that_fails_midway_is_incomplete_and_the_rest_is_judged(
    publisher: Machine, names: list[str], format_: str
) -> None:
    one = stage(publisher)
    publisher.registry.fault("/npm/-/stage", Status(code=500))
    first_page(publisher, [one.record] * 100, total=101)
    ran = publisher.run("inspect", "--staged", "-f", format_, *names)
    assert 3 == ran.code
    assert 2 == len(publisher.registry.requests_to("/npm/-/stage"))
    assert "page 2 of the staged releases could not be read" in " ".join(ran.out.split())
    if format_ == "text":
        assert 1 == ran.out.count("npm stage approve")
        assert "Incomplete: " in ran.out
    else:
        assert [None, "registry-failed"] == errors(ran)


def test_a_list_of_two_pages_is_read_to_its_end(publisher: Machine) -> None:
    one = stage(publisher)
    first_page(publisher, [one.record] * 100, total=101)
    ran = publisher.run("inspect", "--staged", "-f", "jsonl")
    assert (0, [None]) == (ran.code, errors(ran))
    assert 2 == len(publisher.registry.requests_to("/npm/-/stage"))


PAGES: Mapping[str, tuple[object, str]] = {
    "no-object": ([], "listing-invalid"),
    "no-items": ({"total": 0}, "listing-invalid"),
    "items-object": ({"items": {"a": 1}, "total": 1}, "listing-invalid"),
    "too-many": ({"items": [0] * 1_001, "total": 1}, "listing-invalid"),
    "too-large": ({"items": [], "total": 0, "more": "x" * (1 << 20)}, "body-too-large"),
    "no-records": ({"items": [None, 1, "x", []], "total": 4}, "listing-invalid"),
    "fewer-than-counted": ({"items": [], "total": 7}, "listing-invalid"),
    "none": ({"items": [], "total": 0}, "version-not-found"),
    "total-of-another-type": ({"items": [], "total": "many"}, "version-not-found"),
}


@pytest.mark.parametrize("case", PAGES)
def test_hostile_pages_are_errors_and_never_clear(publisher: Machine, case: str) -> None:
    page, reference = PAGES[case]
    publisher.registry.fault("/npm/-/stage", Replaced(data=json.dumps(page).encode()))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", "calm")
    assert (3, {reference}) == (ran.code, {*errors(ran)})
    assert all(line["error"]["hint"] for line in ran.lines)


def test_a_page_that_unpacks_to_too_much_is_refused(publisher: Machine) -> None:
    publisher.registry.fault("/npm/-/stage", GzipBomb())
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", "calm")
    assert (3, ["body-too-large"]) == (ran.code, errors(ran))


def test_a_list_without_end_ends(publisher: Machine) -> None:
    one = stage(publisher)
    page = {"items": [one.record] * 100, "total": 1 << 60}
    publisher.registry.fault("/npm/-/stage", Replaced(data=json.dumps(page).encode()))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl")
    assert (3, [None, "body-too-large"]) == (ran.code, errors(ran))
    assert 10 == len(publisher.registry.requests_to("/npm/-/stage"))


@pytest.mark.parametrize("part", ["tarball", "listing"])
def test_what_cannot_be_fetched_is_incomplete(publisher: Machine, part: str) -> None:
    one = stage(publisher)
    path = {"tarball": f"*/{one.id}/tarball", "listing": "/npm/calm"}[part]
    publisher.registry.fault(path, Status(code=500) if part == "listing" else Truncated(missing_bytes=3))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", one.id)
    assert 3 == ran.code
    assert errors(ran) != [None]
    assert "hold" == ran.lines[0]["action"]


def test_a_baseline_that_cannot_be_fetched_is_incomplete(publisher: Machine) -> None:
    one = stage(publisher)
    publisher.registry.fault("*/calm-1.1.0.tgz", Status(code=500))
    ran = publisher.run("inspect", "--staged", one.id)
    assert 3 == ran.code
    assert "no issues" not in ran.out


def test_offline_asks_nothing(publisher: Machine) -> None:
    stage(publisher)
    ran = publisher.run("inspect", "--staged", "--offline", "-f", "jsonl", "calm")
    assert (3, ["offline"]) == (ran.code, errors(ran))


@pytest.mark.parametrize(
    "name", ["./calm.tgz", "../../calm", "calm@^1", "calm@next", f"{NOBODY}/../../calm", "calm@1.0.0/x"]
)
def test_targets_that_name_nothing_staged_are_usage_errors(publisher: Machine, name: str) -> None:
    ran = publisher.run("inspect", "--staged", name)
    assert (2, "") == (ran.code, ran.out)
    assert "hint:" in ran.err
    assert [] == publisher.registry.requests


HOSTILE: Mapping[str, Mapping[str, object]] = {
    "id-path": {"id": "../../-/user/tokens"},
    "id-number": {"id": 7},
    "name-path": {"packageName": "../calm"},
    "name-ansi": {"packageName": "calm\x1b[2J"},
    "name-bidi": {"packageName": "calm\u202egpj"},
    "name-list": {"packageName": ["calm"]},
    "version-path": {"version": "1.2.0/../../x"},
    "version-none": {"version": None},
    "digest": {"shasum": "not a digest"},
    "digest-type": {"shasum": ["0" * 40]},
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("by", ["id", "everything"])
def test_hostile_records_are_errors_with_a_hint(publisher: Machine, case: str, by: str) -> None:
    one = stage(publisher, told=HOSTILE[case])
    for format_ in ("text", "jsonl"):
        ran = publisher.run("inspect", "--staged", "-f", format_, *([one.id] if by == "id" else []))
        assert 3 == ran.code
        assert "\x1b" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err
        assert "hint" in ran.out
    assert ["listing-invalid"] == errors(ran)
    assert [] == publisher.registry.requests_to("*/tarball")


def test_the_words_of_a_record_are_escaped(publisher: Machine) -> None:
    evil = "ada\x1b[31m\u202e\n: `rm`"
    one = stage(publisher, told={"actor": evil, "actorType": evil * 500, "tag": evil, "status": evil})
    ran = publisher.run("inspect", "--staged", one.id)
    assert 0 == ran.code
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert 60 > len(ran.out.splitlines())


def test_a_record_of_another_id_is_refused(publisher: Machine) -> None:
    one = stage(publisher)
    other = NpmStaged(name="calm", version="1.2.0", tarball=one.tarball)
    publisher.registry.fault(f"/npm/-/stage/{one.id}", Replaced(data=json.dumps(other.record).encode()))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", one.id)
    assert (3, ["listing-invalid"]) == (ran.code, errors(ran))


def test_other_registries_with_a_token_are_asked_too(publisher: Machine) -> None:
    """A scope's registry without staging is no failure; npm needs an option to address it."""
    npmrc = Path(os.environ["HOME"]) / ".npmrc"
    other = publisher.registry.npm_url.replace("/npm/", "/other/")
    npmrc.write_text(
        npmrc.read_text() + f"@corp:registry={other}\n{other.partition(':')[2]}:_authToken=c0rp\n"
    )
    stage(publisher)
    assert 0 == publisher.run("inspect", "--staged").code
    assert ["Bearer c0rp"] == [s.authorization for s in publisher.registry.requests_to("/other/*")]


def test_the_help_names_the_option(machine: Machine) -> None:
    assert "--staged" in machine.run("inspect", "--help").out
    ran = machine.run("inspect")
    assert 2 == ran.code
    assert "TARGET" in ran.err


def test_a_tarball_above_the_limit_is_not_read(publisher: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    one = stage(publisher, tarball=random.Random(1).randbytes((1 << 20) + 1))
    monkeypatch.setenv("PRATIQUE_CONFIG", str(publisher.write("limits.toml", "[run]\nmax_artifact_mb = 1\n")))
    ran = publisher.run("inspect", "--staged", "-f", "jsonl", one.id)
    assert (3, ["body-too-large"]) == (ran.code, errors(ran))


def test_the_repository_of_the_publisher_can_be_compared_too(publisher: Machine) -> None:
    one = stage(publisher)
    folder = publisher.write("calm/index.js", "module.exports = '1.2.0'\n").parent
    publisher.write("calm/package.json", '{"name": "calm", "version": "1.2.0"}')
    git = Git(folder)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"], ["tag", "v1.2.0"]):
        git(*words)
    ran = publisher.run("inspect", "--staged", "-v", "--repository", str(folder), one.id)
    assert "1 of 2 files byte-for-byte identical to the repository" in " ".join(ran.out.split())


@needs_npm_12
def test_what_the_real_npm_stages_is_judged_and_the_printed_command_publishes_it(machine: Machine) -> None:
    """npm stages with its own token; Pratique finds the token in the user's .npmrc; npm approves by the printed words."""
    address = machine.registry.npm_url
    ada = Publisher(machine.folder / "calm", address)
    (Path(os.environ["HOME"]) / ".npmrc").write_text(npmrc(address))
    scripts = {"postinstall": "node index.js"}
    ada.write("calm", "1.2.0", scripts=scripts)
    assert 0 == ada.npm("stage", "publish").returncode
    held = machine.run("inspect", "--staged", "calm")
    assert 1 == held.code
    assert "postinstall is new" in held.out
    assert 0 == ada.npm(*_command(held, "reject"), "--otp=123456").returncode
    assert 3 == machine.run("inspect", "--staged", "calm").code
    ada.write("calm", "1.2.0")
    assert 0 == ada.npm("stage", "publish").returncode
    good = machine.run("inspect", "--staged", "calm")
    assert 0 == good.code, good.out
    approved = ada.npm(*_command(good, "approve"), "--otp=123456")
    assert 0 == approved.returncode, approved.stderr
    assert "1.2.0" == ada.npm("view", "calm", "version").stdout.strip()
    # The bytes are those that were judged.
    assert 0 == machine.run("inspect", "--no-cache", "--min-age", "0", "calm@1.2.0").code


def _command(ran: Ran, verb: str) -> list[str]:
    """The words of the printed command, without `npm`."""
    (found,) = [line for line in ran.out.splitlines() if line.strip().startswith(f"npm stage {verb}")]
    return shlex.split(found)[1:]


@pytest.mark.parametrize("format_", ["sarif", "github", "junit"])
def test_formats_of_ci_systems_describe_the_staged_release(publisher: Machine, format_: str) -> None:
    one = stage(publisher, actor="ada\n::error::x")
    ran = publisher.run("inspect", "--staged", "-f", format_, one.id)
    assert 0 == ran.code, ran.out + ran.err
    for part in (
        "staged 2026-11-30 09:30 UTC by ada",
        "dist-tag latest",
        "compared with calm@1.1.0",
        f"npm stage approve {one.id}",
        f"npm stage reject {one.id}",
    ):
        assert part in ran.out
    if format_ == "github":
        assert not any(line.startswith("::error") for line in ran.out.splitlines())
    if format_ == "sarif":
        (run,) = json.loads(ran.out)["runs"]
        assert ["note"] == list({one["level"] for one in run["invocations"][0]["toolExecutionNotifications"]})
