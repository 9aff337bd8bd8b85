#!/usr/bin/env python3
"""Backfills that are stopped, repeated, or not alone."""

import pathlib
import signal
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402
from harness import INTERRUPTED, OK, STORE  # noqa: E402

RECORDS = 20_000
STOP_WITHIN = 20  # seconds; generous, for sanitizers on a busy machine


class Running(harness.Case):
    def setUp(self):
        super().setUp()
        self.input = harness.scaled_archive(self.folder / "input.jsonl", RECORDS)

    def sightings(self):
        answer = harness.run("stats", "--json", "--store", self.store)
        return harness.total(answer.one(), "sightings") if answer.code == OK else 0

    def under_way(self):
        process = self.start_backfill(self.input)
        harness.wait_until(lambda: self.sightings() > 50 or process.poll() is not None,
                           harness.TIMEOUT, "the first sightings")
        self.assertIsNone(process.poll(), "the backfill ended before the test could begin")
        return process

    def undisturbed(self):
        store = self.folder / "undisturbed"
        self.assertEqual(harness.run("backfill", self.input, "--store", store, "--quiet").code, OK)
        return sorted(harness.run("export", "--format", "jsonl", "--store",
                                  store).out.splitlines())

    def stop_and_go_on(self, number):
        process = self.under_way()
        process.send_signal(number)
        process.wait(timeout=STOP_WITHIN)
        self.assertEqual(process.returncode, INTERRUPTED)
        stopped = self.sightings()
        self.assertTrue(0 < stopped < RECORDS, stopped)
        self.storyfold("verify")
        self.backfill(self.input)
        self.assertEqual(harness.settled(self.stats()), RECORDS)
        self.assertEqual(sorted(self.export()), self.undisturbed())

    def test_ctrl_c_stops_cleanly_and_a_second_start_goes_on(self):
        self.stop_and_go_on(signal.SIGINT)

    def test_sigterm_stops_as_cleanly(self):
        self.stop_and_go_on(signal.SIGTERM)

    def test_a_second_writer_is_refused_and_does_no_harm(self):
        process = self.under_way()
        answer = harness.run("backfill", harness.ARCHIVE, "--store", self.store, "--quiet")
        self.assertEqual(answer.code, STORE, str(answer))
        self.assertIn(str(self.store), answer.err)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=STOP_WITHIN)
        self.assertEqual(process.returncode, INTERRUPTED)
        self.storyfold("verify")

    def test_queries_answer_beside_a_running_writer(self):
        process = self.under_way()
        known = self.export_values()
        self.assertTrue(known)
        rounds, before = 0, 0
        while process.poll() is None and rounds < 60:
            now = self.sightings()
            self.assertGreaterEqual(now, before)
            before = now
            wanted = known[(rounds * 37) % len(known)]
            self.assertEqual(self.storyfold("get", wanted["item"], "--json").one()["item"],
                             wanted["item"])
            self.storyfold("story", wanted["story"], "--json")
            self.storyfold("list", "--limit", "5", "--json")
            rounds += 1
        self.assertGreater(rounds, 0)
        process.wait(timeout=harness.TIMEOUT)
        self.assertEqual(process.returncode, OK)
        self.assertEqual(harness.settled(self.stats()), RECORDS)

    def test_progress_without_a_terminal_is_lines(self):
        process = self.start_backfill(self.input)
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(process.stderr))
        reader.start()
        process.wait(timeout=harness.TIMEOUT)
        reader.join()
        text = b"".join(lines).decode()
        self.assertEqual(process.returncode, OK, text)
        self.assertNotIn("\r", text)
        self.assertNotIn("\x1b", text)


class Twice(harness.Case):
    def test_the_same_input_twice_adds_nothing(self):
        self.backfill(harness.ARCHIVE)
        first, export = self.stats(), self.export()
        self.backfill(harness.ARCHIVE)
        second = self.stats()
        for name in ("items", "sightings", "stories", "aliases", "edges", "repeats", "rejected",
                     "relations"):
            self.assertEqual(second.get(name), first.get(name), name)
        self.assertEqual(self.export(), export)

    def test_one_outlet_after_the_other_in_one_command(self):
        folders = sorted(harness.ARCHIVE.iterdir())
        truth = harness.truth()
        self.backfill(*folders)
        self.assertEqual(harness.settled(self.stats()), len(truth))
        stored = self.stats()["sightings"]
        self.assertEqual(stored, sum(t["kind"] != "repeat" for t in truth))
        self.backfill(*reversed(folders))
        self.assertEqual(self.stats()["sightings"], stored)
        self.storyfold("verify")

    def test_grown_input_brings_only_what_is_new(self):
        lines = (harness.ARCHIVE / "beiling-agency.jsonl").read_text(encoding="utf-8").splitlines()
        path = self.write("grows.jsonl", "\n".join(lines[:6]) + "\n")
        self.backfill(path)
        self.assertEqual(self.stats()["sightings"], 6)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.backfill(path)
        self.assertEqual(self.stats()["sightings"], len(lines))
        self.storyfold("verify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
