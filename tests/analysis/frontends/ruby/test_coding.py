"""The encoding that a source names."""

import pytest

from pratique.analysis.frontends import ruby
from pratique.analysis.frontends.ruby.coding import readable

HIDING = "x = '\u8868'; system('a') #'"
"""In Shift JIS the second byte of the character is a backslash, which would go on with the text."""


@pytest.mark.parametrize(
    ("comment", "codec"),
    [
        ("# coding: shift_jis\n", "cp932"),
        ("# -*- coding: Windows-31J -*-\n", "cp932"),
        ("#!/usr/bin/env ruby\n# encoding: SJIS\n", "cp932"),
        ("# vim: set fileencoding=cp932\n", "cp932"),
        ("# coding: big5\n", "big5hkscs"),
        ("# coding: gbk\n", "gb18030"),
    ],
)
def test_a_source_is_read_in_the_encoding_that_it_names(comment: str, codec: str) -> None:
    source = comment + HIDING

    assert source.encode() == readable(source.encode(codec))


@pytest.mark.parametrize(
    "comment", ["", "# coding: utf-8\n", "# coding: latin-1\n", "\n\n# coding: sjis\n", "#"]
)
def test_others_are_left_as_they_are(comment: str) -> None:
    source = comment.encode() + b"x = '\x95\\'\n"

    assert source == readable(source)


def test_code_behind_a_character_that_ends_like_a_backslash_is_found() -> None:
    found = ruby.extract(b"# coding: sjis\n" + HIDING.encode("cp932"))

    assert [("Kernel.system", 2)] == [(use.api, use.line) for use in found.uses]
