#!/usr/bin/env python3
"""`backfill` of addresses: pages, feeds and sitemaps that are asked for once and not followed."""

import gzip
import json
import signal
import time
import unittest

import crawling
import harness
import web
from harness import INTERRUPTED, OK, PARTIAL, USAGE
from web import Page


def sitemap(entries):
    """(url, lastmod or None) each."""
    urls = "".join(f"<url><loc>{url}</loc>" + (f"<lastmod>{at}</lastmod>" if at else "") + "</url>"
                   for url, at in entries)
    return ("<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
            f"{urls}</urlset>")


def index(children):
    maps = "".join(f"<sitemap><loc>{url}</loc><lastmod>{at}</lastmod></sitemap>"
                   for url, at in children)
    return ("<?xml version='1.0'?><sitemapindex "
            f"xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{maps}</sitemapindex>")


class WebBackfill(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide = self.outlet(11)
        self.paths = self.tide.publish(range(1, 9))

    def fill(self, *arguments, code=OK, **options):
        """Its totals."""
        return self.backfill(*arguments, "--json", "--config", self.config, code=code,
                             **options).one()

    def listed(self, *urls):
        return self.write("urls.txt", "".join(url + "\n" for url in urls))

    def page_paths(self, outlet):
        return [request.path for request in outlet.log if request.path != "/robots.txt"]


class Pages(WebBackfill):
    def test_a_list_of_pages_is_stored_and_nothing_else_is_asked_for(self):
        given = self.paths[:3]
        self.tide.pages[given[0]].body = self.tide.pages[given[0]].body.replace(
            b"</body>", f"<a href='{self.paths[5]}'>{web.title_of(6)}</a></body>".encode())
        totals = self.fill("--urls", self.listed("# pages", *map(self.tide.url, given)))
        self.assertEqual((totals["addresses"], totals["stored"]), (3, 3))
        self.assertEqual(self.urls(), sorted(map(self.tide.url, given)))
        self.assertEqual(sorted(self.page_paths(self.tide)), sorted(given))
        self.assertEqual(len(self.tide.asked("/robots.txt")), 1)
        self.assertEqual(self.storyfold("sources", "list", "--config", self.config).out, "")
        self.storyfold("verify")

    def test_what_is_stored_is_not_asked_for_again_unless_said(self):
        urls = self.listed(*map(self.tide.url, self.paths))
        self.fill("--urls", urls)
        self.tide.log.clear()
        totals = self.fill("--urls", urls)
        self.assertEqual((totals["stored"], totals["repeated"]), (0, 8))
        self.assertEqual(self.tide.log, [])
        totals = self.fill("--urls", urls, "--again")
        self.assertEqual((totals["stored"], totals["repeated"]), (0, 8))
        self.assertEqual(sorted(self.page_paths(self.tide)), sorted(self.paths))

    def test_every_end_is_counted_with_its_reason(self):
        self.tide.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /secret\n", "text/plain")
        self.tide.pages["/moved.html"] = Page(status=301, headers=[("Location", self.paths[1])])
        closed = self.outlet(13)
        closed.close()
        totals = self.fill("--urls", self.listed(
            self.tide.url(self.paths[0]), self.tide.url(self.paths[0]) + "#again",
            self.tide.url("/moved.html"), self.tide.url("/not-there.html"),
            self.tide.url("/secret.html"), self.tide.url("/"), closed.url("/a.html"),
            "mailto:desk@tide.example"), code=PARTIAL)
        self.assertEqual(totals["addresses"], 7, totals)
        self.assertEqual([totals[k] for k in ("stored", "repeated", "refused", "failed", "waiting")],
                         [2, 0, 3, 1, 1], totals)
        self.assertIn("robots.txt", totals["reasons"])
        self.assertIn("HTTP 404", totals["reasons"])
        self.assertEqual(self.tide.asked("/secret.html"), [])
        self.assertEqual(self.urls(), sorted(map(self.tide.url, self.paths[:2])))

    def test_a_host_that_asks_to_wait_is_not_waited_for(self):
        busy = self.outlet(14)
        busy.pages["/robots.txt"] = Page("", "text/plain")
        for i in range(80):
            busy.pages[f"/{i}.html"] = Page(status=503, headers=[("Retry-After", "7200")])
        totals = self.fill("--urls", self.listed(
            self.tide.url(self.paths[0]), *(busy.url(f"/{i}.html") for i in range(80))),
            code=PARTIAL)
        self.assertEqual((totals["stored"], totals["waiting"]), (1, 80), totals)
        self.assertLess(len(busy.log), 20)

    def test_a_redirect_to_another_host_is_followed(self):
        pier = self.outlet(12)
        path = pier.publish([21])[0]
        self.tide.pages["/s/1"] = Page(status=302, headers=[("Location", pier.url(path))])
        totals = self.fill("--urls", self.listed(self.tide.url("/s/1")))
        self.assertEqual((totals["addresses"], totals["stored"]), (1, 1))
        self.assertEqual(self.urls(), [pier.url(path)])

    def test_sources_that_are_due_are_left_to_the_crawl(self):
        self.follow(self.tide)
        self.fill(self.tide.url(self.paths[0]))
        self.assertEqual(self.page_paths(self.tide), [self.paths[0]])
        self.crawl()
        self.assertEqual(self.urls(), sorted(map(self.tide.url, self.paths)))

    def test_killed_and_begun_again_it_asks_for_what_is_not_stored(self):
        number = 40
        self.tide.publish(range(1, number + 1))
        self.be_patient()
        self.tide.hold_after(number // 2)
        urls = self.listed(*map(self.tide.url, self.tide.stories))
        process = harness.start("backfill", "--urls", urls, "--quiet", "--store", self.store,
                                "--config", self.config)
        self.addCleanup(harness.stop, process)
        harness.wait_until(self.something_stored, 60, "a stored page")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.tide.release()
        totals = self.fill("--urls", urls)
        self.assertEqual(totals["stored"] + totals["repeated"], number)
        self.assertGreater(totals["repeated"], 0)
        self.assertEqual(self.urls(), sorted(map(self.tide.url, self.tide.stories)))
        self.storyfold("verify")

    def test_stopped_it_says_so_and_keeps_what_it_has(self):
        self.be_patient()
        self.tide.hold_after(4)
        process = harness.start("backfill", self.tide.url("/atom.xml"), "--json", "--store",
                                self.store, "--config", self.config)
        self.addCleanup(harness.stop, process)
        harness.wait_until(lambda: len(self.tide.log) > 4, 60, "some pages")
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=15)[0].decode()
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertTrue(json.loads(out)["interrupted"])
        self.tide.release()
        self.fill(self.tide.url("/atom.xml"))
        self.assertEqual(self.urls(), sorted(map(self.tide.url, self.paths)))

    def test_addresses_come_on_standard_input_too(self):
        answer = harness.run("backfill", "--urls", "-", "--quiet", "--json", "--store", self.store,
                             "--config", self.config, text=self.tide.url(self.paths[0]) + "\n")
        self.assertEqual(answer.one()["stored"], 1, str(answer))

    def test_a_range_without_addresses_is_refused(self):
        self.backfill("--since", "2026-01-01", harness.ARCHIVE, code=USAGE)


class Listings(WebBackfill):
    def test_a_feed_is_read_once_and_its_entries_asked_for(self):
        totals = self.fill(self.tide.url("/atom.xml"))
        self.assertEqual((totals["listings"], totals["entries"], totals["in_range"],
                          totals["stored"]), (1, 8, 8, 8))
        self.assertEqual(sorted(self.page_paths(self.tide)), sorted(["/atom.xml", *self.paths]))
        self.assertEqual(self.storyfold("sources", "list", "--config", self.config).out, "")
        self.tide.log.clear()
        self.storyfold("run", "--once", "--config", self.config, code=USAGE)  # follows nothing
        totals = self.fill(self.tide.url("/atom.xml"))
        self.assertEqual((totals["stored"], totals["repeated"]), (0, 8))
        self.assertEqual(self.page_paths(self.tide), ["/atom.xml"])

    def test_a_sitemap_index_is_followed_where_the_range_may_be(self):
        days = {path: f"2026-01-{i + 1:02}" for i, path in enumerate(self.paths)}
        old, new = self.paths[:4], self.paths[4:]
        self.tide.pages["/old.xml.gz"] = Page(gzip.compress(sitemap(
            [(self.tide.url(p), days[p]) for p in old]).encode()), "application/gzip")
        self.tide.pages["/new.xml.gz"] = Page(gzip.compress(sitemap(
            [(self.tide.url(p), days[p]) for p in new] +
            [(self.tide.url("/undated.html"), None)]).encode()), "application/gzip")
        self.tide.pages["/sitemap.xml"] = Page(index(
            [(self.tide.url("/old.xml.gz"), "2026-01-04"),
             (self.tide.url("/new.xml.gz"), "2026-01-08")]), "application/xml")
        totals = self.fill("--since", "2026-01-06", "--until", "2026-01-08",
                           self.tide.url("/sitemap.xml"))
        self.assertEqual((totals["listings"], totals["entries"], totals["in_range"],
                          totals["undated"], totals["stored"]), (2, 5, 2, 1, 2), totals)
        self.assertEqual(self.tide.asked("/old.xml.gz"), [])
        self.assertEqual(self.urls(), sorted(map(self.tide.url, self.paths[5:7])))

        totals = self.fill("--limit", "3", self.tide.url("/sitemap.xml"))
        self.assertEqual((totals["listings"], totals["in_range"]), (3, 9), totals)
        newest = [self.tide.url(p) for p in self.paths[5:]]
        self.assertEqual(self.urls(), sorted(newest), "the three newest")

    def test_a_sitemap_may_be_plain_text(self):
        self.tide.pages["/all.txt"] = Page("".join(self.tide.url(p) + "\n" for p in self.paths),
                                           "text/plain")
        totals = self.fill(self.tide.url("/all.txt"))
        self.assertEqual((totals["listings"], totals["stored"]), (1, 8))

    def flashes(self, days):
        """A feed of entries that have no page, one a day."""
        items = "".join(
            f"<item><guid isPermaLink='false'>flash-{day}</guid><title>{web.title_of(day)}</title>"
            f"<pubDate>{day:02} Jan 2026 08:00:00 GMT</pubDate>"
            f"<content:encoded>{' '.join(web.text_of(day, 3))}</content:encoded></item>"
            for day in days)
        self.tide.pages["/flash.xml"] = Page(
            "<?xml version='1.0'?><rss version='2.0' "
            "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
            f"<title>Flash</title>{items}</channel></rss>", "application/rss+xml")
        return self.tide.url("/flash.xml")

    def test_entries_without_a_page_are_chosen_and_counted_like_pages(self):
        flash = self.flashes(range(1, 9))
        totals = self.fill("--since", "2026-01-03", "--until", "2026-01-07", "--limit", "2", flash)
        self.assertEqual((totals["listings"], totals["entries"], totals["in_range"],
                          totals["addresses"], totals["stored"]), (1, 8, 4, 2, 2), totals)
        self.assertEqual(self.urls(), [f"{flash}%23flash-5", f"{flash}%23flash-6"])
        totals = self.fill(flash)
        self.assertEqual((totals["addresses"], totals["stored"], totals["repeated"]), (8, 6, 2))
        totals = self.fill(flash, "--again")
        self.assertEqual((totals["stored"], totals["repeated"]), (0, 8), totals)
        self.assertEqual(self.page_paths(self.tide), ["/flash.xml"] * 3)
        self.storyfold("verify")

    def test_a_feed_given_as_a_page_brings_nothing(self):
        totals = self.fill("--urls", self.listed(self.flashes([1, 2])), code=PARTIAL)
        self.assertEqual((totals["stored"], totals["refused"]), (0, 1), totals)
        self.assertEqual(self.urls(), [])

    def test_a_page_given_by_itself_is_a_page(self):
        totals = self.fill(self.tide.url(self.paths[0]))
        self.assertEqual((totals["listings"], totals["stored"]), (0, 1))


class BesideTheDaemon(WebBackfill):
    def setUp(self):
        super().setUp()
        self.be_patient()
        self.pier = self.outlet(12)
        self.pier_paths = self.pier.publish(range(21, 41))
        self.follow(self.tide)
        self.daemon = self.start_daemon()
        self.until_stored(self.tide, self.paths)

    def until_stored(self, outlet, paths):
        wanted = {outlet.url(path) for path in paths}
        harness.wait_until(lambda: wanted <= set(self.urls()), 60, "stored pages")

    def end_daemon(self):
        self.daemon.send_signal(signal.SIGTERM)
        self.daemon.wait(timeout=15)
        self.assertEqual(self.daemon.returncode, OK)
        self.storyfold("verify")

    def test_it_asks_for_pages_feeds_and_what_is_known(self):
        totals = self.fill("--urls", self.listed(
            self.tide.url(self.paths[0]), *map(self.pier.url, self.pier_paths[:3]),
            self.pier.url("/not-there.html")), self.pier.url("/atom.xml"), code=PARTIAL)
        self.assertEqual((totals["addresses"], totals["stored"], totals["repeated"],
                          totals["failed"], totals["listings"]), (22, 20, 1, 1, 1), totals)
        self.assertEqual(totals["reasons"], {"HTTP 404": 1})
        self.assertEqual(self.pier.asked("/"), [])
        self.assertEqual(len(self.pier.asked("/atom.xml")), 1)
        self.assertEqual(len(self.tide.asked(self.paths[0])), 1)
        listed = self.storyfold("sources", "list", "--config", self.config).out
        self.assertNotIn(self.pier.url(), listed)
        self.end_daemon()

    def test_the_crawl_and_other_commands_go_on_meanwhile(self):
        process = self.begin(self.pier.url("/atom.xml"))
        quay = self.outlet(13)
        paths = quay.publish(range(51, 54))
        self.follow(quay)
        harness.wait_until(lambda: all(quay.asked(path) for path in paths), 60, "another outlet")
        self.assertIsNone(process.poll(), "the backfill had ended before")
        self.pier.release()
        out = process.communicate(timeout=60)[0].decode()
        self.assertEqual(process.returncode, OK)
        self.assertIn('"stored":20', out.replace(" ", ""))
        self.end_daemon()

    ANSWERED = 4  # the others wait for release()
    SOME = ANSWERED + 8  # with those on their way when a command ends, of 22

    def begin(self, *arguments):
        self.pier.hold_after(self.ANSWERED)
        process = harness.start("backfill", *arguments, "--json", "--store", self.store,
                                "--config", self.config)
        self.addCleanup(harness.stop, process)
        harness.wait_until(lambda: len(self.pier.log) > self.ANSWERED, 60, "the first pages")
        return process

    def until_quiet(self):
        """How many requests the second outlet has had when no more come."""
        # A daemon that looks at nothing but its socket for a second has nobody left to ask for.
        time.sleep(1)
        self.pier.release()
        seen = []
        def quiet():
            seen.append(len(self.pier.log))
            return len(seen) > 15 and seen[-1] == seen[-15]
        harness.wait_until(quiet, 60, "no more requests")
        return len(self.pier.log)

    def test_ctrl_c_ends_what_nobody_else_wants(self):
        process = self.begin(self.pier.url("/atom.xml"))
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=10)[0].decode()
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertIn('"interrupted":true', out.replace(" ", ""))
        self.assertLess(self.until_quiet(), self.SOME)
        left = next(p for p in reversed(self.pier_paths) if not self.pier.asked(p))
        self.assertIn("was stopped", self.trace(self.pier.url(left))["reason"])
        self.assertIsNone(self.daemon.poll())
        # Wanted again, all of it is asked for.
        totals = self.fill(self.pier.url("/atom.xml"))
        self.assertEqual(totals["stored"] + totals["repeated"], 20)
        self.until_stored(self.pier, self.pier_paths)
        self.end_daemon()

    def test_whoever_is_killed_wants_nothing_any_more(self):
        process = self.begin(self.pier.url("/atom.xml"))
        process.kill()
        process.wait()
        self.assertLess(self.until_quiet(), self.SOME)
        self.end_daemon()

    def test_what_another_wants_too_is_asked_for(self):
        first = self.begin(self.pier.url("/atom.xml"))
        listed = self.listed(*map(self.pier.url, self.pier_paths), self.tide.url("/more.html"))
        self.tide.pages["/more.html"] = Page(web.story_page(99))
        second = harness.start("backfill", "--urls", listed, "--json", "--store", self.store,
                               "--config", self.config)
        self.addCleanup(harness.stop, second)
        harness.wait_until(lambda: self.tide.asked("/more.html"), 60, "what it alone wants")
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=10)
        self.pier.release()
        totals = json.loads(second.communicate(timeout=60)[0])
        self.assertEqual(totals["stored"] + totals["repeated"], 21, totals)
        self.assertEqual(second.returncode, OK)
        self.until_stored(self.pier, self.pier_paths)
        self.end_daemon()

    def test_a_daemon_that_stops_says_how_far_it_came(self):
        process = self.begin(self.pier.url("/atom.xml"))
        self.end_daemon()
        out = process.communicate(timeout=60)[0].decode()
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertIn('"interrupted":true', out.replace(" ", ""))
        # What it had asked for is due; the command asks for the rest.
        self.pier.release()
        totals = self.fill(self.pier.url("/atom.xml"))
        self.assertEqual(totals["stored"] + totals["repeated"], 20)
        self.assertGreater(totals["stored"], 0)


if __name__ == "__main__":
    unittest.main()
