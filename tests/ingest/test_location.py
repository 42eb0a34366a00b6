import gzip
import hashlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.ingest.custom_corpora import TABLE, custom_corpus
from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest import download
from textrnn.ingest.compression import open_bytes
from textrnn.ingest.location import data_sha256, find, refuse_changed
from textrnn.ingest.records import read_custom

CONTENT = b"text,label\na,x\n" + b"b,y\n" * 1000
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/a.csv": (200, {}, CONTENT),
    "/t%20st/a%20b.csv?token=1": (200, {}, CONTENT),
    "/kept/a.csv.gz": (200, {"Content-Encoding": "gzip"}, gzip.compress(CONTENT)),
    "/plain/a.csv.gz": (200, {}, gzip.compress(CONTENT)),
    "/packed/a.csv": (200, {"Content-Encoding": "gzip"}, gzip.compress(CONTENT)),
    "/other/a.csv": (200, {}, CONTENT.replace(b"a,x", b"c,x")),
    "/torn.csv": (200, {"Content-Length": "99999"}, CONTENT),
    "/round.csv": (302, {"Location": "/round.csv"}, b""),
    "/near.csv": (302, {"Location": "/a.csv"}, b""),
    "/short.csv": (200, {"Content-Encoding": "gzip"}, gzip.compress(CONTENT)[:-9]),
    "/bad.csv": (200, {"Content-Encoding": "gzip"}, b"no gzip"),
    "/endless.csv": (200, {"Transfer-Encoding": "chunked"}, b""),
    "/bomb.csv": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(2 * 10**6))),
}


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        status, headers, body = ANSWERS.get(self.path, (404, {}, b"not here"))
        self.send_response(status)
        length = {} if "Transfer-Encoding" in headers else {"Content-Length": str(len(body))}
        for name, value in (length | headers).items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        with suppress(OSError):
            while "Transfer-Encoding" in headers:
                self.wfile.write(b"1\r\na\r\n")
                time.sleep(0.001)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server on this machine."""
    with HTTPServer(("127.0.0.1", 0), Answer) as serving:
        thread = Thread(target=partial(serving.serve_forever, poll_interval=0.02))
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which paths are found."""
    monkeypatch.delenv("DVC_ROOT", raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "project/data").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def test_a_path_is_found_from_the_folder_of_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "data/a.csv").write_bytes(CONTENT)
    assert find("data/a.csv", project, 10) == Path("data/a.csv")
    assert find(str(project / "data/a.csv"), project, 10) == project / "data/a.csv"
    elsewhere = project.parent / "copy/of/it"
    elsewhere.mkdir(parents=True)
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("DVC_ROOT", os.path.relpath(project))
    assert find("data/a.csv", project, 10).read_bytes() == CONTENT
    monkeypatch.setenv("DVC_ROOT", str(project))
    assert find("data/a.csv", project, 10).read_bytes() == CONTENT
    assert find(str(project / "data/a.csv"), project, 10) == project / "data/a.csv"
    monkeypatch.setenv("HOME", str(project))
    assert find("~/data/a.csv", project, 10).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("data/b.csv", "data/b.csv is not there; textrnn use PATH names another one"),
        ("data/kept.csv", "data/kept.csv is not there; dvc pull data/kept.csv.dvc brings it"),
        ("data/a\0b.csv", "is not there; textrnn use PATH"),
        ("~nobody-of-that-name/a.csv", "is not there"),
        ("", "names neither a file nor a folder"),
        (" ", "names neither a file nor a folder"),
        ("/", "names neither a file nor a folder"),
        ("http://example.org/a.csv", "http://example.org/a.csv should begin with https://, or name a path"),
        ("ftp://example.org/a.csv", "should begin with https://"),
        ("s3://bucket/a.csv", "should begin with https://"),
        ("http://127.0.0.1.example.org/a.csv", "should begin with https://"),
        ("http://localhost@example.org/a.csv", "has a password in it"),
        ("https://[broken/a.csv", "cannot be downloaded"),
        ("https://example.org", "names no file: its last part should be like reviews.csv"),
        ("https://example.org/a/..", "names no file"),
        ("https://localhost:1/a\0.csv", "cannot be downloaded"),
        ("https://localhost:1/a.csv", "cannot be downloaded"),
        ("https://localhost:99999/a.csv", "cannot be downloaded"),
        ("https:///a.csv", "cannot be downloaded"),
    ],
)
def test_what_cannot_be_had_is_named(place: str, message: str, project: Path, tmp_path: Path) -> None:
    (project / "data/kept.csv.dvc").touch()
    with pytest.raises(InputError, match=message) as caught:
        find(place, tmp_path, 10)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "path",
    ["/a.csv", "/t%20st/a%20b.csv?token=1", "/kept/a.csv.gz", "/plain/a.csv.gz", "/packed/a.csv", "/near.csv"],
)
def test_a_file_is_downloaded(server: str, path: str, tmp_path: Path) -> None:
    file = find(server + path, tmp_path, 10)
    assert file.parent == tmp_path
    assert file.name == path.partition("?")[0].rpartition("/")[2].replace("%20", " ")
    with open_bytes(file) as stream:
        assert stream.read() == CONTENT


@pytest.mark.parametrize("path", ["/missing.csv", "/torn.csv", "/round.csv", "/short.csv", "/bad.csv"])
def test_a_failed_download_is_one_line(server: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{server}{path} cannot be downloaded: ") as caught:
        find(server + path, tmp_path, 10)
    assert "\n" not in str(caught.value)
    reasons = {"/missing.csv": "404", "/torn.csv": "IncompleteRead", "/round.csv": "redirects"}
    reasons |= {"/short.csv": "it ended too early", "/bad.csv": "it arrived damaged"}
    assert reasons[path] in str(caught.value)


@pytest.mark.parametrize("path", ["/a.csv", "/endless.csv", "/bomb.csv"])
def test_a_download_that_is_larger_than_allowed_is_refused_and_removed(server: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"{path} is larger than 1e-06 GB: --max-gigabytes of textrnn use, "):
        find(server + path, tmp_path / "new", 1e-6)
    assert not list((tmp_path / "new").glob("*"))


def test_a_download_that_drips_is_refused(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "SECONDS", 0.2)
    with pytest.raises(InputError, match=r"endless.csv came too slowly, [\d,]+ bytes in the last 0.2 s"):
        find(f"{server}/endless.csv", tmp_path / "new", 10)
    assert not list((tmp_path / "new").glob("*"))


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"]
)
def test_the_internet_does_not_lead_into_a_private_network(
    server: str, inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = {"127.0.0.1": "93.184.216.34", "localhost": inside}  # The server stands for one on the internet.
    monkeypatch.setitem(ANSWERS, "/away.csv", (302, {"Location": server.replace("127.0.0.1", "localhost")}, b""))
    look_up = socket.getaddrinfo

    def look_up_elsewhere(host: str, port: int, *more: Any, **options: Any) -> Any:
        return [(0, 0, 0, "", (hosts[host], port))] if "type" in options else look_up(host, port, *more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_elsewhere)
    with pytest.raises(InputError, match="leads from the internet into a private network, to http://localhost"):
        find(f"{server}/away.csv", tmp_path, 10)


def test_nothing_is_taken_from_where_a_url_leads_unsafely(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(server.rpartition(":")[2])
    monkeypatch.setitem(ANSWERS, "/away.csv", (302, {"Location": f"http://example.org:{port}/a.csv"}, b""))
    look_up = socket.getaddrinfo
    hosts: list[str] = []

    def look_up_here(host: str, *more: Any) -> Any:
        hosts.append(host)
        return look_up("127.0.0.1", *more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)
    with pytest.raises(InputError, match=rf"http://example\.org:{port}/a\.csv should begin with https://"):
        find(f"{server}/away.csv", tmp_path, 10)
    assert set(hosts) == {"127.0.0.1"}


def test_what_is_downloaded_is_checked_and_read(server: str, tmp_path: Path) -> None:
    values = {
        "path": f"{server}/a.csv",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "test_path": f"{server}/other/a.csv",
        "test_sha256": None,
    }
    records = list(read_custom(custom_corpus(**TABLE, **values), tmp_path))
    assert records[0] == Record("a", "x", "custom")
    assert records[1001] == Record("c", "x", "custom-test")
    assert len(records) == 2002
    with pytest.raises(InputError, match=rf"{server}/a\.csv has changed since params\.yaml was written"):
        list(read_custom(custom_corpus(**TABLE, **(values | {"sha256": "0" * 64})), tmp_path))


def test_the_hash_of_a_file_is_that_of_its_bytes(project: Path) -> None:
    (project / "a.csv").write_bytes(CONTENT)
    expected = hashlib.sha256(CONTENT).hexdigest()
    assert data_sha256(project / "a.csv") == expected
    refuse_changed(project / "a.csv", "a.csv", expected)
    refuse_changed(project / "a.csv", "a.csv", None)
    (project / "a.csv").write_bytes(CONTENT + b"\n")
    with pytest.raises(InputError, match=rf"a\.csv has changed .* expected {expected}\. textrnn use reads it again"):
        refuse_changed(project / "a.csv", "a.csv", expected)


def test_the_hash_of_a_folder_is_that_of_names_and_files(project: Path) -> None:
    folder = project / "texts"
    for name in ("b", "a/c", ".hidden"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    lines = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in ("a/c", "b")]
    expected = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert data_sha256(folder) == expected
    (folder / ".hidden").write_text("other")
    assert data_sha256(folder) == expected
    (folder / "b").rename(folder / "d")
    assert data_sha256(folder) != expected
