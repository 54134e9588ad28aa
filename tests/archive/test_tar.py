"""Tar archives: read as both installers would, with every difference reported."""

import io
import tarfile
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.archive import Limits, read
from pratique.core.tree import AnomalyKind, Tree
from pratique.errors import ParseError
from tests.archive.hostile import (
    BLOCK,
    END,
    MARKER,
    header,
    member,
    packed,
    padded,
    pax,
    records,
    tar,
    tarball,
)

A = member("package/a.js", MARKER)


def _kinds(tree: Tree) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in tree.anomalies]


def _paths(tree: Tree) -> list[str]:
    return [file.path for file in tree]


def _read(*parts: bytes, limits: Limits | None = None) -> Tree:
    return read(tarball(*parts), "p.tgz", limits=limits or Limits())


def test_files_folders_and_modes_are_read() -> None:
    tree = _read(member("package/", kind=b"5"), A, member("package/bin/x", b"#!", mode=0o755))
    assert [("a.js", MARKER, False), ("bin/x", b"#!", True)] == [
        (file.path, file.data, file.executable) for file in tree
    ]
    assert [] == _kinds(tree)


@pytest.mark.parametrize("end", [b"", bytes(BLOCK), END, bytes(20 * BLOCK), bytes(100)])
def test_an_archive_may_end_with_any_number_of_zeros(end: bytes) -> None:
    tree = read(packed(A + end), "p.tgz")
    assert (["a.js"], []) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_and_foreign_names_of_every_format_are_read(form: int) -> None:
    names = ["package/" + "n" * 120 + "/" + "m" * 90, "package/ü"]
    if form != tarfile.USTAR_FORMAT:
        names.append("package/" + "日" * 150)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding="utf-8") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(MARKER)
            archive.addfile(info, io.BytesIO(MARKER))
    tree = read(packed(buffer.getvalue()), "p.tgz")
    assert ([name.removeprefix("package/") for name in names], []) == (_paths(tree), _kinds(tree))


def test_a_member_behind_one_empty_block_is_read_and_reported() -> None:
    tree = _read(A, bytes(BLOCK), member("package/b.js"))
    assert (["a.js", "b.js"], [AnomalyKind.TRAILING_DATA]) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize("tail", [member("package/late.js"), b"x", bytes(BLOCK) + b"x"])
def test_data_behind_the_end_is_reported_and_not_read(tail: bytes) -> None:
    tree = read(packed(tar(A) + tail), "p.tgz")
    assert (["a.js"], [AnomalyKind.TRAILING_DATA]) == (_paths(tree), _kinds(tree))


def test_members_behind_a_bad_header_are_read_as_npm_does() -> None:
    tree = _read(A, header(b"package/x", checksum=b"000000\0 "), member("package/b.js"))
    assert (["a.js", "b.js"], [AnomalyKind.CORRUPT]) == (_paths(tree), _kinds(tree))


def test_a_bad_first_header_does_not_hide_the_rest() -> None:
    tree = _read(b"x" * BLOCK, A)
    assert (["a.js"], [AnomalyKind.CORRUPT]) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize("cut", [BLOCK + 3, BLOCK + 100, 2 * BLOCK + 100, 3 * BLOCK + 3])
def test_a_truncated_tar_gives_what_was_read(cut: int) -> None:
    whole = A + member("package/b.js", MARKER)
    tree = read(packed(whole[:cut]), "p.tgz")
    assert [AnomalyKind.TRUNCATED] == _kinds(tree)
    assert [] == [file for file in tree if file.data != MARKER]
    assert tree.omitted != ()


def test_a_file_cut_off_inside_is_omitted_and_no_file() -> None:
    tree = read(packed(A + header(b"package/b.js", size=5000) + b"half"), "p.tgz")
    assert ["a.js"] == _paths(tree)
    assert ("b.js", 5000) in [(omission.path, omission.size_bytes) for omission in tree.omitted]


def test_an_archive_that_ends_behind_an_extended_header_is_truncated() -> None:
    assert [AnomalyKind.TRUNCATED] == _kinds(read(packed(A + pax({"path": "x"})), "p.tgz"))


@pytest.mark.parametrize("kind", [b"x", b"L"])
def test_an_extended_header_cut_off_inside_is_truncated(kind: bytes) -> None:
    data = A + header(b"x", size=600, kind=kind) + b"half"
    assert [AnomalyKind.TRUNCATED] == _kinds(read(packed(data), "p.tgz"))


@pytest.mark.parametrize(
    "size", [b"\xff" * 12, b"1_0\0", b"0o17\0", b"\x90" + bytes(11), b"\x80" + b"\x7f" * 11]
)
def test_a_size_that_readers_dispute_or_that_cannot_be_is_reported(size: bytes) -> None:
    tree = _read(A, member("package/b.js", size=size))
    assert set(_kinds(tree)) & {AnomalyKind.HEADER_MISMATCH, AnomalyKind.TRUNCATED}
    assert "a.js" in _paths(tree)


@pytest.mark.parametrize("kind", [b"3", b"4", b"6"])
def test_devices_and_pipes_are_reported_and_no_files(kind: bytes) -> None:
    tree = _read(A, member("package/dev", kind=kind))
    assert (["a.js"], [AnomalyKind.DEVICE]) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize("kind", [b"Z", b"D", b"V", b"N"])
def test_a_type_that_only_pip_takes_for_a_file_is_read_and_reported(kind: bytes) -> None:
    tree = _read(A, member("package/b.js", MARKER, kind=kind))
    assert (["a.js", "b.js"], [AnomalyKind.HEADER_MISMATCH]) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize(
    "sparse",
    [
        member("package/s", MARKER, kind=b"S"),
        header(b"package/s", size=7, kind=b"S")[:482] + b"\1" + bytes(29) + bytes(BLOCK) + padded(MARKER),
        pax({"GNU.sparse.major": "1", "GNU.sparse.name": "package/s"}) + member("package/x", MARKER),
    ],
)
def test_a_sparse_file_is_omitted_and_reported(sparse: bytes) -> None:
    if sparse[156:157] == b"S" and sparse[482]:
        fixed = bytearray(sparse)
        fixed[148:156] = b" " * 8
        fixed[148:156] = b"%06o\0 " % sum(fixed[:BLOCK])
        sparse = bytes(fixed)
    tree = _read(sparse, A)
    assert (["a.js"], [AnomalyKind.HEADER_MISMATCH]) == (_paths(tree), _kinds(tree))
    assert [("s", "a sparse file")] == [(omission.path, omission.why) for omission in tree.omitted]


def test_two_sizes_for_one_member_are_reported_and_the_pax_one_is_used() -> None:
    tree = _read(pax({"size": "7"}) + member("package/b.js", MARKER, size=0), A)
    assert (["b.js", "a.js"], [AnomalyKind.HEADER_MISMATCH]) == (_paths(tree), _kinds(tree))


def test_a_pax_size_that_agrees_is_nothing_special() -> None:
    assert [] == _kinds(_read(pax({"size": "7"}) + A))


@pytest.mark.parametrize("smuggled", [member("package/in.js", MARKER), b"x" * BLOCK])
def test_the_body_of_a_link_is_reported_and_members_in_it_are_seen(smuggled: bytes) -> None:
    link = header(b"package/l", size=len(smuggled), kind=b"2", target=b"a.js")
    tree = _read(A, link + smuggled, member("package/z.js"))
    assert AnomalyKind.HEADER_MISMATCH in _kinds(tree)
    assert {"a.js", "z.js"} <= set(_paths(tree))
    assert ("in.js" in _paths(tree)) == (smuggled != b"x" * BLOCK)


def test_a_folder_with_a_size_has_no_body_for_anybody() -> None:
    tree = _read(member("package/d/", kind=b"5", size=4096), A)
    assert (["a.js"], []) == (_paths(tree), _kinds(tree))


@pytest.mark.parametrize("kind", [b"0", b"\0"])
def test_a_name_with_a_slash_at_its_end_is_a_folder(kind: bytes) -> None:
    tree = _read(member("package/d/", kind=kind), A)
    assert (["a.js"], []) == (_paths(tree), _kinds(tree))


def test_a_file_with_a_slash_and_a_size_is_reported() -> None:
    assert AnomalyKind.HEADER_MISMATCH in _kinds(_read(member("package/d/", MARKER), A))


def test_a_long_name_cut_behind_a_slash_is_still_a_file() -> None:
    path = "package/" + "d" * 91 + "/a.js"
    tree = _read(pax({"path": path}) + member(path[:100], MARKER))
    assert ([path.removeprefix("package/")], []) == (_paths(tree), _kinds(tree))


def test_a_member_without_a_name_is_reported() -> None:
    tree = _read(member(""), A)
    assert (["a.js"], [AnomalyKind.CORRUPT]) == (_paths(tree), _kinds(tree))


def test_a_file_above_the_limit_is_omitted_and_the_others_are_read() -> None:
    tree = _read(member("package/big", bytes(3000)), A, limits=Limits(max_file_bytes=2999))
    assert (["a.js"], []) == (_paths(tree), _kinds(tree))
    assert [("big", "the file is larger than 2999 bytes", 3000)] == [
        (omission.path, omission.why, omission.size_bytes) for omission in tree.omitted
    ]


@pytest.mark.parametrize("size", [1001, 1024, 3000])
def test_of_a_file_above_the_limit_the_first_bytes_are_kept(size: int) -> None:
    data = (bytes(range(256)) * 12)[:size]
    tree = _read(member("package/big", data), A, limits=Limits(max_file_bytes=1000))
    assert (["a.js"], [data[:512]]) == (_paths(tree), [omission.head for omission in tree.omitted])


def test_the_headers_of_git_archive_and_of_gnu_tar_are_nothing_special() -> None:
    target = b"lib/" + b"t" * 120 + b"/../a.js"
    long_target = member("././@LongLink", target + b"\0", kind=b"K")
    link = member("package/l", kind=b"2", target=target[:100])
    tree = _read(
        pax({"comment": "0" * 40}, kind=b"g"), A, member("package/lib/a.js", b"1"), long_target + link
    )
    assert (b"1", [AnomalyKind.LINK]) == (tree.by_path["l"].data, _kinds(tree))


def test_a_large_file_that_is_cut_off_is_truncated() -> None:
    data = A + header(b"package/big", size=90_000) + bytes(100)
    tree = read(packed(data), "p.tgz", limits=Limits(max_file_bytes=1000))
    assert (["a.js"], [AnomalyKind.TRUNCATED]) == (_paths(tree), _kinds(tree))


def test_an_extended_header_that_npm_skips_is_reported() -> None:
    tree = _read(member("@LongLink", b"package/long.js\0", kind=b"L", target=b"x"), A)
    assert (["long.js"], [AnomalyKind.HEADER_MISMATCH]) == (_paths(tree), _kinds(tree))


def test_too_many_members_stop_the_reading_and_what_was_read_is_kept() -> None:
    parts = [member(f"package/{number}") for number in range(8)]
    tree = _read(*parts, limits=Limits(max_files=5))
    assert (["0", "1", "2", "3", "4"], [AnomalyKind.LIMIT]) == (_paths(tree), _kinds(tree))
    assert ["p.tgz"] == [omission.path for omission in tree.omitted]
    assert [] == _kinds(_read(*parts, limits=Limits(max_files=8)))


def test_extended_headers_without_end_stop_the_reading() -> None:
    tree = _read(A, *[pax({"mtime": "1"})] * 50, limits=Limits(max_files=10))
    assert (["a.js"], [AnomalyKind.LIMIT]) == (_paths(tree), _kinds(tree))


def test_an_extended_header_above_one_mebibyte_is_passed_over() -> None:
    tree = _read(pax(records({"path": "x" * (1 << 20)})) + A, member("package/b.js"))
    assert (["a.js", "b.js"], [AnomalyKind.LIMIT]) == (_paths(tree), _kinds(tree))


def test_a_name_of_64_kib_is_omitted() -> None:
    tree = _read(pax({"path": "package/" + "n" * 65536}) + member("x", MARKER), A)
    assert (["a.js"], [AnomalyKind.LIMIT]) == (_paths(tree), _kinds(tree))


def test_a_link_to_a_name_of_64_kib_is_omitted() -> None:
    tree = _read(pax({"linkpath": "n" * 65536}) + member("package/l", kind=b"2", target=b"n"), A)
    assert (["a.js"], [AnomalyKind.LIMIT]) == (_paths(tree), _kinds(tree))


def test_far_too_many_empty_members_stop_quickly() -> None:
    data = packed(b"".join(header(b"package/%d" % number) for number in range(60_000)))
    start = time.process_time()
    tree = read(data, "p.tgz")
    assert time.process_time() - start < 5
    assert (50_000, [AnomalyKind.LIMIT]) == (len(tree.files), _kinds(tree))


def test_what_is_no_tar_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="there is no tar"):
        read(packed(b"just text, and more of it. " * 100), "p.tgz")


_PARTS = st.sampled_from(
    [
        *(A, member("package/a.js", b"other"), member("package/d/", kind=b"5"), member("package/A.js")),
        *(pax({"path": "package/px.js"}), pax({"size": "3"}), pax({"comment": "v\n22 path=package/nl.js\n"})),
        *(pax({"path": "package/g"}, kind=b"g"), member("@LongLink", b"package/long.js\0", kind=b"L")),
        *(
            member("package/l", kind=b"2", target=b"a.js"),
            member("package/h", kind=b"1", target=b"package/a.js"),
        ),
        *(bytes(BLOCK), b"x" * BLOCK, member("package/z", MARKER, kind=b"Z"), member("../x"), member("/x")),
        *(
            member("package/s", MARKER, size=b"1_0\0"),
            member("package/p", MARKER, prefix=b"q", magic=bytes(8)),
        ),
        *(member("package/f/", MARKER), member("package/t", MARKER, target=b"x"), member("x.js", MARKER)),
    ]
)


@pytest.mark.fuzz
@given(parts=st.lists(_PARTS, max_size=6), end=st.sampled_from([END, b"", bytes(BLOCK), END + A]))
def test_whatever_tarfile_reads_is_in_the_tree_or_something_is_reported(
    parts: list[bytes], end: bytes
) -> None:
    data = b"".join(parts) + end
    try:
        with tarfile.open(fileobj=io.BytesIO(data), encoding="utf-8") as archive:
            contents = {info.name: _content(archive, info) for info in archive if info.isfile()}
        tree = read(packed(data), "p.tgz")
    except (tarfile.TarError, ParseError):
        return
    if tree.omitted or set(_kinds(tree)) - {AnomalyKind.LINK}:
        return
    found = {f"package/{file.path}": file.data for file in tree}
    assert {name: content for name, content in contents.items() if content} == {
        name: found.get(name.replace("//", "/")) for name, content in contents.items() if content
    }


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(info)
    assert file is not None
    return file.read()
