"""``appeals-rdf query``: the bundled questions, and the user's own."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appeals_rdf.cli.console import Console, write_output
from appeals_rdf.cli.options import common, output, signing_in
from appeals_rdf.errors import InputError, UsageError

if TYPE_CHECKING:
    from appeals_rdf.stores import Store


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from appeals_rdf.queries import load_queries

    return [name for name in load_queries() if name.startswith(incomplete)]


@click.command("query", short_help="Ask the bundled questions, or your own.")
@click.argument("name", required=False, shell_complete=_complete)
@click.option("--list", "list_", is_flag=True, help="List the bundled questions.")
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="KEY=VALUE",
    help="A parameter of the question; may stand more than once.",
)
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    help="table, csv, tsv, json or xml; ttl or nt for a CONSTRUCT query.  [default: table or ttl]",
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="RDF files, or a build folder, to ask.  [default: the build of the corpus]",
)
@click.option(
    "--endpoint",
    metavar="URL|NAME",
    help="Ask a store on a server instead: an address, or a name from corpus.yaml.",
)
@click.option(
    "--page",
    type=click.IntRange(min=1),
    metavar="ROWS",
    help="Ask the endpoint for so many rows at once; the question needs an ORDER BY.",
)
@signing_in
@output
@common
def command(
    console: Console,
    name: str | None,
    list_: bool,
    params: tuple[str, ...],
    format_: str | None,
    data: tuple[Path, ...],
    endpoint: str | None,
    page: int | None,
    user: str | None,
    timeout: float | None,
    output: str,
) -> None:
    """Ask the question NAME, or with - the SPARQL query on standard input.

    NAME may be shortened to its number: appeals-rdf query 07. Without NAME the questions are
    listed. Parameters are bound as RDF terms, so nothing in a value is read as SPARQL.
    """
    from appeals_rdf.queries import find_query, own_query, run_query
    from appeals_rdf.results import check_format, render

    if list_ or name is None:
        write_output(_questions(), output)
        return
    query = own_query(sys.stdin.read()) if name == "-" else find_query(name)
    format_ = check_format(query.form, format_)
    values = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals:
            raise UsageError(f"--param needs KEY=VALUE, not '{param}'.")
        if key in values:
            raise UsageError(f"the parameter '{key}' is given twice.")
        values[key] = value
    store, base = _store(console, data, endpoint, page, user, timeout)
    answer = run_query(store, query, values, base)
    on_terminal = output == "-" and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_terminal else None
    write_output(render(answer, format_, base, width), output)


def _questions() -> str:
    """The bundled questions, each with its parameters."""
    from appeals_rdf.queries import load_queries

    lines = []
    for name, query in load_queries().items():
        lines.append(f"{name}\n    {query.description.strip()}")
        for param in query.params:
            optional = " (may be left out)" if param.optional else ""
            lines.append(f"    -p {param.name}={param.example}    {param.description}{optional}")
    return "\n".join(lines) + "\n"


def _store(
    console: Console,
    data: tuple[Path, ...],
    endpoint: str | None,
    page: int | None,
    user: str | None,
    timeout: float | None,
) -> tuple[Store, str]:
    """What is asked, and the base below which an appeal's id is looked for."""
    from appeals_rdf.corpus import build_folder, find_corpus, read_settings
    from appeals_rdf.iris import DEFAULT_BASE
    from appeals_rdf.stores import OxigraphStore, open_build

    if endpoint and data:
        raise UsageError("--endpoint and --data exclude each other.")
    if not endpoint and (page or user or timeout):
        raise UsageError("--page, --user and --timeout are for asking an --endpoint.")
    try:
        corpus = find_corpus(console.corpus)
    except InputError:
        # Files and endpoints can be asked from anywhere; a corpus only says what its base is.
        if console.corpus or not (endpoint or data):
            raise
        corpus = None
    base = read_settings(corpus).base if corpus else DEFAULT_BASE
    if endpoint:
        return _endpoint(console, endpoint, corpus, page, user, timeout), base
    if not data:
        assert corpus is not None
        return open_build(build_folder(corpus)), base
    if len(data) == 1 and data[0].is_dir():
        return open_build(data[0]), base
    return OxigraphStore.of_files(data), base


def _endpoint(
    console: Console,
    to: str,
    corpus: Path | None,
    page: int | None,
    user: str | None,
    timeout: float | None,
) -> Store:
    """The endpoint of this address, or of this name in the ``corpus.yaml`` of ``corpus``."""
    from appeals_rdf.corpus import read_stores
    from appeals_rdf.profiles import find_profile
    from appeals_rdf.remote.credentials import credentials_of, hidden_prompt, in_the_clear
    from appeals_rdf.stores import SparqlEndpoint

    profile = find_profile(to, read_stores(corpus) if corpus else {})
    profile = replace(
        profile,
        page=page or profile.page,
        user=user or profile.user,
        timeout=timeout or profile.timeout,
    )
    credentials = credentials_of(profile, hidden_prompt())
    if note := in_the_clear(profile, credentials):
        console.say(note)
    return SparqlEndpoint(profile, credentials)
