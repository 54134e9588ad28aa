from datetime import timedelta

import pytest

from pratique.config.form import BeforeInspection
from pratique.config.layer import Authority, Told
from pratique.config.setting import SETTINGS
from pratique.config.texts import from_environment, from_options
from pratique.core.bar import Bar
from pratique.errors import UsageError


def test_every_setting_has_a_variable() -> None:
    env = {
        "PRATIQUE_MIN_AGE": "24h",
        "PRATIQUE_MIN_AGE_SIGNALLED": "7d",
        "PRATIQUE_HOLD_INCOMPLETE": "0",
        "PRATIQUE_PLATFORM": "linux",
        "PRATIQUE_ALL_ARTIFACTS": "yes",
        "PRATIQUE_FAIL_ON": "block",
        "PRATIQUE_GIT_HOSTS": "git.example,b.example",
        "PRATIQUE_AUDIT_FAIL_ON": "critical,high+fixable",
        "PRATIQUE_MAX_DB_AGE": "2d",
        "PRATIQUE_INCIDENTS": "no",
        "PRATIQUE_SNAPSHOT": "0",
        "PRATIQUE_SNAPSHOT_URL": "https://downloads.example/a.snapshot",
        "PRATIQUE_SNAPSHOT_KEYS": "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "PRATIQUE_REQUIRE_ADVISORIES_IN_CI": "no",
        "PRATIQUE_ADVISORY_SOURCES": "osv-npm, epss",
        "PRATIQUE_ADVISORY_MIRRORS": "epss=https://a.example/e.gz kev=http://b.example/k.json",
        "PRATIQUE_JOBS": "3",
        "PRATIQUE_OFFLINE": "1",
        "PRATIQUE_TIMEOUT_S": "30",
        "PRATIQUE_MAX_ARTIFACT_MB": "64",
        "PRATIQUE_MAX_ARTIFACTS_MB": "0",
        "PRATIQUE_DIFF_URL": "https://console.example/{name}",
        "PRATIQUE_OWN_PACKAGES": "npm:@acme, gem:acme",
        "PRATIQUE_OWN_PUBLISHERS": "ada, GitHub Actions",
        "PRATIQUE_HISTORY_EMAIL_DOMAINS": "1",
        "PRATIQUE_HISTORY_RESOLVERS": "192.0.2.53, [2001:db8::53]:5353",
        "PRATIQUE_HISTORY_PRIVATE_NAMES": "1",
        "PRATIQUE_GATE_TOKENS_FILE": "~/tokens.json",
        "PRATIQUE_GATE_WRITES": "pass",
        "PRATIQUE_GATE_MODE": "observe",
        "PRATIQUE_GATE_WEBHOOK": "https://alerts.example/in",
        "PRATIQUE_GATE_WEBHOOK_SECRET_FILE": "~/webhook",
        "PRATIQUE_GATE_KEEP": "90d",
        "PRATIQUE_GATE_LOG_KEEP": "30d",
        "PRATIQUE_GATE_EXPORT": "file:/var/log/x, syslog:logs.example",
        "PRATIQUE_GATE_SYNC": "sources",
        "PRATIQUE_GATE_SYNC_EVERY": "5m",
        "PRATIQUE_GATE_REQUIRE_ADVISORIES": "yes",
        "PRATIQUE_GATE_TRUSTED_PROXIES": "10.0.0.7, fd00::/8",
        "PRATIQUE_GATE_HOSTS": "gate.example, Gate.example:8443",
        "PRATIQUE_GATE_TLS_CERTIFICATE": "~/gate.pem",
        "PRATIQUE_GATE_TLS_KEY": "~/gate.key",
        "PRATIQUE_GATE_SERVE_BEFORE_INSPECTION": "never",
        "PRATIQUE_GATE_PREFETCH_ADOPTED": "no",
    }
    layer = from_environment(env)
    assert {setting.variable for setting in SETTINGS} == set(env)
    assert {
        "policy.min_age": timedelta(hours=24),
        "policy.min_age_signalled": timedelta(days=7),
        "policy.hold_incomplete": False,
        "check.platform": "linux",
        "check.all_artifacts": True,
        "check.fail_on": "block",
        "check.git_hosts": ("git.example", "b.example"),
        "audit.fail_on": Bar.parse("critical,high+fixable"),
        "audit.max_db_age": timedelta(days=2),
        "advisories.incidents": False,
        "advisories.snapshot": False,
        "advisories.snapshot_url": "https://downloads.example/a.snapshot",
        "advisories.snapshot_keys": ("ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",),
        "advisories.require_in_ci": False,
        "advisories.sources": ("osv-npm", "epss"),
        "advisories.mirrors": ("epss=https://a.example/e.gz", "kev=http://b.example/k.json"),
        "run.jobs": 3,
        "run.offline": True,
        "run.timeout_s": 30,
        "run.max_artifact_mb": 64,
        "cache.max_artifacts_mb": 0,
        "report.diff_url": "https://console.example/{name}",
        "own.packages": ("npm:@acme", "gem:acme"),
        "own.publishers": ("ada", "GitHub Actions"),
        "history.email_domains": True,
        "history.resolvers": ("192.0.2.53", "[2001:db8::53]:5353"),
        "history.private_names": True,
        "gate.tokens_file": "~/tokens.json",
        "gate.writes": "pass",
        "gate.mode": "observe",
        "gate.webhook": "https://alerts.example/in",
        "gate.webhook_secret_file": "~/webhook",
        "gate.keep": timedelta(days=90),
        "gate.log_keep": timedelta(days=30),
        "gate.export": ("file:/var/log/x", "syslog:logs.example"),
        "gate.sync": "sources",
        "gate.sync_every": timedelta(minutes=5),
        "gate.require_advisories": True,
        "gate.trusted_proxies": ("10.0.0.7/32", "fd00::/8"),
        "gate.hosts": ("gate.example", "gate.example:8443"),
        "gate.tls_certificate": "~/gate.pem",
        "gate.tls_key": "~/gate.key",
        "gate.serve_before_inspection": BeforeInspection.NEVER,
        "gate.prefetch_adopted": False,
    } == {key: told.value for key, told in layer.values.items()}
    assert layer.values["run.jobs"].origin == "PRATIQUE_JOBS"


def test_an_empty_variable_counts_as_absent() -> None:
    assert {} == from_environment({"PRATIQUE_JOBS": "", "PRATIQUE_OFFLINE": " "}).values


@pytest.mark.parametrize(("name", "value"), [("PRATIQUE_JOBS", "many"), ("PRATIQUE_MIN_AGE", "72")])
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name):
        from_environment({name: value})


def test_a_misspelt_variable_is_told_and_a_strange_one_is_left_alone() -> None:
    layer = from_environment(
        {"PRATIQUE_MINAGE": "9d", "PRATIQUE_FUZZ": "1", "PRATIQUE_HOME": "/x", "PATH": "/bin"}
    )
    assert (("PRATIQUE_MINAGE", "PRATIQUE_MIN_AGE"),) == layer.unknown


def test_options_name_themselves() -> None:
    layer = from_options({"run.jobs": ("--jobs", "2")}, exclude=["examples/**"])
    assert layer.authority is Authority.COMMAND_LINE
    assert {"run.jobs": Told(2, "--jobs")} == layer.values
    assert (Told("examples/**", "--exclude"),) == layer.exclude


def test_a_wrong_option_is_named() -> None:
    with pytest.raises(UsageError, match="--fail-on: expected one of"):
        from_options({"check.fail_on": ("--fail-on", "never")})
