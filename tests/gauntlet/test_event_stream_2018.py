"""event-stream 3.3.6 with flatmap-stream 0.1.1 (2018-09-09 and 2018-10-05), rebuilt inert.

What happened: a newcomer published event-stream 3.3.6, which added the dependency flatmap-stream. Four weeks later
flatmap-stream 0.1.1 appended a loader to its minified entry: it reads `test/data.js`, decrypts it with the description
of the package that is being built, and compiles the result. Here the mechanism is rewritten, and the payload is a
marker.
"""

from datetime import UTC, datetime

from tests.cli.running import Machine
from tests.git import repository
from tests.loopback import NpmPackage, NpmRelease

STREAM = """var Stream = require('stream').Stream;
exports.through = function (write) { var s = new Stream(); s.write = write; return s; };
"""
MAP = "module.exports=function(e,t){return function(r,n){t?n(null,e(r)):e(r,n)}};"
LOADER = (
    '!function(){try{var r=require,t=process;function e(r){return Buffer.from(r,"hex").toString()}'
    'var n=r(e("2e2f746573742f64617461")),o=t[e(n[3])][e(n[4])];if(!o)return;'
    "var u=r(e(n[2]))[e(n[6])](e(n[5]),o),a=u.update(n[0],e(n[8]),e(n[9]));a+=u.final(e(n[9]));"
    'var f=new module.constructor;f.paths=module.paths,f[e(n[7])](a,""),f.exports(n[1])}catch(r){}}();'
)
WORDS = ("crypto", "env", "npm_package_description", "aes256", "createDecipher", "_compile", "hex", "utf8")
DATA = "module.exports=" + repr(["6d61726b6572", "6d61726b6572", *(word.encode().hex() for word in WORDS)])
WAIVER = """[[waivers]]
rule = "environment-keyed-payload"
package = "npm:flatmap-stream"
reason = "reviewed"
owner = "me"
expires = 2099-01-01
"""
LONG_AGO = datetime(2018, 9, 9, 8, 28, 59, tzinfo=UTC)


def publish(machine: Machine) -> None:
    old = NpmRelease(
        version="3.3.4", files={"index.js": STREAM}, published_at=datetime(2016, 7, 17, tzinfo=UTC)
    )
    new = NpmRelease(
        version="3.3.6",
        files={"index.js": STREAM + "exports.flatmap = require('flatmap-stream');\n"},
        manifest={"dependencies": {"flatmap-stream": "^0.1.0"}},
        publisher="newcomer",
        published_at=LONG_AGO,
    )
    machine.registry.put_npm(NpmPackage(name="event-stream", releases=(old, new)))
    clean = NpmRelease(
        version="0.1.0", files={"index.min.js": MAP}, manifest={"main": "index.min.js"}, published_at=LONG_AGO
    )
    bad = NpmRelease(
        version="0.1.1",
        files={"index.min.js": MAP + LOADER, "test/data.js": DATA},
        manifest={"main": "index.min.js"},
        published_at=LONG_AGO,
    )
    machine.registry.put_npm(NpmPackage(name="flatmap-stream", releases=(clean, bad)))


def test_the_payload_is_blocked_and_the_reason_says_what_a_person_must_see(machine: Machine) -> None:
    publish(machine)
    ran = machine.run("inspect", "-f", "jsonl", "flatmap-stream@0.1.1")
    (answer,) = ran.lines
    assert (1, "block") == (ran.code, answer["action"])
    reasons = {reason["source"]: reason for reason in answer["reasons"]}
    assert "decrypted with a key from the environment" in reasons["environment-keyed-payload"]["text"]
    assert "index.min.js" == reasons["environment-keyed-payload"]["location"]["path"]


def test_it_is_blocked_without_a_baseline_too(machine: Machine) -> None:
    publish(machine)
    assert 1 == machine.run("inspect", "--no-baseline", "flatmap-stream@0.1.1").code


def test_the_clean_release_before_it_is_allowed(machine: Machine) -> None:
    publish(machine)
    assert 0 == machine.run("inspect", "flatmap-stream@0.1.0", "event-stream@3.3.4").code


def test_a_project_that_takes_the_upgrade_is_stopped_with_the_path(machine: Machine) -> None:
    publish(machine)
    machine.lock("event-stream@3.3.4")
    assert 0 == machine.run("check").code
    dependent = {"event-stream": {"dependencies": {"flatmap-stream": "^0.1.0"}}}
    machine.lock("event-stream@3.3.6", "flatmap-stream@0.1.1", entries=dependent)
    ran = machine.run("check")
    assert 1 == ran.code
    assert ran.out.startswith("Block: 1 package blocked")
    assert "environment-keyed-payload" in ran.out


def test_a_change_that_brings_it_and_a_waiver_for_it_is_stopped_with_the_path(machine: Machine) -> None:
    publish(machine)
    git = repository(machine.folder)
    machine.lock("event-stream@3.3.4")
    git.commit()
    dependent = {"event-stream": {"dependencies": {"flatmap-stream": "^0.1.0"}}}
    lock = machine.lock("event-stream@3.3.6", "flatmap-stream@0.1.1", entries=dependent)
    lock.write_text(lock.read_text().replace('"flatmap-stream": "0.1.1"', '"event-stream": "3.3.6"'))
    machine.write("pratique.toml", WAIVER)
    ran = machine.run("check", "--since", "main", "--format", "markdown")
    assert 1 == ran.code
    for part in (
        "**\N{NO ENTRY} Block (incomplete): 1 package blocked",
        "**No effect** (a change cannot change its own checks):",
        "- waivers environment-keyed-payload flatmap-stream",
        "**Dependency path:** <code>event-stream&#64;3.3.6 &gt; flatmap-stream&#64;0.1.1</code>",
        "**depends on <code>flatmap-stream&#64;0.1.1</code>, which is blocked**",
        "**If the package was already installed**",
    ):
        assert part in ran.out
    assert ran.out == machine.run("check", "--since", "main", "--format", "markdown").out


def test_even_a_project_that_had_it_at_adoption_is_stopped(machine: Machine) -> None:
    publish(machine)
    machine.lock("event-stream@3.3.6", "flatmap-stream@0.1.1")
    assert 1 == machine.run("check").code


def test_the_difference_shows_the_new_power_first(machine: Machine) -> None:
    publish(machine)
    ran = machine.run("diff", "flatmap-stream@0.1.0", "flatmap-stream@0.1.1")
    assert ran.out.index("capabilities gained") < ran.out.index("read first")
    assert "decrypt (import)" in ran.out
    assert "dynamic-code (import)" in ran.out
