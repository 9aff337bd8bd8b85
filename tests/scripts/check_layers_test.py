"""scripts/check-layers refuses what it says it refuses, and nothing else."""
import os
import subprocess
import sys
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "check-layers")


class CheckLayers(unittest.TestCase):
    def check(self, files):
        """Exit code and output for a tree of these files."""
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            done = subprocess.run([sys.executable, SCRIPT, root], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, check=False)
            return done.returncode, done.stdout

    def assert_refused(self, path, line, reason):
        code, output = self.check({path: "// one\n" + line + "\n", "core/hash.h": "",
                                   "storage/store.h": "", "app/cli.h": "", "tests/data.h": "",
                                   "crawler/parse/text.h": "", "dedup/near.h": ""})
        self.assertEqual(code, 1, output)
        self.assertIn(path + ":2: ", output)
        self.assertIn(reason, output)

    def assert_allowed(self, path, line):
        code, output = self.check({path: line + "\n", "core/hash.h": "", "storage/store.h": "",
                                   "app/build_info.h.in": ""})
        self.assertEqual(code, 0, output)

    def test_arrows_point_down(self):
        self.assert_allowed("app/main.cc", '#include "storage/store.h"')
        self.assert_allowed("storage/store.cc", '#include "core/hash.h"')
        self.assert_allowed("tests/unit/core/x_test.cc", '#include "storage/store.h"')
        self.assert_refused("core/hash.cc", '#include "storage/store.h"', "may not include storage")
        self.assert_refused("config/load.cc", '#include "app/cli.h"', "may not include app")

    def test_siblings_do_not_see_each_other(self):
        self.assert_refused("dedup/judge.cc", '#include "storage/store.h"', "may not include")
        self.assert_refused("storage/a.cc", '#include "crawler/parse/text.h"', "may not include")
        self.assert_refused("crawler/parse/a.cc", '#include "dedup/near.h"', "may not include")

    def test_nothing_includes_tests(self):
        self.assert_refused("app/main.cc", '#include "tests/data.h"', "nothing includes tests/")

    def test_paths_start_at_the_root(self):
        self.assert_refused("storage/x.cc", '#include "store.h"', 'write "storage/store.h"')
        self.assert_refused("storage/x.cc", '#include "storage/gone.h"', "there is no")
        self.assert_refused("storage/x.cc", "#include <core/hash.h>", "stands in quotes")

    def test_a_generated_header_is_known_by_its_template(self):
        self.assert_allowed("app/version.cc", '#include "app/build_info.h"')

    def test_libraries_stay_in_their_place(self):
        self.assert_allowed("storage/x.cc", "#include <rocksdb/db.h>")
        self.assert_allowed("core/x.cc", "#include <openssl/evp.h>")
        self.assert_allowed("tests/unit/x_test.cc", "#include <rocksdb/db.h>")
        self.assert_refused("app/x.cc", "#include <rocksdb/db.h>", "belongs to: storage")
        self.assert_refused("dedup/x.cc", "#include <gumbo.h>", "belongs to: crawler/parse")
        self.assert_refused("dedup/x.cc", "#  include  <boost/asio/ip/tcp.hpp>", "belongs to: app")

    def test_headers_of_core_use_the_standard_library_only(self):
        self.assert_refused("core/x.h", "#include <openssl/evp.h>", "stays in a .cc")

    def test_a_library_without_a_place_is_refused(self):
        self.assert_refused("app/x.cc", "#include <cereal/archive.hpp>", "has no place yet")

    def test_the_standard_library_and_posix_are_everywhere(self):
        for header in ("vector", "unistd.h", "sys/stat.h"):
            self.assert_allowed("storage/x.cc", "#include <%s>" % header)

    def test_pure_folders_do_no_io(self):
        self.assert_refused("dedup/x.cc", "#include <fstream>", "dedup is pure")
        self.assert_refused("crawler/parse/x.cc", "#include <unistd.h>", "is pure")

    def test_only_the_edge_asks_the_time(self):
        self.assert_allowed("app/x.cc", "auto now = system_now();")
        self.assert_allowed("dedup/x.cc", "// never system_now() here")
        self.assert_refused("storage/x.cc", "auto now = system_now();", "only the edge")

    def test_an_empty_tree_is_not_well(self):
        self.assertEqual(self.check({"README.md": ""})[0], 2)


if __name__ == "__main__":
    unittest.main()
