#!/usr/bin/env python3
"""`run --once`: what a round stores, what the next one asks for, where each address went."""

import datetime
import os
import time
import unittest

import crawling
import harness
import web
from harness import NOT_FOUND
from web import Page


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class LongSitemap(crawling.Crawling):
    """More addresses of one host than a crawl holds in memory."""

    STORIES = 600

    def test_a_round_reads_all_of_one_host(self):
        tide = self.outlet(11)
        tide.publish(range(1, 9))  # in the feed and on the home page
        paths = [f"/archive/2026/{story + 104_000}.html" for story in range(9, self.STORIES + 1)]
        for story, path in enumerate(paths, 9):
            tide.pages[path] = Page(web.story_page(story))
        tide.pages["/sitemap.xml"] = Page(
            "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" +
            "".join(f"<url><loc>{tide.url(path)}</loc></url>" for path in paths) + "</urlset>",
            "application/xml")
        tide.pages["/robots.txt"] = Page(f"Sitemap: {tide.url('/sitemap.xml')}\n", "text/plain")
        self.follow(tide)
        summary = self.crawl()
        articles = [tide.url(path) for path in (*tide.stories, *paths)]
        self.assertEqual(self.urls(), sorted(articles))
        self.assertEqual((summary["sightings"], summary["cut"]), (self.STORIES, 0))
        asked = [request.path for request in tide.log]
        self.assertEqual(len(asked), len(set(asked)), "an address was asked for twice")
        self.storyfold("verify")


class Rounds(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide, self.pier = self.outlet(11), self.outlet(12)
        self.tide.publish(range(1, 9))
        self.pier.publish([*range(21, 25), 2, 3])  # two of these are reposts
        self.follow(self.tide, self.pier)
        self.articles = sorted(o.url(p) for o in (self.tide, self.pier) for p in o.stories)

    def test_every_article_is_stored_once_and_reposts_are_folded(self):
        summary = self.crawl()
        self.assertEqual(self.urls(), self.articles)
        self.assertEqual(summary["sightings"], len(self.articles))
        self.assertEqual((summary["stories"], summary["reposts"]), (12, 2))
        for outlet in (self.tide, self.pier):
            paths = [request.path for request in outlet.log]
            self.assertEqual(paths[0], "/robots.txt")
            self.assertEqual(len(paths), len(set(paths)), paths)
        story = {value["url"]: value["story"] for value in self.export_values()}
        for path in ("/news/2026/104002.html", "/news/2026/104003.html"):
            self.assertEqual(story[self.tide.url(path)], story[self.pier.url(path)])
        self.storyfold("verify")

    def test_a_second_round_asks_only_whether_something_changed(self):
        self.crawl()
        before = sorted(self.export())
        for outlet in (self.tide, self.pier):
            outlet.log.clear()
        summary = self.crawl()
        self.assertEqual(sorted(self.export()), before)
        self.assertEqual((summary["sightings"], summary["found"]), (0, 0))
        for outlet in (self.tide, self.pier):
            self.assertIn("/atom.xml", [request.path for request in outlet.log])
            for request in outlet.log:
                self.assertTrue(request.conditional, request.path)
                self.assertNotEqual(request.path, "/robots.txt")
                self.assertNotIn(request.path, outlet.stories)

    def test_a_new_article_is_found_by_the_next_round(self):
        self.crawl()
        self.tide.publish([*range(1, 9), 31])
        self.assertEqual(self.crawl()["sightings"], 1)
        self.assertEqual(len(self.tide.asked("/news/2026/104031.html")), 1)
        self.assertEqual(len(self.tide.asked("/news/2026/104001.html")), 1)

    def test_an_article_that_its_feed_says_was_changed_becomes_a_revision(self):
        self.crawl()
        path = "/news/2026/104005.html"
        time.sleep(1.1)  # the feed's times are whole seconds
        paragraphs = web.text_of(5)
        paragraphs[1] = paragraphs[1].replace("ten minutes", "twenty minutes")
        self.tide.pages[path] = Page(web.article(
            web.title_of(5), paragraphs,
            "<meta property='article:published_time' content='2026-01-05T08:00:00Z'>"))
        self.tide.list_stories({path: now()})
        self.crawl()
        asked = self.tide.asked(path)
        self.assertEqual(len(asked), 2)
        self.assertTrue(asked[1].conditional)
        of_page = [v for v in self.export_values("--text") if v["url"] == self.tide.url(path)]
        self.assertEqual({v["relation"] for v in of_page}, {"original", "revision"})
        self.assertEqual(len({v["story"] for v in of_page}), 1)
        self.assertEqual(sum("twenty minutes" in v["text"] for v in of_page), 1)
        self.storyfold("verify")


class Traces(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide, self.pier = self.outlet(11), self.outlet(12)
        self.tide.publish(range(1, 9), "User-agent: *\nDisallow: /news/2026/104003\n")
        self.pier.publish([1, *range(21, 26)])

    def page(self, number):
        return self.tide.url(f"/news/2026/{104_000 + number}.html")

    def test_trace_tells_where_each_address_went(self):
        pages = self.tide.pages
        pages["/news/2026/104002.html"] = Page(web.article(
            web.title_of(2), web.text_of(2), "<meta name=robots content=noindex>"))
        del pages["/news/2026/104004.html"]
        pages["/news/2026/104006.html"] = Page(status=302,
                                               headers=[("Location", "/news/2026/104041.html")])
        pages["/news/2026/104041.html"] = Page(web.story_page(41))
        self.follow(self.tide)
        self.crawl()
        self.follow(self.pier)
        self.crawl()

        forbidden = self.trace(self.page(3))
        self.assertEqual((forbidden["end"], forbidden["reason"]), ("forbidden", "robots.txt"))
        self.assertEqual(forbidden["host"]["robots_status"], 200)
        self.assertFalse(self.tide.asked("/news/2026/104003.html"))
        self.assertNotIn(self.page(3), self.urls())

        refused = self.trace(self.page(2))
        self.assertEqual((refused["end"], refused["reason"]), ("not stored", "noindex"))
        self.assertNotIn("story", refused)

        gone = self.trace(self.page(4))
        self.assertEqual((gone["end"], gone["status"], gone["due"]), ("gone", 404, None))

        moved = self.trace(self.page(6))
        self.assertEqual((moved["end"], moved["target"]), ("redirected", self.page(41)))
        target = self.trace(self.page(41))
        self.assertEqual(target["end"], "stored")
        self.assertEqual(target["found_on"][0], self.page(6))
        self.assertEqual(target["found_on"][-1], self.tide.url())

        stored = self.trace(self.page(1))
        self.assertEqual((stored["end"], stored["status"]), ("stored", 200))
        copy = self.trace(self.pier.url("/news/2026/104001.html"))
        self.assertEqual(copy["story"], stored["story"])
        self.assertEqual({stored["relation"], copy["relation"]}, {"original", "copy"})

        people = self.storyfold("trace", self.page(3)).out
        self.assertIn("robots.txt", people)

    def test_an_address_that_no_crawl_has_met_is_not_found(self):
        self.follow(self.tide)
        self.assert_says(self.trace(self.tide.url("/never.html"), code=NOT_FOUND), "no crawl has met")


def cut_off(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n"
                       b"\r\n<html><p>half a page")


def no_http(connection):
    connection.sendall(b"\x00\x01\x02 this is not HTTP\r\n\r\n" * 40)


class BadPages(crawling.Crawling):
    def test_pages_that_break_rules_harm_nobody_else(self):
        tide, bad = self.outlet(11), self.outlet(12)
        tide.publish(range(1, 6))
        bad.publish(range(21, 34))
        paths = list(bad.stories)
        damage = [Page(raw=cut_off), Page(raw=no_http), Page(b"<div>" * 60_000), Page(b"\0" * 50_000),
                  Page(b"<b>" * 20_000 + b"text"), Page(b"\xff\xfe<\0h\0t\0"), Page(b""),
                  Page(status=301, headers=[("Location", paths[7])]),
                  Page(status=302, headers=[("Location", "http://127.0.0.1:9/")]),
                  Page(status=302, headers=[("Location", "file:///etc/passwd")]),
                  Page(b"\x1f\x8b broken", headers=[("Content-Encoding", "gzip")]),
                  Page(b"%PDF-1.7 not a page", "application/pdf")]
        for path, page in zip(paths, damage):
            bad.pages[path] = page
        bad.pages["/sitemap.xml"] = Page(b"<urlset><url><loc>" * 1000, "text/xml")
        bad.pages["/feed"] = Page("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss>&x;",
                                  "text/xml")
        self.follow(tide, bad)
        self.crawl()
        good = [tide.url(path) for path in tide.stories] + [bad.url(paths[12])]
        self.assertEqual(self.urls(), sorted(good))
        for path in paths[:12]:
            traced = self.trace(bad.url(path))
            self.assertNotIn(traced["end"], ("stored", "not visited"), path)
            self.assertTrue(traced["reason"] or traced["target"], traced)
        self.storyfold("verify")


class Credentials(crawling.Crawling):
    def test_a_header_from_a_credential_is_sent_and_never_shown(self):
        tide = self.outlet(11)
        tide.publish([1])
        self.write("credentials/token", "Bearer 8f2c\n")
        self.write("sources/tide.toml",
                   '[outlet]\nname = "Tide"\n[[source]]\nkind = "feed"\n'
                   f'url = "{tide.url("/atom.xml")}"\n'
                   'headers = { Authorization = "credential:token" }\n')
        arguments = ("run", "--once", "--store", self.store, "--config", self.config)
        without = harness.run(*arguments)
        self.assert_says(without, r"tide\.toml: source\.headers\.Authorization of http.*credential")
        self.assertEqual(tide.asked("/atom.xml"), [])
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                       "CREDENTIALS_DIRECTORY": str(self.folder / "credentials")}
        process = harness.start(*arguments, env=environment)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err.decode())
        sent = {r.path: r.headers.get("Authorization") for r in tide.log}
        self.assertEqual(sent["/atom.xml"], "Bearer 8f2c")
        self.assertIsNone(sent["/news/2026/104001.html"])
        exported = self.storyfold("sources", "export", "--config", self.config).out
        self.assertIn("credential:token", exported)
        self.assertNotIn("8f2c", exported + out.decode() + err.decode())


if __name__ == "__main__":
    unittest.main()
