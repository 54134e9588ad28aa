from datetime import date

from pratique.advisories.ignores.trivyignore import is_advisory, parse
from pratique.core.audit import Ignore

FILE = b"""\
# Accept the risk
CVE-2018-14618

CVE-2019-14697 exp:2030-02-01 until then
  GHSA-p6mc-m468-83gw with a remark
AVD-DS-0002
generic-unwanted-rule
GPL-3.0
CVE-2019-1 exp:soon
CVE-2019-2 exp:2030-02-01T00:00:00Z\r
"""


def test_each_line_is_an_id_and_perhaps_its_end() -> None:
    told = parse(FILE, ".trivyignore")
    assert (
        Ignore(ids=("CVE-2018-14618",), origin=".trivyignore:2"),
        Ignore(ids=("CVE-2019-14697",), expires=date(2030, 1, 31), origin=".trivyignore:4"),
        Ignore(ids=("GHSA-p6mc-m468-83gw",), origin=".trivyignore:5"),
        Ignore(ids=("CVE-2019-2",), expires=date(2030, 1, 31), origin=".trivyignore:10"),
    ) == told.ignores
    assert (".trivyignore:9: not used: CVE-2019-1: no date: 'soon'",) == told.unread


def test_ids_of_other_checks_are_told_apart() -> None:
    assert is_advisory("cve-2020-1")
    assert is_advisory("PYSEC-2020-1")
    assert not is_advisory("AVD-AWS-0001")
    assert not is_advisory("MIT")
