#!/usr/bin/env python3
"""SIGKILL at random instants of a backfill loses nothing and doubles nothing.

Kills a backfill again and again, continues it each time, and compares the sorted export with that
of an undisturbed run: equal line for line. When a backfill ends before enough kills have hit, the
next round begins with an empty store.

  kill_test.py                                   the short form that ctest runs
  kill_test.py --input articles.jsonl.gz --kills 20 --deadline 1800
"""

import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import harness  # noqa: E402


class Failure(Exception):
    pass


def checked(*arguments, allowed=(harness.OK,), timeout=3600):
    answer = harness.run(*arguments, timeout=timeout)
    if answer.code not in allowed:
        raise Failure(str(answer))
    return answer


def backfill(source, store):
    """To the end; how long it took."""
    begin = time.monotonic()
    checked("backfill", source, "--store", store, "--quiet",
            allowed=(harness.OK, harness.PARTIAL))
    return time.monotonic() - begin


def stats(store):
    return checked("stats", "--json", "--store", store).one()


def export(store):
    return sorted(checked("export", "--format", "jsonl", "--store", store).out.splitlines())


def verify(store):
    checked("verify", "--store", store)


def killed(source, store, delay):
    """Starts a backfill and kills it after `delay` seconds. False when it had ended before."""
    process = harness.start("backfill", source, "--store", store, "--quiet",
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    error = process.communicate()[1].decode()
    if process.returncode == -signal.SIGKILL:
        return True
    if process.returncode not in (harness.OK, harness.PARTIAL):
        raise Failure(f"a backfill after a kill ended with {process.returncode}: {error}")
    return False


def compare(expected, store, wanted_stats):
    found = export(store)
    if found != expected:
        both = set(found) & set(expected)
        lost = [line for line in expected if line not in both]
        extra = [line for line in found if line not in both]
        raise Failure(f"the export differs: {len(expected)} lines undisturbed, {len(found)} after "
                      f"kills\n  only undisturbed: {lost[:3]}\n  only after kills: {extra[:3]}")
    values = stats(store)
    for name in ("sightings", "items", "stories", "repeats", "rejected", "relations"):
        if values.get(name) != wanted_stats.get(name):
            raise Failure(f"stats: {name} is {values.get(name)}, undisturbed "
                          f"{wanted_stats.get(name)}")
    verify(store)


class Killer:
    def __init__(self, args, duration, expected, wanted):
        self.args, self.duration, self.expected, self.wanted = args, duration, expected, wanted
        self.random = random.Random(args.seed)
        self.deadline = time.monotonic() + args.deadline
        self.hits = self.misses = self.rounds = 0

    def done(self):
        return self.hits >= self.args.kills or time.monotonic() > self.deadline

    def delay(self):
        # Short enough that the kills of one round spread over the whole run, and now and then so
        # short that the start itself, recovery included, is hit.
        if self.random.random() < 0.15:
            return self.random.uniform(0, 0.05)
        return self.random.uniform(0.02, 0.02 + 2.5 * self.duration / self.args.kills)

    def round(self, store, source):
        self.rounds += 1
        before = 0
        while not self.done():
            delay = self.delay()
            if not killed(source, store, delay):
                self.misses += 1
                break
            self.hits += 1
            now = self.sightings_so_far(store)
            print(f"  kill {self.hits} after {delay:.3f} s: {now:,} sightings kept", flush=True)
            if now < before:
                raise Failure(f"sightings were lost: {before} before this kill, {now} after")
            before = now
        backfill(source, store)
        compare(self.expected, store, self.wanted)

    def sightings_so_far(self, store):
        if not (store / "FORMAT").exists():
            return 0  # killed before there was a store
        return harness.total(stats(store), "sightings")


def test(args, folder):
    source = args.input
    if source is None:
        source = harness.scaled_archive(folder / "input.jsonl", args.records)
    duration = backfill(source, folder / "undisturbed")
    wanted = stats(folder / "undisturbed")
    verify(folder / "undisturbed")
    expected = export(folder / "undisturbed")
    if not expected:
        raise Failure("the undisturbed run stored nothing")
    if args.input is None and harness.settled(wanted) != args.records:
        raise Failure(f"{args.records} records, but sightings + repeats + rejected = "
                      f"{harness.settled(wanted)}")
    print(f"undisturbed: {duration:.2f} s, {len(expected):,} sightings", flush=True)
    killer = Killer(args, duration, expected, wanted)
    while not killer.done():
        killer.round(folder / f"killed-{killer.rounds + 1}", source)
    print(f"{killer.hits} kills hit ({killer.misses} came too late), {killer.rounds} rounds, "
          f"{len(expected):,} lines equal after each: lost 0, doubled 0")
    if killer.hits < min(args.kills, 3):
        raise Failure(f"only {killer.hits} kills hit within {args.deadline:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", type=pathlib.Path, help="default: generated JSON Lines")
    parser.add_argument("--records", type=int, default=6000, help="of the generated input")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()),
                        help="of the instants (default: the time)")
    parser.add_argument("--deadline", type=float, default=600, help="seconds of killing at most")
    parser.add_argument("--folder", type=pathlib.Path, help="where the stores go (default: /tmp)")
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="storyfold-kill-", dir=args.folder) as folder:
        try:
            test(args, pathlib.Path(folder))
        except (Failure, AssertionError) as failure:
            print(f"FAILED (seed {args.seed}): {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
