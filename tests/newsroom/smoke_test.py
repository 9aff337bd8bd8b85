#!/usr/bin/env python3
"""The newsroom as a crawler meets it: real sockets, real time."""
import gzip
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get(
    "STORYFOLD_NEWSROOM", ROOT / "build/release/tests/newsroom/storyfold-newsroom"))
PACE = 6  # seconds
FEEDS = {"127.2.0.1": "/feed/full.xml", "127.2.0.2": "/rss.xml", "127.2.0.4": "/atom.xml",
         "127.2.0.6": "/rss.xml"}


class Newsroom(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="storyfold-newsroom-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.process = subprocess.Popen([BINARY, "--pace", str(PACE), "--out", cls.folder],
                                       stdout=subprocess.PIPE)
        cls.addClassCleanup(cls.process.stdout.close)
        cls.addClassCleanup(cls.stop)
        cls.ready = json.loads(cls.process.stdout.readline())
        cls.started = time.monotonic()

    @classmethod
    def stop(cls):
        if cls.process.poll() is None:
            cls.process.kill()
            cls.process.wait()

    def get(self, address, path, method="GET", **headers):
        """The answer and its body; waits as told when the outlet says Retry-After."""
        for _ in range(8):
            connection = http.client.HTTPConnection(address, self.ready["port"], timeout=10)
            connection.request(method, path, headers={k.replace("_", "-"): v
                                                      for k, v in headers.items()})
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            if answer.status not in (429, 503):
                return answer, body
            time.sleep(0.1 if answer.status == 503 else float(answer.headers["Retry-After"]))
        self.fail(f"{address}{path}: never answered")

    def test_every_home_page_is_there_in_its_charset(self):
        homes = (self.folder / "seeds.txt").read_text().split()
        self.assertEqual(len(homes), self.ready["outlets"])
        charsets = set()
        for home in homes:
            address = home.split("/")[2].split(":")[0]
            answer, body = self.get(address, "/")
            self.assertEqual(answer.status, 200, home)
            head = body[:400].decode("ascii", "replace").lower()
            charset = next(c for c in ("gb18030", "gbk", "big5", "utf-8") if c in head)
            charsets.add(charset)
            self.assertIn("<title>", body.decode(charset))
        self.assertEqual(charsets, {"gb18030", "gbk", "big5", "utf-8"})

    def test_feeds_are_well_formed_where_they_are_meant_to_be(self):
        for address, path in FEEDS.items():
            _, body = self.get(address, path)
            text = body.decode("big5") if address == "127.2.0.6" else body.decode()
            ElementTree.fromstring(text.split("?>", 1)[1])
        _, body = self.get("127.2.0.7", "/feed.json")
        self.assertGreaterEqual(len(json.loads(body)["items"]), 2)
        _, body = self.get("127.2.0.5", "/rss/news.rss")
        with self.assertRaises(ElementTree.ParseError):
            ElementTree.fromstring(body.decode("gb18030").split("?>", 1)[1])

    def test_sitemaps_name_what_is_published(self):
        _, body = self.get("127.2.0.12", "/sitemap.xml.gz")
        self.assertIn(b"/news/", gzip.decompress(body))
        _, body = self.get("127.2.0.1", "/sitemap_index.xml")
        for place in ElementTree.fromstring(body).iter():
            if place.tag.endswith("loc"):
                answer, body = self.get("127.2.0.1", "/" + place.text.split("/", 3)[3])
                self.assertEqual(answer.status, 200)
                ElementTree.fromstring(body)

    def test_unchanged_pages_cost_a_304_and_no_body(self):
        answer, body = self.get("127.2.0.2", "/about.html")
        self.assertGreater(len(body), 0)
        again, body = self.get("127.2.0.2", "/about.html",
                               If_None_Match=answer.headers["ETag"])
        self.assertEqual((again.status, body), (304, b""))
        again, body = self.get("127.2.0.2", "/about.html",
                               If_Modified_Since=answer.headers["Last-Modified"])
        self.assertEqual((again.status, body), (304, b""))

    def test_gzip_is_sent_to_those_who_take_it(self):
        plain, body = self.get("127.2.0.2", "/about.html")
        packed, packed_body = self.get("127.2.0.2", "/about.html", Accept_Encoding="gzip")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed_body), body)
        self.assertIsNone(plain.headers["Content-Encoding"])

    def test_head_has_the_length_and_no_body(self):
        _, body = self.get("127.2.0.2", "/about.html")
        head, nothing = self.get("127.2.0.2", "/about.html", method="HEAD")
        self.assertEqual(int(head.headers["Content-Length"]), len(body))
        self.assertEqual(nothing, b"")

    def test_truth_names_every_article_and_all_appear_within_the_pace(self):
        lines = (self.folder / "truth.jsonl").read_text().splitlines()
        articles = [json.loads(line) for line in lines]
        self.assertEqual(len(articles), self.ready["articles"])
        time.sleep(max(0, self.started + PACE + 1.5 - time.monotonic()))
        for article in articles:
            _, _, host, path = article["url"].split("/", 3)
            answer, _ = self.get(host.split(":")[0], "/" + path)
            self.assertEqual(answer.status, 200, article["url"])

    def test_ends_on_sigterm(self):
        with tempfile.TemporaryDirectory(prefix="storyfold-newsroom-") as folder:
            process = subprocess.Popen([BINARY, "--out", folder], stdout=subprocess.PIPE)
            self.addCleanup(process.stdout.close)
            port = json.loads(process.stdout.readline())["port"]
            open_connection = http.client.HTTPConnection("127.2.0.1", port, timeout=10)
            open_connection.request("GET", "/")
            open_connection.getresponse().read()
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=5), 0)
            open_connection.close()
            log = pathlib.Path(folder, "requests.jsonl").read_text().splitlines()
            self.assertEqual([json.loads(line)["target"] for line in log], ["/"])


if __name__ == "__main__":
    unittest.main()
