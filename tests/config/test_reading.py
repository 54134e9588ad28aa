import time
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.form import BeforeInspection, FailOn, Syncs, Writes
from pratique.config.layer import Authority, Layer, Told
from pratique.config.reading import MOST_BYTES, MOST_DOTS, parse, parse_pyproject
from pratique.config.setting import SETTINGS
from pratique.core.bar import Bar
from pratique.core.mode import Mode
from pratique.core.names import Ecosystem
from pratique.errors import Reference, UsageError

FULL = b"""\
[policy]
min_age = "96h"
min_age_signalled = "3w"
hold_incomplete = false

[check]
exclude = ["examples/**", "third_party/*.lock"]
platform = "linux-x86_64"
all_artifacts = true
fail_on = "wait"
git_hosts = ["git.example"]

[run]
jobs = 4
offline = true
timeout_s = 60
max_artifact_mb = 100

[cache]
max_artifacts_mb = 1000

[deny]
"npm:event-stream@3.3.6" = "steals wallets"
"pkg:pypi/Colourama" = "typo of colorama"

[[waivers]]
rule = "new-install-hook"
package = "npm:esbuild"
reason = "read"
owner = "platform"
expires = 2030-01-31

[[ignores]]
id = "CVE-2020-8203"
reason = "never called"
owner = "platform"
expires = 2030-01-31

[[registries]]
url = "https://registry.example/"
ecosystem = "npm"

[report]
diff_url = "https://console.example/{name}"

[audit]
fail_on = "high"
max_db_age = "2d"

[advisories]
incidents = false
snapshot = false
snapshot_url = "https://downloads.example/a.snapshot"
snapshot_keys = ["ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
require_in_ci = false
sources = ["osv-npm"]
mirrors = ["osv-npm=https://mirror.example/npm/all.zip"]

[own]
packages = ["npm:@acme", "pypi:acme-tool"]
publishers = ["ada", "GitHub Actions"]

[gate]
tokens_file = "/etc/pratique/tokens.json"
writes = "pass"
mode = "observe"
webhook = "https://alerts.example/in?key=x"
webhook_secret_file = "/etc/pratique/webhook"
keep = "90d"
sync = "off"
sync_every = "5m"
trusted_proxies = ["10.1.0.0/16"]
hosts = ["gate.example"]
tls_certificate = "/etc/pratique/gate.pem"
tls_key = "/etc/pratique/gate.key"
require_advisories = true
serve_before_inspection = "never"
prefetch_adopted = false
log_keep = "30d"
export = ["file:/var/log/pratique.jsonl"]

[history]
email_domains = true
resolvers = ["192.0.2.53"]
private_names = true
"""


def read(data: bytes) -> Layer:
    return parse(data, origin="pratique.toml", authority=Authority.USER)


def test_every_setting_is_read_with_its_line() -> None:
    layer = read(FULL)
    assert {
        "policy.min_age": Told(timedelta(hours=96), "pratique.toml:2"),
        "policy.min_age_signalled": Told(timedelta(weeks=3), "pratique.toml:3"),
        "policy.hold_incomplete": Told(False, "pratique.toml:4"),
        "check.platform": Told("linux-x86_64", "pratique.toml:8"),
        "check.all_artifacts": Told(True, "pratique.toml:9"),
        "check.fail_on": Told(FailOn.WAIT, "pratique.toml:10"),
        "check.git_hosts": Told(("git.example",), "pratique.toml:11"),
        "run.jobs": Told(4, "pratique.toml:14"),
        "run.offline": Told(True, "pratique.toml:15"),
        "run.timeout_s": Told(60, "pratique.toml:16"),
        "run.max_artifact_mb": Told(100, "pratique.toml:17"),
        "cache.max_artifacts_mb": Told(1000, "pratique.toml:20"),
        "report.diff_url": Told("https://console.example/{name}", "pratique.toml:44"),
        "audit.fail_on": Told(Bar.parse("high"), "pratique.toml:47"),
        "audit.max_db_age": Told(timedelta(days=2), "pratique.toml:48"),
        "advisories.incidents": Told(False, "pratique.toml:51"),
        "advisories.snapshot": Told(False, "pratique.toml:52"),
        "advisories.snapshot_url": Told("https://downloads.example/a.snapshot", "pratique.toml:53"),
        "advisories.snapshot_keys": Told(
            ("ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",), "pratique.toml:54"
        ),
        "advisories.require_in_ci": Told(False, "pratique.toml:55"),
        "advisories.sources": Told(("osv-npm",), "pratique.toml:56"),
        "advisories.mirrors": Told(("osv-npm=https://mirror.example/npm/all.zip",), "pratique.toml:57"),
        "own.packages": Told(("npm:@acme", "pypi:acme-tool"), "pratique.toml:60"),
        "own.publishers": Told(("ada", "GitHub Actions"), "pratique.toml:61"),
        "gate.tokens_file": Told("/etc/pratique/tokens.json", "pratique.toml:64"),
        "gate.writes": Told(Writes.PASS, "pratique.toml:65"),
        "gate.mode": Told(Mode.OBSERVE, "pratique.toml:66"),
        "gate.webhook": Told("https://alerts.example/in?key=x", "pratique.toml:67"),
        "gate.webhook_secret_file": Told("/etc/pratique/webhook", "pratique.toml:68"),
        "gate.keep": Told(timedelta(days=90), "pratique.toml:69"),
        "gate.sync": Told(Syncs.OFF, "pratique.toml:70"),
        "gate.sync_every": Told(timedelta(minutes=5), "pratique.toml:71"),
        "gate.trusted_proxies": Told(("10.1.0.0/16",), "pratique.toml:72"),
        "gate.hosts": Told(("gate.example",), "pratique.toml:73"),
        "gate.tls_certificate": Told("/etc/pratique/gate.pem", "pratique.toml:74"),
        "gate.tls_key": Told("/etc/pratique/gate.key", "pratique.toml:75"),
        "gate.require_advisories": Told(True, "pratique.toml:76"),
        "gate.serve_before_inspection": Told(BeforeInspection.NEVER, "pratique.toml:77"),
        "gate.prefetch_adopted": Told(False, "pratique.toml:78"),
        "gate.log_keep": Told(timedelta(days=30), "pratique.toml:79"),
        "gate.export": Told(("file:/var/log/pratique.jsonl",), "pratique.toml:80"),
        "history.email_domains": Told(True, "pratique.toml:83"),
        "history.resolvers": Told(("192.0.2.53",), "pratique.toml:84"),
        "history.private_names": Told(True, "pratique.toml:85"),
    } == layer.values
    assert {setting.key for setting in SETTINGS} == set(layer.values)


def test_lists_are_read_with_their_lines() -> None:
    layer = read(FULL)
    assert (
        Told("examples/**", "pratique.toml:7"),
        Told("third_party/*.lock", "pratique.toml:7"),
    ) == layer.exclude
    assert {
        "pkg:npm/event-stream@3.3.6": Told("steals wallets", "pratique.toml:23"),
        "pkg:pypi/colourama": Told("typo of colorama", "pratique.toml:24"),
    } == layer.denied
    assert [("esbuild", date(2030, 1, 31), "pratique.toml:26")] == [
        (waiver.package, waiver.expires, waiver.origin) for waiver in layer.waivers
    ]
    assert [(("CVE-2020-8203",), date(2030, 1, 31), "pratique.toml:33")] == [
        (ignore.ids, ignore.expires, ignore.origin) for ignore in layer.ignores
    ]
    assert [(Ecosystem.NPM, "pratique.toml:39")] == [(r.ecosystem, r.origin) for r in layer.registries]


def test_an_empty_file_says_nothing() -> None:
    assert Layer(authority=Authority.USER, origin="pratique.toml") == read(b"")


def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle() -> None:
    assert read(FULL) == read(b"\xef\xbb\xbf" + FULL.replace(b"\n", b"\r\n"))


def test_a_pyproject_has_the_same_keys_under_tool_pratique() -> None:
    data = (
        b'[project]\nname = "x"\n\n[tool.pratique.policy]\nmin_age = "7d"\n\n[[tool.pratique.registries]]\n'
    )
    data += b'url = "https://registry.example"\necosystem = "pypi"\n'
    layer = parse_pyproject(data, origin="pyproject.toml", authority=Authority.PROJECT)
    assert layer is not None
    assert {"policy.min_age": Told(timedelta(days=7), "pyproject.toml:5")} == layer.values
    assert ["pyproject.toml:7"] == [registry.origin for registry in layer.registries]


@pytest.mark.parametrize(
    "data", [b"", b"[tool.other]\nx = 1\n", b"not toml at all", b"[tool]\nx = 'pratique'\n"]
)
def test_a_pyproject_without_settings_gives_no_layer(data: bytes) -> None:
    assert parse_pyproject(data, origin="pyproject.toml", authority=Authority.PROJECT) is None


@pytest.mark.parametrize(
    ("data", "place", "near"),
    [
        (b"[polcy]\n", "pratique.toml:1: unknown key 'polcy'", "'policy'"),
        (b"[policy]\n\nmin_aeg = '1h'\n", "pratique.toml:3: unknown key 'policy.min_aeg'", "'min_age'"),
        (b"[check]\nexcludes = []\n", "pratique.toml:2: unknown key 'check.excludes'", "'exclude'"),
        (b"[run]\nthreads = 3\n", "pratique.toml:2: unknown key 'run.threads'", "jobs"),
        (b"[[waivers]]\n[[waivers]]\nrul = 'x'\n", "pratique.toml:1: waivers.rule", "rule"),
        (b"min_age = '1h'\n", "pratique.toml:1: unknown key 'min_age'", "policy"),
    ],
)
def test_an_unknown_key_is_an_error_that_names_the_nearest_one(data: bytes, place: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(data)
    assert place in caught.value.message
    assert near in caught.value.hint


@pytest.mark.parametrize(
    "line",
    [
        "[policy]\nmin_age = 72",
        "[policy]\nmin_age = '72'",
        "[policy]\nmin_age_signalled = 'soon'",
        "[policy]\nhold_incomplete = 'yes'",
        "policy = 3",
        "[check]\nplatform = ''",
        "[check]\nall_artifacts = 1",
        "[check]\nfail_on = 'never'",
        "[check]\nexclude = 'examples/**'",
        "[check]\nexclude = ['/etc/**']",
        "[check]\nexclude = ['a/../../b']",
        "[check]\nexclude = ['']",
        "[check]\nexclude = ['a\\\\b']",
        "[check]\nexclude = [3]",
        "[check]\nexclude = ['*****************']",
        "[run]\njobs = -1",
        "[run]\njobs = 257",
        "[run]\njobs = true",
        "[run]\noffline = 0",
        "[run]\ntimeout_s = 0",
        "[run]\nmax_artifact_mb = 0",
        "[cache]\nmax_artifacts_mb = 1.5",
        "[deny]\n'npm:*' = 'no'",
        "[deny]\n'npm:x' = ''",
        "[deny]\n'npm:x' = 1",
        "deny = []",
        "waivers = {}",
        "waivers = [3]",
        "ignores = {}",
        "ignores = [3]",
        "registries = 'https://registry.example/'",
    ],
)
def test_a_wrong_value_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(line.encode())
    assert caught.value.reference is Reference.CONFIG_INVALID
    assert caught.value.message.startswith("pratique.toml:")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff", "not UTF-8"),
        (b"[policy", "not TOML"),
        (b"[policy]\nmin_age = '1h'\nmin_age = '2h'\n", "not TOML"),
        (b"#" * (MOST_BYTES + 1), "larger than"),
        (b"x = " + b"[" * 5000, "nested too deeply"),
        (b"x = " + b"{a=" * 5000, "nested too deeply"),
        (b".".join([b"a"] * (MOST_DOTS + 2)) + b" = 1", "dots on one line"),
        (b"[run]\njobs = " + b"9" * 5000, "not TOML"),
        (b"[run]\njobs = 2021-13-45", "not TOML"),
        (b"waivers = [" + b"{}," * 5001 + b"]", "at most 5000 entries"),
        (b"ignores = [" + b"{}," * 5001 + b"]", "at most 5000 entries"),
    ],
)
def test_a_hostile_file_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        read(data)
    assert caught.value.reference is Reference.CONFIG_INVALID


def test_the_slowest_file_known_takes_seconds_at_most() -> None:
    chain = b".".join([b"a"] * MOST_DOTS)
    lines = [b"x%d.%s = 1" % (number, chain) for number in range(MOST_BYTES // (len(chain) + 12))]
    began = time.process_time()
    with pytest.raises(UsageError, match="unknown key"):
        read(b"\n".join(lines))
    assert time.process_time() - began < 10


@pytest.mark.fuzz
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_layer_or_a_usage_error(data: bytes) -> None:
    for document in (data, b"[tool.pratique]\n" + data):
        for read_file in (parse, parse_pyproject):
            with suppress(UsageError):
                read_file(document, origin="f", authority=Authority.PROJECT)


_WORDS = st.sampled_from(
    ["[policy]", "[[waivers]]", "[[ignores]]", "id", "[deny]", "[check]", "[[registries]]", "min_age", "exclude", "rule", "url", "=", "'1h'",
     "[", "]", "{", "}", ",", "true", "3", "2030-01-01", '"npm:x"', "\n", "expires", "package", ".", "# c"]
)  # fmt: skip


@pytest.mark.fuzz
@given(st.lists(_WORDS, max_size=30).map(" ".join))
def test_anything_that_looks_like_settings_gives_a_layer_or_a_usage_error(text: str) -> None:
    with suppress(UsageError):
        assert isinstance(read(text.encode()), Layer)
