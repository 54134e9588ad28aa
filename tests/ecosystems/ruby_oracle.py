"""RubyGems itself, asked by one run of Ruby."""

import json
import shutil
import subprocess

import pytest

_ABSENT = 77
"""Exit code of a program whose library this Ruby does not have."""
_FRAME = """require "json"
CASES = JSON.parse(STDIN.read)
begin
  {program}
rescue LoadError => error
  warn error.message
  exit {absent}
end
puts JSON.generate(answer)
"""


def run_ruby(program: str, cases: object) -> object:
    """Run a program that reads `cases` as JSON in the constant `CASES` and leaves its answer in `answer`.

    The test is skipped where Ruby is absent, and where it is of a version that has not what the program requires.
    """
    ruby = shutil.which("ruby")
    if ruby is None:
        pytest.skip("Ruby is not installed")
    done = subprocess.run(
        [ruby, "-e", _FRAME.format(program=program, absent=_ABSENT)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode == _ABSENT:
        pytest.skip(f"this Ruby has no such library: {done.stderr.strip()[:200]}")
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)
