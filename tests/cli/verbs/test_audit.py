"""`pratique audit`, as a person runs it."""

import json
import os
import re
import sqlite3
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from pratique.core.advisory import NODE, AdvisoryKind, Affected, Cover, Exploitation, Product
from pratique.store.folder.home import Home, data_home
from tests.advisories.made import LEFT, about, advisory, state
from tests.cli.auditing import NOW, ROWS, synced, with_index
from tests.cli.running import Machine, Ran


def lock(machine: Machine, *names: str, path: str = "package-lock.json", **more: object) -> Path:
    """A lock of packages that no registry is asked for."""
    packages: dict[str, object] = {
        "": {"name": "app", "dependencies": dict(name.rsplit("@", 1) for name in names)}
    }
    for name in names:
        package, version = name.rsplit("@", 1)
        packages[f"node_modules/{package}"] = {
            "version": version,
            "resolved": f"https://registry.example/{package}/-/{package}-{version}.tgz",
            "integrity": "sha512-" + "A" * 86 + "==",
            **more,
        }
    document = {"name": "app", "lockfileVersion": 3, "packages": packages}
    return machine.write(path, json.dumps(document, indent=1))


def ids(ran: Ran) -> list[str]:
    return [finding["id"] for finding in ran.json["findings"]]


def test_without_an_index_nothing_is_clear(machine: Machine) -> None:
    lock(machine, "left@2.0.0")

    ran = machine.run("audit")

    assert ran.code == 3
    assert "pratique advisories sync" in ran.out
    assert ran.out.startswith("Incomplete")


def test_what_nothing_warns_of_is_clear_when_everything_was_looked_at(machine: Machine) -> None:
    with_index()
    lock(machine, "left@2.0.0")

    ran = machine.run("audit")

    assert ran.code == 0
    assert "no known advisories" in ran.out
    assert "clean" not in ran.out


def test_a_finding_says_what_it_is_how_it_got_in_and_what_mends_it(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0")

    ran = machine.run("audit", "-v")

    assert ran.code == 1
    for words in ("GHSA-aaaa-bbbb-cccc", "CVE-2026-1", "7.5", "1.5.0", "in package-lock.json:", "direct"):
        assert words in ran.out


def test_malware_stops_whatever_the_bar(machine: Machine) -> None:
    with_index()
    lock(machine, "left@6.6.6")

    ran = machine.run("audit", "--fail-on", "kev", "--format", "json")

    assert ran.code == 1
    assert ids(ran) == ["MAL-2026-1"]


@pytest.mark.parametrize(
    ("bar", "code"), [("high", 1), ("critical", 0), ("critical,high+fixable", 1), ("kev", 0)]
)
def test_the_bar_decides_what_stops(machine: Machine, bar: str, code: int) -> None:
    exploited = state("kev", checked_at=NOW)
    with_index(sources=[synced(), exploited])
    lock(machine, "left@1.2.0")

    ran = machine.run("audit", "--fail-on", bar, "--format", "json")

    assert ran.code == code
    assert ids(ran) == ["GHSA-aaaa-bbbb-cccc"]


def test_a_bar_that_asks_for_exploits_is_not_clear_where_nobody_knows_of_them(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0")

    ran = machine.run("audit", "--fail-on", "kev", "-v")

    assert ran.code == 3
    assert "no fresh source has exploitation data" in ran.out


def test_a_bar_that_makes_no_sense_is_refused(machine: Machine) -> None:
    ran = machine.run("audit", "--fail-on", "hihg")

    assert ran.code == 2
    assert "hihg" in ran.err


def test_old_sources_are_not_clear(machine: Machine) -> None:
    with_index(sources=[synced(days=9)])
    lock(machine, "left@2.0.0")

    assert machine.run("audit").code == 3
    assert "9 days old" in machine.run("audit").out
    assert machine.run("audit", "--max-db-age", "10d").code == 0


def test_a_damaged_index_is_no_answer(machine: Machine) -> None:
    path = with_index()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    lock(machine, "left@2.0.0")

    ran = machine.run("audit")

    assert ran.code == 3
    assert "sync" in ran.out


def test_nothing_to_look_at_is_not_clear(machine: Machine) -> None:
    with_index()

    ran = machine.run("audit")

    assert ran.code == 3
    assert "Nothing checked: no lockfile found" in ran.out


def test_a_lock_that_cannot_be_read_is_told_and_the_others_count(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0")
    machine.write("sub/package-lock.json", "{")

    ran = machine.run("audit", "--format", "json", "--fail-on", "critical")

    assert ran.code == 3
    assert ids(ran) == ["GHSA-aaaa-bbbb-cccc"]


def test_groups_narrow_it_down(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0", dev=True)

    assert machine.run("audit", "--group", "prod").code == 3  # nothing in it
    assert machine.run("audit", "--group", "dev").code == 1


def test_an_end_of_life_node_is_unsupported_and_not_clear(machine: Machine) -> None:
    with_index()
    lock(machine, "left@2.0.0")
    machine.write(".nvmrc", "v18.20.8\n")

    old = machine.run("audit", "--format", "json")
    new = machine.run("audit", "--node", "22.11.0", "--format", "json")

    assert old.code == 3
    assert [item["kind"] for item in old.json["retired"]] == ["end-of-life"]
    assert new.code == 0


def test_node_itself_is_held_against_its_advisories(machine: Machine) -> None:
    fault = advisory("NODE-1", Affected(product=NODE, within="22.x", outside=("^22.12.0",)))
    with_index((*ROWS, fault))
    machine.write(".node-version", "22.11.0")

    ran = machine.run("audit", "--format", "json")

    assert ran.code == 1
    assert [(f["id"], f["purl"], f["sources"]) for f in ran.json["findings"]] == [
        ("NODE-1", "pkg:generic/node@22.11.0", [".node-version"])
    ]


@pytest.mark.parametrize(
    ("node", "code", "words"),
    [
        ("22", 1, "24.0.0"),
        ("22.14.0", 1, "24.0.0"),
        ("24", 3, "the release schedule does not list this release line"),
        ("18", 3, "has had no support since"),
        ("22.0.0", 1, "NODE-2"),
    ],
)
def test_node_alone_is_audited_where_there_is_no_lockfile(
    machine: Machine, node: str, code: int, words: str
) -> None:
    faults = (
        advisory("NODE-1", Affected(product=NODE, within="22.x", fixed=("24.0.0",))),
        advisory("NODE-2", Affected(product=NODE, within="22.x", outside=("^22.12.0",))),
    )
    with_index((*ROWS, *faults))

    ran = machine.run("audit", "--node", node)

    assert code == ran.code
    assert words in ran.out
    assert "Nothing checked" not in ran.out
    assert "; no lockfile found" in ran.out.splitlines()[0]


def test_a_line_of_node_that_nothing_warns_of_is_clear_without_a_lockfile(machine: Machine) -> None:
    with_index()

    ran = machine.run("audit", "--node", "22", "-v")

    assert ran.code == 0
    assert ran.out.startswith("OK: no known advisories for 1 runtime")
    assert "its newest release was looked up, but no older release" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM claims",
        "UPDATE claims SET name = 'lefu'",
        "UPDATE exploitation SET cve = 'CVE-2026-2'",
        "UPDATE lines SET name = 'nodo'",
        "UPDATE sources SET state = NULL",
    ],
)
def test_rows_that_changed_on_the_disk_are_no_silence(machine: Machine, change: str) -> None:
    path = with_index((*ROWS, Exploitation(cve="CVE-2026-1", kev_added=date(2026, 1, 1))))
    lock(machine, "left@1.2.0")
    assert machine.run("audit", "--node", "22", "--fail-on", "kev").code == 1
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()

    ran = machine.run("audit", "--node", "22", "--fail-on", "kev")

    assert ran.code == 3
    assert "a checksum of the index does not match" in ran.out + ran.err
    assert "pratique advisories sync" in ran.out + ran.err


def test_an_ignore_with_its_reason_is_told_and_stops_nothing(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0")
    machine.write(
        "pratique.toml",
        '[[ignores]]\nid = "CVE-2026-1"\nreason = "not reached"\nowner = "me"\nexpires = 2099-01-01\n'
        '[[ignores]]\nid = "CVE-2026-9"\nreason = "gone"\nowner = "me"\nexpires = 2099-01-01\n',
    )

    ran = machine.run("audit", "--format", "json")

    assert ran.code == 0
    assert ran.json["findings"][0]["ignored"]["reason"] == "not reached"
    assert [one["ids"] for one in ran.json["ignores"]["unused"]] == [["CVE-2026-9"]]


def test_an_ignore_that_is_over_ignores_nothing(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0")
    machine.write(
        "pratique.toml",
        '[[ignores]]\nid = "CVE-2026-1"\nreason = "later"\nowner = "me"\nexpires = 2020-01-01\n',
    )

    ran = machine.run("audit", "--format", "json")

    assert ran.code == 1
    assert len(ran.json["ignores"]["expired"]) == 1


def test_other_tools_ignores_and_vex_documents_count(machine: Machine) -> None:
    with_index()
    lock(machine, "left@1.2.0")
    machine.write(".trivyignore", "CVE-2026-1\n")
    assert machine.run("audit").code == 0

    machine.write(".trivyignore", "")
    statement = {
        "vulnerability": {"name": "CVE-2026-1"},
        "products": [{"@id": "pkg:npm/left@1.2.0"}],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
    }
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://vex.example/1",
        "author": "me",
        "timestamp": "2026-01-01T00:00:00Z",
        "version": 1,
        "statements": [statement],
    }
    vex = machine.write("own.vex.json", json.dumps(document))
    assert machine.run("audit").code == 1
    assert machine.run("audit", "--vex", str(vex)).code == 0


def test_the_projects_private_registry_is_not_matched_by_name(machine: Machine) -> None:
    with_index()
    lock(machine, "left@6.6.6")
    config = Path(os.environ["HOME"]) / "pratique.toml"
    config.write_text(
        '[[registries]]\nurl = "https://registry.example/"\necosystem = "npm"\nprivate = true\n'
    )
    os.environ["PRATIQUE_CONFIG"] = str(config)
    try:
        ran = machine.run("audit", "--format", "json")
    finally:
        del os.environ["PRATIQUE_CONFIG"]

    assert ran.json["findings"] == []
    assert "private registry" in ran.json["out_of_scope"][0]["why"]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.invalid", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=30,
    )


def test_only_what_is_new_is_told(machine: Machine) -> None:
    with_index((*ROWS, advisory("GHSA-2", about(LEFT, versions=("1.3.0",)))))
    lock(machine, "left@1.2.0")
    git(machine.folder, "init", "-q")
    git(machine.folder, "add", ".")
    git(machine.folder, "commit", "-q", "-m", "first")

    assert machine.run("audit", "--new-only").code == 0
    lock(machine, "left@1.3.0")
    ran = machine.run("audit", "--new-only", "--format", "json")

    assert ran.code == 1
    assert sorted(ids(ran)) == ["GHSA-2", "GHSA-aaaa-bbbb-cccc"]


def git_project(machine: Machine) -> None:
    git(machine.folder, "init", "-q")
    git(machine.folder, "add", ".")
    git(machine.folder, "commit", "-q", "-m", "first")


def test_what_was_there_before_a_change_is_listed_and_stops_nothing(machine: Machine) -> None:
    right = advisory("GHSA-3", about(Product("npm", "right"), versions=("1.0.0",)), summary="It leaks")
    with_index((*ROWS, right))
    lock(machine, "left@1.2.0")
    git_project(machine)

    whole = machine.run("audit")
    same = machine.run("audit", "--since", "HEAD")
    lock(machine, "left@1.2.0", "calm@1.0.0")
    clean = machine.run("audit", "--since", "HEAD")
    lock(machine, "left@1.2.0", "right@1.0.0")
    bad = machine.run("audit", "--since", "HEAD", "--format", "json")
    lock(machine, "left@6.6.6")
    upgraded = machine.run("audit", "--since", "HEAD", "--fail-on", "critical")

    assert [1, 0, 0, 1] == [one.code for one in (whole, same, clean, bad)]
    assert "nothing new since HEAD: the change adds no release to look up; besides 1 known" in same.out
    assert "no known advisories for 1 release that the change adds" in clean.out
    note = "pkg:npm/left@1.2.0 (package-lock.json:"
    assert note in clean.out
    assert "GHSA-aaaa-bbbb-cccc, high: unchanged, so it does not fail the audit" in clean.out
    assert ["GHSA-3"] == ids(bad)
    answer = json.loads(bad.out)
    assert (1, 1) == (answer["new"], answer["known"])
    assert any(text.startswith(note) for text in answer["notes"])
    assert 1 == upgraded.code


def test_a_change_of_bytes_or_place_counts_as_new_as_in_a_check(machine: Machine) -> None:
    with_index()
    path = lock(machine, "left@1.2.0")
    git_project(machine)
    text = path.read_text()
    assert "sha512-" in text
    path.write_text(re.sub(r"sha512-A{4}", "sha512-BBBB", text))

    assert 1 == machine.run("audit", "--since", "HEAD").code


def test_troubles_and_runtimes_of_before_do_not_make_a_change_incomplete(machine: Machine) -> None:
    with_index()
    machine.write(".nvmrc", "18.0.0\n")
    machine.write("requirements.txt", "kite\n")
    lock(machine, "left@2.0.0")
    git_project(machine)

    assert 3 == machine.run("audit").code
    assert 0 == machine.run("audit", "--since", "HEAD").code
    machine.write("requirements.txt", "kite\nfleet\n")
    assert 3 == machine.run("audit", "--since", "HEAD").code
    machine.write("requirements.txt", "kite\n")
    machine.write(".nvmrc", "18.1.0\n")
    assert 3 == machine.run("audit", "--since", "HEAD").code


def test_a_change_that_brings_in_nothing_needs_no_advisories_and_any_other_does(machine: Machine) -> None:
    lock(machine, "left@2.0.0")
    git_project(machine)

    assert 0 == machine.run("audit", "--since", "HEAD").code
    lock(machine, "left@2.0.1")
    assert 3 == machine.run("audit", "--since", "HEAD").code


def test_what_no_source_covers_is_named_and_with_covered_only_not_incomplete(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    covers = [Cover("npm", AdvisoryKind.MALWARE)]
    lock(machine, "left@2.0.0")

    carried = machine.run("audit", "--covered-only")
    monkeypatch.setenv("PRATIQUE_SNAPSHOT", "false")
    never = machine.run("audit", "--covered-only")
    with_index(sources=[state("osv-npm", *covers, checked_at=NOW)])
    without = machine.run("audit")
    accepted = machine.run("audit", "--covered-only")
    as_json = json.loads(machine.run("audit", "--covered-only", "--format", "json").out)
    lock(machine, "left@6.6.6")
    malware = machine.run("audit", "--covered-only")
    lock(machine, "left@2.0.0")
    with_index(sources=[state("osv-npm", *covers, checked_at=NOW - timedelta(days=9))])
    stale = machine.run("audit", "--covered-only")
    Home(data_home(os.environ)).advisories.write_bytes(b"no index")
    lost = machine.run("audit", "--covered-only")

    assert 0 == carried.code, "nobody chose the snapshot that ships with Pratique, be it stale"
    assert [0, 3, 0, 1, 3, 3] == [one.code for one in (never, without, accepted, malware, stale, lost)]
    assert (
        "Incomplete (2 advisory kinds without a source): no advisories found so far for 1 package"
        in never.out
    )
    assert "not checked: no source covers vulnerabilities of npm packages" in accepted.out
    assert ["no source covers vulnerabilities of npm packages"] == as_json["coverage"]["uncovered"]
    assert "no known advisories for" not in accepted.out


def test_a_change_cannot_ignore_its_own_findings(machine: Machine) -> None:
    with_index()
    machine.write("README", "x")
    git(machine.folder, "init", "-q")
    git(machine.folder, "add", ".")
    git(machine.folder, "commit", "-q", "-m", "first")
    lock(machine, "left@1.2.0")
    machine.write(".trivyignore", "CVE-2026-1\n")
    machine.write(
        "pratique.toml",
        '[[ignores]]\nid = "CVE-2026-1"\nreason = "x"\nowner = "me"\nexpires = 2099-01-01\n',
    )

    assert machine.run("audit").code == 0
    assert machine.run("audit", "--new-only").code == 1


def test_control_characters_in_names_reach_no_terminal(machine: Machine) -> None:
    evil = advisory("GHSA-\x1b[2J", about(LEFT, versions=("1.2.0",)), summary="\x1b]0;x\x07 \u202e")
    with_index((*ROWS, evil))
    lock(machine, "left@1.2.0")

    for format_ in ("text", "markdown", "github", "html", "junit"):
        out = machine.run("audit", "--format", format_).out
        assert not {"\x1b", "\x07", "\u202e"} & set(out), format_


@pytest.mark.parametrize(
    "format_",
    ["text", "json", "jsonl", "sarif", "markdown", "github", "gitlab", "gitlab-codequality", "junit", "html",
     "cyclonedx", "openvex"],
)  # fmt: skip
def test_every_format_tells_the_finding(machine: Machine, format_: str) -> None:
    with_index()
    lock(machine, "left@1.2.0")

    ran = machine.run("audit", "--format", format_)

    assert ran.code == 1
    assert "GHSA-aaaa-bbbb-cccc" in ran.out or "CVE-2026-1" in ran.out


def test_the_state_folder_is_only_read(machine: Machine) -> None:
    path = with_index()
    before = path.read_bytes()
    lock(machine, "left@1.2.0")

    machine.run("audit")

    assert path.read_bytes() == before
    assert [one.name for one in Home(data_home(os.environ)).folder.iterdir() if "lock" not in one.name] == [
        path.name
    ]
