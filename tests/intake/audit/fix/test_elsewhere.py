"""What stands in no lock."""

from pratique.advisories.match import match
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import NODE, Product
from pratique.core.audit import AuditFinding, CopyKind, Remedy, VendoredCopy
from pratique.intake.audit.fix import advise_offline
from pratique.intake.audit.places import Met
from tests.intake.audit.fix.world import asked, no_files
from tests.mending.project import warning


def advice(
    product: Product, version: str, copy: VendoredCopy | None = None
) -> tuple[Remedy, str | None, str]:
    index = MemoryAdvisories([warning("GHSA-test", product, ("0", "20.18.2"))])
    found = match(index, {product: [version]})
    (finding,) = advise_offline([Met(AuditFinding(match=found[0], copy=copy))], index, no_files)
    assert finding.fix is not None
    return finding.fix.remedy, finding.fix.version, finding.fix.text


def test_a_runtime_is_replaced_by_a_later_one() -> None:
    assert (Remedy.DIRECT, "20.18.2", "Node.js 20.18.2 fixes the problem: upgrade to that version") == advice(
        NODE, "20.11.0"
    )
    assert (
        "ruby 20.18.2 fixes the problem: upgrade to that version"
        == advice(Product("generic", "ruby"), "3.2.0")[2]
    )


def test_a_copy_is_replaced_where_it_lies() -> None:
    jquery = Product("npm", "jquery")
    copy = VendoredCopy(path="static/jquery.js", product=jquery, version="1.8.0", kind=CopyKind.CONTENT)
    assert (
        "20.18.2 fixes the problem: replace the copy in static/jquery.js" == advice(jquery, "1.8.0", copy)[2]
    )


def test_something_that_nobody_placed_is_told_its_version() -> None:
    assert "20.18.2 fixes the problem" == advice(Product("npm", "jquery"), "1.8.0")[2]


def test_each_of_two_copies_is_told_its_own_place() -> None:
    jquery = Product("npm", "jquery")
    index = MemoryAdvisories([warning("GHSA-test", jquery, ("0", "1.9.0"))])
    (found,) = match(index, {jquery: ["1.8.0"]})
    places = ("a/static/jquery.js", "b/static/jquery.js")
    copies = [
        VendoredCopy(path=path, product=jquery, version="1.8.0", kind=CopyKind.CONTENT) for path in places
    ]

    findings = advise_offline([Met(AuditFinding(match=found, copy=copy)) for copy in copies], index, no_files)

    assert [True, True] == [
        one.fix is not None and one.fix.text.endswith(place)
        for one, place in zip(findings, places, strict=True)
    ]


def test_a_copy_beside_an_entry_of_a_lock_has_advice_of_its_own() -> None:
    world = asked("^3.10.1", files={"package.json": '{"dependencies": {"lodash": "^3.10.1"}}'})
    lodash = Product("npm", "lodash")
    copy = VendoredCopy(path="static/lodash.js", product=lodash, version="3.10.1", kind=CopyKind.CONTENT)
    (met,) = world.met()
    beside = Met(AuditFinding(match=met.finding.match, copy=copy))

    locked, copied = advise_offline([met, beside], world.index, world.read)

    assert locked.fix is not None
    assert copied.fix is not None
    assert "npm install lodash@4.17.21" == locked.fix.command
    assert ("", "4.17.21 fixes the problem: replace the copy in static/lodash.js") == (
        copied.fix.command,
        copied.fix.text,
    )
