"""The options of a request: which are sent, and which only say how."""

SETTINGS = frozenset(
    (
        *(
            b"timeout",
            b"agent",
            b"agents",
            b"agentOptions",
            b"https",
            b"httpAgent",
            b"httpsAgent",
            b"proxy",
            b"rejectUnauthorized",
            b"ca",
            b"cert",
            b"key",
            b"pfx",
        ),
        *(
            b"passphrase",
            b"method",
            b"port",
            b"protocol",
            b"family",
            b"lookup",
            b"signal",
            b"responseType",
            b"encoding",
        ),
        *(
            b"followRedirect",
            b"maxRedirects",
            b"retry",
            b"strictSSL",
            b"secureProtocol",
            b"dispatcher",
            b"cache",
        ),
        *(
            b"localAddress",
            b"highWaterMark",
            b"servername",
            b"socketPath",
            b"tunnel",
            b"mode",
            b"credentials",
        ),
    )
)
"""Options of a request that are not sent."""
HEADERS = frozenset((b"headers", b"auth", b"authorization", b"Authorization"))
"""Options of a request in which it says who asks."""
ADDRESSES = frozenset(
    (b"url", b"uri", b"host", b"hostname", b"path", b"baseURL", b"baseUrl", b"prefixUrl", b"origin")
)
