"""From what a person or a lock names to the artifacts to judge."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import AdvisoryKind, Product
from pratique.core.evidence import PINNED_NEEDS_NONE, Known, NotAsked
from pratique.core.lock import LockedFile, LockedPackage
from pratique.core.names import Digest, Ecosystem
from pratique.core.policy import Policy
from pratique.core.verdict import Standing
from pratique.ecosystems.platforms import platform_from_name
from pratique.errors import Reference, RegistryError
from pratique.intake.known_bad.advised import Warnings
from pratique.intake.question import Party, Question
from pratique.intake.questions import Questions, Wish
from tests.advisories.made import about, advisory
from tests.cli.running import plain
from tests.intake.building import Machine, at, entry, npm, pypi, sha256
from tests.intake.conftest import OLD, SDIST, WHEEL
from tests.loopback import LoopbackRegistry, NpmPackage, PypiFile, PypiProject, Status, wheel_file

CALM = npm("calm", "1.0.1")
SAMPLE = pypi("sample", "1.1.0")
Ask = Callable[[Questions], Awaitable[list[Question]]]


def asked(machine: Machine, ask: Ask) -> list[Question]:
    async def run() -> list[Question]:
        async with machine.opened() as parts:
            return await ask(parts.questions)

    return asyncio.run(run())


def locked(
    machine: Machine,
    item: LockedPackage,
    *,
    standing: Standing = Standing.PINNED,
    asks_for: Sequence[str] = (),
) -> list[Question]:
    return asked(machine, lambda q: q.of_locked(item, standing=standing, asked=asks_for))


def released(machine: Machine, name: str, version: str, wish: Wish | None = None) -> list[Question]:
    ref = npm(name, version)
    return asked(machine, lambda q: q.of_release(ref, standing=Standing.NEW, wish=wish))


def refused(machine: Machine, item: LockedPackage, *, asks_for: Sequence[str] = ()) -> RegistryError:
    with pytest.raises(RegistryError) as told:
        locked(machine, item, asks_for=asks_for)
    return told.value


def integrity(machine: Machine) -> Digest:
    return Digest.parse(machine.loopback.npm_integrity("calm", "1.0.1"))


def test_a_pinned_entry_with_a_digest_needs_no_listing(machine: Machine) -> None:
    item = entry(CALM, [integrity(machine)], url=machine.loopback.npm_tarball_url("calm", "1.0.1"))
    (question,) = locked(machine, item)
    assert [] == machine.loopback.requests
    assert NotAsked(PINNED_NEEDS_NONE) == question.listing
    assert PINNED_NEEDS_NONE == question.baseline_why
    assert [Party.LOCK] == [expected.party for expected in question.file.expected]


def test_an_address_that_is_not_configured_is_left_for_the_registrys_own(machine: Machine) -> None:
    item = entry(CALM, [integrity(machine)], url="https://evil.example/calm/-/calm-1.0.1.tgz")
    (question,) = locked(machine, item)
    assert (machine.loopback.npm_tarball_url("calm", "1.0.1"),) == question.file.urls


@pytest.mark.parametrize(
    "item",
    [
        entry(CALM, url="https://evil.example/calm/-/calm-1.0.1.tgz"),
        entry(CALM, url="https://evil.example/calm/-/calm-1.0.1.tgz", registry="https://evil.example"),
        entry(SAMPLE, registry="https://evil.example/simple"),
        entry(CALM, url="not an address"),
    ],
)
def test_what_no_digest_tells_is_not_judged_by_another_registrys_file(
    machine: Machine, item: LockedPackage
) -> None:
    assert Reference.REGISTRY_NOT_CONFIGURED is refused(machine, item).reference
    assert [] == machine.loopback.requests


@pytest.mark.parametrize("address", ["https://evil.example/simple", "./wheels"])
def test_nor_when_the_lock_itself_asks_for_another_registry(machine: Machine, address: str) -> None:
    assert Reference.REGISTRY_NOT_CONFIGURED is refused(machine, entry(SAMPLE), asks_for=[address]).reference
    (question,) = locked(machine, entry(SAMPLE, [sha256(WHEEL.data)]), asks_for=[address])
    assert WHEEL.filename == question.file.filename


def test_an_entry_without_a_digest_from_the_configured_registry_is_judged(machine: Machine) -> None:
    url = machine.loopback.npm_tarball_url("calm", "1.0.1")
    (question,) = locked(machine, entry(CALM, url=url, registry=machine.loopback.npm_url))
    assert isinstance(question.listing, Known)
    assert [Party.REGISTRY] == [expected.party for expected in question.file.expected]


def test_the_address_of_the_public_registry_means_the_one_that_stands_in_for_it(machine: Machine) -> None:
    url = "https://registry.example/calm/-/calm-1.0.1.tgz"
    (question,) = locked(machine, entry(CALM, url=url, registry="https://registry.example"))
    assert (machine.loopback.npm_tarball_url("calm", "1.0.1"),) == question.file.urls


def test_a_new_entry_is_compared_with_the_release_before(machine: Machine) -> None:
    (question,) = locked(machine, entry(CALM, [integrity(machine)]), standing=Standing.NEW)
    assert question.baseline is not None
    assert npm("calm", "1.0.0") == question.baseline.ref
    assert [Party.LOCK, Party.REGISTRY] == [expected.party for expected in question.file.expected]


def test_a_denied_release_is_no_baseline(machine: Machine) -> None:
    policy = Policy(denied={"pkg:npm/calm@1.0.1": "stolen"})
    (question,) = released(machine.but(policy=policy), "calm", "1.1.0")
    assert question.baseline is not None
    assert npm("calm", "1.0.0") == question.baseline.ref


def test_a_release_that_an_advisory_calls_malicious_is_no_baseline(machine: Machine) -> None:
    about_it = about(Product("npm", "calm"), versions=("1.0.1",))
    for kind, baseline in ((AdvisoryKind.MALWARE, "1.0.0"), (AdvisoryKind.VULNERABILITY, "1.0.1")):
        told = Warnings(index=MemoryAdvisories((advisory("MAL-1", about_it, kind=kind),)))
        (question,) = released(machine.but(warnings=told), "calm", "1.1.0")
        assert question.baseline is not None
        assert npm("calm", baseline) == question.baseline.ref


def test_the_baseline_is_of_the_same_kind(machine: Machine) -> None:
    (question,) = locked(machine, entry(SAMPLE, [sha256(WHEEL.data)]), standing=Standing.NEW)
    assert question.baseline is not None
    assert OLD.filename == question.baseline.filename
    (question,) = locked(machine, entry(SAMPLE, [sha256(SDIST.data)]), standing=Standing.NEW)
    assert (None, "no lower version has a sdist") == (question.baseline, question.baseline_why)


def test_only_files_that_the_lock_accepts_are_judged(machine: Machine) -> None:
    (question,) = locked(machine, entry(SAMPLE, [sha256(SDIST.data)]))
    assert SDIST.filename == question.file.filename


def test_all_files_are_judged_on_request(machine: Machine) -> None:
    both = entry(SAMPLE, [sha256(WHEEL.data), sha256(SDIST.data)])
    assert [WHEEL.filename, SDIST.filename] == [
        question.file.filename for question in locked(machine.but(everything=True), both)
    ]


@pytest.mark.parametrize("file", [WHEEL, SDIST])
def test_without_a_digest_the_file_that_the_lock_names_is_judged(machine: Machine, file: PypiFile) -> None:
    (question,) = locked(machine, replace(entry(SAMPLE), files=(LockedFile(file.filename, ()),)))
    assert file.filename == question.file.filename


def test_where_the_lock_leaves_the_file_open_the_one_that_an_installer_takes_is_judged(
    machine: Machine,
) -> None:
    named = LockedFile(SDIST.filename, (sha256(SDIST.data),), url=machine.loopback.pypi_file_url(SDIST))
    (question,) = locked(machine, replace(entry(SAMPLE), files=(named,), any_file=True))
    # The digest that the lock holds is one of another file.
    assert (WHEEL.filename, [Party.REGISTRY]) == (
        question.file.filename,
        [expected.party for expected in question.file.expected],
    )
    (question,) = locked(machine, replace(entry(SAMPLE), files=(named,)))
    assert SDIST.filename == question.file.filename


def test_a_lock_that_accepts_no_listed_file_is_met_by_its_mismatch(machine: Machine) -> None:
    (question,) = locked(machine, entry(SAMPLE, [sha256(b"something else")]))
    assert WHEEL.filename == question.file.filename
    assert sha256(b"something else") in question.file.expected[0].digests


def test_a_release_without_a_file_for_the_platform_is_told(machine: Machine) -> None:
    other = wheel_file("only", "1.0", tag="cp311-cp311-win_amd64")
    machine.loopback.put_pypi(PypiProject(name="only", files=(other,)))
    told = refused(machine, entry(pypi("only", "1.0")))
    assert Reference.NO_ARTIFACT is told.reference
    assert "linux-x86_64" in told.message
    assert "--platform" in told.hint
    windows = machine.but(platform=platform_from_name("windows-x86_64", python=(3, 11)))
    assert 1 == len(locked(windows, entry(pypi("only", "1.0"))))


def test_a_version_that_is_not_listed_names_some_that_are(machine: Machine) -> None:
    with pytest.raises(RegistryError, match=r"calm has no version 9\.9\.9") as told:
        released(machine, "calm", "9.9.9")
    assert Reference.VERSION_NOT_FOUND is told.value.reference
    assert "1.1.0" in told.value.hint


def test_a_removed_version_is_told_with_its_date(machine: Machine) -> None:
    gone = NpmPackage(
        name="gone",
        releases=plain("gone", "1.0.0").releases,
        removed={"1.0.1": datetime(2024, 5, 1, tzinfo=UTC)},
    )
    machine.loopback.put_npm(gone)
    with pytest.raises(RegistryError, match="published 2024-05-01 and is no longer listed"):
        released(machine, "gone", "1.0.1")


def test_a_wish_chooses_the_baseline_or_none(machine: Machine) -> None:
    (wished,) = released(machine, "calm", "1.1.0", Wish(ref=npm("calm", "1.0.0")))
    assert wished.baseline is not None
    assert npm("calm", "1.0.0") == wished.baseline.ref
    (without,) = released(machine, "calm", "1.1.0", Wish(none=True))
    assert (None, "not wanted") == (without.baseline, without.baseline_why)


def test_what_was_held_elsewhere_is_no_baseline(machine: Machine) -> None:
    machine.loopback.put_npm(plain("steps", "1.0.0", "1.0.1", "1.0.2"))
    ref = npm("steps", "1.0.2")

    (usual,) = asked(machine, lambda q: q.of_release(ref, standing=Standing.NEW))
    (held,) = asked(
        machine, lambda q: replace(q, unfit=lambda _: {"1.0.1"}).of_release(ref, standing=Standing.NEW)
    )
    assert usual.baseline is not None
    assert held.baseline is not None
    assert (npm("steps", "1.0.1"), npm("steps", "1.0.0")) == (usual.baseline.ref, held.baseline.ref)


def test_a_baseline_may_be_of_another_package(machine: Machine) -> None:
    machine.loopback.put_npm(plain("forked", "3.0.0"))
    (question,) = released(machine, "calm", "1.1.0", Wish(ref=npm("forked", "3.0.0")))
    assert question.baseline is not None
    assert npm("forked", "3.0.0") == question.baseline.ref


def test_a_baseline_that_is_not_listed_is_never_left_out_in_silence(machine: Machine) -> None:
    with pytest.raises(RegistryError) as told:
        released(machine, "calm", "1.1.0", Wish(ref=npm("calm", "0.1.0")))
    assert "no baseline: the registry does not list calm@0.1.0" == told.value.message


def test_a_registry_that_is_down_is_told(machine: Machine) -> None:
    machine.loopback.fault("*", Status(code=500))
    with pytest.raises(RegistryError) as told:
        locked(machine, entry(CALM), standing=Standing.NEW)
    assert Reference.REGISTRY_FAILED is told.value.reference


def private_first(machine: Machine, private: LoopbackRegistry) -> Machine:
    indexes = (
        at(private.pypi_url, Ecosystem.PYPI, private=True),
        at(machine.loopback.pypi_url, Ecosystem.PYPI),
    )
    return machine.but(indexes=indexes)


def test_where_an_index_is_private_the_listing_tells_whose_a_pinned_file_is(machine: Machine) -> None:
    """A file of the public index must not be judged as mildly as one of the private index."""
    own = wheel_file("own", "1.0")
    with LoopbackRegistry(pypi=[PypiProject(name="own", files=(own,))]) as private:
        two = private_first(machine, private)
        # On the index's own host, as mirrors have it: no listing would be needed to fetch it.
        url = f"{machine.loopback.pypi_url}{WHEEL.filename}"
        file = LockedFile(WHEEL.filename, (sha256(WHEEL.data),), url)
        public = LockedPackage(key="s", package=SAMPLE.package, version="1.1.0", files=(file,))
        (theirs,) = locked(two, public)
        (ours,) = locked(two, entry(pypi("own", "1.0"), [sha256(own.data)]))
        assert (False, True) == (theirs.private, ours.private)
        assert 404 == private.requests_to("/simple/sample/")[0].status


@pytest.mark.parametrize(
    ("like", "filename"),
    [
        ("fast-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "fast-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"),
        ("fast-1.0-cp311-cp311-win_amd64.whl", "fast-1.0-cp311-cp311-win_amd64.whl"),
        ("fast-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", "fast-1.0-cp311-cp311-manylinux_2_28_x86_64.whl"),
        (None, "fast-1.0-cp311-cp311-manylinux_2_28_x86_64.whl"),
    ],
)  # fmt: skip
def test_an_installed_file_is_the_one_that_its_tags_are_most_like(
    machine: Machine, like: str | None, filename: str
) -> None:
    tags = ("cp312-cp312-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_28_x86_64", "cp311-cp311-win_amd64")
    files = tuple(wheel_file("fast", "1.0", tag=tag) for tag in tags)
    machine.loopback.put_pypi(PypiProject(name="fast", files=files))
    item = replace(entry(pypi("fast", "1.0")), like=like)

    assert [filename] == [question.file.filename for question in locked(machine, item)]


def test_where_there_is_no_wheel_that_an_installed_file_is_like_the_source_is_judged(
    machine: Machine,
) -> None:
    machine.loopback.put_pypi(PypiProject(name="sample", files=(SDIST,)))
    item = replace(entry(SAMPLE), like="sample-1.1.0-py3-none-any.whl")

    assert [SDIST.filename] == [question.file.filename for question in locked(machine, item)]
