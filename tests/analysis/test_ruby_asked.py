"""What Ruby code has loaded by paths that are not known as a whole."""

import pytest

from pratique.analysis.frontends import ruby
from pratique.analysis.ruby_asked import ruby_asked
from pratique.core.tree import File, Tree

NAMES = (
    "spec/k.rb",
    "lib/kite/a.rb",
    "lib/kite/b.rb",
    "ext/tasks/x.rake",
    "ext/rakelib/y.rake",
    "ext/z.tasks",
)


def asked(code: str, path: str = "lib/kite.rb") -> list[str]:
    source = code.encode()
    tree = Tree((File(path, source), *(File(name, b"") for name in NAMES)))
    return list(dict.fromkeys(ruby_asked(tree, path, ruby.extract(source))))


@pytest.mark.parametrize(
    "code",
    [
        "$LOAD_PATH.unshift File.expand_path('../spec', __dir__)\nrequire 'k'",
        "$:.unshift(File.join(__dir__, '..', 'spec'))\nrequire 'k'",
        "$: << \"#{__dir__}/../spec\"\nrequire 'k'",
        "$LOAD_PATH.push(File.expand_path('../../spec', __FILE__))\nrequire 'k'",
        "$:.insert(0, 'spec')\nrequire 'k'",
        "Dir[File.join(__dir__, '../spec/*.rb')].each { |f| require f }",
        "Dir.glob(File.expand_path('../spec/*.rb', __dir__)).sort.each do |f|\n  load f\nend",
        "load Gem.loaded_specs['kite'].full_gem_path + '/spec/k.rb'",
        "require 'pathname'\nload Pathname.new(__dir__).join('../spec/k.rb').to_s",
        "require 'rbconfig'\nspawn(RbConfig.ruby, File.expand_path('../spec/k.rb', __dir__))",
    ],
)
def test_every_way_is_followed(code: str) -> None:
    assert ["spec/k.rb"] == asked(code)


@pytest.mark.parametrize(
    "code",
    [
        "$LOAD_PATH.unshift File.expand_path('../spec', __dir__)\nrequire 'json'",
        "puts $LOAD_PATH.include?('spec')\nrequire 'k'",
        "Dir[File.join(__dir__, '../spec/*.rb')].each { |f| puts f }",
        "names = Dir.glob('spec/*.rb')\n\n\n\n\n\nrequire names",
        "load ENV['X']",
        "spawn('cat', 'spec/k.rb')",
    ],
)
def test_what_loads_nothing_of_it_asks_for_nothing(code: str) -> None:
    assert [] == asked(code)


def test_a_pattern_stands_for_its_files_and_for_tests_only_where_it_names_them() -> None:
    assert ["lib/kite/a.rb", "lib/kite/b.rb"] == asked('Dir["#{__dir__}/kite/*.rb"].each { |f| require f }')
    assert [] == asked("Dir[File.join(__dir__, 'none/*.rb')].each { |f| require f }")


def test_what_rake_loads_beside_its_file() -> None:
    assert ["ext/rakelib/y.rake"] == asked("task(:default) {}\n", "ext/Rakefile")
    assert ["ext/rakelib/y.rake", "ext/z.tasks"] == asked("import 'z.tasks'\n", "ext/Rakefile")
