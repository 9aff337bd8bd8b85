#!/usr/bin/env python3
"""Measures a whole crawl of a made web: CPU, pages a second and memory, beside three yardsticks.

Makes a web of outlets on loopback with the tools of --newsweb and serves it. Each round crawls it
with `storyfold run --once` into a fresh store, politeness off, everything else on; takes the same
addresses with `curl --parallel`; and crawls it with Scrapy. What curl brought is parsed with gumbo.
Rounds alternate, medians are printed. A yardstick that is not installed is left out.

  tests/bench/crawl.py                        about 5,000 pages
  tests/bench/crawl.py --growth 10            and how memory grows in a web ten times as large
  tests/bench/crawl.py --rounds 5 --check

A page is an answer with status 200 other than a robots.txt, by the log of the server.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEWSWEB = ROOT.parent / "shared/newsweb"
# What issue 4 asks for.
MAX_CPU_OF_FLOOR = 1.2       # times curl and gumbo
MIN_RATE_OF_SCRAPY = 12      # times its pages a second
MIN_CPU_OF_SCRAPY = 7        # times less CPU a page
MAX_MEMORY = 100 << 20
MAX_GROWTH = 500             # bytes a page
GROWS_FROM = 5000            # pages
LOG_SETTLES = 2.0            # seconds until the server has written its log


def fail(message):
    print(f"crawl.py: {message}", file=sys.stderr)
    sys.exit(1)


def say(message):
    print(message, file=sys.stderr, flush=True)


class Web:
    """A made web, served while the `with` lasts."""

    def __init__(self, args, folder, stories):
        self.args, self.folder, self.stories = args, folder, stories
        self.hosts = rf"127\.(?:{args.net}|{args.net + 1})\.\d+\.\d+"

    def __enter__(self):
        args = self.args
        say(f"making a web of {self.stories:,} stories")
        subprocess.run([sys.executable, args.newsweb / "make_newsweb.py", "--out", self.folder,
                        "--outlets", str(args.outlets), "--stories", str(self.stories), "--seed",
                        "1", "--clean", "--port", str(args.port), "--net", str(args.net)],
                       stdout=subprocess.DEVNULL, check=True)
        self.server = subprocess.Popen([sys.executable, args.newsweb / "serve.py", self.folder],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        served = json.loads(self.server.stdout.readline() or '{"ok": false}')
        if not served["ok"]:
            self.__exit__()
            fail(f"{args.newsweb}/serve.py does not serve the web")
        self.log = pathlib.Path(served["access_log"])
        self.seeds = self.folder / "seeds.txt"
        return self

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait()

    def forget_requests(self):
        time.sleep(LOG_SETTLES)
        os.truncate(self.log, 0)

    def pages(self):
        """The addresses answered with a page since forget_requests(), each once a request."""
        time.sleep(LOG_SETTLES)
        with open(self.log, encoding="utf-8") as lines:
            requests = [json.loads(line) for line in lines]
        return [f"http://{r['h']}{r['u']}" for r in requests
                if r["s"] == 200 and r["u"] != "/robots.txt"]


def run(command, mark=None, **more):
    """One whole process; its wall and CPU seconds and peak resident bytes."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **more)
    watching = threading.Thread(target=mark.watch, args=(process.pid,)) if mark else None
    if watching:
        watching.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if watching:
        mark.over.set()
        watching.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        fail(f"{command[0]} ended with {process.returncode}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss * 1024}


def counted(web, command, **more):
    """As run(), and how many pages it asked for."""
    web.forget_requests()
    result = run(command, **more)
    result["pages"] = len(web.pages())
    return result


def configuration(args, folder):
    net = args.net
    return f"""
[store]
dir = "{folder}/store"
[fetch]
allow_addresses = ["127.{net}.0.0/16", "127.{net + 1}.0.0/16", "127.{net + 2}.0.0/16"]
delay = "0ms"
connections_per_host = {args.per_host}
connections = {args.connections}
[crawl]
memory = "{args.memory}"
sources = "{folder}/sources"
socket = "{folder}/socket"
once_max_wait = "1s"
"""


def pages_visited(path):
    """By the status line of the daemon that listens there; 0 when none does."""
    try:
        with socket.socket(socket.AF_UNIX) as daemon:
            daemon.connect(str(path))
            daemon.sendall(b'{"command": "status"}\n')
            line = json.loads(daemon.makefile().readline())["line"]
    except (OSError, ValueError, KeyError):
        return 0
    visited = re.search(r" (\d[\d,]*) pages,", line)
    return int(visited[1].replace(",", "")) if visited else 0


class Mark:
    """How much a crawl has held at most by the time it has visited GROWS_FROM pages."""

    def __init__(self, path):
        self.path, self.pages, self.memory = path, 0, 0
        self.over = threading.Event()

    def watch(self, pid):
        while not self.over.wait(0.1):
            pages = pages_visited(self.path)
            if pages < GROWS_FROM:
                continue
            status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            peak = re.search(r"VmHWM:\s*(\d+) kB", status)
            if peak:  # none of a process that has just ended
                self.pages, self.memory = pages, int(peak[1]) * 1024
            return


def storyfold(args, web, folder, mark=None):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "sources").mkdir(parents=True)
    config = folder / "storyfold.toml"
    config.write_text(configuration(args, folder), encoding="utf-8")
    subprocess.run([args.binary, "sources", "import", web.seeds, "--config", config],
                   stdout=subprocess.DEVNULL, check=True)
    return counted(web, [args.binary, "run", "--once", "--quiet", "--config", config], mark=mark)


def fetch_all(web, addresses, args, folder, keep):
    """All `addresses` with one curl: thrown away, or kept as files below `folder`."""
    folder.mkdir(exist_ok=True)
    names = ((folder / f"{number}.html") if keep else os.devnull
             for number in range(len(addresses)))
    config = folder / "curl.txt"
    config.write_text("".join(f'url = "{url}"\noutput = "{name}"\n'
                              for url, name in zip(addresses, names)), encoding="utf-8")
    return counted(web, ["curl", "--silent", "--parallel", "--parallel-max", str(args.connections),
                         "--compressed", "--config", config], stderr=subprocess.DEVNULL)


def keep_html(web, addresses, args, folder):
    fetch_all(web, addresses, args, folder, keep=True)
    for path in folder.glob("*.html"):
        if not is_html(path):
            path.unlink()


def gumbo(args, folder):
    """CPU to parse and free every HTML page below `folder`."""
    done = subprocess.run([args.bench_extract, "--json", "--rounds", "1", folder],
                          stdout=subprocess.PIPE, check=True)
    parsed = json.loads(done.stdout)
    return {"cpu": parsed["gumbo_seconds"], "pages": parsed["pages"]}


def scrapy(args, web, folder):
    out = folder / "scrapy.jsonl"
    out.unlink(missing_ok=True)
    settings = {"CONCURRENT_REQUESTS": args.connections,
                "CONCURRENT_REQUESTS_PER_DOMAIN": args.per_host,
                "CLOSESPIDER_PAGECOUNT": args.scrapy_pages, "ROBOTSTXT_OBEY": True,
                "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR"}
    return counted(web, ["scrapy", "runspider", ROOT / "tests/bench/scrapy_peer.py",
                         "-a", f"seeds={web.seeds}", "-a", f"hosts={web.hosts}", "-o", out,
                         *(f"--set={name}={value}" for name, value in settings.items())],
                   cwd=folder)


def is_html(path):
    """What no parser of HTML would be given, feeds and sitemaps, does not count as gumbo's work."""
    with open(path, "rb") as page:
        return not re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|sitemapindex)",
                            page.read(200), re.IGNORECASE)


def medians(runs):
    return {key: statistics.median(r[key] for r in runs) for key in runs[0]} if runs else None


def rounds(args, web, folder):
    ours, curls, parsed, scrapies = [], [], [], []
    with_curl = shutil.which("curl") is not None
    with_scrapy = shutil.which("scrapy") is not None and not args.no_scrapy
    if not with_curl:
        say("curl is not installed: left out")
    if not with_scrapy:
        say("Scrapy is left out" if args.no_scrapy else
            "Scrapy is not installed (apt-get install python3-scrapy): left out")
    for number in range(args.rounds):
        ours.append(storyfold(args, web, folder / "crawl"))
        if with_curl:
            addresses = sorted(set(web.pages()))
            curls.append(fetch_all(web, addresses, args, folder / "curl", keep=False))
            if not parsed:
                keep_html(web, addresses, args, folder / "pages")
            parsed.append(gumbo(args, folder / "pages"))
        if with_scrapy:
            scrapies.append(scrapy(args, web, folder))
        say(f"round {number + 1} of {args.rounds}: " + ", ".join(
            f"{name} {1000 * per_page(runs[-1]):.2f}" for name, runs in
            (("storyfold", ours), ("curl", curls), ("gumbo", parsed), ("Scrapy", scrapies)) if runs)
            + f" ms of CPU a page, {ours[-1]['memory'] >> 20} MiB")
    return medians(ours), medians(curls), medians(parsed), medians(scrapies)


def per_page(run_of):
    return run_of["cpu"] / run_of["pages"]


def measure(args, folder):
    with Web(args, folder / "web", args.stories) as web:
        ours, curl, parsed, peer = rounds(args, web, folder)
    result = {"machine": machine(), "rounds": args.rounds, "outlets": args.outlets,
              "connections": args.connections, "per_host": args.per_host,
              "crawl_memory": args.memory,
              "storyfold": ours, "curl": curl, "gumbo": parsed, "scrapy": peer}
    if curl:
        floor = (curl["cpu"] + parsed["cpu"]) / curl["pages"]
        result["floor_cpu_per_page"] = floor
        result["cpu_of_floor"] = per_page(ours) / floor
    if peer:
        result["rate_of_scrapy"] = (ours["pages"] / ours["wall"]) / (peer["pages"] / peer["wall"])
        result["cpu_of_scrapy"] = per_page(peer) / per_page(ours)
    if args.growth > 1:
        with Web(args, folder / "larger", args.stories * args.growth) as web:
            mark = Mark(folder / "crawl/socket")
            larger = storyfold(args, web, folder / "crawl", mark)
        if not mark.memory or larger["pages"] <= mark.pages:
            fail(f"the larger web has no more than {GROWS_FROM} pages (--growth)")
        result["larger"] = larger | {"pages_at_mark": mark.pages, "memory_at_mark": mark.memory}
        result["growth_per_page"] = ((larger["memory"] - mark.memory) /
                                     (larger["pages"] - mark.pages))
    return result


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    return f"{model}, {len(os.sched_getaffinity(0))} CPUs, Linux {platform.release()}"


def limits(result):
    """(what, value, limit as text, kept) of every limit that was measured."""
    rows = []
    if "cpu_of_floor" in result:
        value = result["cpu_of_floor"]
        rows.append(("CPU a page, times curl and gumbo", f"{value:.2f}",
                     f"at most {MAX_CPU_OF_FLOOR}", value <= MAX_CPU_OF_FLOOR))
    if "rate_of_scrapy" in result:
        value = result["rate_of_scrapy"]
        rows.append(("pages a second, times Scrapy", f"{value:.1f}",
                     f"at least {MIN_RATE_OF_SCRAPY}", value >= MIN_RATE_OF_SCRAPY))
        value = result["cpu_of_scrapy"]
        rows.append(("CPU a page, Scrapy's by ours", f"{value:.1f}",
                     f"at least {MIN_CPU_OF_SCRAPY}", value >= MIN_CPU_OF_SCRAPY))
    value = result["storyfold"]["memory"]
    rows.append(("peak memory", f"{value / (1 << 20):.0f} MiB", f"under {MAX_MEMORY >> 20} MiB",
                 value < MAX_MEMORY))
    if "growth_per_page" in result:
        larger = result["larger"]
        value = larger["memory_at_mark"]
        rows.append((f"peak by {larger['pages_at_mark']:,.0f} pages of the larger web",
                     f"{value / (1 << 20):.0f} MiB", f"under {MAX_MEMORY >> 20} MiB",
                     value < MAX_MEMORY))
        value = result["growth_per_page"]
        rows.append((f"from there a page, to {larger['pages']:,.0f}", f"{value:,.0f} bytes",
                     f"at most {MAX_GROWTH}", value <= MAX_GROWTH))
    return rows


def table(result):
    lines = [f"{result['outlets']} outlets, {result['connections']} connections, "
             f"{result['per_host']} a host, crawl.memory {result['crawl_memory']}; "
             f"median of {result['rounds']}",
             result["machine"], "",
             f"  {'':<16}{'pages':>8}{'wall s':>9}{'pages/s':>9}{'CPU ms a page':>15}"
             f"{'peak MiB':>10}"]
    for name in ("storyfold", "curl", "scrapy", "larger"):
        if not result.get(name):
            continue
        one = result[name]
        lines.append(f"  {name:<16}{one['pages']:>8,.0f}{one['wall']:>9.2f}"
                     f"{one['pages'] / one['wall']:>9,.0f}{1000 * per_page(one):>15.2f}"
                     f"{one['memory'] / (1 << 20):>10.0f}")
    if result["gumbo"]:
        one = result["gumbo"]
        lines.append(f"  {'gumbo':<16}{one['pages']:>8,}{'':>18}{1000 * per_page(one):>15.2f}")
    lines.append("")
    for what, value, limit, kept in limits(result):
        lines.append(f"  {what:<40}{value:>14}  {limit:<16}{'ok' if kept else 'OVER'}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    build = ROOT / "build/release"
    parser.add_argument("--newsweb", type=pathlib.Path, default=NEWSWEB)
    parser.add_argument("--binary", type=pathlib.Path, default=build / "app/storyfold")
    parser.add_argument("--bench-extract", type=pathlib.Path,
                        default=build / "tests/bench/bench_extract")
    parser.add_argument("--outlets", type=int, default=50)
    parser.add_argument("--stories", type=int, default=1000, help="about 5 pages each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--per-host", type=int, default=8)
    parser.add_argument("--memory", default="16 MiB", help="crawl.memory of the crawl")
    parser.add_argument("--growth", type=int, default=1, metavar="TIMES",
                        help="crawl a web so many times larger, once, for its memory")
    parser.add_argument("--no-scrapy", action="store_true")
    parser.add_argument("--scrapy-pages", type=int, default=0, metavar="N",
                        help="end Scrapy after N pages (default: the whole web)")
    parser.add_argument("--net", type=int, default=11, help="addresses are 127.NET.* and above")
    parser.add_argument("--port", type=int, default=19980)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--check", action="store_true", help="exit 1 when a limit is exceeded")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build",
                        help="where webs and stores go while measuring (default: build/)")
    args = parser.parse_args()
    if args.rounds < 1:
        parser.error("--rounds: at least 1")
    if not (args.newsweb / "make_newsweb.py").is_file():
        fail(f"{args.newsweb} holds no newsweb (--newsweb)")
    for built in (args.binary, args.bench_extract):
        if not built.is_file():
            fail(f"{built} is not built (cmake --preset release; cmake --build --preset release)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server is stopped on the way out
    args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=args.folder) as folder:
        result = measure(args, pathlib.Path(folder).resolve())
    print(json.dumps(result) if args.json else table(result))
    return 1 if args.check and not all(kept for *_, kept in limits(result)) else 0


if __name__ == "__main__":
    sys.exit(main())
