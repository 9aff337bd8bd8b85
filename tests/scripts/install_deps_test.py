"""scripts/install-deps against a machine of stand-ins: no package is installed here.

The stand-ins for dpkg-query, apt-get, apt-cache, id and sudo keep their state in files of a
temporary folder and write down what they were asked.
"""
import os
import stat
import subprocess
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "install-deps")

DPKG_QUERY = """#!/bin/sh
for last; do :; done
grep -qx "$last" "$MACHINE/installed" && printf '<installed>' && exit 0
echo "no packages found matching $last" >&2
exit 1
"""
APT_CACHE = """#!/bin/sh
grep -qx "$2" "$MACHINE/known"
"""
APT_GET = """#!/bin/sh
echo "apt-get $* $DEBIAN_FRONTEND" >> "$MACHINE/asked"
[ -t 0 ] && echo "has a terminal" >> "$MACHINE/asked"
for word; do
  case "$word" in
    update) [ -e "$MACHINE/offline" ] && exit 100
            cat "$MACHINE/mirror" > "$MACHINE/known"; touch "$MACHINE/fresh"; exit 0 ;;
    install) [ -e "$MACHINE/stale" ] && [ ! -e "$MACHINE/fresh" ] && exit 100; installing=yes ;;
  esac
done
if [ "$installing" = yes ]; then
  for word; do grep -qx "$word" "$MACHINE/known" && echo "$word" >> "$MACHINE/installed"; done
fi
exit 0
"""
SUDO = """#!/bin/sh
[ -e "$MACHINE/sudo-asks" ] && exit 1
shift
echo "sudo $*" >> "$MACHINE/asked"
exec "$@"
"""
ID = """#!/bin/sh
cat "$MACHINE/uid"
"""


def packages():
    path = os.path.join(os.path.dirname(SCRIPT), "packages.txt")
    with open(path, encoding="utf-8") as lines:
        bare = [line.split("#")[0].strip() for line in lines]
    return [name for name in bare if name and not name.startswith("[")]


class InstallDeps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.machine = folder.name
        self.path = os.path.join(self.machine, "bin")
        os.mkdir(self.path)
        for name, text in (("dpkg-query", DPKG_QUERY), ("apt-cache", APT_CACHE),
                           ("apt-get", APT_GET), ("sudo", SUDO), ("id", ID)):
            self.program(name, text)
        for tool in ("sh", "sed", "awk", "wc", "cat", "grep", "env", "dirname", "touch", "true"):
            os.symlink(self.which(tool), os.path.join(self.path, tool))
        self.all = packages()
        self.write("installed", self.all)
        self.write("known", self.all)
        self.write("mirror", self.all)
        self.write("uid", ["0"])

    @staticmethod
    def which(tool):
        for folder in ("/usr/bin", "/bin"):
            if os.path.exists(os.path.join(folder, tool)):
                return os.path.join(folder, tool)
        raise FileNotFoundError(tool)

    def program(self, name, text):
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, stat.S_IRWXU)

    def write(self, name, lines=()):
        with open(os.path.join(self.machine, name), "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)

    def asked(self):
        try:
            with open(os.path.join(self.machine, "asked"), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def run_script(self, *arguments):
        done = subprocess.run(["/bin/sh", SCRIPT, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False,
                              env={"PATH": self.path, "MACHINE": self.machine})
        return done.returncode, done.stdout

    def without(self, *names):
        self.write("installed", [name for name in self.all if name not in names])

    def test_the_list_gives_each_package_once_and_a_reason(self):
        self.assertEqual(len(self.all), len(set(self.all)))
        path = os.path.join(os.path.dirname(SCRIPT), "packages.txt")
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.split("#")[0].strip() and not line.startswith("["):
                    self.assertRegex(line, r"^\S+ +# \S")

    def test_does_nothing_when_all_are_there(self):
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.run_script("--dry-run")[0], 0)
        self.assertEqual(self.asked(), "")

    def test_a_dry_run_names_what_is_missing_and_changes_nothing(self):
        self.without("librocksdb-dev", "libgumbo-dev")
        code, output = self.run_script("--dry-run")
        self.assertEqual(code, 1)
        self.assertIn("would install: libgumbo-dev librocksdb-dev", output)
        self.assertEqual(self.asked(), "")

    def test_a_part_of_the_list_asks_for_no_more(self):
        self.without("mandoc", "zstd")
        self.assertEqual(self.run_script("--dry-run", "build")[0], 0)
        code, output = self.run_script("--dry-run", "test")
        self.assertEqual(code, 1)
        self.assertIn("would install: zstd\n", output)
        self.assertIn("zstd mandoc", self.run_script("--dry-run")[1])

    def test_root_installs_only_what_is_missing_and_is_asked_nothing(self):
        self.without("librocksdb-dev")
        code, output = self.run_script()
        self.assertEqual(code, 0, output)
        self.assertEqual(self.asked(), "apt-get -o DPkg::Lock::Timeout=300 -q install -y "
                         "--no-install-recommends librocksdb-dev noninteractive\n")

    def test_package_lists_are_updated_only_when_they_do_not_know_a_package(self):
        self.without("librocksdb-dev")
        self.write("known")
        self.assertEqual(self.run_script()[0], 0)
        self.assertLess(self.asked().index("update"), self.asked().index("install"))

    def test_lists_too_old_to_install_from_are_updated_once(self):
        self.without("librocksdb-dev")
        self.write("stale")
        self.assertEqual(self.run_script()[0], 0)
        self.assertEqual(self.asked().count("install -y"), 2)
        self.assertEqual(self.asked().count("update"), 1)

    def test_others_go_through_sudo_when_it_asks_nothing(self):
        self.write("uid", ["1000"])
        self.without("librocksdb-dev")
        self.assertEqual(self.run_script()[0], 0)
        self.assertIn("sudo env DEBIAN_FRONTEND=noninteractive apt-get", self.asked())

    def assert_gives_up(self, *reasons):
        code, output = self.run_script()
        self.assertEqual(code, 1)
        self.assertIn("missing: librocksdb-dev", output)
        self.assertIn("as root: apt-get update && apt-get install", output)
        for reason in reasons:
            self.assertIn(reason, output)

    def test_without_sudo_it_says_what_is_missing(self):
        self.write("uid", ["1000"])
        self.without("librocksdb-dev")
        os.remove(os.path.join(self.path, "sudo"))
        self.assert_gives_up("not root")
        self.assertEqual(self.asked(), "")

    def test_a_sudo_that_wants_a_password_is_not_asked(self):
        self.write("uid", ["1000"])
        self.write("sudo-asks")
        self.without("librocksdb-dev")
        self.assert_gives_up("asks for a password")

    def test_a_package_that_the_system_does_not_have_is_named(self):
        self.without("librocksdb-dev")
        rest = [name for name in self.all if name != "librocksdb-dev"]
        self.write("known", rest)
        self.write("mirror", rest)
        self.assert_gives_up("sources do not have librocksdb-dev")
        self.assertNotIn("install -y", self.asked())

    def test_a_machine_without_network_is_told(self):
        self.without("librocksdb-dev")
        self.write("known")
        self.write("offline")
        self.assert_gives_up("apt-get update failed")

    def test_another_system_is_told_what_it_needs(self):
        os.remove(os.path.join(self.path, "dpkg-query"))
        code, output = self.run_script()
        self.assertEqual(code, 1)
        self.assertIn("no Debian system", output)
        self.assertIn("librocksdb-dev", output)

    def test_unknown_words_are_a_usage_error(self):
        self.assertEqual(self.run_script("--force")[0], 2)


if __name__ == "__main__":
    unittest.main()
