"""The process that judges: requests as JSON on standard input, answers as JSON on standard output.

The hook starts it, so that a time limit holds whatever a check does.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from pratique.cli.hook.installs import Package
from pratique.cli.hook.judging import Judged, judge_packages, judge_project
from pratique.net.configuration.config_file import noting


def answered(request: Any) -> dict[str, object]:
    """Return the answers to a request, and the configuration files on which they depend."""
    folder = Path(request["folder"])
    with noting() as files:
        packages = [Package(*words) for words in request["packages"]]
        judged = asyncio.run(judge_packages(packages, folder)) if packages else []
        judged += [judge_project(Path(project)) for project in request["projects"]]
    return {
        "answers": [_written(one) for one in judged],
        "files": sorted({os.fspath(path.absolute()) for path in files}),
    }


def _written(one: Judged) -> list[object]:
    return [one.subject, one.answer.action.value, list(one.answer.reasons), one.keep]


def main() -> int:
    """Answer the request on standard input. Return 0, or 4 after any error."""
    out, sys.stdout = sys.stdout, sys.stderr
    request = json.load(sys.stdin)
    out.write(json.dumps(answered(request)))
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
