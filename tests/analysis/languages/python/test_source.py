"""What is needed to look into a source."""

import ast

from pratique.analysis.engine.gather import PYTHON, Facts
from pratique.analysis.languages.python.evaluate import Evaluator
from pratique.analysis.languages.python.expressions import KINDS
from pratique.analysis.languages.python.load import Load
from pratique.analysis.languages.python.resolve import Resolver
from pratique.analysis.languages.python.scopes import Block
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.python.walk import collect


def source(*, at_load: bool) -> Source:
    index = collect(ast.parse("f()"))
    resolver = Resolver(index)
    evaluator = Evaluator(index, resolver, KINDS)
    load = Load(index, resolver, evaluator)
    return Source(
        index, resolver, evaluator, load, Facts(PYTHON), at_load, lambda _text, _line, _runs, _scope: None
    )


def test_code_that_is_only_written_somewhere_runs_never() -> None:
    here, there = source(at_load=True), source(at_load=False)

    assert here.runs(here.index.module, Block())
    assert not there.runs(there.index.module, Block())
