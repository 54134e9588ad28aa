"""Files whose text JavaScript carries out: named plainly, by a helper, or as one of a folder; nothing that no code is, or that is only read."""

import pytest

from pratique.analysis.evaluated import MOST_BELOW, evaluated_files, looks_like_code
from pratique.analysis.facts import Language
from pratique.analysis.languages import javascript
from pratique.core.tree import File, Tree
from tests.analysis.inspecting import npm
from tests.evasions.case import JS_PAYLOAD

HEAD = "const fs = require('fs'), path = require('path');\n"
CODE = "const os = require('os');\nmodule.exports = function () { return os.platform(); };\n"
OTHERS = {
    "lib/v.txt": CODE,
    "v.txt": CODE,
    "lib/data/a.dat": CODE,
    "lib/data/b.dat": CODE,
    "lib/notes.txt": "Nothing to see here, only words.\n",
    "lib/run.sh": "#!/bin/sh\nset -e\nfor f in *; do echo $f; done\n",
}


def evaluated(source: str, others: dict[str, str] | None = None, path: str = "lib/index.js") -> list[str]:
    data = (HEAD + source).encode()
    files = (
        File(path, data),
        *(File(name, text.encode()) for name, text in (OTHERS if others is None else others).items()),
    )
    facts = javascript.extract(data, Language.JAVASCRIPT)
    found = list(evaluated_files(Tree(files), path, facts))
    assert all(language is Language.JAVASCRIPT for _, language in found)
    return [name for name, _ in found]


@pytest.mark.parametrize(
    "source",
    [
        "eval(fs.readFileSync(__dirname + '/v.txt', 'utf8'))",
        "eval(fs.readFileSync(path.join(__dirname, 'v.txt')).toString())",
        "const text = fs.readFileSync(`${__dirname}/v.txt`);\nnew Function(text)()",
        "fs.readFile(path.resolve(__dirname, 'v.txt'), (error, text) => eval(text + ''))",
        "require('vm').runInNewContext('(' + fs.readFileSync(path.join(__dirname, 'v.txt')) + ')')",
        "module._compile(fs.readFileSync(require.resolve('./v.txt'), 'utf8'), 'x')",
        "new (require('worker_threads').Worker)(fs.readFileSync(__dirname + '/v.txt', 'utf8'), {eval: true})",
        "import('data:text/javascript,' + encodeURIComponent(fs.readFileSync(__dirname + '/v.txt')))",
        "const read = name => fs.readFileSync(path.join(__dirname, name), 'utf8');\neval(read('v.txt'))",
        "eval(fs.readFileSync(path.join(folder, 'v.txt'), 'utf8'))",
    ],
)
def test_a_file_is_what_evaluates_its_text(source: str) -> None:
    assert ["lib/v.txt"] == evaluated(source)


def test_a_path_without_a_folder_is_one_of_the_root_too() -> None:
    assert ["w.txt"] == evaluated("eval(fs.readFileSync('./w.txt', 'utf8'))", {"w.txt": CODE})


def test_a_name_may_be_in_parts() -> None:
    source = "exports.all = [path.join('data', 'a.dat')];\nexports.run = name => eval(fs.readFileSync(path.join(__dirname, name), 'utf8'))"
    assert ["lib/data/a.dat"] == evaluated(source)


def test_of_a_folder_of_its_own_all_count() -> None:
    source = "for (const name of fs.readdirSync(path.join(__dirname, 'data'))) eval(fs.readFileSync(path.join(__dirname, 'data', name), 'utf8'))"
    assert ["lib/data/a.dat", "lib/data/b.dat"] == evaluated(source)


def test_of_a_folder_no_more_are_given_than_are_told_to_be_left_over() -> None:
    others = {f"lib/data/{number}.dat": f"{CODE}// {number}" for number in range(MOST_BELOW + 5)}
    source = "eval(fs.readFileSync(path.join(__dirname, 'data', name), 'utf8'))"

    assert MOST_BELOW == len(evaluated(source, others))


def test_where_many_are_evaluated_the_ones_that_are_not_told_count_by_their_names() -> None:
    first = "".join(f"eval(fs.readFileSync(__dirname + '/{number}.txt', 'utf8'));\n" for number in range(30))
    assert "lib/v.txt" in evaluated(first + "eval(fs.readFileSync(__dirname + '/v.txt', 'utf8'))")


@pytest.mark.parametrize(
    "source",
    [
        "exports.text = fs.readFileSync(__dirname + '/v.txt', 'utf8')",
        "eval(fs.readFileSync(__dirname + '/notes.txt', 'utf8'))",
        "eval(fs.readFileSync('/lib/v.txt', 'utf8'))",
        "eval(fs.readFileSync(require('os').homedir() + '/v.txt', 'utf8'))",
        "eval(fs.readFileSync(name, 'utf8'))",
        "eval(fs.readFileSync(name, 'utf8'));\nexports.scripts = ['run.sh']",
        "exports.v = JSON.parse(fs.readFileSync(__dirname + '/v.txt', 'utf8'));\neval('1')",
    ],
)
def test_what_is_only_read_is_not_carried_out(source: str) -> None:
    assert [] == evaluated(source)


def test_a_manifest_is_none() -> None:
    assert [] == evaluated(
        "eval(fs.readFileSync(path.join(__dirname, 'package.json'), 'utf8'))", {"lib/package.json": CODE}
    )


def test_only_javascript_evaluates_so() -> None:
    tree = Tree((File("x.py", b"exec(open('v.txt').read())"), File("v.txt", CODE.encode())))
    facts = javascript.extract((HEAD + "eval(fs.readFileSync('v.txt'))").encode(), Language.TYPESCRIPT)

    assert ["v.txt"] == [name for name, _ in evaluated_files(tree, "x.py", facts)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (CODE.encode(), True),
        (b"/*" + b"lorem ipsum " * 9_000 + b"*/" + CODE.encode(), True),
        (b"\0" + CODE.encode(), True),
        (b"Only words, and not many of them.", False),
        (b"", False),
    ],
)
def test_code_is_told_from_text(data: bytes, *, expected: bool) -> None:
    assert looks_like_code(File("x", data)) is expected
    assert looks_like_code(File("x", data)) is expected


def test_the_text_runs_when_the_code_does_that_evaluates_it() -> None:
    done = npm(
        {
            "index.js": HEAD + "eval(fs.readFileSync(path.join(__dirname, 'notes.txt'), 'utf8'));",
            "notes.txt": JS_PAYLOAD,
        }
    )
    chain = next(finding for finding in done.inspection.findings if finding.rule == "attack-chain")

    assert "notes.txt" in str(chain.locations[0])


def test_a_long_row_of_files_is_told_as_not_read_whole() -> None:
    files = {"index.js": HEAD + "eval(fs.readFileSync(__dirname + '/f0.txt', 'utf8'))"}
    for number in range(10):
        files[f"f{number}.txt"] = HEAD + f"eval(fs.readFileSync(__dirname + '/f{number + 1}.txt', 'utf8'))"
    done = npm(files)

    assert any("too many files are started" in item.why and item.reached for item in done.inspection.unread)
