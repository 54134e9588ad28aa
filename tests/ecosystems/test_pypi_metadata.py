import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.pypi_metadata import CoreMetadata, parse_commands, parse_metadata

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
