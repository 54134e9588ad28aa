"""A fix on an index that names no accounts, with and without attestations."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pratique.core.advisory import Advisory, Affected, Product, Span
from pratique.core.assessment import Assessment
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.intake.fixes.fix_sets import Fixes
from pratique.intake.history.lookups import Lookups
from pratique.intake.history.provenance import ProvenanceQuestions, Trust
from pratique.store.interface import Store
from tests.advisories.made import advisory
from tests.gate.fix_sets import AT, warnings
from tests.intake.building import LINUX, Machine, pypi
from tests.loopback import LoopbackRegistry, PypiFile, PypiProject, sdist_file, wheel_file
from tests.loopback.packages import LONG_AGO
from tests.signing import IDENTITY, Sigstore, provenance_object, statement

WORLD = Sigstore()
PUBLISH = "https://docs.index.example/attestations/publish/v1"
ABOUT = Affected(product=Product("pypi", "sample"), spans=(Span("0", "1.2.4"),), fixed=("1.2.4",))
NAMED: Advisory = replace(
    advisory("GHSA-s", ABOUT, source="osv-pypi"), reviewed=True, modified=AT + timedelta(hours=1)
)


def attested(file: PypiFile, **options: Any) -> PypiFile:
    payload = statement(file.filename, file.data, algorithm="sha256", predicate_type=PUBLISH)
    return replace(file, provenance=provenance_object(WORLD.attestation(payload, **options)))


def wheel(version: str, at: datetime) -> PypiFile:
    return wheel_file("sample", version, {"sample/__init__.py": f"x = '{version}'\n"}, uploaded_at=at)


OLD, NEW = wheel("1.2.3", LONG_AGO), wheel("1.2.4", AT)
SDIST = sdist_file("sample", "1.2.4", {"sample/__init__.py": "x = '1.2.4'\n"}, uploaded_at=AT)
THIEF = "https://forge.example/thief/tool"
ELSEWHERE = {"identity": {**IDENTITY, 12: THIEF, 15: "9999"}}


def judge(store: Store, folder: Path, *files: PypiFile) -> Assessment:
    async def run() -> Assessment:
        with LoopbackRegistry(pypi=[PypiProject(name="sample", files=files)]) as registry:
            machine = Machine(loopback=registry, store=store, folder=folder, now=datetime.now(UTC))
            async with machine.opened() as parts:
                asked = ProvenanceQuestions(
                    registry=parts.registry, upstreams=parts.upstreams, platform=LINUX, trust=Trust()
                )
                questions = replace(parts.questions, everything=True, lookups=Lookups(provenance=asked))
                road = replace(parts.road, warnings=warnings(NAMED), fixes=Fixes(questions))
                found = await questions.of_release(pypi("sample", "1.2.4"), standing=Standing.NEW)
                return await road.assess(found[0])

    return asyncio.run(run())


def test_a_fix_that_the_builder_of_the_release_before_attests_does_not_wait(
    store: Store, tmp_path: Path
) -> None:
    found = judge(store, tmp_path, attested(OLD), attested(NEW))

    assert (Action.ALLOW, True) == (found.verdict.action, found.verdict.early), found.dossier.fix


HELD = {
    "nothing is attested": ((OLD, NEW), "the registry lists no publisher of sample==1.2.4"),
    "the fix is not attested": (
        (attested(OLD), NEW),
        "the registry lists no publisher of sample==1.2.4",
    ),
    "nothing before it is attested": ((OLD, attested(NEW)), "lists no publisher of sample==1.2.4"),
    "one file of it is not attested": (
        (attested(OLD), attested(NEW), SDIST),
        "the registry lists no publisher of sample==1.2.4",
    ),
    "the one before is as young": (
        (OLD, attested(wheel("1.2.3.post1", AT - timedelta(hours=1))), attested(NEW)),
        "the builder of sample==1.2.3.post1 never published an earlier release",
    ),
}


@pytest.mark.parametrize("says", HELD)
def test_a_fix_whose_builder_is_not_known_to_be_the_same_waits(
    says: str, store: Store, tmp_path: Path
) -> None:
    files, why = HELD[says]
    found = judge(store, tmp_path, *files)

    assert Action.HOLD is found.verdict.action
    assert found.dossier.fix is not None
    assert any(why in said for said in found.dossier.fix.against), found.dossier.fix.against


def test_a_fix_of_another_builder_waits(store: Store, tmp_path: Path) -> None:
    found = judge(store, tmp_path, attested(OLD), attested(NEW, **ELSEWHERE))

    assert Action.HOLD is found.verdict.action
    assert found.dossier.fix is not None
    assert any("another builder than that of sample==1.2.3" in said for said in found.dossier.fix.against)


def test_a_file_that_the_fix_gains_later_is_weighed_with_all_others(store: Store, tmp_path: Path) -> None:
    async def run() -> list[bool]:
        whole = PypiProject(name="sample", files=(attested(OLD), attested(NEW)))
        with LoopbackRegistry(pypi=[whole]) as registry:
            machine = Machine(loopback=registry, store=store, folder=tmp_path, now=datetime.now(UTC))
            async with machine.opened() as parts:
                asked = ProvenanceQuestions(
                    registry=parts.registry, upstreams=parts.upstreams, platform=LINUX, trust=Trust()
                )
                questions = replace(parts.questions, everything=True, lookups=Lookups(provenance=asked))
                road = replace(parts.road, warnings=warnings(NAMED), fixes=Fixes(questions))
                early: list[bool] = []
                for files in (whole.files, (*whole.files, SDIST)):
                    registry.put_pypi(replace(whole, files=files))
                    found = await questions.of_release(pypi("sample", "1.2.4"), standing=Standing.NEW)
                    early += [(await road.assess(one)).verdict.early for one in found]
                return early

    assert [True, False, False] == asyncio.run(run())
