"""Source maps with sources."""

import json

from pratique.core.publishing import Level
from pratique.publishing.source_maps import source_maps_gained
from tests.cli.publish.releasing import source_map
from tests.publishing.outgoings import Files, outgoing


def levels(files: Files, last: Files | None) -> list[Level]:
    return [one.level for one in source_maps_gained(outgoing(files, last))]


def test_new_maps_with_sources_stop_and_old_ones_do_not() -> None:
    mapped = {"a.js": "1\n", "a.js.map": source_map("let price = 1\n")}
    assert [Level.STOP] == levels(mapped, {"a.js": "1\n"})
    assert [] == levels(mapped, {"b.js.map": source_map("let other = 1\n")})
    assert [Level.NOTE] == levels(mapped, None)


def test_maps_without_sources_or_with_shipped_sources_are_ordinary() -> None:
    text = "export const price = 1\n"
    assert [] == levels(
        {"a.js.map": json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": [None]})}, {}
    )
    assert [] == levels({"a.js.map": source_map(text), "src/a.ts": text}, {})


def test_text_that_is_no_map_is_read() -> None:
    assert [] == levels(
        {"a.js.map": '{"sourcesContent": [', "b.js": "//# sourceMappingURL=data:application/json;base64"}, {}
    )
