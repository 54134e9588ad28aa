"""Texture: what tells minified code from obfuscated code."""

import base64
import math
import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Language, Texture
from pratique.analysis.languages.texture import texture

JS, PYTHON = Language.JAVASCRIPT, Language.PYTHON
ENCODED = base64.b64encode(bytes((place * 73 + place // 7) % 256 for place in range(600))).decode()
OBFUSCATED = """
var _0x4f2a=['\\x6c\\x6f\\x67','\\x68\\x69'];(function(_0x1c3d,_0x9e21){var _0x77aa=function(_0x5b6c){
while(--_0x5b6c){_0x1c3d['push'](_0x1c3d['shift']());}};_0x77aa(++_0x9e21);}(_0x4f2a,0x1b3));
"""
MINIFIED = (
    "!function(e,t){for(var n=0;n<t.length;n++){var r=t[n];r.a=r.a||!1,e[r.b]=r}}(window,[{b:'x'}]);" * 20
)
READABLE = "// A list of things\nfunction addAll(things) {\n  for (const thing of things) {\n    add(thing);\n  }\n}\n"


def measured(text: str, language: Language | None = JS) -> Texture:
    return texture(text.encode(), language)


def test_names_are_counted_once_and_outside_of_literals_and_comments() -> None:
    assert 5 == measured("let first = second + first; third('fourth fifth'); // sixth\n1 + 2 + fifth").names


def test_obfuscated_code_has_names_and_escapes_that_minified_code_lacks() -> None:
    obfuscated, minified = measured(OBFUSCATED), measured(MINIFIED)

    assert (5, 5) == (obfuscated.hex_names, obfuscated.escapes)
    assert (0, 0, 0, 0) == (
        minified.hex_names,
        minified.confusable_names,
        minified.escapes,
        minified.encoded_characters,
    )


@pytest.mark.parametrize("name", ["lIIl1I", "O0OO0O", "______", "oOoOOo", "xXxXXXx", "IlIlIlIl"])
def test_names_that_nobody_tells_apart_are_confusable(name: str) -> None:
    assert 1 == measured(f"{name} = 1", PYTHON).confusable_names


@pytest.mark.parametrize("name", ["little", "assess", "book", "_____", "hello1", "Illinois", "needed"])
def test_words_are_not_confusable(name: str) -> None:
    assert 0 == measured(f"{name} = 1", PYTHON).confusable_names


@pytest.mark.parametrize(
    ("escapes", "text"),
    [
        (3, r"'\x41\u0041\101'"),
        (1, r"'\u{41}'"),
        (0, r"'\x00\u00e9\n\t\\x41\d'"),
        (0, "plain"),
    ],
)
def test_escapes_of_plain_characters_are_counted(escapes: int, text: str) -> None:
    assert escapes == measured(text).escapes


@pytest.mark.parametrize(
    ("longest", "text", "language"),
    [
        (7, "a = 'literal'", PYTHON),
        (0, "# it's a comment that is longer\nx", PYTHON),
        (0, "// it's a comment that is longer\nx", JS),
        (3, "a.replace(/\"/g, '') + 'abc'", JS),
        (8, "`a ${b} c`", JS),
    ],
)
def test_the_longest_literal_is_told(longest: int, text: str, language: Language) -> None:
    assert longest == measured(text, language).longest_literal


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"exec(b64decode('{ENCODED}'))", PYTHON),
        ("\n".join(ENCODED[at : at + 76] for at in range(0, 760, 76)), Language.SHELL),
        (" +\n".join(f'    "{ENCODED[at : at + 64]}"' for at in range(0, 640, 64)), JS),
        (f"x = '{bytes(range(256)).hex()}'", PYTHON),
        (f"x = [{', '.join(str(number % 256) for number in range(300))}]", JS),
        (f"x = [{','.join(hex(number % 256) for number in range(300))}]", JS),
        ("x = '" + "\\x6d\\x61\\x72" * 40 + "'", JS),
        ("x = '" + "\\155\\141\\162" * 40 + "'", PYTHON),
    ],
)
def test_encoded_runs_are_counted(text: str, language: Language) -> None:
    assert 200 <= measured(text, language).encoded_characters


@pytest.mark.parametrize(
    "text",
    [
        READABLE * 20,
        "=" * 500,
        "-" * 500 + "\n" + "_" * 500,
        "some_very_long_name_of_a_function_that_goes_on_and_on_" * 8,
        "/usr/share/lib/python/modules/of/the/package/" * 10,
        f"//# sourceMappingURL=data:application/json;base64,{ENCODED}",
        "x = 'short'\n" * 100,
        "[1, 2, 3]\n" * 100,
    ],
)
def test_what_is_long_and_not_encoded_is_not_counted(text: str) -> None:
    assert 0 == measured(text).encoded_characters


@pytest.mark.parametrize(
    ("blanks", "text"),
    [
        (300, "x = 1" + " " * 300 + "; y = 2"),
        (300, " " * 300 + "y = 2"),
        (0, "x = 1" + " " * 300 + "\ny = 2"),
        (0, READABLE),
    ],
)
def test_blanks_before_code_are_told(blanks: int, text: str) -> None:
    assert blanks == measured(text).longest_blank_run


def test_data_kept_in_blanks_at_the_ends_of_lines_is_told() -> None:
    assert 160 == measured("".join(f"x{' ' * 3}\t{' ' * 4}\n" for _ in range(20))).longest_blank_run


def test_the_entropy_is_told() -> None:
    assert 0 < measured("a" * 100 + " b").entropy < 1
    assert 8.0 == texture(bytes(range(256)) * 4).entropy


@pytest.mark.parametrize(
    "name", ["a" * 50_000 + "b" + "c", "aAbB" * 20_000 + "c", "_" * 90_000 + "-", "lI1" * 30_000]
)
def test_a_name_without_end_is_measured_at_once(name: str) -> None:
    started = time.process_time()

    assert 1 <= measured(f"{name} = 1", PYTHON).names
    assert time.process_time() - started < 10


def test_an_empty_text_has_no_texture() -> None:
    assert Texture() == texture(b"", JS)


def test_the_ends_of_a_large_file_are_looked_at() -> None:
    assert 0 < texture(b"x = 1\n" * 600_000 + OBFUSCATED.encode(), JS).hex_names


@pytest.mark.fuzz
@given(st.binary(max_size=500), st.sampled_from([None, *Language]))
def test_any_bytes_have_a_texture(source: bytes, language: Language | None) -> None:
    found = texture(source, language)

    assert 0 <= found.entropy <= 8
    assert found.hex_names + found.confusable_names <= 2 * found.names + 2


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'",
        "`",
        "/*",
        "=/[",
        "=/a[",
        "\\",
        "\\x41",
        "  ",
        " \n",
        "A",
        "1,",
        "#",
        "'''",
        '"\\"',
        "0x1, ",
        "{/",
    ],
)
def test_two_megabytes_of_anything_repeated_are_measured_at_once(unit: str) -> None:
    data = (unit * (2_000_000 // len(unit))).encode()
    started = time.process_time()

    for language in (JS, PYTHON, None):
        texture(data, language)

    assert time.process_time() - started < 20


_PIECES = st.sampled_from(
    (b" ", b"\n", b"\r\n", b"\t", b"a", b"9b", b"_" * 30, b"x1" * 30, "é".encode() * 20, b";")
)


@given(st.lists(_PIECES, max_size=12).map(b"".join))
def test_names_and_entropy_are_what_counting_them_one_by_one_gives(source: bytes) -> None:
    words = {word for word in re.split(rb"[\s;]+", source) if word and not word[:1].isdigit()}
    shares = [count / len(source) for count in Counter(source).values()]
    found = texture(source, JS)

    assert len(words) == found.names
    assert math.isclose(-sum(share * math.log2(share) for share in shares), found.entropy, abs_tol=0.0051)
