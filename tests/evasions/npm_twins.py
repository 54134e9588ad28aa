"""npm: the everyday code nearest to `npm_deeds`."""

from tests.evasions.case import Case, package


def _npm(id_: str, source: str, **fields: object) -> Case:
    return Case(id_, "npm", {"package.json": package(**fields), "index.js": source})


CASES: tuple[Case, ...] = (
    _npm("timer-by-name", "let waiting = [];\nfunction flush() { for (const f of waiting.splice(0)) f(); }\nexports.defer = f => { waiting.push(f); process.nextTick(flush); };\nsetTimeout(exports.defer, 0, () => {});\n"),
    _npm("import-of-an-address-tried", "export const can = await import('data:text/javascript,export default 1').then(() => true, () => false);\n", type="module"),
    _npm("section-of-a-dynamic-library", "exports.needs = m => { const [s] = WebAssembly.Module.customSections(m, 'dylink.0'); return new Uint8Array(s)[0]; };\n"),
    _npm("addon-of-its-own", "const path = require('path');\nconst m = {exports: {}};\nprocess.dlopen(m, path.join(__dirname, 'build/Release/x.node'));\nmodule.exports = m.exports;\n"),
    _npm("binding-wrapped", "const own = process.binding('spawn_sync');\nconst spawn = own.spawn;\nexports.wrap = f => { own.spawn = options => spawn.call(own, f(options)); };\n"),
    _npm("bot-library", "module.exports = class Bot {\n  constructor(token) { this.token = token; }\n  send(chat_id, text) {\n    return fetch(`https://api.telegram.org/bot${this.token}/sendMessage`, {method: 'POST', body: JSON.stringify({chat_id, text})});\n  }\n};\n"),
    _npm("wallet-that-signs", "import { mnemonicToSeedSync } from 'bip39';\nimport { HDNodeWallet } from 'ethers';\nexport const seedOf = mnemonic => mnemonicToSeedSync(mnemonic);\nexport async function pay(privateKey, to, value) {\n  const wallet = new HDNodeWallet(privateKey);\n  const signed = await wallet.signTransaction({to, value});\n  return fetch('https://rpc.sample-chain.com', {method: 'POST', body: JSON.stringify({method: 'eth_sendRawTransaction', params: [signed]})});\n}\n", type="module"),
    _npm("signed-with-a-secret", "const { createHmac } = require('crypto');\n// for web3 projects\nexports.call = (secretKey, body) => fetch('https://api.sample-exchange.com/v1', {method: 'POST', body, headers: {sign: createHmac('sha256', secretKey).update(body).digest('hex')}});\n"),
    _npm("request-read", "const compiled = new Function('d', 'return `<b>${d.name}</b>`');\nmodule.exports = (req, res, next) => {\n  const state = JSON.parse(Buffer.from(req.headers['x-state'] || 'e30=', 'base64').toString());\n  res.end(compiled(state));\n};\n"),
    _npm("mail-with-copies", "exports.message = options => ({from: options.from, to: options.to, bcc: options.bcc || [], subject: options.subject});\n"),
    _npm("page-that-checks-addresses", "export const looks = {eth: /^0x[a-fA-F0-9]{40}$/, btc: /^(1|3|bc1)[a-zA-HJ-NP-Z0-9]{25,42}$/};\nconst old = window.fetch;\nwindow.fetch = (url, options = {}) => old(url, {...options, headers: {...options.headers, 'x-trace': Date.now()}});\n", type="module"),
    _npm("wallet-requests-logged", "export function watch(provider, log) {\n  const old = provider.request.bind(provider);\n  provider.request = async asked => {\n    if (asked.method === 'eth_sendTransaction') log(asked.params[0].to);\n    return old(asked);\n  };\n}\n", type="module"),
    _npm("clipboard-by-commands", "const { execSync } = require('child_process');\nexports.read = () => execSync('powershell -NoProfile -Command Get-Clipboard').toString();\nexports.write = input => execSync('powershell -NoProfile -Command Set-Clipboard', {input});\n"),
    _npm("registry-asked-for", "", scripts={"postinstall": "npm config get registry"}),
    Case(
        "editor-settings-by-command",
        "npm",
        {
            "package.json": package(bin={"sample": "cli.js"}),
            "index.js": "module.exports = {rules: {semi: 'error'}};\n",
            "cli.js": "#!/usr/bin/env node\nconst fs = require('fs');\nif (process.argv[2] === 'init') {\n  fs.mkdirSync('.vscode', {recursive: true});\n"
            "  fs.writeFileSync('.vscode/settings.json', JSON.stringify({'editor.formatOnSave': true}));\n}\n",
        },
    ),
    _npm("walker", "const fs = require('fs'), path = require('path');\nconst walk = (d, f) => { for (const n of fs.readdirSync(d)) { const p = path.join(d, n); fs.lstatSync(p).isDirectory() ? walk(p, f) : f(p); } };\nexports.banner = (folder, text) => walk(folder, p => fs.writeFileSync(p, text + fs.readFileSync(p, 'utf8')));\n['src', 'lib'].filter(fs.existsSync).forEach(d => walk(d, p => p));\n"),
    _npm("credentials-of-the-machine", "const http = require('http');\nexports.role = () => new Promise((ok, no) => http.get({host: '169.254.169.254', path: '/latest/meta-data/iam/security-credentials/', timeout: 800}, r => { let d = ''; r.on('data', c => d += c); r.on('end', () => ok(d)); }).on('error', no));\n"),
    _npm("form-library", "exports.form = (element, send) => {\n  const values = {};\n  element.addEventListener('input', e => { values[e.target.name] = e.target.type === 'password' ? e.target.value : e.target.value.trim(); });\n  element.addEventListener('submit', () => send(values, /csrf=(\\w+)/.exec(document.cookie)?.[1]));\n};\nexports.post = (url, values) => fetch(url, {method: 'POST', body: JSON.stringify(values)});\n"),
    _npm("terminal-in-a-page", "const pty = require('node-pty');\nexports.attach = socket => {\n  const t = pty.spawn(process.env.SHELL || 'bash', [], {cwd: process.cwd()});\n  t.onData(d => socket.send(d));\n  socket.on('message', d => t.write(d));\n  return t;\n};\n"),
)  # fmt: skip
