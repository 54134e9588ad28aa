"""Reports about install scripts, as values."""

from pratique.core.install_script import Effect, InstallScript
from pratique.core.location import Location
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.reading import LockRead, NotJudged
from pratique.core.script_report import Client, ScriptedPackage, ScriptPlace, ScriptReport, ScriptState

NPM = Client(name="npm", version="12.1.0", why="from package-lock.json", blocks=True, form="npm")
HOSTILE = "\x1b[31m<b>\u202e"


def script(
    effect: Effect = Effect.DOWNLOADS, *, does: str = "downloads files", behaviour: str = "b" * 64
) -> InstallScript:
    return InstallScript(
        hook="postinstall",
        command="node get.js",
        does=does,
        effects=(effect,),
        places=(Location("package.json", 7), Location("get.js", 2)),
        behaviour=behaviour,
    )


def package(
    name: str = "getter",
    version: str = "1.0.0",
    *,
    state: ScriptState = ScriptState.UNDECIDED,
    effect: Effect = Effect.DOWNLOADS,
    behaviour: str = "b" * 64,
    action: Action = Action.ALLOW,
    digest: str = "a" * 64,
    does: str = "downloads files",
    stops: bool = True,
) -> ScriptedPackage:
    return ScriptedPackage(
        ref=PackageRef(Ecosystem.NPM, name).at(version),
        folder="",
        filename=f"{name}-{version}.tgz",
        digest=Digest("sha256", digest),
        scripts=(script(effect, behaviour=behaviour, does=does),),
        state=state,
        why="nobody approved it",
        action=action,
        sources=("package-lock.json:7",),
        stops=stops,
    )


def report(*packages: ScriptedPackage, not_judged: tuple[NotJudged, ...] = ()) -> ScriptReport:
    return ScriptReport(
        root=".",
        places=(ScriptPlace(folder="", record="pratique-scripts.toml", recorded=False, clients=(NPM,)),),
        packages=packages,
        files=(LockRead(path="package-lock.json", format="package-lock v3", packages=4),),
        not_judged=not_judged,
        other_platforms=("pkg:npm/fsevents@2.3.3",),
        read=4,
    )
