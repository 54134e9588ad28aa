"""Insecure sources: a case for each row of the tables, a quiet twin for each, and hostile bytes."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.audit import SourceRule
from pratique.core.lock import LockedFile, SourceKind
from pratique.core.names import Digest
from pratique.intake.audit.sources import (
    ADDRESSED,
    SETTINGS,
    VARIABLES,
    is_loopback,
    is_near,
    locked_sources,
    read_settings,
    read_variables,
)
from tests.intake.audit.made import entry, lock

OFF = [
    (".npmrc", "strict-ssl=false", "strict-ssl=true"),
    (".yarnrc", "strict-ssl false", "strict-ssl true"),
    (".yarnrc.yml", "enableStrictSsl: false", "enableStrictSsl: true"),
    (".yarnrc.yml", "unsafeHttpWhitelist:", "httpTimeout: 5"),
    (".env", "NODE_TLS_REJECT_UNAUTHORIZED=0", "NODE_TLS_REJECT_UNAUTHORIZED=1"),
    ("package.json", '"ci": "NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci"', '"ci": "npm ci"'),
    ("pip.conf", "trusted-host = pypi.example", "timeout = 5"),
    ("requirements.txt", "--trusted-host pypi.example", "--no-binary kite"),
    ("Pipfile", "verify_ssl = false", "verify_ssl = true"),
    ("Pipfile.lock", '    "verify_ssl": false', '    "verify_ssl": true'),
    ("uv.toml", 'allow-insecure-host = ["pypi.example"]', "offline = true"),
    ("poetry.toml", "cert = false", 'cert = "ca.pem"'),
    (".gemrc", ":ssl_verify_mode: 0", ":ssl_verify_mode: 1"),
    (".bundle/config", 'BUNDLE_SSL_VERIFY_MODE: "0"', 'BUNDLE_SSL_VERIFY_MODE: "1"'),
]
PLAIN = [
    (".npmrc", "registry={}"),
    (".npmrc", "@acme:registry = {}"),
    (".yarnrc", 'registry "{}"'),
    (".yarnrc.yml", 'npmRegistryServer: "{}"'),
    ("bunfig.toml", 'registry = "{}"'),
    ("pip.conf", "index-url = {}"),
    ("pip.ini", "extra-index-url = {}"),
    ("requirements.txt", "--index-url {}"),
    ("constraints-dev.txt", "-i {}"),
    ("Pipfile", 'url = "{}"'),
    ("uv.toml", 'url = "{}"'),
    ("pyproject.toml", 'url = "{}"'),
    (".gemrc", "- {}"),
    ("Gemfile", 'source "{}"'),
    ("Gemfile", 'gem "x", git: "{}"'),
    (".bundle/config", 'BUNDLE_MIRROR__ALL: "{}"'),
]


def rules(path: str, text: str) -> list[SourceRule]:
    return [one.rule for one in read_settings(path, text.encode()) if one.stops]


@pytest.mark.parametrize(("path", "bad", "good"), OFF)
def test_a_setting_that_turns_the_check_of_certificates_off_is_found(path: str, bad: str, good: str) -> None:
    [found] = read_settings(f"a/{path}", f"first\n{bad}\n".encode())

    assert (SourceRule.TLS_OFF, True, (f"a/{path}:2",)) == (found.rule, found.stops, found.sources)
    assert [] == rules(path, good)
    assert [] == rules(path, f"# {bad}")
    assert [] == rules("README.md", bad)


def test_there_is_a_case_for_every_row() -> None:
    named = {one.text.partition(": ")[0] for path, bad, _ in OFF for one in read_settings(path, bad.encode())}
    assert {one.client for one in SETTINGS} == named
    tried = {pattern for path, _ in PLAIN for pattern in ADDRESSED if _fits(path, pattern)}
    assert tried >= {name for name in ADDRESSED if "*" not in name} - {"gems.rb"}


def _fits(path: str, pattern: str) -> bool:
    return path.rpartition("/")[2] == pattern


@pytest.mark.parametrize(("path", "line"), PLAIN)
def test_a_source_over_plain_http_is_found_with_no_secret_and_near_ones_are_notes(
    path: str, line: str
) -> None:
    [found] = read_settings(path, line.format("http://user:SECRET@mirror.example:80/x").encode())

    assert (SourceRule.PLAINTEXT, "http://mirror.example", True) == (found.rule, found.text, found.stops)
    assert [] == rules(path, line.format("https://mirror.example/x"))
    assert () == read_settings(path, line.format("http://127.0.0.1:4873/").encode())
    assert () == read_settings(path, line.format("http://localhost:4873/").encode())
    [near] = read_settings(path, line.format("http://10.1.2.3/x").encode())
    assert not near.stops


@pytest.mark.parametrize(
    ("host", "near", "loopback"),
    [
        ("registry.example", False, False),
        ("8.8.8.8", False, False),
        ("nexus", True, False),
        ("nexus.corp.internal", True, False),
        ("192.168.1.1", True, False),
        ("[::1]", True, True),
        ("LOCALHOST", True, True),
    ],
)
def test_hosts_of_this_machine_and_of_private_networks_are_known(
    host: str, *, near: bool, loopback: bool
) -> None:
    assert (near, loopback) == (is_near(host), is_loopback(host))


def test_a_lock_is_told_once_for_each_host_and_a_strong_digest_makes_it_a_note() -> None:
    bare = entry("left", line=3, url="http://mirror.example/left.tgz")
    other = entry("right", line=9, url="http://mirror.example/right.tgz")
    git = entry("tool", line=12, source=SourceKind.GIT, url="git+git://git.example/tool.git#abc")
    pinned = replace(
        entry("pinned", line=20, url="http://mirror.example/p.tgz"),
        files=(LockedFile("p.tgz", (Digest("sha256", "0" * 64),)),),
    )
    safe = entry("safe", url="https://mirror.example/safe.tgz")

    found = locked_sources({"package-lock.json": lock(bare, other, git, pinned, safe)})

    assert [
        (
            "http://mirror.example for left@1.0.0 and 1 more",
            ("package-lock.json:3", "package-lock.json:9"),
            True,
        ),
        ("git+git://git.example for tool@1.0.0", ("package-lock.json:12",), True),
        ("http://mirror.example for pinned@1.0.0", ("package-lock.json:20",), False),
    ] == [(one.text, one.sources, one.stops) for one in found]


def test_variables_of_the_environment_are_notes_without_their_values() -> None:
    found = read_variables({**dict.fromkeys(VARIABLES, "0"), "PIP_TRUSTED_HOST": "SECRET"})

    assert list(VARIABLES) == [one.sources[0].removeprefix("$") for one in found]
    assert not any(one.stops or "SECRET" in one.text for one in found)
    assert () == read_variables({"NODE_TLS_REJECT_UNAUTHORIZED": "1", "PIP_TRUSTED_HOST": ""})


@given(st.sampled_from([path for path, *_ in OFF] + [path for path, _ in PLAIN]), st.binary(max_size=500))
def test_any_bytes_are_read(path: str, data: bytes) -> None:
    assert len(read_settings(path, data)) <= 200


@pytest.mark.parametrize(
    "piece", ["http://", "git+", "a,", "  ", "url =", "registry=", "'", "http://a@", "["]
)
def test_long_lines_take_linear_time(piece: str) -> None:
    data = (piece * 200_000).encode()
    began = time.process_time()
    for path, *_ in (*OFF, *PLAIN):
        read_settings(path, data)

    assert time.process_time() - began < 5
