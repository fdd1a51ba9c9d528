"""The file for bulk loaders, and the loaders: what the page shows is run, and gives the data back.

The commands of ``docs/bulk-loading.md`` are taken from the page and run by a shell in an empty
folder. Each loader's store must then return the exported file, line by line.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from appeals_rdf.corpus import read_stores
from appeals_rdf.errors import InputError, UsageError
from appeals_rdf.profiles import KINDS
from appeals_rdf.publish.bulk import (
    COMPRESSIONS,
    Summary,
    bulk_to_path,
    bulk_to_stream,
    compression_of,
    write_bulk,
)
from appeals_rdf.publish.exports import export_chunks
from tests import fetched
from tests.conftest import LETTER, ROOT, MakeCorpus
from tests.servers import Server, virtuoso
from tests.test_catalogue import FOLDER, RECORDS
from tests.test_cli import run
from tests.test_exports import awkward_record

ALL = [*RECORDS, awkward_record()]


def decompressed(data: bytes, compression: str) -> bytes:
    if compression == "gzip":
        return gzip.decompress(data)
    if compression == "zstd":
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    return data


def written(graphs: Iterable[bytes], scratch: Path, **sizes: int) -> tuple[bytes, Summary]:
    out = io.BytesIO()
    summary = write_bulk(graphs, out, "none", scratch, **sizes)
    return out.getvalue(), summary


def expected() -> bytes:
    """All lines of the export, as ``sort -u`` of coreutils gives them."""
    lines = "".join(export_chunks("nquads", ALL, FOLDER, whole=True)).encode()
    return subprocess.run(
        ["sort", "-u"], input=lines, stdout=subprocess.PIPE, env={"LC_ALL": "C"}, check=True
    ).stdout


# --- the file


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_file_is_the_export_sorted_by_coreutils(compression: str) -> None:
    out = io.BytesIO()
    summary = bulk_to_stream(ALL, FOLDER, out, compression, whole=True)
    lines = expected()
    assert decompressed(out.getvalue(), compression) == lines
    digest = hashlib.sha256(lines).hexdigest()
    assert summary == Summary(lines.count(b"\n"), len(ALL) + 2, len(lines), digest)
    assert summary.lines > 1000


def test_the_lines_are_the_canonical_n_quads() -> None:
    """Another library writes the same lines: terms in the canonical form, no blank node."""
    lines = expected()
    dataset = ox.Dataset(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    again = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert again is not None
    assert b"".join(sorted(again.splitlines(keepends=True))) == lines


LINES = st.lists(st.text("ab\U0001f309é ", max_size=3).map(lambda text: f"{text}\n".encode()))


@given(st.lists(LINES), st.integers(1, 12), st.integers(2, 3))
def test_runs_of_any_size_give_the_same_file(
    graphs: list[list[bytes]], run_size: int, ways: int
) -> None:
    """Spilled or not, merged once or often: sorted by bytes, each line once."""
    found, summary = written(
        [b"".join(g) for g in graphs], Path(tempfile.gettempdir()), run=run_size, ways=ways
    )
    assert found.splitlines(keepends=True) == sorted({line for g in graphs for line in g})
    assert summary.lines == found.count(b"\n")
    assert summary.graphs == sum(1 for graph in graphs if graph)


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_equal_data_is_the_same_file(
    tmp_path: Path, compression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for name, time in (("a", 1e9), ("b", 2e9)):
        monkeypatch.setattr("time.time", lambda time=time: time)
        path = tmp_path / f"{name}{COMPRESSIONS[compression]}"
        bulk_to_path(ALL, FOLDER, path, compression, whole=True)
        files.append(path.read_bytes())
    assert files[0] == files[1]
    if compression == "gzip":
        assert files[0][3:8] == bytes(5), "no name, no time"
    else:
        assert zstandard.get_frame_parameters(files[0]).has_checksum


def test_memory_does_not_grow_with_the_data(tmp_path: Path) -> None:
    def peak(graphs: int) -> int:
        line = b"<a:s%d> <a:p> <a:o%d> <a:g%d> .\n"
        letters = (
            b"".join(line % (n * 7919 % 1000, n, g) for n in range(500)) for g in range(graphs)
        )
        tracemalloc.start()
        with (tmp_path / "out").open("wb") as out:
            summary = write_bulk(letters, out, "none", tmp_path, run=100_000, ways=8)
        assert summary.lines == graphs * 500
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    small, large = peak(40), peak(400)
    assert large < 1.5 * small, (small, large)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere temporary files have names")
def test_temporary_files_have_no_names(tmp_path: Path) -> None:
    """So nothing of them can be left, even by a process that is killed."""

    def graphs() -> Iterator[bytes]:
        for number in range(5):
            yield b"<a:%d> <a:p> <a:o> <a:g> .\n" % number * 100
            seen.append(list(tmp_path.iterdir()))
            held.append(sum(str(tmp_path) in target for target in _open_files()))

    seen: list[list[Path]] = []
    held: list[int] = []
    written(graphs(), tmp_path, run=1000)
    assert seen == [[]] * 5
    assert held == [1, 2, 3, 4, 5], "they were there"
    assert not any(str(tmp_path) in target for target in _open_files())


def _open_files() -> list[str]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except OSError:
            continue
    return found


def test_an_error_in_a_record_leaves_the_old_file(tmp_path: Path) -> None:
    def records() -> Iterator[object]:
        yield RECORDS[0]
        raise RuntimeError

    path = tmp_path / "corpus.nq"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        bulk_to_path(records(), FOLDER, path, "none", whole=True)  # type: ignore[arg-type]
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


NO_ROOM = """
import io, resource, sys
from appeals_rdf.publish.bulk import write_bulk
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
graphs = (b"".join(b"<a:%d> <a:p> <a:%d> <a:g> .\\n" % (n, g) for n in range(999)) for g in (1, 2))
write_bulk(graphs, io.BytesIO(), "none", sys.argv[1], run=1000)
"""


def test_no_room_for_temporary_files_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(tmp_path)], capture_output=True, text=True
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("appeals_rdf.errors.InputError: the sorting needs temporary files in ")
    assert str(tmp_path) in last
    with pytest.raises(InputError, match="which cannot be written"):
        written([b"<a:s> <a:p> <a:o> <a:g> .\n"], tmp_path / "nowhere", run=1)


# --- the name of the file


@pytest.mark.parametrize(
    ("output", "asked", "compression"),
    [
        ("corpus.nq", "", "none"),
        ("corpus.nq.gz", "", "gzip"),
        ("corpus.nq.zst", "", "zstd"),
        ("corpus.nq.gz", "gzip", "gzip"),
        ("-", "", "none"),
        ("-", "zstd", "zstd"),
        ("/dev/null", "gzip", "gzip"),
    ],
)
def test_the_name_says_how_it_is_compressed(output: str, asked: str, compression: str) -> None:
    assert compression_of(output, asked) == compression


@pytest.mark.parametrize(
    ("output", "asked", "message"),
    [
        ("corpus.nq.gz", "zstd", "by its name 'gzip', and --compress asks for 'zstd'"),
        ("corpus.nq", "gzip", "Name it ….nq.gz"),
        ("corpus.nq.bz2", "", "Let it end in .nq, .nq.gz, .nq.zst"),
        ("corpus.ttl", "gzip", "Let it end in"),
        ("corpus.gz", "", "Let it end in"),
        ("-", "zip", "Did you mean 'gzip'?"),
    ],
)
def test_a_name_that_says_something_else(output: str, asked: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        compression_of(output, asked)


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python has zstd itself")
def test_zstd_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(UsageError, match=re.escape("install appeals-rdf[zstd]")):
        bulk_to_path(ALL, FOLDER, tmp_path / "corpus.nq.zst", "zstd", whole=True)
    assert list(tmp_path.iterdir()) == []


# --- the command


def test_the_command(make_corpus: MakeCorpus) -> None:
    folder = make_corpus({"letter.txt": LETTER, "other.txt": LETTER.replace("2031", "2032")})
    assert run("build", "-o", "build", cwd=folder).returncode == 0
    lines = sorted(set((folder / "build/corpus.nq").read_bytes().splitlines(keepends=True)))
    digest = hashlib.sha256(b"".join(lines)).hexdigest()

    done = run("export", "--bulk", "-o", "corpus.nq.gz", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    size = sum(map(len, lines))
    said = (
        f"{len(lines)} lines, 4 graphs, {size} bytes of N-Quads\nSHA-256 of the N-Quads: {digest}"
    )
    assert done.stderr.strip() == said
    assert gzip.decompress((folder / "corpus.nq.gz").read_bytes()) == b"".join(lines)

    printed = run("export", "--bulk", "--quiet", cwd=folder)
    assert (printed.stdout, printed.stderr) == (b"".join(lines).decode(), "")
    one = run("export", "letter", "--bulk", cwd=folder)
    assert one.stdout.splitlines() == [
        line for line in printed.stdout.splitlines() if line.endswith("/graph/letter> .")
    ]
    assert ", 1 graph, " in one.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--bulk", "--format", "nquads"], 2, "--bulk writes N-Quads. Leave --format"),
        (["--bulk", "--table", "appeals"], 2, "--bulk writes N-Quads."),
        (["--compress", "gzip"], 2, "--compress goes with --bulk"),
        (["--bulk", "--compress", "bzip2"], 2, "there is no compression 'bzip2'"),
        (["--bulk", "-o", "corpus.trig"], 2, "corpus.trig does not say it"),
        (["--bulk", "nobody"], 2, "there is no appeal 'nobody'"),
        (["--bulk", "-o", "nowhere/corpus.nq"], 3, "cannot be written"),
    ],
)
def test_wrong_use(make_corpus: MakeCorpus, arguments: list[str], code: int, message: str) -> None:
    done = run("export", *arguments, cwd=make_corpus())
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""


def test_curation_with_errors_is_not_handed_out(make_corpus: MakeCorpus) -> None:
    curation = "letter.yaml", "document: letter.txt\nsignatures:\n  - match: Nobody at all\n"
    folder = make_corpus(None, dict([curation]))
    (folder / "corpus.nq").write_text("old")
    done = run("export", "--bulk", "-o", "corpus.nq", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert (folder / "corpus.nq").read_text() == "old"


# --- the loaders

PAGE = (ROOT / "docs" / "bulk-loading.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(sh|sql)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "export": ("appeals-rdf export --bulk",),
    "sort": ("build/corpus.nq",),
    "tdbloader": ("tdb2.tdbloader", "corpus.nq.gz"),
    "tdbloader-zstd": ("tdb2.tdbloader", "corpus.nq.zst"),
    "xloader": ("tdb2.xloader",),
    "tdbdump": ("tdb2.tdbdump",),
    "fuseki": ("java -jar",),
    "oxigraph": ("oxigraph load", "corpus.nq.gz"),
    "oxigraph-zstd": ("oxigraph load", "corpus.nq.zst"),
    "oxigraph-dump": ("oxigraph dump",),
    "oxigraph-serve": ("oxigraph serve",),
    "virtuoso": ("rdf_loader_run",),
}
"""Name → words by which the one block on the page is known."""

# Words in which stores may differ: escapes, characters of four bytes, whole decimals.
SPECIAL = LETTER.replace("Open letter of", 'Open letter \U0001f309 \\ "so" of')
IN_LINES = (
    'letter \U0001f309 \\\\ \\"so\\" of',
    '"12"^^<http://www.w3.org/2001/XMLSchema#decimal>',
)


def command(name: str) -> str:
    (found,) = [text for _, text in BLOCKS if all(word in text for word in COMMANDS[name])]
    return str(found)


def test_every_command_on_the_page_is_run() -> None:
    assert sorted(command(name) for name in COMMANDS) == sorted(text for _, text in BLOCKS)
    here = Path(__file__).read_text("utf-8")
    for name in COMMANDS:
        assert here.count(f'"{name}"') > 1, f"{name} is known and not used"


def test_the_page_names_the_versions_that_are_tried() -> None:
    assert f"Jena {fetched.FUSEKI_VERSION} " in PAGE
    assert f"jena-fuseki-server-{fetched.FUSEKI_VERSION}.jar" in PAGE


class Place:
    """A folder with a corpus, exported for bulk loaders, and a shell that finds the loaders."""

    def __init__(self, folder: Path, *programs: Path) -> None:
        self.folder = folder
        paths = [*programs, Path(sys.executable).parent]
        self._path = os.pathsep.join([*map(str, paths), os.environ["PATH"]])
        said = self._shell(command("export")).stderr
        (self.sha256,) = re.findall(r"^SHA-256 of the N-Quads: ([0-9a-f]{64})$", said, re.M)
        self.lines = gzip.decompress((folder / "corpus.nq.gz").read_bytes())
        assert hashlib.sha256(self.lines).hexdigest() == self.sha256
        assert [word for word in IN_LINES if word.encode() not in self.lines] == []

    def zstd(self) -> None:
        """The same, compressed by zstd, for a command that reads that."""
        if not shutil.which("zstd"):
            fetched.unavailable("the program zstd is not on the path")
        self._shell(command("export").replace(".gz", ".zst"))
        (self.folder / "corpus.nq.gz").unlink()

    def run(self, commands: str) -> str:
        """What commands print on standard output."""
        return self._shell(commands).stdout

    def _shell(self, commands: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", commands],
            cwd=self.folder,
            env={**os.environ, "PATH": self._path, "JVM_ARGS": "-Xmx1g", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done


@pytest.fixture
def place(make_corpus: MakeCorpus) -> Place:
    return Place(make_corpus({"letter.txt": SPECIAL}))


@pytest.fixture
def jena(make_corpus: MakeCorpus) -> Place:
    fetched.java()
    return Place(make_corpus({"letter.txt": SPECIAL}), _jena_programs())


def _jena_programs() -> Path:
    """Jena's own programs, from the archive that the page names."""
    (artifact,) = re.findall(r"org\.apache\.jena:apache-jena:[0-9.]+:zip", PAGE)
    version = artifact.split(":")[2]

    def fetch(folder: Path) -> None:
        maven = shutil.which("mvn") or fetched.unavailable(
            "Maven (mvn), which fetches Jena, is missing"
        )
        fetched._run(
            [
                maven,
                "-B",
                "-q",
                fetched._COPY,
                f"-Dartifact={artifact}",
                f"-DoutputDirectory={folder}",
            ]
        )
        archive = folder / f"apache-jena-{version}.zip"
        if not archive.is_file():
            fetched.unavailable("Maven could not fetch Apache Jena")
        with zipfile.ZipFile(archive) as files:
            files.extractall(folder)
        archive.unlink()
        for program in folder.glob("*/bin/*"):
            program.chmod(0o755)

    return fetched._cached(f"apache-jena-{version}", fetch) / f"apache-jena-{version}" / "bin"


class Shown(Server):
    """A server as the page starts it, on a port of its own."""

    kind = "shown"

    def __init__(self, place: Place, name: str, port: int, ready: str) -> None:
        super().__init__(place.folder)
        self.ready = ready
        jar = re.compile(r"\S+\.jar")
        words = shlex.split(command(name))
        if name == "fuseki":
            words = [jar.sub(str(fetched.fuseki_jar()), word) for word in words]
        else:
            words[0] = str(fetched.oxigraph_program())
        assert sum(str(port) in word for word in words) == 1
        self._words, self._shown = words, str(port)

    def command(self) -> Sequence[str]:
        return [word.replace(self._shown, str(self.port)) for word in self._words]

    def env(self) -> Mapping[str, str]:
        return {"FUSEKI_BASE": str(self.folder / "base")}


def served(place: Place, server: Server, dataset: str, path: str) -> bytes:
    """All quads that a server gives, in the canonical form, sorted; then ``load`` takes over."""
    place.run("appeals-rdf build")
    server.start()
    try:
        url = f"{server.origin}{dataset}"
        with httpx.Client(trust_env=False, timeout=60) as client:
            answer = client.get(url + path, headers={"Accept": "application/n-quads"})
        answer.raise_for_status()
        said = place.run(f"appeals-rdf load --yes --to {url} 2>&1")
        assert re.search(r"^ *leave +3 graphs$", said, re.M), said
        assert not re.search(r"^ *(add|replace|remove)\b", said, re.M), said
        place.run(f"appeals-rdf load --check --to {url}")
    finally:
        server.stop()
    return canonical(ox.parse(answer.content, format=ox.RdfFormat.N_QUADS))


def canonical(quads: Iterable[ox.Quad]) -> bytes:
    found = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert found is not None
    return b"".join(sorted(found.splitlines(keepends=True)))


def test_sorting_a_build_gives_the_same(place: Place) -> None:
    place.run(f"appeals-rdf build -o build\n{command('sort')}")
    assert gzip.decompress((place.folder / "sorted.nq.gz").read_bytes()) == place.lines
    assert command("sort").split()[-1] == "sorted.nq.gz"


def test_tdbloader_and_fuseki(jena: Place) -> None:
    jena.run(command("tdbloader"))
    assert jena.run(command("tdbdump")).split() == [jena.sha256, "-"]
    found = served(jena, Shown(jena, "fuseki", 3030, "/$/ping"), "/appeals", "")
    # What the page says of decimals, which is why its command needs sed.
    assert b'"12.0"^^<' in found
    whole = re.compile(rb'"(-?\d+)\.0"(?=\^\^<http://www\.w3\.org/2001/XMLSchema#decimal>)')
    assert whole.sub(rb'"\1"', found) == jena.lines


def test_tdbloader_from_zstd(jena: Place) -> None:
    jena.zstd()
    jena.run(command("tdbloader-zstd"))
    assert jena.run(command("tdbdump")).split() == [jena.sha256, "-"]


def test_xloader(jena: Place) -> None:
    jena.run(command("xloader"))
    assert jena.run(command("tdbdump")).split() == [jena.sha256, "-"]


@pytest.mark.parametrize("loader", ["oxigraph", "oxigraph-zstd"])
def test_oxigraph(place: Place, loader: str) -> None:
    fetched.oxigraph_program()
    if loader == "oxigraph-zstd":
        place.zstd()
    place.run(command(loader))
    assert place.run(command("oxigraph-dump")).split() == [place.sha256, "-"]
    server = Shown(place, "oxigraph-serve", 7878, "/")
    assert served(place, server, "", "/store") == place.lines


def test_virtuoso(place: Place, tmp_path: Path) -> None:
    graphs = {quad.graph_name for quad in ox.parse(place.lines, format=ox.RdfFormat.N_QUADS)}
    with virtuoso(tmp_path / "virtuoso") as server:
        shutil.copy(place.folder / "corpus.nq.gz", server.folder)
        said = server.isql(command("virtuoso").replace("/srv/bulk", str(server.folder.resolve())))
        (row,) = [line.split() for line in said.splitlines() if "corpus.nq.gz" in line]
        assert row[1:] == ["2", "NULL"]
        server.kill()
        server.start()
        found = []
        with httpx.Client(
            trust_env=False, timeout=60, auth=httpx.DigestAuth(server.user, server.password)
        ) as client:
            for graph in graphs:
                answer = client.get(
                    KINDS["virtuoso"].graph_store.format(url=server.url),
                    params={"graph": graph.value},
                    headers={"Accept": "application/n-triples"},
                )
                answer.raise_for_status()
                triples = ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)
                found += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    assert canonical(found) == place.lines


def test_the_profiles_on_the_page_of_scaling_are_profiles(make_corpus: MakeCorpus) -> None:
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    stores = read_stores(
        make_corpus(config=f"title: Test\nbase: https://data.example.org/\n{shown}")
    )
    assert len(stores) == 4
    for profile in stores.values():
        kind = KINDS[profile.kind]
        assert profile.graph_store or kind.graph_store, "a load puts graphs"
        assert profile.query or kind.query, "and reads them"
