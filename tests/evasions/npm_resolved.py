"""npm: names that node makes something else of than they look like, each with the everyday package nearest to it."""

import json

from tests.evasions.case import JS_PAYLOAD, Case, package

_PLAIN = "module.exports = {}\n"


def _asks(id_: str, source: str, files: dict[str, str], **fields: object) -> Case:
    """A package whose index.js is `source`."""
    return Case(id_, "npm", {"package.json": package(**fields), "index.js": source, **files})


def _dep(**fields: object) -> str:
    return json.dumps({"name": "dep", "version": "1.0.0", **fields})


CASES: tuple[Case, ...] = (
    _asks("suffix-that-node-does-not-try", "require('./lib')", {"lib.cjs": _PLAIN, "lib/index.js": JS_PAYLOAD}),
    _asks("main-that-leads-nowhere", JS_PAYLOAD, {"x.mjs": "export {}\n"}, main="./x"),
    _asks("back-by-its-own-folder", "require('../sample/test/e.js')", {"test/e.js": JS_PAYLOAD}),
    _asks("main-written-as-an-address", _PLAIN, {"evil.js": JS_PAYLOAD}, exports="./e%76il.js"),
    _asks("import-with-a-query", "import './test/e.js?v=2'", {"test/e.js": JS_PAYLOAD}, type="module"),
    _asks("key-of-imports-for-all", "require('#test/e.js')", {"test/e.js": JS_PAYLOAD}, imports={"#*": "./*"}),
    _asks("own-name-of-an-inner-folder", "require('./lib/a.js')", {"lib/package.json": json.dumps({"name": "inner", "exports": "./test/e.js"}), "lib/a.js": "require('inner')", "lib/test/e.js": JS_PAYLOAD}),
    _asks("declarations-by-its-own-name", "require('sample/e')", {"dist/e.d.ts": JS_PAYLOAD}, exports={".": "./index.js", "./*": "./dist/*.d.ts"}),
    _asks("bundled-by-its-exports", "require('dep')", {"node_modules/dep/package.json": _dep(exports="./test/e.js"), "node_modules/dep/index.js": _PLAIN, "node_modules/dep/test/e.js": JS_PAYLOAD}, bundledDependencies=["dep"], dependencies={"dep": "1.0.0"}),
    _asks("manifest-with-a-long-number", "require('./lib')", {"lib/package.json": '{"main": "e.js", "z": ' + "1" * 5000 + "}", "lib/e.js": JS_PAYLOAD, "lib/index.js": _PLAIN}),
    _asks("main-named-as-python", _PLAIN, {"e.py": JS_PAYLOAD}, main="e.py"),
    _asks("computed-in-a-folder-of-tests", "const n = process.env.N || 'e';\nrequire('./test/' + n + '.js');\n", {"test/e.js": JS_PAYLOAD}),
    _asks("one-of-an-object", "require({linux: './test/e', darwin: './test/e'}[process.platform])", {"test/e.js": JS_PAYLOAD}),
)  # fmt: skip
_TEST = "const {execSync} = require('child_process');\nexecSync('npm pack');\nfetch('http://127.0.0.1:8080/in', {method: 'POST', body: JSON.stringify(process.env)});\n"
"""What tests of a package do, and nobody who installs it runs."""

TWINS: tuple[Case, ...] = (
    _asks("plugins-by-name", "exports.load = name => require('./' + name);\n", {"test/e.js": _TEST, "one.js": _PLAIN}),
    _asks("plugins-of-a-folder", "exports.load = name => require(`./plugins/${name}.js`);\n", {"plugins/a.js": _PLAIN, "plugins/test/a.js": _TEST}),
    _asks("whole-package-open", "require('sample/lib/a.js')", {"lib/a.js": _PLAIN, "test/e.js": _TEST}, exports={".": "./index.js", "./*": "./*"}),
    _asks("keys-of-imports", "require('#lib/a.js')", {"lib/a.js": _PLAIN, "test/e.js": _TEST}, imports={"#lib/*": "./lib/*"}),
    _asks("scripts-that-exports-open", _PLAIN, {"tools/gen.py": "import os\n\n\ndef main(name: str) -> None:\n    print(os.path.join(name, 'x'))\n", "tools/run.sh": 'set -e\nfor f in *.txt; do echo "$f"; done\n'}, exports={".": "./index.js", "./tools/*": "./tools/*"}),
    _asks("module-for-bundlers", _PLAIN, {"dist/a.mjs": "export {}\n", "dist/a/index.js": _PLAIN}, module="dist/a"),
)  # fmt: skip
