#!/usr/bin/env python3
"""What feeds say beyond links, links of aggregators, addresses that were left out."""

import signal
import threading
import unittest

import crawling
import harness
import web
from web import Page


def item(title, more):
    return f"<item><title>{title}</title>{more}</item>"


def content(story):
    paragraphs = "".join(f"<p>{p}</p>" for p in web.text_of(story))
    return f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded>"


def rss(*items):
    return Page("<?xml version='1.0'?><rss version='2.0' "
                "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
                "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>News</title>"
                f"{''.join(items)}</channel></rss>", "application/rss+xml")


class Listing(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide = self.outlet(11)
        self.tide.publish([1, 2])

    def list_in_feed(self, *items):
        """The home page names the feed and nothing else."""
        self.tide.pages["/atom.xml"] = rss(*items)
        self.tide.pages["/"] = Page("<html><head><title>News</title><link rel=alternate "
                                    "type='application/rss+xml' href='/atom.xml'></head><body>"
                                    "<p>News</p></body></html>")
        self.follow(self.tide)
        return self.crawl()

    def page(self, story):
        return self.tide.url(f"/news/2026/{104_000 + story}.html")

    def sighting(self, url):
        return self.storyfold("get", url, "--json").one()["sightings"][0]

    def link(self, story):
        return f"<link>{self.page(story)}</link>"


class Entries(Listing):
    def test_what_the_feed_says_fills_in_what_the_page_does_not(self):
        self.list_in_feed(item(web.title_of(1), self.link(1) + "<dc:creator>Ada Berg</dc:creator>"
                               "<category>Harbour</category>"
                               "<source url='http://pier.example/rss'>Pier Gazette</source>"))
        stored = self.sighting(self.page(1))
        self.assertEqual(stored["authors"], ["Ada Berg"])
        self.assertEqual(stored["categories"], ["Harbour"])
        self.assertIn("Pier Gazette", [claim["name"] for claim in stored["claims"]])

    def test_an_entry_without_link_is_stored_once_and_revised(self):
        flash = "<guid isPermaLink='false'>flash-7</guid>"
        summary = self.list_in_feed(item("Flash", flash + content(7)), item("Bare", "<guid>x</guid>"))
        address = self.tide.url("/atom.xml%23flash-7")
        self.assertEqual((summary["sightings"], self.urls()), (1, [address]))
        self.assertEqual(self.trace(address)["reason"], "an entry without a page")
        self.assertEqual(self.trace(address)["found_on"][0], self.tide.url("/atom.xml"))
        self.assertEqual(self.crawl()["sightings"], 0)
        # The feed changes, the entry does not; then the entry does.
        self.tide.pages["/atom.xml"] = rss(item("Flash", flash + content(7)), item("Bare too", ""))
        self.assertEqual(self.crawl()["sightings"], 0)
        text = content(7).replace("ten minutes", "twenty minutes", 1)
        self.tide.pages["/atom.xml"] = rss(item("Flash", flash + text))
        self.assertEqual(self.crawl()["sightings"], 1)
        self.assertEqual({v["relation"] for v in self.export_values()}, {"original", "revision"})
        self.assertFalse(self.tide.asked("/atom.xml%23flash-7"))
        self.storyfold("verify")

    def test_a_closed_page_is_stood_in_for_by_the_text_of_its_feed(self):
        pages = self.tide.pages
        pages["/news/2026/104003.html"] = Page("members only", status=403)
        pages["/news/2026/104004.html"] = Page(status=404)
        pages["/news/2026/104005.html"] = Page("members only", status=403)
        pages["/robots.txt"] = Page("User-agent: *\nDisallow: /news/2026/104005\n", "text/plain")
        self.list_in_feed(*(item(web.title_of(s), self.link(s) + content(s)) for s in (1, 3, 4, 5)))
        self.assertEqual(self.urls(), [self.page(1), self.page(3)])
        closed = self.trace(self.page(3))
        self.assertEqual((closed["end"], closed["status"], closed["reason"]),
                         ("stored", 403, "text of its listing: HTTP 403"))
        self.assertEqual(self.trace(self.page(1))["reason"], "")
        self.assertEqual(self.trace(self.page(4))["end"], "gone")
        self.assertEqual(self.trace(self.page(5))["end"], "forbidden")
        self.assertEqual(self.sighting(self.page(1))["source"], "web")
        self.assertEqual(self.sighting(self.page(3))["source"], "feed")
        self.storyfold("verify")


class Aggregators(Listing):
    def test_a_link_that_leads_to_another_host_and_its_page_tell_of_each_other(self):
        short = self.outlet(12)
        for path, story in (("/a", 1), ("/b", 2)):
            short.pages[path] = Page(status=302, headers=[("Location", self.page(story))])
        short.pages["/robots.txt"] = Page("User-agent: *\nAllow: /\n", "text/plain")
        self.list_in_feed(item(web.title_of(1), self.link(1)),
                          item(web.title_of(1), f"<link>{short.url('/a')}</link>"),
                          item(web.title_of(2), f"<link>{short.url('/b')}</link>"))
        self.assertEqual(self.urls(), [self.page(1), self.page(2)])
        for path, story in (("/a", 1), ("/b", 2)):
            link = self.trace(short.url(path))
            self.assertEqual((link["end"], link["target"]), ("redirected", self.page(story)))
            self.assertEqual(link["found_on"][0], self.tide.url("/atom.xml"))
        # One was found by its own address before, the other through the link.
        self.assertEqual(self.trace(self.page(1))["led_here"], [short.url("/a")])
        self.assertEqual(self.trace(self.page(2))["found_on"][0], short.url("/b"))
        self.assertEqual(self.sighting(self.page(2))["found_on"], short.url("/b"))
        self.assertIn(short.url("/b"), self.storyfold("get", self.page(2)).out)


class Aliases(Listing):
    def test_mobile_copies_are_no_longer_asked_for_once_some_were(self):
        def feed(*stories):
            entries = [item(web.title_of(s), f"<link>{self.tide.url(where % (104_000 + s))}</link>")
                       for where in ("/news/2026/%d.html", "/mobile/news/2026/%d.html")
                       for s in stories]
            return rss(*entries)

        first, later = range(1, 5), range(11, 41)
        self.tide.publish([*first, *later])
        for path, story in self.tide.stories.items():
            self.tide.pages["/mobile" + path] = Page(web.story_page(story))
        for stories in (first, later):  # originals are stored before their copies are found
            self.list_in_feed(*(item(web.title_of(s), self.link(s)) for s in stories))
            self.tide.pages["/atom.xml"] = feed(*stories)
            self.crawl()
        self.assertEqual(len(self.urls()), len(first) + len(later))
        copies = [f"/mobile/news/2026/{104_000 + s}.html" for s in later]
        asked = [path for path in copies if self.tide.asked(path)]
        self.assertLess(len(asked), len(copies) / 2)
        for path in copies:
            traced = self.trace(self.tide.url(path))
            self.assertEqual((traced["end"], traced["target"]),
                             ("duplicate", self.tide.url(path.removeprefix("/mobile"))))
        self.storyfold("verify")


    def test_other_words_around_an_id_are_no_longer_asked_for(self):
        def name(story, words):
            return f"/news/{1_047_000 + story}-{words}"

        def entries(stories, words):
            return [item(web.title_of(s), f"<link>{self.tide.url(name(s, words))}</link>")
                    for s in stories]

        # The daemon remembers ids for as long as it runs.
        stories = {"first": range(1, 5), "later": range(11, 31)}
        for s in [*stories["first"], *stories["later"]]:
            for words in ("council-plans", "council-plans-the-summer"):
                self.tide.pages[name(s, words)] = Page(web.story_page(s))
        self.config = web.settings(self.folder, crawl__poll_min='"1s"', crawl__poll_max='"1s"')
        self.write("sources/tide.toml", f"[outlet]\nname = 'Tide'\nhosts = ['127.1.0.11']\n"
                   f"[[source]]\nkind = 'feed'\nevery = '1s'\nurl = '{self.tide.url('/list')}'\n")
        shown = []
        process = None
        for part in ("first", "later"):
            for words in ("council-plans", "council-plans-the-summer"):
                shown += entries(stories[part], words)
                self.tide.pages["/list"] = rss(*shown)
                process = process or self.start_daemon()
                for story in stories[part]:
                    url = self.tide.url(name(story, words))
                    harness.wait_until(lambda url=url: self.ended(url), 60, url)
        harness.stop(process)
        copies = [name(s, "council-plans-the-summer") for s in stories["later"]]
        asked = [path for path in copies if self.tide.asked(path)]
        self.assertLess(len(asked), len(copies) / 2)
        self.assertEqual({self.trace(self.tide.url(path))["end"] for path in copies}, {"duplicate"})
        self.assertEqual(len(self.urls()), 24)

    def ended(self, url):
        answer = harness.run("trace", url, "--json", "--store", self.store)
        return answer.code == harness.OK and answer.one()["end"] != "not visited"


class LeftOut(Listing):
    def test_traps_and_addresses_past_the_budget_tell_why_they_were_not_taken(self):
        web.settings(self.folder, crawl__host_budget="8")
        trap = self.tide.url("/share/print/calendar/2031/12/31/?action=login")
        stories = range(1, 14)
        self.tide.publish(stories)
        self.list_in_feed(item("A trap", f"<link>{trap.replace('&', '&amp;')}</link>"),
                          *(item(web.title_of(s), self.link(s)) for s in stories))
        left = self.trace(trap)
        self.assertEqual((left["end"], left["due"]), ("not taken", None))
        self.assertTrue(left["reason"].startswith("trap: "), left["reason"])
        ends = {s: self.trace(self.page(s)) for s in stories}
        past = [s for s in stories if ends[s]["end"] == "not taken"]
        self.assertTrue(past and len(past) < len(stories), ends)
        for story in past:
            self.assertTrue(ends[story]["reason"].startswith("budget: "), ends[story])
            self.assertFalse(self.tide.asked(f"/news/2026/{104_000 + story}.html"))
        # What was past a budget is taken when that allows it.
        web.settings(self.folder, crawl__host_budget="1000")
        self.tide.pages["/atom.xml"] = rss(*(item(web.title_of(s), self.link(s)) for s in stories))
        self.crawl()
        self.assertEqual(self.urls(), sorted(self.page(s) for s in stories))
        self.storyfold("verify")


class Sources(Listing):
    def setUp(self):
        super().setUp()
        del self.tide.pages["/atom.xml"]  # no usual place leads anywhere
        self.tide.pages["/"] = Page("<html><body><p>News</p></body></html>")

    def give(self, more):
        self.write("sources/tide.toml", f"[outlet]\nname = 'Tide'\nhome = '{self.tide.url()}'\n"
                   f"hosts = ['127.1.0.11']\n[[source]]\nurl = '{self.tide.url('/list')}'\n{more}")

    def test_what_the_operator_changes_of_a_source_is_taken_over(self):
        self.tide.pages["/list"] = Page(
            f"<html><body><ul><li><a href='/news/2026/104001.html'>{web.title_of(1)}</a></li>"
            f"<li><a href='/news/2026/104002.html'>{web.title_of(2)}</a></li></ul></body></html>")
        self.give("kind = 'list'\n")
        self.crawl()
        self.give("kind = 'list'\nheaders = { X-Desk = 'tide' }\n")
        self.crawl()
        last = self.tide.asked("/list")[-1]
        self.assertEqual((last.conditional, last.headers["X-Desk"]), (False, "tide"))
        self.tide.pages["/list"] = rss(item(web.title_of(1), self.link(1)))
        self.give("kind = 'feed'\n")
        self.crawl()
        self.assertEqual(self.trace(self.tide.url("/list"))["kind"], "feed")
        asked = len(self.tide.asked("/list"))
        self.crawl()
        self.assertEqual(len(self.tide.asked("/list")), asked + 1)
        self.assertTrue(self.tide.asked("/list")[-1].conditional)

    def test_a_sitemap_that_its_index_no_longer_lists_is_left_alone(self):
        def index(*names):
            body = "".join(f"<sitemap><loc>{self.tide.url(n)}</loc></sitemap>" for n in names)
            return Page(f"<?xml version='1.0'?><sitemapindex>{body}</sitemapindex>", "text/xml")

        def urls(story):
            return Page(f"<?xml version='1.0'?><urlset><url><loc>{self.page(story)}</loc></url>"
                        "</urlset>", "text/xml")

        self.tide.pages["/list"] = index("/one.xml", "/two.xml")
        self.tide.pages["/one.xml"], self.tide.pages["/two.xml"] = urls(1), urls(2)
        self.give("kind = 'sitemap'\n")
        self.crawl()
        self.assertEqual(self.urls(), [self.page(1), self.page(2)])
        self.tide.pages["/list"] = index("/one.xml")
        self.crawl()
        left = self.trace(self.tide.url("/two.xml"))
        self.assertEqual((left["polled"], left["due"]), (False, None))
        self.assertTrue(self.trace(self.tide.url("/one.xml"))["polled"])
        asked = len(self.tide.asked("/two.xml"))
        self.crawl()
        self.assertEqual(len(self.tide.asked("/two.xml")), asked)
        self.tide.pages["/list"] = index("/two.xml", "/one.xml")
        self.crawl()
        self.assertTrue(self.trace(self.tide.url("/two.xml"))["polled"])
        self.assertEqual(len(self.tide.asked("/two.xml")), asked + 1)


    def test_a_page_that_becomes_a_source_while_it_is_asked_is_one(self):
        held = threading.Event()
        self.addCleanup(held.set)
        body = web.story_page(3).encode()

        def slow(connection):
            held.wait(60)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                               b"%d\r\n\r\n%s" % (len(body), body))

        self.tide.pages["/harbour/"] = Page(raw=slow)
        self.tide.pages["/list"] = rss(item("Harbour", f"<link>{self.tide.url('/harbour/')}</link>"))
        self.config = web.settings(self.folder, fetch__timeout='"60s"')
        self.give("kind = 'feed'\n")
        process = self.start_daemon()
        harness.wait_until(lambda: self.tide.asked("/harbour/"), 60, "the page")
        self.give("kind = 'feed'\n" + "".join(
            f"[[source]]\nkind = '{kind}'\nurl = '{self.tide.url(path)}'\n"
            for kind, path in (("list", "/harbour/"), ("feed", "/new.xml"))))
        process.send_signal(signal.SIGHUP)
        harness.wait_until(lambda: self.tide.asked("/new.xml"), 60, "the new file")
        self.tide.pages["/harbour/"] = Page("<html><body><ul><li>No news</li></ul></body></html>")
        held.set()
        harness.wait_until(lambda: len(self.tide.asked("/harbour/")) == 2, 60, "the list")
        harness.stop(process)
        traced = self.trace(self.tide.url("/harbour/"))
        self.assertEqual((traced["kind"], traced["polled"]), ("list", True))
        self.assertEqual(self.urls(), [])


class TakenDown(Listing):
    def test_an_address_that_was_taken_down_is_not_asked_for(self):
        self.list_in_feed(item(web.title_of(1), self.link(1)))
        self.storyfold("forget", self.page(1), "--config", self.config)
        self.tide.log.clear()
        self.tide.pages["/atom.xml"] = rss(
            item(web.title_of(1), self.link(1) + "<pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate>"),
            item(web.title_of(2), self.link(2)))
        self.crawl()
        self.assertFalse(self.tide.asked("/news/2026/104001.html"))
        self.assertEqual(self.urls(), [self.page(2)])


if __name__ == "__main__":
    unittest.main()
