"""Members of modules and classes, and items of what holds names."""

import pytest

from pratique.analysis.engine.marks import ARGUMENTS, DECODED, ENVIRONMENT, EVERY, SECRETS
from tests.analysis.languages.python.reading import value


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import os\nos.system", "os.system"),
        ("import os\ngetattr(os, 'sys' + 'tem')", "os.system"),
        ("import os\nos.__dict__['system']", "os.system"),
        ("import os\nvars(os)['system']", "os.system"),
        ("import sys\nsys.modules['os'].system", "os.system"),
        ("globals()['__builtins__'].__dict__['eval']", "eval"),
        ("__builtins__['exec']", "exec"),
        ("import os\n{'a': 1, 'b': os.system}['b']", "os.system"),
        ("import os\ntable = {1: os.system}\ntable[1]", "os.system"),
        ("import os\ntable = {'b': os.system}\ntable.get('b')", "os.system"),
        ("import os\nglobals()['os'].system", "os.system"),
        ("import os as o\nglobals().get('o').popen", "os.popen"),
        ("__import__('o' + 's').system", "os.system"),
        ("import importlib\nimportlib.import_module('os.path').join", "os.path.join"),
        ("__import__('os.path').system", "os.system"),
        ("eval('exec')", "exec"),
        ("import socket\nsocket.socket().send", "socket.socket().send"),
    ],
)
def test_every_way_to_a_member_gives_its_name(source: str, name: str) -> None:
    assert name == value(source).name


def test_a_member_of_the_built_ins_by_a_computed_name_is_a_computed_call() -> None:
    assert "computed-call" == value("__builtins__.__dict__[x]").name
    assert "computed-call" == value("getattr(__builtins__, x)").name
    assert "computed-call" == value("import os, base64\ngetattr(os, base64.b64decode(x))").name


@pytest.mark.parametrize(
    "source", ["import os\ngetattr(os, x)", "x.__dict__[y]", "vars(x)[y]", "getattr(x, y)"]
)
def test_a_member_of_something_else_by_a_name_of_unknown_kind_is_not(source: str) -> None:
    assert "computed-call" != value(source).name


def test_the_environment_is_marked_and_harmless_variables_are_not() -> None:
    assert ENVIRONMENT == value("import os\nos.environ['COLOUR']").marks
    assert ENVIRONMENT | SECRETS == value("import os\nos.environ['X_TOKEN']").marks
    assert ENVIRONMENT == value("import os\nos.environ.get('COLOUR', '')").marks
    assert ENVIRONMENT | EVERY == value("from os import environ as e\ne").marks
    assert 0 == value("import os\nos.environ['PATH']").marks
    assert 0 == value("import os\nos.getenv('NO_COLOR')").marks


def test_the_command_line_is_marked() -> None:
    assert ARGUMENTS == value("import sys\nsys.argv[1]").marks


def test_an_attribute_of_an_instance_is_followed() -> None:
    source = "import base64\nclass A:\n  def __init__(self, x): self.x = base64.b64decode(x)\nA(1).x"

    assert DECODED == value(source).marks


@pytest.mark.parametrize(
    "source",
    [
        "import os\n{'a': os.system}['b']",
        "import os\ntable = {'a': os.system}\ntable['a'] = other\ntable['a']",
        "import os\ntable = [os.system]\ntable['a']",
        "{'a': 'os.system'}['a']",
    ],
    ids=["another key", "changed since", "a list", "a text"],
)
def test_a_dictionary_gives_only_what_it_surely_has_under_a_key(source: str) -> None:
    assert "" == value(source).name


@pytest.mark.parametrize("part", ["hostname", "netloc"])
def test_the_host_of_an_address_that_is_set_is_no_data(part: str) -> None:
    source = f"import os\nfrom urllib.parse import urlparse\nurlparse(os.environ['PROXY_AT']).{part}"
    assert not value(source).marks & ENVIRONMENT
    assert value(source.replace(part, "path")).marks & ENVIRONMENT
