"""Records to N-Quads and to Turtle, beside rdflib and Morph-KGC on the same triples.

    python benchmarks/bench_mapping.py            # 2,000 letters with 50 signatures each
    python benchmarks/bench_mapping.py --quick    # a smoke run

Each engine starts as a process of its own and reads the same letters from disk, in the form that
suits it: ours as records (JSON, one letter a line), rdflib and Morph-KGC as flat rows that are made
from our triples beforehand. The rows already hold every label, comparison key and literal, so the
others need no logic of their own: they make IRIs from templates, type the literals, and write. What
is measured for ours is more work, never less. The mapping rules of the others follow from the same
triples, so they change with the tool, and each run first proves on one letter of each layout that
all engines write the same set of quads.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

if TYPE_CHECKING:
    from measure import Run

    from appeals_rdf.model import Record
    from appeals_rdf.rdf import Description

LETTERS, SIGNATURES = 2000, 50
BATCH = 4
"""Letters that a process takes at once: some hundred milliseconds of work, and few megabytes."""

_LITERAL = re.compile(r'"(.*)"(?:@([a-z-]+)|\^\^<(.*)>)?', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\nrtbf]|u[0-9A-F]{4})')
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "\\": "\\"}
_SCHEME = re.compile(r"(https://w3id\.org/appeals-rdf/scheme/[a-z-]+/)(.+)")
_KEY = re.compile(r"(?<![^/])p?\d+(?:-\d+)?(?![^/])")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


# --- the records on disk


def record_line(record: Record) -> str:
    """A record of ``synthetic_records`` as one line of JSON."""

    def words(finding: Any) -> Any:
        return finding and [finding.text, finding.start, finding.end, finding.rule]

    def mention(found: Any) -> Any:
        return found and [*words(found), found.type and found.type.value]

    entries = [
        [
            *words(s),
            [flag.value for flag in s.flags],
            s.position,
            s.ordinal,
            mention(s.person),
            mention(s.honorific),
            mention(s.role),
            s.role_concept,
            mention(s.organization),
            s.signatory_type.value,
            s.name_status.value,
            s.repeats,
        ]
        for s in record.signatures
    ]
    return json.dumps(
        [
            [record.id, record.file, record.sha256, record.text_length],
            words(record.opening),
            words(record.title),
            list(record.missing_ordinals),
            entries,
        ],
        ensure_ascii=False,
    )


def parse_record(line: bytes) -> Record:
    """The record of one line."""
    from appeals_rdf.model import (
        Finding,
        Flag,
        Mention,
        NameStatus,
        PartyType,
        Record,
        Signature,
    )

    flags = {f.value: f for f in Flag}
    types: dict[str | None, PartyType | None] = {t.value: t for t in PartyType} | {None: None}
    statuses = {s.value: s for s in NameStatus}

    def mention(value: Any) -> Mention | None:
        if not value:
            return None
        text, start, end, rule, type_ = value
        return Mention(text=text, start=start, end=end, rule=rule, type=types[type_])

    def words(value: Any) -> Finding | None:
        if not value:
            return None
        text, start, end, rule = value
        return Finding(text=text, start=start, end=end, rule=rule)

    def signature(value: Any) -> Signature:
        return Signature(
            text=value[0],
            start=value[1],
            end=value[2],
            rule=value[3],
            flags=tuple(flags[name] for name in value[4]),
            position=value[5],
            ordinal=value[6],
            person=mention(value[7]),
            honorific=mention(value[8]),
            role=mention(value[9]),
            role_concept=value[10],
            organization=mention(value[11]),
            signatory_type=types[value[12]] or PartyType.PERSON,
            name_status=statuses[value[13]],
            repeats=value[14],
        )

    (id_, file, sha256, length), opening, title, missing, entries = json.loads(line)
    return Record(
        id=id_,
        file=file,
        sha256=sha256,
        layer_sha256=sha256,
        language="en",
        media_type="text/plain",
        text_length=length,
        opening=words(opening),
        title=words(title),
        signatures=tuple(map(signature, entries)),
        missing_ordinals=tuple(missing),
    )


# --- ours, in a process of its own


def ours(folder: Path, fmt: str, processes: int, out: Path) -> dict[str, float]:
    """Map every record of ``folder`` to one file; returns the seconds of each step."""
    source = folder / "records.jsonl"
    batches = list(_batches(source))
    facts = {"reading": 0.0, "describing": 0.0, "spelling": 0.0, "triples": 0.0}
    with out.open("wb") as file:
        for data, steps in _mapped(source, fmt, batches, processes):
            file.write(data)
            for key, value in steps.items():
                facts[key] += value
    return facts


def _mapped(
    source: Path, fmt: str, batches: Sequence[tuple[int, int]], processes: int
) -> Iterator[tuple[bytes, dict[str, float]]]:
    if processes == 1:
        for batch in batches:
            yield from _map_letters(source, fmt, *batch)
        return
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor
    from itertools import islice

    with ProcessPoolExecutor(processes) as pool:
        waiting = iter(batches)
        queue = deque(
            pool.submit(_map_batch, source, fmt, *batch) for batch in islice(waiting, 2 * processes)
        )
        while queue:
            yield from queue.popleft().result()
            queue.extend(
                pool.submit(_map_batch, source, fmt, *batch) for batch in islice(waiting, 1)
            )


def _batches(source: Path) -> Iterator[tuple[int, int]]:
    """(Offset, lines) of each batch, found without keeping any line."""
    with source.open("rb") as file:
        offset, count = 0, 0
        place = 0
        for line in file:
            place += len(line)
            count += 1
            if count == BATCH:
                yield offset, count
                offset, count = place, 0
        if count:
            yield offset, count


def _map_batch(
    source: Path, fmt: str, offset: int, count: int
) -> list[tuple[bytes, dict[str, float]]]:
    return list(_map_letters(source, fmt, offset, count))


def _map_letters(
    source: Path, fmt: str, offset: int, count: int
) -> Iterator[tuple[bytes, dict[str, float]]]:
    """The bytes of each letter, and the seconds of each step."""
    from synthetic import BASE

    from appeals_rdf.iris import Mint
    from appeals_rdf.rdf import nquads, turtle, turtle_prologue
    from appeals_rdf.triples import record_descriptions

    mint = Mint(BASE)
    # CPU time, because other work on the machine does not count in it.
    clock = time.process_time
    with source.open("rb") as file:
        file.seek(offset)
        for _ in range(count):
            begin = clock()
            record = parse_record(file.readline())
            read = clock()
            descriptions = list(record_descriptions(record, mint))
            described = clock()
            if fmt == "nquads":
                lines = nquads(descriptions, mint.graph(record.id))
                data = "".join(lines).encode()
                triples = len(lines)
            else:
                base = mint.items(record.id)
                prefixes = {
                    "appeal": f"{mint.base}id/appeal/",
                    "source": f"{mint.base}id/source/",
                    "chars": mint.passages(record.sha256),
                    "rule": f"{mint.base}id/rule/",
                }
                body = "".join(turtle(descriptions, base, prefixes))
                data = (turtle_prologue(base, prefixes) + body).encode()
                triples = sum(len(d.properties) for d in descriptions)
            yield (
                data,
                {
                    "reading": read - begin,
                    "describing": described - read,
                    "spelling": clock() - described,
                    "triples": float(triples),
                },
            )


# --- flat rows, and the mapping rules that go with them


@dataclass(frozen=True, slots=True)
class Column:
    """How the values of one property are made from a row.

    ``template`` is the text of an IRI; ``{doc}`` and ``{sha}`` are common to all tables, and
    ``{value}`` is the column itself. A literal has no template.
    """

    name: str
    predicate: str
    template: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(slots=True)
class Table:
    """The rows of all subjects that have the same types."""

    name: str
    types: tuple[str, ...]
    subject: str
    columns: dict[tuple[str, str, str, int], Column] = field(default_factory=dict)


class Flattener:
    """Makes flat rows from descriptions, and notes which tables and columns there are."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.tables: dict[tuple[str, ...], Table] = {}

    def rows(
        self, record: Record, descriptions: Iterable[Description]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """(Table, row) of each description of one record."""
        for subject, pairs in descriptions:
            template, value = self._iri(subject[1:-1], record)
            types = tuple(o[1:-1] for p, o in pairs if p[1:-1] == _TYPE)
            table = self.tables.get((template, *types))
            if table is None:
                names = [t.rpartition("/")[2] for t in types]
                table = Table("-".join(names).lower(), types, template)
                self.tables[(template, *types)] = table
            row = {"doc": record.id, "sha": record.sha256[:16], "item": value}
            seen: dict[tuple[str, str, str], int] = {}
            for p, o in pairs:
                predicate = p[1:-1]
                if predicate == _TYPE:
                    continue
                kind = self._object(o, record)
                same = (predicate, kind[0], kind[1])
                seen[same] = seen.get(same, 0) + 1
                key = (*same, seen[same])
                column = table.columns.get(key)
                if column is None:
                    local = re.split(r"[/#]", predicate)[-1]
                    column = table.columns[key] = Column(
                        f"{local}_{len(table.columns)}", predicate, kind[0], *kind[1].split("|")
                    )
                row[column.name] = kind[2]
            yield table.name, row

    def _object(self, term: str, record: Record) -> tuple[str, str, str]:
        """(Template, language|datatype, value) of an object."""
        if term[0] == "<":
            template, value = self._iri(term[1:-1], record)
            return template, "|", value or "1"
        match = _LITERAL.fullmatch(term)
        if match is None:
            raise ValueError(f"{term} is no term that this benchmark knows")
        text = _ESCAPED.sub(_unescape, match[1])
        return "", f"{match[2] or ''}|{match[3] or ''}", text

    def _iri(self, iri: str, record: Record) -> tuple[str, str]:
        base = self.base
        items = f"{base}id/appeal/{record.id}"
        source = f"{base}id/source/{record.sha256[:16]}"
        for whole, template in (
            (items, f"{base}id/appeal/{{doc}}"),
            (source, f"{base}id/source/{{sha}}"),
        ):
            if iri == whole:
                return template, ""
        for start, template in (
            (f"{items}/", f"{base}id/appeal/{{doc}}/"),
            (f"{source}/chars/", f"{base}id/source/{{sha}}/chars/"),
            (f"{base}id/rule/", f"{base}id/rule/"),
        ):
            if iri.startswith(start):
                before, value, after = _variable(iri[len(start) :])
                return f"{template}{before}{{value}}{after}", value
        if match := _SCHEME.fullmatch(iri):
            return f"{match[1]}{{value}}", match[2]
        raise ValueError(f"{iri} is no IRI that this benchmark knows")


def _variable(path: str) -> tuple[str, str, str]:
    """The part of a path that differs from row to row, between the parts that do not.

    Slashes and colons stay in the template, because an engine escapes them in a value.

    >>> _variable("signature/12/person")
    ('signature/', '12', '/person')
    """
    if match := _KEY.search(path):
        return path[: match.start()], match.group(), path[match.end() :]
    before, colon, value = path.rpartition(":")
    return f"{before}{colon}", value, ""


def _unescape(match: re.Match[str]) -> str:
    escaped = match[1]
    return chr(int(escaped[1:], 16)) if escaped[0] == "u" else _CHARACTERS[escaped]


def rml(flattener: Flattener, folder: Path) -> str:
    """The mapping rules for Morph-KGC."""
    lines = ["@prefix rml: <http://w3id.org/rml/> ."]

    def template(text: str, value: str) -> str:
        return json.dumps(text.replace("{value}", f"{{{value}}}"), ensure_ascii=False)

    for table in flattener.tables.values():
        subject = template(table.subject, "item")
        graph = template(f"{flattener.base}graph/{{doc}}", "")
        classes = ", ".join(f"<{t}>" for t in table.types)
        source = json.dumps(str(folder / f"{table.name}.csv"))
        lines.append(
            f"\n<#{table.name}> a rml:TriplesMap ;\n"
            f"  rml:logicalSource [ rml:source {source} ; "
            "rml:referenceFormulation rml:CSV ] ;\n"
            f"  rml:subjectMap [ rml:template {subject} ; rml:class {classes} ;\n"
            f"    rml:graphMap [ rml:template {graph} ] ]"
        )
        for column in table.columns.values():
            if column.template:
                made = f"rml:template {template(column.template, column.name)}"
            else:
                made = f'rml:reference "{column.name}"'
                if column.language:
                    made += f' ; rml:language "{column.language}"'
                elif column.datatype:
                    made += f" ; rml:datatype <{column.datatype}>"
            lines[-1] += (
                f" ;\n  rml:predicateObjectMap [ rml:predicate <{column.predicate}> ; "
                f"rml:objectMap [ {made} ] ]"
            )
        lines[-1] += " ."
    return "\n".join(lines) + "\n"


# --- rdflib, in a process of its own


def with_rdflib(folder: Path, fmt: str, share: int, out: Path) -> dict[str, float]:
    """The same triples with rdflib, of one letter in ``share``.

    Each letter is a graph of its own, written when it is complete. One graph for all letters would
    need gigabytes and take longer.
    """
    from rdflib import Dataset, Graph, Literal, URIRef
    from rdflib.namespace import RDF

    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    tables = {}
    for name, table in plan["tables"].items():
        columns = [
            (c["name"], URIRef(c["predicate"]), c["template"], c["language"], c["datatype"])
            for c in table["columns"]
        ]
        tables[name] = (table["subject"], [URIRef(t) for t in table["types"]], columns)
    triples = 0
    begin, begin_cpu = time.perf_counter(), time.process_time()
    with out.open("wb") as file, (folder / "rows.jsonl").open("rb") as rows:
        for number, line in enumerate(rows):
            # Layouts take turns from letter to letter, so a share is taken in runs of five.
            if number // 5 % share:
                continue
            letter = json.loads(line)
            doc = letter[0][1]["doc"]
            dataset = Dataset() if fmt == "nquads" else None
            graph = (
                Graph() if dataset is None else dataset.graph(URIRef(f"{plan['base']}graph/{doc}"))
            )
            for name, row in letter:
                template, types, columns = tables[name]
                own, sha = row["doc"], row["sha"]
                subject = URIRef(template.format(doc=own, sha=sha, value=row["item"]))
                for type_ in types:
                    graph.add((subject, RDF.type, type_))
                for column, predicate, made, language, datatype in columns:
                    value = row.get(column)
                    if value is None:
                        continue
                    graph.add(
                        (
                            subject,
                            predicate,
                            URIRef(made.format(doc=own, sha=sha, value=value))
                            if made
                            else Literal(value, lang=language or None, datatype=datatype or None),
                        )
                    )
            triples += len(graph)
            if dataset is not None:
                file.write(dataset.serialize(format="nquads", encoding="utf-8"))
            else:
                file.write(graph.serialize(format="turtle", encoding="utf-8"))
    return {
        "triples": float(triples),
        "working": time.perf_counter() - begin,
        "working_cpu": time.process_time() - begin_cpu,
    }


# --- Morph-KGC, in an environment of its own


def morph_python() -> Path | None:
    """The Python of an environment with Morph-KGC, made on demand; None where it cannot be had."""
    from measure import WORK, ChildError, run_child, tell

    home = WORK / "morph-kgc"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            tell("  making an environment for Morph-KGC")
            venv.create(home, with_pip=True)
            pip = [str(python), "-m", "pip", "install", "--quiet"]
            run_child([*pip, "--disable-pip-version-check", "morph-kgc"])
        run_child([str(python), "-c", "import morph_kgc"])
    except (ChildError, OSError) as error:
        tell(f"  Morph-KGC cannot be had: {error}")
        return None
    return python


def morph_config(folder: Path, processes: int, out: Path) -> Path:
    """The configuration for one run of Morph-KGC, which writes its files into ``out``."""
    path = folder / f"morph-{processes}.ini"
    path.write_text(
        "[CONFIGURATION]\n"
        f"output_dir: {out}\n"
        "output_format: N-QUADS\n"
        f"number_of_processes: {processes}\n"
        "logging_level: ERROR\n\n"
        f"[records]\nmappings: {folder / 'mapping.rml.ttl'}\n",
        "utf-8",
    )
    return path


# --- one set of letters, prepared and measured


def prepare(folder: Path, letters: int, signatures: int) -> None:
    """Write the letters for every engine: records, flat rows, CSV tables and mapping rules."""
    from synthetic import BASE, synthetic_records

    from appeals_rdf.iris import Mint
    from appeals_rdf.triples import record_descriptions

    folder.mkdir(parents=True)
    mint, flattener = Mint(BASE), Flattener(BASE)
    with (
        (folder / "records.jsonl").open("w", encoding="utf-8") as records,
        (folder / "rows.jsonl").open("w", encoding="utf-8") as rows,
    ):
        for record in synthetic_records(letters, signatures):
            records.write(record_line(record) + "\n")
            flat = list(flattener.rows(record, record_descriptions(record, mint)))
            rows.write(json.dumps(flat, ensure_ascii=False) + "\n")
    _write_tables(folder, flattener)
    (folder / "mapping.rml.ttl").write_text(rml(flattener, folder), "utf-8")
    plan = {
        "base": BASE,
        "tables": {
            table.name: {
                "subject": table.subject,
                "types": table.types,
                "columns": [
                    {name: getattr(column, name) for name in Column.__slots__}
                    for column in table.columns.values()
                ],
            }
            for table in flattener.tables.values()
        },
    }
    (folder / "plan.json").write_text(json.dumps(plan), "utf-8")


def _write_tables(folder: Path, flattener: Flattener) -> None:
    """The CSV tables, whose columns are known only when every row has been seen."""
    files, writers = [], {}
    for table in flattener.tables.values():
        file = (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        files.append(file)
        heads = ["doc", "sha", "item", *(column.name for column in table.columns.values())]
        writers[table.name] = csv.DictWriter(file, heads, restval="")
        writers[table.name].writeheader()
    with (folder / "rows.jsonl").open("rb") as rows:
        for line in rows:
            for name, row in json.loads(line):
                writers[name].writerow(row)
    for file in files:
        file.close()


OURS = "appeals-rdf"
RDFLIB = "rdflib"
MORPH = "Morph-KGC"


def commands(
    folder: Path, morph: Path | None, rdflib_share: int = 1
) -> dict[tuple[str, int, str], list[str]]:
    """(Engine, processes, format) → the command that measures it."""
    from measure import PYTHON

    me = [PYTHON, str(Path(__file__).resolve()), "--child"]
    found: dict[tuple[str, int, str], list[str]] = {}
    for fmt in ("nquads", "turtle"):
        for processes in (1, 2):
            key = (OURS, processes, fmt)
            found[key] = [*me, "ours", str(folder), fmt, str(processes), str(output(folder, key))]
        key = (RDFLIB, 1, fmt)
        share = str(rdflib_share)
        found[key] = [*me, "rdflib", str(folder), fmt, share, str(output(folder, key))]
    for processes in (1, 2) if morph else ():
        key = (MORPH, processes, "nquads")
        config = morph_config(folder, processes, output(folder, key))
        found[key] = [str(morph), "-m", "morph_kgc", str(config)]
    return found


def output(folder: Path, key: tuple[str, int, str]) -> Path:
    """Where one variant writes: a file, for Morph-KGC a folder of files."""
    engine, processes, fmt = key
    return folder / f"out-{engine}-{processes}.{fmt}"


def differences(folder: Path, keys: Iterable[tuple[str, int, str]]) -> list[str]:
    """What the engines did not write alike; empty where all wrote the same set of quads."""
    keys = list(keys)
    expected = _quads(output(folder, (OURS, 1, "nquads")), graphs=True)
    without_graph = {line.rpartition(" <")[0] for line in expected}
    wrong = []
    for key in keys:
        got = _quads(output(folder, key), graphs=key[2] == "nquads")
        want = expected if key[2] == "nquads" else without_graph
        if got != want:
            sample = sorted(got ^ want)[:3]
            wrong.append(f"{key}: {len(want - got)} missing, {len(got - want)} more: {sample}")
    return wrong


def _by_value(term: object) -> str:
    """A term as text; a decimal by its value, because rdflib writes 1 as 1.0 in Turtle."""
    text = str(term)
    if text.endswith("#decimal>"):
        value, _, datatype = text.partition("^^")
        return f'"{Decimal(value.strip(chr(34))).normalize():f}"^^{datatype}'
    return text


def _quads(path: Path, *, graphs: bool) -> set[str]:
    """The quads of a file, or of the files of a folder, in one spelling."""
    from pyoxigraph import RdfFormat, parse

    found = set()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        # What Morph-KGC calls .nq are N-Quads; all else is told by the name we gave.
        fmt = RdfFormat.N_QUADS if graphs else RdfFormat.TURTLE
        for quad in parse(path=str(file), format=fmt):
            line = f"{quad.subject} {quad.predicate} {_by_value(quad.object)}"
            found.add(f"{line} {quad.graph_name}" if graphs else line)
    return found


def main(argv: Sequence[str] | None = None) -> str:
    """Measure, print the tables and return them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run with a few letters")
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--signatures", type=int, default=SIGNATURES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-morph", action="store_true", help="leave Morph-KGC out")
    parser.add_argument(
        "--rdflib-share",
        type=int,
        default=10,
        metavar="N",
        help="give rdflib one letter in N and multiply; it takes letter by letter, so its time "
        "is linear",
    )
    args = parser.parse_args(argv)
    if args.quick:
        args.letters, args.signatures, args.runs, args.rdflib_share = 10, 8, 1, 2

    from measure import WORK, conditions, load, scratch

    # A smoke run does not go to the network for an environment that is not there.
    absent = args.no_morph or (args.quick and not (WORK / "morph-kgc").exists())
    morph = None if absent else morph_python()
    before = load()
    with scratch("mapping") as folder:
        results = _measured(folder, morph, args)

    signatures = args.letters * args.signatures
    triples = results[(OURS, 1, "nquads")].facts["triples"]
    text = _report(results, triples, signatures, args.letters)
    text += f"\n{conditions(args.quick, args.runs)} Load average before: {before}."
    if args.rdflib_share > 1:
        text += (
            f" rdflib read one letter in {args.rdflib_share}, and what it worked on them is "
            "multiplied."
        )
    if morph is None:
        text += "\nMorph-KGC was left out or cannot be had here."
    return text + "\n"


def _measured(
    folder: Path, morph: Path | None, args: argparse.Namespace
) -> dict[tuple[str, int, str], Run]:
    """Prove that all engines write the same quads, then measure them."""
    from measure import paired, run_child, tell

    prepare(folder / "sample", 5, 12)
    tried = commands(folder / "sample", morph)
    for command in tried.values():
        run_child(command)
    if wrong := differences(folder / "sample", tried):
        raise SystemExit("The engines do not write the same quads:\n" + "\n".join(wrong))

    tell(f"  preparing {args.letters} letters")
    prepare(folder / "all", args.letters, args.signatures)
    variants = commands(folder / "all", morph, args.rdflib_share)
    names = {f"{engine}, {n} process(es), {fmt}": (engine, n, fmt) for engine, n, fmt in variants}
    found = paired({name: variants[key] for name, key in names.items()}, args.runs)
    results = {names[name]: run for name, run in found.items()}
    for key in results:
        if key[0] == RDFLIB:
            results[key] = _whole(results[key], args.rdflib_share)
    return results


def _whole(run: Run, share: int) -> Run:
    """The run over one letter in ``share``, as it would be over all: the start counts once."""
    return replace(
        run,
        seconds=run.seconds + (share - 1) * run.facts["working"],
        cpu_seconds=run.cpu_seconds + (share - 1) * run.facts["working_cpu"],
    )


def _report(
    results: dict[tuple[str, int, str], Run], triples: float, signatures: int, letters: int
) -> str:
    from measure import seconds, table

    rows = []
    for key, run in sorted(results.items(), key=lambda item: (item[0][2], item[1].seconds)):
        engine, processes, fmt = key
        rows.append(
            (
                engine,
                processes,
                {"nquads": "N-Quads", "turtle": "Turtle"}[fmt],
                seconds(run.seconds),
                seconds(run.cpu_seconds),
                f"{triples / run.seconds:,.0f}",
                f"{run.peak_mib:.0f}",
                f"{run.worker_mib:.0f}" if processes > 1 else "–",
            )
        )
    text = (
        f"{signatures:,} signatures in {letters:,} letters, {triples:,.0f} triples "
        f"({triples / signatures:.1f} for each signature), the same set from every engine.\n\n"
    )
    text += table(
        (
            "engine",
            "#processes",
            "format",
            "#seconds",
            "#CPU seconds",
            "#triples/s",
            "#peak MiB",
            "#worker MiB",
        ),
        rows,
    )
    text += "\nWhere our time goes (one process, CPU seconds):\n\n"
    text += table(
        ("format", "#reading records", "#describing", "#spelling", "#start, writing"),
        [
            (
                fmt,
                *(seconds(run.facts[step]) for step in ("reading", "describing", "spelling")),
                seconds(
                    run.cpu_seconds
                    - sum(run.facts[step] for step in ("reading", "describing", "spelling"))
                ),
            )
            for fmt, run in (
                ("N-Quads", results[(OURS, 1, "nquads")]),
                ("Turtle", results[(OURS, 1, "turtle")]),
            )
        ],
    )
    return text + "\n" + table(("goal", "#asked", "#reached", "#by CPU time"), _goals(results))


def _goals(results: dict[tuple[str, int, str], Run]) -> list[tuple[str, str, str, str]]:
    def ratio(
        what: str, asked: str, one: tuple[str, int, str], other: tuple[str, int, str]
    ) -> tuple[str, str, str, str]:
        if one not in results or other not in results:
            return what, asked, "not measured", "not measured"
        ours, theirs = results[one], results[other]
        return (
            what,
            asked,
            f"1/{theirs.seconds / ours.seconds:.1f}",
            f"1/{theirs.cpu_seconds / ours.cpu_seconds:.1f}",
        )

    peak = max(max(run.peak_mib, run.worker_mib) for key, run in results.items() if key[0] == OURS)
    ours = {(n, fmt): (OURS, n, fmt) for n in (1, 2) for fmt in ("nquads", "turtle")}
    theirs = {fmt: (RDFLIB, 1, fmt) for fmt in ("nquads", "turtle")}
    return [
        ratio(
            "time of Morph-KGC, 2 processes each", "1/4", ours[2, "nquads"], (MORPH, 2, "nquads")
        ),
        ratio("time of Morph-KGC, 1 process each", "–", ours[1, "nquads"], (MORPH, 1, "nquads")),
        ratio("time of rdflib, N-Quads, 1 process", "1/30", ours[1, "nquads"], theirs["nquads"]),
        ratio("time of rdflib, Turtle, 1 process", "1/30", ours[1, "turtle"], theirs["turtle"]),
        ratio("time of rdflib, N-Quads, ours with 2", "1/30", ours[2, "nquads"], theirs["nquads"]),
        ratio("time of rdflib, Turtle, ours with 2", "1/30", ours[2, "turtle"], theirs["turtle"]),
        ("largest process of ours, MiB", "60", f"{peak:.0f}", "–"),
    ]


def _child(kind: str, folder: str, fmt: str, count: str, out: str) -> None:
    engines: dict[str, Callable[[], dict[str, float]]] = {
        "ours": lambda: ours(Path(folder), fmt, int(count), Path(out)),
        "rdflib": lambda: with_rdflib(Path(folder), fmt, int(count), Path(out)),
    }
    print(json.dumps(engines[kind]()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _child(*sys.argv[2:])
    else:
        print(main())
