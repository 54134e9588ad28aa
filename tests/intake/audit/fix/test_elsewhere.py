"""What stands in no lock."""

from pratique.advisories.match import match
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import NODE, Product
from pratique.core.audit import AuditFinding, CopyKind, Remedy, VendoredCopy
from pratique.intake.audit.fix import advise_offline
from pratique.intake.audit.places import Met
from tests.intake.audit.fix.world import no_files
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
    assert (Remedy.DIRECT, "20.18.2", "Node.js 20.18.2 mends it: run that") == advice(NODE, "20.11.0")
    assert "ruby 20.18.2 mends it: run that" == advice(Product("generic", "ruby"), "3.2.0")[2]


def test_a_copy_is_replaced_where_it_lies() -> None:
    jquery = Product("npm", "jquery")
    copy = VendoredCopy(path="static/jquery.js", product=jquery, version="1.8.0", kind=CopyKind.CONTENT)
    assert (
        "20.18.2 mends it: put that in the place of the copy in static/jquery.js"
        == advice(jquery, "1.8.0", copy)[2]
    )


def test_something_that_nobody_placed_is_told_its_version() -> None:
    assert "20.18.2 mends it" == advice(Product("npm", "jquery"), "1.8.0")[2]
