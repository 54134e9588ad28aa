"""Places: literals that name addresses, credentials and start-up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pratique.analysis.engine import places
from pratique.analysis.engine.mentioned import REACH, lowered
from pratique.analysis.engine.places import WORTH_A_LOOK, addresses_in, is_host, places_in, says_something

SECRETS = [
    ("~/.npmrc", ".npmrc"),
    ("/home/a/.pypirc", ".pypirc"),
    ("_netrc", ".netrc"),
    ("%USERPROFILE%\\.ssh\\id_rsa", ".ssh"),
    ("~/.aws/credentials", ".aws/credentials"),
    (".git-credentials", ".git-credentials"),
    (".config/gcloud/credentials.db", ".config/gcloud"),
    ("/root/.kube/config", ".kube/config"),
    ("~/.docker/config.json", ".docker/config.json"),
    ("http://169.254.169.254/latest/meta-data/", "instance metadata"),
    ("/var/run/secrets/kubernetes.io/serviceaccount/token", "service account token"),
    ("Default/Login Data", "browser logins"),
    ("Login Data For Account", "browser logins"),
    ("AppData\\Local\\Google\\Chrome\\User Data", "browser profiles"),
    ("wallet.dat", "wallet"),
    ("NPM_TOKEN", "npm token"),
    ("GITHUB_TOKEN", "GitHub token"),
    ("AWS_SECRET_ACCESS_KEY", "AWS key"),
    ("GEM_HOST_API_KEY", "RubyGems key"),
    ("~/.gem/credentials", "RubyGems key"),
    ("TWINE_PASSWORD", "PyPI token"),
    ("/etc/shadow", "/etc/shadow"),
    ("~/Library/Keychains/login.keychain-db", "keychain"),
    ("Local Extension Settings/bfnaelmomeimhlpmgjnjophhpkkoljpa", "wallet"),
    ("AppData\\Roaming\\Exodus\\exodus.wallet", "wallet"),
    ("Telegram Desktop\\tdata", "chat session"),
    ("discordcanary\\Local Storage\\leveldb", "chat session"),
    ("~/Documents/passwords.kdbx", "password manager"),
    ("~/.bash_history", "shell history"),
]
PERSISTENCE = [
    ("crontab -", "cron"),
    ("/etc/systemd/system/x.service", "systemd"),
    ("~/Library/LaunchAgents/x.plist", "launchd"),
    ("~/.config/autostart/x.desktop", "autostart"),
    ("Software\\Microsoft\\Windows\\CurrentVersion\\Run", "Run key"),
    ("Start Menu\\Programs\\Startup", "Startup folder"),
    ("~/.bashrc", "shell profile"),
    (".zshrc", "shell profile"),
    ("schtasks /create", "scheduled task"),
    ("sitecustomize.py", "interpreter start"),
    ("LD_PRELOAD", "LD_PRELOAD"),
    (".github/workflows/x.yml", "CI workflow"),
    (".gitlab-ci.yml", "CI workflow"),
    (".git/hooks/pre-commit", "git hook"),
    ("git config core.hooksPath x", "git hook"),
    (".vscode/tasks.json", "editor task"),
    ("CLAUDE.md", "agent configuration"),
    ("~/.cursor/mcp.json", "agent configuration"),
    (".claude/settings.json", "agent configuration"),
    ("~/.config/pip/pip.conf", "package configuration"),
]


@pytest.mark.parametrize(("text", "name"), SECRETS)
def test_places_of_credentials_are_named(text: str, name: str) -> None:
    assert name in places_in(text).secrets
    assert WORTH_A_LOOK(text, 0, len(text))
    assert says_something(text)


@pytest.mark.parametrize(("text", "name"), PERSISTENCE)
def test_places_of_start_up_are_named(text: str, name: str) -> None:
    assert (name,) == places_in(text).persistence
    assert WORTH_A_LOOK(text, 0, len(text))
    assert says_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "npmrc",
        "tokens",
        "profile",
        "startup",
        "ssh",
        "a.sshd",
        "local state",
        "Posting login data to %s",
        "runner",
        "User-Agent",
        "github",
        "cursor",
        "atomic",
        "history",
        "discord",
        ".git",
        ".claude-x",
        "pipe/pip.py",
        "https://downloads.acme.aws/",
    ],
)
def test_words_near_them_are_not(text: str) -> None:
    if text != "local state":
        assert () == places_in(text).secrets
    assert () == places_in(text).persistence


ADDRESSES = [
    ("see https://a.invalid/b?c=d.", ["https://a.invalid/b?c=d"]),
    ("'http://a.invalid' and <wss://b.invalid/x>", ["http://a.invalid", "wss://b.invalid/x"]),
    ("tcp://203.0.113.7:4444", ["tcp://203.0.113.7:4444"]),
    ("203.0.113.7", ["203.0.113.7"]),
    ("203.0.113.7:8080", ["203.0.113.7:8080"]),
    ("127.0.0.1", []),
    ("0.0.0.0", []),
    ("255.255.255.0", []),
    ("1.2.3", []),
    ("999.1.1.1", []),
    ("git+https://a.invalid/b", []),
    ("no address", []),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_addresses_are_taken_out_of_a_literal(text: str, expected: list[str]) -> None:
    assert expected == list(addresses_in(text))


def test_addresses_are_bounded_in_number_and_length() -> None:
    assert 50 == len(list(addresses_in("https://a.invalid " * 200)))
    assert 300 == len(next(addresses_in("https://a.invalid/" + "x" * 5000)))


@pytest.mark.parametrize("text", ["a.invalid", "x.y.invalid:443", "203.0.113.7"])
def test_a_host_is_told(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize(
    "text", ["localhost", "127.0.0.1", "a b.invalid", "", "a..invalid", "x" * 300 + ".invalid"]
)
def test_what_is_no_other_host_is_not(text: str) -> None:
    assert not is_host(text)


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_the_quick_look_never_passes_over_a_place(text: str) -> None:
    found = places_in(text)
    if found.secrets or found.persistence or list(addresses_in(text)):
        assert WORTH_A_LOOK(text, 0, len(text))
        assert says_something(text)


_TABLES = (places._SECRETS, places._PERSISTENCE)
_WORDS_OF_ALL = sorted({word for words in places._WORDS.values() for word in words})
_LETTERS = st.sampled_from(
    ("/", "\\", "~", ".", " ", "\n", "a", "K", "\u017f", "İ", "_AUTH", "TOKEN", "enable")
)


@pytest.mark.parametrize(
    ("name", "pattern"), [entry for table in _TABLES for entry in table], ids=lambda value: str(value)[:20]
)
@settings(max_examples=5)
@given(data=st.data())
def test_what_a_pattern_matches_has_one_of_its_words_in_reach(
    name: str, pattern: str, data: st.DataObject
) -> None:
    compiled = re.compile(pattern, re.IGNORECASE)
    text = data.draw(st.from_regex(compiled))
    for match in compiled.finditer(text):
        near = lowered(text)[match.start() :]
        assert any(0 <= near.find(word) <= REACH for word in places._WORDS[name])


@given(st.lists(st.sampled_from(_WORDS_OF_ALL) | _LETTERS, max_size=10).map("".join))
def test_words_change_nothing_of_what_the_patterns_find(text: str) -> None:
    found = places_in(text)
    for table, names in zip(_TABLES, (found.secrets, found.persistence), strict=True):
        alone = re.compile("|".join(f"({pattern})" for _, pattern in table), re.IGNORECASE)
        expected = dict.fromkeys(table[(match.lastindex or 0) - 1][0] for match in alone.finditer(text))
        assert tuple(expected) == names
    if found.secrets or found.persistence or list(addresses_in(text)):
        assert says_something(text)
