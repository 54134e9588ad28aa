"""pnpm's store."""

from pathlib import Path

import pytest

from pratique.core.names import Digest
from tests.installed.caches.laid import SHA512, SRI, looked, names, only, pnpm_database, put


def test_the_store_of_pnpm_11_is_a_database(tmp_path: Path) -> None:
    pnpm_database(tmp_path / "v11/index.db", f"{SRI}\t@acme/tool@1.0.1", "nonsense", "calm@1.0.0\tbuilt")
    contents = looked("pnpm", tmp_path)

    assert {"@acme/tool@1.0.1"} == names(contents)
    assert (Digest("sha512", SHA512),) == only(contents).digests


def test_the_store_of_pnpm_10_has_an_index_for_each_package(tmp_path: Path) -> None:
    put(tmp_path / f"v10/index/{SHA512[:2]}/{SHA512[2:64]}-@acme+tool@1.0.1.json", "{}")
    found = only(looked("pnpm", tmp_path))

    assert ("@acme/tool@1.0.1", SHA512[:64]) == (str(found.ref), found.sha512_start)


def test_the_store_of_pnpm_7_has_indexes_among_its_files(tmp_path: Path) -> None:
    put(tmp_path / f"v3/files/{SHA512[:2]}/{SHA512[2:]}-index.json", '{"name": "calm", "version": "1.0.1"}')
    put(tmp_path / f"v3/files/{SHA512[:2]}/{'0' * 126}", "a file")
    found = only(looked("pnpm", tmp_path))

    assert ("calm@1.0.1", (Digest("sha512", SHA512),)) == (str(found.ref), found.digests)


@pytest.mark.parametrize("place", ["v12/index.sqlite", "v9/index/aa/bb.json", "v11/index.db"])
def test_a_store_that_is_not_known_is_told(tmp_path: Path, place: str) -> None:
    put(tmp_path / place, "x")

    assert 1 == len(looked("pnpm", tmp_path).unread)
