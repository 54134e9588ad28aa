"""The report of stewardship."""

import json
import unicodedata

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.core.stewardship import Reason, State, Step, StewardReport, Told, Use, Ward, Way, Worry
from pratique.errors import Reference
from pratique.report.formats.json_text import compact
from pratique.report.history import steward
from pratique.report.text import style
from tests.report.formats.test_json_contract import schema
from tests.report.hostile import TEXT

CHECK = jsonschema.Draft202012Validator(schema("steward"))


def ward(name: str = "kite", text: str = "one maintainer: ada") -> Ward:
    return Ward(
        package=PackageRef(Ecosystem.NPM, name),
        use=Use(
            versions=("1.0.0",),
            direct=True,
            asked_by=2,
            dependants=14,
            only=("dev",),
            sources=("package-lock.json",),
        ),
        reasons=(Reason(Worry.ONE_MAINTAINER, text),),
        steps=(Step(Way.FUND, "help the one who keeps it: https://money.example/ada"),),
        state=State.SLOWING,
        doubt=0.6,
        score=5.9,
        chance=0.6,
        funding="https://money.example/ada",
    )


def report(*wards: Ward, **more: object) -> StewardReport:
    told: dict[str, object] = {
        "packages": 3,
        "listed": wards,
        "states": {State.ACTIVE: 1, State.SLOWING: 1},
        "told": Told(listings=2, maintainers=1, publishers=2, people=2, times=2),
        **more,
    }
    files = (LockRead(path="package-lock.json", format="package-lock v3", packages=3),)
    return StewardReport(root=".", files=files, wards=wards, **told)  # type: ignore[arg-type]  # fields of the report


WHOLE = report(
    ward(),
    keepers=(("ada", 12), ("bob", 2)),
    not_asked=(
        NotJudged(
            purl="pkg:npm/lost",
            why="not there",
            trouble=Trouble(Reference.REGISTRY_NOT_FOUND, "not there", ""),
        ),
    ),
    out_of_scope=(NotJudged(purl="pkg:npm/own", why="the package comes from a workspace"),),
)


def shown(value: StewardReport) -> str:
    return style.render(steward.lines(value), colour=False)


def test_the_list_is_one_that_an_owner_can_read() -> None:
    assert """\
steward: 2 of 3 packages looked up; 1 needs attention, the most used and most doubtful first
  1 active, 1 slowing
  only maintainers of several packages: ada (12), bob (2); a takeover of one account affects all its packages

  1. kite 1.0.0  slowing
     direct dependency of the project; 14 entries lead to it; only for dev
     one maintainer: ada
     fund: help the one who keeps it: https://money.example/ada

unknown, or not looked up
  maintainers are known for 1 of 2 packages; the others may also be at risk
  1 package not looked up, registry-not-found: not there (pkg:npm/lost)

out of scope: 1 entry
""" == shown(WHOLE)


def test_a_long_list_is_cut_and_counted() -> None:
    text = shown(report(*(ward(f"kite{number}") for number in range(40))))
    assert "20 more packages with less doubt or less use: --format json lists all" in text


def test_what_is_not_listed_is_counted() -> None:
    value = report(ward("kite1"), ward("kite2"), listed=(ward("kite1"),))
    assert "1 more package with less doubt or less use: --format json lists all" in shown(value)
    assert [True, False] == [item["listed"] for item in steward.document(value)["packages"]]  # type: ignore[union-attr,call-overload,index]


def test_a_change_tells_how_many_packages_are_new() -> None:
    assert "2 of 3 new packages looked up" in shown(report(earlier=7))
    assert "no new package: the project had all 7 before" in shown(report(earlier=7, packages=0))


def test_nothing_to_look_at_is_no_good_news() -> None:
    assert "nothing to check" in shown(StewardReport(root=".", files=()))
    assert "no listing raises doubt" in shown(report())


def test_the_table_for_an_issue() -> None:
    text = steward.markdown(WHOLE)
    assert "| <code>kite 1.0.0</code> (npm) |" in text
    assert "**fund**: help the one who keeps it" in text
    assert "Unknown, or not looked up" in text


def test_the_document_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("steward"))
    value = json.loads(compact(steward.document(WHOLE)))
    CHECK.validate(value)
    assert {"purl": "pkg:npm/kite", "score": 5.9, "funding": "https://money.example/ada"}.items() <= value[
        "packages"
    ][0].items()
    assert (3, 2, 1) == tuple(
        value["coverage"][key] for key in ("packages_total", "looked_up", "maintainers_told")
    )


@pytest.mark.fuzz
@given(TEXT, st.integers(0, 3))
def test_hostile_text_is_text(text: str, count: int) -> None:
    name = f"n{text.encode('utf-8', 'ignore').decode().replace('/', '')}n"
    value = report(*(ward(name, text) for _ in range(count)), keepers=((text, 2),))
    plain = shown(value).replace("\n", "")
    assert not [c for c in plain if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"}]
    CHECK.validate(json.loads(compact(steward.document(value))))
    assert "<script" not in steward.markdown(value)
