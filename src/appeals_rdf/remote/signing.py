"""How requests are signed: with basic or digest authentication, by httpx."""

from __future__ import annotations

from collections.abc import Generator

import httpx

from appeals_rdf.profiles import Profile
from appeals_rdf.remote.credentials import Credentials


class Fitting(httpx.Auth):
    """Unsigned, until a server asks: then digest where it offers that, else basic.

    So a password goes out only to who asks for it, and not as it is to who wants a digest.
    """

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._way: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request in the way that the server has asked for."""
        if self._way:
            yield from self._way.auth_flow(request)
            return
        response = yield request
        if response.status_code != 401:
            return
        self._way = self._digest if _offers(response, "digest") else self._basic
        flow = self._way.auth_flow(request)
        signed = next(flow)
        # Digest would begin with asking what the server has just answered.
        yield flow.send(response) if self._way is self._digest else signed


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
