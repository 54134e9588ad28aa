"""What is installed, held against the artifacts that were judged."""

import asyncio
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from pratique.core.assessment import Assessment, ProjectReport
from pratique.core.evidence import Known, NotAsked, Unknown
from pratique.core.policy import Action
from pratique.core.reading import LockRead
from pratique.core.verdict import Standing
from pratique.installed import READERS
from pratique.installed.files import Files
from pratique.intake.in_use.installed import Installation
from pratique.intake.in_use.standing import Standings
from pratique.intake.project import Survey
from tests.core.dossiers import waiver
from tests.installed.memory import Link, MemoryFiles, package
from tests.intake.building import Machine
from tests.intake.conftest import SDIST, WHEEL
from tests.loopback import NpmPackage, NpmRelease, PypiProject, Replaced

CALM = {"package.json": '{"name": "calm", "version": "1.0.1"}', "index.js": "module.exports = '1.0.1'\n"}


def survey(
    machine: Machine,
    *trees: str,
    disk: Mapping[str, Any] | Files,
    standing: Standing | None = None,
    waivers: Sequence[Any] = (),
) -> ProjectReport:
    files = MemoryFiles(disk) if isinstance(disk, Mapping) else disk
    found = {path: READERS[path.rpartition("/")[2]](files, path) for path in trees}
    locks = {path: tree.lock for path, tree in found.items()}

    async def run() -> ProjectReport:
        async with machine.opened() as parts:
            judge = Survey(
                road=parts.road,
                questions=parts.questions,
                standings=Standings(store=machine.store, project="p", adoption=None, forced=standing),
                platform=machine.platform,
                waivers=waivers,
                installation=Installation(trees=found, files=files),
            )
            reads = [LockRead(path=path, format=lock.format) for path, lock in locks.items()]
            return await judge.run(".", reads, locks, expect=lambda _: None, step=lambda: None)

    return asyncio.run(run())


def only(report: ProjectReport) -> Assessment:
    (found,) = report.packages
    return found.worst


def differing(report: ProjectReport) -> list[str]:
    return [
        difference.path
        for judged in report.packages
        for assessment in judged.assessments
        if isinstance(assessment.dossier.installed, Known)
        for difference in assessment.dossier.installed.value.differences
    ]


def test_a_copy_that_is_the_artifact_s_is_allowed_and_complete(machine: Machine) -> None:
    report = survey(machine, "node_modules", disk={"node_modules": {"calm": npm_json(CALM)}})

    assert (Action.ALLOW, True) == (report.action, report.complete)
    assert isinstance(only(report).dossier.installed, Known)


def npm_json(files: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    return {**files, **changes}


def test_every_copy_of_one_artifact_is_compared(machine: Machine) -> None:
    changed = npm_json(CALM, **{"index.js": "other\n"})
    inner = {"node_modules": {"calm": changed}}
    disk = {"node_modules": {"calm": CALM}, "a": inner, "b": inner}
    report = survey(machine, "node_modules", "a/node_modules", "b/node_modules", disk=disk)

    assert 1 == len(only(report).findings)
    assert ["a/node_modules/calm/index.js", "b/node_modules/calm/index.js"] == differing(report)
    assert Action.HOLD is report.action


def test_a_change_holds_what_is_pinned_and_a_waiver_frees_it(machine: Machine) -> None:
    disk = {"node_modules": {"calm": npm_json(CALM, **{"index.js": "other\n"})}}
    pinned = survey(machine, "node_modules", disk=disk, standing=Standing.PINNED)
    waived = survey(machine, "node_modules", disk=disk, waivers=[waiver("installed-differs", package="calm")])

    assert (Action.HOLD, Action.ALLOW) == (pinned.action, waived.action)
    assert ("installed-differs calm",) == waived.waivers.applied


def test_the_program_of_another_package_that_a_hook_put_there_is_explained(machine: Machine) -> None:
    hooked = {"scripts": {"postinstall": "node install.js"}}
    files = {"bin/tool": "#!/usr/bin/env node\n", "install.js": "1\n"}
    platform = {"bin/tool": b"\x7fELF program"}
    machine.loopback.put_npm(
        NpmPackage(name="tool", releases=(NpmRelease(version="1.0.0", files=files, manifest=hooked),))
    )
    machine.loopback.put_npm(
        NpmPackage(name="@tool/linux", releases=(NpmRelease(version="1.0.0", files=platform),))
    )
    program = {"tool": b"\x7fELF program"}
    tool = {
        **package("tool", scripts={"postinstall": "node install.js"}),
        "bin": program,
        "install.js": "1\n",
    }
    del tool["index.js"]
    other = {"package.json": '{"name": "@tool/linux", "version": "1.0.0"}', "bin": program}
    with_it = survey(
        machine, "node_modules", disk={"node_modules": {"tool": tool, "@tool": {"linux": other}}}
    )
    alone = survey(machine, "node_modules", disk={"node_modules": {"tool": tool}})

    assert [] == differing(with_it)
    assert ["node_modules/tool/bin/tool"] == differing(alone)


def test_a_file_that_cannot_be_read_is_an_answer_that_is_missing(machine: Machine) -> None:
    gone = _Gone({"node_modules": {"calm": CALM}})
    report = survey(machine, "node_modules", disk=gone)

    assert isinstance(only(report).dossier.installed, Unknown)
    assert (Action.HOLD, False) == (report.action, report.complete)


class _Gone(MemoryFiles):
    """A disk from which a file goes after it was seen."""

    def hashed(self, path: str) -> Any:
        return super().hashed(f"{path}/gone")


def test_an_artifact_that_cannot_be_read_whole_is_not_compared(machine: Machine) -> None:
    path = "/npm/cut/-/cut-1.0.0.tgz"
    cut = NpmRelease(version="1.0.0", files={"index.js": "x" * 5000})
    cut = NpmRelease(version="1.0.0", tarball=cut.pack("cut")[:-200])
    machine.loopback.put_npm(NpmPackage(name="cut", releases=(cut,)))
    report = survey(machine, "node_modules", disk={"node_modules": {"cut": package("cut")}})

    assert machine.loopback.requests_to(path)
    evidence = only(report).dossier.installed
    assert isinstance(evidence, Unknown)
    assert "could not be read whole" in evidence.why


def test_what_was_built_here_is_held_against_its_record(machine: Machine) -> None:
    machine.loopback.put_pypi(PypiProject(name="sample", files=(SDIST,)))
    info = {"METADATA": "Name: sample\nVersion: 1.1.0\n", "WHEEL": "Tag: py3-none-any\n"}
    record = f"sample/__init__.py,sha256={'A' * 43},6\n"
    site = {"sample-1.1.0.dist-info": {**info, "RECORD": record}, "sample": {"__init__.py": "x = 2\n"}}
    report = survey(machine, "site-packages", disk={"site-packages": site})
    bare = survey(machine, "site-packages", disk={"site-packages": {"sample-1.1.0.dist-info": info}})

    assert ["site-packages/sample/__init__.py"] == [d for d in differing(report) if d.endswith(".py")]
    assert Action.HOLD is report.action
    assert isinstance(only(bare).dossier.installed, NotAsked)
    assert Action.ALLOW is bare.action


def test_code_that_a_package_ships_below_its_own_node_modules_is_its_own(machine: Machine) -> None:
    files = {"index.js": "// host\n", "node_modules/inner/index.js": "1\n"}
    machine.loopback.put_npm(NpmPackage(name="host", releases=(NpmRelease(version="1.0.0", files=files),)))
    host = {**package("host"), "node_modules": {"inner": {"index.js": "1\n"}}}
    shipped = survey(machine, "node_modules", disk={"node_modules": {"host": host}})
    host["node_modules"]["inner"]["index.js"] = "2\n"
    changed = survey(machine, "node_modules", disk={"node_modules": {"host": host}})

    assert Action.ALLOW is shipped.action
    assert ["pkg:npm/node_modules@unowned"] == [
        item.ref.purl for item in changed.packages if item.action is not Action.ALLOW
    ]


def test_links_to_own_folders_are_out_of_scope_and_notes_of_git_are_not_judged(machine: Machine) -> None:
    note = '{"lockfileVersion": 3, "packages": {"node_modules/g": {"version": "1.0.0", "resolved": "git+ssh://git@forge.example/g.git#0123"}}}'
    modules = {"own": Link("../packages/own"), "g": package("g"), ".package-lock.json": note}
    report = survey(
        machine, "node_modules", disk={"node_modules": modules, "packages": {"own": package("own")}}
    )

    assert ["pkg:npm/own@1.0.0"] == [item.purl for item in report.out_of_scope]
    assert ["pkg:npm/g@1.0.0"] == [item.purl for item in report.not_judged]


def test_other_bytes_than_those_that_were_judged_are_not_compared(machine: Machine) -> None:
    machine.loopback.fault(
        "/npm/calm/-/calm-1.0.1.tgz", Replaced(data=NpmRelease(version="1.0.1").pack("calm"))
    )
    report = survey(machine, "node_modules", disk={"node_modules": {"calm": CALM}})

    assert Action.BLOCK is report.action


def test_a_wheel_is_compared_where_it_lies(machine: Machine) -> None:
    machine.loopback.put_pypi(PypiProject(name="sample", files=(WHEEL,)))
    site = unpacked()
    clean = survey(machine, "site-packages", disk={"site-packages": site})
    site["sample"]["__init__.py"] = "x = 2\n"
    changed = survey(machine, "site-packages", disk={"site-packages": site})

    assert ([], Action.ALLOW) == (differing(clean), clean.action)
    assert (["site-packages/sample/__init__.py"], Action.HOLD) == (differing(changed), changed.action)


def unpacked() -> dict[str, Any]:
    site: dict[str, Any] = {}
    with zipfile.ZipFile(io.BytesIO(WHEEL.data)) as wheel:
        for name in wheel.namelist():
            folder, _, file = name.partition("/")
            site.setdefault(folder, {})[file] = wheel.read(name).decode()
    return site
