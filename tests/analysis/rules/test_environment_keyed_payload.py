"""Payloads that only their target can open."""

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import npm, of_rule

RULE = "environment-keyed-payload"
PLAIN = """const crypto = require('crypto');
const d = crypto.createDecipheriv('aes-256-cbc', process.env.npm_package_description, Buffer.alloc(16));
const code = d.update('6d61726b6572', 'hex', 'utf8') + d.final('utf8');
eval(code);
"""
# The shape of flatmap-stream 0.1.1, written anew: every name is hex in another file, the payload is a marker.
LOADER = """!function(){try{var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}
var n=r(e("2e2f746573742f64617461")),o=t[e(n[3])][e(n[4])];if(!o)return;
var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));
var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,""),f.exports(n[1])}catch(r){}}();
"""


def names() -> str:
    words = [
        "crypto",
        "env",
        "npm_package_description",
        "aes256",
        "createDecipher",
        "_compile",
        "hex",
        "utf8",
    ]
    hexed = [word.encode().hex() for word in words]
    items = ["6d61726b6572", "6d61726b6572", *hexed]
    return f"module.exports={items!r}"


def test_a_payload_keyed_by_the_environment_blocks() -> None:
    findings = of_rule(npm({"index.js": PLAIN}), RULE)
    assert (Severity.CRITICAL, Confidence.HIGH) == (findings[0].severity, findings[0].confidence)
    assert 4 == findings[0].locations[0].line


def test_names_kept_as_hex_in_another_file_do_not_hide_it() -> None:
    files = {"index.js": LOADER, "test/data.js": names()}
    findings = of_rule(npm(files), RULE)
    assert findings
    assert Confidence.HIGH == findings[0].confidence


def test_ordinary_decryption_stays_quiet() -> None:
    honest = """const crypto = require('crypto');
exports.open = (key, iv, text) => {
  const d = crypto.createDecipheriv('aes-256-cbc', key, iv);
  return d.update(text, 'hex', 'utf8') + d.final('utf8');
};
exports.port = process.env.PORT;
"""
    assert [] == of_rule(npm({"index.js": honest}), RULE)
