"""Cells that do not meet their expectation yet, and honest code that is held all the same: places by behaviour. One that is mended must leave."""

from collections.abc import Mapping

MISSES: Mapping[str, str] = {
    "environment-posted": "gem-called-sh",
    "ssh-key-posted": "gem-called",
    "browser-logins-posted": "gem-called",
    "metadata-posted": "gem-called gem-called-sh",
    "caller-key-posted": "npm-called pypi-called gem-called",
    "package-run-unasked": (
        "npm-preinstall npm-postinstall npm-prepare npm-start npm-start-line npm-hook-file"
    ),
    "fetched-to-interpreter": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "profile-changed": (
        "npm-called npm-bin pypi-called pypi-console gem-called gem-exe npm-bin-sh pypi-called-sh "
        "gem-called-sh"
    ),
    "cron-set": "gem-called gem-called-sh",
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
    "download-started": "pypi-module-sh pypi-setup-sh",
}
