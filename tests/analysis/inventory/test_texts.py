"""Whether a piece of data is a program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import texts
from pratique.analysis.inventory.inventory import Shape
from tests.analysis.inventory import binaries
from tests.builders import tgz


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        (binaries.elf(), Shape.EXECUTABLE),
        (tgz({"a": "b"}), Shape.ARCHIVE),
        (b"#!/bin/sh\necho marker\n", Shape.SCRIPT),
        (b"const cp = require('child_process')\ncp.exec('echo marker')", Shape.SCRIPT),
        (b"(function(){ eval('marker') })()", Shape.SCRIPT),
        (b"import base64\nexec(base64.b64decode('bWFya2Vy'))", Shape.SCRIPT),
        (b"@echo off\r\npowershell -c echo marker\r\ncurl -o x", Shape.SCRIPT),
        (b"QUJD" * 100, Shape.ENCODED),
        (b"import the goods from abroad, then call the office", Shape.DATA),
        (b"from here to there, and eval() is a function of Python", Shape.DATA),
        (b"<?xml version='1.0'?><svg/>", Shape.DATA),
        (b"", Shape.DATA),
    ],
)
def test_data_is_told_by_how_it_begins_and_what_it_does(data: bytes, shape: Shape) -> None:
    assert shape is texts.shape_of(data)


def test_a_sample_is_of_texts_alone() -> None:
    assert "hello" == texts.sample(b"  hello\n")
    assert "" == texts.sample(b"\0\1\2")


def test_control_characters_are_no_text() -> None:
    assert texts.is_text(b"a\tb\r\n\x1b[0m")
    assert not texts.is_text(b"a\0b")


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_a_shape(data: bytes) -> None:
    assert isinstance(texts.shape_of(data), Shape)
