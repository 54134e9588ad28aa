"""The table of ecosystems."""

import subprocess
import sys

from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.npm import ecosystem as npm
from pratique.ecosystems.pypi import ecosystem as pypi
from pratique.ecosystems.rubygems import ecosystem as rubygems


def test_every_ecosystem_has_its_module() -> None:
    assert dict(ECOSYSTEMS.items()) == {
        Ecosystem.NPM: npm,
        Ecosystem.PYPI: pypi,
        Ecosystem.RUBYGEMS: rubygems,
    }
    assert len(ECOSYSTEMS) == len(Ecosystem)


def test_a_run_about_one_ecosystem_does_not_wait_for_the_others() -> None:
    code = (
        "import sys\n"
        "from pratique.core.names import Ecosystem\n"
        "from pratique.ecosystems import ECOSYSTEMS\n"
        "ECOSYSTEMS[Ecosystem.NPM].sort_key('1.0.0')\n"
        "print('packaging' in sys.modules, 'yaml' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.split() == ["False", "False"]
