"""Names and addresses in compiled code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.inventory import notable
from pratique.analysis.inventory.inventory import Power


def test_imported_names_show_powers() -> None:
    found = list(notable.imported(["memcpy", "connect", "execve@GLIBC_2.2.5", "WriteProcessMemory"]))
    assert [
        (Power.NETWORK, "connect"),
        (Power.PROCESS, "execve@GLIBC_2.2.5"),
        (Power.INJECTION, "WriteProcessMemory"),
    ] == found


def test_names_held_as_text_are_found_narrow_and_wide() -> None:
    wide = "x.exe C:\\Google\\Chrome\\Login Data".encode("utf-16-le")
    assert [(Power.CREDENTIALS, "Login Data")] == list(notable.held(wide))
    assert [(Power.CREDENTIALS, "wallet.dat")] == list(notable.held(b"\0\0wallet.dat\0"))
    assert [] == list(notable.held(b"an ordinary text"))


def test_names_in_byte_code_show_powers() -> None:
    assert {Power.PROCESS, Power.CODE} == {
        p for p, _ in notable.held_in_bytecode(b"z\x0asubprocessZ\x04exec")
    }


def test_addresses_of_telling_hosts_are_told_apart() -> None:
    data = b"\0https://discord.com/api/webhooks/1/abc\0https://www.w3.org/ns\0https://project.invalid/\0"
    found = notable.addresses(data)
    assert ("https://discord.com/api/webhooks/1/abc",) == found.telling
    assert "https://www.w3.org/ns" not in found.told


def test_an_address_in_wide_text_is_found() -> None:
    data = (
        b"\x01\x02" + "http://93.184.216.34:8080/x".encode("utf-16-le") + b"\0\0" + "next".encode("utf-16-le")
    )
    assert ("http://93.184.216.34:8080/x",) == notable.addresses(data).telling


def test_a_bare_address_with_a_port_is_told_and_a_version_is_not() -> None:
    assert ("93.184.216.34:4444",) == notable.addresses(b"\x0093.184.216.34:4444\0").telling
    assert () == notable.addresses(b"version 1.2.3.4 and 10.0.0.1:80").telling


@pytest.mark.fuzz
@given(st.binary(max_size=500))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    assert len(notable.addresses(data + b"http://" + data).told) <= notable.MOST_ADDRESSES
    assert isinstance(list(notable.held(data)), list)


@pytest.mark.parametrize(
    ("host", "told"),
    [("ocsp.digicert.com", False), ("docs.rs", False), ("collect-docs.io", True), ("evildigicert.com", True)],
)
def test_a_name_that_ends_like_a_known_host_is_a_strangers(host: str, told: bool) -> None:
    assert told is bool(notable.addresses(f"\0https://{host}/x\0".encode()).told)
