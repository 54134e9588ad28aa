from pratique.advisories.ignores.said import Ignores, total
from pratique.core.audit import Ignore


def test_several_files_are_put_together_in_order() -> None:
    one, other = Ignore(ids=("CVE-1",)), Ignore(ids=("CVE-2",))
    both = total([Ignores(ignores=(one,), unread=("a",)), Ignores(ignores=(other,), notes=("b",))])
    assert Ignores(ignores=(one, other), unread=("a",), notes=("b",)) == both
    assert Ignores() == total([])
