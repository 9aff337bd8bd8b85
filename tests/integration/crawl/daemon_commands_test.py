#!/usr/bin/env python3
"""Commands that reach a running daemon: they say and do what they would do without one."""

import gzip
import json
import re
import signal
import socket
import threading
import time
import unittest

import crawling
import harness
import web
from harness import INTERRUPTED, NOT_FOUND, OK, USAGE

PATIENCE = 60
FRESH_WITHIN = 1.0  # seconds from the daemon's own count until a query has it


class Commands(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide = self.outlet(51)
        self.paths = self.tide.publish(range(1, 9))
        for path in self.paths[1::2]:  # kept as they come: half of them plain, half as gzip
            page = self.tide.pages[path]
            self.tide.pages[path] = web.Page(gzip.compress(page.body), page.kind,
                                             headers=[("Content-Encoding", "gzip")])
        self.follow(self.tide)

    def until(self, condition, what):
        harness.wait_until(condition, PATIENCE, what)

    def start(self):
        process = self.start_daemon()
        self.until(lambda: len(self.urls()) == len(self.tide.stories), "every article")
        return process

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=PATIENCE), OK)
        self.storyfold("verify")

    def ask(self, *arguments, **options):
        return self.storyfold(*arguments, "--config", self.config, **options)

    def test_forget_takes_an_article_down_while_the_crawl_goes_on(self):
        process = self.start()
        url = self.tide.url(self.paths[0])
        gone = self.ask("forget", url, "--why", "court order 12", "--compact", "--json").one()
        self.assertEqual(gone, {"sightings": 1, "items": 1, "stories": 1, "addresses": 1,
                                "before": False})
        self.storyfold("get", url, code=NOT_FOUND)
        again = self.ask("forget", url)
        self.assertIn("Taken down before", again.out)
        pier = self.outlet(52)
        pier.publish(range(21, 25))
        self.follow(pier)
        self.until(lambda: len(self.urls()) == 7 + 4, "the articles of another outlet")
        self.stop(process)
        self.assertNotIn(url, self.urls())
        asked = len(self.tide.asked(self.paths[0]))
        self.crawl()
        self.assertEqual(len(self.tide.asked(self.paths[0])), asked)
        self.assertEqual(self.trace(url)["taken_down"]["why"], "court order 12")

    def test_forget_answers_as_it_does_without_a_daemon(self):
        process = self.start()
        story = self.storyfold("story", self.tide.url(self.paths[0]), "--json").one()["story"]
        questions = (("https://nobody.example/", NOT_FOUND), ("story:" + story, USAGE),
                     ("item:00000000", NOT_FOUND))
        beside = [self.ask("forget", reference, code=code) for reference, code in questions]
        self.stop(process)
        alone = [self.ask("forget", reference, code=code) for reference, code in questions]
        self.assertEqual([(a.out, a.err) for a in beside], [(a.out, a.err) for a in alone])

    def test_forget_waits_for_what_is_being_asked_for(self):
        process = self.start()
        held, asked = threading.Event(), threading.Event()
        self.addCleanup(held.set)
        late = "/news/2026/104999.html"

        def answer(connection):
            asked.set()
            held.wait(30)
            body = web.story_page(1).encode()
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                               b"Content-Length: %d\r\n\r\n" % len(body) + body)

        self.tide.pages[late] = web.Page(raw=answer)
        self.write("sources/tide.toml", '[outlet]\nname = "Tide"\n[[source]]\nkind = "page"\n'
                   f'url = "{self.tide.url(late)}"\n')
        process.send_signal(signal.SIGHUP)
        self.until(asked.is_set, "the late page to be asked for")
        command = harness.start("forget", self.tide.url(late), "--store", self.store, "--config",
                                self.config)
        self.addCleanup(harness.stop, command)
        time.sleep(0.3)
        self.assertIsNone(command.poll())
        held.set()
        self.assertEqual(command.wait(timeout=PATIENCE), OK)
        self.storyfold("get", self.tide.url(late), code=NOT_FOUND)
        self.stop(process)

    def test_reextract_reads_again_while_the_crawl_goes_on(self):
        process = self.start()
        self.assertEqual(self.ask("reextract", "--json").one()["pages"], 0)
        every = self.ask("reextract", "--all", "--json").one()
        self.assertEqual(every, {"pages": 8, "unchanged": 8, "revised": 0, "no_article": 0,
                                 "passed_over": 0, "interrupted": False})
        self.assertEqual(self.ask("reextract", self.tide.url(self.paths[1]), "--json").one()["pages"],
                         1)
        none = self.ask("reextract", "https://nobody.example/a.html", code=NOT_FOUND)
        self.assertIn("no page is kept", none.err)
        self.ask("reextract", "http://", code=USAGE)
        self.stop(process)
        self.assertEqual(self.ask("reextract", "--all", "--json").one(), every)

    def test_a_client_that_goes_away_does_the_daemon_no_harm(self):
        process = self.start()
        for arguments in (["reextract", "--all"], ["forget", self.tide.url(self.paths[2])]):
            command = harness.start(*arguments, "--store", self.store, "--config", self.config)
            time.sleep(0.02)
            harness.stop(command)
        self.assertEqual(self.ask("reextract", "--all", "--json").one()["interrupted"], False)
        self.stop(process)

    def test_a_backfill_through_the_daemon_is_stopped_by_ctrl_c(self):
        process = self.start()
        archive = harness.scaled_archive(self.folder / "many.jsonl", 20000)
        command = harness.start("backfill", archive, "--store", self.store, "--config", self.config)
        self.addCleanup(harness.stop, command)
        self.until(lambda: len(self.urls()) > len(self.tide.stories), "the first records")
        command.send_signal(signal.SIGINT)
        out, _ = command.communicate(timeout=PATIENCE)
        self.assertEqual(command.returncode, INTERRUPTED, out)
        self.assertIn(b"Stopped; what was done is kept", out)
        self.assertLess(len(self.urls()), 20000)
        self.stop(process)

    def test_queries_see_a_whole_store_at_every_moment_of_a_backfill(self):
        process = self.start()
        archive = harness.scaled_archive(self.folder / "many.jsonl", 12000)
        command = harness.start("backfill", archive, "--store", self.store, "--config", self.config)
        self.addCleanup(harness.stop, command)
        seen = queries = 0
        while command.poll() is None:
            queries += 1
            now = len(self.urls())  # fails when anything that a sighting names is missing
            self.assertGreaterEqual(now, seen)
            seen = now
        self.assertEqual(command.returncode, OK)
        self.assertGreater(queries, 2)
        self.stop(process)

    def status(self):
        """What the daemon counts: the numbers of its status line, by their words."""
        with socket.socket(socket.AF_UNIX) as daemon:
            daemon.connect(str(self.folder / "storyfold.sock"))
            daemon.sendall(b'{"command": "status"}\n')
            line = json.loads(daemon.makefile().readline())["line"]
        return {word: int(number.replace(",", "")) for number, word in
                re.findall(r"([\d,]+) (stories|pages|waiting)", line)}

    def test_a_query_sees_at_once_what_the_daemon_has_folded(self):
        self.be_patient()
        process = self.start()
        pier = self.outlet(53)
        pier.publish(range(21, 81))
        pier.hold_after(0)
        self.follow(pier)
        listed = lambda: len(self.storyfold("list", "--limit", "1000", "--json").lines())
        for _ in range(3):
            before = self.status()["stories"]
            pier.release(15)
            self.until(lambda before=before: self.status()["stories"] > before, "a new story")
            counted = self.status()["stories"]
            begin = time.monotonic()
            self.until(lambda counted=counted: listed() >= counted, f"{counted} stories")
            self.assertLess(time.monotonic() - begin, FRESH_WITHIN + 3.0)  # the query's own time
        pier.release()
        self.stop(process)


if __name__ == "__main__":
    unittest.main()
