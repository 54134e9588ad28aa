"""What looks like an attack and is none: the everyday code nearest to the cases."""

import base64

from tests.evasions.case import SETUP, Case, package

_LOGO = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8).decode()


def _npm(id_: str, files: dict[str, bytes | str], **fields: object) -> Case:
    return Case(id_, "npm", {"package.json": package(**fields), **files})


TWINS: tuple[Case, ...] = (
    _npm("only-allow", {"index.js": "module.exports = 1\n"}, scripts={"preinstall": "npx only-allow pnpm"}),
    _npm("node-gyp", {"index.js": "module.exports = require('bindings')('x')\n", "binding.gyp": "{'targets': [{'target_name': 'x', 'sources': ['x.cc']}]}", "x.cc": "int x;\n"}, scripts={"install": "node-gyp rebuild"}),
    _npm("prebuild", {"index.js": "module.exports = require('node-gyp-build')(__dirname)\n"}, scripts={"install": "prebuild-install || node-gyp rebuild"}),
    _npm("postinstall-message", {"index.js": "", "scripts/thanks.js": "if (!process.env.CI) console.log('Thank you for installing! Support us at https://opencollective.com/sample')\n"}, scripts={"postinstall": "node scripts/thanks.js || true"}),
    _npm("husky", {"index.js": ""}, scripts={"prepare": "husky install"}),
    _npm(
        "binary-of-its-own-releases",
        {
            "index.js": "module.exports = require('path').join(__dirname, 'bin/tool')\n",
            "install.js": "const https = require('https'), fs = require('fs'), path = require('path');\n"
            "const {version} = require('./package.json');\n"
            "const url = `https://github.com/acme/sample/releases/download/v${version}/sample-${process.platform}-${process.arch}`;\n"
            "https.get(url, r => r.pipe(fs.createWriteStream(path.join(__dirname, 'bin/tool'), {mode: 0o755})));\n",
        },
        scripts={"postinstall": "node install.js"},
        repository="github:acme/sample",
    ),
    _npm("http-client", {"index.js": "const https = require('https');\nexports.post = (url, body) => new Promise((ok, no) => https.request(url, {method: 'POST'}, ok).on('error', no).end(JSON.stringify(body)));\n"}),
    _npm("template-engine", {"index.js": "exports.compile = s => new Function('data', 'return `' + s.replace(/{{(\\w+)}}/g, '${data.$1}') + '`');\n"}),
    _npm("base64-picture", {"index.js": f"module.exports = Buffer.from('{_LOGO}', 'base64');\n"}),
    _npm("wasm", {"index.js": "const b = 'AGFzbQEAAAABBgFgAX8BfwMCAQAHBwEDYWRkAAAKBwEFACAAagsL';\nmodule.exports = new WebAssembly.Module(Buffer.from(b, 'base64'));\n"}),
    _npm("dotenv", {"index.js": "const fs = require('fs');\nexports.config = (p = '.env') => { for (const l of fs.readFileSync(p, 'utf8').split('\\n')) { const [k, v] = l.split('='); process.env[k] ??= v } };\n"}),
    _npm("runner", {"index.js": "#!/usr/bin/env node\nconst {spawn} = require('child_process');\nspawn(process.argv[2], process.argv.slice(3), {stdio: 'inherit', env: {...process.env, FORCE_COLOR: '1'}}).on('exit', c => process.exit(c));\n"}, bin={"run": "index.js"}),
    _npm("update-notice", {"index.js": "const https = require('https');\nhttps.get('https://registry.npmjs.example/sample/latest', r => { let b = ''; r.on('data', d => b += d); r.on('end', () => { const v = JSON.parse(b).version; if (v !== '1.0.0') console.log('new version', v) }) }).on('error', () => {});\n"}),
    _npm("polyfill", {"index.js": "if (!globalThis.fetch) globalThis.fetch = (...a) => import('node-fetch').then(m => m.default(...a));\n"}),
    Case("version-from-file", "sdist", {"setup.py": "import re, os\nns = {}\nexec(open(os.path.join('sample', '_version.py')).read(), ns)\n" + SETUP, "sample/_version.py": "__version__ = '1.0.0'\n", "sample/__init__.py": ""}),
    Case("git-describe", "sdist", {"setup.py": "import subprocess\ntry:\n    v = subprocess.check_output(['git', 'describe', '--tags']).decode().strip()\nexcept Exception:\n    v = '0'\n" + SETUP, "sample/__init__.py": ""}),
    Case("compiler-probe", "sdist", {"setup.py": "import os, subprocess, sys, tempfile\nwith tempfile.TemporaryDirectory() as d:\n    p = os.path.join(d, 't.c')\n    open(p, 'w').write('int main(void) { return 0; }')\n    subprocess.call([os.environ.get('CC', 'cc'), p, '-o', os.path.join(d, 't')])\n" + SETUP, "sample/__init__.py": ""}),
    Case("pkg-config", "sdist", {"setup.py": "import os\nlibs = os.popen('pkg-config --libs libxml-2.0').read().split()\n" + SETUP, "sample/__init__.py": ""}),
    Case("publish-command", "sdist", {"setup.py": "import os, sys\nif sys.argv[-1] == 'publish':\n    os.system('python setup.py sdist bdist_wheel')\n    os.system('twine upload dist/*')\n    sys.exit()\n" + SETUP, "sample/__init__.py": ""}),
    Case("namedtuple-exec", "wheel", {"sample/__init__.py": "T = 'class {n}(tuple):\\n    def first(self): return self[0]\\n'\ndef make(n):\n    ns = {}\n    exec(T.format(n=n), ns)\n    return ns[n]\nPair = make('Pair')\n"}),
    Case("lazy-imports", "wheel", {"sample/__init__.py": "import importlib\ndef __getattr__(name):\n    return importlib.import_module('sample.' + name)\n", "sample/a.py": ""}),
    Case("api-client", "wheel", {"sample/__init__.py": "import os, requests\nclass Client:\n    def __init__(self, key=None):\n        self.key = key or os.environ['SAMPLE_API_KEY']\n    def send(self, data):\n        return requests.post('https://api.sample-service.com/v1', json=data, headers={'authorization': self.key})\n"}),
    Case("opener", "wheel", {"sample/__init__.py": "import subprocess, sys\ndef open_file(p):\n    subprocess.call(['open' if sys.platform == 'darwin' else 'xdg-open', p])\n"}),
    Case("editable-path-file", "wheel", {"sample-nspkg.pth": "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], 'sample')\n", "sample/a.py": ""}),
    Case("registry-of-classes", "wheel", {"parcel/__init__.py": "R = {}\nclass M(type):\n    def __init__(cls, n, b, d):\n        R[n] = cls\nclass A(metaclass=M): pass\nclass B:\n    def __init_subclass__(cls, **k):\n        R[cls.__name__] = cls\nclass C(B): pass\n"}),
    Case("finder-of-its-own", "wheel", {"parcel/__init__.py": "import sys, importlib.abc, importlib.util\nclass F(importlib.abc.MetaPathFinder):\n    def find_spec(self, n, p, t=None):\n        return importlib.util.find_spec('parcel.' + n) if n in {'a'} else None\nsys.meta_path.append(F())\n", "parcel/a.py": ""}),
    Case("clipboard-history", "wheel", {"parcel/__init__.py": "import pyperclip, re\ndef tidy():\n    text = pyperclip.paste()\n    if re.match(r'^https?://', text):\n        pyperclip.copy(text.strip())\n"}),
    Case("wallet-of-its-own", "wheel", {"parcel/__init__.py": "import re\nADDRESS = re.compile(r'^0x[a-fA-F0-9]{40}$')\nclass Keypair:\n    @classmethod\n    def from_seed(cls, seed):\n        return cls()\ndef sign(self, data):\n    return data\nKeypair.sign = sign\n"}),
    Case("patched-for-a-cache", "wheel", {"parcel/__init__.py": "import requests\n_get = requests.get\n_kept = {}\ndef get(url, **k):\n    if url not in _kept:\n        _kept[url] = _get(url, **k)\n    return _kept[url]\ndef install():\n    requests.get = get\n"}),
    Case("message-library", "wheel", {"parcel/__init__.py": "import requests\nclass Telegram:\n    def __init__(self, token):\n        self.token = token\n    def send(self, text):\n        return requests.post(f'https://api.telegram.org/bot{self.token}/sendMessage', json={'text': text})\n"}),
    Case("chat-bot", "wheel", {"parcel/__init__.py": "import discord, subprocess\nbot = discord.Client(intents=discord.Intents.default())\n@bot.event\nasync def on_message(m):\n    if m.content == '!version':\n        await m.channel.send(subprocess.getoutput('git describe --tags'))\ndef main(token):\n    bot.run(token)\n"}),
    Case("data-of-its-repository", "wheel", {"parcel/__init__.py": "import json, urllib.request\ndef update():\n    return json.load(urllib.request.urlopen('https://raw.githubusercontent.com/acme/parcel-data/main/table.json'))\n"}),
    Case("own-start-file", "sdist", {"setup.py": "import re\nwith open('sample/start.py') as f:\n    code = re.sub(r'#.*', '', f.read())\nwith open('sample.pth', 'w') as f:\n    f.write(f'import sys; exec({code!r})\\n')\n" + SETUP, "sample/start.py": "x = 1\n", "sample/__init__.py": ""}),
    Case("names-made-by-exec", "wheel", {"parcel/__init__.py": "from parcel.kinds import kinds\nfor _k in kinds.keys():\n    exec(\"%s = type(kinds['%s'])\" % (_k, _k))\n", "parcel/kinds.py": "kinds = {'a': 1}\n"}),
    Case("code-in-quotes", "wheel", {"parcel/__init__.py": "exec('" + "\\n".join(f"def f{n}(x=\\'a\\'): return \\'y\\'" for n in range(12)) + "')\n"}),
    Case("cloud-client", "wheel", {"parcel/__init__.py": "import os, json, requests\ndef token():\n    with open(os.path.expanduser('~/.parcel/token.json')) as f:\n        return json.load(f)['token']\ndef me():\n    return requests.get('https://api.parcel-service.com/me', headers={'authorization': token()})\n"}),
)  # fmt: skip
