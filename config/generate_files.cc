// Writes config/storyfold.toml and docs/configuration.md below the folder given: both are made from
// the table of settings and committed. Called by scripts/generate-config-files.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/show.h"

namespace {

bool write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
  return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s ROOT\n", argv[0]);
    return 2;
  }
  const std::filesystem::path root = argv[1];
  const bool written =
      write_file(root / "config/storyfold.toml", storyfold::config::sample_file()) &&
      write_file(root / "docs/configuration.md", storyfold::config::reference_page());
  return written ? 0 : 6;
}
