"""What an installer recorded."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import ParseError
from pratique.installed.record import read_record

SHA256 = hashlib.sha256(b"x").hexdigest()
WRITTEN = base64.urlsafe_b64encode(hashlib.sha256(b"x").digest()).decode().rstrip("=")


def test_files_are_told_with_their_hashes() -> None:
    rows = f'a.py,sha256={WRITTEN},1\r\n"b,c/d.py",sha256={WRITTEN},1\na-1.dist-info/RECORD,,\nodd\n\n'

    assert {"a.py": SHA256, "b,c/d.py": SHA256, "a-1.dist-info/RECORD": None, "odd": None} == read_record(
        rows.encode()
    )


@pytest.mark.parametrize("path", ["../../../bin/tool", "/etc/passwd", "a/../../x", "..", ".", "C:/x"])
def test_what_lies_elsewhere_is_left_out(path: str) -> None:
    assert {} == read_record(f"{path},sha256={WRITTEN},1\n".encode())


def test_a_path_has_one_spelling() -> None:
    assert {"a/b.py": None} == read_record(b"./a//b.py,,\na\\b.py,,\n")


@pytest.mark.parametrize(
    "told", ["sha256=x", "sha512=" + "a" * 86, "sha256=" + "a" * 40, "md5=1", "sha256=\xe9"]
)
def test_another_hash_is_none(told: str) -> None:
    assert {"a.py": None} == read_record(f"a.py,{told},1\n".encode())


@pytest.mark.parametrize("data", [b'a,"' + b"x" * 200_000, b"\na" * 500_001])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="RECORD cannot be read"):
        read_record(data)


@given(st.binary(max_size=60))
def test_any_bytes_give_paths_below_the_folder_or_an_error(data: bytes) -> None:
    try:
        found = read_record(data)
    except ParseError:
        return
    assert not any(path.startswith(("/", "../")) for path in found)
