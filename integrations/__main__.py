"""`python integrations STEP`: runs a step of the GitHub Action or the GitLab component around `pratique check`.

Uses only the standard library, for Python 3.11 or newer. It is run as a folder, because `python -m` would import modules
from the working directory, which is the judged project.
"""  # noqa: INP001 - a folder that is run, not a package that is imported

import sys

from github import base, comment, judge
from gitlab import note

STEPS = {
    "github-base": base.main,
    "github-judge": judge.main,
    "github-comment": comment.main,
    "gitlab-note": note.main,
}


def main(arguments: list[str]) -> int:
    """Run the named step and return its exit code, or 2 if there is no such step."""
    step = STEPS.get(arguments[0]) if len(arguments) == 1 else None
    if step is None:
        sys.stderr.write(f"usage: python integrations {'|'.join(STEPS)}\n")
        return 2
    return step()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
