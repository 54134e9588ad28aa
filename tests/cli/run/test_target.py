"""From what a person writes to what is judged."""

import asyncio
import os
from pathlib import Path

import pytest

from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.cli.run.target import Targets
from pratique.core.assessment import Target
from pratique.core.names import Ecosystem
from pratique.core.policy import Action
from pratique.core.release import ArtifactKind
from pratique.core.verdict import Standing
from pratique.ecosystems.rubygems.address import GEM_KIND
from pratique.errors import Reference, StoreError, UsageError
from pratique.intake.question import File
from pratique.intake.questions import Wish
from tests.builders import tgz, wheel
from tests.cli.running import Machine
from tests.intake.building import HOOKED, break_store
from tests.loopback import PypiProject, sdist_file, wheel_file

LOCAL = tgz({"package.json": '{"name": "local", "version": "1.0.0"}', "index.js": "1\n"})


def judged(name: str, *, wish: Wish | None = None, ecosystem: str | None = None) -> Target:
    async def run() -> Target:
        async with open_session(read_settings(None, {})) as session:
            reader = Targets(ecosystem=ecosystem)
            return await reader.judge(session, name, standing=Standing.NEW, wish=wish or Wish())

    return asyncio.run(run())


def file_of(name: str, *, like: File | None = None, ecosystem: str | None = None) -> File:
    async def run() -> File:
        async with open_session(read_settings(None, {})) as session:
            reader = Targets(ecosystem=ecosystem)
            return await reader.file(session, await reader.settled(session, name), like=like)

    return asyncio.run(run())


def test_a_release_is_judged_under_the_name_that_it_was_given(machine: Machine) -> None:
    target = judged("calm@latest")
    assert ("calm@latest", "calm@1.1.0") == (target.name, str(target.ref))
    assert [Action.ALLOW] == [said.verdict.action for said in target.assessments]


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("pip:calm", Reference.TARGET_INVALID),
        ("https://registry.example/calm.tgz", Reference.TARGET_INVALID),
        ("pkg:cargo/rails@7", Reference.TARGET_INVALID),
        ("", Reference.TARGET_INVALID),
        ("./", Reference.TARGET_INVALID),
        ("./missing.tgz", Reference.FILE_UNREADABLE),
        ("./" + "a" * 3000 + ".tgz", Reference.FILE_UNREADABLE),
        ("calm@9.9.9", Reference.VERSION_NOT_FOUND),
        ("nowhere@1.0.0", Reference.REGISTRY_NOT_FOUND),
    ],
)
def test_what_cannot_be_judged_is_an_answer_with_a_hint(
    machine: Machine, name: str, reference: Reference
) -> None:
    target = judged(name)
    assert target.error is not None
    assert reference is target.error.reference
    assert target.error.hint
    assert () == target.assessments


def test_a_store_that_fails_is_no_answer_about_a_target(machine: Machine) -> None:
    async def run() -> None:
        async with open_session(read_settings(None, {})) as session:
            break_store(Path(os.environ["PRATIQUE_HOME"]))
            await Targets().judge(session, "calm@1.0.0", standing=Standing.NEW, wish=Wish(none=True))

    with pytest.raises(StoreError):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "reference"),
    [("./gone.tgz", Reference.FILE_UNREADABLE), ("cargo:calm", Reference.TARGET_INVALID)],
)
def test_a_baseline_is_a_release_or_a_file(machine: Machine, name: str, reference: Reference) -> None:
    (machine.folder / "calm-1.0.0.tgz").write_bytes(LOCAL)
    assert "calm@1.0.0" == str(Targets().baseline("calm@1.0.0").ref)
    file = Targets().baseline("./calm-1.0.0.tgz").file
    assert file is not None
    assert LOCAL == file.data
    with pytest.raises(UsageError) as told:
        Targets().baseline(name)
    assert reference is told.value.reference


@pytest.mark.parametrize(
    ("name", "ecosystem", "expected"),
    [
        ("local-1.0.0.tgz", None, (Ecosystem.NPM, ArtifactKind.NPM_TARBALL)),
        ("local-1.0.0.TGZ", None, (Ecosystem.NPM, ArtifactKind.NPM_TARBALL)),
        ("local-1.0.0.tar.gz", None, (Ecosystem.PYPI, ArtifactKind.SDIST)),
        ("local-1.0.0.tar.gz", "npm", (Ecosystem.NPM, ArtifactKind.NPM_TARBALL)),
        ("local-1.0.0-py3-none-any.whl", None, (Ecosystem.PYPI, ArtifactKind.WHEEL)),
        ("local-1.0.0-java.gem", None, (Ecosystem.RUBYGEMS, GEM_KIND)),
    ],
)
def test_a_local_files_name_tells_what_it_is_unless_a_person_does(
    machine: Machine, name: str, ecosystem: str | None, expected: tuple[Ecosystem, ArtifactKind]
) -> None:
    (machine.folder / name).write_bytes(LOCAL)
    file = file_of(f"./{name}", ecosystem=ecosystem)
    assert expected == (file.ecosystem, file.kind)
    assert (LOCAL, None) == (file.data, file.ref)


def test_a_local_file_is_compared_with_a_named_release_of_its_kind(machine: Machine) -> None:
    (machine.folder / "calm-2.0.0.tgz").write_bytes(LOCAL)
    wish = Targets().baseline("calm@1.0.0")
    (said,) = judged("./calm-2.0.0.tgz", wish=wish).assessments
    assert "calm@1.0.0" == str(said.dossier.baseline)
    data = wheel({"x.py": "1\n"})
    (machine.folder / "calm-2.0.0-py3-none-any.whl").write_bytes(data)
    found = judged("./calm-2.0.0-py3-none-any.whl", wish=wish)
    assert found.error is not None
    assert "calm@1.0.0 has no file like calm-2.0.0-py3-none-any.whl" in found.error.message


def test_of_several_files_the_one_like_the_other_is_compared(machine: Machine) -> None:
    one, two = ((wheel_file("both", version), sdist_file("both", version)) for version in ("1.0", "2.0"))
    machine.registry.put_pypi(PypiProject(name="both", files=(*one, *two)))
    like = file_of("both==1.0")
    assert ArtifactKind.WHEEL is like.kind
    assert two[0].filename == file_of("both==2.0", like=like).filename


def test_the_operators_waivers_hold_for_single_releases_too(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.registry.put_npm(HOOKED)
    assert Action.HOLD is judged("hooked@1.0.1").assessments[0].verdict.action
    own = machine.folder.parent / "own.toml"
    own.write_text(
        '[[waivers]]\nrule = "new-install-hook"\npackage = "npm:hooked"\nreason = "read"\nowner = "me"\nexpires = 2099-01-01\n'
    )
    monkeypatch.setenv("PRATIQUE_CONFIG", str(own))
    verdict = judged("hooked@1.0.1").assessments[0].verdict
    assert Action.ALLOW is verdict.action
    assert [own.name] == [
        Path(note.waived.origin.rpartition(":")[0]).name for note in verdict.notes if note.waived
    ]
