"""Letters picked out of what built-ins print of themselves."""

import ast
import builtins

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.printed import printed
from tests.analysis.languages.python.reading import evaluated, flows, value


@pytest.mark.parametrize(
    "name", ["abs", "chr", "compile", "hex", "oct", "print", "sum", "bytes", "int", "zip"]
)
def test_a_builtin_prints_what_python_prints(name: str) -> None:
    _, index, _ = evaluated("")
    assert str(getattr(builtins, name)) == printed(ast.Name(name), index.module)


def test_a_name_that_the_source_binds_is_no_builtin() -> None:
    _, index, _ = evaluated("oct = 1")
    assert printed(ast.Name("oct"), index.module) is None
    assert printed(ast.Name("unheard"), index.module) is None
    assert printed(ast.Constant("oct"), index.module) is None


def test_a_name_picked_from_such_text_is_known() -> None:
    assert (
        "chr" == value("oct.__str__()[-3 << 0] + hex.__str__()[-1 << 2] + copyright.__str__()[4 << 0]").const
    )


def test_a_call_by_such_a_name_is_told_though_the_name_is_known() -> None:
    source = "getattr(__builtins__, oct.__str__()[-3] + hex.__str__()[-4] + copyright.__repr__()[4])(65)"
    assert (Capability.CODE, "computed-call", {Taint.COMPUTED}) in flows(source)
