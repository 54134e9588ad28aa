"""The file of the collector."""

import hashlib
import json

from pratique.collect.form import fields, lines
from pratique.collect.record import Gap, Looked, Record


def test_empty_fields_are_left_out() -> None:
    assert {
        "kind": "record",
        "source": "gems",
        "ecosystem": "gem",
        "name": "kite",
        "version": "1.0",
        "path": "/g",
        "at": 1.235,
        "state": "installed",
    } == fields(Record("gems", "gem", "kite", "1.0", "/g", at=1.23456, state="installed"))
    assert {"kind": "gap", "source": "walk", "path": "/g", "why": "closed"} == fields(
        Gap("walk", "/g", "closed")
    )
    assert {"kind": "looked", "source": "gems", "path": "/g", "packages": 2} == fields(
        Looked("gems", "/g", 2)
    )


def test_the_last_line_has_the_checksum_of_all_others() -> None:
    *before, last = lines({"kind": "header"}, [{"kind": "record", "name": "\udcff\u2028é"}])

    assert {"kind": "end", "lines": 2, "sha256": hashlib.sha256(b"".join(before)).hexdigest()} == json.loads(
        last
    )
    assert all(line.isascii() and line.endswith(b"\n") and line.count(b"\n") == 1 for line in before)
