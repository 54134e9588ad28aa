"""The report about our own packages."""

import json
import unicodedata
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import given

from pratique.core.history import Weight
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.ownership import Alarm, Notice, OwnPackage, OwnReport, Publisher
from pratique.core.reading import NotJudged
from pratique.core.release import Dated, TimeSource
from pratique.report.formats.json_text import compact
from pratique.report.history import own
from pratique.report.text import style
from tests.report.formats.test_json_contract import schema
from tests.report.hostile import TEXT

CHECK = jsonschema.Draft202012Validator(schema("own"))
AT = Dated(datetime(2026, 10, 20, tzinfo=UTC), TimeSource.REGISTRY)


def report(name: str = "eve", text: str = "eve published it, and is not among `own.publishers`") -> OwnReport:
    mine = OwnPackage(
        package=PackageRef(Ecosystem.NPM, "@acme/kite"),
        registry="https://registry.example/",
        publishers=(
            Publisher(name="ada", may=True, allowed=True, releases=12, last=AT),
            Publisher(name=name, may=True, allowed=False, releases=1, last=AT),
        ),
        since=("1.1.0",),
        notices=(
            Notice(alarm=Alarm.STRANGER_PUBLISHED, text=text, weight=Weight.HOLDS, version="1.1.0", at=AT),
        ),
        untold=("how large it is: unknown for any release",),
    )
    lost = NotJudged(purl="pkg:npm/%40acme/lost", why="not there")
    since = datetime(2026, 8, 3, tzinfo=UTC)
    return OwnReport(since=since, packages=(mine,), allowed=("ada",), not_asked=(lost,))


def shown(value: OwnReport) -> str:
    return style.render(own.lines(value), colour=False)


def test_an_owner_reads_who_may_and_what_happened() -> None:
    assert """\
own: 1 package of yours: 1 to look at once
releases since 2026-08-03

@acme/kite (npm)
  published: 1.1.0
  may publish: ada (12 releases), eve (1 release, not on the list)
  look at once: 1.1.0, 2026-10-20: eve published it, and is not among `own.publishers`
  not told: how large it is: unknown for any release

not looked up
  pkg:npm/%40acme/lost: not there
""" == shown(report())


def test_nothing_looked_up_is_no_good_news() -> None:
    assert "none of your packages was looked up" in shown(OwnReport(since=AT.at, packages=()))


def test_the_document_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("own"))
    CHECK.validate(json.loads(compact(own.document(report()))))


@pytest.mark.fuzz
@given(TEXT)
def test_hostile_text_is_text(text: str) -> None:
    value = report(text, text)
    plain = shown(value).replace("\n", "")
    assert not [c for c in plain if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}]
    CHECK.validate(json.loads(compact(own.document(value))))
