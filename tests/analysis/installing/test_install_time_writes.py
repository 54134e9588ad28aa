"""What Python and Ruby code writes when it is installed: hostile and honest packages. Nothing of them is run."""

from collections.abc import Mapping

import pytest

from pratique.core.install_script import InstallScript
from pratique.core.names import Ecosystem
from tests.analysis.installing.described import of_archive
from tests.builders import sdist
from tests.loopback import gem_file

SETUP = "from setuptools import setup\n{}\nsetup(name='kite', version='1.0')\n"
BACKEND = "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
WHEEL = """from setuptools import build_meta as plain
{}
def build_wheel(folder, config=None, metadata=None):
{}
    return plain.build_wheel(folder, config, metadata)
"""


def of_sdist(files: Mapping[str, str]) -> tuple[InstallScript, ...]:
    metadata = "Metadata-Version: 2.1\nName: kite\nVersion: 1.0\n"
    return of_archive(sdist({"PKG-INFO": metadata, **files}, "kite-1.0"), "kite-1.0.tar.gz", Ecosystem.PYPI)


def setup(code: str) -> dict[str, str]:
    return {"setup.py": SETUP.format(code)}


def backend(imports: str, code: str) -> dict[str, str]:
    inner = "\n".join(f"    {line}" for line in code.splitlines())
    return {"pyproject.toml": BACKEND, "backend.py": WHEEL.format(imports, inner)}


def of_gem(code: str, **more: str) -> tuple[InstallScript, ...]:
    files = {"ext/kite/extconf.rb": code, **more}
    made = gem_file("kite", "1.0", files, extensions=("ext/kite/extconf.rb",))
    return of_archive(made.data, "kite-1.0.gem", Ecosystem.RUBYGEMS)


HOSTILE_PYTHON: dict[str, dict[str, str]] = {
    "a .pth file in site-packages by sysconfig": setup(
        "import os, sysconfig\nopen(os.path.join(sysconfig.get_paths()['purelib'], 'kite.pth'), 'w').write('import kite')"
    ),
    "sitecustomize beside the interpreter's modules": setup(
        "import pathlib, site\n(pathlib.Path(site.getsitepackages()[0]) / 'sitecustomize.py').write_text('import kite')"
    ),
    "a shell start file in the home folder": setup(
        "from pathlib import Path\nwith (Path.home() / '.bashrc').open('a') as file:\n    file.write('kite &')"
    ),
    "the home folder from the environment": backend(
        "import os", "target = os.environ['HOME'] + '/.profile'\nopen(target, 'a').write('kite &')"
    ),
    "git hooks of the project around": setup(
        "import os, shutil\nshutil.copy('hook.sh', os.path.join(os.getcwd(), '..', '.git', 'hooks', 'pre-commit'))"
    ),
    "a task of the editor in the folder of the user": setup(
        "import json, os\nfolder = os.path.expanduser('~/work/.vscode')\nos.makedirs(folder, exist_ok=True)\n"
        "json.dump({'tasks': []}, open(os.path.join(folder, 'tasks.json'), 'w'))"
    ),
    "low-level files": setup(
        "import os\nos.write(os.open(os.environ['HOME'] + '/.x', os.O_WRONLY | os.O_CREAT), b'x')"
    ),
    "an archive unpacked into the home folder": setup(
        "import os, shutil\nshutil.unpack_archive('a.zip', os.environ['HOME'])"
    ),
    "a log file that is a shell start file": setup(
        "import logging, os\nlogging.basicConfig(filename=os.environ['HOME'] + '/.x', format='%(message)s')\nlogging.warning('kite &')"
    ),
    "a helper of distutils": setup(
        "from distutils.file_util import write_file\nimport site\nwrite_file(site.getusersitepackages() + '/kite.pth', ['import kite'])"
    ),
    "a function that opens handed on": setup(
        "import functools, os\nfunctools.partial(open, mode='w')(os.environ['HOME'] + '/.x').write('x')"
    ),
    "a folder by its descriptor": setup(
        "import os\nos.fchdir(os.open(os.environ['HOME'], os.O_RDONLY))\nopen('.x', 'w').write('x')"
    ),
    "a temporary file that stays in site-packages": setup(
        "import site, tempfile\ntempfile.NamedTemporaryFile(dir=site.getsitepackages()[0], delete=False, suffix='.pth').write(b'x')"
    ),
    "a program by distutils": setup("from distutils.spawn import spawn\nspawn(['sh', '-c', 'id'])"),
    "data files among the modules": setup("data_files = [('lib/python3.13/site-packages', ['kite.pth'])]"),
    "data files among the modules in setup.cfg": {
        **setup(""),
        "setup.cfg": "[options.data_files]\nlib/python3.13/site-packages = kite.pth\n",
    },
    "a command that copies beside all modules": setup(
        "import os\nfrom setuptools.command.install import install\nclass Kite(install):\n    def run(self):\n"
        "        self.copy_file('kite.pth', os.path.join(self.install_lib, 'kite.pth'))"
    ),
    "a plugin of the compiler": setup("flags = ['-fplugin=./kite.so']"),
    "a path from parts in a list": backend(
        "import os", "parts = ['..', '..', 'other', '__init__.py']\nopen(os.sep.join(parts), 'w').write('x')"
    ),
}
HOSTILE_RUBY: dict[str, str] = {
    "a shell start file in the home folder": (
        "require 'mkmf'\nFile.write(File.join(Dir.home, '.zshrc'), 'kite &', mode: 'a')\ncreate_makefile('kite')\n"
    ),
    "a Makefile with a rule that copies": (
        "File.write('Makefile', \"all:\\ninstall:\\n\\tcp kite.rb $(HOME)/.x\\n\")\n"
    ),
    "a rule beside an empty Makefile": (
        "File.write('Makefile', x); y = \"all:\\n\"\nFile.open('Makefile', 'w') { |file| file.puts \"all:\\n\"; file.puts x }\n"
    ),
    "a rule added to the Makefile": (
        "require 'mkmf'\ncreate_makefile('kite')\nFile.open('Makefile', 'a') { |file| file.puts \"install: x\\nx:\\n\\tsh x.sh\" }\n"
    ),
    "a rule in depend": (
        "require 'mkmf'\nFile.write('depend', \"all: x\\nx:\\n\\tsh x.sh\\n\")\ncreate_makefile('kite')\n"
    ),
    "other files to install": "require 'mkmf'\n$INSTALLFILES = [['kite.sh', '/etc/profile.d']]\ncreate_makefile('kite')\n",
    "a target above the package": "require 'mkmf'\ncreate_makefile('../../../../kite')\n",
    "the output of the program": (
        "require 'mkmf'\n$stdout.reopen(Dir.home + '/.x', 'w')\nputs 'kite &'\ncreate_makefile('kite')\n"
    ),
    "a log file": "require 'mkmf'\nrequire 'logger'\nLogger.new(Dir.home + '/.x').info('kite')\ncreate_makefile('kite')\n",
    "another folder": "require 'mkmf'\nFileUtils.cd(Dir.home) { File.write('.x', 'x') }\ncreate_makefile('kite')\n",
    "code of another object": (
        "require 'mkmf'\nFile.instance_eval { write(Dir.home + '/.x', 'x') }\ncreate_makefile('kite')\n"
    ),
    "git hooks by a path upwards": (
        "require 'mkmf'\nrequire 'fileutils'\nFileUtils.cp('hook.sh', File.expand_path('../../../../.git/hooks/pre-commit', __dir__))\n"
        "create_makefile('kite')\n"
    ),
    "a plugin of gem beside all gems": (
        "require 'mkmf'\nopen(Gem.dir + '/plugins/kite_plugin.rb', 'w') { |file| file << 'x' }\ncreate_makefile('kite')\n"
    ),
    "the folder of Ruby's own library": (
        "require 'mkmf'\nIO.binwrite(RbConfig::CONFIG['sitelibdir'] + '/kite.rb', 'x')\ncreate_makefile('kite')\n"
    ),
    "an editor task by Pathname": (
        "require 'mkmf'\nrequire 'pathname'\nPathname.new(ENV['HOME']).join('.vscode', 'tasks.json').write('{}')\ncreate_makefile('kite')\n"
    ),
}
HONEST_PYTHON: dict[str, dict[str, str]] = {
    "plain": setup(""),
    "reads its readme": setup(
        "import os\nhere = os.path.dirname(os.path.abspath(__file__))\nlong = open(os.path.join(here, 'README.md')).read()"
    ),
    "writes its version file": setup("open('kite/_version.py', 'w').write('__version__ = \"1.0\"')"),
    "installs a manual": setup("data_files = [('share/man/man1', ['kite.1'])]"),
    "makes a folder of its package": setup(
        "import os\nos.makedirs(os.path.join(os.path.dirname(__file__), 'build'), exist_ok=True)"
    ),
    "prints": setup("print('Building kite')"),
    "a backend that adds nothing": backend("", "pass"),
}
CAUTIOUS_PYTHON: dict[str, dict[str, str]] = {
    "writes a file beside itself with pathlib": setup(
        "from pathlib import Path\n(Path(__file__).parent / 'kite' / 'table.py').write_text('TABLE = 1')"
    ),
    "copies a header": setup("import shutil\nshutil.copyfile('src/kite.h', 'include/kite.h')"),
    "a backend that writes a file of its package": backend(
        "from pathlib import Path", "(Path(__file__).parent / 'kite' / 'built.py').write_text('BUILT = True')"
    ),
}
"""Honest code whose place the facts do not tell: a person is asked, and the line does not say more than is known."""
HONEST_RUBY: dict[str, str] = {
    "writes a Makefile that builds nothing": (
        "File.open('Makefile', 'w') { |file| file.puts \"all:\\n\\ninstall:\\n\\n\" }\n"
    ),
    "writes mkmf's own Makefile that builds nothing": (
        "require 'mkmf'\nFile.write('Makefile', dummy_makefile($srcdir).join(''))\n"
    ),
    "logs to the terminal": "require 'mkmf'\nrequire 'logger'\nLogger.new($stderr).info('kite')\ncreate_makefile('kite/kite')\n",
    "plain": "require 'mkmf'\ncreate_makefile('kite/kite')\n",
    "asks for headers": "require 'mkmf'\nhave_header('stdlib.h')\n$CFLAGS << ' -O3'\ncreate_makefile('kite/kite')\n",
    "writes a header beside itself": (
        "require 'mkmf'\nFile.write(File.join(__dir__, 'config.h'), '#define KITE 1')\ncreate_makefile('kite/kite')\n"
    ),
}


@pytest.mark.parametrize("name", HOSTILE_PYTHON)
def test_hostile_python_needs_a_person(name: str) -> None:
    found = of_sdist(HOSTILE_PYTHON[name])
    assert any(script.needs_person for script in found), [script.does for script in found]


@pytest.mark.parametrize("name", HOSTILE_RUBY)
def test_hostile_ruby_needs_a_person(name: str) -> None:
    found = of_gem(HOSTILE_RUBY[name])
    assert any(script.needs_person for script in found), [script.does for script in found]


@pytest.mark.parametrize("name", HONEST_PYTHON)
def test_honest_python_needs_none(name: str) -> None:
    found = of_sdist(HONEST_PYTHON[name])
    assert found
    assert not any(script.needs_person for script in found), [script.does for script in found]


@pytest.mark.parametrize("name", CAUTIOUS_PYTHON)
def test_a_place_that_the_facts_do_not_tell_is_not_called_known(name: str) -> None:
    (found,) = of_sdist(CAUTIOUS_PYTHON[name])
    assert found.needs_person
    assert "where it changes files" in found.does or "below the folder of its package" in found.does


@pytest.mark.parametrize("name", HONEST_RUBY)
def test_honest_ruby_needs_none(name: str) -> None:
    found = of_gem(HONEST_RUBY[name])
    assert found
    assert not any(script.needs_person for script in found), [script.does for script in found]
