"""Gems: what `gem` unpacks is in the tree, and what it refuses or passes over is noted."""

import gzip
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import Limits, read
from pratique.archive.gem import METADATA_PATH
from pratique.core.tree import AnomalyKind, Tree
from pratique.ecosystems.rubygems import manifest as rubygems_manifest
from pratique.errors import ParseError, Reference
from tests.archive.hostile import MARKER, member, packed, tar, tarball, zeros
from tests.builders import tarred, tgz
from tests.loopback.gem_packages import checksums, gem_of, packed_gem

FILES = {"lib/kite.rb": "KITE = 1\n", "kite.gemspec": ""}
METADATA = packed(b"--- !ruby/object:Gem::Specification\nname: kite\n")
DATA = tgz(FILES, root="")
PARTS = {"metadata.gz": METADATA, "data.tar.gz": DATA}
NAME = "kite-1.0.gem"


def kinds(tree: Tree) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in tree.anomalies]


def gem(parts: Mapping[str, bytes], *, sums: str | None = None) -> Tree:
    return read(gem_of(parts, sums=sums), NAME)


def test_the_tree_has_the_files_and_the_metadata() -> None:
    tree = read(packed_gem(FILES, "name: kite\n"), NAME)
    assert {METADATA_PATH: b"name: kite\n", "lib/kite.rb": b"KITE = 1\n", "kite.gemspec": b""} == {
        file.path: file.data for file in tree
    }
    assert ((), ()) == (tree.anomalies, tree.omitted)


def test_the_metadata_is_where_the_ecosystem_looks_for_it() -> None:
    assert rubygems_manifest.METADATA_PATH == METADATA_PATH


def test_a_file_of_the_gem_cannot_stand_in_the_place_of_the_metadata() -> None:
    data = tarball(member("./metadata", MARKER), member("metadata", MARKER))
    tree = gem({"metadata.gz": METADATA, "data.tar.gz": data})
    assert [METADATA_PATH, "metadata"] == [file.path for file in tree]
    assert tree.files[0].data.startswith(b"---")


def test_signatures_and_old_metadata_are_nothing_odd() -> None:
    parts = {**PARTS, "metadata.gz.sig": b"s", "data.tar.gz.sig": b"s"}
    assert () == gem({**parts, "checksums.yaml.gz.sig": b"s"}).anomalies
    assert () == gem({"metadata": b"name: kite\n", "data.tar.gz": DATA}, sums="").anomalies


def test_a_gem_that_ruby_builds_is_read_without_anomalies(tmp_path: Path) -> None:
    program = shutil.which("gem")
    if program is None:
        pytest.skip("RubyGems is not installed")
    (tmp_path / "kite.gemspec").write_text(
        'Gem::Specification.new { |s| s.name = "kite"; s.version = "1.0"; s.summary = "a"; s.authors = ["ada"]\n'
        '  s.files = ["kite.gemspec"]; s.homepage = "https://kite.example"; s.license = "MIT" }\n'
    )
    built = subprocess.run(
        [program, "build", "kite.gemspec"], cwd=tmp_path, capture_output=True, check=False, timeout=120
    )
    assert 0 == built.returncode, built.stderr
    tree = read((tmp_path / NAME).read_bytes(), NAME)
    assert ([METADATA_PATH, "kite.gemspec"], ()) == ([file.path for file in tree], tree.anomalies)


def test_a_second_data_tar_gz_is_reported_and_the_first_is_read() -> None:
    other = tgz({"lib/other.rb": ""}, root="")
    tree = read(
        tar(member("data.tar.gz", DATA), member("metadata.gz", METADATA), member("data.tar.gz", other)), NAME
    )
    assert AnomalyKind.DUPLICATE_NAME in kinds(tree)
    assert tree.get("lib/kite.rb") is not None
    assert tree.get("lib/other.rb") is None
    assert "data.tar.gz" in [omission.path for omission in tree.omitted]


@pytest.mark.parametrize("second", ["metadata.gz", "metadata"])
def test_of_two_metadata_the_last_is_read_as_gem_does(second: str) -> None:
    last = b"name: last\n" if second == "metadata" else packed(b"name: last\n")
    tree = read(tar(member("metadata.gz", METADATA), member("data.tar.gz", DATA), member(second, last)), NAME)
    assert AnomalyKind.DUPLICATE_NAME in kinds(tree)
    assert b"name: last\n" == tree.files[0].data


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (member("evil.rb", MARKER), AnomalyKind.OUTSIDE_ROOT),
        (member("./data.tar.gz", DATA), AnomalyKind.OUTSIDE_ROOT),
        (member("../data.tar.gz", DATA), AnomalyKind.OUTSIDE_ROOT),
        (member("metadata.gz", kind=b"2", target=b"/etc/passwd"), AnomalyKind.OUTSIDE_ROOT),
        (member("folder", kind=b"5"), AnomalyKind.OUTSIDE_ROOT),
    ],
)
def test_a_member_that_no_gem_has_is_reported_and_named_as_not_read(part: bytes, kind: AnomalyKind) -> None:
    tree = read(tar(member("metadata.gz", METADATA), member("data.tar.gz", DATA), part), NAME)
    assert [kind] == kinds(tree)
    assert 1 == len(tree.omitted)
    assert 3 == len(tree.files)


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (checksums({**PARTS, "data.tar.gz": b"other"}), "data.tar.gz"),
        (checksums({**PARTS, "metadata.gz": b"other"}), "metadata.gz"),
        (checksums({**PARTS, "more": b""}), "checksums.yaml.gz"),
    ],
)
def test_checksums_that_disagree_are_reported(sums: str, said: str) -> None:
    tree = gem(PARTS, sums=sums)
    assert {AnomalyKind.HEADER_MISMATCH} == set(kinds(tree))
    assert {said} == {anomaly.path for anomaly in tree.anomalies}


@pytest.mark.parametrize(
    "sums", ["", "---\n", "nonsense", '---\n!binary "U0hBMQ==":\n  metadata.gz: !binary |-\n    YmI0\n']
)
def test_checksums_that_say_nothing_disagree_with_nothing(sums: str) -> None:
    assert () == gem(PARTS, sums=sums).anomalies


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"metadata.gz": METADATA}, "no data.tar.gz"),
        ({"data.tar.gz": DATA}, "no metadata"),
        ({"metadata.gz": b"plain", "data.tar.gz": DATA}, "bad header"),
        ({"metadata.gz": METADATA, "data.tar.gz": b"plain"}, "bad header"),
        ({"metadata.gz": METADATA, "data.tar.gz": packed(b"no tar" * 200)}, "contains no tar"),
    ],
)
def test_what_gem_refuses_is_reported_as_damaged(parts: Mapping[str, bytes], said: str) -> None:
    tree = gem(parts)
    assert AnomalyKind.CORRUPT in kinds(tree)
    assert any(said in anomaly.detail for anomaly in tree.anomalies)


def test_what_follows_the_end_is_reported_inside_and_outside() -> None:
    whole = gem_of(PARTS)
    assert [AnomalyKind.TRAILING_DATA] == kinds(read(whole + MARKER * 200, NAME))
    inside = gem({"metadata.gz": METADATA, "data.tar.gz": DATA + MARKER})
    assert [AnomalyKind.TRAILING_DATA] == kinds(inside)
    beside = gem({"metadata.gz": METADATA + METADATA, "data.tar.gz": DATA})
    assert [(AnomalyKind.TRAILING_DATA, "metadata.gz")] == [(a.kind, a.path) for a in beside.anomalies]


def test_a_gem_that_is_cut_off_is_reported() -> None:
    whole = tar(member("metadata.gz", METADATA), member("data.tar.gz", DATA))
    tree = read(whole[: 512 * 3 + 100], NAME)
    assert AnomalyKind.TRUNCATED in kinds(tree)
    assert tree.get(METADATA_PATH) is not None


def test_hostile_names_and_links_inside_are_reported_as_in_every_archive() -> None:
    data = tarball(
        member("../outside", MARKER),
        member("/etc/x", MARKER),
        member("lib/a.rb", MARKER),
        member("lib/link", kind=b"2", target=b"../../../x"),
        member("lib/inner", kind=b"2", target=b"a.rb"),
    )
    tree = gem({"metadata.gz": METADATA, "data.tar.gz": data})
    assert {
        AnomalyKind.PARENT_PATH,
        AnomalyKind.ABSOLUTE_PATH,
        AnomalyKind.LINK_ESCAPE,
        AnomalyKind.LINK,
    } == set(kinds(tree))
    assert MARKER == tree.by_path["lib/inner"].data


def test_a_gem_by_name_that_is_another_archive_is_reported() -> None:
    assert AnomalyKind.HEADER_MISMATCH in kinds(read(DATA, NAME))


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(ParseError) as caught:
        read(b"MD5SUM = x", NAME)
    assert Reference.ARCHIVE_INVALID is caught.value.reference


def test_limits_hold_inside_of_a_gem() -> None:
    small = Limits(max_unpacked_bytes=200_000, max_file_bytes=20_000, max_files=5)
    many = tgz({f"lib/{n}.rb": "" for n in range(10)}, root="")
    assert AnomalyKind.LIMIT in kinds(
        read(gem_of({"metadata.gz": METADATA, "data.tar.gz": many}), NAME, limits=small)
    )
    large = read(gem_of({**PARTS, "data.tar.gz": tgz({"a.rb": "a" * 30_000}, root="")}), NAME, limits=small)
    assert ["a.rb"] == [omission.path for omission in large.omitted]
    crowded = {f"x{n}.sig": b"" for n in range(200)}
    assert AnomalyKind.LIMIT in kinds(read(gem_of({**crowded, **PARTS}), NAME))


def test_bombs_cost_no_more_than_the_limits_allow() -> None:
    started = time.monotonic()
    limits = Limits(max_unpacked_bytes=64 * 1024 * 1024)
    tree = read(gem_of({"metadata.gz": zeros(2000), "data.tar.gz": zeros(2000)}), NAME, limits=limits)
    assert AnomalyKind.LIMIT in kinds(tree)
    assert time.monotonic() - started < 10
    assert sum(file.size_bytes for file in tree) <= 10 * 1024 * 1024


def test_plain_metadata_is_cut_at_the_same_length() -> None:
    tree = gem({"metadata": b"x" * (11 * 1024 * 1024), "data.tar.gz": DATA}, sums="")
    assert [AnomalyKind.LIMIT] == kinds(tree)
    assert 10 * 1024 * 1024 == tree.files[0].size_bytes


NAMES = ["data.tar.gz", "metadata.gz", "metadata", "checksums.yaml.gz", "a.sig", "x", ""]
contents = st.binary(max_size=50) | st.sampled_from(
    [DATA, METADATA, gzip.compress(checksums(PARTS).encode()), tarred(FILES)]
)


@pytest.mark.fuzz
@given(st.lists(st.tuples(st.sampled_from(NAMES), contents), max_size=6), st.binary(max_size=600))
def test_any_members_give_a_tree_or_a_parse_error(parts: list[tuple[str, bytes]], after: bytes) -> None:
    data = b"".join(member(name, content) for name, content in parts) + after
    try:
        tree = read(data, NAME)
    except ParseError:
        return
    assert len(tree.by_path) == len(tree.files)
