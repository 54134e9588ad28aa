"""Settings that decide what is installed: a change of one leaves the answer incomplete, an honest change does not."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import Machine, Ran
from tests.git import Git, repository

EVIL = "https://evil.invalid"
PACKAGE = json.dumps({"name": "app", "version": "1.0.0", "dependencies": {"calm": "1.0.0"}})


@pytest.fixture
def git(machine: Machine) -> Git:
    git = repository(machine.folder)
    machine.lock("calm@1.0.0")
    git.commit()
    return git


def changed(
    machine: Machine, git: Git, before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> Ran:
    """Commit one state of files, write the other, and check the change; None is a file that is not there."""
    put(machine.folder, before)
    git.commit()
    put(machine.folder, after)
    return machine.run("check", "--since", "HEAD", "--format", "json")


def put(folder: Path, files: Mapping[str, str | None]) -> None:
    for path, text in files.items():
        target = folder / path
        if text is None:
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)


def told(ran: Ran) -> list[tuple[str, str, str]]:
    return [(item["path"], item["setting"], item["effect"]) for item in ran.json["install_settings"]]


def manifest(**more: object) -> str:
    return json.dumps({**json.loads(PACKAGE), **more}, indent=2)


PATCH = "--- a/index.js\n+++ b/index.js\n@@ -1 +1 @@\n-1\n+2\n"
PLACE, CODE, CONTENT = "place", "code at install", "content"


def test_a_change_of_a_setting_is_incomplete_and_named(machine: Machine, git: Git) -> None:
    ran = changed(machine, git, {".npmrc": "fund=false\n"}, {".npmrc": f"fund=true\nregistry={EVIL}/\n"})
    assert 3 == ran.code
    assert ran.json["coverage"]["complete"] is False
    assert [
        {
            "path": ".npmrc",
            "line": 2,
            "setting": "registry",
            "effect": "place",
            "before": None,
            "after": f"{EVIL}/",
            "changed": True,
            "stops": True,
            "judged": False,
            "waived": None,
        }
    ] == ran.json["install_settings"]


def test_a_folder_without_a_lock_decides_nothing(machine: Machine, git: Git) -> None:
    ran = changed(machine, git, {"web/.npmrc": None}, {"web/.npmrc": f"registry={EVIL}\n"})
    assert (0, []) == (ran.code, ran.json["install_settings"])


def test_the_registry_of_the_users_own_configuration_is_no_change(machine: Machine, git: Git) -> None:
    npm = machine.registry.npm_url.rstrip("/")
    ran = changed(machine, git, {".npmrc": None}, {".npmrc": f"registry={npm}\n"})
    assert (0, []) == (ran.code, ran.json["install_settings"])


def test_the_bytes_of_a_file_that_a_setting_names_count(machine: Machine, git: Git) -> None:
    release = ".yarn/releases/yarn-4.cjs"
    ran = changed(
        machine, git, {".yarnrc.yml": f"yarnPath: {release}\n", release: "1\n"}, {release: "steal()\n"}
    )
    assert (3, [(release, "the whole file", CODE)]) == (ran.code, told(ran))


def test_a_patch_that_is_named_counts_by_its_bytes(machine: Machine, git: Git) -> None:
    before = {
        "package.json": manifest(pnpm={"patchedDependencies": {"calm": "p/calm.diff"}}),
        "p/calm.diff": PATCH,
    }
    ran = changed(machine, git, before, {"p/calm.diff": PATCH.replace("+2", "+exec(x)")})
    assert (3, [("p/calm.diff", "the whole file", CONTENT)]) == (ran.code, told(ran))


def test_patches_are_found_in_every_folder_below(machine: Machine, git: Git) -> None:
    before = {"patches/a.patch": PATCH, "patches/b/c.patch": PATCH, "patches-old/d.patch": PATCH}
    ran = changed(machine, git, before, dict.fromkeys(before, PATCH.replace("+2", "+3")))
    assert (3, ["patches/a.patch", "patches/b/c.patch"]) == (ran.code, [path for path, _, _ in told(ran)])


def test_folders_above_a_lock_are_looked_at_up_to_the_top_of_the_repository(
    machine: Machine, git: Git
) -> None:
    machine.lock("calm@1.0.0", path="a/b/package-lock.json")
    git.commit()
    machine.write("a/.npmrc", f"registry={EVIL}\n")
    machine.write(".yarnrc.yml", "yarnPath: x.cjs\n")
    ran = machine.run("check", str(machine.folder / "a" / "b"), "--since", "HEAD", "--format", "json")
    assert 3 == ran.code
    assert {("../.npmrc", "registry", PLACE), ("../../.yarnrc.yml", "yarnPath", CODE)} == set(told(ran))


def test_a_link_counts_by_what_it_leads_to_and_is_not_followed_out(machine: Machine, git: Git) -> None:
    machine.write("own/npmrc", "fund=false\n")
    (machine.folder / ".npmrc").symlink_to("own/npmrc")
    git.commit()
    assert 0 == machine.run("check", "--since", "HEAD").code
    machine.write("own/npmrc", f"registry={EVIL}\n")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (3, [(".npmrc", "registry", PLACE)]) == (ran.code, told(ran))
    outside = machine.folder.parent / "outside"
    outside.write_text("registry=https://secret.invalid\n")
    (machine.folder / ".npmrc").unlink()
    (machine.folder / ".npmrc").symlink_to(outside)
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 3 == ran.code
    assert "secret.invalid" not in ran.out


def test_what_cannot_be_read_counts_by_its_bytes(machine: Machine, git: Git) -> None:
    ran = changed(machine, git, {"bunfig.toml": "[[\n"}, {"bunfig.toml": "[[[\n"})
    assert (3, [("bunfig.toml", "the whole file, which cannot be read", CODE)]) == (ran.code, told(ran))


def test_an_installed_tree_counts_once_the_change_tracks_it(machine: Machine, git: Git) -> None:
    machine.write(".gitignore", "node_modules\n")
    git.commit()
    machine.write("node_modules/.package-lock.json", "{}")
    machine.write("node_modules/calm/index.js", "steal()")
    assert 0 == machine.run("check", "--since", "HEAD").code
    assert [] == told(machine.run("check", "--format", "json"))
    git("add", "--force", "node_modules")
    found = told(machine.run("check", "--format", "json"))
    assert [("node_modules", "files of an installed tree", PLACE)] == found
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (3, [("node_modules", "files of an installed tree", PLACE)]) == (ran.code, told(ran))
    git.commit()
    assert 0 == machine.run("check", "--since", "HEAD").code
    assert 3 == machine.run("check", "--since", "HEAD~1").code


@pytest.mark.parametrize("name", ["vendor/cache/a.gem", ".yarn/cache/a.zip", "mirror/a.tgz"])
def test_an_archive_with_other_bytes_counts(machine: Machine, git: Git, name: str) -> None:
    machine.write(".yarnrc", 'yarn-offline-mirror "./mirror"\n')
    machine.write(name, "one")
    git.commit()
    machine.write(name, "two")
    machine.write(f"{name.rpartition('/')[0]}/b{name[-4:]}", "new")
    git("add", "--all")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (3, [(name, "an archive in the repository", PLACE)]) == (ran.code, told(ran))


def waiver(path: str, **more: str) -> str:
    lines = {"rule": "install-settings", "package": path, "reason": "read", "owner": "me", **more}
    return "[[waivers]]\n" + "".join(f'{k} = "{v}"\n' for k, v in lines.items()) + "expires = 2099-01-01\n"


def test_a_merged_waiver_accepts_a_change_and_one_of_the_change_does_not(machine: Machine, git: Git) -> None:
    after = {".npmrc": f"registry={EVIL}\n", "pratique.toml": waiver(".npmrc")}
    assert 3 == changed(machine, git, {".npmrc": ""}, after).code
    ran = changed(machine, git, {".npmrc": "", "pratique.toml": waiver(".npmrc")}, after)
    assert 0 == ran.code
    assert ["install-settings .npmrc (HEAD:pratique.toml:1)"] == ran.json["waivers"]["applied"]
    assert "read" in ran.json["install_settings"][0]["waived"]["reason"]


def test_a_waiver_with_a_digest_accepts_these_bytes_alone(machine: Machine, git: Git) -> None:
    after = f"registry={EVIL}\n"
    digest = f"sha256:{hashlib.sha256(after.encode()).hexdigest()}"
    before = {".npmrc": "", "pratique.toml": waiver(".npmrc", digest=digest)}
    assert 0 == changed(machine, git, before, {".npmrc": after}).code
    assert 3 == changed(machine, git, before, {".npmrc": f"{after}#\n"}).code


def test_the_full_check_lists_settings_and_keeps_its_exit_code(machine: Machine, git: Git) -> None:
    machine.write(".npmrc", "registry=https://me:hunter2@evil.invalid/\nfund=false\n")
    machine.write("package.json", manifest(scripts={"postinstall": "node x"}))
    ran = machine.run("check", "--format", "json")
    assert 0 == ran.code
    assert [(".npmrc", "registry", PLACE), ("package.json", "scripts > postinstall", "own script")] == told(
        ran
    )
    assert "hunter2" not in ran.out
    text = machine.run("check").out
    assert "2 settings affect the installed packages (.npmrc, package.json)" in text


@pytest.mark.parametrize(
    "name", ["text", "markdown", "sarif", "junit", "github", "gitlab", "gitlab-codequality", "jsonl"]
)
def test_every_format_names_the_file_the_setting_and_both_values(
    machine: Machine, git: Git, name: str
) -> None:
    machine.write(".npmrc", "registry=https://one.invalid/\n")
    git.commit()
    machine.write(".npmrc", "registry=https://two.invalid/\n")
    ran = machine.run("check", "--since", "HEAD", "--format", name)
    assert 3 == ran.code
    assert all(word in ran.out for word in (".npmrc", "registry", "one.invalid", "two.invalid"))


def test_hostile_values_are_printed_harmlessly(machine: Machine, git: Git) -> None:
    ran = changed(
        machine,
        git,
        {".npmrc": ""},
        {".npmrc": "registry=\x1b[2J\u202ehttps://x.invalid/" + "a" * 9999 + "\n"},
    )
    assert 3 == ran.code
    out = machine.run("check", "--since", "HEAD").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert max(map(len, out.splitlines())) < 600


def test_a_folder_in_no_repository_is_its_own_top(machine: Machine) -> None:
    machine.lock("calm@1.0.0")
    above = machine.folder.parent / ".npmrc"
    above.write_text(f"registry={EVIL}\n")
    found = told(machine.run("check", "--format", "json"))
    above.unlink()
    assert [] == found
