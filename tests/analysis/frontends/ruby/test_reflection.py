"""Methods, constants and variables by their name."""

import pytest

from pratique.analysis.engine.marks import DECODED
from tests.analysis.frontends.ruby.reading import value


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("method(:eval)", "&Kernel.eval"),
        ("Kernel.method('ev' + 'al')", "&Kernel.eval"),
        ("1.method(:system)", "&Kernel.system"),
        ("Base64.method(:decode64)", "&Base64.decode64"),
        ("Kernel.instance_method(:eval).bind(self)", "&Kernel.eval"),
        ("method(:eval).unbind.bind(x).to_proc", "&Kernel.eval"),
        ("method(Base64.decode64(x))", "&computed-call"),
        ("x.method(:read)", ""),
        ("Object.const_get('Ker' + 'nel')", "Kernel"),
        ("Object.const_get(:Net).const_get(:HTTP)", "Net::HTTP"),
        ("Object.const_get('::Net::HTTP')", "Net::HTTP"),
        ("'Net::HTTP'.constantize", "Net::HTTP"),
        ("Object.const_get(Base64.decode64(x))", "computed-const"),
        ("Object.const_get(x)", ""),
    ],
)
def test_what_is_got_by_its_name_has_it(source: str, name: str) -> None:
    assert name == value(source).name


@pytest.mark.parametrize(
    "source",
    [
        "@x = d\ninstance_variable_get(:@x)",
        "@x = d\ninstance_variable_get('@' + 'x')",
        "d.tap { |x| puts x }",
        "{}.tap { |x| x[:a] = d }",
        "[].tap { |x| x << d }",
        "method(:format).unbind.bind(self).call('%s', d)",
    ],
)
def test_data_goes_through_it(source: str) -> None:
    assert DECODED == value(f"d = Base64.decode64(q)\n{source}").marks


def test_methods_and_classes_of_the_file_are_found_by_their_names() -> None:
    assert "a" == value("def f = 'a'\nmethod(:f).call").const
    assert "a" == value("class A\n def self.f = 'a'\nend\nA.method(:f).call").const
    assert "a" == value("class A\n def f = 'a'\nend\nObject.const_get('A').new.f").const
