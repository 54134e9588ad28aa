"""A release as its patches leave it: the files that are judged, and the waivers that accept what cannot be."""

from datetime import date
from hashlib import sha256

import pytest

from pratique.archive.limits import DEFAULT_LIMITS
from pratique.archive.reading import read
from pratique.core.names import Digest
from pratique.core.policy import Waiver
from pratique.errors import ParseError
from pratique.intake.entries.patched import accepting_waiver, patched_tar
from pratique.intake.entries.patches import PatchFile
from tests.builders import tgz

RELEASE = tgz({"package.json": "{}", "index.js": "1\n", "lib/a.js": "a\n"})
FIRST = b"diff --git a/index.js b/index.js\n--- a/index.js\n+++ b/index.js\n@@ -1 +1 @@\n-1\n+2\n"
SECOND = FIRST.replace(b"-1\n+2", b"-2\n+3")
TODAY = date(2026, 1, 1)


def patch(data: bytes | None, *, searched: bool = True, path: str = "patches/a.patch") -> PatchFile:
    return PatchFile(path, data, "the file does not exist" if data is None else "", searched)


def texts(*chain: PatchFile) -> dict[str, str]:
    tar = patched_tar(RELEASE, "kite-1.0.0.tgz", chain, DEFAULT_LIMITS)
    return {file.path: file.data.decode() for file in read(tar, "kite.tar").files}


def waiver(path: str = "patches/a.patch", *, expires: date = TODAY, digest: Digest | None = None) -> Waiver:
    return Waiver(
        rule="install-settings",
        ecosystem=None,
        package=path,
        reason="r",
        owner="o",
        expires=expires,
        digest=digest,
    )


def test_patches_are_applied_one_after_the_other() -> None:
    assert {"package.json": "{}", "index.js": "3\n", "lib/a.js": "a\n"} == texts(patch(FIRST), patch(SECOND))


def test_the_same_patches_give_the_same_bytes() -> None:
    one, two = (patched_tar(RELEASE, "kite-1.0.0.tgz", (patch(FIRST),), DEFAULT_LIMITS) for _ in range(2))
    assert one == two


def test_the_patch_is_named_that_cannot_be_applied_and_the_waiver_that_accepts_it() -> None:
    with pytest.raises(ParseError) as caught:
        texts(patch(FIRST), patch(FIRST, path="patches/b.patch"))
    assert caught.value.message.startswith("patches/b.patch: line 4: ")
    assert 'rule = "install-settings", package = "patches/b.patch"' in caught.value.hint
    with pytest.raises(ParseError, match="the file does not exist"):
        texts(patch(None))


def test_a_client_that_does_not_search_applies_a_patch_at_its_lines_alone() -> None:
    moved = FIRST.replace(b"@@ -1 +1 @@", b"@@ -2 +2 @@")
    assert "2\n" == texts(patch(moved))["index.js"]
    with pytest.raises(ParseError, match="differ from those of the package"):
        texts(patch(moved, searched=False))


def test_each_patch_needs_a_waiver_that_has_not_ended() -> None:
    chain = (patch(FIRST), patch(SECOND, path="patches/b.patch"))
    assert accepting_waiver(chain, [waiver()], TODAY) is None
    assert accepting_waiver(chain, [waiver(), waiver("patches/b.patch")], TODAY) is not None
    assert accepting_waiver(chain[:1], [waiver(expires=date(2025, 12, 31))], TODAY) is None


def test_a_waiver_with_a_digest_accepts_these_bytes_alone() -> None:
    named = waiver(digest=Digest("sha256", sha256(FIRST).hexdigest()))
    assert named == accepting_waiver((patch(FIRST),), [named], TODAY)
    assert accepting_waiver((patch(SECOND),), [named], TODAY) is None
    assert accepting_waiver((patch(None),), [named], TODAY) is None
