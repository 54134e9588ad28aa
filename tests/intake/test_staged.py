"""A staged release on the road: what it is compared with, what is remembered of it, and what fails."""

import asyncio
import json
from dataclasses import replace

import pytest

from pratique.core.assessment import Target
from pratique.core.evidence import NotAsked
from pratique.core.names import Ecosystem
from pratique.core.policy import Action, Policy
from pratique.core.reason import ReasonCode
from pratique.ecosystems.npm.staged import parse_record
from pratique.errors import Reference, StoreError
from pratique.intake.questions import Wish
from pratique.intake.staged import UNLISTED, StagedReleases
from pratique.net.client.authorization import Authorization
from pratique.net.registries.upstreams import Upstream
from tests.builders import tgz
from tests.cli.running import plain
from tests.core.dossiers import waiver
from tests.intake.building import NOW, Machine, at, break_store, npm
from tests.intake.known_bad.test_records import warned
from tests.loopback import NpmPackage, NpmRelease, NpmStaged, Status

SCRIPTS = {"postinstall": "node index.js"}


def put(machine: Machine, *, version: str = "1.2.0", tag: str = "latest", **manifest: object) -> NpmStaged:
    document = json.dumps({"name": "calm", "version": version, **manifest}, indent=1)
    data = tgz({"package.json": document, "index.js": f"module.exports = '{version}'\n"})
    assert machine.loopback.npm_stage is not None
    return machine.loopback.npm_stage.put(NpmStaged(name="calm", version=version, tarball=data, tag=tag))


def at_home(machine: Machine, *, private: bool = False) -> Machine:
    """The machine of somebody with a token."""
    home = at(machine.loopback.npm_url, Ecosystem.NPM, private=private)
    return machine.but(npm=replace(home, own=Authorization.bearer("t0ken")))


def judge(
    machine: Machine, one: NpmStaged, *, wish: Wish | None = None, default: Upstream | None = None
) -> Target:
    async def run() -> Target:
        async with machine.opened() as parts:
            where = parts.upstreams.open[Ecosystem.NPM][0]
            record = parse_record(json.dumps(one.record).encode(), registry=where.url)
            releases = StagedReleases(road=parts.road, questions=parts.questions, default=default or where)
            return await releases.judge(record, where, wish=wish or Wish(), assess=parts.road.assess)

    return asyncio.run(run())


@pytest.mark.parametrize("inside", ["1.3.0", "1.1.0"])
def test_a_package_json_with_another_version_than_the_record_needs_review(
    machine: Machine, inside: str
) -> None:
    home = at_home(machine)
    document = json.dumps({"name": "calm", "version": inside})
    data = tgz({"package.json": document, "index.js": "module.exports = 1\n"})
    assert home.loopback.npm_stage is not None
    target = judge(home, home.loopback.npm_stage.put(NpmStaged(name="calm", version="1.2.0", tarball=data)))

    assert Action.HOLD is action(target)
    assert target.worst is not None
    assert "staged-record-differs" in [finding.rule for finding in target.worst.findings]
    waived = home.but(policy=Policy(waivers=(waiver(rule="staged-record-differs", package="calm"),)))
    again = home.loopback.npm_stage.put(NpmStaged(name="calm", version="1.2.0", tarball=data))
    assert Action.ALLOW is action(judge(waived, again))


def action(target: Target) -> Action:
    assert target.worst is not None
    return target.worst.verdict.action


def test_a_staged_release_has_no_age_and_no_history(machine: Machine) -> None:
    target = judge(at_home(machine), put(machine))
    assert (Action.ALLOW, None) == (action(target), target.error)
    dossier = target.assessments[0].dossier
    assert NotAsked(UNLISTED) == dossier.published == dossier.signals


def test_the_tarball_is_fetched_once_for_the_verdict_and_the_changes(machine: Machine) -> None:
    one = put(machine)
    target = judge(at_home(machine), one)
    assert target.staged is not None
    assert target.staged.delta is not None
    assert 1 == len(machine.loopback.requests_to(f"*/{one.id}/tarball"))
    judge(at_home(machine), one)
    assert 2 == len(machine.loopback.requests_to(f"*/{one.id}/tarball"))


def test_a_block_is_not_remembered_under_the_name(machine: Machine) -> None:
    """The release may be staged again, and published, with other bytes."""
    known = at_home(machine).but(warnings=warned(npm("calm", "1.2.0")))
    target = judge(known, put(machine))
    assert target.worst is not None
    assert (Action.BLOCK, [ReasonCode.ADVISORY]) == (
        action(target),
        [reason.code for reason in target.worst.verdict.reasons],
    )
    assert [] == list(machine.store.blocks.all())


def test_a_waiver_of_the_release_counts(machine: Machine) -> None:
    one = put(machine, scripts=SCRIPTS)
    accepted = waiver("new-install-hook", package="calm", expires=NOW.date())
    assert Action.HOLD is action(judge(at_home(machine), one))
    assert Action.ALLOW is action(judge(at_home(machine).but(policy=Policy(waivers=(accepted,))), one))


def test_a_private_registry_is_judged_in_report_only_mode(machine: Machine) -> None:
    target = judge(at_home(machine, private=True), put(machine, scripts=SCRIPTS))
    assert Action.ALLOW is action(target)
    assert [ReasonCode.FINDING] == [note.code for note in target.assessments[0].verdict.notes]


def test_a_bad_release_with_the_tag_is_no_baseline(machine: Machine) -> None:
    denied = Policy(denied={"pkg:npm/calm@1.1.0": "bad"})
    target = judge(at_home(machine).but(policy=denied), put(machine))
    assert target.staged is not None
    assert ("calm@1.0.1", "highest lower version of the same major version") == (
        str(target.staged.baseline),
        target.staged.baseline_why,
    )


def test_a_version_that_was_published_meanwhile_is_not_its_own_baseline(machine: Machine) -> None:
    target = judge(at_home(machine), put(machine, version="1.1.0"))
    assert target.staged is not None
    assert "calm@1.0.1" == str(target.staged.baseline)


def test_a_wanted_baseline_of_another_package_says_nothing_of_its_publisher(machine: Machine) -> None:
    machine.loopback.put_npm(plain("other", "1.0.0"))
    target = judge(at_home(machine), put(machine), wish=Wish(ref=npm("other", "1.0.0")))
    assert target.staged is not None
    assert ("other@1.0.0", None) == (str(target.staged.baseline), target.staged.baseline_publisher)


def test_what_the_listing_says_of_the_baseline_is_kept(machine: Machine) -> None:
    release = NpmRelease(version="1.1.0", trusted_publisher="github", attestations={"attestations": []})
    machine.loopback.put_npm(NpmPackage(name="calm", releases=(release,)))
    staged = judge(at_home(machine), put(machine)).staged
    assert staged is not None
    assert ("ada", "github", True) == (
        staged.baseline_publisher,
        staged.baseline_trusted_publisher,
        staged.baseline_provenance,
    )


def test_another_registry_than_npms_own_needs_an_option(machine: Machine) -> None:
    other = at("https://registry.example/", Ecosystem.NPM)
    staged = judge(at_home(machine), put(machine), default=other).staged
    assert staged is not None
    assert staged.approve.endswith(f" --registry={machine.loopback.npm_url}")


@pytest.mark.parametrize("path", ["/npm/calm", "*/calm-1.1.0.tgz", "*/tarball"])
def test_what_cannot_be_fetched_is_a_trouble_or_a_gap(machine: Machine, path: str) -> None:
    one = put(machine)
    machine.loopback.fault(path, Status(code=500))
    target = judge(at_home(machine), one)
    assert target.staged is not None
    assert one.id == target.staged.record.id
    assert target.staged.delta is None
    errors = [target.error, *(assessment.error for assessment in target.assessments)]
    assert {Reference.REGISTRY_FAILED} == {error.reference for error in errors if error is not None}


def test_a_broken_store_is_an_error(machine: Machine) -> None:
    one = put(machine)
    break_store(machine.folder)
    with pytest.raises(StoreError):
        judge(at_home(machine), one)
