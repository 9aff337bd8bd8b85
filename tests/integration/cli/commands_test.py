#!/usr/bin/env python3
"""Every command on the sample archive: answers, exit codes, JSON, what cannot be found."""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402
from harness import AMBIGUOUS, NOT_FOUND, OK, PARTIAL, USAGE  # noqa: E402

COMMANDS = ("backfill", "get", "near", "story", "list", "explain", "diff", "hash", "extract",
            "export", "stats", "verify", "config", "reextract", "forget")


class Commands(harness.Case):
    """One store for all tests; no test writes to it."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory(prefix="storyfold-test-")
        store = pathlib.Path(cls.shared.name) / "store"
        answer = harness.run("backfill", harness.ARCHIVE, "--store", store, "--quiet")
        assert answer.code == OK, str(answer)
        cls.exported = harness.run("export", "--format", "jsonl", "--store", store).lines()

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def setUp(self):
        super().setUp()
        self.store = pathlib.Path(self.shared.name) / "store"

    def largest(self):
        return self.storyfold("list", "--order", "largest", "--limit", "1", "--json").one()

    def pick(self, **wanted):
        return next(s for s in self.exported
                    if all(s.get(key) == value for key, value in wanted.items()))

    # --- help ----------------------------------------------------------------------------------

    def test_help_and_version(self):
        self.assertIn("storyfold", harness.run("--version").out)
        for command in COMMANDS:
            answer = harness.run(command, "--help")
            self.assertEqual(answer.code, OK, str(answer))
            self.assertIn(command, answer.out)

    def test_a_wrong_command_line_is_a_usage_error(self):
        for arguments in (["unheard-of"], ["get"], ["list", "--no-such-option"], ["explain", "a"],
                          ["list", "--limit", "many"], ["backfill"], ["export", "--format", "xyz"]):
            answer = harness.run(*arguments, "--store", self.store)
            self.assertEqual(answer.code, USAGE, str(answer))
            self.assertTrue(answer.err.strip(), str(answer))

    # --- get -----------------------------------------------------------------------------------

    def test_get_by_every_kind_of_reference(self):
        wanted = next(s for s in self.exported if s["url"] and s["relation"] == "original")
        item = self.storyfold("get", wanted["item"], "--json").one()
        references = (wanted["item"][:8], wanted["item"][:12].upper(), "item:" + wanted["item"],
                      "xxh3:" + item["xxh3"], "simhash:" + item["simhash"], wanted["url"])
        for reference in references:
            found = self.storyfold("get", reference, "--json").lines()
            self.assertIn(wanted["item"], [f["item"] for f in found], reference)

    def test_get_shows_what_a_reader_asks_for(self):
        post = self.pick(outlet="澄江财经时报", relation="original")
        text = self.storyfold("get", post["item"]).out
        for part in (post["title"], post["outlet"], "+08:00", post["item"]):
            self.assertIn(part, text)
        body = self.storyfold("get", post["item"], "--text").out
        self.assertNotIn(post["item"], body)
        self.assertIn("。", body)

    def test_an_id_is_the_hash_of_the_text(self):
        wanted = self.pick(outlet="青枫快讯")
        item = self.storyfold("get", wanted["item"], "--json").one()
        identity = " ".join(item["text"].split())
        self.assertEqual(hashlib.sha256(identity.encode()).hexdigest(), wanted["item"])

    def test_unknown_references(self):
        for reference in ("0123456789abcdef" * 4, "deadbeef", "https://nowhere.example/1.html",
                          "xxh3:" + "0" * 32, "simhash:0123456789abcdef"):
            answer = self.storyfold("get", reference, code=NOT_FOUND)
            self.assertIn(reference[:8], answer.err, str(answer))
            self.assertEqual(answer.out, "")

    def test_what_is_no_reference_is_a_usage_error(self):
        for reference in ("abc", "0123456", "not a hash", "xxh3:xyz"):
            answer = self.storyfold("get", reference, code=USAGE)
            self.assertTrue(answer.err.startswith("storyfold: "), str(answer))

    # --- stories -------------------------------------------------------------------------------

    def test_story_lists_every_sighting_with_its_change(self):
        line = self.largest()
        story = self.storyfold("story", line["story"], "--json").one()
        self.assertEqual(len(story["members"]), line["members"])
        self.assertEqual(sum(m["canonical"] for m in story["members"]), 1)
        mine = [s for s in self.exported if s["story"] == line["story"]]
        self.assertEqual(sorted(m["id"] for m in story["members"]), sorted(s["id"] for s in mine))
        text = self.storyfold("story", line["story"]).out
        for member in story["members"]:
            self.assertIn(member["outlet"], text)

    def test_story_of_an_item_and_of_a_url(self):
        with_url = next(s for s in self.exported if s["url"] and s["relation"] == "original")
        for reference in (with_url["url"], with_url["story"], "story:" + with_url["story"]):
            story = self.storyfold("story", reference, "--json").one()
            self.assertEqual(story["story"], with_url["story"], reference)

    def test_list(self):
        stories = self.storyfold("list", "--limit", "1000", "--json").lines()
        self.assertEqual({s["story"] for s in stories}, {s["story"] for s in self.exported})
        newest = [s["last_published"] for s in stories]
        self.assertEqual(newest, sorted(newest, reverse=True))
        big = self.storyfold("list", "--min-members", "6", "--limit", "1000", "--json").lines()
        self.assertTrue(big)
        self.assertTrue(all(s["members"] >= 6 for s in big))
        mine = self.storyfold("list", "--outlet", "灯崎経済通信", "--limit", "100", "--json").lines()
        self.assertEqual(len(mine), 3)
        april = self.storyfold("list", "--until", "2025-05-01", "--limit", "1000", "--json").lines()
        self.assertTrue(0 < len(april) < len(stories))

    def two_of_a_story(self):
        story = self.storyfold("story", self.largest()["story"], "--json").one()
        first = next(m for m in story["members"] if m["canonical"])
        other = next(m for m in story["members"] if m["item"] != first["item"])
        return first, other

    def test_explain_says_why(self):
        first, other = self.two_of_a_story()
        self.assertTrue(self.storyfold("explain", first["item"], other["item"],
                                       "--json").one()["one_story"])
        self.assertTrue(self.storyfold("explain", first["item"], other["item"]).out.strip())
        stranger = next(s for s in self.exported if s["story"] != first["story"])
        apart = self.storyfold("explain", first["item"], stranger["item"], "--json").one()
        self.assertFalse(apart["one_story"])

    def test_diff(self):
        first, other = self.two_of_a_story()
        text = self.storyfold("diff", first["item"], other["item"]).out
        self.assertRegex(text, r"\[-|\{\+")
        for value in self.storyfold("diff", first["item"], other["item"], "--json").lines():
            self.assertIsInstance(value, dict)

    def test_near_finds_the_reposts_of_a_file(self):
        post = next((harness.ARCHIVE / "wuan-evening").iterdir())
        wanted = self.pick(id=post.stem)
        hits = self.storyfold("near", post, "--json").lines()
        self.assertIn(wanted["story"], [h["story"] for h in hits])
        piped = harness.run("near", "-", "--json", "--store", self.store,
                            text=post.read_bytes().decode("gb18030"))
        self.assertEqual(piped.code, OK, str(piped))
        self.assertIn(wanted["story"], [h["story"] for h in piped.lines()])

    # --- files ---------------------------------------------------------------------------------

    def test_hash_of_a_file_is_the_id_that_is_stored(self):
        for outlet in ("chengjiang-times", "yanhu-securities", "wuan-evening", "lujia-daily"):
            post = sorted((harness.ARCHIVE / outlet).iterdir())[0]
            answer = harness.run("hash", post, "--json")
            self.assertEqual(answer.code, OK, str(answer))
            self.assertEqual(answer.one()["item"], self.pick(id=post.stem)["item"])

    def test_extract_names_the_claims(self):
        source = next(t for t in harness.truth()
                      if t["kind"] == "source" and t["outlet"] == "梧岸晚报")
        read = harness.run("extract", harness.ARCHIVE / source["file"], "--json").one()
        self.assertIn("source", [c["kind"] for c in read["claims"]])
        self.assertEqual(read["outlet"], "梧岸晚报")
        self.assertNotIn("文章来源", read["text"])

    # --- the whole store -----------------------------------------------------------------------

    def test_verify_is_clean(self):
        self.storyfold("verify")

    def test_export_is_complete_and_stable(self):
        self.assertEqual(self.export(), self.export())
        keys = {"id", "url", "outlet", "title", "published", "item", "simhash", "story", "relation",
                "canonical", "links"}
        for sighting in self.exported:
            self.assertEqual(set(sighting), keys)
        self.assertEqual(set(self.export_values("--text")[0]), keys | {"text"})
        out = self.folder / "out.jsonl"
        self.storyfold("export", "--format", "jsonl", "--out", out)
        self.assertEqual(out.read_text(encoding="utf-8").splitlines(), self.export())

    def test_a_reader_that_leaves_early_is_no_error(self):
        export = harness.start("export", "--format", "jsonl", "--text", "--store", self.store)
        export.stdout.readline()
        export.stdout.close()
        error = export.stderr.read().decode()
        export.stderr.close()
        self.assertIn(export.wait(timeout=harness.TIMEOUT), (OK, 141, -13))
        self.assertEqual(error, "")

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            export = harness.start("export", "--format", "jsonl", "--store", self.store, stdout=full,
                                   stderr=subprocess.PIPE)
            error = export.communicate(timeout=harness.TIMEOUT)[1].decode()
        self.assertEqual(export.returncode, harness.IO, error)
        self.assertTrue(error.startswith("storyfold: "), error)

    def test_no_command_changes_the_store_it_reads(self):
        before = self.stats()
        self.storyfold("verify")
        self.storyfold("get", self.exported[0]["item"])
        self.assertEqual(self.stats()["batch"], before["batch"])


class SmallStores(harness.Case):
    def test_an_ambiguous_prefix_lists_its_candidates(self):
        seen, texts = {}, None
        for number in range(2_000_000):
            text = f"Notice {number}: the pier at Dunmere is closed until further word is given."
            digest = hashlib.sha256(text.encode()).hexdigest()
            if digest[:8] in seen:
                texts = (seen[digest[:8]], text)
                break
            seen[digest[:8]] = text
        records = [json.dumps({"id": str(i), "title": f"Pier notice {i}", "text": t})
                   for i, t in enumerate(texts)]
        self.backfill(self.write("two.jsonl", "\n".join(records) + "\n"))
        answer = self.storyfold("get", digest[:8], code=AMBIGUOUS)
        for text in texts:
            self.assertIn(hashlib.sha256(text.encode()).hexdigest()[:12], answer.err + answer.out)
        self.storyfold("get", digest[:20])

    def test_stored_text_cannot_command_the_terminal(self):
        evil = "\u202eevil\u202c \x1b[31mred\x1b[0m \x07bell \u2028line \x9b2J"
        record = {"id": "evil\x1b[2J", "title": evil, "outlet": evil, "url": "https://x.example/\x1b",
                  "text": evil + " enough words follow so that this is a text of some length."}
        self.backfill(self.write("evil.jsonl", json.dumps(record) + "\n"))
        item = self.export_values()[0]["item"]
        for command in (["get", item], ["story", item], ["list"], ["near", item],
                        ["get", item, "--json"], ["story", item, "--json"], ["list", "--json"]):
            out = self.storyfold(*command).out
            for character in "\u202e\x1b\x07\x9b\u2028":
                self.assertNotIn(character, out, f"{command}: {out!r}")

    def test_an_empty_store_and_none_at_all(self):
        answer = harness.run("stats", "--store", self.folder / "nothing-here")
        self.assertIn(answer.code, (harness.STORE, harness.IO), str(answer))
        self.assertIn("nothing-here", answer.err)
        self.assertFalse((self.folder / "nothing-here").exists(), "a query made a store")

    def test_a_store_of_another_version_is_refused(self):
        self.backfill(self.write("one.jsonl", '{"title": "Ein Titel", "text": "Ein Text."}\n'))
        mark = self.store / "FORMAT"
        mark.write_text(mark.read_text().replace("1", "999"))
        for arguments in (["stats"], ["backfill", harness.ARCHIVE, "--quiet"]):
            answer = self.storyfold(*arguments, code=harness.STORE)
            self.assertIn("999", answer.err, str(answer))

    def test_a_folder_of_something_else_is_not_taken_for_a_store(self):
        self.write("store/holiday.txt", "photos")
        answer = harness.run("backfill", harness.ARCHIVE, "--store", self.store, "--quiet")
        self.assertNotIn(answer.code, (OK, PARTIAL), str(answer))
        self.assertEqual([p.name for p in self.store.iterdir()], ["holiday.txt"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
