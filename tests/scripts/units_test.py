"""The unit is one that systemd takes, and is locked in: systemd-analyze, which needs no systemd
that runs. Exit code 77 when it is not there."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT = pathlib.Path(os.environ.get(
    "STORYFOLD_UNIT", ROOT / "build/release/systemd/storyfold.service"))
BINARY = os.environ.get("STORYFOLD_BINARY", ROOT / "build/release/app/storyfold")
MOST_EXPOSURE = 1.5  # of 10; the issue asks for 2.0
SKIPPED = 77


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "SYSTEMD_PAGER": "cat"})


class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="storyfold-units-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # verify wants the program to be there: the built one stands in for the installed one.
        text = UNIT.read_text(encoding="utf-8")
        self.unit = self.folder / "storyfold.service"
        self.unit.write_text(re.sub(r"(?m)^(ExecStart=)\S+", rf"\g<1>{BINARY}", text),
                             encoding="utf-8")

    def test_systemd_takes_the_unit_without_a_remark(self):
        done = analyze("verify", "--man=no", self.unit)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_it_is_locked_in(self):
        done = analyze("security", "--offline=true", f"--threshold={int(MOST_EXPOSURE * 10)}",
                       "--no-pager", self.unit)
        self.assertEqual(done.returncode, 0, done.stdout)
        level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
        self.assertIsNotNone(level, done.stdout)
        self.assertLessEqual(float(level.group(1)), MOST_EXPOSURE)

    def test_the_installed_unit_names_no_build_path(self):
        text = UNIT.read_text(encoding="utf-8")
        self.assertRegex(text, r"(?m)^ExecStart=/\S+/bin/storyfold run --config /etc/storyfold/")
        self.assertNotIn("@", re.sub(r"@(system-service|privileged|resources)", "", text))

    @unittest.skipUnless(os.geteuid() == 0, "only root can give folders to other users")
    def test_user_and_folders_can_be_made(self):
        for folder in ("etc", "run"):
            (self.folder / folder).mkdir()
        for tool, file, options in (
                ("systemd-sysusers", "storyfold.sysusers.conf", []),
                ("systemd-tmpfiles", "storyfold.tmpfiles.conf", ["--create"])):
            done = subprocess.run([tool, f"--root={self.folder}", *options,
                                   ROOT / "systemd" / file],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
        user = next(line for line in (self.folder / "etc/passwd").read_text().splitlines()
                    if line.startswith("storyfold:"))
        state = (self.folder / "var/lib/storyfold").stat()
        self.assertEqual((state.st_uid, state.st_mode & 0o7777), (int(user.split(":")[2]), 0o750))
        credentials = (self.folder / "etc/storyfold/credentials").stat()
        self.assertEqual((credentials.st_uid, credentials.st_mode & 0o7777), (0, 0o700))


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("systemd-analyze is not installed")
        sys.exit(SKIPPED)
    unittest.main()
