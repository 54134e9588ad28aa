"""The table of clients."""

import re

import pytest

from pratique.cli.hook.clients import CLIENTS, MENTION, client_of


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("npm", "npm"),
        ("/usr/bin/npm", "npm"),
        (r"C:\\nodejs\\npm.cmd", "npm"),
        ("NPM.CMD", "npm"),
        ("pip3.11", "pip"),
        ("pip-3.9", "pip"),
        ("gem3.2", "gem"),
        ("bundler", "bundle"),
        ("npm-cli.js", "npm"),
        ("yarn-4.5.0.cjs", "yarn"),
        ("yarnpkg", "yarn"),
    ],
)
def test_a_client_is_known_by_all_its_names(word: str, name: str) -> None:
    client = client_of(word)
    assert client is not None
    assert name == client.name


@pytest.mark.parametrize("word", ["", "npm-check", "pipe", "gems", "unpm", "ls", "npm/x", "pip.conf"])
def test_other_words_name_no_client(word: str) -> None:
    assert client_of(word) is None


def test_every_client_installs_something_and_the_names_are_unique() -> None:
    assert all(client.commands or client.alone for client in CLIENTS)
    assert len(CLIENTS) == len({client.name for client in CLIENTS})
    assert {"npm", "pypi", "gem"} == {client.ecosystem for client in CLIENTS}


def test_no_option_has_two_meanings() -> None:
    for client in CLIENTS:
        kinds = [
            client.values,
            client.packages,
            client.registries,
            client.lists,
            client.folders,
            client.versions,
        ]
        assert sum(map(len, kinds)) == len(frozenset().union(*kinds)), client.name


def test_code_that_mentions_each_client_is_noticed() -> None:
    for client in CLIENTS:
        words = [" ".join(command) for command in client.commands] or ["a"]
        install = next((one for one in words if re.search(r"\b(?:install|add|dlx|x|run)\b", one)), words[0])
        assert MENTION.search(f"{client.name} {install} a"), client.name
    assert MENTION.search("npm test") is None
