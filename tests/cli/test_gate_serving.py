"""The parts that the gate is made of."""

import os
from pathlib import Path

from pratique.cli.gate_serving import Advice
from pratique.cli.settings import read_settings
from pratique.store.home import Home, data_home
from tests.cli.advising import Desk, osv_record


def test_an_index_that_is_replaced_has_another_stamp_and_is_opened_anew(desk: Desk) -> None:
    with Advice(read_settings(None, {})) as advice:
        assert "none" == advice.stamp()
        assert "no index" in advice.open().warnings.why
        Path("a.json").write_bytes(osv_record("A-1", "calm"))
        assert 0 == desk.run("import", "a.json").code
        first = advice.stamp()
        assert "none" != first
        assert not advice.open().warnings.why
        Path("b.json").write_bytes(osv_record("B-1", "calm"))
        assert 0 == desk.run("import", "b.json").code
        assert first != advice.stamp()
        assert advice.open().warnings.index is not None
    assert Home(data_home(os.environ)).advisories.exists()
