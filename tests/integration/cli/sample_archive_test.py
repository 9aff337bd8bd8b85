#!/usr/bin/env python3
"""The sample archive folds into the stories it was made of: scored against demo/truth.jsonl."""

import collections
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402

MIN_PRECISION = 0.98
MIN_RECALL = 0.95


def pairs(groups):
    return sum(n * (n - 1) // 2 for n in groups)


def score(found, truth):
    """Pairwise precision and recall; both arguments: sighting -> story."""
    together = pairs(collections.Counter((found[k], truth[k]) for k in found).values())
    claimed = pairs(collections.Counter(found.values()).values())
    real = pairs(collections.Counter(truth[k] for k in found).values())
    return together / max(1, claimed), together / max(1, real)


class SampleArchive(harness.Case):
    def setUp(self):
        super().setUp()
        self.truth = harness.truth()
        self.backfill(harness.ARCHIVE)
        self.sightings = self.export_values()

    def by_id(self, kind=None):
        return {t["id"]: t["story"] for t in self.truth if kind in (None, t["kind"])}

    def test_every_record_is_accounted_for(self):
        self.assertEqual(harness.settled(self.stats()), len(self.truth))
        self.assertEqual({s["id"] for s in self.sightings}, {t["id"] for t in self.truth})
        repeats = [t for t in self.truth if t["kind"] == "repeat"]
        self.assertEqual(self.stats().get("repeats", 0), len(repeats))
        self.assertEqual(len(self.sightings), len(self.truth) - len(repeats))

    def test_outlets_and_times_are_known(self):
        outlets = {t["id"]: t["outlet"] for t in self.truth}
        for sighting in self.sightings:
            self.assertEqual(sighting["outlet"], outlets[sighting["id"]], sighting)
            self.assertTrue(sighting["published"].startswith("2025-"), sighting)

    def test_grouping(self):
        truth = self.by_id()
        found = {s["id"]: s["story"] for s in self.sightings}
        precision, recall = score(found, truth)
        print(f"precision {precision:.4f}, recall {recall:.4f}, {len(set(found.values()))} stories "
              f"found, {len(set(truth.values()))} made", file=sys.stderr)
        self.report_wrong(found, truth)
        self.assertGreaterEqual(precision, MIN_PRECISION)
        self.assertGreaterEqual(recall, MIN_RECALL)

    def report_wrong(self, found, truth):
        members = collections.defaultdict(set)
        homes = collections.defaultdict(lambda: collections.defaultdict(list))
        for key, story in found.items():
            members[story].add(truth[key])
            homes[truth[key]][story].append(key)
        for story, names in sorted(members.items()):
            if len(names) > 1:
                print(f"  folded together: {sorted(names)} in {story}", file=sys.stderr)
        kinds = {t["id"]: t["kind"] for t in self.truth if t["kind"] != "repeat"}
        for name, stories in sorted(homes.items()):
            if len(stories) > 1:
                main = max(stories.values(), key=len)
                apart = [f"{k} ({kinds[k]})" for keys in stories.values() if keys is not main
                         for k in keys]
                print(f"  torn apart: {name}: {apart}", file=sys.stderr)

    def assert_alone(self, prefix):
        """No story of that kind shares its story with any other."""
        truth = self.by_id()
        stories = collections.defaultdict(set)
        for sighting in self.sightings:
            stories[sighting["story"]].add(truth[sighting["id"]])
        mixed = [sorted(names) for names in stories.values()
                 if len(names) > 1 and any(n.startswith(prefix) for n in names)]
        self.assertEqual(mixed, [])

    def test_templates_stay_alone(self):
        self.assert_alone("t-")

    def test_round_ups_stay_alone(self):
        self.assert_alone("roundup-")

    def test_round_ups_are_linked_to_what_they_quote(self):
        truth = self.by_id()
        linked = [s for s in self.sightings if truth[s["id"]].startswith("roundup-")
                  and any(link["relation"] == "contains" for link in s["links"])]
        round_ups = [s for s in self.sightings if truth[s["id"]].startswith("roundup-")]
        self.assertTrue(round_ups)
        self.assertEqual(len(linked), len(round_ups))

    def test_relations_fit_the_edits(self):
        kinds = {t["id"]: t["kind"] for t in self.truth if t["kind"] != "repeat"}
        relations = collections.defaultdict(collections.Counter)
        for sighting in self.sightings:
            relations[kinds[sighting["id"]]][sighting["relation"]] += 1
        for kind, counts in sorted(relations.items()):
            print(f"  {kind:10} {dict(counts.most_common())}", file=sys.stderr)
        self.assertEqual(relations["revision"]["revision"], relations["revision"].total())

    def test_furniture_is_not_in_the_bodies(self):
        outlets = {s["id"]: s["outlet"] for s in self.sightings}
        for sighting in self.export_values("--text"):
            text = sighting["text"]
            self.assertTrue(text.strip(), outlets[sighting["id"]])
            for word in ("扫描二维码", "微信公众号", "分享到", "版權聲明", "newsletter", "scan-box",
                         "责任编辑", "責任編輯", "返回首页", "All rights reserved", "infoCode"):
                self.assertNotIn(word, text, sighting["id"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
