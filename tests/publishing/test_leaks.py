"""Secrets that the last release did not contain."""

from pratique.core.publishing import Level
from pratique.publishing.leaks import secrets_in
from tests.cli.publish.releasing import checked_token, private_key
from tests.publishing.outgoings import outgoing

TOKEN = checked_token("ghp_")


def test_a_new_secret_stops_and_its_value_is_not_shown() -> None:
    ((_, finding),) = secrets_in(outgoing({"a.js": f"1\n// {TOKEN}\n"}, {"a.js": "1\n"}))

    assert ("token-in-package", Level.STOP, "a.js:2") == (finding.rule, finding.level, str(finding.location))
    assert TOKEN not in repr(finding)


def test_a_secret_of_the_last_release_is_noted_and_must_be_revoked() -> None:
    ((_, finding),) = secrets_in(outgoing({"b.js": TOKEN}, {"a.js": TOKEN}))

    assert Level.NOTE is finding.level
    assert "revoke" in finding.next_step


def test_a_key_among_tests_or_other_keys_is_noted() -> None:
    def levels(path: str) -> set[Level]:
        made = outgoing({path: private_key("new")}, {"tls/old.key": private_key("old")})
        return {finding.level for _, finding in secrets_in(made)}

    assert {Level.NOTE} == levels("test/a.key") == levels("tls/new.key")
    assert {Level.STOP} == levels("lib/new.key")


def test_many_secrets_are_bounded() -> None:
    files = {f"{n}.js": checked_token(f"gh{letter}_") for n in range(20) for letter in "pous"}
    assert len(list(secrets_in(outgoing(files)))) <= 50
