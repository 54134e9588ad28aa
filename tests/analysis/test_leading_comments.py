"""What is left of a file behind the comments with which it begins."""

import pytest

from pratique.analysis.leading_comments import without_comments


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"/* a */",
        b"// a\n// b\r\n",
        b"/** a\n * b **/ /**/\n",
        b"<!-- a\n",
        b"#!/usr/bin/env node\n// a\n",
        b"\xef\xbb\xbf \t;\n;/* a */",
        b"/*" + b"\xff" * 100_000 + b"*/",
    ],
)
def test_comments_are_taken_away(before: bytes) -> None:
    assert b"code(); // x" == without_comments(before + b"code(); // x")


@pytest.mark.parametrize("data", [b"a /* b */", b"'/*' */", b"/* never closed", b"# no comment", b"<b>"])
def test_all_else_stays(data: bytes) -> None:
    assert data == without_comments(data)
