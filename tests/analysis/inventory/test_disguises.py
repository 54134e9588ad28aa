"""Files that are not what their names say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import disguises
from pratique.analysis.inventory.inventory import Disguise, Shape
from pratique.core.tree import File
from tests.analysis.inventory import binaries
from tests.analysis.inventory.pictures_made import png
from tests.builders import zipped

PROGRAM = b"const cp = require('child_process');\ncp.exec('echo marker');\n"


def shape_of(path: str, data: bytes) -> Shape | None:
    found = disguises.read(File(path, data))
    return found.shape if found is not None else None


@pytest.mark.parametrize(
    ("path", "data", "shape"),
    [
        ("img/logo.png", PROGRAM, Shape.SCRIPT),
        ("font.woff2", PROGRAM, Shape.SCRIPT),
        ("data.json", PROGRAM, Shape.SCRIPT),
        ("README.md", b"#!/bin/sh\necho marker # twelve\n", Shape.SCRIPT),
        ("notes.txt", binaries.pe(), Shape.EXECUTABLE),
        ("LICENSE", binaries.elf(), Shape.EXECUTABLE),
        ("notes.txt", zipped({"a.txt": "x" * 50}), Shape.ARCHIVE),
        ("index.d.ts", b"declare const a: 1;\neval(atob('bWFya2Vy'));\n", Shape.SCRIPT),
        ("index.d.ts", b"const cp = require('child_process');\n", Shape.SCRIPT),
    ],
)
def test_a_program_under_a_harmless_name_is_told(path: str, data: bytes, shape: Shape) -> None:
    assert shape is shape_of(path, data)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("logo.png", png()),
        ("logo.jpg", png()),
        ("data.json", json.dumps({"scripts": {"a": "require('child_process')"}}).encode()),
        ("tsconfig.json", b'// a comment first\n{ "a": 1 }\n'),
        ("README.md", b"# Title\n\n```js\nconst cp = require('child_process')\n```\n"),
        ("usage.txt", b"import os\nos.system('is shown in this text')\n"),
        ("index.d.ts", b"import cp = require('child_process');\nexport function eval(x: string): any;\n"),
        ("index.d.ts", b"/** eval(x)\neval(y);\n */\nexport declare const a: string; // require('b')\n"),
        ("page.html", b"<!doctype html><script>eval('marker')</script>"),
        ("history.js", PROGRAM),
        ("bin/tool", binaries.elf()),
        ("empty.png", b""),
    ],
)
def test_what_is_as_its_name_says_is_passed_over(path: str, data: bytes) -> None:
    assert shape_of(path, data) is None


def test_open_comments_cost_no_more_than_their_length() -> None:
    assert shape_of("index.d.ts", b"require(" + b"/*" * 120_000) is None
    assert shape_of("index.d.ts", b"eval(\n" * 40_000) is None


@pytest.mark.fuzz
@given(st.sampled_from(["a.png", "a.json", "a.d.ts", "README", "a.txt"]), st.binary(max_size=300))
def test_any_bytes_give_an_answer(path: str, data: bytes) -> None:
    found = disguises.read(File(path, data))
    assert found is None or isinstance(found, Disguise)
