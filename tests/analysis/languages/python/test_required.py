"""What a build backend asks for while it builds: packages by an address."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import facts

LINE = "pip install helper@https://far.invalid/h-1.tar.gz"


def required(body: str, name: str = "get_requires_for_build_wheel") -> list[object]:
    source = f"A, B = 'helper', 'far.invalid'\ndef {name}(settings=None):\n    {body}\n"
    return [use.argument for use in facts(source).uses if use.api == "build-requirement"]


@pytest.mark.parametrize(
    "body",
    [
        "return ['cython', 'helper @ https://far.invalid/h-1.tar.gz']",
        "return [f'{A} @ https://{B}/h-1.tar.gz']",
        "return [A + '@https://' + B + '/h-1.tar.gz']",
        "x = ['%s @ https://%s/h-1.tar.gz' % (A, B)]\n    return x",
    ],
)
def test_an_address_is_told_as_an_installation(body: str) -> None:
    assert LINE in required(body)


@pytest.mark.parametrize("body", ["return ['cython>=3', 'numpy; os_name == \"nt\"']", "return []", "pass"])
def test_names_of_the_registry_are_not(body: str) -> None:
    assert [] == required(body)


def test_other_functions_are_not_asked() -> None:
    assert [] == required("return ['helper @ https://far.invalid/h-1.tar.gz']", "get_urls")


def test_its_address_is_one_of_the_file() -> None:
    found = facts(
        "def get_requires_for_build_sdist(s=None):\n    return ['helper @ https://far.invalid/h']\n"
    )
    assert ["https://far.invalid/h"] == [address.value for address in found.addresses]
    assert [False] == [use.at_load for use in found.uses if use.capability is Capability.PROCESS]
