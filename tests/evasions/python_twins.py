"""What looks like the plain deeds of Python malware and is none."""

from tests.evasions.case import Case, imported

CASES: tuple[Case, ...] = (
    imported(
        "bucket-of-its-user",
        "import boto3, os\n\n\nclass Store:\n    def __init__(self, bucket, key=None, secret=None):\n        self.bucket = bucket\n"
        "        self.client = boto3.client('s3', aws_access_key_id=key, aws_secret_access_key=secret or os.environ.get('AWS_SECRET_ACCESS_KEY'))\n\n"
        "    def put(self, path):\n        self.client.upload_file(path, self.bucket, os.path.basename(path))\n",
    ),
    imported(
        "server-of-its-user",
        "import paramiko\n\n\ndef deploy(path, host, user, password):\n    t = paramiko.Transport((host, 22))\n    t.connect(username=user, password=password)\n"
        "    paramiko.SFTPClient.from_transport(t).put(path, '/srv/' + path)\n",
    ),
    imported(
        "public-files-by-ftp",
        "import ftplib\n\n\ndef fetch(name, out):\n    f = ftplib.FTP('ftp.parcel-archive.org')\n    f.login('anonymous', 'guest@parcel.org')\n    f.retrbinary('RETR ' + name, out.write)\n",
    ),
    imported(
        "mail-of-its-user",
        "import smtplib\n\n\ndef send(settings, message):\n    with smtplib.SMTP_SSL(settings['host']) as s:\n        s.login(settings['user'], settings['password'])\n        s.send_message(message)\n",
    ),
    imported(
        "prices-of-a-feed",
        "import json, websocket\n\n\nclass Feed:\n    def __init__(self):\n        self.last = {}\n\n    def on_message(self, ws, message):\n        data = json.loads(message)\n        self.last[data['s']] = data['p']\n\n"
        "    def start(self):\n        websocket.WebSocketApp('wss://stream.parcel-exchange.com/ws', on_message=self.on_message).run_forever()\n",
    ),
    imported(
        "expressions-in-another-file",
        "from .rules import RULES\nfrom .engine import compiled\nTABLE = compiled(RULES)\n",
        rules__py="RULES = {'double': 'x * 2', 'square': 'x * x'}\n",
        engine__py="def compiled(rules):\n    return {name: eval('lambda x: ' + text) for name, text in rules.items()}\n",
    ),
    imported(
        "agent-of-its-settings",
        "import os, socket\n\n\nclass Client:\n    def __init__(self):\n        self.host = os.environ.get('PARCEL_HOST', 'localhost')\n        self.port = int(os.environ.get('PARCEL_PORT', 8125))\n        self.socket = None\n\n"
        "    def connect(self):\n        for family, kind, proto, _, address in socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_DGRAM):\n"
        "            self.socket = socket.socket(family, kind, proto)\n            self.socket.connect(address)\n\n\nclient = Client()\nclient.connect()\n",
    ),
    imported(
        "texts-of-a-service",
        "import requests\n\n\nclass Texts:\n    def __init__(self, access_token=None, domain='telegra.ph'):\n        self.access_token = access_token\n        self.domain = domain\n\n"
        "    def call(self, method, values):\n        values['access_token'] = self.access_token\n        return requests.post('https://api.{}/{}'.format(self.domain, method), data=values).json()\n",
    ),
    imported(
        "keys-of-one-service",
        "import os, requests\n\n\nclass Client:\n    def __init__(self):\n        self.key = os.environ.get('PARCEL_API_KEY')\n        self.secret = os.environ.get('PARCEL_API_SECRET')\n\n"
        "    def send(self, data):\n        return requests.post('https://api.parcel-service.com/v1', json={'key': self.key, 'secret': self.secret, 'data': data})\n",
    ),
    imported(
        "keys-that-sign",
        "import hashlib, hmac, requests\n\n\nclass Account:\n    def __init__(self, private_key):\n        self.private_key = private_key\n\n    def send(self, text):\n"
        "        sign = hmac.new(self.private_key, text.encode(), hashlib.sha256).hexdigest()\n        return requests.post('https://node.parcel-chain.com/tx', json={'text': text, 'sign': sign})\n",
    ),
    imported(
        "agent-set-up-by-a-command",
        "import json\nfrom pathlib import Path\n\n\ndef install_server():\n    path = Path.home() / '.cursor' / 'mcp.json'\n    settings = json.loads(path.read_text()) if path.exists() else {}\n"
        "    settings.setdefault('mcpServers', {})['parcel'] = {'command': 'parcel-mcp'}\n    path.write_text(json.dumps(settings))\n",
    ),
    imported(
        "loop-that-waits-for-its-parent",
        "",
        child__py="import sys\nfrom base64 import b64decode\nfrom marshal import loads\n\n\ndef step(out, into):\n    line = out.readline()\n    if line == b'':\n        return False\n"
        "    value = loads(b64decode(line.strip()))\n    into.write(repr(value))\n    return True\n\n\nif __name__ == '__main__':\n    out, into = map(int, sys.argv[1:])\n"
        "    with open(out, 'rb') as o, open(into, 'w') as i:\n        sys.path = loads(b64decode(o.readline()))\n        while step(o, i):\n            pass\n",
    ),
    imported(
        "names-of-the-system-by-a-command",
        "def block(name, path='/etc/hosts'):\n    with open(path, 'a') as out:\n        out.write('127.0.0.1 ' + name)\n",
    ),
)  # fmt: skip
