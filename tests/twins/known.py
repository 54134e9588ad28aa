"""Cells that do not meet their expectation yet, and honest code that is held all the same: places by behaviour. One that is mended must leave."""

from collections.abc import Mapping

MISSES: Mapping[str, str] = {
    "environment-posted": "gem-called gem-called-sh",
    "ssh-key-posted": "gem-called gem-called-sh",
    "browser-logins-posted": "gem-called gem-called-sh",
    "session-files-posted": "pypi-module-sh gem-lib-sh gem-extconf-sh",
    "metadata-posted": (
        "npm-called npm-bin pypi-module pypi-called pypi-console npm-python gem-lib gem-called "
        "gem-exe gem-extconf gem-plugin npm-bin-sh npm-called-sh pypi-called-sh gem-lib-sh "
        "gem-called-sh gem-extconf-sh"
    ),
    "caller-key-posted": "npm-called pypi-called gem-called",
    "download-started": "gem-lib gem-extconf gem-plugin",
    "clone-run": (
        "npm-lib npm-preinstall npm-postinstall npm-prepare npm-start pypi-module pypi-pth "
        "pypi-setup pypi-command npm-python gem-lib gem-extconf gem-rakefile gem-plugin "
        "npm-hook-line npm-start-line npm-hook-file npm-lib-sh pypi-module-sh pypi-setup-sh "
        "gem-lib-sh gem-extconf-sh"
    ),
    "install-from-address": (
        "gem-lib gem-extconf gem-rakefile gem-plugin npm-hook-file gem-lib-sh gem-extconf-sh"
    ),
    "package-run-unasked": (
        "npm-preinstall npm-postinstall npm-prepare npm-start npm-start-line npm-hook-file"
    ),
    "fetched-to-interpreter": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "hidden-powershell": "npm-bin gem-called gem-exe gem-called-sh",
    "profile-changed": (
        "npm-called npm-bin pypi-called pypi-console gem-called gem-exe npm-bin-sh pypi-called-sh "
        "gem-called-sh"
    ),
    "cron-set": (
        "npm-bin pypi-called pypi-console gem-called gem-exe npm-bin-sh pypi-called-sh gem-called-sh"
    ),
    "run-key-set": (
        "npm-lib npm-preinstall npm-postinstall npm-prepare npm-start gem-lib gem-extconf "
        "gem-rakefile gem-plugin"
    ),
    "address-swapped": (
        "npm-lib npm-preinstall npm-postinstall npm-prepare npm-start gem-lib gem-called gem-exe "
        "gem-extconf gem-rakefile gem-plugin"
    ),
    "home-deleted": (
        "npm-lib npm-preinstall npm-postinstall npm-prepare npm-start gem-lib gem-extconf "
        "gem-rakefile gem-plugin"
    ),
}
FALSE_ALARMS: Mapping[str, str] = {
    "token-posted": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "identity-in-lookup": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "aws-credentials-posted": (
        "npm-lib npm-called npm-bin npm-preinstall npm-postinstall npm-prepare npm-start "
        "pypi-module pypi-pth pypi-setup pypi-command gem-lib gem-extconf gem-rakefile gem-plugin"
    ),
    "metadata-posted": (
        "npm-lib npm-preinstall npm-postinstall npm-prepare npm-start pypi-pth pypi-setup pypi-command"
    ),
    "download-started": "pypi-module-sh pypi-setup-sh",
    "published-again": "npm-hook-line npm-start-line npm-hook-file npm-lib-sh",
}
