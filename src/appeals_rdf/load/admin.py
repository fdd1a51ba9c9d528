"""Making a dataset in Fuseki, through its administration protocol.

https://jena.apache.org/documentation/fuseki2/fuseki-server-protocol.html
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from appeals_rdf.errors import UsageError
from appeals_rdf.profiles import Profile
from appeals_rdf.remote.http import Client, Refused

_DATASET = re.compile(r"(?P<server>https?://[^/]+(?:/[^?#]*)?)/(?P<name>[A-Za-z0-9_.-]+)")


def create_dataset(client: Client, profile: Profile, storage: str) -> bool:
    """Make the dataset of the profile's address, on disk (``tdb2``) or in memory (``mem``).

    Gives whether it was made; False where it is there already.
    """
    match = _DATASET.fullmatch(profile.url)
    if match is None or profile.kind not in ("", "fuseki"):
        raise UsageError(
            f"--create makes a dataset in Fuseki, and {profile.name} is no address of one. "
            "Give http(s)://server/name."
        )
    form = urlencode({"dbName": match["name"], "dbType": storage}).encode()
    try:
        client.send(
            "POST",
            f"{match['server']}/$/datasets",
            body=form,
            size=len(form),
            type_="application/x-www-form-urlencoded",
        )
    except Refused as error:
        if error.status == 409:
            return False
        raise
    return True
