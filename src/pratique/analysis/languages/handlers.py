"""Handlers: functions that are registered for an event, a route or a command, and do not run when the file is loaded.

One rule for all languages. A call registers a handler where its name is in `REGISTERS`, or in `ROUTES` and its first argument is a path,
unless loading brings the event about: the program starts or ends (`STARTED`), a stream, request, socket or program delivers
(`DELIVERED`), or, as each language says by `own`, loading made what speaks or fires the event itself.
"""

REGISTERS = frozenset(
    (
        *("on", "once", "addListener", "prependListener", "addEventListener", "subscribe", "connect", "bind"),
        *("add_handler", "add_event_handler", "add_listener", "add_url_rule", "set_defaults", "command"),
    )
)
"""Methods that are given a function for later, and mostly what it is for as their first argument."""
ROUTES = frozenset(("get", "post", "put", "patch", "delete", "route", "all", "use"))
"""Methods that are so where a path comes first."""
STARTED = frozenset(
    (
        *("exit", "beforeExit", "uncaughtException", "unhandledRejection", "ready", "load", "loaded"),
        *("DOMContentLoaded", "readystatechange", "start", "boot", "init"),
    )
)
"""Events that starting or ending a program brings."""
DELIVERED = frozenset(
    (
        *("data", "end", "response", "close", "finish", "readable", "drain", "pipe", "error", "timeout"),
        *(
            "open",
            "connect",
            "connection",
            "listening",
            "message",
            "secureConnect",
            "socket",
            "lookup",
            "spawn",
        ),
    )
)
"""Events of streams, requests, sockets and programs."""


def waits(method: str, event: str | None, *, own: bool) -> bool:
    """Return True where what `method` registers waits for an event that loading does not bring.

    `event` is the first argument as far as it is constant text.
    """
    if own:
        return False
    if method in ROUTES:
        return event is not None and event.startswith("/")
    return method in REGISTERS and event not in STARTED | DELIVERED
