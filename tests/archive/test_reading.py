"""Reading: any bytes with any name, within the limits."""

import bz2
import io
import lzma
import tarfile
import time
import tracemalloc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pratique.archive import DEFAULT_LIMITS, Limits, read
from pratique.core.tree import AnomalyKind, Tree
from pratique.errors import ParseError, Reference
from tests.archive.hostile import Part, member, packed, rawzip, tar, tarball, zeros
from tests.builders import sdist, tarred, tgz, wheel, zipped

FILES: dict[str, bytes | str] = {"package.json": "{}", "lib/a.js": b"\0\1", "empty": ""}
SMALL = Limits(
    max_unpacked_bytes=100_000, max_file_bytes=20_000, max_files=50, max_ratio=50, ratio_floor_bytes=50_000
)


def _kinds(tree: Tree) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in tree.anomalies]


def _contents(tree: Tree) -> dict[str, bytes]:
    return {file.path: file.data for file in tree}


EXPECTED = {"package.json": b"{}", "lib/a.js": b"\0\1", "empty": b""}


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (tgz(FILES), "a-1.0.0.tgz"),
        (tgz(FILES, root="odd name"), "a-1.0.0.tgz"),
        (sdist(FILES, "a-1.0"), "a-1.0.tar.gz"),
        (tgz(FILES, root=""), "a-1.0.tar.gz"),
        (bz2.compress(tarred(FILES, root="a-1.0")), "a-1.0.tar.bz2"),
        (lzma.compress(tarred(FILES, root="a-1.0")), "a-1.0.tar.xz"),
        (tarred(FILES, root="a-1.0"), "a-1.0.tar"),
        (zipped(FILES, root="a-1.0"), "a-1.0.zip"),
        (wheel(FILES), "a-1.0-py3-none-any.whl"),
        (zipped(FILES), "a-1.0-py3.11.egg"),
        (tgz(FILES), "no suffix"),
    ],
)
def test_every_format_is_read_without_anomalies(data: bytes, filename: str) -> None:
    tree = read(data, filename)
    assert (EXPECTED, [], ()) == (_contents(tree), _kinds(tree), tree.omitted)


def test_a_wheel_keeps_its_only_folder() -> None:
    assert ["a/x.py"] == list(_contents(read(zipped({"a/x.py": ""}), "a-1.0-py3-none-any.whl")))


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (zipped(FILES), "a.tgz"),
        (tgz(FILES), "a.whl"),
        (tgz(FILES), "a.tar.bz2"),
        (tarred(FILES), "a.tgz"),
        (tgz(FILES), "a.zip"),
    ],
)
def test_a_suffix_that_belongs_to_another_format_is_reported(data: bytes, filename: str) -> None:
    assert AnomalyKind.HEADER_MISMATCH in _kinds(read(data, filename))


def test_a_tarball_that_is_a_zip_as_well_is_reported() -> None:
    data = tgz(FILES, root="a-1.0") + rawzip(Part(name=b"a-1.0/setup.py"))
    assert {AnomalyKind.HEADER_MISMATCH, AnomalyKind.TRAILING_DATA} == set(_kinds(read(data, "a-1.0.tar.gz")))


def test_a_program_in_front_of_a_zip_is_reported() -> None:
    tree = read(rawzip(Part(name=b"a.py"), before=b"MZ..."), "a.whl")
    assert (["a.py"], [AnomalyKind.TRAILING_DATA]) == (list(_contents(tree)), _kinds(tree))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"hello", "do not match a known format"),
        (b"<html>busy</html>", "error page of a server"),
        (b'{"error": "not found"}', "error page of a server"),
        (b"\x28\xb5\x2f\xfd" + bytes(600), "zstd"),
        (packed(b"text " * 500), "no tar"),
        (packed(b""), "no tar"),
        (b"\0" * 600 + b"x", "do not match a known format"),
        (b"\x1f\x8b\x08", "damaged"),
    ],
)
def test_what_is_no_archive_is_a_parse_error_that_says_why(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why) as caught:
        read(data, "a.tgz")
    assert caught.value.reference is Reference.ARCHIVE_INVALID
    assert caught.value.hint


@pytest.mark.parametrize("data", [tar(), tarball(), rawzip(), bytes(10240)])
def test_an_empty_archive_is_an_empty_tree(data: bytes) -> None:
    tree = read(data, "unknown")
    assert ((), ()) == (tree.files, tree.anomalies)


def test_an_archive_inside_the_archive_is_a_plain_file() -> None:
    inner = tgz({"x": "y"})
    tree = read(tgz({"inner.tgz": inner}), "a.tgz")
    assert ({"inner.tgz": inner}, []) == (_contents(tree), _kinds(tree))


def test_a_plain_tar_beyond_the_limit_is_cut() -> None:
    data = tarred({f"f{number}": bytes(1000) for number in range(50)})
    tree = read(data, "a.tar", limits=Limits(max_unpacked_bytes=10_000))
    assert [AnomalyKind.LIMIT] == _kinds(tree)
    assert 0 < tree.size_bytes <= 10_000


def test_a_gigabyte_of_zeros_stops_early() -> None:
    data = zeros(1024)
    start = time.process_time()
    tree = read(data, "a.tgz")
    assert time.process_time() - start < 1
    assert ([AnomalyKind.LIMIT], ["a.tgz"]) == (_kinds(tree), [omission.path for omission in tree.omitted])


def test_zeros_that_are_passed_over_take_no_memory() -> None:
    data = zeros(200)
    tracemalloc.start()
    try:
        read(data, "a.tgz")
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
    finally:
        tracemalloc.stop()


def test_files_full_of_zeros_stop_at_the_ratio_and_what_was_read_is_kept() -> None:
    data = packed(tar(*[member(f"package/{number}", bytes(4 << 20)) for number in range(20)]))
    tree = read(data, "a.tgz")
    assert [AnomalyKind.LIMIT] == _kinds(tree)
    assert 0 < len(tree.files) < 20


def test_many_small_files_that_compress_well_are_no_bomb() -> None:
    assert [] == _kinds(read(tgz({f"f{number}": bytes(1 << 20) for number in range(20)}), "a.tgz"))


@pytest.mark.fuzz
@given(
    data=st.one_of(
        st.binary(max_size=2000),
        st.builds(
            bytes.__add__,
            st.sampled_from([b"\x1f\x8b\x08\0", b"BZh9", b"\xfd7zXZ\0", b"PK\3\4", b"PK\5\6"]),
            st.binary(max_size=500),
        ),
        st.builds(packed, st.binary(max_size=3000)),
    ),
    filename=st.sampled_from(["a.tgz", "a.tar.gz", "a.whl", "a.zip", "a.tar", "a.tar.xz", "a.egg", "a", ""]),
)
def test_any_bytes_give_a_tree_or_a_parse_error(data: bytes, filename: str) -> None:
    _read_within_limits(data, filename)


SAMPLES = (
    *(
        tgz(FILES),
        sdist(FILES, "a-1"),
        bz2.compress(tarred(FILES)),
        lzma.compress(tarred(FILES)),
        tarred(FILES),
    ),
    *(zipped(FILES), tarball(member("package/l", kind=b"2", target=b"a"), member("package/" + "x" * 90))),
)


@pytest.mark.fuzz
@given(
    sample=st.sampled_from(SAMPLES),
    flips=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=5),
    cut=st.integers(0, 3000),
    tail=st.binary(max_size=40),
    filename=st.sampled_from(["a.tgz", "a.tar.gz", "a.whl"]),
)
def test_damaged_archives_give_a_tree_or_a_parse_error(
    sample: bytes, flips: list[tuple[int, int]], cut: int, tail: bytes, filename: str
) -> None:
    data = bytearray(sample)
    for place, value in flips:
        data[place % len(data)] = value
    _read_within_limits(bytes(data[: len(data) - cut] if cut < 600 else data) + tail, filename)


@pytest.mark.parametrize("sample", [tgz(FILES), zipped(FILES)])
def test_every_truncation_gives_a_tree_with_a_finding_or_a_parse_error(sample: bytes) -> None:
    for end in range(len(sample)):
        try:
            tree = read(sample[:end], "a-1.0.zip" if sample.startswith(b"PK") else "a.tgz")
        except ParseError:
            continue
        assert tree.anomalies != (), f"cut at {end}"


def _read_within_limits(data: bytes, filename: str) -> None:
    try:
        tree = read(data, filename, limits=SMALL)
    except ParseError:
        return
    assert len(tree.files) <= SMALL.max_files
    assert tree.size_bytes <= 2 * SMALL.max_unpacked_bytes
    assert all(file.size_bytes <= SMALL.max_file_bytes for file in tree)
    assert all(file.path and not file.path.startswith("/") for file in tree)
    assert not any(".." in file.path.split("/") for file in tree)
    assert len({file.path for file in tree}) == len(tree.files)


_PART = st.text("abcdef._- é日", min_size=1, max_size=8).filter(lambda part: part not in {".", ".."})
_PATHS = st.lists(_PART, min_size=1, max_size=4).map("/".join)


@pytest.mark.fuzz
@given(files=st.dictionaries(_PATHS, st.binary(max_size=1500), max_size=8))
def test_a_tree_that_was_written_is_read_back_equal(files: dict[str, bytes]) -> None:
    assume(not any(other.startswith(f"{path}/") for path in files for other in files))
    for data, filename in (
        (tgz(files), "a.tgz"),
        (sdist(files, "a-1.0"), "a-1.0.tar.gz"),
        (wheel(files), "a-1.0-py3-none-any.whl"),
        (zipped(files, root="a-1.0"), "a-1.0.zip"),
    ):
        tree = read(data, filename)
        assert (files, [], ()) == (_contents(tree), _kinds(tree), tree.omitted)


def test_builders_are_deterministic() -> None:
    assert tgz(FILES) == tgz(dict(FILES))
    assert wheel(FILES) == zipped(dict(FILES))
    with tarfile.open(fileobj=io.BytesIO(tgz(FILES))) as archive:
        assert ["package/package.json", "package/lib/a.js", "package/empty"] == archive.getnames()


def test_the_default_limits_let_the_largest_honest_archives_pass() -> None:
    assert DEFAULT_LIMITS.max_files >= 2 * 19_353  # files of ansible 11.0.0
    assert DEFAULT_LIMITS.max_unpacked_bytes >= 2 * 197_130_000  # bytes of the sdist of scipy 1.14.1
