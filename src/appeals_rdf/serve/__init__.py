"""The store of a build as a SPARQL 1.1 endpoint: it answers queries, and changes nothing.

    settings      what is served, on which address, within which limits
    formats       the media types, and what of them a client would like best
    worker        asks the store, in a process of its own that can be ended
    pool          those processes, and the queue before them
    description   what the endpoint says of itself, to programs and to people
    app           the SPARQL 1.1 Protocol
    server        the socket, the signals, the way from start to end

A question runs inside Oxigraph and cannot be called off, so each runs in a worker process, and one
that exceeds its time or memory is ended with its process. An answer is sent when it is complete:
one that is too large is refused and never cut.
"""

from __future__ import annotations

from appeals_rdf.serve.server import serve
from appeals_rdf.serve.settings import Settings

__all__ = ["Settings", "serve"]
