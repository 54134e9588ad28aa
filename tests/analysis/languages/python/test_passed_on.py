"""Commands of setup.py that other commands run."""

import pytest

from pratique.analysis.languages.python.passed_on import passed_on
from tests.analysis.languages.python.reading import evaluated


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = 1", set()),
        ("self.run_command('check_all')", {"check_all"}),
        ("self.get_finalized_command(command='tell').run()", {"tell"}),
        ("self.run_command(name)", None),
        ("getattr(self, 'run_command')('tell')", None),
        ("getattr(self, 'run_' + 'command')('tell')", None),
        ("self.distribution.commands.append('tell')", None),
        ("commands = {'tell': 1}", set()),
        ("class C(build):\n  sub_commands = [('tell', None)]", None),
        ("build.sub_commands.append(('tell', None))", None),
        ("setup(script_args=['tell'])", None),
        ("setup(options={'aliases': {'build': 'tell'}})", None),
        ("sys.argv.insert(1, 'tell')", None),
        ("sys.argv[1:] = ['tell']", None),
        ("sys.argv += ['tell']", None),
        ("if 'develop' in sys.argv[1:]: pass", set()),
    ],
)
def test_the_commands_that_a_file_runs_are_named(source: str, names: set[str] | None) -> None:
    _, index, _ = evaluated(source)
    assert names == passed_on(index)
