"""The text of logs."""

import gzip
import os
from pathlib import Path

from pratique.respond.places.log_text import LogText, Needles, decoded, head_lines, head_of


def lines(source: Path | bytes, *needles: bytes) -> list[tuple[int, str]]:
    return list(LogText(source).lines(Needles(needles)))


def test_only_lines_with_a_match_are_given_with_their_number(tmp_path: Path) -> None:
    text = b"one\nAxios here\nthree\r\naxios" + b"x" * 10
    (tmp_path / "a.log").write_bytes(text)
    (tmp_path / "a.log.1.gz").write_bytes(gzip.compress(text))
    expected = [(2, "Axios here"), (4, "axiosxxxxxxxxxx")]
    assert (
        expected
        == lines(text, b"axios")
        == lines(tmp_path / "a.log", b"axios")
        == lines(tmp_path / "a.log.1.gz", b"axios")
    )


def test_a_match_across_pieces_is_found() -> None:
    text = b"a" * (1024 * 1024 - 3) + b"\n" + b"axios\n" * 3
    assert [2, 3, 4] == [number for number, _ in lines(text, b"axios")]


def test_the_head_is_that_of_a_regular_file_only(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(b"one\ntwo\nthr"))
    assert ["one", "two"] == head_lines(head_of(tmp_path / "a"))
    os.mkfifo(tmp_path / "pipe")
    assert (b"", b"", b"") == (head_of(tmp_path / "pipe"), head_of(tmp_path), head_of(tmp_path / "gone"))


def test_colours_are_left_out() -> None:
    assert "http <--" == decoded(b"\x1b[35mhttp\x1b[39m <--\r")
