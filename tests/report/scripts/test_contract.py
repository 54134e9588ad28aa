"""The JSON document about install scripts fits its schema."""

import jsonschema

from pratique.core.reading import NotJudged
from pratique.report.scripts.contract import document
from tests.report.formats.test_json_contract import schema
from tests.report.scripts.rows import package, report


def test_the_document_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("scripts"))
    value = report(package(), not_judged=(NotJudged(purl="pkg:npm/x@1", why="gone"),))
    found = document(value, checked=True)
    jsonschema.validate(found, schema("scripts"))
    assert found["coverage"]["complete"] is False  # type: ignore[index,call-overload]
