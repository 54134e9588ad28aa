"""Byte code whose source is not shipped."""

from tests.analysis.inspecting import Files, of_rule, wheel
from tests.analysis.inventory.test_taking import PYC

RULE = "bytecode-without-source"


def test_byte_code_that_stands_alone_and_acts_is_told() -> None:
    (finding,) = of_rule(wheel({"pkg/__init__.py": "x = 1\n", "pkg/full.pyc": PYC}), RULE)
    assert "subprocess" in finding.message


def test_byte_code_beside_its_source_stays_quiet() -> None:
    files: Files = {"pkg/full.py": "x = 1\n", "pkg/__pycache__/full.cpython-312.pyc": PYC}
    assert [] == of_rule(wheel(files), RULE)


def test_byte_code_that_shows_nothing_stays_quiet() -> None:
    assert [] == of_rule(wheel({"pkg/full.pyc": PYC[:16] + b"\xe3Z\x05hello"}), RULE)
