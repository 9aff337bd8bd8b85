"""A small web on loopback: outlets with feeds, lists and articles, validators and a log."""

import hashlib
import http.server
import socketserver
import threading
import time

NEWS = ("The port office said in note {n} that the evening ferry leaves quay {m} ten minutes later "
        "from Monday, so that those who work in the {place} can take it home. The fare stays at "
        "{m} crowns, and {n} seats are kept for those who booked.")
PLACES = ("fish market", "old mill", "rope yard", "salt works", "north light", "town hall",
          "boat house", "tide pool", "glass works", "ice store", "net loft", "dry dock")
TOPICS = ("ferry", "harbour", "market", "school", "bridge", "storm", "budget", "library", "museum",
          "orchard", "railway", "theatre")


def text_of(story, paragraphs=8):
    """The paragraphs of one story; no other story shares one."""
    return [NEWS.format(n=story * 97 + i * 13 + 5, m=story * 7 + i * 3 + 2,
                        place=PLACES[(story * 5 + i) % len(PLACES)]) +
            f" Reporters counted {story * 31 + i * 17} people at the {TOPICS[story % 12]}."
            for i in range(paragraphs)]


def title_of(story):
    return f"Notes on the {TOPICS[story % 12]}, number {story}: what the council plans"


def article(title, paragraphs, head="", more=""):
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
            f"<body><article><h1>{title}</h1>{body}</article>{more}</body></html>")


def story_page(story, published="2026-01-05T08:00:00Z"):
    return article(title_of(story), text_of(story),
                   f"<meta property='article:published_time' content='{published}'>")


def atom(entries):
    """(url, title, updated) each."""
    items = "".join(f"<entry><id>{url}</id><title>{title}</title><link href='{url}'/>"
                    f"<updated>{updated}</updated></entry>" for url, title, updated in entries)
    return ("<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>"
            f"<id>urn:news</id><updated>2026-01-05T08:00:00Z</updated>{items}</feed>")


class Page:
    """What stands at a path. `raw`: called with the connection, answers by itself."""

    def __init__(self, body="", kind="text/html; charset=utf-8", status=200, headers=(), raw=None):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.kind, self.status, self.headers, self.raw = kind, status, headers, raw
        self.etag = '"' + hashlib.sha256(self.body).hexdigest()[:16] + '"'


class Request:
    def __init__(self, path, headers):
        self.path, self.headers, self.at = path, headers, time.monotonic()

    @property
    def conditional(self):
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        outlet = self.server.outlet
        outlet.log.append(Request(self.path, self.headers))
        page = outlet.pages.get(self.path) or Page("nothing here", status=404)
        if outlet.pause:
            time.sleep(outlet.pause)
        if not outlet.wait_for_leave():
            self.close_connection = True
            return
        if page.raw:
            self.close_connection = True
            page.raw(self.connection)
            return
        unchanged = page.status == 200 and self.headers.get("If-None-Match") == page.etag
        self.send_response(304 if unchanged else page.status)
        self.send_header("ETag", page.etag)
        for name, value in page.headers:
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", page.kind)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(page.body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        pass  # the other side left: it was killed, as some tests do

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # without asking for the name of the address
        self.server_name, self.server_port = self.server_address[:2]


class Outlet:
    """127.1.0.`number`, on a port of its own."""

    def __init__(self, number, pause=0.0):
        self.pages, self.log, self.pause = {}, [], pause
        self.leave = None
        self.server = Server((f"127.1.0.{number}", 0), Handler)
        self.server.outlet = self
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def hold_after(self, answers):
        """So many requests are answered, the others wait for release()."""
        self.leave = threading.Semaphore(answers)

    def wait_for_leave(self):
        return not self.leave or self.leave.acquire(timeout=60)

    def release(self, answers=1000):
        self.leave.release(answers)

    def url(self, path="/"):
        host, port = self.server.server_address[:2]
        return f"http://{host}:{port}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def asked(self, path):
        return [request for request in self.log if request.path == path]

    def publish(self, stories, robots="User-agent: *\nAllow: /\n"):
        """A home page, a feed and an article each; their paths."""
        self.stories = {f"/news/2026/{story + 104_000}.html": story for story in stories}
        for path, story in self.stories.items():
            self.pages[path] = Page(story_page(story))
        self.pages["/robots.txt"] = Page(robots, "text/plain")
        self.list_stories()
        return list(self.stories)

    def list_stories(self, updated=None):
        updated = updated or {}
        links = "".join(f"<li><a href='{path}'>{title_of(story)}</a></li>"
                        for path, story in self.stories.items())
        self.pages["/"] = Page(
            "<!doctype html><html><head><title>News</title>"
            "<link rel=alternate type='application/atom+xml' href='/atom.xml'></head>"
            f"<body><ul>{links}</ul></body></html>")
        self.pages["/atom.xml"] = Page(
            atom([(self.url(path), title_of(story), updated.get(path, "2026-01-05T08:00:00Z"))
                  for path, story in self.stories.items()]), "application/atom+xml")


def settings(folder, **more):
    """A configuration file for crawls of such a web."""
    values = {"fetch.allow_addresses": '["127.1.0.0/16", "127.2.0.0/16", "127.3.0.0/16"]',
              "fetch.delay": '"5ms"', "fetch.timeout": '"3s"', "crawl.once_max_wait": '"0s"',
              "crawl.sources": f'"{folder / "sources"}"',
              "crawl.socket": f'"{folder / "storyfold.sock"}"', "crawl.workers": "1"}
    values.update({name.replace("__", "."): value for name, value in more.items()})
    (folder / "sources").mkdir(exist_ok=True)
    lines = []
    for table in ("fetch", "crawl"):
        lines.append(f"[{table}]")
        lines += [f"{name.split('.')[1]} = {value}" for name, value in values.items()
                  if name.startswith(table + ".")]
    path = folder / "storyfold.toml"
    path.write_text("\n".join(lines) + "\n")
    return path
