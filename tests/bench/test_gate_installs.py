"""What `bench.gate installs` gives npm."""

import json

from bench.gate.installs import addressed


def test_each_entry_of_a_lock_gets_the_address_of_its_tarball_in_the_registry_that_is_measured() -> None:
    packages = {
        "": {"name": "app", "version": "1.0.0"},
        "node_modules/calm": {"version": "1.0.1", "integrity": "sha512-x"},
        "node_modules/calm/node_modules/@yard/rope": {"version": "2.0.0", "integrity": "sha512-y"},
        "node_modules/alias": {"name": "mast", "version": "3.0.0", "integrity": "sha512-z"},
        "node_modules/own": {"link": True, "resolved": "own"},
    }
    made = json.loads(addressed(json.dumps({"packages": packages}), "http://gate.example/npm/"))["packages"]

    assert {
        "node_modules/calm": "http://gate.example/npm/calm/-/calm-1.0.1.tgz",
        "node_modules/calm/node_modules/@yard/rope": "http://gate.example/npm/@yard/rope/-/rope-2.0.0.tgz",
        "node_modules/alias": "http://gate.example/npm/mast/-/mast-3.0.0.tgz",
        "node_modules/own": "own",
    } == {place: entry["resolved"] for place, entry in made.items() if "resolved" in entry}
