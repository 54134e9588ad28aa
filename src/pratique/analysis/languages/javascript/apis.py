"""What the functions of JavaScript and node do: one row for the names that are alike.

A name is the module's name and the member's (`child_process.exec`), or a global (`eval`). What a call gives is
named too (`net.Socket`), so that its methods are names as well (`net.Socket.write`). To teach the analysis a new
API, add its name to a row.
"""

from dataclasses import dataclass

from pratique.analysis.engine.marks import (
    CLIPBOARD,
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    EVERY,
    FILE,
    IDENTITY,
    NETWORK,
    PROCESS,
)
from pratique.analysis.facts import Capability

ALL = -1
"""In `Api.data`: every argument."""


@dataclass(frozen=True, slots=True)
class Api:
    """What a call of a name does.

    `data` are the numbers of the arguments that reach the sink, `gives` the marks of what it gives (also to its
    callbacks), `result` the name of what it gives.
    """

    capability: Capability | None
    data: tuple[int, ...] = ()
    gives: int = 0
    result: str = ""


def _under(module: str, members: str) -> str:
    return " ".join(f"{module}.{member}" for member in members.split())


_VERBS = "get post put patch delete del head options request send stream fetch extend create"
_SENDING = "get post put patch delete del"
_MAKERS = (
    *(("axios", "create"), ("got", "extend"), ("ky", "create"), ("ky", "extend"), ("request", "defaults")),
    *(("request-promise", "defaults"), ("request-promise-native", "defaults")),
)
_CHILD = "child_process.ChildProcess"
_ROWS: tuple[tuple[str, Api], ...] = (
    # Programs
    ("child_process.exec child_process.execSync", Api(Capability.PROCESS, (0,), PROCESS, _CHILD)),
    (
        "child_process.execFile child_process.execFileSync child_process.spawn child_process.spawnSync child_process.fork",
        Api(Capability.PROCESS, (0, 1), PROCESS, _CHILD),
    ),
    ("execa execa.execa execa.execaSync execa.sync execa.node execa.execaNode", Api(Capability.PROCESS, (0, 1), PROCESS, _CHILD)),
    ("execa.command execa.commandSync execa.execaCommand execa.execaCommandSync execa.shell", Api(Capability.PROCESS, (0,), PROCESS, _CHILD)),
    ("cross-spawn cross-spawn.spawn cross-spawn.sync node-pty.spawn foreground-child", Api(Capability.PROCESS, (0, 1), PROCESS, _CHILD)),
    ("shelljs.exec sudo-prompt.exec node-cmd.run node-cmd.runSync node-cmd.get zx.$", Api(Capability.PROCESS, (0,), PROCESS)),
    (_under("child-process-promise", "exec execFile spawn fork"), Api(Capability.PROCESS, (0, 1), PROCESS, _CHILD)),
    ("Bun.spawn Bun.spawnSync Deno.run Deno.Command open opn cluster.fork", Api(Capability.PROCESS, (0, 1))),
    (f"{_CHILD}.spawn", Api(Capability.PROCESS, (0,), PROCESS)),
    (f"{_CHILD}.stdin.write {_CHILD}.stdin.end {_CHILD}.write", Api(Capability.PROCESS, (0,))),
    # Data turned into code
    ("eval execScript Script", Api(Capability.CODE, (0,))),
    ("Function", Api(Capability.CODE, (ALL,))),
    (_under("vm", "runInContext runInNewContext runInThisContext compileFunction createScript"), Api(Capability.CODE, (0,))),
    ("vm.Script vm.SourceTextModule", Api(Capability.CODE, (0,))),
    ("module._compile", Api(Capability.CODE, (0,))),
    ("module._load require-from-string node-eval safe-eval importScripts", Api(Capability.CODE, (0,))),
    ("inspector.Session.post", Api(Capability.CODE, (1,))),
    ("node-serialize.unserialize vm2.VM.run vm2.NodeVM.run vm2.VMScript", Api(Capability.CODE, (0,))),
    # Network
    ("http.get http.request https.get https.request", Api(Capability.NETWORK, (ALL,), NETWORK, "http.ClientRequest")),
    ("http2.connect", Api(Capability.NETWORK, (ALL,), NETWORK, "http2.Session")),
    ("http2.Session.request", Api(Capability.NETWORK, (ALL,), NETWORK, "http.ClientRequest")),
    ("http.ClientRequest.write http.ClientRequest.end", Api(Capability.NETWORK, (0,))),
    ("http.createServer https.createServer http2.createServer http2.createSecureServer", Api(Capability.NETWORK)),
    ("net.createServer tls.createServer", Api(Capability.NETWORK)),
    ("net.connect net.createConnection tls.connect", Api(Capability.NETWORK, (ALL,), NETWORK, "net.Socket")),
    ("net.Socket tls.TLSSocket", Api(Capability.NETWORK, (), NETWORK, "net.Socket")),
    ("net.Socket.write net.Socket.end net.Socket.connect", Api(Capability.NETWORK, (0,), NETWORK, "net.Socket")),
    ("dgram.createSocket", Api(Capability.NETWORK, (), NETWORK, "dgram.Socket")),
    ("dgram.Socket.send", Api(Capability.NETWORK, (ALL,))),
    (
        _under("dns", "lookup resolve resolve4 resolve6 resolveAny resolveTxt resolveMx resolveNs resolveSrv resolveCname reverse"),
        Api(Capability.NETWORK, (0,), NETWORK),
    ),
    ("dns.Resolver", Api(Capability.NETWORK, (), NETWORK, "dns")),
    ("fetch node-fetch cross-fetch isomorphic-fetch make-fetch-happen minipass-fetch npm-registry-fetch", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("Bun.fetch bun.fetch wretch", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("undici.fetch undici.request undici.stream undici.pipeline", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("axios got ky needle superagent request phin bent centra simple-get", Api(Capability.NETWORK, (ALL,), NETWORK)),
    *(
        (_under(module, _VERBS), Api(Capability.NETWORK, (ALL,), NETWORK))
        for module in ("axios", "got", "ky", "needle", "superagent", "request", "request-promise", "request-promise-native", "simple-get")
    ),
    ("request-promise request-promise-native", Api(Capability.NETWORK, (ALL,), NETWORK)),
    # What is made with settings of its own is asked like the module itself.
    *((f"{module}.{maker}", Api(Capability.NETWORK, (ALL,), NETWORK, module)) for module, maker in _MAKERS),
    # What is sent is told after the address.
    *(
        (_under(module, _SENDING), Api(Capability.NETWORK, (ALL,), NETWORK, f"{module}.Request"))
        for module in ("request", "superagent")
    ),
    (_under("superagent.Request", "send query field attach set type accept auth retry timeout"), Api(Capability.NETWORK, (ALL,), NETWORK, "superagent.Request")),
    ("request.Request.form request.Request.write request.Request.end", Api(Capability.NETWORK, (ALL,), NETWORK, "request.Request")),
    ("XMLHttpRequest", Api(Capability.NETWORK, (), NETWORK, "XMLHttpRequest")),
    ("XMLHttpRequest.open", Api(Capability.NETWORK, (1,))),
    ("XMLHttpRequest.send", Api(Capability.NETWORK, (0,))),
    ("WebSocket EventSource", Api(Capability.NETWORK, (ALL,), NETWORK, "WebSocket")),
    ("WebSocket.send", Api(Capability.NETWORK, (0,))),
    ("navigator.sendBeacon", Api(Capability.NETWORK, (ALL,))),
    ("socket.io-client socket.io-client.io socket.io-client.connect", Api(Capability.NETWORK, (ALL,), NETWORK, "io.Socket")),
    ("io.Socket.emit io.Socket.send", Api(Capability.NETWORK, (ALL,))),
    ("discord.js.WebhookClient discord-webhook-node.Webhook", Api(Capability.NETWORK, (ALL,), 0, "discord.js.WebhookClient")),
    ("discord.js.WebhookClient.send discord.js.WebhookClient.sendFile", Api(Capability.NETWORK, (ALL,))),
    ("nodemailer.createTransport", Api(Capability.NETWORK, (), 0, "nodemailer.Transport")),
    ("nodemailer.Transport.sendMail", Api(Capability.NETWORK, (ALL,))),
    # Files
    ("fs.readFile fs.readFileSync fs.readv fs.readJson fs.readJsonSync fs.readJSON fs.readJSONSync", Api(Capability.FILE_READ, (), FILE)),
    ("fs.createReadStream", Api(Capability.FILE_READ, (), FILE, "fs.ReadStream")),
    ("fs.read fs.readSync fs.readdir fs.readdirSync fs.opendir fs.opendirSync fs.readlink fs.readlinkSync", Api(Capability.FILE_READ)),
    ("Bun.file Deno.readFile Deno.readTextFile Deno.readFileSync Deno.readTextFileSync", Api(Capability.FILE_READ, (), FILE)),
    (
        "fs.writeFile fs.writeFileSync fs.appendFile fs.appendFileSync fs.outputFile fs.outputFileSync Bun.write",
        Api(Capability.FILE_WRITE, (1,)),
    ),
    (
        "write-file-atomic write-file-atomic.sync Deno.writeFile Deno.writeTextFile Deno.writeFileSync Deno.writeTextFileSync",
        Api(Capability.FILE_WRITE, (1,)),
    ),
    ("fs.write fs.writeSync fs.writev fs.writevSync", Api(Capability.FILE_WRITE, (1,))),
    ("fs.createWriteStream", Api(Capability.FILE_WRITE, (), 0, "fs.WriteStream")),
    ("fs.WriteStream.write fs.WriteStream.end", Api(Capability.FILE_WRITE, (0,))),
    (
        _under("fs", "unlink unlinkSync rm rmSync rmdir rmdirSync rename renameSync chmod chmodSync lchmod lchmodSync fchmod fchmodSync"),
        Api(Capability.FILE_WRITE),
    ),
    (
        _under("fs", "chown chownSync lchown lchownSync fchown fchownSync symlink symlinkSync link linkSync truncate truncateSync"),
        Api(Capability.FILE_WRITE),
    ),
    (
        _under("fs", "copyFile copyFileSync cp cpSync mkdir mkdirSync mkdtemp mkdtempSync copy copySync move moveSync remove removeSync"),
        Api(Capability.FILE_WRITE),
    ),
    (
        _under("fs", "emptyDir emptyDirSync ensureDir ensureDirSync ensureFile ensureFileSync mkdirp mkdirpSync mkdirs mkdirsSync"),
        Api(Capability.FILE_WRITE),
    ),
    (_under("fs", "writeJson writeJsonSync writeJSON writeJSONSync outputJson outputJsonSync"), Api(Capability.FILE_WRITE, (1,))),
    ("rimraf rimraf.sync rimraf.rimraf rimraf.rimrafSync del del.sync mkdirp mkdirp.sync Deno.remove", Api(Capability.FILE_WRITE)),
    # The environment
    ("Deno.env.get", Api(Capability.ENVIRONMENT, (), ENVIRONMENT)),
    ("Deno.env.toObject", Api(Capability.ENVIRONMENT, (), ENVIRONMENT | EVERY)),
    # Decoders; `calls.py` carries out the first ones on constants
    ("Buffer.from Buffer", Api(None)),
    ("atob base-64.decode js-base64.decode js-base64.Base64.decode js-base64.fromBase64 Base64.decode", Api(Capability.DECODE, (), DECODED)),
    ("unescape String.fromCharCode String.fromCodePoint", Api(Capability.DECODE, (), DECODED)),
    (
        _under("zlib", "inflate inflateSync inflateRaw inflateRawSync gunzip gunzipSync unzip unzipSync brotliDecompress brotliDecompressSync"),
        Api(Capability.DECODE, (), DECODED),
    ),
    (_under("zlib", "createInflate createInflateRaw createGunzip createUnzip createBrotliDecompress"), Api(Capability.DECODE, (), DECODED)),
    ("pako.inflate pako.inflateRaw pako.ungzip fflate.inflateSync fflate.gunzipSync fflate.decompressSync fflate.unzlibSync", Api(Capability.DECODE, (), DECODED)),
    (_under("lz-string", "decompress decompressFromBase64 decompressFromUTF16 decompressFromEncodedURIComponent"), Api(Capability.DECODE, (), DECODED)),
    (_under("LZString", "decompress decompressFromBase64 decompressFromUTF16 decompressFromEncodedURIComponent"), Api(Capability.DECODE, (), DECODED)),
    ("base64-js.toByteArray DecompressionStream crypto-js.enc.Base64.parse crypto-js.enc.Hex.parse", Api(Capability.DECODE, (), DECODED)),
    ("WebAssembly.Module.customSections", Api(Capability.DECODE, (), DECODED)),
    # Decryption
    ("crypto.createDecipher crypto.createDecipheriv", Api(Capability.DECRYPT, (), DECRYPTED, "crypto.Decipher")),
    ("crypto.privateDecrypt crypto.publicDecrypt crypto.subtle.decrypt sjcl.decrypt", Api(Capability.DECRYPT, (), DECRYPTED)),
    (_under("crypto-js", "AES.decrypt DES.decrypt TripleDES.decrypt RC4.decrypt Rabbit.decrypt Blowfish.decrypt"), Api(Capability.DECRYPT, (), DECRYPTED)),
    ("cryptr.decrypt crypto-js.decrypt aes-js.ModeOfOperation.cbc.decrypt node-rsa.decrypt", Api(Capability.DECRYPT, (), DECRYPTED)),
    # Native code
    ("process.dlopen process._linkedBinding Deno.dlopen bun:ffi.dlopen bindings node-gyp-build", Api(Capability.NATIVE)),
    ("ffi-napi.Library ffi.Library node-ffi.Library koffi.load ffi-rs.load sbffi.dlopen", Api(Capability.NATIVE)),
    (
        _under("WebAssembly", "instantiate instantiateStreaming compile compileStreaming Module Instance"),
        Api(Capability.NATIVE),
    ),
    ("process.binding", Api(Capability.NATIVE)),
    ("process.binding.spawn_sync.spawn process.binding.process_wrap.Process.spawn", Api(Capability.PROCESS, (0,), PROCESS)),
    ("process.binding.process_wrap.Process", Api(None, result="process.binding.process_wrap.Process")),
    # Who and where
    ("os.hostname os.userInfo os.networkInterfaces os.homedir", Api(Capability.IDENTITY, (), IDENTITY)),
    ("os.cpus os.totalmem os.freemem os.release os.version os.uptime os.machine", Api(Capability.IDENTITY)),
    ("node-machine-id.machineId node-machine-id.machineIdSync public-ip public-ip.v4 username username.sync", Api(Capability.IDENTITY, (), IDENTITY)),
    ("ip.address internal-ip macaddress.one macaddress.all macaddress.networkInterfaces", Api(Capability.IDENTITY, (), IDENTITY)),
    (_under("systeminformation", "osInfo system users networkInterfaces getStaticData uuid"), Api(Capability.IDENTITY, (), IDENTITY)),
    ("clipboardy.read clipboardy.readSync copy-paste.paste electron.clipboard.readText", Api(Capability.SECRETS, (), CLIPBOARD)),
    ("navigator.clipboard.readText navigator.clipboard.read", Api(Capability.SECRETS, (), CLIPBOARD)),
    # Things that only have a result
    ("module.createRequire module.createRequireFromPath createRequire", Api(None, result="require")),
    ("URL.createObjectURL", Api(None, result="blob:")),
    ("cryptr", Api(None, result="cryptr")),
    ("inspector.Session", Api(None, result="inspector.Session")),
    (_CHILD, Api(None, result=_CHILD)),
    ("node-rsa", Api(None, result="node-rsa")),
    ("vm2.VM", Api(None, result="vm2.VM")),
    ("vm2.NodeVM", Api(None, result="vm2.NodeVM")),
    ("Module", Api(None, result="module")),
)  # fmt: skip

APIS: dict[str, Api] = {name: api for names, api in _ROWS for name in names.split()}
