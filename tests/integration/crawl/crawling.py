"""What the tests of crawls share: harness.py of tests/integration/cli, and outlets to follow."""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

import harness  # noqa: E402
import web  # noqa: E402


class Crawling(harness.Case):
    def setUp(self):
        super().setUp()
        self.config = web.settings(self.folder)

    def outlet(self, number, **options):
        outlet = web.Outlet(number, **options)
        self.addCleanup(outlet.close)
        return outlet

    def be_patient(self):
        """Requests that an outlet holds back do not time out meanwhile."""
        self.config = web.settings(self.folder, fetch__timeout='"60s"')

    def follow(self, *outlets):
        homes = self.write("homes.txt", "".join(o.url() + "\n" for o in outlets))
        self.storyfold("sources", "import", homes, "--config", self.config)

    def crawl(self, code=harness.OK):
        """One round; its summary."""
        return self.storyfold("run", "--once", "--quiet", "--json", "--config", self.config,
                              code=code).one()

    def start_daemon(self, **options):
        process = harness.start("run", "--store", self.store, "--config", self.config, **options)
        self.addCleanup(harness.stop, process)
        return process

    def trace(self, url, code=harness.OK):
        answer = self.storyfold("trace", url, "--json", code=code)
        return answer.one() if code == harness.OK else answer

    def urls(self):
        """Of everything stored, one for each sighting."""
        return sorted(value["url"] for value in self.export_values())

    def something_stored(self):
        """False too while the store is only being made."""
        answer = harness.run("export", "--format", "jsonl", "--store", self.store)
        return answer.code == harness.OK and answer.out != ""
