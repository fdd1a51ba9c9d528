"""PROV: what was read, and by which software, rule and curator; ``graph/provenance``.

The IRI of the run changes with any input, so that few triples name it: the graph of an appeal comes
from the *reading* of that appeal, whose IRI stays. A small change of the input so gives a small
change here. No document's words are repeated.

There is no time stamp unless the environment has ``SOURCE_DATE_EPOCH``
(https://reproducible-builds.org/specs/source-date-epoch/).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from appeals_rdf import __version__
from appeals_rdf.corpus import Folder
from appeals_rdf.errors import UsageError
from appeals_rdf.iris import Mint
from appeals_rdf.rdf import RDF_TYPE, Description, curie, literal
from appeals_rdf.triples import GENERATED, IDENTIFIER, LABEL

if TYPE_CHECKING:
    from appeals_rdf.publish.build import Part

ASSOCIATED = curie("prov:wasAssociatedWith")
USED = curie("prov:used")

GRAPH_LABELS: Mapping[str, str] = {
    "scheme": "Concepts of the schemes",
    "provenance": "Provenance of this data set",
    "catalog": "Catalogue of this data set",
}
"""What the graphs beside those of the appeals are called."""

_EPOCH = re.compile(r"[0-9]{1,12}")


def provenance_descriptions(
    folder: Folder, parts: Sequence[Part], mint: Mint
) -> Iterator[Description]:
    """PROV of the build: the run, the software, every reading, rule and curation.

    ``parts`` are the graphs of the appeals. A graph is a ``prov:Bundle`` that the reading of one
    appeal made; that reading used the source document, and the file of decisions where there is
    one. The item itself names the rule or the curation that made it.
    """
    software = mint.other(f"id/software/{__version__}")
    curators = mint.other("id/curators")
    documents = mint.other("id/documents")
    run = _run(folder, parts, mint)
    curations = {e.id: e.curation for e in folder.entries if e.curation and e.curation.sha256}
    curation_files = {
        appeal_id: mint.other(f"id/curation/{curation.sha256[:16]}")
        for appeal_id, curation in curations.items()
    }

    yield Description(
        run,
        [
            (RDF_TYPE, curie("prov:Activity")),
            (LABEL, literal("Run over the documents of this corpus", "en")),
            (ASSOCIATED, software),
            (USED, documents),
            (curie("prov:generated"), mint.other("id/dataset")),
            *time_stamp("prov:endedAtTime"),
        ],
    )
    yield Description(
        software,
        [
            (RDF_TYPE, curie("prov:SoftwareAgent")),
            (LABEL, literal(f"appeals-rdf {__version__}", "en")),
            (curie("schema:softwareVersion"), literal(__version__)),
        ],
    )
    if curations:
        yield Description(
            curators,
            [(RDF_TYPE, curie("prov:Agent")), (LABEL, literal("Curators of this corpus", "en"))],
        )
    sources = [mint.source(sha256) for part in parts for sha256, _ in part.sources]
    used = [curation_files[part.name] for part in parts if part.name in curation_files]
    yield Description(
        documents,
        [
            (RDF_TYPE, curie("prov:Collection")),
            (LABEL, literal("Source documents and files of decisions of this corpus", "en")),
            *((curie("prov:hadMember"), member) for member in dict.fromkeys([*sources, *used])),
        ],
    )
    yield from _readings(parts, curation_files, software, mint)
    for name in ("scheme", "provenance", "catalog"):
        yield Description(
            mint.graph(name),
            [
                (RDF_TYPE, curie("prov:Bundle")),
                (LABEL, literal(GRAPH_LABELS[name], "en")),
                (GENERATED, run),
            ],
        )

    rules = mint.rule("")[1:-1]
    activities = {term for part in parts for term in part.activities}
    for rule in sorted(activities):
        name = rule[1:-1].removeprefix(rules)
        if name != rule[1:-1]:
            yield Description(
                rule,
                [
                    (RDF_TYPE, curie("prov:Activity")),
                    (LABEL, literal(f"Reading by the rule “{name}”", "en")),
                    (ASSOCIATED, software),
                ],
            )
    described = set()
    for part in parts:
        activity = mint.curation(part.name)
        if activity in activities:
            pairs = [
                (RDF_TYPE, curie("prov:Activity")),
                (LABEL, literal(f"Curation of appeal {part.name}", "en")),
            ]
            if file := curation_files.get(part.name):
                pairs.append((USED, file))
            yield Description(activity, [*pairs, (ASSOCIATED, curators)])
        curation = curations.get(part.name)
        # Two files of the same bytes would be one entity.
        if curation and curation.sha256 not in described:
            described.add(curation.sha256)
            yield Description(
                curation_files[part.name],
                [
                    (RDF_TYPE, curie("prov:Entity")),
                    (LABEL, literal(f"File of decisions {curation.file}", "en")),
                    (IDENTIFIER, literal(curation.file)),
                    (curie("schema:sha256"), literal(curation.sha256)),
                ],
            )


def _readings(
    parts: Sequence[Part], curation_files: Mapping[str, str], software: str, mint: Mint
) -> Iterator[Description]:
    for part in parts:
        reading = mint.other(f"id/appeal/{part.name}/reading")
        yield Description(
            mint.graph(part.name),
            [
                (RDF_TYPE, curie("prov:Bundle")),
                (LABEL, literal(f"Graph of appeal {part.name}", "en")),
                (GENERATED, reading),
            ],
        )
        pairs = [
            (RDF_TYPE, curie("prov:Activity")),
            (LABEL, literal(f"Reading of appeal {part.name}", "en")),
            (ASSOCIATED, software),
        ]
        pairs += [(USED, mint.source(sha256)) for sha256, _ in part.sources]
        if file := curation_files.get(part.name):
            pairs.append((USED, file))
        yield Description(reading, pairs)


def _run(folder: Folder, parts: Sequence[Part], mint: Mint) -> str:
    """The IRI of the run: equal for equal software, settings, documents and decisions."""
    decisions = {e.id: e.curation.sha256 for e in folder.entries if e.curation}
    inputs = [
        __version__,
        asdict(folder.settings),
        [(part.name, part.sources, decisions.get(part.name, "")) for part in parts],
    ]
    digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    return mint.other(f"id/run/{__version__}-{digest[:16]}")


def time_stamp(predicate: str) -> list[tuple[str, str]]:
    """The property with the time of ``SOURCE_DATE_EPOCH``; nothing where that is not set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return []
    try:
        if not _EPOCH.fullmatch(epoch):
            raise ValueError
        moment = datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is '{epoch}', which is not a number of seconds since 1970."
        ) from error
    return [(curie(predicate), literal(f"{moment.isoformat()}Z", datatype=curie("xsd:dateTime")))]
