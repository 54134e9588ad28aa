import json
from typing import Any

import pytest

from pratique.errors import ParseError
from pratique.lockfiles.npm.package_lock import parse
from pratique.lockfiles.npm.shrinkwrap import overruled
from tests.lockfiles.locks import SHA512, npm

OTHER = "sha512-" + "B" * 86 + "=="
SHA1 = "sha1-" + "A" * 27 + "="
URL = "https://registry.example/left-pad/-/left-pad-1.1.0.tgz"
PAD = {"version": "1.1.0", "resolved": URL, "integrity": SHA512}


def told(own: dict[str, Any], held: dict[str, Any] | None, *, version: int = 3) -> list[str]:
    """What a package `dep` installs by its own lock, where the lock of the project holds `held` below it."""
    below = {} if held is None else {"node_modules/dep/node_modules/left-pad": held}
    dep = {"version": "1.0.0", "integrity": SHA512, "hasShrinkwrap": True}
    lock = parse(npm({"node_modules/dep": dep, **below}))
    [entry] = [one for one in lock.packages if one.key == "node_modules/dep"]
    assert entry.has_shrinkwrap
    data = (
        npm({"node_modules/left-pad": own})
        if version == 3
        else npm(version=1, dependencies={"left-pad": own})
    )
    return list(overruled(lock, entry, data))


def test_a_lock_that_holds_what_the_package_installs_agrees() -> None:
    assert [] == told(PAD, PAD)
    assert [] == told(PAD, PAD, version=1)


def test_what_the_lock_does_not_hold_is_named() -> None:
    assert ["left-pad@1.1.0, and the lockfile has no entry for that release"] == told(PAD, None)
    assert ["left-pad@1.1.0, and the lockfile has no entry for that release"] == told(
        {**PAD, "dev": True}, None
    )


@pytest.mark.parametrize(
    "held",
    [
        {**PAD, "version": "1.2.0", "resolved": URL.replace("1.1.0", "1.2.0")},
        {**PAD, "integrity": OTHER},
        {**PAD, "name": "right-pad", "resolved": URL.replace("left", "right")},
        {"version": "1.1.0", "resolved": "https://other.example/left-pad.tgz", "integrity": SHA512},
    ],
)
def test_what_the_lock_holds_otherwise_is_named(held: dict[str, Any]) -> None:
    [found] = told(PAD, held)
    assert found.startswith("left-pad@1.1.0, but the lockfile has ")


def test_a_second_digest_that_the_package_accepts_is_named() -> None:
    assert 1 == len(told({**PAD, "integrity": f"{SHA512} {OTHER}"}, PAD))
    assert [] == told(PAD, {**PAD, "integrity": f"{SHA512} {OTHER}"})


@pytest.mark.parametrize("integrity", [None, SHA1])
def test_without_a_strong_digest_the_address_counts(integrity: str | None) -> None:
    own = {**PAD, "integrity": integrity}
    assert [] == told(own, PAD)
    assert [] == told({**own, "resolved": URL.replace("https", "http")}, PAD)
    assert [] == told({**own, "resolved": None}, PAD)
    assert 1 == len(told({**own, "resolved": URL.replace("registry", "elsewhere")}, PAD))


def test_what_a_package_of_it_bundles_comes_with_that() -> None:
    own = {
        "node_modules/left-pad": {**PAD, "bundleDependencies": ["inner"]},
        "node_modules/left-pad/node_modules/inner": {"version": "1.0.0", "inBundle": True},
    }
    lock = parse(npm({"node_modules/dep": PAD, "node_modules/dep/node_modules/left-pad": PAD}))
    assert [] == list(overruled(lock, lock.packages[0], npm(own)))


def test_an_own_lock_that_cannot_be_read_is_no_agreement() -> None:
    lock = parse(npm({"node_modules/dep": PAD}))
    with pytest.raises(ParseError):
        list(overruled(lock, lock.packages[0], b"{"))
    [found] = overruled(
        lock, lock.packages[0], json.dumps({"lockfileVersion": 3, "packages": {"a//b": {}}}).encode()
    )
    assert found.startswith("a//b: ")
