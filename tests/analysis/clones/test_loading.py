"""The shipped index."""

from pratique.analysis.clones.index import pack
from pratique.analysis.clones.loading import FILE, shipped_index

MOST_BYTES = 1_500_000


def test_the_shipped_index_can_be_read_and_is_not_large() -> None:
    index = shipped_index()
    assert index.families
    assert index.packages
    assert FILE.stat().st_size <= MOST_BYTES
    assert FILE.read_bytes() == pack(index)


def test_its_hashes_are_sorted() -> None:
    index = shipped_index()
    for hashes in (index.digests, index.shingles, index.keys):
        assert sorted(hashes) == list(hashes)
