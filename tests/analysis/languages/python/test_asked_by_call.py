"""Modules that calls ask for."""

import pytest

from tests.analysis.languages.python.reading import facts


def asked(code: str) -> list[str | None]:
    return [one.module for one in facts("import importlib\n" + code).imports if one.module != "importlib"]


@pytest.mark.parametrize(
    ("modules", "code"),
    [
        (["p.k"], "importlib.import_module('p.k')"),
        ([".k"], "importlib.import_module('.k', __package__)"),
        ([".tests.k"], "importlib.import_module(f'{__name__}.tests.k')"),
        ([".tests.k"], "importlib.import_module(__package__ + '.tests.k')"),
        ([".tests.k"], "importlib.import_module(f'{__package__}.tests' + '.k')"),
        (["p.tests", "p.tests.k"], "__import__('p.tests', fromlist=['k'])"),
        ([".tests", ".tests.k"], "__import__('tests', globals(), locals(), ['k'], 1)"),
        (["..", "..k"], "__import__('', globals(), locals(), ('k',), 2)"),
        (["p"], "__import__('p', fromlist=['*'])"),
        ([None], "importlib.import_module(name)"),
        ([None], "importlib.import_module(f'{name}.tests.k')"),
        ([None], "importlib.import_module(f'{__name__}.{other}')"),
        ([None], "importlib.import_module(f'{__name__}s.k')"),
    ],
)
def test_calls_ask_for_modules(modules: list[str | None], code: str) -> None:
    assert modules == asked(code)
