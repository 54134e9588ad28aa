"""Patches of kite, and how each client is asked to apply one."""

from tests.hostile_locks.clients import BUN, PNPM, YARN4
from tests.hostile_locks.scene import Scene
from tests.hostile_locks.world import EVIL, npm_release

CLIENTS_THAT_PATCH = (YARN4, PNPM, BUN)
PATH = "patches/kite.patch"
EVIL_JS = str(npm_release("kite", "1.1.0", EVIL).files["index.js"])
HARMLESS_JS = "module.exports.more = 1\n"


def patch_of(text: str, *, line: int = 1) -> str:
    """Return a patch that puts lines into `index.js`; `line` is where it says to begin."""
    added = "".join(f"+{one}\n" for one in text.splitlines())
    count = len(text.splitlines())
    return (
        "diff --git a/index.js b/index.js\n--- a/index.js\n+++ b/index.js\n"
        f"@@ -{line},2 +{line},{count + 2} @@\n // suite-token:good:kite-1.1.0\n{added} module.exports = 1\n"
    )


def ask(scene: Scene, text: str) -> None:
    """Write a patch, name it in the settings of the client, and have the client lock it."""
    scene.write(PATH, text)
    if scene.format == PNPM:
        scene.write("pnpm-workspace.yaml", f"patchedDependencies:\n  kite@1.1.0: {PATH}\n")
    elif scene.format == BUN:
        scene.manifest(lambda document: document.update(patchedDependencies={"kite@1.1.0": PATH}))
    else:
        wanted = f"patch:kite@npm%3A^1.0.0#~/{PATH}"
        scene.manifest(lambda document: document["dependencies"].update(kite=wanted))
    scene.relock()


def harmless(scene: Scene) -> None:
    """Patch as honest people do."""
    ask(scene, patch_of(HARMLESS_JS))
