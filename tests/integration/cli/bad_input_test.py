#!/usr/bin/env python3
"""Input that cannot be taken as it is: a message naming file and line, counted, the rest goes in."""

import gzip
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402
from harness import IO, OK, PARTIAL, USAGE  # noqa: E402

NOBODY = 65534
GOOD = ('{"id": "%d", "title": "第%d号公告", "text": "云渡市住房局第%d号公告：鹿鸣街道%d号楼的电梯'
        '已经通过验收，即日起投入使用，首次保养安排在%d天以后。"}\n')


def good_lines(count):
    return "".join(GOOD % (n, n, n, n * 7, n * 3) for n in range(1, count + 1))


def peak_memory(arguments):
    """Exit code, standard error and peak resident bytes of a command."""
    process = harness.start(*arguments, stdout=subprocess.DEVNULL)
    error = process.stderr.read().decode()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, error, usage.ru_maxrss * 1024


class BadFolder(harness.Case):
    """demo/bad holds one of each kind."""

    def setUp(self):
        super().setUp()
        self.answer = self.backfill(harness.BAD, code=PARTIAL)

    def test_every_bad_record_is_named_with_file_and_line(self):
        self.assert_says(
            self.answer, r"no-front-matter\.md.*front matter", r"front-matter-never-ends\.md",
            r"broken-yaml\.md:\d+", r"binary\.md", r"empty\.md", r"records\.jsonl:2\b",
            r"records\.jsonl:3\b", r"records\.jsonl:4\b.*title", r"records\.jsonl:6\b")

    def test_everything_else_goes_in(self):
        stored = {s["id"]: s for s in self.export_values()}
        for good in ("2025-05-20-good", "2025-05-21-broken-date", "unknown-bytes", "bad-good", "77"):
            self.assertIn(good, stored)
        for bad in ("no-front-matter", "broken-yaml", "binary", "bad-cut", "bad-title"):
            self.assertNotIn(bad, stored)
        self.assertFalse(any("notes" in str(key) for key in stored))

    def test_a_quote_that_is_never_closed_is_broken_yaml(self):
        # Else the title swallows the lines after it, and the date with them.
        self.assert_says(self.answer, r"unclosed-quote\.md:\d+")

    def test_a_broken_date_falls_back_to_the_file_name(self):
        stored = {s["id"]: s for s in self.export_values()}
        self.assertTrue(stored["2025-05-21-broken-date"]["published"].startswith("2025-05-21"))

    def test_rejections_are_counted_by_reason(self):
        stats = self.stats()
        rejected = sum(stats["rejected"].values())
        self.assertGreaterEqual(rejected, 9)
        self.assertEqual(stats["sightings"], len(self.export()))
        self.storyfold("verify")

    def test_the_summary_says_how_many(self):
        other = self.folder / "other"
        answer = harness.run("backfill", harness.BAD, "--store", other, "--json", "--quiet")
        self.assertEqual(answer.code, PARTIAL, str(answer))
        summary = answer.one()
        self.assertIn("rejected", json.dumps(summary))

    def test_again_rejects_nothing_twice(self):
        before = self.stats()
        again = harness.run("backfill", harness.BAD, "--store", self.store, "--quiet")
        self.assertIn(again.code, (OK, PARTIAL), str(again))
        after = self.stats()
        for name in ("sightings", "items", "stories", "rejected", "repeats"):
            self.assertEqual(after.get(name), before.get(name), name)


class LargeInput(harness.Case):
    def test_a_post_of_200_mb_is_rejected_in_bounded_memory(self):
        head = "---\ntitle: 一篇过长的文章\ndate: 2025-05-20 10:00:00 +0800\n---\n".encode()
        path = self.folder / "in/huge.md"
        path.parent.mkdir()
        block = ("这一段话会重复很多次，直到文件有两百兆字节。\n" * 20_000).encode()
        with path.open("wb") as file:
            file.write(head)
            while file.tell() < 200 << 20:
                file.write(block)
        shutil.copy(harness.BAD / "2025-05-20-good.md", path.parent)
        code, error, memory = peak_memory(
            ["backfill", path.parent, "--store", self.store, "--quiet"])
        self.assertEqual(code, PARTIAL, error)
        self.assertRegex(error, r"huge\.md")
        self.assertEqual([s["id"] for s in self.export_values()], ["2025-05-20-good"])
        self.assertLess(memory, 600 << 20)

    def test_a_line_of_60_mb_is_rejected_and_the_next_is_read(self):
        line = '{"id": "long", "text": "' + "x" * (60 << 20) + '"}\n'
        path = self.write("long.jsonl", good_lines(1) + line + good_lines(2))
        code, error, memory = peak_memory(["backfill", path, "--store", self.store, "--quiet"])
        self.assertEqual(code, PARTIAL, error)
        self.assertRegex(error, r"long\.jsonl:2\b")
        self.assertEqual(self.stats()["sightings"], 2)
        self.assertLess(memory, 600 << 20)


class Files(harness.Case):
    def test_a_symlink_loop_is_named_and_passed_over(self):
        (self.folder / "in/a").mkdir(parents=True)
        shutil.copy(harness.BAD / "2025-05-20-good.md", self.folder / "in/a")
        (self.folder / "in/a/loop").symlink_to("..")
        answer = self.backfill(self.folder / "in", code=PARTIAL)
        self.assert_says(answer, r"loop")
        self.assertEqual(self.stats()["sightings"], 1)

    def test_a_link_to_itself_is_named(self):
        (self.folder / "in").mkdir()
        shutil.copy(harness.BAD / "2025-05-20-good.md", self.folder / "in")
        (self.folder / "in/self.md").symlink_to("self.md")
        (self.folder / "in/gone.md").symlink_to("nowhere.md")
        answer = self.backfill(self.folder / "in", code=PARTIAL)
        self.assert_says(answer, r"self\.md", r"gone\.md")
        self.assertEqual(self.stats()["sightings"], 1)

    def test_an_unreadable_folder_is_named_and_passed_over(self):
        closed = self.folder / "in/closed"
        closed.mkdir(parents=True)
        shutil.copy(harness.BAD / "2025-05-20-good.md", self.folder / "in")
        shutil.copy(harness.BAD / "unknown-bytes.md", closed)
        closed.chmod(0)
        self.addCleanup(closed.chmod, stat.S_IRWXU)
        arguments = ["backfill", self.folder / "in", "--store", self.store, "--quiet"]
        answer = self.as_nobody(arguments) if os.geteuid() == 0 else harness.run(*arguments)
        self.assertEqual(answer.code, PARTIAL, str(answer))
        self.assert_says(answer, r"closed")

    def test_a_file_is_tried_again_once_it_may_be_read(self):
        (self.folder / "in").mkdir()
        closed = self.folder / "in/2025-05-20-good.md"
        shutil.copy(harness.BAD / "2025-05-20-good.md", closed)
        shutil.copy(closed, self.folder / "in/other.md")
        closed.chmod(0)
        arguments = ["backfill", self.folder / "in", "--store", self.store, "--quiet"]
        run = self.as_nobody if os.geteuid() == 0 else lambda a: harness.run(*a)
        self.assertEqual(run(arguments).code, PARTIAL)
        self.assertEqual(self.stats()["rejected"], {"unreadable": 1})
        before = self.stats()["sightings"]
        closed.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        self.assertEqual(run(arguments).code, OK)
        self.assertGreater(self.stats()["sightings"], before)

    def as_nobody(self, arguments):
        """Root reads everything, so the command runs as nobody, where it can be reached by it."""
        for path in (self.folder, self.folder / "in"):
            os.chown(path, NOBODY, NOBODY)
        as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        try:
            process = harness.start(*arguments, **as_user)
        except PermissionError as error:
            self.skipTest(f"nobody cannot run the binary: {error}")
        out, err = process.communicate(timeout=harness.TIMEOUT)
        return harness.Answer(arguments, process.returncode, out.decode(), err.decode())

    def test_paths_that_cannot_be_used(self):
        answer = harness.run("backfill", self.folder / "not-there", "--store", self.store)
        self.assertIn(answer.code, (USAGE, IO), str(answer))
        self.assertIn("not-there", answer.err)
        empty = self.folder / "empty"
        empty.mkdir()
        answer = harness.run("backfill", empty, "--store", self.store)
        self.assertIn(answer.code, (USAGE, IO), str(answer))
        self.assertIn("empty", answer.err)


class JsonLines(harness.Case):
    def test_a_cut_gzip_file_gives_its_whole_lines(self):
        whole = gzip.compress("".join(GOOD % (n, n, n, n * 7919, n * 104729)
                                      for n in range(1, 3001)).encode())
        path = self.write("cut.jsonl.gz", whole[:len(whole) // 2])
        answer = self.backfill(path, code=PARTIAL)
        self.assert_says(answer, r"cut\.jsonl\.gz")
        self.assertGreater(self.stats()["sightings"], 100)

    def test_compressed_and_plain_fold_alike(self):
        text = good_lines(40)
        for name, data in (("a.jsonl", text.encode()), ("a.jsonl.gz", gzip.compress(text.encode()))):
            path = self.write(name, data)
            store = self.folder / f"store-{name}"
            self.assertEqual(harness.run("backfill", path, "--store", store, "--quiet").code, OK)
            lines = harness.run("export", "--format", "jsonl", "--store", store).lines()
            self.assertEqual([s["id"] for s in lines], [str(n) for n in range(1, 41)])

    def test_a_gz_that_is_none(self):
        answer = self.backfill(self.write("plain.jsonl.gz", good_lines(3)), code=PARTIAL)
        self.assert_says(answer, r"plain\.jsonl\.gz")

    def test_blank_lines_and_dos_line_ends_are_fine(self):
        path = self.write("dos.jsonl", "\r\n" + good_lines(2).replace("\n", "\r\n\r\n"))
        self.backfill(path)
        self.assertEqual(self.stats()["sightings"], 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
