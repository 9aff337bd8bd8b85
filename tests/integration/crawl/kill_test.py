#!/usr/bin/env python3
"""SIGKILL at random instants of a crawl loses nothing and doubles nothing.

Kills `run --once` again and again, goes on with the same store, and compares what is stored in the
end with an undisturbed crawl: the same addresses, item ids, titles and texts, and the same grouping
into stories but for what the order of arrival decides. When a crawl ends before enough kills have
hit, the next round begins with an empty store.

  kill_test.py                           the short form that ctest runs, on a web of its own
  kill_test.py --web DIR --serve newsweb/serve.py --kills 50 --deadline 3600
                                               on a web of make_newsweb.py's in DIR
"""

import argparse
import itertools
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
import web  # noqa: E402

FAULT_HOSTS = "http://127.3."  # of a newsweb
LEAST_AGREEMENT = 0.995


class Failure(Exception):
    pass


def checked(*arguments, timeout=3600):
    answer = harness.run(*arguments, timeout=timeout)
    if answer.code != harness.OK:
        raise Failure(str(answer))
    return answer


class OwnWeb:
    """Outlets of this process. A third of the stories stands at two outlets."""

    def __init__(self, folder, outlets, stories):
        self.outlets = [web.Outlet(21 + i, pause=0.005) for i in range(outlets)]
        for i, outlet in enumerate(self.outlets):
            first = 1 + i * stories
            neighbour = 1 + (i + 1) % outlets * stories
            outlet.publish([*range(first, first + stories),
                            *range(neighbour, neighbour + stories // 3)])
        self.seeds = folder / "seeds.txt"
        self.seeds.write_text("".join(outlet.url() + "\n" for outlet in self.outlets))
        self.articles = {outlet.url(path) for outlet in self.outlets for path in outlet.stories}

    def settings(self, folder, delay):
        return web.settings(folder, fetch__delay=f'"{delay or "5ms"}"')

    def check(self, stored, crawls):
        """`crawls`: how often one was begun."""
        addresses = {value[0] for value in stored}
        if addresses != self.articles:
            raise Failure(f"{len(self.articles)} articles are published, {len(addresses)} stored; "
                          f"missing {sorted(self.articles - addresses)[:3]}")
        for outlet in self.outlets:
            for path in outlet.stories:
                asked = len(outlet.asked(path))
                if asked > crawls:
                    raise Failure(f"{outlet.url(path)} was asked for {asked} times in {crawls} "
                                  "crawls")

    def forget_requests(self):
        for outlet in self.outlets:
            outlet.log.clear()

    def close(self):
        for outlet in self.outlets:
            outlet.close()


class NewsWeb:
    """A tree of make_newsweb.py, served by its serve.py. Its fault hosts are left out: some never
    end, or never answer the same twice."""

    def __init__(self, folder, tree, serve):
        self.process = subprocess.Popen([sys.executable, serve, tree], stdout=subprocess.PIPE)
        self.server = json.loads(self.process.stdout.readline())
        homes = (tree / "seeds.txt").read_text().splitlines(keepends=True)
        self.seeds = folder / "seeds.txt"
        self.seeds.write_text("".join(h for h in homes if not h.startswith(FAULT_HOSTS)))

    def settings(self, folder, delay):
        return web.settings(folder, fetch__delay=f'"{delay or "200ms"}"', fetch__timeout='"30s"',
                            crawl__once_max_wait='"60s"')

    def check(self, stored, crawls):
        if not stored:
            raise Failure("nothing is stored")

    def forget_requests(self):
        pass

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()


class Crawl:
    """A store in a folder of its own and the crawl that fills it."""

    def __init__(self, folder, site, delay):
        folder.mkdir()
        self.store, self.begun = folder / "store", 0
        self.config = site.settings(folder, delay)
        checked("sources", "import", site.seeds, "--store", self.store, "--config", self.config)

    def arguments(self):
        self.begun += 1
        return ("run", "--once", "--quiet", "--store", self.store, "--config", self.config)

    def finish(self):
        """To the end; how long it took."""
        begin = time.monotonic()
        checked(*self.arguments())
        return time.monotonic() - begin

    def killed(self, delay):
        """Begins, and kills after `delay` seconds. False when it had ended before."""
        process = harness.start(*self.arguments(), stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        error = process.communicate()[1].decode()
        if process.returncode == -signal.SIGKILL:
            return True
        if process.returncode != harness.OK:
            raise Failure(f"a crawl after a kill ended with {process.returncode}: {error}")
        return False

    def sightings(self):
        answer = checked("stats", "--json", "--store", self.store)
        return harness.total(answer.one(), "sightings")

    def stored(self):
        """(url, item, title, text) -> story"""
        checked("verify", "--store", self.store)
        lines = checked("export", "--format", "jsonl", "--text", "--store", self.store).lines()
        found = {}
        for line in lines:
            key = (line["url"], line["item"], line["title"], line["text"])
            if key in found:
                raise Failure(f"{line['url']} is stored twice")
            found[key] = line["story"]
        return found


def agreement(one, other):
    """Of the pairs that either has in one story, the share that both have."""
    def pairs(grouping):
        stories = {}
        for key, story in grouping.items():
            stories.setdefault(story, []).append(key[0])
        return {pair for urls in stories.values() for pair in itertools.combinations(sorted(urls), 2)}
    first, second = pairs(one), pairs(other)
    return len(first & second) / len(first | second) if first | second else 1.0


def compare(expected, found):
    if found.keys() != expected.keys():
        lost, extra = expected.keys() - found.keys(), found.keys() - expected.keys()
        raise Failure(f"{len(expected)} sightings undisturbed, {len(found)} after kills\n  only "
                      f"undisturbed: {[key[:3] for key in sorted(lost)[:3]]}\n  only after kills: "
                      f"{[key[:3] for key in sorted(extra)[:3]]}")
    agreed = agreement(expected, found)
    if agreed < LEAST_AGREEMENT:
        raise Failure(f"the grouping into stories agrees in {agreed:.4f} of the pairs")
    return agreed


class Killer:
    def __init__(self, args, site, duration, expected):
        self.args, self.site, self.duration, self.expected = args, site, duration, expected
        self.random = random.Random(args.seed)
        self.deadline = time.monotonic() + args.deadline
        self.hits = self.misses = self.rounds = 0
        self.least = 1.0

    def done(self):
        return self.hits >= self.args.kills or time.monotonic() > self.deadline

    def delay(self):
        # Short enough that the kills of a round spread over the whole crawl, long enough that each
        # crawl gets somewhere, and now and then so short that the start itself, recovery included,
        # is hit.
        if self.random.random() < 0.15:
            return self.random.uniform(0, 0.1)
        return self.random.uniform(0.1, max(0.6 * min(self.duration, 2),
                                            2.5 * self.duration / self.args.kills))

    def round(self, folder):
        self.rounds += 1
        self.site.forget_requests()
        crawl = Crawl(folder, self.site, self.args.delay)
        before = 0
        while not self.done():
            delay = self.delay()
            if not crawl.killed(delay):
                self.misses += 1
                break
            self.hits += 1
            now = crawl.sightings()
            print(f"  kill {self.hits} after {delay:.3f} s: {now:,} sightings kept", flush=True)
            if now < before:
                raise Failure(f"sightings were lost: {before} before this kill, {now} after")
            before = now
        crawl.finish()
        found = crawl.stored()
        self.site.check(found, crawl.begun)
        self.least = min(self.least, compare(self.expected, found))


def test(args, folder, site):
    undisturbed = Crawl(folder / "undisturbed", site, args.delay)
    duration = undisturbed.finish()
    expected = undisturbed.stored()
    site.check(expected, 1)
    print(f"undisturbed: {duration:.2f} s, {len(expected):,} sightings", flush=True)
    killer = Killer(args, site, duration, expected)
    while not killer.done():
        killer.round(folder / f"killed-{killer.rounds + 1}")
    print(f"{killer.hits} kills hit ({killer.misses} came too late), {killer.rounds} rounds, "
          f"{len(expected):,} sightings equal after each, grouping agrees in at least "
          f"{killer.least:.4f}: lost 0, doubled 0")
    if killer.hits < min(args.kills, 3):
        raise Failure(f"only {killer.hits} kills hit within {args.deadline:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--web", type=pathlib.Path, help="a tree of make_newsweb.py")
    parser.add_argument("--serve", type=pathlib.Path, help="its serve.py; with --web")
    parser.add_argument("--outlets", type=int, default=5, help="of the web of its own")
    parser.add_argument("--stories", type=int, default=24, help="of each of these")
    parser.add_argument("--delay", help="fetch.delay (default: 5ms, 200ms with --web)")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()),
                        help="of the instants (default: the time)")
    parser.add_argument("--deadline", type=float, default=600, help="seconds of killing at most")
    parser.add_argument("--folder", type=pathlib.Path, help="where the stores go (default: /tmp)")
    args = parser.parse_args()
    if (args.web is None) != (args.serve is None):
        parser.error("--web and --serve go together")
    print(f"seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="storyfold-kill-", dir=args.folder) as name:
        folder = pathlib.Path(name)
        site = (NewsWeb(folder, args.web, args.serve) if args.web else
                OwnWeb(folder, args.outlets, args.stories))
        try:
            test(args, folder, site)
        except (Failure, AssertionError) as failure:
            print(f"FAILED (seed {args.seed}): {failure}", file=sys.stderr)
            return 1
        finally:
            site.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
