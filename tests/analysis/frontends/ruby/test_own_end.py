"""Code behind the end of a Ruby file."""

import pytest

from pratique.analysis.frontends.ruby.own_end import with_own_end
from tests.analysis.frontends.ruby.reading import facts


@pytest.mark.parametrize(
    "code",
    [
        "eval DATA.read\n",
        "eval File.read(__FILE__).split('__END__').last\n",
        "instance_eval(DATA.read, __FILE__)\n",
    ],
)
def test_what_a_file_evaluates_of_itself_is_read(code: str) -> None:
    assert [("Kernel.system", 3)] == [
        (use.api, use.line) for use in facts(code + "__END__\nsystem('uname')\n").uses if "system" in use.api
    ]


@pytest.mark.parametrize(
    "code", ["puts DATA.read\n__END__\nsystem('uname')\n", "eval DATA.read\n", "x = 1\n"]
)
def test_other_files_stay_as_they_are(code: str) -> None:
    assert code.encode() == with_own_end(code.encode())
