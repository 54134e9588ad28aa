"""Texts that name addresses and places."""

import pytest

from pratique.analysis.engine import places
from pratique.analysis.languages.javascript.texts import telling
from tests.analysis.languages.javascript.reading import indexed

EXAMPLES = {
    ".npmrc": "/.npmrc",
    ".pypirc": "~/.pypirc",
    ".netrc": "/_netrc",
    ".git-credentials": ".git-credentials",
    ".ssh": "id_rsa",
    ".aws/credentials": ".aws/credentials",
    ".azure": "/.azure/x",
    ".config/gcloud": "gcloud/credentials.db",
    ".kube/config": ".kube/config",
    ".docker/config.json": ".docker/config.json",
    ".gnupg": "/.gnupg",
    ".vault-token": ".vault-token",
    "/etc/shadow": "/etc/shadow",
    "service account token": "/serviceaccount/token",
    "instance metadata": "http://169.254.169.254/",
    "keychain": "login.keychain-db",
    "browser logins": "Login Data",
    "browser profiles": "Google/Chrome/User Data",
    "wallet": "wallet.dat",
    "npm token": "NPM_TOKEN",
    "RubyGems key": "~/.gem/credentials",
    "PyPI token": "TWINE_PASSWORD",
    "GitHub token": "GITHUB_TOKEN",
    "GitLab token": "GITLAB_TOKEN",
    "AWS key": "AWS_SECRET_ACCESS_KEY",
    "Google credentials": "GOOGLE_APPLICATION_CREDENTIALS",
    "Azure secret": "AZURE_CLIENT_SECRET",
    "Vault token": "VAULT_TOKEN",
    "API key": "OPENAI_API_KEY",
    "cron": "/etc/cron.d/x",
    "systemd": "/usr/lib/systemd/system",
    "launchd": "Library/LaunchAgents",
    "autostart": ".config/autostart",
    "init": "/etc/init.d/x",
    "Run key": "Software\\Microsoft\\Windows\\CurrentVersion\\Run",
    "Startup folder": "Start Menu\\Programs\\Startup",
    "scheduled task": "schtasks /create",
    "shell profile": "~/.bashrc",
    "interpreter start": "sitecustomize.py",
    "LD_PRELOAD": "LD_PRELOAD",
    "chat session": "Telegram Desktop/tdata",
    "password manager": "store.kdbx",
    "shell history": "~/.bash_history",
    "CI workflow": ".github/workflows/x.yml",
    "git hook": ".git/hooks/pre-commit",
    "editor task": ".vscode/tasks.json",
    "agent configuration": "CLAUDE.md",
    "package configuration": "~/.yarnrc",
}
"""For each place that `engine/places.py` knows, a text that names it."""


def told(source: str) -> list[tuple[str, bool]]:
    """The literals of a source that may name something, and whether it may be more than an address."""
    return [(text, more) for text, _, _, more in telling(indexed(source).texts)]


def names_of(text: str) -> tuple[str, ...]:
    found = places.places_in(text)
    return (*found.secrets, *found.persistence)


@pytest.mark.parametrize(("place", "text"), EXAMPLES.items())
def test_a_text_that_names_a_place_is_looked_at(place: str, text: str) -> None:
    assert place in names_of(text)
    assert [(text, True)] == told(f"f({text!r})")


def test_every_known_place_has_an_example() -> None:
    known = {name for table in (places._SECRETS, places._PERSISTENCE) for name, *_ in table}

    assert known <= set(EXAMPLES), "add an example, and a hint in texts.py if its test fails"


def test_addresses_are_looked_at() -> None:
    assert [("https://a.invalid/x", False)] == told("f('https://a.invalid/x')")
    assert [("10.1.2.3", False)] == told("f('10.1.2.3')")
    assert [("http://a.invalid/", False)] == told(r"f('\x68ttp://a.invalid/')")


def test_ordinary_texts_are_not() -> None:
    assert [] == told("f('use strict', 'hello world', `a longer ${text} of words`, '1.2.3')")


def test_of_a_long_text_the_part_around_a_name_is_looked_at() -> None:
    [(window, _)] = told("f('" + "a" * 50_000 + " https://a.invalid/x " + "b" * 50_000 + "')")

    assert "https://a.invalid/x" in window
    assert len(window) < 2_000
