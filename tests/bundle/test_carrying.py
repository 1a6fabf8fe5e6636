"""Parcels go from place to place whole and once; what is refused does not keep the rest; nothing is told to strangers."""

import json
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from liandong.bundle import Folder, Remote, carry
from liandong.bundle.places import place_of
from liandong.errors import BundleDamaged, BundleError, ExchangeBroken, OutputError, SettingError


def key(data):
    return sha256(data).hexdigest()


@pytest.fixture
def here(tmp_path):
    """A folder with two bundles and a catalogue."""
    folder = Folder(tmp_path / "here")
    for kind, data in (("bundles", b"a"), ("bundles", b"b"), ("catalogues", b"c")):
        folder.put(kind, data)
    return folder


def test_what_is_missing_is_brought_once_and_told_as_it_arrives(here, tmp_path):
    there, told = Folder(tmp_path / "there"), []
    assert [one.kind for one in carry(here, there, told=told.append)] == ["catalogues", "bundles", "bundles"]
    assert [(one.is_new, one.refusal) for one in told] == [(True, None)] * 3
    assert carry(here, there) == []
    assert there.ids("bundles") == {key(b"a"), key(b"b")}


def test_a_parcel_that_is_cut_off_is_refused_and_the_rest_arrives(here, tmp_path):
    here.place("bundles", key(b"a")).write_bytes(b"")
    done = carry(here, Folder(tmp_path / "there"), ("bundles",))
    assert sorted((one.refusal is None, one.key) for one in done) == [(False, key(b"a")), (True, key(b"b"))]
    [reason] = [one.refusal for one in done if one.refusal]
    assert "没有传完或被改动过" in reason[0]
    assert "cut off, or changed" in reason[1]


def test_a_file_cut_off_in_the_target_is_written_anew(here, tmp_path):
    there = Folder(tmp_path / "there")
    there.put("bundles", b"a")
    there.place("bundles", key(b"a")).write_bytes(b"")
    assert there.put("bundles", b"a")
    assert there.get("bundles", key(b"a")) == b"a"


def test_other_files_on_a_stick_are_passed_over(here):
    (here.path / "bundles" / "README.fip").write_bytes(b"x")
    (here.path / "bundles" / f"{'A' * 64}.fip").write_bytes(b"x")
    assert here.ids("bundles") == {key(b"a"), key(b"b")}
    with pytest.raises(ValueError, match="passwd"):
        here.place("bundles", "../../etc/passwd")


def test_a_stick_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "stick").write_text("x")
    with pytest.raises(OutputError):
        Folder(tmp_path / "stick").put("bundles", b"a")
    with pytest.raises(ExchangeBroken):
        Folder(tmp_path / "none").get("bundles", key(b"a"))


@pytest.mark.parametrize(("where", "token"), [("ftp://x", "t"), ("https://", "t"), ("https://hub", ""), ("http://hub", "t"), ("no/folder", "")])  # fmt: skip
def test_a_place_that_is_none_or_where_a_token_is_not_safe_is_refused(where, token):
    with pytest.raises(SettingError):
        place_of(where, token)


def test_a_token_is_in_no_message():
    assert "secret" not in repr(Remote("https://hub", "secret"))


class Answers(BaseHTTPRequestHandler):
    """A hub that answers what the test says, and remembers who asked."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def hub():
    """``hub(status, headers, body)``: a place that answers so."""
    server = HTTPServer(("127.0.0.1", 0), Answers)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def answering(status, body, **headers):
        server.answer = status, headers, body
        return Remote(f"http://127.0.0.1:{server.server_port}", "ld_x"), server.asked

    yield answering
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_refusal_is_told_in_the_words_of_the_hub(hub):
    problem = {"detail": "没有权限。", "errors": []}
    remote, asked = hub(403, json.dumps(problem).encode())
    with pytest.raises(BundleError, match="没有权限"):
        remote.ids("bundles")
    assert asked == [("/api/exchange", "Bearer ld_x")]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [(500, b"oops", "HTTP 500"), (200, b"<html>", "not that of a hub"), (401, b"", "HTTP 401")],
)
def test_what_is_no_answer_of_a_hub_breaks_off(hub, status, body, reason):
    remote, _ = hub(status, body)
    with pytest.raises(ExchangeBroken, match=reason):
        remote.ids("bundles")


def test_a_redirect_is_not_followed_with_the_token(hub):
    remote, asked = hub(302, b"", Location="http://127.0.0.1:9/elsewhere")
    with pytest.raises(ExchangeBroken, match="HTTP 302"):
        remote.ids("bundles")
    assert len(asked) == 1


def test_an_answer_that_is_cut_off_or_another_parcel_is_refused(hub):
    remote, _ = hub(200, b"short", **{"Content-Length": "100"})
    with pytest.raises(ExchangeBroken):
        remote.get("bundles", key(b"a"))
    remote, _ = hub(200, b"b")
    with pytest.raises(BundleDamaged):
        remote.get("bundles", key(b"a"))
