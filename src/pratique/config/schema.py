"""Generates the JSON Schema of a pratique.toml from the tables of the parser."""

import json
import sys
from collections.abc import Mapping

from pratique.config.form import duration
from pratique.config.ignore import ignore_schema
from pratique.config.layer import RegistryTimes, TokenSystem
from pratique.config.oidc import MOST_CLAIMS, MOST_TEXT, OIDC_KEYS
from pratique.config.registry import REGISTRY_KEYS
from pratique.config.setting import SETTINGS
from pratique.config.waiver import WAIVER_KEYS
from pratique.core.names import Ecosystem

Schema = Mapping[str, object]


def schema() -> Schema:
    """Return the JSON Schema 2020-12 of a settings file, for editors.

    `parse` also rejects values that the schema cannot express.
    """
    sections: dict[str, dict[str, object]] = {}
    for setting in SETTINGS:
        section, _, name = setting.key.partition(".")
        sections.setdefault(section, {})[name] = {
            "description": setting.about,
            **setting.form.schema,
            **(
                {}
                if setting.default is None
                else {"default": _plain(setting.form.show(setting.default), setting.default)}
            ),
        }
    sections["check"]["exclude"] = {
        "description": "Globs of files to skip, relative to the project's root.",
        "type": "array",
        "items": _text(200),
    }
    sections["gate"]["oidc"] = {"type": "array", "items": _oidc()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pratique.toml",
        **_object({name: _object(properties) for name, properties in sections.items()} | _listed()),
    }


def _plain(shown: str, value: object) -> object:
    return value if isinstance(value, bool | int) else shown


def _listed() -> dict[str, Schema]:
    expires = {
        "description": "A TOML date: the last day on which the waiver is valid.",
        "type": "string",
        "format": "date",
    }
    waiver: dict[str, Schema] = {key: _text(500) for key in WAIVER_KEYS} | {"expires": expires}
    registry: dict[str, Schema] = {
        "url": _text(2000),
        "ecosystem": {"enum": [member.value for member in Ecosystem]},
        "private": {"type": "boolean", "default": False},
        "times": {"enum": [member.value for member in RegistryTimes]},
    }
    assert tuple(registry) == REGISTRY_KEYS
    required = [key for key in WAIVER_KEYS if key not in {"versions", "digest"}]
    exclusive = {"not": {"required": ["versions", "digest"]}}
    return {
        "deny": {
            "description": 'Packages that are never allowed: "npm:name" = "reason".',
            "type": "object",
            "additionalProperties": _text(500),
        },
        "waivers": {"type": "array", "items": {**_object(waiver, required), **exclusive}},
        "ignores": {"type": "array", "items": ignore_schema()},
        "registries": {"type": "array", "items": _object(registry, ["url", "ecosystem"])},
    }


def _oidc() -> Schema:
    one = _text(MOST_TEXT)
    values = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_CLAIMS}]}
    issuer: dict[str, object] = {
        "system": {"enum": [member.value for member in TokenSystem]},
        "issuer": _text(2000),
        "audience": one,
        "require": {
            "type": "object",
            "additionalProperties": values,
            "minProperties": 1,
            "maxProperties": MOST_CLAIMS,
        },
        "lifetime": {**duration().schema, "default": "1h"},
    }
    assert tuple(issuer) == OIDC_KEYS
    return _object(issuer, ["system", "issuer", "audience", "require"])


def _object(properties: Mapping[str, object], required: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
    }


def _text(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
