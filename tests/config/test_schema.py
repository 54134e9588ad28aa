import json
import tomllib
from importlib.resources import files

import jsonschema
import pytest

from pratique.config.reading import SECTIONS
from pratique.config.schema import schema
from tests.config.test_reading import FULL


def validate(text: str) -> None:
    # JSON knows no dates: editors check the text of one.
    document = json.loads(json.dumps(tomllib.loads(text), default=str))
    jsonschema.validate(document, schema(), cls=jsonschema.Draft202012Validator)


def test_the_schema_is_one_and_names_every_section() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    properties = schema()["properties"]
    assert isinstance(properties, dict)
    assert set(SECTIONS) == set(properties)


def test_the_shipped_schema_is_the_one_made_from_the_tables() -> None:
    shipped = files("pratique").joinpath("config_schema.json").read_text("utf-8")
    renew = "run: python -m pratique.config.schema > src/pratique/config_schema.json"
    assert schema() == json.loads(shipped), renew


def test_a_full_file_is_valid() -> None:
    validate(FULL.decode())


@pytest.mark.parametrize(
    "text",
    [
        "polcy = 1",
        "[policy]\nmin_age = 72",
        "[policy]\nmin_age = '72'",
        "[policy]\nmin_age = ''",
        "[check]\nfail_on = 'never'",
        "[run]\njobs = 257",
        "[deny]\n'npm:x' = 1",
        "[[waivers]]\nrule = 'x'",
        "[[ignores]]\nid = 'CVE-1'",
        "[[ignores]]\nreason = 'x'\nowner = 'x'\nexpires = 2030-01-01",
        "[[ignores]]\nid = 'CVE-1'\nversions = '1'\nreason = 'x'\nowner = 'x'\nexpires = 2030-01-01",
        "[[registries]]\nurl = 'https://registry.example'",
        "[[gate.oidc]]\nsystem = 'github'\nissuer = 'https://forge.example'\naudience = 'a'\nrequire = {}",
    ],
)
def test_what_the_reader_refuses_the_schema_refuses_too(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate(text)
