"""Handlers wait in every language; what loading brings about does not."""

import pytest

from pratique.analysis.facts import Capability, FileFacts, Language
from pratique.analysis.languages.handlers import waits
from pratique.analysis.languages.readers import read
from pratique.core.tree import File

WAITING = {
    "emitter": {
        "x.js": "const {ipcMain} = require('electron');\nipcMain.on('run', () => { RUN });",
        "x.py": "import tkinter\nroot = tkinter.Tk()\nroot.bind('<Button-1>', lambda e: RUN)",
        "x.rb": "bot = Client.new\nbot.on(:run) { RUN }",
    },
    "listener": {
        "x.js": "document.querySelector('b').addEventListener('click', function () { RUN });",
        "x.py": "button.clicked.connect(lambda: RUN)",
        "x.rb": "button = Button.new\nbutton.on('click') do\n  RUN\nend",
    },
    "route": {
        "x.js": "const app = require('express')();\napp.get('/run', (req, res) => { RUN });",
        "x.py": "from flask import Flask\napp = Flask(__name__)\n@app.route('/run')\ndef run():\n    RUN",
        "x.rb": "require 'sinatra/base'\napp = Sinatra.new\napp.get('/run') { RUN }",
    },
    "command": {
        "x.js": "const program = require('commander');\nprogram.command('run').action(() => { RUN });",
        "x.py": "import click\n@click.command()\ndef run():\n    RUN",
        "x.rb": "require 'thor'\nclass App < Thor\n  desc 'run', 'x'\n  def run_it\n    RUN\n  end\nend",
    },
    "parser": {
        "x.js": "const yargs = require('yargs');\nyargs.command('run', 'x', {}, () => { RUN });",
        "x.py": "import argparse\np = argparse.ArgumentParser()\np.set_defaults(func=lambda a: RUN)",
        "x.rb": "require 'optparse'\no = OptionParser.new\no.on('--run') { RUN }",
    },
}
RUNNING = {
    "end of the program": {
        "x.js": "process.on('exit', () => { RUN });",
        "x.py": "import atexit\natexit.register(lambda: RUN)",
        "x.rb": "at_exit { RUN }",
    },
    "timer or thread": {
        "x.js": "setTimeout(() => { RUN }, 10);",
        "x.py": "import threading\nthreading.Thread(target=lambda: RUN).start()",
        "x.rb": "Thread.new { RUN }",
    },
    "answer to a request": {
        "x.js": "const https = require('https');\nhttps.get('https://far.invalid/', r => { r.on('end', () => { RUN }); });",
        "x.py": "import concurrent.futures as c\nc.ThreadPoolExecutor().submit(lambda: RUN)",
        "x.rb": "require 'net/http'\nNet::HTTP.start('far.invalid') { |http| http.get('/x') { |r| RUN } }",
    },
    "promise or iteration": {
        "x.js": "fetch('https://far.invalid/').then(() => { RUN });",
        "x.py": "list(map(lambda x: RUN, [1]))",
        "x.rb": "[1].each { |x| RUN }",
    },
}
RUNS = {
    "x.js": "require('child_process').execSync('id')",
    "x.py": "__import__('os').system('id')",
    "x.rb": "Kernel.system('id')",
}
LANGUAGES = {"x.js": Language.JAVASCRIPT, "x.py": Language.PYTHON, "x.rb": Language.RUBY}


def at_load(path: str, code: str) -> list[bool]:
    facts: FileFacts = read(File(path, code.replace("RUN", RUNS[path]).encode()), LANGUAGES[path])
    return [use.at_load for use in facts.uses if use.capability is Capability.PROCESS]


@pytest.mark.parametrize("path", LANGUAGES)
@pytest.mark.parametrize("kind", WAITING)
def test_a_handler_waits(kind: str, path: str) -> None:
    assert {False} == set(at_load(path, WAITING[kind][path]))


@pytest.mark.parametrize("path", LANGUAGES)
@pytest.mark.parametrize("kind", RUNNING)
def test_what_loading_brings_about_runs(kind: str, path: str) -> None:
    assert True in at_load(path, RUNNING[kind][path])


def test_an_event_that_the_source_fires_itself_runs() -> None:
    code = "const e = new (require('events'))();\ne.on('go', () => { RUN });\ne.emit('go');"

    assert [True] == at_load("x.js", code)


@pytest.mark.parametrize(
    ("method", "event", "own", "expected"),
    [
        ("on", "run", False, True),
        ("on", "run", True, False),
        ("on", "data", False, False),
        ("on", "exit", False, False),
        ("addEventListener", "click", False, True),
        ("forEach", None, False, False),
        ("connect", None, False, True),
    ],
)
def test_the_table(method: str, event: str | None, own: bool, expected: bool) -> None:
    assert expected == waits(method, event, own=own)
