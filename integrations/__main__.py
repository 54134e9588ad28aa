"""`python integrations STEP`: what the GitHub Action and the GitLab component do beside `pratique check`.

Standard library only, for any Python 3.11 or newer. It is run as a folder: `python -m` would look for modules in the
folder it is started in, which is the project under judgement.
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
    """Run the step that is named; gives its exit code, 2 when there is no such step."""
    step = STEPS.get(arguments[0]) if len(arguments) == 1 else None
    if step is None:
        sys.stderr.write(f"usage: python integrations {'|'.join(STEPS)}\n")
        return 2
    return step()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
