#!/usr/bin/env python3
"""Pages of the web, from servers on loopback: 127.1.0.0/16 plays the public net, by the setting
fetch.allow_addresses; 127.0.0.1 is what must never be reached."""

import gzip
import os
import pathlib
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402
from harness import INTERRUPTED, IO, OK, USAGE  # noqa: E402

PUBLIC = "127.1.0.1"
LEAD = "The harbour ferry will run every ten minutes from Monday, the port office said on Friday. "
PAGE = ("<!doctype html><html><head><title>Ferry runs more often</title></head><body><article>"
        "<h1>Ferry runs more often</h1>" + "".join(f"<p>{LEAD}Note {n} of the timetable says that "
        f"boat {n * 7} leaves at {n + 5} o'clock, with room for {n * 13} people.</p>"
        for n in range(1, 9)) + "</article></body></html>")


def answer(body, *headers, status="200 OK", kind="text/html; charset=utf-8"):
    body = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    if kind:
        head.append(f"Content-Type: {kind}")
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + body


def redirect(to, status="302 Found"):
    return answer("moved", f"Location: {to}", status=status)


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(10)
        head = b""
        try:
            while b"\r\n\r\n" not in head:
                more = self.request.recv(4096)
                if not more:
                    return
                head += more
            self.server.heads.append(head.decode("latin-1"))
            reply = self.server.paths.get(head.split(b" ")[1].decode("latin-1"))
            if reply is None:
                reply = answer("nothing here", status="404 Not Found")
            if callable(reply):
                reply(self.request)
            else:
                self.request.sendall(reply)
        except OSError:
            pass  # the other side left, as it should in half of these tests


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, host):
        super().__init__((host, 0), Handler)
        self.heads, self.paths = [], {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def url(self, path="/", host=None):
        return f"http://{host or self.server_address[0]}:{self.server_address[1]}{path}"


def endless(begin, piece, pause=0.0):
    def reply(connection):
        connection.sendall(begin)
        while True:
            connection.sendall(piece)
            time.sleep(pause)
    return reply


class Fetching(harness.Case):
    def setUp(self):
        super().setUp()
        self.web = self.serve(PUBLIC)
        self.settings = {"allow_addresses": '["127.1.0.0/16"]', "timeout": '"3s"'}

    def serve(self, host):
        server = Server(host)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def config(self):
        path = self.folder / "fetch.toml"
        path.write_text("[fetch]\n" + "".join(f"{k} = {v}\n" for k, v in self.settings.items()))
        return path

    def extract(self, url, code=OK):
        found = harness.run("extract", url, "--json", "--config", self.config(), timeout=30)
        self.assertEqual(found.code, code, str(found))
        self.no_leftovers(found)
        return found

    def get(self, path, reply, code=OK):
        self.web.paths[path] = reply
        return self.extract(self.web.url(path), code)


class Pages(Fetching):
    def test_a_page_is_fetched_and_read(self):
        page = self.get("/ferry", answer(PAGE)).one()
        self.assertEqual(page["title"], "Ferry runs more often")
        self.assertIn("boat 49 leaves", page["text"])
        self.assertEqual(page["url"], self.web.url("/ferry"))

    def test_people_see_where_it_came_from(self):
        self.web.paths["/ferry"] = answer(PAGE)
        found = harness.run("extract", self.web.url("/ferry"), "--config", self.config())
        self.assertEqual(found.code, OK, str(found))
        self.assertIn("Ferry runs more often", found.out)
        self.assertIn(self.web.url("/ferry"), found.out)

    def test_the_charset_of_the_header_counts(self):
        text = PAGE.replace("The harbour ferry", "Prom z portu Łódź, źrebię i śnieg")
        page = self.get("/p", answer(text.encode("iso-8859-2"), kind="text/html; charset=iso-8859-2"))
        self.assertIn("Łódź, źrebię i śnieg", page.one()["text"])

    def test_the_robots_header_is_told(self):
        page = self.get("/n", answer(PAGE, "X-Robots-Tag: noindex")).one()
        self.assertTrue(page["no_index"])

    def test_compressed_pages_are_read(self):
        for coding, packed in (("gzip", gzip.compress(PAGE.encode())),
                               ("deflate", zlib.compress(PAGE.encode()))):
            page = self.get("/" + coding, answer(packed, f"Content-Encoding: {coding}")).one()
            self.assertIn("boat 49 leaves", page["text"])

    def test_a_redirect_is_followed_and_its_end_is_the_url(self):
        self.web.paths["/ferry"] = answer(PAGE)
        page = self.get("/old", redirect("/ferry", "301 Moved")).one()
        self.assertEqual(page["url"], self.web.url("/ferry"))
        self.assertEqual(page["where"], self.web.url("/old"))

    def test_plain_text_is_read_as_text(self):
        page = self.get("/t", answer("First line.\n\nSecond line.\n", kind="text/plain")).one()
        self.assertEqual(page["text"], "First line.\nSecond line.")

    def test_other_files_are_named_and_left(self):
        self.assert_says(self.get("/f", answer(b"%PDF-1.4", kind="application/pdf"), USAGE),
                         r"is application/pdf; expected a web page")

    def test_it_says_who_it_is_and_whom_to_write_to(self):
        self.settings["user_agent_contact"] = '"news@example.org"'
        self.get("/", answer(PAGE))
        self.assertRegex(self.web.heads[-1],
                         r"(?i)\r\nuser-agent: storyfold/[\d.]+ \(\+news@example\.org\)\r\n")
        self.assertRegex(self.web.heads[-1], r"(?i)\r\naccept-encoding: .*gzip")
        self.assertNotRegex(self.web.heads[-1], r"(?i)\r\n(cookie|referer|authorization):")

    def test_a_missing_page_is_told_by_its_status(self):
        found = self.extract(self.web.url("/none"), IO)
        self.assert_says(found, r"/none: answered 404 \(Not Found\)")
        self.assert_says(self.get("/500", answer("", status="500 Oops"), IO), r"answered 500")
        self.assert_says(self.get("/304", answer("", status="304 X"), IO), r"answered 304")

    def test_an_empty_answer_is_told(self):
        self.assert_says(self.get("/empty", answer(""), USAGE), r"an empty answer")
        self.assert_says(self.get("/204", b"HTTP/1.1 204 No Content\r\n\r\n", USAGE),
                         r"an empty answer")


class Guarded(Fetching):
    def setUp(self):
        super().setUp()
        self.private = self.serve("127.0.0.1")
        self.private.paths["/"] = answer(PAGE)

    def tearDown(self):
        self.assertEqual(self.private.heads, [], "a private server was asked")

    def spellings(self):
        port = self.private.server_address[1]
        for host in ("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "localhost",
                     "[::ffff:127.0.0.1]", "[::1]", "１２７.0.0.1", "127。0。0。1"):
            yield f"http://{host}:{port}/"

    def test_private_addresses_are_refused_however_they_are_spelled(self):
        for url in self.spellings():
            found = self.extract(url, IO)
            self.assert_says(found, r"refused to connect to .*(loopback|this network).*"
                                    r"fetch\.allow_addresses")

    def test_redirects_to_them_are_refused(self):
        for number, url in enumerate(self.spellings()):
            if not url.isascii():
                url = url.encode("utf-8").decode("latin-1")
            found = self.get(f"/{number}", redirect(url), IO)
            self.assert_says(found, r"refused to connect to .*(loopback|this network)")

    def test_nothing_is_allowed_by_default(self):
        del self.settings["allow_addresses"]
        found = self.get("/", answer(PAGE), IO)
        self.assert_says(found, r"refused to connect to 127\.1\.0\.1 \(loopback\)")
        self.assertEqual(self.web.heads, [])

    def test_other_schemes_and_passwords_are_refused(self):
        for number, url in enumerate(("file:///etc/passwd", "ftp://127.1.0.1/", "gopher://127.1.0.1/",
                                      "dict://127.1.0.1/", "http://me:secret@127.1.0.1/")):
            found = self.extract(url, USAGE)
            self.assertNotIn("secret", found.err)
            found = self.get(f"/{number}", redirect(url), USAGE)
            self.assert_says(found, r"redirects to what cannot be asked")
            self.assertNotIn("secret", found.err)

    def test_the_environments_proxy_is_not_used(self):
        self.web.paths["/"] = answer(PAGE)
        proxy = self.private.url()
        environment = dict(os.environ, http_proxy=proxy, https_proxy=proxy, all_proxy=proxy)
        process = harness.start("extract", self.web.url(), "--config", self.config(),
                                env=environment)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, OK, err)


class Bounded(Fetching):
    def within(self, seconds, path, reply, *says):
        begun = time.monotonic()
        found = self.get(path, reply, IO)
        self.assertLess(time.monotonic() - begun, seconds, str(found))
        self.assert_says(found, *says)

    def test_a_redirect_loop_ends(self):
        self.within(5, "/loop", redirect("/loop"), r"redirected more than 5 times")
        self.assertEqual(len(self.web.heads), 6)

    def test_a_gzip_bomb_is_cut_at_the_page_limit(self):
        bomb = gzip.compress(b"<p>" + b"a" * 40_000_000)
        self.within(5, "/bomb", answer(bomb, "Content-Encoding: gzip"),
                    r"larger than 10485760 bytes|swells")

    def test_a_page_that_swells_too_much_is_cut_below_the_limit(self):
        self.settings["max_page"] = '"1 GiB"'
        bomb = gzip.compress(b"a" * 100_000_000)
        self.within(5, "/bomb", answer(bomb, "Content-Encoding: gzip"), r"swells")
        chunk = b"%x\r\n" % len(bomb) + bomb + b"\r\n0\r\n\r\n"
        self.within(5, "/chunked", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                    b"Transfer-Encoding: chunked\r\n\r\n" + chunk, r"swells")

    def test_a_page_that_shrinks_well_is_no_bomb(self):
        table = "<table>" + "".join(f"<tr><td class='number even'>{n}</td></tr>"
                                    for n in range(100_000)) + "</table>"
        page = PAGE.replace("</article>", "</article>" + table).encode()
        packed = gzip.compress(page)
        self.assertGreater(len(page), 3_000_000)
        chunks = b"".join(b"%x\r\n" % len(packed[i:i + 5000]) + packed[i:i + 5000] + b"\r\n"
                          for i in range(0, len(packed), 5000)) + b"0\r\n\r\n"
        self.get("/table", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n" + chunks)

    def test_an_announced_or_sent_size_past_the_limit_is_refused(self):
        self.settings["max_page"] = '"64 KiB"'
        self.within(5, "/large", answer(b"a" * 70_000), r"larger than 65536 bytes")
        self.within(5, "/unannounced", b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 70_000,
                    r"larger than 65536 bytes")

    def test_stacked_codings_are_refused(self):
        twice = gzip.compress(gzip.compress(PAGE.encode()))
        self.within(5, "/two", answer(twice, "Content-Encoding: gzip, gzip"), r"several times over")
        self.within(5, "/lines", answer(twice, "Content-Encoding: gzip", "Content-Encoding: gzip"),
                    r"several times over")

    def test_an_endless_body_is_cut_by_time(self):
        self.within(8, "/slow", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a", 0.2), r"in time")

    def test_an_endless_body_is_cut_by_size(self):
        self.within(8, "/fast", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65536), r"larger than")

    def test_a_server_that_says_nothing_is_left(self):
        self.within(8, "/silent", lambda connection: time.sleep(6), r"in time")

    def test_endless_heads_are_cut(self):
        self.within(8, "/lines", endless(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"a" * 90 + b"\r\n"),
                    r"header")
        self.within(8, "/line", endless(b"HTTP/1.1 200 OK\r\nX-More: ", b"a" * 9000), r": ")
        self.within(8, "/hints", endless(b"", b"HTTP/1.1 103 Early\r\nX: " + b"a" * 90 + b"\r\n\r\n"),
                    r"header")

    def test_redirects_share_one_deadline(self):
        def slow(connection):
            time.sleep(1.2)
            connection.sendall(redirect("/again"))
        self.web.paths["/again"] = slow
        self.within(6, "/first", slow, r"in time")

    def test_a_body_that_ends_early_is_no_page(self):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"
        self.within(5, "/cut", head + PAGE.encode(), r"/cut: ")
        self.within(5, "/chunk", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                    r"/chunk: ")
        packed = gzip.compress(PAGE.encode())
        self.within(5, "/damaged", answer(packed[:40] + b"\x00" * 40 + packed[80:],
                                          "Content-Encoding: gzip"), r"/damaged: ")

    def test_what_is_no_http_is_refused(self):
        for number, reply in enumerate((b"", b"hello\n", PAGE.encode(), b"HTTP/1.1 200 O\0K\r\n\r\n",
                                        b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nA\0b: c\r\n\r\n")):
            self.within(5, f"/{number}", reply, rf"/{number}: ")

    def test_a_stop_is_heard_while_it_waits(self):
        self.settings["timeout"] = '"60s"'
        self.web.paths["/silent"] = lambda connection: time.sleep(9)
        process = harness.start("extract", self.web.url("/silent"), "--config", self.config())
        harness.wait_until(lambda: self.web.heads, 10, "the request")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=5)
        self.assertEqual(process.returncode, INTERRUPTED, err)


class Encrypted(Fetching):
    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             "/CN=127.1.0.1", "-addext", "subjectAltName=IP:127.1.0.1", "-keyout", key, "-out",
             certificate], capture_output=True, check=False)
        if made.returncode != 0:
            self.skipTest("openssl is not there to make a certificate")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.web.paths["/"] = answer(PAGE)
        self.web.socket = context.wrap_socket(self.web.socket, server_side=True)
        self.assert_says(self.extract(self.web.url().replace("http:", "https:"), IO),
                         r"(?i)certificate")
        self.assertEqual(self.web.heads, [])


if __name__ == "__main__":
    unittest.main()
