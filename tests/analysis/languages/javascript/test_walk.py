"""One walk over a source."""

from pratique.analysis.facts import Language
from tests.analysis.languages.javascript.reading import indexed


def test_the_walk_notes_functions_calls_imports_and_texts() -> None:
    index = indexed("import a from 'b'; const t = 'a text'; function f() { g(); h.exec() }")

    assert ["b"] == [asked.module for asked in index.imports]
    assert [b"'a text'"] == [text for text, _, _ in index.texts]
    assert 1 == len(index.functions)
    assert [b"g"] == list(index.named_calls)
    assert [b"exec"] == [call.name for call in index.member_calls]


def test_types_are_passed_over() -> None:
    index = indexed(
        "interface A { b: () => C } type D = E; const f = (g: H<I>): J => k(g)", Language.TYPESCRIPT
    )

    assert [b"k"] == list(index.named_calls)


def test_a_source_that_is_one_error_is_broken_as_a_whole() -> None:
    source = "(" * 1000

    assert len(source) == indexed(source).broken_bytes
