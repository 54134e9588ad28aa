"""Files that every start of Python runs."""

from pratique.analysis.rules.startup_file_shipped import is_namespace_line
from pratique.core.finding import Severity
from tests.analysis.inspecting import of_rule, wheel

RULE = "startup-file-shipped"
MODULE = {"sample/__init__.py": "x = 1\n"}
NAMESPACE = (
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);p = os.path.join("
    "sys._getframe(1).f_locals['sitedir'], *('zope',));importlib = has_mfs and __import__('importlib.util');"
    "has_mfs and __import__('importlib.machinery');m = has_mfs and sys.modules.setdefault('zope', "
    "importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('zope', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('zope', types.ModuleType('zope'));mp = (m or []) and "
    "m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
)


def test_a_pth_that_appears_is_found_at_its_line() -> None:
    (finding,) = of_rule(
        wheel({**MODULE, "sample_init.pth": "# start\nimport sample.marker\n"}, MODULE), RULE
    )
    assert ("sample_init.pth", 2) == (finding.locations[0].path, finding.locations[0].line)
    assert Severity.HIGH == finding.severity


def test_a_pth_in_the_data_folder_is_found() -> None:
    files = {**MODULE, "sample-1.0.0.data/purelib/x.pth": "import sample.marker\n"}
    assert 1 == len(of_rule(wheel(files, MODULE), RULE))


def test_a_pth_of_paths_alone_stays_quiet() -> None:
    assert [] == of_rule(wheel({**MODULE, "x.pth": "../lib\n./other\n"}, MODULE), RULE)


def test_the_namespace_line_of_setuptools_stays_quiet() -> None:
    assert [] == of_rule(wheel({**MODULE, "zope-nspkg.pth": NAMESPACE + "\n"}, MODULE), RULE)


def test_the_namespace_line_with_anything_added_is_found() -> None:
    for added in (";exec('marker')", ";__import__('marker')", ";import marker"):
        assert not is_namespace_line(NAMESPACE + added)
    assert not is_namespace_line(NAMESPACE.replace("(p not in mp)", "exec('marker');(p not in mp)"))


def test_the_same_bytes_as_in_the_baseline_are_a_note() -> None:
    files = {**MODULE, "x.pth": "import sample.marker\n"}
    (finding,) = of_rule(wheel(files, files), RULE)
    assert Severity.LOW == finding.severity


def test_a_sitecustomize_module_is_found() -> None:
    (finding,) = of_rule(wheel({**MODULE, "sitecustomize.py": "print('marker')\n"}, MODULE), RULE)
    assert "sitecustomize.py" == finding.locations[0].path
