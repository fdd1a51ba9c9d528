"""How requests are signed: with basic or digest authentication, by httpx."""

from __future__ import annotations

from collections.abc import Generator

import httpx

from appeals_rdf.profiles import Profile
from appeals_rdf.remote.credentials import Credentials


class Fitting(httpx.Auth):
    """Basic, until a server answers that it wants digest."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._wants_digest = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request, and sign it anew where the answer asks for another way."""
        if self._wants_digest:
            yield from self._digest.auth_flow(request)
            return
        response = yield next(self._basic.auth_flow(request))
        if response.status_code != 401 or _offers(response, "basic"):
            return
        del request.headers["Authorization"]
        if not _offers(response, "digest"):
            # Virtuoso says what it wants only to those who have not tried anything else.
            response = yield request
            if response.status_code != 401 or not _offers(response, "digest"):
                return
        self._wants_digest = True
        flow = self._digest.auth_flow(request)
        next(flow)  # would ask what the server has just answered
        yield flow.send(response)


def _offers(response: httpx.Response, scheme: str) -> bool:
    offers = response.headers.get_list("www-authenticate")
    return any(offer.lower().startswith(f"{scheme} ") for offer in offers)


def auth_of(profile: Profile, credentials: Credentials | None) -> httpx.Auth:
    """What signs the requests to a store."""
    if credentials is None:
        return httpx.Auth()
    user, password = credentials.user, credentials.password
    if profile.auth == "basic":
        return httpx.BasicAuth(user, password)
    if profile.auth == "digest":
        return httpx.DigestAuth(user, password)
    return Fitting(user, password)
