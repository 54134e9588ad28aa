"""Where a source stands in a release: files around it, and when it runs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.builders import tgz, zipped
from tests.loopback.gem_packages import gem_file
from tests.twins.behaviour import Code, Moment

Files = dict[str, str]
Wrapped = tuple[str, Files]
"""The path of the file that has the source, and all files."""
_SUM = {
    Code.JAVASCRIPT: "exports.sum = (a, b) => a + b;\n",
    Code.PYTHON: "def total(a, b):\n    return a + b\n",
    Code.RUBY: "module Sample\n  def self.sum(a, b)\n    a + b\n  end\nend\n",
}
_SETUP = "from setuptools import setup\n\n"
_SETUP_CALL = "setup(name='sample', version='{version}', packages=['sample'])\n"
_EXTENSIONS = ("ext/sample/extconf.rb", "ext/sample/Rakefile")


@dataclass(frozen=True, slots=True)
class Place:
    """A place for sources of one language. `wrap` is given the source, its parameters and the version."""

    id: str
    code: Code
    moment: Moment
    kind: str
    """npm, commit (of a git dependency of npm), wheel, sdist or gem."""
    wrap: Callable[[str, tuple[str, ...], str], Wrapped]

    def archive(
        self, source: str, parameters: tuple[str, ...], beside: Mapping[str, str], version: str
    ) -> tuple[str, bytes, str]:
        """Return the name and bytes of an artifact, and the path of the file that has the source."""
        path, files = self.wrap(source, parameters, version)
        filename, data = _PACKED[self.kind]({**files, **beside}, version)
        return filename, data, path


def _npm(files: Mapping[str, str], version: str) -> tuple[str, bytes]:
    return f"sample-{version}.tgz", tgz(files)


def _wheel(files: Mapping[str, str], version: str) -> tuple[str, bytes]:
    folder = f"sample-{version}.dist-info"
    metadata = {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: sample\nVersion: {version}\n",
        f"{folder}/top_level.txt": "sample\n",
    }
    if "sample/cli.py" in files:
        metadata[f"{folder}/entry_points.txt"] = "[console_scripts]\nsample = sample.cli:main\n"
    return f"sample-{version}-py3-none-any.whl", zipped({**metadata, **files})


def _sdist(files: Mapping[str, str], version: str) -> tuple[str, bytes]:
    information = f"Metadata-Version: 2.1\nName: sample\nVersion: {version}\n"
    return f"sample-{version}.tar.gz", tgz({"PKG-INFO": information, **files}, root=f"sample-{version}")


def _gem(files: Mapping[str, str], version: str) -> tuple[str, bytes]:
    extensions = tuple(path for path in _EXTENSIONS if path in files)
    executables = tuple(path.removeprefix("exe/") for path in files if path.startswith("exe/"))
    made = gem_file("sample", version, files, extensions=extensions, executables=executables)
    return f"sample-{version}.gem", made.data


_PACKED: Mapping[str, Callable[[Mapping[str, str], str], tuple[str, bytes]]] = {
    "npm": _npm,
    "commit": _npm,
    "wheel": _wheel,
    "sdist": _sdist,
    "gem": _gem,
}


def _manifest(version: str, **fields: object) -> str:
    return json.dumps({"name": "sample", "version": version, "main": "index.js", **fields}, indent=2) + "\n"


def _indented(source: str, by: str) -> str:
    return "".join(f"{by}{line}" if line.strip() else line for line in source.splitlines(keepends=True))


def _line(source: str) -> str:
    """Return the commands of a source as one line."""
    return " && ".join(line for line in source.splitlines() if line)


def _ruby_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _js_lib(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    index = "const core = require('./lib/core');\nexports.sum = core.sum;\n"
    files = {"package.json": _manifest(version), "index.js": index}
    return "lib/core.js", {**files, "lib/core.js": source + _SUM[Code.JAVASCRIPT]}


def _js_called(source: str, parameters: tuple[str, ...], version: str) -> Wrapped:
    function = f"exports.run = function ({', '.join(parameters)}) {{\n{_indented(source, '  ')}}};\n"
    return _js_lib(function, parameters, version)


def _js_bin(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    manifest = _manifest(version, bin={"sample": "bin/sample.js"})
    files = {"package.json": manifest, "index.js": _SUM[Code.JAVASCRIPT]}
    return "bin/sample.js", {**files, "bin/sample.js": "#!/usr/bin/env node\n" + source}


def _hooked(path: str, command: str, hook: str = "postinstall", **scripts: str) -> Callable[..., Wrapped]:
    """Return a wrap that puts the source in a file and has a hook run it. Scripts of old stay the same."""

    def wrap(source: str, _: tuple[str, ...], version: str) -> Wrapped:
        manifest = _manifest(version, scripts={hook: command, **scripts})
        return path, {"package.json": manifest, "index.js": _SUM[Code.JAVASCRIPT], path: source}

    return wrap


def _hook_line(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    manifest = _manifest(version, scripts={"postinstall": _line(source) or "node -v"})
    return "package.json", {"package.json": manifest, "index.js": _SUM[Code.JAVASCRIPT]}


def _start_line(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    scripts = {"postinstall": "npm start", "start": _line(source) or "node -v"}
    return "package.json", {"package.json": _manifest(version, scripts=scripts), "index.js": ""}


def _sh_bin(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    manifest = _manifest(version, bin={"sample": "bin/sample"})
    files = {"package.json": manifest, "index.js": _SUM[Code.JAVASCRIPT]}
    return "bin/sample", {**files, "bin/sample": "#!/bin/sh\n" + source}


def _js_text(source: str) -> str:
    return f"require('child_process').execSync({json.dumps(_line(source))});\n" if source else ""


def _py_text(source: str) -> str:
    return f"import os\nos.system({_line(source)!r})\n" if source else ""


def _rb_text(source: str) -> str:
    return f"system({_ruby_text(_line(source))})\n" if source else ""


def _py_module(source: str, _: tuple[str, ...], __: str) -> Wrapped:
    return "sample/core.py", {
        "sample/__init__.py": "from sample.core import total\n",
        "sample/core.py": source + "\n\n" + _SUM[Code.PYTHON],
    }


def _py_called(source: str, parameters: tuple[str, ...], version: str) -> Wrapped:
    function = f"def run({', '.join(parameters)}):\n{_indented(source or 'pass', '    ')}\n"
    return _py_module(function, parameters, version)


def _py_console(source: str, _: tuple[str, ...], __: str) -> Wrapped:
    main = f"def main():\n{_indented(source or 'pass', '    ')}\n"
    return "sample/cli.py", {"sample/__init__.py": _SUM[Code.PYTHON], "sample/cli.py": main}


def _py_setup(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    setup = _SETUP + source + "\n" + _SETUP_CALL.format(version=version)
    return "setup.py", {"setup.py": setup, "sample/__init__.py": _SUM[Code.PYTHON]}


def _py_command(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    own = "class Own(install):\n    def run(self):\n        install.run(self)\n" + _indented(source, " " * 8)
    call = (
        f"\n\nsetup(name='sample', version='{version}', packages=['sample'], cmdclass={{'install': Own}})\n"
    )
    setup = _SETUP + "from setuptools.command.install import install\n\n\n" + own + call
    return "setup.py", {"setup.py": setup, "sample/__init__.py": _SUM[Code.PYTHON]}


def _py_pth(source: str, _: tuple[str, ...], __: str) -> Wrapped:
    return "sample/boot.py", {
        "sample.pth": "import sample.boot\n",
        "sample/__init__.py": _SUM[Code.PYTHON],
        "sample/boot.py": source,
    }


def _rb_lib(source: str, _: tuple[str, ...], __: str) -> Wrapped:
    return "lib/sample/core.rb", {
        "lib/sample.rb": "require 'sample/core'\n",
        "lib/sample/core.rb": source + _SUM[Code.RUBY],
    }


def _rb_called(source: str, parameters: tuple[str, ...], version: str) -> Wrapped:
    method = f"  def self.run({', '.join(parameters)})\n{_indented(source, '    ')}  end\n"
    return _rb_lib(f"module Sample\n{method}end\n", parameters, version)


def _in_gem(path: str, before: str = "", by: str = "", after: str = "") -> Callable[..., Wrapped]:
    def wrap(source: str, _: tuple[str, ...], __: str) -> Wrapped:
        return path, {"lib/sample.rb": _SUM[Code.RUBY], path: before + _indented(source, by) + after}

    return wrap


def _given_to(
    wrap: Callable[..., Wrapped], text: Callable[[str], str]
) -> Callable[[str, tuple[str, ...], str], Wrapped]:
    """Return a wrap that gives command lines to the shell from another language."""
    return lambda source, parameters, version: wrap(text(source), parameters, version)


def _tasks(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    files = {"package.json": _manifest(version), "index.js": _SUM[Code.JAVASCRIPT]}
    return ".vscode/tasks.json", {**files, **_task(source)}


def _py_tasks(source: str, _: tuple[str, ...], version: str) -> Wrapped:
    return ".vscode/tasks.json", {**_py_setup("", (), version)[1], **_task(source)}


def _rb_tasks(source: str, _: tuple[str, ...], __: str) -> Wrapped:
    return ".vscode/tasks.json", {"lib/sample.rb": _SUM[Code.RUBY], **_task(source)}


def _task(source: str) -> Files:
    return {".vscode/tasks.json": source} if source else {}


_EXTCONF = ("require 'mkmf'\n", "", "create_makefile('sample/sample')\n")
_RAKEFILE = ("task :default do\n", "  ", "end\n")

PLACES: tuple[Place, ...] = (
    Place("npm-lib", Code.JAVASCRIPT, Moment.LOAD, "npm", _js_lib),
    Place("npm-called", Code.JAVASCRIPT, Moment.CALLED, "npm", _js_called),
    Place("npm-bin", Code.JAVASCRIPT, Moment.PROGRAM, "npm", _js_bin),
    Place("npm-preinstall", Code.JAVASCRIPT, Moment.INSTALL, "npm", _hooked("setup.js", "node setup.js", "preinstall")),
    Place("npm-postinstall", Code.JAVASCRIPT, Moment.INSTALL, "npm", _hooked("setup.js", "node setup.js")),
    Place("npm-prepare", Code.JAVASCRIPT, Moment.INSTALL, "commit", _hooked("setup.js", "node setup.js", "prepare")),
    Place("npm-start", Code.JAVASCRIPT, Moment.INSTALL, "npm", _hooked("app.js", "npm start", start="node app.js")),
    Place("pypi-module", Code.PYTHON, Moment.LOAD, "wheel", _py_module),
    Place("pypi-pth", Code.PYTHON, Moment.LOAD, "wheel", _py_pth),
    Place("pypi-called", Code.PYTHON, Moment.CALLED, "wheel", _py_called),
    Place("pypi-console", Code.PYTHON, Moment.PROGRAM, "wheel", _py_console),
    Place("pypi-setup", Code.PYTHON, Moment.INSTALL, "sdist", _py_setup),
    Place("pypi-command", Code.PYTHON, Moment.INSTALL, "sdist", _py_command),
    Place("npm-python", Code.PYTHON, Moment.INSTALL, "npm", _hooked("tools/make.py", "python3 tools/make.py")),
    Place("gem-lib", Code.RUBY, Moment.LOAD, "gem", _rb_lib),
    Place("gem-called", Code.RUBY, Moment.CALLED, "gem", _rb_called),
    Place("gem-exe", Code.RUBY, Moment.PROGRAM, "gem", _in_gem("exe/sample", "#!/usr/bin/env ruby\n")),
    Place("gem-extconf", Code.RUBY, Moment.INSTALL, "gem", _in_gem("ext/sample/extconf.rb", *_EXTCONF)),
    Place("gem-rakefile", Code.RUBY, Moment.INSTALL, "gem", _in_gem("ext/sample/Rakefile", *_RAKEFILE)),
    Place("gem-plugin", Code.RUBY, Moment.LOAD, "gem", _in_gem("lib/rubygems_plugin.rb")),
    Place("npm-hook-line", Code.SHELL, Moment.INSTALL, "npm", _hook_line),
    Place("npm-start-line", Code.SHELL, Moment.INSTALL, "npm", _start_line),
    Place("npm-hook-file", Code.SHELL, Moment.INSTALL, "npm", _hooked("setup.sh", "sh setup.sh")),
    Place("npm-bin-sh", Code.SHELL, Moment.PROGRAM, "npm", _sh_bin),
    Place("npm-lib-sh", Code.SHELL, Moment.LOAD, "npm", _given_to(_js_lib, _js_text)),
    Place("npm-called-sh", Code.SHELL, Moment.CALLED, "npm", _given_to(_js_called, _js_text)),
    Place("pypi-module-sh", Code.SHELL, Moment.LOAD, "wheel", _given_to(_py_module, _py_text)),
    Place("pypi-called-sh", Code.SHELL, Moment.CALLED, "wheel", _given_to(_py_called, _py_text)),
    Place("pypi-setup-sh", Code.SHELL, Moment.INSTALL, "sdist", _given_to(_py_setup, _py_text)),
    Place("gem-lib-sh", Code.SHELL, Moment.LOAD, "gem", _given_to(_rb_lib, _rb_text)),
    Place("gem-called-sh", Code.SHELL, Moment.CALLED, "gem", _given_to(_rb_called, _rb_text)),
    Place("npm-tasks", Code.TASKS, Moment.OPENED, "npm", _tasks),
    Place("pypi-tasks", Code.TASKS, Moment.OPENED, "sdist", _py_tasks),
    Place("gem-tasks", Code.TASKS, Moment.OPENED, "gem", _rb_tasks),
    Place("gem-extconf-sh", Code.SHELL, Moment.INSTALL, "gem", _given_to(_in_gem("ext/sample/extconf.rb", *_EXTCONF), _rb_text)),
)  # fmt: skip
"""All places, by language. A prepare script runs for a dependency from git."""
