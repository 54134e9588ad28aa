import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.pypi.metadata import (
    CoreMetadata,
    Required,
    parse_commands,
    parse_metadata,
    read_required,
)

METADATA = b"""Metadata-Version: 2.4
Name: Kite.Py
Version: 1.0
Summary: flies
 higher
Requires-Dist: requests>=2,<3
Requires-Dist: Left_Pad (>=1.0)
Requires-Dist: pad; python_version < "3"
Requires-Dist: pad>2; python_version >= "3"
Requires-Dist: speedups; extra == "speed"
Requires-Dist: direct @ https://files.example/direct.whl
Requires-Dist: odd version!
Requires-Dist: !!!

Requires-Dist: not-a-header
"""


def test_the_header_is_read_and_the_description_is_not() -> None:
    metadata = parse_metadata(METADATA)
    assert (metadata.name, metadata.version) == ("Kite.Py", "1.0")
    assert metadata.dependencies == {
        "requests": "<3,>=2",
        "left-pad": ">=1.0",
        "pad": " or >2",
        "direct": "@ https://files.example/direct.whl",
        "odd": "version!",
    }


def test_windows_lines_and_byte_order_marks_are_read() -> None:
    metadata = parse_metadata(b"\xef\xbb\xbfName: kite\r\nVersion: 2\r\n\r\nVersion: 3\r\n")
    assert (metadata.name, metadata.version) == ("kite", "2")


def test_an_empty_file_declares_nothing() -> None:
    assert CoreMetadata() == parse_metadata(b"")


def test_a_repeated_requirement_counts_once() -> None:
    assert parse_metadata(b"Requires-Dist: pad>1\nRequires-Dist: Pad>1\n").dependencies == {"pad": ">1"}


def test_requirements_without_end_are_cut() -> None:
    metadata = parse_metadata(b"".join(b"Requires-Dist: a%d\n" % number for number in range(3000)))
    assert len(metadata.dependencies) == 2000


def test_commands_are_the_scripts_of_the_console_and_of_windows() -> None:
    data = b"""[console_scripts]
kite = kite.cli:main
# comment = x:y
fast = kite:fast [speed]
broken
[gui_scripts]
show=kite.gui:run
[kite.plugins]
other = kite.other:thing
"""
    assert parse_commands(data) == {"kite": "kite.cli:main", "fast": "kite:fast", "show": "kite.gui:run"}


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.text("Requires-Dist: abc<>=;()[]@\n\t\r ", max_size=120).map(str.encode))
def test_any_bytes_are_metadata(data: bytes) -> None:
    for head in (b"", b"Requires-Dist: "):
        metadata = parse_metadata(head + data)
        assert "" not in metadata.dependencies
    parse_commands(b"[console_scripts]\n" + data)


def test_brackets_around_a_section_may_be_several() -> None:
    assert {"k": "kite.k:main"} == parse_commands(b"[[console_scripts]]\nk = kite.k:main\n")


def test_a_line_of_blanks_goes_on_with_its_field_as_in_pip() -> None:
    data = b"Name: kite\nSummary: flies\n \nRequires-Dist: gull\r\rRequires-Dist: auk\n"
    assert ("gull",) == parse_metadata(data).requires


def test_requirements_are_kept_as_written() -> None:
    requires = parse_metadata(METADATA).requires
    assert requires is not None
    assert ("requests>=2,<3", 'speedups; extra == "speed"') == (requires[0], requires[4])
    many = b"Requires-Dist: kite\n" * 2_001
    assert parse_metadata(many).requires is None
    assert parse_metadata(b"Name: " + b"a" * 1024 * 1024 + b"\n\n").requires is None


def test_a_requirement_is_read_in_its_parts() -> None:
    read = read_required("Left_Pad[B,a]>=1; os_name == 'nt'")
    assert Required("left-pad", ">=1", frozenset("ab"), None, 'os_name == "nt"') == read
    assert Required("kite", "@ https://a.invalid/k.whl", url="https://a.invalid/k.whl") == read_required(
        "kite @ https://a.invalid/k.whl"
    )
    assert read_required("!!!") is None
