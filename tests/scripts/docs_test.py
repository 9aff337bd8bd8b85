"""Documents agree with the tree: links lead somewhere, the index of decisions is complete."""
import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def pages():
    found = [name for name in os.listdir(ROOT) if name.endswith(".md")]
    for where, _, names in os.walk(os.path.join(ROOT, "docs")):
        found += [os.path.relpath(os.path.join(where, name), ROOT)
                  for name in names if name.endswith(".md")]
    return sorted(found)


class Documents(unittest.TestCase):
    def test_every_link_leads_to_a_file(self):
        for page in pages():
            text = re.sub(r"```.*?```", "", read(page), flags=re.S)
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
                if "://" in target:
                    continue
                path = os.path.join(ROOT, os.path.dirname(page), target)
                self.assertTrue(os.path.exists(path), "%s links to %s" % (page, target))

    def test_every_decision_is_in_the_index_and_has_its_own_number(self):
        index = read("docs/adr/README.md")
        records = sorted(name for name in os.listdir(os.path.join(ROOT, "docs", "adr"))
                         if re.match(r"\d{4}-", name))
        for name in records:
            self.assertIn("[%s](%s)" % (name[:4], name), index)
            self.assertRegex(read("docs/adr/" + name), r"\A# 0*%d[.:] " % int(name[:4]))
        self.assertEqual(len({name[:4] for name in records}), len(records))

    def test_scripts_named_in_documents_exist(self):
        for page in pages() + ["Makefile", ".ci/run"]:
            for script in re.findall(r"(?<![\w/])scripts/([\w-]+)", read(page)):
                self.assertTrue(os.path.exists(os.path.join(ROOT, "scripts", script)),
                                "%s names scripts/%s" % (page, script))

    def test_presets_named_in_documents_exist(self):
        presets = set(re.findall(r'"name": "(\w+)"', read("CMakePresets.json")))
        for page in pages():
            for preset in re.findall(r"--preset (\w+)", read(page)):
                self.assertIn(preset, presets, page)


if __name__ == "__main__":
    unittest.main()
