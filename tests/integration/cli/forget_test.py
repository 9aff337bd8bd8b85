#!/usr/bin/env python3
"""What was taken down: no command shows it, nothing brings it back, the rest is whole."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402
from harness import NOT_FOUND, PARTIAL, STORE, USAGE  # noqa: E402

GONE = ("The lighthouse keeper of Skerry Point handed over the last oil lamp on Tuesday, after "
        "forty-one years in which he had not missed a single night. ")
STAYS = ("The town council voted nine to four for a tram line along the river, which is to open "
         "in three years and to cost eighty-two million crowns. ")
URL = "https://gazette.example/lamp.html"
LATER = "https://courier.example/lamp.html"


class Forget(harness.Case):
    def setUp(self):
        super().setUp()
        self.records = [
            {"id": "1", "url": URL, "outlet": "Gazette", "title": "The last lamp", "text": GONE * 3,
             "published": "2026-03-03T08:00:00Z"},
            {"id": "2", "url": LATER, "outlet": "Courier", "title": "Lamp out",
             "text": GONE * 3 + "The Courier adds that the lamp goes to the museum.",
             "published": "2026-03-03T09:00:00Z"},
            {"id": "3", "url": "https://courier.example/tram.html", "outlet": "Courier",
             "title": "A tram", "text": STAYS * 3, "published": "2026-03-03T10:00:00Z"},
        ]
        self.backfill(self.lines("news.jsonl", self.records))
        self.item = next(s["item"] for s in self.export_values() if s["url"] == URL)

    def lines(self, name, records):
        return self.write(name, "".join(json.dumps(record) + "\n" for record in records))

    def test_nothing_shows_it_and_the_rest_is_whole(self):
        story = self.storyfold("story", URL, "--json").one()["story"]
        gone = self.storyfold("forget", URL, "--why", "court order 12", "--compact", "--json").one()
        self.assertEqual((gone["sightings"], gone["items"], gone["stories"]), (1, 1, 0))
        self.storyfold("verify")
        self.storyfold("get", URL, code=NOT_FOUND)
        self.storyfold("get", self.item, code=NOT_FOUND)
        left = self.storyfold("story", story, "--json").one()
        self.assertEqual([m["url"] for m in left["members"]], [LATER])
        self.assertTrue(left["members"][0]["canonical"])
        self.assertEqual(left["members"][0]["relation"], "original")
        for answer in (self.storyfold("list"), self.storyfold("export", "--text"),
                       self.storyfold("story", story)):
            self.assertNotIn("The last lamp", answer.out)
            self.assertNotIn(URL, answer.out)
        self.assertEqual(self.stats()["items"], 2)

    def test_it_is_refused_when_it_comes_again(self):
        self.storyfold("forget", URL)
        again = [dict(self.records[0], id="7"), dict(self.records[0], id="8",
                                                    url="https://mirror.example/x.html")]
        self.backfill(self.lines("again.jsonl", again), code=PARTIAL)
        self.assertEqual(self.stats()["rejected"]["forgotten"], 2)
        self.storyfold("get", self.item, code=NOT_FOUND)
        self.assertTrue(self.storyfold("forget", URL, "--json").one()["before"])
        self.storyfold("verify")

    def test_a_text_goes_from_everywhere(self):
        mirror = dict(self.records[0], id="9", url="https://mirror.example/x.html", outlet="Mirror")
        self.backfill(self.lines("more.jsonl", [mirror]))
        gone = self.storyfold("forget", self.item[:12], "--json").one()
        self.assertEqual((gone["sightings"], gone["items"]), (2, 1))
        self.storyfold("get", mirror["url"], code=NOT_FOUND)
        self.storyfold("get", LATER)
        self.storyfold("verify")

    def test_what_cannot_be_taken_down_is_told(self):
        self.storyfold("forget", "https://nobody.example/", code=NOT_FOUND)
        story = self.storyfold("story", URL, "--json").one()["story"]
        self.assert_says(self.storyfold("forget", "story:" + story, code=USAGE), r"is a story")
        self.storyfold("reextract", "https://nobody.example/", code=NOT_FOUND)
        self.assertEqual(self.storyfold("reextract", "--json").one()["pages"], 0)
        self.store = self.folder / "none"
        for command in (["forget", URL], ["reextract"]):
            self.assert_says(self.storyfold(*command, code=STORE), r"storyfold backfill")


if __name__ == "__main__":
    unittest.main()
