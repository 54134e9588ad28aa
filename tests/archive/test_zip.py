"""Zip archives: what pip reads, and everything that another reader would read differently."""

import io
import struct
import time
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import DEFAULT_LIMITS, Limits, read
from pratique.core.tree import AnomalyKind, Tree
from pratique.errors import ParseError
from tests.archive.hostile import MARKER, Part, deflated, end_record, rawzip

A, B = Part(name=b"a.py"), Part(name=b"b/c.py", method=0)


def _read(*parts: Part, limits: Limits = DEFAULT_LIMITS) -> Tree:
    return read(rawzip(*parts), "p.whl", limits=limits)


def _kinds(tree: Tree) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in tree.anomalies]


def _paths(tree: Tree) -> list[str]:
    return [file.path for file in tree]


def _omitted(tree: Tree) -> list[str]:
    return [omission.path for omission in tree.omitted]


def test_files_and_modes_are_read_and_folders_are_none() -> None:
    tree = _read(A, Part(name=b"d/", data=b""), Part(name=b"bin/x", mode=0o100755))
    assert [("a.py", MARKER, False), ("bin/x", MARKER, True)] == [
        (file.path, file.data, file.executable) for file in tree
    ]
    assert ([], []) == (_kinds(tree), _omitted(tree))


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_method_of_zipfile_is_read(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.py", MARKER * 1000)
    tree = read(buffer.getvalue(), "p.whl")
    assert ([MARKER * 1000], []) == ([file.data for file in tree], _kinds(tree))


def test_a_zip_written_to_a_stream_is_read() -> None:
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise io.UnsupportedOperation

    buffer = Stream()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", MARKER)
        archive.writestr("b.py", b"")
    tree = read(buffer.getvalue(), "p.whl")
    assert (["a.py", "b.py"], []) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize(
    "part",
    [
        Part(name=b"a.py", local_name=b"b.py"),
        Part(name=b"a.py", local_method=0),
        Part(name=b"a.py", local_size=3),
        Part(name=b"a.py", local_packed_size=3),
    ],
)
def test_a_local_header_that_disagrees_is_reported(part: Part) -> None:
    assert AnomalyKind.HEADER_MISMATCH in _kinds(_read(part, B))


def test_a_content_longer_than_declared_is_cut_where_pip_cuts_it() -> None:
    tree = _read(Part(name=b"a.py", data=b"abc", packed=deflated(b"abcdef")))
    assert ([b"abc"], [AnomalyKind.HEADER_MISMATCH]) == ([file.data for file in tree], _kinds(tree))


def test_a_content_shorter_than_declared_is_reported() -> None:
    tree = _read(Part(name=b"a.py", data=b"abc", size=9))
    assert ([b"abc"], [AnomalyKind.HEADER_MISMATCH]) == ([file.data for file in tree], _kinds(tree))


def test_packed_data_that_goes_on_behind_the_content_is_reported() -> None:
    part = Part(name=b"a.py", data=b"abc", packed=deflated(b"abc") + b"tail")
    assert [AnomalyKind.HEADER_MISMATCH] == _kinds(_read(part))


def test_a_wrong_checksum_is_reported_and_the_data_is_kept() -> None:
    tree = _read(Part(name=b"a.py", crc=1))
    assert ([MARKER], [AnomalyKind.CORRUPT]) == ([file.data for file in tree], _kinds(tree))


def test_damaged_data_is_omitted_and_the_others_are_read() -> None:
    tree = _read(Part(name=b"a.py", packed=b"\xff" * 9), B)
    assert (["b/c.py"], [AnomalyKind.CORRUPT], ["a.py"]) == (_paths(tree), _kinds(tree), _omitted(tree))


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2000])
def test_an_encrypted_member_is_omitted_and_reported(flags: int) -> None:
    tree = _read(Part(name=b"a.py", flags=flags), B)
    assert (["b/c.py"], [AnomalyKind.ENCRYPTED], ["a.py"]) == (_paths(tree), _kinds(tree), _omitted(tree))


@pytest.mark.parametrize("part", [Part(name=b"a.py", flags=0x20), Part(name=b"a.py", method=93)])
def test_a_member_in_a_form_that_is_not_read_is_omitted(part: Part) -> None:
    assert ["a.py"] == _omitted(_read(part, B))


def test_an_entry_that_points_nowhere_is_reported() -> None:
    tree = _read(A, Part(name=b"x.py", offset=1 << 20))
    assert (["a.py"], ["x.py"]) == (_paths(tree), _omitted(tree))
    assert AnomalyKind.CORRUPT in _kinds(tree)


def test_a_member_that_reaches_beyond_the_file_is_truncated() -> None:
    data = bytearray(rawzip(A))
    place = data.rfind(b"PK\1\2")
    data[place + 20 : place + 24] = b"\0\0\1\0"
    assert AnomalyKind.TRUNCATED in _kinds(read(bytes(data), "p.whl"))


def test_members_that_overlap_are_omitted_but_for_the_last() -> None:
    bomb = deflated(bytes(1 << 20))
    parts = [Part(name=b"%d" % number, data=bytes(1 << 20), packed=bomb) for number in range(2)]
    nested = Part(name=b"outer", method=0, data=parts[0].local() + parts[1].local())
    inner = len(nested.local()) - len(nested.data)
    body = nested.local()
    directory = nested.central(0) + parts[0].central(inner) + parts[1].central(inner + len(parts[0].local()))
    tree = read(body + directory + end_record(3, len(directory), len(body)), "p.whl")
    assert (["0", "1"], ["outer"]) == (_paths(tree), _omitted(tree))
    assert AnomalyKind.CORRUPT in _kinds(tree)


def test_a_thousand_entries_for_one_place_cost_one() -> None:
    bomb = deflated(bytes(8 << 20))
    part = Part(name=b"a", data=bytes(8 << 20), packed=bomb)
    entry = part.central(0)
    directory = b"".join(entry[:40] + struct.pack("<H", 0o100000 + mode) + entry[42:] for mode in range(1000))
    body = part.local()
    start = time.process_time()
    tree = read(body + directory + end_record(1000, len(directory), len(body)), "p.whl")
    assert time.process_time() - start < 2
    assert AnomalyKind.CORRUPT in _kinds(tree)


def test_an_entry_that_is_listed_twice_is_one_file() -> None:
    directory = A.central(0) * 2
    data = A.local() + directory + end_record(2, len(directory), len(A.local()))
    tree = read(data, "p.whl")
    assert (["a.py"], []) == (_paths(tree), _kinds(tree))


def test_two_members_with_one_name_are_reported_and_the_later_wins() -> None:
    tree = _read(A, Part(name=b"a.py", data=b"later"))
    assert ([b"later"], [AnomalyKind.DUPLICATE_NAME]) == ([file.data for file in tree], _kinds(tree))


def test_a_name_with_a_nul_is_cut_where_pip_cuts_it_and_reported() -> None:
    tree = _read(Part(name=b"a.py\0.txt"))
    assert (["a.py"], [AnomalyKind.CONTROL_CHARACTER]) == (_paths(tree), _kinds(tree))


def test_a_member_without_a_name_is_reported() -> None:
    assert [AnomalyKind.CORRUPT] == _kinds(_read(Part(name=b""), B))


@pytest.mark.parametrize(
    ("target", "kind"), [(b"b/c.py", AnomalyKind.LINK), (b"../../etc/passwd", AnomalyKind.LINK_ESCAPE)]
)
def test_a_link_is_the_file_that_pip_makes_of_it_and_reported(target: bytes, kind: AnomalyKind) -> None:
    tree = _read(Part(name=b"l", data=target, mode=0o120777), B)
    assert (target, [kind]) == (tree.by_path["l"].data, _kinds(tree))


@pytest.mark.parametrize("mode", [0o020644, 0o060644, 0o010644, 0o140644])
def test_a_device_is_the_file_that_pip_makes_of_it_and_reported(mode: int) -> None:
    tree = _read(Part(name=b"d", mode=mode))
    assert (["d"], [AnomalyKind.DEVICE]) == (_paths(tree), _kinds(tree))


def test_a_folder_with_content_is_an_omission() -> None:
    assert ["d/"] == _omitted(_read(Part(name=b"d/"), B))


def test_a_file_above_the_limit_is_omitted_and_the_others_are_read() -> None:
    tree = _read(Part(name=b"big", data=bytes(3000)), A, limits=Limits(max_file_bytes=2999))
    assert (["a.py"], ["big"], []) == (_paths(tree), _omitted(tree), _kinds(tree))


@pytest.mark.parametrize("method", [0, 8])
def test_of_a_file_above_the_limit_the_first_bytes_are_kept(method: int) -> None:
    data = bytes(range(256)) * 12
    tree = _read(Part(name=b"big", data=data, method=method), A, limits=Limits(max_file_bytes=2999))
    assert [data[:512]] == [omission.head for omission in tree.omitted]


def test_of_a_damaged_one_above_the_limit_nothing_is_kept() -> None:
    damaged = Part(name=b"big", data=bytes(3000), method=8, packed=b"\xff" * 50)
    assert [b""] == [one.head for one in _read(damaged, A, limits=Limits(max_file_bytes=2999)).omitted]


def test_the_total_stops_the_reading_and_every_file_left_out_is_named() -> None:
    parts = [Part(name=b"%d" % number, data=bytes(400)) for number in range(4)]
    tree = _read(*parts, limits=Limits(max_unpacked_bytes=1000))
    assert (["0", "1"], [AnomalyKind.LIMIT], ["p.whl", "2", "3"]) == (
        _paths(tree),
        _kinds(tree),
        _omitted(tree),
    )


def test_too_many_members_stop_the_reading_and_what_was_read_is_kept() -> None:
    parts = [Part(name=b"%d" % number) for number in range(8)]
    tree = _read(*parts, limits=Limits(max_files=5))
    assert (5, [AnomalyKind.LIMIT], ["p.whl"]) == (len(tree.files), _kinds(tree), _omitted(tree))
    assert [] == _kinds(_read(*parts, limits=Limits(max_files=8)))


def test_a_zip_without_its_directory_gives_the_members_that_are_whole() -> None:
    whole = rawzip(A, B)
    tree = read(whole[: whole.find(b"PK\1\2")], "p.whl")
    assert (["a.py", "b/c.py"], [AnomalyKind.TRUNCATED]) == (_paths(tree), _kinds(tree))
    tree = read(whole[:36], "p.whl")
    assert ([], True) == (_paths(tree), AnomalyKind.TRUNCATED in _kinds(tree))


def test_a_damaged_directory_gives_the_members_before_the_damage() -> None:
    data = bytearray(rawzip(A, B))
    data[data.rfind(b"PK\1\2")] = 0
    tree = read(bytes(data), "p.whl")
    assert (["a.py"], [AnomalyKind.CORRUPT]) == (_paths(tree), _kinds(tree))


_NAMES = st.sampled_from(
    [b"a.py", b"b/c.py", b"b", b"../x", b"/abs", b"a.py\0x", b"d/", b"./a.py", b"x\\y", b""]
)
_PARTS = st.builds(
    Part,
    name=_NAMES,
    data=st.sampled_from([b"", b"1", b"two" * 99]),
    method=st.sampled_from([0, 8]),
    flags=st.sampled_from([0, 0, 0, 1, 8, 0x800]),
    size=st.sampled_from([None, None, None, 0, 5]),
    local_name=st.sampled_from([None, None, None, b"other"]),
    local_method=st.sampled_from([None, None, 0, 8]),
    after=st.sampled_from([b"", b"", bytes(3), b"xx"]),
    listed=st.sampled_from([True, True, True, False]),
    offset=st.sampled_from([None, None, None, 0, 40]),
)


@pytest.mark.fuzz
@given(
    parts=st.lists(_PARTS, max_size=4),
    before=st.sampled_from([b"", b"", b"MZ"]),
    comment=st.sampled_from([b"", b"", b"hello", end_record(0, 0, 0)]),
    cut=st.integers(0, 5),
    flips=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 255)), max_size=2),
)
def test_whatever_zipfile_reads_is_in_the_tree_or_something_is_reported(
    parts: list[Part], before: bytes, comment: bytes, cut: int, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(rawzip(*parts, before=before, comment=comment))
    for place, value in flips:
        data[place % len(data)] = value
    whole = bytes(data[: len(data) - cut] if cut > 3 else data)
    contents = _by_zipfile(whole)
    try:
        tree = read(whole, "p.whl")
    except ParseError:
        assert {} == contents
        return
    if not tree.anomalies and not tree.omitted:
        found = {file.path: file.data for file in tree}
        assert contents == {name: found.get(name.removeprefix("./")) for name in contents}


def _by_zipfile(data: bytes) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    if not name.endswith("/"):
                        contents[name] = archive.read(name)
        except Exception:  # noqa: BLE001 - zipfile raises a dozen types on damaged files
            return contents
    return contents
