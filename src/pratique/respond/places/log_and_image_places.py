"""The places with logs, one line each."""

from pratique.respond.interface import Place
from pratique.respond.places.ci_logs import CiLogs
from pratique.respond.places.debug_logs import DebugLogs
from pratique.respond.places.gate_log import GateLog
from pratique.respond.places.images import Images
from pratique.respond.places.proxy_logs.place import ProxyLogs
from pratique.respond.places.unknown_logs import UnknownLogs

LOG_PLACES: tuple[Place, ...] = (
    GateLog(),
    ProxyLogs(),
    DebugLogs(),
    # Its texts are the most general.
    CiLogs(),
    UnknownLogs(),
)
"""Logs, in the order in which a file is tried."""
IMAGE_PLACES: tuple[Place, ...] = (Images(),)
"""Container images."""
