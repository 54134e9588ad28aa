"""The table of APIs."""

from pratique.analysis.engine.marks import NETWORK
from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.apis import ALL, APIS


def test_rows_give_every_name_its_api() -> None:
    assert Capability.PROCESS is APIS["child_process.exec"].capability
    assert (0, 1) == APIS["child_process.spawn"].data
    assert (ALL,) == APIS["axios.post"].data
    assert NETWORK == APIS["fetch"].gives


def test_results_whose_methods_matter_have_methods_in_the_table() -> None:
    methods = {"net.Socket": "write", "http.ClientRequest": "end", "fs.WriteStream": "write"}
    results = {api.result for api in APIS.values()}

    assert set(methods) <= results
    assert all(f"{result}.{method}" in APIS for result, method in methods.items())


def test_every_capability_of_programs_is_in_the_table() -> None:
    found = {api.capability for api in APIS.values()}

    assert set(Capability) - {Capability.SECRETS, Capability.PERSISTENCE} <= found
