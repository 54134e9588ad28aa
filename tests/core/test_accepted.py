"""Which bytes an entry of a lock accepts that nobody judged."""

from typing import Any

import pytest

from pratique.core.accepted import in_words, is_unpinned, unjudged
from pratique.core.lock import Lock, LockedFile, LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef

GOOD, EVIL, OTHER = (Digest("sha512", digit * 128) for digit in "123")
SHORT = Digest("sha256", "1" * 64)
WEAK = Digest("sha1", "4" * 40)


def entry(*digests: Digest, **told: Any) -> LockedPackage:
    files = tuple(LockedFile(None, (digest,)) for digest in digests)
    return LockedPackage(
        key="x", package=PackageRef(Ecosystem.NPM, "x"), version="1.0.0", files=files, **told
    )


@pytest.mark.parametrize(
    ("digests", "expected"),
    [
        ((), ()),
        ((GOOD,), ()),
        ((GOOD, SHORT), ()),
        ((GOOD, WEAK), ()),
        ((WEAK,), ()),
        ((GOOD, EVIL), (EVIL,)),
        ((EVIL, GOOD, EVIL), (EVIL,)),
        ((Digest("sha384", "5" * 96), GOOD), (Digest("sha384", "5" * 96),)),
    ],
)
def test_each_strong_digest_is_of_bytes_that_were_judged(
    digests: tuple[Digest, ...], expected: tuple[Digest, ...]
) -> None:
    assert expected == unjudged(entry(*digests), {GOOD, SHORT, WEAK})


def test_files_of_other_platforms_and_of_the_baseline_are_known() -> None:
    accepted = entry(GOOD, OTHER, EVIL)

    assert (EVIL,) == unjudged(accepted, {GOOD}, elsewhere={OTHER})
    assert () == unjudged(accepted, {GOOD}, elsewhere={OTHER}, before={EVIL})
    assert () == unjudged(entry(GOOD, EVIL, any_file=True), {GOOD})


@pytest.mark.parametrize(
    ("locked", "inventory", "expected"),
    [
        (entry(), False, True),
        (entry(), True, False),
        (entry(WEAK), False, False),
        (entry(own_checksum=True), False, False),
        (entry(source=SourceKind.GIT), False, False),
    ],
)
def test_an_entry_without_digests_is_unpinned(locked: LockedPackage, inventory: bool, expected: bool) -> None:
    lock = Lock(format="test", packages=(locked,), inventory=inventory)

    assert expected is is_unpinned(lock, locked)


def test_a_few_digests_are_named() -> None:
    assert "sha512:2222222222222222..." == in_words([EVIL])
    assert in_words([GOOD] * 5).endswith(" and 2 more")
