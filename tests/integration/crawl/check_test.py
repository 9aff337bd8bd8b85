#!/usr/bin/env python3
"""What is told of sources: `sources check`, which asks them and keeps nothing, and what a crawl saw."""

import datetime
import unittest

import crawling
import harness
import web
from harness import NOT_FOUND, OK, PARTIAL, USAGE


def today(hours=0):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Check(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide = self.outlet(41)
        self.paths = self.tide.publish(range(1, 9))

    def file(self, *sources, home=True, hosts="127.1.0.41", more=""):
        lines = ["[outlet]", 'name = "Tide Wire"', f'hosts = ["{hosts}"]']
        if home:
            lines.append(f'home = "{self.tide.url()}"')
        for kind, path in sources:
            lines += ["[[source]]", f'kind = "{kind}"', f'url = "{self.tide.url(path)}"']
        self.write("sources/tide.toml", "\n".join(lines) + "\n" + more)

    def check(self, *names, code=OK):
        answer = self.storyfold("sources", "check", *names, "--config", self.config, "--json",
                                code=code)
        return {value["url"]: value for value in answer.lines()}

    def problem(self, path, kind="feed"):
        """The one problem of the one source at `path`."""
        self.file((kind, path), home=False)
        (value,) = self.check(code=PARTIAL).values()
        self.assertFalse(value["ok"])
        (said,) = value["problems"]
        return value, said

    def test_sources_that_work_are_ok_and_nothing_is_stored(self):
        newest = today(-3)
        self.tide.list_stories({self.paths[2]: newest})
        self.tide.pages["/map.xml"] = web.Page(
            "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" +
            "".join(f"<url><loc>{self.tide.url(p)}</loc></url>" for p in self.paths) +
            "<url><loc>http://elsewhere.example/a.html</loc></url></urlset>", "application/xml")
        self.file(("feed", "/atom.xml"), ("sitemap", "/map.xml"))
        checked = self.check()
        self.assertEqual([c["is"] for c in checked.values()], ["list", "feed", "sitemap"])
        feed = checked[self.tide.url("/atom.xml")]
        self.assertEqual(feed, {
            "outlet": "tide", "url": self.tide.url("/atom.xml"), "ok": True, "kind": "feed",
            "is": "feed", "status": 200, "led_to": None, "entries": 8, "on_hosts": 8,
            "newest": newest, "problems": [], "notes": []})
        sitemap = checked[self.tide.url("/map.xml")]
        self.assertEqual((sitemap["entries"], sitemap["on_hosts"]), (9, 8))
        self.assertRegex(sitemap["notes"][0], "1 of its entries are not on the outlet's hosts")
        self.assertEqual(len(self.tide.asked("/robots.txt")), 1)
        self.assertFalse(self.store.exists())
        said = self.storyfold("sources", "check", "--config", self.config).out
        self.assertRegex(said, r"(?m)^ok +tide  http://127\.1\.0\.41:\d+/atom\.xml$")
        self.assertIn("feed, 8 entries, 8 on its hosts, the newest of " + newest, said)
        self.assertIn("3 sources: 3 ok, 0 with a problem", said)

    def test_what_robots_txt_forbids_is_not_asked(self):
        self.tide.publish(range(1, 9), robots="User-agent: *\nDisallow: /atom.xml\n")
        _, said = self.problem("/atom.xml")
        self.assertRegex(said, "robots.txt does not let us")
        self.assertEqual(self.tide.asked("/atom.xml"), [])

    def test_a_status_is_named_with_what_to_do(self):
        value, said = self.problem("/nowhere.xml")
        self.assertEqual((value["status"], value["is"]), (404, None))
        self.assertRegex(said, "HTTP 404: nothing stands there")
        self.tide.pages["/shut.xml"] = web.Page("no", status=403)
        self.assertRegex(self.problem("/shut.xml")[1], "HTTP 403: the outlet does not let us")

    def test_an_address_that_is_not_public_is_refused(self):
        self.write("sources/inner.toml", '[outlet]\nname = "Inner"\nhome = "http://10.0.0.7/"\n')
        (value,) = self.check(code=PARTIAL).values()
        self.assertRegex(value["problems"][0], "private")

    def test_a_page_that_should_be_a_feed_names_the_feeds_there_are(self):
        value, said = self.problem("/")
        self.assertEqual((value["kind"], value["is"]), ("feed", "list"))
        self.assertRegex(said, "a web page, not a feed.*feeds that it names: " +
                         self.tide.url("/atom.xml"))

    def test_feeds_that_bring_nothing(self):
        self.tide.pages["/empty.xml"] = web.Page(web.atom([]), "application/atom+xml")
        self.assertEqual(self.problem("/empty.xml")[1], "a feed without entries")
        self.tide.pages["/blank.xml"] = web.Page("", "application/atom+xml")
        self.assertEqual(self.problem("/blank.xml")[1], "an empty answer")
        self.file(("feed", "/atom.xml"), home=False)
        self.tide.list_stories({path: "2019-03-05T08:00:00Z" for path in self.paths})
        (old,) = self.check().values()
        self.assertRegex(old["notes"][0], "may be abandoned")

    def test_a_list_whose_links_lie_elsewhere_says_which_hosts_are_the_outlets(self):
        self.file(("list", "/"), home=False, hosts="tide.example")
        (value,) = self.check(code=PARTIAL).values()
        self.assertEqual((value["entries"], value["on_hosts"]), (8, 0))
        self.assertRegex(value["problems"][0],
                         r"none of its entries is on the outlet's hosts \(tide.example\)")

    def test_a_move_for_good_is_a_note_with_the_address(self):
        self.tide.pages["/old.xml"] = web.Page("", status=301, headers=[("Location", "/atom.xml")])
        self.file(("feed", "/old.xml"), home=False)
        (value,) = self.check().values()
        self.assertEqual(value["led_to"], self.tide.url("/atom.xml"))
        self.assertRegex(value["notes"][-1], "moved for good to " + self.tide.url("/atom.xml"))

    def test_json_in_which_nothing_stands_where_it_is_said_to(self):
        self.tide.pages["/list.json"] = web.Page('{"data": {"list": []}}', "application/json")
        self.file(("json", "/list.json"), home=False,
                  more='[source.json]\nitems = "/rows"\nlink = "/url"\n')
        (value,) = self.check(code=PARTIAL).values()
        self.assertRegex(value["problems"][0], r"JSON list: .*\[source.json\]")

    def test_some_are_chosen_by_outlet_or_address(self):
        pier = self.outlet(42)
        pier.publish(range(21, 27))
        self.file(("feed", "/atom.xml"))
        self.write("sources/pier.toml", f'[outlet]\nname = "Pier Gazette"\nhome = "{pier.url()}"\n')
        self.assertEqual(list(self.check("Pier Gazette")), [pier.url()])
        self.assertEqual(list(self.check("tide")), [self.tide.url(), self.tide.url("/atom.xml")])
        self.assertEqual(list(self.check(self.tide.url("/atom.xml"))), [self.tide.url("/atom.xml")])
        self.check("harbour", code=NOT_FOUND)

    def test_an_address_may_be_tried_before_it_is_followed(self):
        (value,) = self.check(self.tide.url("/atom.xml")).values()
        self.assertEqual((value["kind"], value["is"], value["ok"]), (None, "feed", True))
        self.check("http://", code=USAGE)

    def test_beside_a_store_it_knows_what_was_added_and_what_a_crawl_found(self):
        self.follow(self.tide)
        self.crawl()
        before = self.stats()
        self.assertEqual(list(self.check()), [self.tide.url()])
        self.assertEqual(list(self.check("--all")), [self.tide.url(), self.tide.url("/atom.xml")])
        self.assertEqual(self.stats()["batch"], before["batch"])

    def test_no_sources_and_files_that_cannot_be_used(self):
        self.check(code=USAGE)
        self.file()
        self.write("sources/bad.toml", "[outlet\n")
        answer = self.storyfold("sources", "check", "--config", self.config, code=PARTIAL)
        self.assertIn("bad.toml", answer.err)
        self.assertIn("1 source: 1 ok", answer.out)

    def test_a_gap_is_told_by_list_and_trace(self):
        self.file(("feed", "/atom.xml"), home=False)
        self.crawl()
        feed = self.tide.url("/atom.xml")
        before = self.trace(feed)
        self.assertEqual((before["gaps"], before["incidents"], before["silent"]), (0, [], False))
        self.tide.publish(range(31, 39))
        self.crawl()
        after = self.trace(feed)
        self.assertEqual(after["gaps"], 1)
        (gap,) = after["incidents"]
        self.assertEqual(gap["kind"], "gap")
        self.assertRegex(gap["what"], "^nothing known among its entries")
        self.assertRegex(self.storyfold("trace", feed).out, r"(?m)^ *gap +\S+Z nothing known")
        listed = self.storyfold("sources", "list", "--config", self.config).out
        self.assertIn("; 1 gap, the last " + gap["at"], listed)
        self.assertRegex(listed, r" \d+ (s|min|h) ")
        article = self.trace(self.tide.url(self.paths[0]))
        self.assertNotIn("incidents", article)
        self.assertIsNone(article["taken_down"])


if __name__ == "__main__":
    unittest.main()
