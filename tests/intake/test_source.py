"""Where bytes come from."""

import asyncio
import base64
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from pratique.core.names import Digest, ReleaseRef
from pratique.core.release import ArtifactKind
from pratique.errors import Reference, RegistryError
from pratique.intake.question import Expected, File, Party
from pratique.intake.source import Held
from pratique.net.client.digests import compute
from pratique.store.record import Kind, Seen
from tests.builders import tgz
from tests.intake.building import NOW, Machine, digest_of, npm, pypi
from tests.intake.conftest import SDIST, WHEEL
from tests.loopback import Replaced

CALM = npm("calm", "1.0.1")
SAMPLE = pypi("sample", "1.1.0")


def tarball(machine: Machine, version: str = "1.0.1", *, size_bytes: int | None = None) -> File:
    integrity = Digest.parse(machine.loopback.npm_integrity("calm", version))
    return File(
        ref=npm("calm", version),
        ecosystem=CALM.package.ecosystem,
        filename=f"calm-{version}.tgz",
        kind=ArtifactKind.OTHER,
        urls=(machine.loopback.npm_tarball_url("calm", version),),
        upstream=machine.upstreams.of(CALM.package),
        expected=(Expected(Party.LOCK, (integrity,)),),
        size_bytes=size_bytes,
    )


def file(filename: str, *expected: Expected, ref: ReleaseRef = SAMPLE) -> File:
    return File(
        ref=ref,
        ecosystem=ref.package.ecosystem,
        filename=filename,
        kind=ArtifactKind.OTHER,
        expected=expected,
    )


def seen(filename: str, data: bytes, ref: ReleaseRef = SAMPLE) -> Seen:
    named: dict[str, Any] = {digest.algorithm: digest.hex for digest in compute(data)}
    return Seen(purl=ref.purl, filename=filename, size_bytes=len(data), first_seen=NOW, **named)


def recalled(machine: Machine, file: File, *known: Seen) -> Seen | None:
    async def run() -> Seen | None:
        machine.store.artifacts.remember(known)
        async with machine.opened() as parts:
            return parts.source.recall(file)

    return asyncio.run(run())


def hold(machine: Machine, *files: File) -> list[Held]:
    async def run() -> list[Held]:
        async with machine.opened() as parts:
            return [await parts.source.hold(file) for file in files]

    return asyncio.run(run())


def test_bytes_are_fetched_once_and_then_had(machine: Machine) -> None:
    (first,) = hold(machine, tarball(machine))
    machine.store.artifacts.remember([seen("calm-1.0.1.tgz", first.load(), CALM)])
    (again,) = hold(machine, tarball(machine))
    assert first.load() == again.load()
    assert 1 == len(machine.loopback.requests)


def test_on_request_they_are_fetched_anew(machine: Machine) -> None:
    (first,) = hold(machine, tarball(machine))
    machine.store.artifacts.remember([seen("calm-1.0.1.tgz", first.load(), CALM)])
    hold(machine.but(refetch=True), tarball(machine))
    assert 2 == len(machine.loopback.requests)


OTHER = tgz({"package.json": "{}"})
PAGE = b"<html><body>Virus blocked</body></html>"


def unpromised(machine: Machine) -> File:
    return replace(tarball(machine), expected=())


@pytest.mark.parametrize("bad", [OTHER, PAGE, b"", OTHER[:-1]])
def test_bytes_that_nobody_promised_are_asked_for_once_more(machine: Machine, bad: bytes) -> None:
    machine.loopback.fault("*.tgz", Replaced(data=bad), times=1)
    (held,) = hold(machine, tarball(machine))
    assert machine.loopback.npm_integrity("calm", "1.0.1") == integrity(held.load())
    assert [None, "no-cache"] == [one.headers.get("cache-control") for one in machine.loopback.requests]


def test_two_archives_with_other_bytes_are_what_the_registry_has(machine: Machine) -> None:
    machine.loopback.fault("*.tgz", Replaced(data=OTHER))
    (held,) = hold(machine, tarball(machine))
    assert OTHER == held.load()
    assert 2 == len(machine.loopback.requests)


@pytest.mark.parametrize(("first", "second"), [(PAGE, PAGE), (PAGE, OTHER), (OTHER, PAGE), (b"", OTHER[:9])])
def test_an_answer_that_is_no_archive_is_no_file(machine: Machine, first: bytes, second: bytes) -> None:
    machine.loopback.fault("*.tgz", Replaced(data=second), times=1)
    machine.loopback.fault("*.tgz", Replaced(data=first), times=1)
    with pytest.raises(RegistryError, match="could not be downloaded: the response is not the file") as told:
        hold(machine, tarball(machine))
    assert Reference.ARCHIVE_INVALID is told.value.reference
    assert 2 == len(machine.loopback.requests)
    assert not list((machine.folder / "artifacts").glob("??/*"))


def test_fewer_bytes_than_are_listed_are_no_file(machine: Machine) -> None:
    machine.loopback.fault("*.tgz", Replaced(data=OTHER))
    with pytest.raises(RegistryError, match="bytes were received, but the registry lists 100000"):
        hold(machine, tarball(machine, size_bytes=100_000))


def test_where_nobody_promises_anything_an_archive_is_taken_and_a_page_is_not(machine: Machine) -> None:
    machine.loopback.fault("*.tgz", Replaced(data=OTHER), times=1)
    assert OTHER == hold(machine, unpromised(machine))[0].load()
    machine.loopback.fault("*.tgz", Replaced(data=PAGE))
    with pytest.raises(RegistryError, match="looks like an error page of a server"):
        hold(machine, unpromised(machine))
    assert 3 == len(machine.loopback.requests)


def test_what_was_met_first_is_a_promise_where_nobody_else_gives_one(machine: Machine) -> None:
    (first,) = hold(machine, tarball(machine))
    machine.store.artifacts.remember([seen("calm-1.0.1.tgz", first.load(), CALM)])
    machine.loopback.fault("*.tgz", Replaced(data=OTHER), times=1)
    (again,) = hold(machine, unpromised(machine))
    assert first.load() == again.load()


def integrity(data: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def test_bytes_that_were_given_are_kept_without_asking(machine: Machine) -> None:
    given = File(
        ref=None, ecosystem=CALM.package.ecosystem, filename="x.tgz", kind=ArtifactKind.OTHER, data=b"given"
    )
    (held,) = hold(machine, given)
    assert (b"given", 5) == (held.load(), held.size_bytes)
    assert machine.store.blobs.has(held.sha256)
    assert [] == machine.loopback.requests


def test_bytes_that_went_missing_meanwhile_are_told(machine: Machine) -> None:
    (held,) = hold(machine, tarball(machine))
    machine.store.upkeep.clear([Kind.BYTES])
    with pytest.raises(RegistryError, match="missing or damaged") as told:
        held.load()
    assert Reference.INTEGRITY_MISMATCH is told.value.reference


def test_a_digest_that_stands_alone_recalls_the_bytes_under_any_name(machine: Machine) -> None:
    known = seen("renamed.whl", WHEEL.data)
    assert known == recalled(machine, file(WHEEL.filename, promised(Party.LOCK, WHEEL.data)), known)


def test_of_several_files_of_a_lock_only_the_right_one_is_recalled(machine: Machine) -> None:
    either = promised(Party.LOCK, WHEEL.data, SDIST.data)
    known = seen(WHEEL.filename, WHEEL.data)
    assert known == recalled(machine, file(WHEEL.filename, either), known)
    assert None is recalled(machine, file(SDIST.filename, either))
    assert None is recalled(machine, file(SDIST.filename, either, promised(Party.REGISTRY, SDIST.data)))


def test_what_one_party_disowns_is_not_recalled(machine: Machine) -> None:
    parties = promised(Party.LOCK, b"locked"), promised(Party.REGISTRY, b"listed")
    known = seen("a.whl", b"locked"), seen("a.whl", b"listed")
    assert None is recalled(machine, file("a.whl", *parties), *known)


def test_a_promise_that_cannot_be_compared_with_what_is_remembered_is_fetched_for(machine: Machine) -> None:
    unusual = Expected(Party.LOCK, (digest_of(b"locked", "sha384"), digest_of(b"listed", "sha1")))
    parties = unusual, promised(Party.REGISTRY, b"listed")
    assert None is recalled(machine, file("a.whl", *parties), seen("a.whl", b"listed"))


def test_a_weak_digest_recalls_nothing(machine: Machine) -> None:
    weak = Expected(Party.LOCK, (digest_of(b"x", "sha1"),))
    assert None is recalled(machine, file("a.whl", weak), seen("a.whl", b"x"))


@pytest.mark.parametrize(("listed", "fits"), [(None, True), (10**6, True), (100, False)])
def test_a_registry_cannot_send_more_of_an_approved_file_than_it_lists(
    machine: Machine, listed: int | None, fits: bool
) -> None:
    asked = tarball(machine, size_bytes=listed)

    async def run() -> None:
        async with machine.opened() as parts:
            strict = replace(parts.source, most_bytes=50)
            with pytest.raises(RegistryError) as refused:
                await strict.hold(asked)
            assert Reference.BODY_TOO_LARGE is refused.value.reference
            assert "sha512:" in refused.value.message, "the digest that a person can approve"
            if fits:
                await strict.hold(replace(asked, any_size=True))
            else:
                with pytest.raises(RegistryError):
                    await strict.hold(replace(asked, any_size=True))

    asyncio.run(run())


def test_nobody_who_has_the_file_is_an_error_with_a_hint(machine: Machine) -> None:
    with pytest.raises(RegistryError) as told:
        hold(machine, file("a.whl"))
    assert Reference.NO_ARTIFACT is told.value.reference


def promised(party: Party, *contents: bytes) -> Expected:
    return Expected(party, tuple(digest_of(data, "sha256") for data in contents))
