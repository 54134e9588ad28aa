"""Mechanisms whose lock the client itself wrote: the attacker changes the manifest, and locks honestly."""

from tests.git import repository
from tests.hostile_locks.clients import BUN, NPM, PDM, PNPM, POETRY, UV, YARN1, YARN4
from tests.hostile_locks.mechanism import OUTSIDE, mechanism
from tests.hostile_locks.patching import CLIENTS_THAT_PATCH, EVIL_JS, ask, patch_of
from tests.hostile_locks.scene import EVIL_TGZ, EVIL_WHEEL, Scene, evil_tgz
from tests.hostile_locks.world import EVIL, npm_release, python_source

_NODE = (NPM, YARN1, YARN4, PNPM, BUN)
_PYTHON = (UV, POETRY, PDM)


def node_folder(scene: Scene, path: str) -> None:
    """Write the attacker's kite as a folder."""
    scene.write(f"{path}/package.json", '{"name": "kite", "version": "1.1.0"}')
    for name, text in npm_release("kite", "1.1.0", EVIL).files.items():
        scene.write(f"{path}/{name}", text)


def node_repository(scene: Scene) -> tuple[str, str]:
    """Return the address of a git repository of the attacker's kite beside the project, and its commit."""
    git = repository(scene.folder.parent / "kite-git")
    (git.folder / "package.json").write_text('{"name": "kite", "version": "1.1.0"}')
    (git.folder / "index.js").write_text(str(npm_release("kite", "1.1.0", EVIL).files["index.js"]))
    return f"file://{git.folder}", git.commit()


def python_folder(scene: Scene, path: str) -> None:
    """Write the attacker's kite as a folder that each installer builds without another package."""
    for name, text in python_source("kite", "1.1.0", EVIL).items():
        scene.write(f"{path}/{name}", text)


def _ask(scene: Scene, request: str) -> None:
    scene.manifest(lambda document: document["dependencies"].update(kite=request))
    scene.relock()


def _ask_python(scene: Scene, uv: str, other: str) -> None:
    """Ask by `[tool.uv.sources]` for uv, and by a direct reference for the others."""
    if scene.format == UV:
        text = (scene.folder / "pyproject.toml").read_text()
        scene.write("pyproject.toml", f"{text}\n[tool.uv.sources]\nkite = {{ {uv} }}\n")
    else:
        scene.replace('"kite>=1.0.0,<2"', f'"kite @ {other}"', "pyproject.toml")
    scene.relock()


@mechanism("asked-archive", *_NODE, idea="2")
def asked_archive(scene: Scene) -> None:
    scene.write("vendor/kite.tgz", EVIL_TGZ)
    _ask(scene, "file:./vendor/kite.tgz")


@mechanism("asked-folder", *_NODE, idea="2", in_place="vendor/kite")
def asked_folder(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    _ask(scene, "file:./vendor/kite")


@mechanism("asked-link", YARN1, YARN4, PNPM, idea="2", in_place="vendor/kite")
def asked_link(scene: Scene) -> None:
    node_folder(scene, "vendor/kite")
    _ask(scene, "link:./vendor/kite")


# A member of the workspace is the project itself to a full check, which lists it.
@mechanism(
    "asked-member",
    YARN4,
    PNPM,
    BUN,
    idea="2",
    in_place="parts/kite",
    settings_file="a workspace of the project",
)
def asked_member(scene: Scene) -> None:
    node_folder(scene, "parts/kite")
    if scene.format == PNPM:
        scene.write("pnpm-workspace.yaml", "packages:\n  - parts/*\n")
    else:
        scene.manifest(lambda document: document.update(private=True, workspaces=["parts/*"]))
    _ask(scene, "workspace:*")


@mechanism("asked-address", *_NODE, idea=OUTSIDE)
def asked_address(scene: Scene) -> None:
    _ask(scene, evil_tgz(scene.world))


@mechanism("asked-alias", *_NODE, idea=OUTSIDE)
def asked_alias(scene: Scene) -> None:
    _ask(scene, "npm:gull@1.0.0")


@mechanism("asked-git", NPM, YARN1, PNPM, idea=OUTSIDE)
def asked_git(scene: Scene) -> None:
    address, _ = node_repository(scene)
    _ask(scene, f"git+{address}")


@mechanism("asked-patch", *CLIENTS_THAT_PATCH, idea="8")
def asked_patch(scene: Scene) -> None:
    ask(scene, patch_of(EVIL_JS))


# pnpm and yarn search for the lines that a patch changes.
@mechanism("asked-patch-of-other-lines", *CLIENTS_THAT_PATCH, idea="8")
def asked_patch_of_other_lines(scene: Scene) -> None:
    ask(scene, patch_of(EVIL_JS, line=2))


@mechanism("asked-archive", *_PYTHON, idea="2")
def asked_wheel(scene: Scene) -> None:
    path = f"v/{EVIL_WHEEL.filename}"
    scene.write(path, EVIL_WHEEL.data)
    _ask_python(scene, f'path = "{path}"', f"file://{scene.folder}/{path}")


@mechanism("asked-folder", *_PYTHON, idea="2", in_place="v/kite")
def asked_python_folder(scene: Scene) -> None:
    python_folder(scene, "v/kite")
    _ask_python(scene, 'path = "v/kite"', f"file://{scene.folder}/v/kite")


@mechanism("asked-address", *_PYTHON, idea=OUTSIDE)
def asked_wheel_address(scene: Scene) -> None:
    url = scene.world.evil.pypi_file_url(EVIL_WHEEL)
    _ask_python(scene, f'url = "{url}"', url)


@mechanism("asked-registry", UV, POETRY, PDM, idea=OUTSIDE)
def asked_registry(scene: Scene) -> None:
    """Name the attacker's index in the manifest, and lock with it."""
    scene.replace(scene.world.good.pypi_url, scene.world.evil.pypi_url, "pyproject.toml")
    scene.relock()
