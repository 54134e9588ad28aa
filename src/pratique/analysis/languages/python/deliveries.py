"""Calls that deliver files and messages over a connection that was made before: buckets, FTP, SFTP, mail, pycurl.

Such a call is given a path or data and no address: the connection has it. Whoever puts the password of an account into
a program has what it sends delivered to himself; a tool of its user asks for it, or reads it from somewhere.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.analysis.engine.marks import FILE
from pratique.analysis.facts import Capability
from pratique.analysis.hosts import HostClass, class_of
from pratique.analysis.languages.python import forms, sinks
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.reporters import Tell, report
from pratique.analysis.languages.python.scopes import Called, Scope
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.values import NOTHING, Value, joined

_HOST, _NONE = ("host", "hostname", "endpoint_url", "account_url"), -1
_LOGINS: Mapping[str, tuple[int, tuple[str, ...], int]] = {
    **dict.fromkeys(("ftplib.FTP", "ftplib.FTP_TLS"), (2, ("passwd",), 0)),
    **dict.fromkeys(("ftplib.FTP().login", "ftplib.FTP_TLS().login"), (1, ("passwd",), _NONE)),
    **dict.fromkeys(("ftplib.FTP().connect", "ftplib.FTP_TLS().connect"), (_NONE, (), 0)),
    **dict.fromkeys(("smtplib.SMTP", "smtplib.SMTP_SSL"), (_NONE, (), 0)),
    **dict.fromkeys(("smtplib.SMTP().login", "smtplib.SMTP_SSL().login"), (1, ("password",), _NONE)),
    "paramiko.Transport": (_NONE, (), 0),
    "paramiko.Transport().connect": (2, ("password",), _NONE),
    "paramiko.SSHClient().connect": (3, ("password",), 0),
    "pysftp.Connection": (3, ("password",), 0),
    **dict.fromkeys(
        ("boto3.client", "boto3.resource", "boto3.Session"), (_NONE, ("aws_secret_access_key",), _NONE)
    ),
    "azure.storage.blob.BlobServiceClient.from_connection_string": (0, ("conn_str",), _NONE),
}
"""What opens a connection or an account: the argument that is the password, by place and by name, and that of the host."""
_FEWEST = {"boto3": 16, "azure": 30}
"""Characters of a key that opens an account there; shorter ones are made up."""
_EVERYBODYS = re.compile(r"(?:anonymous|guest|ftp|user|password|test\w{0,10})?(?:@.{0,60})?\Z", re.IGNORECASE)
"""Passwords that open what is open to everybody, and those of examples."""
_DATA_OPTIONS = frozenset(("POSTFIELDS", "COPYPOSTFIELDS", "HTTPPOST", "READDATA", "READFUNCTION"))


@dataclass(slots=True)
class _Login:
    """What one function opens with one library."""

    address: str | None = None
    keyed: bool = False


@dataclass(slots=True)
class Deliveries:
    """The deliveries of one source. They are looked at last, when all connections are known."""

    source: Source
    _logins: dict[tuple[str, Scope], _Login] = field(default_factory=dict)
    _waiting: list[tuple[Called, str]] = field(default_factory=list)
    _reports: list[tuple[Called, str]] = field(default_factory=list)

    def call(self, called: Called, name: str) -> None:
        """Look at a call whose name is known."""
        if name in _LOGINS:
            self._open(called, name)
        elif name in sinks.REPORTERS:
            self._reports.append((called, name))
        elif name in sinks.DELIVERERS or name == "pycurl.Curl().setopt":
            self._waiting.append((called, name))

    def finish(self, tell: Tell) -> None:
        """Tell what was delivered, and where an account was opened with a key that the source holds."""
        for called, name in self._reports:
            report(self.source, called, name, tell)
        for called, name in self._waiting:
            if name.startswith("pycurl."):
                self._option(called, tell)
                continue
            login = self._login(called, name)
            address = self._receiver(called).form or login.address
            sort = class_of(address) if address else HostClass.UNKNOWN
            if login.keyed and sort is not HostClass.PRIVATE:
                self.source.use(Capability.NETWORK, "own-mailbox", called, address)
            if name in sinks.BY_PATH:
                marks, origin = self._delivered(called)
                tell(called, name, marks, origin, address)

    def _at(self, called: Called) -> At:
        return At(called.scope, called.block)

    def _receiver(self, called: Called) -> Value:
        func = called.node.func
        return (
            self._evaluator.value(func.value, self._at(called))
            if isinstance(func, ast.Attribute)
            else NOTHING
        )

    @property
    def _evaluator(self) -> Evaluator:
        return self.source.evaluator

    def _open(self, called: Called, name: str) -> None:
        place, names, host = _LOGINS[name]
        login = self._logins.setdefault((name.partition(".")[0], called.scope), _Login())
        key = self._given(called, place, names).const
        root = name.partition(".")[0]
        if isinstance(key, str) and len(key) >= _FEWEST.get(root, 1) and not _EVERYBODYS.match(key):
            login.keyed = True
        address = forms.endpoint(self._given(called, host, _HOST))
        if address and not address.startswith(forms.HOLE):
            login.address = address

    def _given(self, called: Called, place: int, names: tuple[str, ...]) -> Value:
        for word in called.node.keywords:
            if word.arg in names:
                return self._evaluator.value(word.value, self._at(called))
        given = called.node.args
        return self._evaluator.value(given[place], self._at(called)) if 0 <= place < len(given) else NOTHING

    def _login(self, called: Called, name: str) -> _Login:
        """What was opened with the library in the same function; else the only opening in the source."""
        root = name.partition(".")[0]
        known = self._logins.get((root, called.scope))
        if known is not None:
            return known
        others = [login for (library, _), login in self._logins.items() if library == root]
        return others[0] if len(others) == 1 else _Login()

    def _delivered(self, called: Called) -> tuple[int, int]:
        """The marks of the file that a call is told to deliver, and of what else it is given."""
        node, at = called.node, self._at(called)
        values = self._evaluator.arguments(node, at)
        marks, origin = joined(*values)
        path = values[0] if values else NOTHING
        return marks | FILE | forms.secret_marks(path), origin or node.lineno

    # pycurl

    def _option(self, called: Called, tell: Tell) -> None:
        """`curl.setopt(option, value)`: data that is sent to the address of another call of the same function."""
        node, at = called.node, self._at(called)
        if len(node.args) < 2 or _last(node.args[0]) not in _DATA_OPTIONS:
            return
        value = self._evaluator.value(node.args[1], at)
        marks, origin = value.marks, value.origin
        parts = list(ast.walk(node.args[1]))[:60]
        if any(_last(part) == "FORM_FILE" for part in parts):
            paths = [
                self._evaluator.value(part, at) for part in parts if isinstance(part, ast.Name | ast.Constant)
            ]
            marks, origin = marks | FILE, origin or node.lineno
            for path in paths:
                marks |= forms.secret_marks(path)
        tell(called, "pycurl.Curl().setopt", marks, origin, self._asked(called))

    def _asked(self, called: Called) -> str | None:
        """The address that the same function gives to pycurl."""
        for other, name in self._waiting:
            given = other.node.args if name.startswith("pycurl.") and other.scope is called.scope else []
            if len(given) > 1 and _last(given[0]) == "URL":
                return forms.endpoint(self._evaluator.value(given[1], self._at(other)))
        return None


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""
