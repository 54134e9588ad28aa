"""Files that settings name."""

import pytest

from pratique.intake.install_settings.family import settings_in
from pratique.intake.install_settings.named import named_files


def named(path: str, text: str) -> list[str]:
    return [name for setting in settings_in(path, text.encode()) for name, _ in named_files(setting)]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (".yarnrc.yml", "yarnPath: .yarn/releases/y.cjs\n", [".yarn/releases/y.cjs"]),
        ("a/.yarnrc.yml", "yarnPath: ./y.cjs\n", ["a/y.cjs"]),
        (".yarnrc.yml", "plugins:\n  - path: p.cjs\n    spec: x\n  - q.cjs\n", ["p.cjs", "q.cjs"]),
        (".yarnrc", "yarn-path bin/y.js\n", ["bin/y.js"]),
        (".npmrc", "pnpmfile=h.cjs\n", ["h.cjs"]),
        ("pnpm-workspace.yaml", "patchedDependencies:\n  a@1: p/a.patch\n", ["p/a.patch"]),
        ("package.json", '{"patchedDependencies": {"a@1": "p/a.patch"}}', ["p/a.patch"]),
        ("package.json", '{"dependencies": {"a": "patch:a@1#./p/a.patch"}}', ["p/a.patch"]),
        (
            "package.json",
            '{"resolutions": {"a": "patch:a@1#optional!~/p/a.patch&./b.patch"}}',
            ["p/a.patch", "b.patch"],
        ),
        ("package.json", '{"resolutions": {"a": "patch:a@1#optional!builtin<compat/a>"}}', []),
        ("a/.yarnrc.yml", "yarnPath: ../../y.cjs\n", []),
        (".yarnrc.yml", "yarnPath: /etc/y.cjs\n", []),
        (".npmrc", "registry=x\n", []),
    ],
)
def test_files_inside_the_repository_are_named(path: str, text: str, found: list[str]) -> None:
    assert found == named(path, text)
