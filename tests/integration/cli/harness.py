"""What the end-to-end tests share: the built binary, a folder to throw away, and its answers."""

import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("STORYFOLD_BINARY", ROOT / "build/release/app/storyfold"))
ARCHIVE = ROOT / "demo/archive"
BAD = ROOT / "demo/bad"
TIMEOUT = float(os.environ.get("STORYFOLD_TEST_TIMEOUT", "120"))  # seconds, of one command

# app/exit_codes.h
OK, PARTIAL, USAGE, NOT_FOUND, AMBIGUOUS, STORE, IO = range(7)
INTERRUPTED = 130


class Answer:
    """A command that has ended."""

    def __init__(self, arguments, code, out, err):
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def one(self):
        values = self.lines()
        if len(values) != 1:
            raise AssertionError(f"one JSON object expected, got {len(values)}: {self}")
        return values[0]

    def __str__(self):
        return (f"storyfold {' '.join(map(str, self.arguments))}\n  exit code {self.code}\n"
                f"  stdout: {self.out[:1500]}\n  stderr: {self.err[:1500]}")


def start(*arguments, **options):
    """The command running, its output captured. No colour, no terminal, none of our environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("STORYFOLD_")}
    environment["LC_ALL"] = "C.UTF-8"
    values = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
              "env": environment}
    values.update(options)
    return subprocess.Popen([str(BINARY), *map(str, arguments)], **values)


def run(*arguments, text=None, timeout=None):
    process = start(*arguments, stdin=subprocess.PIPE)
    try:
        out, err = process.communicate((text or "").encode(), timeout=timeout or TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise AssertionError(f"storyfold {' '.join(map(str, arguments))}: no end after "
                             f"{timeout or TIMEOUT:.0f} s") from None
    return Answer(arguments, process.returncode, out.decode(), err.decode())


def truth():
    """What is known of each record of the sample archive: see demo/README.md."""
    lines = (ROOT / "demo/truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.01)


def scaled_archive(path, records, seed=7):
    """JSON Lines of any size, by the generator of the sample archive."""
    subprocess.run(["python3", ROOT / "demo/make-archive.py", "--scale", str(records), "--seed",
                    str(seed), "--out", path], check=True)
    return path


def total(stats, name):
    return stats.get(name, 0)


def settled(stats):
    """Records that a store accounts for."""
    return (total(stats, "sightings") + total(stats, "repeats") +
            sum(stats.get("rejected", {}).values()))


class Case(unittest.TestCase):
    """Each test has a folder of its own; `store` in it does not exist yet."""

    def setUp(self):
        self.assertTrue(BINARY.is_file(), f"{BINARY} is not built; STORYFOLD_BINARY names another")
        folder = tempfile.TemporaryDirectory(prefix="storyfold-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.store = self.folder / "store"

    def storyfold(self, *arguments, code=OK, **options):
        answer = run(*arguments, "--store", self.store, **options)
        self.assertEqual(answer.code, code, str(answer))
        self.no_leftovers(answer)
        return answer

    def no_leftovers(self, answer):
        for word in ("terminate called", "AddressSanitizer", "runtime error:", "Assertion"):
            self.assertNotIn(word, answer.err, str(answer))
        self.assertNotIn("\x1b", answer.out, f"colour without a terminal: {answer}")

    def backfill(self, *paths, code=OK, **options):
        return self.storyfold("backfill", *paths, "--quiet", code=code, **options)

    def stats(self):
        return self.storyfold("stats", "--json").one()

    def export(self, *more):
        return self.storyfold("export", "--format", "jsonl", *more).out.splitlines()

    def export_values(self, *more):
        return [json.loads(line) for line in self.export(*more)]

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def start_backfill(self, *paths):
        process = start("backfill", *paths, "--store", self.store, stdout=subprocess.DEVNULL,
                        stderr=subprocess.PIPE)
        self.addCleanup(stop, process)
        return process

    def assert_says(self, answer, *patterns):
        for pattern in patterns:
            self.assertRegex(answer.err, re.compile(pattern, re.MULTILINE), str(answer))


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.communicate()
