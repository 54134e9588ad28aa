"""Adopted bytes alone are served before their inspection ends, after known bad was checked; all else waits."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.core.verdict import Standing
from pratique.gate.artifacts.byte_cache import Recent
from tests.gate.aftermath import After, aftermath, codes
from tests.gate.artifacts.test_serving import HOLDING
from tests.gate.conftest import HOOKED
from tests.gate.first_uses import (
    FILES,
    NPM_FILE,
    OTHER_NPM_FILE,
    adopt,
    advise,
    condemn,
    everywhere,
    grounds,
    is_inspected,
    run_main,
)
from tests.loopback import LoopbackRegistry, Replaced

EARLY = ("served-before-inspection",)
TARBALL = "/npm/calm/-/calm-1.0.1.tgz"


@pytest.fixture
def covered(registry: LoopbackRegistry) -> LoopbackRegistry:
    """A registry whose malicious releases are known."""
    advise()
    return registry


def test_adopted_files_of_each_ecosystem_are_served_first_and_inspected_then(
    registry: LoopbackRegistry,
) -> None:
    everywhere(registry)
    advise()

    async def run() -> None:
        async with aftermath() as made:
            adopt(made, *FILES.values())
            for kind, file in FILES.items():
                answers = await asyncio.gather(*(file.ask(made) for _ in range(3)))
                assert [(200, file.data)] * 3 == [(one.status, one.body) for one in answers], kind
                assert not is_inspected(made, file), kind
            assert [EARLY] * 9 == grounds(made)
            assert {Standing.PINNED} == {one.standing for one in made.inside.decisions}
            assert 3 == len(made.session.store.uninspected.all()) == made.late.artifacts.first_use.waiting

            await made.late.look()
            assert [] == list(made.session.store.uninspected.all())
            for kind, file in FILES.items():
                assert is_inspected(made, file), kind
                assert 200 == (await file.ask(made)).status, kind
            assert [()] * 3 == grounds(made)[9:]
            assert [] == made.turned

    asyncio.run(run())
    assert 1 == len(registry.requests_to(TARBALL))


@pytest.mark.parametrize("kind", FILES)
def test_a_later_finding_names_each_client_once_in_every_ecosystem(
    registry: LoopbackRegistry, kind: str
) -> None:
    everywhere(registry)
    advise()
    file = FILES[kind]

    async def run() -> None:
        async with aftermath() as made:
            adopt(made, file)
            for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1"):
                assert 200 == (await file.ask(made, address)).status
            condemn(made, [file])
            await made.late.look()
            assert [[("10.0.0.1", "ci"), ("10.0.0.2", "ci"), ("10.0.0.1", "ci")]] == made.named()
            refused = await file.ask(made)
            assert (403, ["finding"]) == (refused.status, codes(refused))
            await made.late.look()
            await made.look()
            assert 1 == len(made.turned)
            assert [] == list(made.session.store.uninspected.all())

    asyncio.run(run())


def test_every_format_of_the_log_shows_that_a_file_was_served_before_its_inspection(
    covered: LoopbackRegistry, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made)).status

    asyncio.run(run())
    for format_ in ("text", "json", "jsonl", "csv"):
        capsys.readouterr()
        assert 0 == main(["log", "--format", format_])
        assert "served-before-inspection" in capsys.readouterr().out, format_


async def nothing(_made: After) -> None:
    """Adopt nothing."""


async def adopts(made: After) -> None:
    adopt(made, NPM_FILE)


async def adopts_sha1(made: After) -> None:
    adopt(made, NPM_FILE, algorithm="sha1")


async def adopts_sha256(made: After) -> None:
    adopt(made, NPM_FILE, algorithm="sha256")


async def adopts_others(made: After) -> None:
    adopt(made, NPM_FILE, other=True)


async def adopts_another_version(made: After) -> None:
    adopt(made, OTHER_NPM_FILE)


async def has_no_room(made: After) -> None:
    adopt(made, NPM_FILE)
    made.late.artifacts.first_use.most_waiting = 0


async def knows_that_it_failed(made: After) -> None:
    adopt(made, NPM_FILE)
    await NPM_FILE.ask(made)
    (name,) = [one.name for one in made.session.store.uninspected.all()]
    made.late.artifacts.first_use.ended(name, "the worker crashed")
    assert grounds(made) == [EARLY]


async def is_malware_that_a_person_approved(made: After) -> None:
    advise(calm="1.0.1")
    adopt(made, NPM_FILE)
    digest = f"sha256:{NPM_FILE.sha256}"
    assert 0 == await run_main("approve", digest, "--reason", "read", "--by", "ada", "--even-blocked")
    made.inside.gate.listings.law.renew()


async def is_approved(made: After) -> None:
    adopt(made, NPM_FILE)
    digest = f"sha256:{NPM_FILE.sha256}"
    assert 0 == await run_main("approve", digest, "--reason", "read", "--by", "ada")
    made.inside.gate.listings.law.renew()


async def is_frozen(made: After) -> None:
    adopt(made, NPM_FILE)
    words = ("--published-before", "2000-01-01", "--until", "2100-01-01", "--reason", "a worm")
    assert 0 == await run_main("gate", "freeze", *words)
    made.inside.gate.listings.law.renew()


Prepare = Callable[[After], Awaitable[None]]
WAITS: tuple[tuple[str, Prepare, str], ...] = (
    ("nothing was adopted", nothing, ""),
    ("sha1 alone was adopted", adopts_sha1, ""),
    ("other bytes were adopted", adopts_others, ""),
    ("another version was adopted", adopts_another_version, ""),
    ("the setting is off", adopts, '[gate]\nserve_before_inspection = "never"\n'),
    ("too many files wait for their inspection", has_no_room, ""),
    ("an earlier inspection failed", knows_that_it_failed, ""),
    ("a record reports it, and a person approved it", is_malware_that_a_person_approved, ""),
    ("the policy denies it", adopts, '[deny]\n"npm:calm" = "unwanted"\n'),
)
FIRST: tuple[tuple[str, Prepare, str], ...] = (
    ("sha512", adopts, ""),
    ("sha256", adopts_sha256, ""),
    ("observe mode", adopts, '[gate]\nmode = "observe"\n'),
    ("approved", is_approved, ""),
    ("a freeze, which holds new releases alone", is_frozen, ""),
    (
        "a waiver",
        adopts,
        '[[waivers]]\nrule = "too-young"\npackage = "npm:calm"\nversions = ">=1"\nreason = "ours"\nowner = "ada"\nexpires = 2100-01-01\n',
    ),
)


@pytest.mark.parametrize(("why", "prepare", "text"), WAITS, ids=[row[0] for row in WAITS])
def test_what_waits_for_its_verdict(
    covered: LoopbackRegistry, settings: Path, why: str, prepare: Prepare, text: str
) -> None:
    settings.write_text(text)

    async def run() -> None:
        async with aftermath() as made:
            await prepare(made)
            assert await NPM_FILE.judged_first(made) is None, why

    asyncio.run(run())


@pytest.mark.parametrize(("why", "prepare", "text"), FIRST, ids=[row[0] for row in FIRST])
def test_what_is_served_first(
    covered: LoopbackRegistry, settings: Path, why: str, prepare: Prepare, text: str
) -> None:
    settings.write_text(text)

    async def run() -> None:
        async with aftermath() as made:
            await prepare(made)
            assert 200 == (await NPM_FILE.ask(made)).status, why
            assert [EARLY] == grounds(made)
            assert not is_inspected(made, NPM_FILE)

    asyncio.run(run())


def test_an_adopted_file_of_a_private_registry_is_served_first(
    registry: LoopbackRegistry, settings: Path
) -> None:
    """No advisory is about it, so that none has to cover it."""
    settings.write_text(f'[[registries]]\necosystem = "npm"\nurl = "{registry.npm_url}"\nprivate = true\n')

    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made)).status
            assert [EARLY] == grounds(made)

    asyncio.run(run())


def test_nothing_is_served_first_while_malicious_releases_are_not_known(registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            assert await NPM_FILE.judged_first(made) is None
            assert 200 == (await NPM_FILE.ask(made)).status
            assert [()] == grounds(made)
            assert is_inspected(made, NPM_FILE)

    asyncio.run(run())


def test_known_bad_is_refused_also_while_it_waits_for_its_inspection(covered: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE, OTHER_NPM_FILE)
            assert [200, 200] == [(await one.ask(made)).status for one in (NPM_FILE, OTHER_NPM_FILE)]
            advise(calm="1.0.1")
            await made.look()
            refused = await NPM_FILE.ask(made)
            assert (403, ["advisory"]) == (refused.status, codes(refused))
            assert 1 == len(made.named())
            digest = f"sha256:{OTHER_NPM_FILE.sha256}"
            assert 0 == await run_main("deny", digest, "--reason", "unwanted", "--by", "ada")
            made.inside.gate.listings.law.renew()
            refused = await OTHER_NPM_FILE.ask(made)
            assert (403, ["refused"]) == (refused.status, codes(refused))

    asyncio.run(run())


def test_a_package_that_its_registry_holds_back_is_refused(covered: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made)).status
            covered.put_npm(HOLDING)
            await made.inside.listing("calm")
            refused = await NPM_FILE.ask(made)
            assert (403, ["quarantined"]) == (refused.status, codes(refused))

    asyncio.run(run())


def test_other_bytes_than_the_adopted_ones_are_refused_and_a_listing_that_names_others_is_asked(
    covered: LoopbackRegistry,
) -> None:
    covered.fault(TARBALL, Replaced(data=HOOKED.tarballs["hooked-1.0.1.tgz"]))

    async def changed() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            refused = await NPM_FILE.ask(made)
            assert (403, "changed-bytes") == (refused.status, codes(refused)[0])

    async def listed() -> None:
        async with aftermath() as made:
            adopt(made, OTHER_NPM_FILE, other=True)
            await made.inside.listing("calm")
            assert 200 == (await OTHER_NPM_FILE.ask(made)).status
            assert [()] == grounds(made)[-1:]

    asyncio.run(changed())
    asyncio.run(listed())


def test_stored_bytes_that_were_damaged_are_fetched_again(covered: LoopbackRegistry) -> None:
    async def run() -> None:
        async with aftermath() as made:
            adopt(made, NPM_FILE)
            assert 200 == (await NPM_FILE.ask(made)).status
            sha256 = NPM_FILE.sha256
            path = Path(os.environ["PRATIQUE_HOME"]) / "artifacts" / sha256[:2] / sha256
            path.write_bytes(b"damaged")
            made.inside.gate.artifacts.recent = Recent()
            assert [503, 200] == [(await NPM_FILE.ask(made)).status for _ in range(2)]
            assert [EARLY] * 2 == grounds(made)

    asyncio.run(run())
