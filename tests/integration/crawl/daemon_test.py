#!/usr/bin/env python3
"""The daemon: stopped, reloaded, watched by a service manager, asked by commands."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time
import unittest

import crawling
import harness
from harness import OK, STORE

STOP_WITHIN = 10  # seconds: what systemd is told
PATIENCE = 60


class Manager:
    """systemd's side of $NOTIFY_SOCKET: keeps what it is told, with the time."""

    def __init__(self, path):
        self.path, self.told = path, []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        while True:
            message = self.socket.recv(65536).decode()
            if not message:
                return
            self.told += [(time.monotonic(), line) for line in message.splitlines()]

    def lines(self, begin=""):
        return [line for _, line in self.told if line.startswith(begin)]

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", str(self.path))
        self.thread.join(5)
        self.socket.close()


class Daemon(crawling.Crawling):
    def setUp(self):
        super().setUp()
        self.tide = self.outlet(11)
        self.paths = self.tide.publish(range(1, 9))

    def until(self, condition, what):
        harness.wait_until(condition, PATIENCE, what)

    def stop(self, process, number=signal.SIGTERM):
        begin = time.monotonic()
        process.send_signal(number)
        try:
            process.wait(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.fail(f"no end within {STOP_WITHIN} s")
        return time.monotonic() - begin

    def asked_all(self, outlet):
        return lambda: all(outlet.asked(path) for path in outlet.stories)

    def test_sigterm_in_the_middle_loses_nothing(self):
        number = 60
        self.tide.publish(range(1, number + 1))
        self.be_patient()
        self.tide.hold_after(number // 2)
        self.follow(self.tide)
        process = self.start_daemon()
        self.until(self.something_stored, "a stored page")
        self.stop(process)
        self.assertEqual(process.returncode, OK)
        self.storyfold("verify")
        some = len(self.urls())
        self.assertTrue(0 < some < number, some)
        self.tide.release()
        self.crawl()
        self.assertEqual(self.urls(), sorted(self.tide.url(p) for p in self.tide.stories))

    def test_a_host_that_never_answers_does_not_hold_up_the_end(self):
        held = threading.Event()
        self.addCleanup(held.set)
        self.tide.pages[self.paths[0]].raw = lambda connection: held.wait(30)
        self.config = crawling.web.settings(self.folder, fetch__timeout='"30s"')
        self.follow(self.tide)
        process = self.start_daemon()
        self.until(self.asked_all(self.tide), "every page")
        self.stop(process, signal.SIGINT)
        self.assertEqual(process.returncode, OK)
        self.storyfold("verify")
        waiting = self.trace(self.tide.url(self.paths[0]))
        self.assertEqual(waiting["end"], "not visited")
        self.assertIsNotNone(waiting["due"])

    def test_sighup_takes_a_new_file_of_sources(self):
        pier = self.outlet(12)
        pier.publish(range(21, 27))
        self.follow(self.tide)
        process = self.start_daemon()
        self.until(self.asked_all(self.tide), "the pages of the first outlet")
        self.write("sources/bad.toml", "[outlet\n")  # is told, and harms nobody
        self.write("sources/pier.toml",
                   f'[outlet]\nname = "Pier Gazette"\nhome = "{pier.url()}"\n')
        process.send_signal(signal.SIGHUP)
        self.until(self.asked_all(pier), "the pages of the second")
        self.stop(process)
        said = process.communicate()[1].decode()
        self.assertIn("bad.toml", said)
        self.assertIn("now following 2 outlets", said)
        names = {value["outlet"] for value in self.export_values()
                 if value["url"].startswith(pier.url())}
        self.assertEqual(names, {"Pier Gazette"})

    def test_sighup_before_it_is_ready_does_not_end_it(self):
        self.follow(self.tide)
        # Enough that opening takes a while; the signal comes as soon as the process can have it.
        self.backfill(harness.scaled_archive(self.folder / "many.jsonl", 3000))
        process = self.start_daemon()
        status = pathlib.Path(f"/proc/{process.pid}/status")
        caught = 1 << (signal.SIGHUP - 1)
        self.until(lambda: int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1], 16) & caught,
                   "the handler")
        process.send_signal(signal.SIGHUP)
        self.until(self.asked_all(self.tide), "every page")
        self.stop(process)
        self.assertEqual(process.returncode, OK)
        self.assertIn("now following 1 outlet", process.communicate()[1].decode())

    def test_lines_for_the_journal_say_how_grave_they_are(self):
        self.follow(self.tide)
        self.write("sources/bad.toml", "[outlet\n")
        journal = self.folder / "journal"
        with journal.open("wb") as stderr:
            file = os.fstat(stderr.fileno())
            environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                           "JOURNAL_STREAM": f"{file.st_dev}:{file.st_ino}"}
            process = self.start_daemon(env=environment, stderr=stderr)
            self.until(self.asked_all(self.tide), "every page")
            self.stop(process)
        lines = journal.read_text().splitlines()
        self.assertTrue([line for line in lines if line.startswith("<6>storyfold: following")])
        self.assertTrue([line for line in lines if line.startswith("<4>storyfold: ")])
        self.assertEqual([line for line in lines if not re.match("<[346]>", line)], [])

    def test_a_service_manager_is_told_how_it_goes(self):
        manager = Manager(self.folder / "notify")
        self.addCleanup(manager.close)
        self.follow(self.tide)
        environment = {"PATH": os.environ["PATH"], "NOTIFY_SOCKET": str(manager.path),
                       "WATCHDOG_USEC": "1000000", "LC_ALL": "C.UTF-8"}
        process = self.start_daemon(env=environment)
        self.until(lambda: manager.lines("WATCHDOG=1")[4:], "five signs of life")
        self.until(lambda: [s for s in manager.lines("STATUS=") if " 8 stories" in s],
                   "the status line of the end")
        process.send_signal(signal.SIGHUP)
        self.until(lambda: len(manager.lines("READY=1")) == 2, "ready again")
        self.stop(process)
        self.until(lambda: manager.lines("STOPPING=1"), "the last word")
        first = [line.split("=")[0] for line in manager.lines()]
        self.assertEqual(first[0], "READY")
        self.assertLess(first.index("RELOADING"), len(first) - first[::-1].index("READY"))
        self.assertTrue(manager.lines("MONOTONIC_USEC="))
        beats = [at for at, line in manager.told if line == "WATCHDOG=1"]
        self.assertLess(max(b - a for a, b in zip(beats, beats[1:])), 1.0)

    def test_one_daemon_a_store(self):
        self.follow(self.tide)
        self.start_daemon()
        self.until(self.asked_all(self.tide), "every page")
        second = self.storyfold("run", "--once", "--config", self.config, code=STORE)
        self.assertNotEqual(second.err, "")
        self.assertTrue((self.folder / "storyfold.sock").is_socket())

    def test_queries_and_new_sources_reach_a_running_daemon(self):
        pier = self.outlet(12)
        pier.publish([1, *range(21, 26)])
        self.follow(self.tide)
        process = self.start_daemon()
        self.until(self.asked_all(self.tide), "the pages of the first outlet")
        self.follow(pier)
        self.until(self.asked_all(pier), "the pages of the second")
        both = sorted(o.url(p) for o in (self.tide, pier) for p in o.stories)
        self.until(lambda: self.urls() == both, "every sighting in the export")
        self.stop(process)
        self.assertEqual(self.urls(), both)
        self.assertFalse((self.folder / "storyfold.sock").exists())


if __name__ == "__main__":
    unittest.main()
