"""What a state is prepared with before it judges."""

from pathlib import Path

from bench.inspect.corpus import Sample
from bench.inspect.landing import without_malware, write_index
from bench.inspect.sets import read_set

from pratique.analysis.clones.index import Index, pack, parse
from pratique.core.names import Ecosystem


def test_the_index_forgets_malware_and_keeps_popular_packages() -> None:
    whole = Index(
        families=("pypi:bad@1",), packages=("npm:good@1",), digests=[1], digest_families=[0], shingles=[2],
        shingle_families=[0], limits=[3], keys=[4], key_packages=[0],
    )  # fmt: skip
    left = parse(without_malware(pack(whole)))
    assert (left.families, list(left.digests), list(left.shingles)) == ((), [], [])
    assert (left.packages, list(left.keys), list(left.key_packages)) == (("npm:good@1",), [4], [0])


def test_a_set_is_described_where_it_was_fetched_to(tmp_path: Path) -> None:
    sample = Sample(
        set="mal-pypi", ecosystem=Ecosystem.PYPI, name="n", version="1", filename="n-1.tar.gz", sha256="ab", size_bytes=2,
        source="s", drawn="added 2024-08-01",
    )  # fmt: skip
    write_index(tmp_path / "malware", [sample], tmp_path / "fetched")
    (archive,) = read_set(tmp_path / "malware")
    assert archive.sample == sample
    assert archive.path == tmp_path / "fetched" / "mal-pypi" / "ab.tar.gz"
