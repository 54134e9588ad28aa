"""Programs that are started with what somebody writes in a chat or channel."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.python.reading import apis

BOT = "import discord, subprocess\nc = discord.Client()\n"


def told(source: str) -> bool:
    return "told-by-chat" in apis(source, Capability.PROCESS)


@pytest.mark.parametrize(
    "source",
    [
        BOT + "@c.event\nasync def on_message(m):\n  subprocess.run(m.content)",
        BOT + "@c.command()\nasync def sh(ctx, line):\n  await ctx.send(subprocess.getoutput(line))",
        BOT + "@c.command()\nasync def sh(ctx, *, line):\n  await ctx.send(subprocess.getoutput(line))",
        BOT + "@c.command()\nasync def sh(ctx, *words):\n  subprocess.run(words)",
        BOT + "@c.event\nasync def on_message(m):\n  line = m.content[4:]\n  subprocess.run(line)",
        BOT + "@c.event\nasync def on_message(m):\n  exec(m.content)",
        "import telebot, os\nb = telebot.TeleBot('x')\n@b.message_handler(commands=['a'])\ndef h(m): os.system(m.text)",
        "import socketio, os\ns = socketio.Client()\n@s.on('x')\ndef h(d): os.system(d)",
        "import paho.mqtt.client as q, os\nc = q.Client()\ndef h(c, u, m): os.system(m.payload)\nc.on_message = h",
        "import websocket, os\ndef h(ws, m): os.system(m)\nwebsocket.WebSocketApp('wss://x.invalid', on_message=h)",
        "import websocket, os\nclass F:\n  def h(self, ws, m): self.go(m)\n  def go(self, m): os.system(m)\n  def run(self): websocket.WebSocketApp('wss://x.invalid', on_message=self.h)",
        "import nats, os\nc = nats.NATS()\ndef h(m): os.system(m.data)\nc.subscribe('x', h)",
        "from telegram.ext import CommandHandler\nimport os\ndef h(u, c): os.system(u.text)\nCommandHandler('x', h)",
    ],
)
def test_what_is_written_is_started(source: str) -> None:
    assert told(source)


@pytest.mark.parametrize(
    "source",
    [
        BOT + "@c.event\nasync def on_message(m):\n  subprocess.run('git describe')",
        BOT + "def run(line):\n  subprocess.run(line)",
        "import websocket, os\ndef h(ws, m): os.system('date')\nwebsocket.WebSocketApp('wss://x.invalid', on_message=h)",
        "import other, os\ndef h(ws, m): os.system(m)\nother.App('wss://x.invalid', on_message=h)",
        "import click, subprocess\napp = click.Group()\n@app.command()\ndef run(line): subprocess.run(line)",
        "import discord, subprocess\nclass C:\n  def event(self, f): return f\nc = C()\n@c.event\ndef h(m): subprocess.run(m)",
    ],
)
def test_other_programs_are_not(source: str) -> None:
    assert not told(source)
