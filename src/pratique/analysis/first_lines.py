"""What is carried out by its path, as a bin or by a hook, is read in the language that its first line names, whatever its suffix.

The kernel goes by `#!` alone (execve(2)); what has none is a script to the shell that starts it (POSIX, "command search and execution",
ENOEXEC). Of a file that is read in another language by its name, both readings count.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pratique.analysis.facts import NODE_LANGUAGES, FileFacts, Language
from pratique.analysis.hook_lines import hook_lines, joined, programs
from pratique.analysis.kinds import language_of_first_line
from pratique.analysis.languages.shell import SHELLS
from pratique.analysis.languages.shell.programs import INTERPRETERS, REQUIRE_FLAGS, program_name
from pratique.core.manifest import Manifest
from pratique.core.tree import File, Tree

_MOST_SHELL = 256 * 1024
_SIGNS = re.compile(
    rb"\\.|(?:^|(?<=[\s;&|]))#[^\n]*|'[^']*'?|\"(?:[^\"\\]|\\.)*\"?|<<|\w\((?!\s*\))",
    re.DOTALL | re.MULTILINE,
)
_HANDS_ON = re.compile(rb"\bexec['\"]*[ \t]+[\"']?([\w./-]{1,200})[\"']?(?:[ \t]+-\w+)*[ \t]+[\"']?\$\{?0\b")
_MOST_HEAD = 4_096
_SPLIT = re.compile(rb"#![ \t]*\S*env[ \t]+(?:-S[ \t]*|--split-string[= \t])([^\r\n]{1,1000})")
"""Where `env` cuts the rest of the first line into words itself."""
_PRELOADING = re.compile(rb"#![^\r\n]{0,300}\bnode[ \t]([^\r\n]{1,1000})")


def executed(tree: Tree, manifest: Manifest) -> Iterator[str]:
    """Give the files that are carried out by their path: the programs that npm links, and those that hooks name."""
    found = dict.fromkeys(path for path in manifest.commands.values() if path in tree.by_path)
    for line in hook_lines(manifest, tree):
        for folder, command in line.commands():
            path = joined(folder, command.program)
            if "/" in command.program and path in tree.by_path:
                found[path] = None
            found.update(dict.fromkeys(programs(manifest, tree, program_name(command.program))))
    yield from found


def executed_as(file: File) -> Language | None:
    """In which language a file is read that is carried out by its path; None where its first line names a program that is none of these."""
    if file.data.startswith(b"#!"):
        return language_of_first_line(file.data)
    return None if b"\0" in file.data[:4096] else Language.SHELL


def hands_on(file: File) -> Language | None:
    """In which language a script reads itself once more, by handing its own path to another interpreter: `exec python3 "$0" "$@"`."""
    found = _HANDS_ON.search(file.data, 0, _MOST_HEAD) if file.data.startswith(b"#!") else None
    return INTERPRETERS.get(program_name(found[1].decode("ascii", "replace"))) if found is not None else None


def asked_by_first_line(data: bytes) -> Iterator[str]:
    """The modules that the first line has node load before the file itself: `#!/usr/bin/env -S node -r name`."""
    match = _PRELOADING.match(data)
    words = match.group(1).decode("latin-1").split() if match is not None else []
    for at, word in enumerate(words):
        flag, equals, value = word.partition("=")
        if flag in REQUIRE_FLAGS:
            yield value if equals else "".join(words[at + 1 : at + 2])


def other_readings(
    tree: Tree, manifest: Manifest, facts: Mapping[str, FileFacts]
) -> Iterator[tuple[str, File, Language]]:
    """Give the files that are carried out in a language other than the one of their facts, and what is read of each."""
    for path in executed(tree, manifest):
        known = facts.get(path)
        language = executed_as(tree.by_path[path])
        if known is None or language is None or known.language in {language, Language.JSON}:
            continue
        if known.language in NODE_LANGUAGES and language in NODE_LANGUAGES:
            continue
        if language is not Language.SHELL:
            yield path, tree.by_path[path], language
        elif known.language not in SHELLS:
            yield path, File(path, shell_part(tree.by_path[path].data)), language


def shell_part(data: bytes) -> bytes:
    """What a shell carries out of text that may be none of its own: it stops for good at a bracket right behind a word.

    It reads and runs one line after the other. In quotes and comments a bracket is none, and behind `<<` no end is looked for.
    """
    data = data[:_MOST_SHELL]
    split = _SPLIT.match(data)
    head = split.group(1) + b"\n" if split is not None else b""
    for sign in _SIGNS.finditer(data):
        if sign.group() == b"<<":
            break
        if (
            sign.group().endswith(b"(")
            and len(sign.group()) == 2
            and sign.group()[:1] not in {b"'", b'"', b"\\"}
        ):
            data = data[: data.rfind(b"\n", 0, sign.start()) + 1]
            break
    return head + data


def together(named: FileFacts, also: FileFacts) -> FileFacts:
    """The facts of a file in the language of its name with those of another reading: node's are the frame, since it follows what is asked for."""
    if also.language in NODE_LANGUAGES and named.language not in NODE_LANGUAGES:
        named, also = also, named
    problem = named.problem or (None if _stops(also) else also.problem)
    uses = (replace(use, scope=0) for use in also.uses)
    flows = (replace(flow, scope=0) for flow in also.flows)
    payloads = (replace(payload, scope=0) for payload in also.payloads)
    return replace(
        named,
        uses=tuple(dict.fromkeys((*named.uses, *uses))),
        flows=tuple(dict.fromkeys((*named.flows, *flows))),
        addresses=tuple(dict.fromkeys((*named.addresses, *also.addresses))),
        commands=tuple(dict.fromkeys((*named.commands, *also.commands))),
        payloads=tuple(dict.fromkeys((*named.payloads, *payloads))),
        problem=problem,
    )


def _stops(facts: FileFacts) -> bool:
    """Whether the interpreter of a second reading certainly stops at the file.

    Python's own parser refuses it, which is gyp's too, or a shell runs it line by line.
    """
    return facts.language in {Language.PYTHON, Language.GYP, *SHELLS} and (facts.problem or "").startswith(
        "does not parse"
    )
