"""Calls whose result comes from outside: files, the environment, started programs, look-ups of the own address."""

import ast
import re
from collections.abc import Mapping

from pratique.analysis.engine.gather import BOT_ADDRESS
from pratique.analysis.engine.marks import (
    CLIPBOARD,
    DECODED,
    ENVIRONMENT,
    EVERY,
    FILE,
    IDENTITY,
    NETWORK,
    PROCESS,
    SECRETS,
)
from pratique.analysis.languages.python import forms, vocabulary
from pratique.analysis.languages.python.charsets import is_own_codec
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.fronted import fronted_host
from pratique.analysis.languages.python.paths import Special
from pratique.analysis.languages.python.scopes import line_of
from pratique.analysis.languages.values import NOTHING, Value

_DOWNLOADERS = re.compile(r"\A\s*(?:\S*/)?(?:curl|wget|Invoke-WebRequest|iwr)\b", re.IGNORECASE)
_CLIPBOARDS = re.compile(r"\b(?:Get-Clipboard|pbpaste|xclip\b.{0,40}-o|xsel\b|wl-paste)", re.IGNORECASE)
_KEEPERS = re.compile(
    r"\bgit credential fill\b|\bgh auth token\b|\bsecurity find-(?:generic|internet)-password\b|\bsecret-tool (?:lookup|search)\b"
    r"|\bgcloud auth (?:application-default )?print-|\baz account get-access-token\b|\baws configure (?:get|export-credentials)\b"
    r"|\bnetsh wlan show profiles?\b.{0,80}?\bkey=clear|\bkubectl config view\b.{0,40}?--raw\b|\bnpm token\b|\bpass show\b|\bop (?:item|read)\b",
    re.IGNORECASE,
)
"""Programs that print what they keep for the user: logins and tokens."""
_OWN_ENVIRONMENT = re.compile(r"/proc/(?:self|\d{1,8}|\{\})/environ\b")
_LOOK_UPS = re.compile(
    r"\b(?:api\d?\.ipify\.org|ipinfo\.io|ip-api\.com|ifconfig\.(?:me|co|io)|icanhazip\.com|ident\.me|checkip\."
    r"(?:amazonaws\.com|dyndns\.\w+)|ipapi\.co|ipwho\.is|wtfismyip\.com|ipecho\.net|myexternalip\.com|api\.my-ip\.io"
    r"|ip\.42\.pl|ip\.dhcp\.cn|geolocation-db\.com|freegeoip\.\w+|httpbin\.org/ip|jsonip\.com|geojs\.io|whatismyip\w*\.\w+|ip\.seeip\.org)",
    re.IGNORECASE,
)
"""Services that answer with the address of whoever asks."""


def _open(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    path = evaluator.argument(node, at, 0, "file")
    form = "" if (shown := forms.form_of(path)) == forms.HOLE else shown
    if not reads(evaluator, node, at):
        return Value(name="open()", form=form)
    marks = FILE | forms.secret_marks(path) | (ENVIRONMENT | EVERY if _OWN_ENVIRONMENT.search(form) else 0)
    marks |= _decoded(evaluator, node, at)
    return Value(name="open()", marks=marks, origin=line_of(node), form=form)


def _read(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`Path(...).read_text()`."""
    path = evaluator.value(node.func.value, at) if isinstance(node.func, ast.Attribute) else NOTHING
    marks = FILE | forms.secret_marks(path) | _decoded(evaluator, node, at)
    return Value(marks=marks, origin=line_of(node))


def _decoded(evaluator: Evaluator, node: ast.Call, at: At) -> int:
    """The mark of what is read through a codec of the program itself (`open(path, encoding="menu")`)."""
    for word in node.keywords:
        if word.arg == "encoding":
            name = evaluator.value(word.value, at).const
            return DECODED if isinstance(name, str) and is_own_codec(name) else 0
    return 0


def _opened(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`Path(...).open(mode)`."""
    if reads(evaluator, node, at, 0):
        return _read(evaluator, node, at, function)
    path = evaluator.value(node.func.value, at) if isinstance(node.func, ast.Attribute) else NOTHING
    return Value(name="open()", form=path.form)


def reads(evaluator: Evaluator, node: ast.Call, at: At, place: int = 1) -> bool:
    """Whether an `open` call, by its mode (its argument number `place`), only reads; an unknown mode counts as reading."""
    mode = evaluator.argument(node, at, place, "mode") if len(node.args) > place or node.keywords else NOTHING
    return not isinstance(mode.const, str) or not set(mode.const) & set("wax+")


def variable(name: Value, line: int) -> Value:
    """A variable of the environment by its name."""
    if not isinstance(name.const, str):
        return Value(marks=ENVIRONMENT, origin=line)
    form = f"%{name.const[:80]}%"
    if vocabulary.is_harmless_variable(name.const):
        return Value(form=form)
    marks = ENVIRONMENT | (SECRETS if vocabulary.names_secret(name.const) else 0)
    return Value(marks=marks, origin=line, form=form)


def _variable(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    return variable(evaluator.argument(node, at, 0), line_of(node))


def _environ(_evaluator: Evaluator, node: ast.Call, _at: At, _function: Value) -> Value:
    return Value(marks=ENVIRONMENT | EVERY, origin=line_of(node))


def _output(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """What a started program prints: it comes from the network when the program is a downloader."""
    shown = forms.shown(evaluator.argument(node, at, 0, "args"))
    command = shown if isinstance(shown, str) else ""
    marks = PROCESS
    if _DOWNLOADERS.search(command[: forms.MOST_FORM]):
        marks |= NETWORK
    if _CLIPBOARDS.search(command[: forms.MOST_FORM]):
        marks |= CLIPBOARD
    if _KEEPERS.search(command[: forms.MOST_FORM]):
        marks |= SECRETS
    return Value(name=f"{function.name}()", marks=marks, origin=line_of(node))


def answered(address: str | None) -> int:
    """More marks of what the network answers: a look-up of the own address tells who the machine is."""
    return IDENTITY if address and _LOOK_UPS.search(address[: forms.MOST_FORM]) else 0


def _connection(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """A connection or request: it keeps its address."""
    address = forms.endpoint(evaluator.argument(node, at, 0, "url"))
    fronted = fronted_host(evaluator, node, at, address)
    form = f"https://{fronted}/" if fronted else address or ""
    first = evaluator.argument(node, at, 0, "url")
    return Value(name=f"{function.name}()", form=form, marks=first.marks, origin=first.origin)


def _bucket(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """A client of a store of files, which has an address of its own where it is not that of the cloud."""
    found = [evaluator.value(word.value, at) for word in node.keywords if word.arg == "endpoint_url"]
    return Value(name=f"{function.name}()", form=forms.endpoint(found[0]) or "" if found else "")


def _over(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """What is made of a connection: it reaches the same host."""
    return Value(name=f"{function.name}()", form=evaluator.argument(node, at, 0).form)


def _streams(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """`asyncio.open_connection(host, port)`: what is read from it, and what writes to it."""
    form = forms.endpoint(Value(items=tuple(evaluator.arguments(node, at)[:2]))) or ""
    return Value(
        items=(Value(name=f"{function.name}().reader"), Value(name=f"{function.name}().writer", form=form))
    )


def _bot(_evaluator: Evaluator, _node: ast.Call, _at: At, function: Value) -> Value:
    """A client of Telegram, which names its host nowhere."""
    return Value(name=f"{function.name}()", form=BOT_ADDRESS)


def _carried(evaluator: Evaluator, node: ast.Call, at: At, function: Value) -> Value:
    """What is made of its argument alone: the address of a host by its name."""
    first = evaluator.argument(node, at, 0)
    return Value(name=f"{function.name}()", marks=first.marks, origin=first.origin)


def _secured(evaluator: Evaluator, node: ast.Call, at: At, _function: Value) -> Value:
    """`context.wrap_socket(socket)`: the same connection."""
    return Value(name="ssl.wrap_socket()", form=evaluator.argument(node, at, 0, "sock").form)


def _unprotected(_evaluator: Evaluator, node: ast.Call, _at: At, _function: Value) -> Value:
    """What Windows had encrypted for the user: saved logins."""
    return Value(marks=SECRETS, origin=line_of(node))


ORIGIN_CALLS: Mapping[str, Special] = {
    "open": _open,
    "pathlib.Path().read_text": _read,
    "pathlib.Path().read_bytes": _read,
    "pathlib.Path().open": _opened,
    **dict.fromkeys(("os.environ.get", "os.getenv", "os.getenvb", "os.environ.pop"), _variable),
    **dict.fromkeys(("os.environ.copy", "os.environ.items", "os.environ.values"), _environ),
    **dict.fromkeys(
        (
            *("subprocess.check_output", "subprocess.run", "subprocess.Popen", "subprocess.getoutput"),
            *("subprocess.getstatusoutput", "os.popen", "commands.getoutput", "os.popen2", "os.popen3"),
        ),
        _output,
    ),
    **dict.fromkeys(
        (
            *("http.client.HTTPConnection", "http.client.HTTPSConnection", "httplib.HTTPConnection"),
            *(
                "httplib.HTTPSConnection",
                "urllib.request.Request",
                "urllib2.Request",
                "socket.create_connection",
            ),
            *(
                "ftplib.FTP",
                "ftplib.FTP_TLS",
                "smtplib.SMTP",
                "smtplib.SMTP_SSL",
                "websocket.create_connection",
            ),
            *("discord_webhook.DiscordWebhook", "discord.SyncWebhook.from_url", "discord.Webhook.from_url"),
            *("dhooks.Webhook", "slack_sdk.WebhookClient", "paramiko.Transport", "pysftp.Connection"),
            *("websocket.WebSocketApp", "websockets.connect", "aiohttp.ClientSession().ws_connect"),
        ),
        _connection,
    ),
    **dict.fromkeys(("boto3.client", "boto3.resource"), _bucket),
    "paramiko.SFTPClient.from_transport": _over,
    "asyncio.open_connection": _streams,
    **dict.fromkeys(("telebot.TeleBot", "telegram.Bot", "aiogram.Bot"), _bot),
    "win32crypt.CryptUnprotectData": _unprotected,
    **dict.fromkeys(
        (
            *("ssl.wrap_socket", "ssl.create_default_context().wrap_socket"),
            *("ssl._create_unverified_context().wrap_socket", "ssl.SSLContext().wrap_socket"),
        ),
        _secured,
    ),
    **dict.fromkeys(("socket.gethostbyname", "socket.gethostbyname_ex"), _carried),
}
