"""Cells that do not meet their expectation yet, and honest code that is held all the same: places by behaviour. One that is mended must leave."""

from collections.abc import Mapping

MISSES: Mapping[str, str] = {
    "environment-posted": "gem-called-sh",
    "ssh-key-posted": "gem-called",
    "browser-logins-posted": "gem-called",
    "metadata-posted": "gem-called gem-called-sh",
    "caller-key-posted": "gem-called",
    "fetched-to-interpreter": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "cron-set": "gem-called gem-called-sh",
}
FALSE_ALARMS: Mapping[str, str] = {
    "token-posted": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "identity-in-lookup": "gem-lib gem-extconf gem-rakefile gem-plugin",
    "download-started": "pypi-module-sh pypi-setup-sh",
}
