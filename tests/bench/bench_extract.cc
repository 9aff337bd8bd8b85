// Whole pages -> articles, beside plain gumbo parsing and freeing the same decoded bytes in the
// same run: pages a second of CPU time, and how many times faster than plain gumbo.
//   bench_extract [--rounds N] [--json] [FOLDER]     .html and .html.gz files below it, by default
//                                           ../shared/corpus/pages, else pages made here
// One thread. Each round takes every page once through both, so that noise hits both alike; medians
// of the rounds are printed.
#include <gumbo.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "crawler/extract/page.h"
#include "crawler/parse/charset.h"

namespace {

namespace fs = std::filesystem;
using storyfold::config::ParseSettings;

std::string read_page(const fs::path& path) {
  std::string bytes;
  gzFile file = gzopen(path.c_str(), "rb");  // reads plain files as well
  if (file == nullptr) return bytes;
  std::array<char, 65536> part;
  for (int got = 0; (got = gzread(file, part.data(), part.size())) > 0;) {
    bytes.append(part.data(), static_cast<std::size_t>(got));
  }
  gzclose(file);
  return bytes;
}

std::vector<std::string> pages_below(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".html") || name.ends_with(".html.gz")) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> pages;
  for (const auto& path : paths) pages.push_back(read_page(path));
  return pages;
}

// A page of the usual make: two thirds of it script, style and lists of links.
std::string made_page(int number) {
  std::string page = "<!doctype html><html><head><title>Story " + std::to_string(number) +
                     "</title><script>" + std::string(40000, 'x') + "</script></head><body><ul>";
  for (int i = 0; i < 300; ++i) {
    page += "<li class=\"menu-item menu-item--deep\"><a href=\"/section/" + std::to_string(i) +
            "\" data-track=\"nav-click\" onclick=\"track(this)\">Section of the paper</a></li>";
  }
  page += "</ul><article><h1>Story " + std::to_string(number) + "</h1>";
  for (int i = 0; i < 25; ++i) {
    page += "<p>The council met on day " + std::to_string(i) +
            ", and it decided, after a long debate, to open the harbour bridge again.</p>";
  }
  return page + "</article></body></html>";
}

double cpu_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 3;
  bool json = false;
  fs::path folder = "../shared/corpus/pages";
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--rounds" && i + 1 < argc) {
      rounds = std::max(1, std::atoi(argv[++i]));
    } else if (std::string_view(argv[i]) == "--json") {
      json = true;
    } else {
      folder = argv[i];
    }
  }
  std::vector<std::string> pages = pages_below(folder);
  if (pages.empty()) {
    std::printf("no pages below %s: 200 made ones\n", folder.c_str());
    for (int i = 0; i < 200; ++i) pages.push_back(made_page(i));
  }
  // Raw gumbo cannot be given bytes that are not UTF-8, and pages past our limits could kill it.
  const ParseSettings settings;
  std::vector<std::string> decoded;
  double bytes = 0;
  std::erase_if(pages, [&](const std::string& page) {
    storyfold::crawler::extract::PageInput input;
    input.bytes = page;
    return storyfold::crawler::extract::extract_page(input, settings).degraded;
  });
  for (const auto& page : pages) {
    decoded.push_back(storyfold::crawler::parse::decode_page(page).text);
    bytes += static_cast<double>(page.size());
  }
  std::vector<double> gumbo_times;
  std::vector<double> extract_times;
  for (int round = 0; round < rounds; ++round) {
    double gumbo_time = 0;
    double extract_time = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const double begin = cpu_seconds();
      GumboOutput* output =
          gumbo_parse_with_options(&kGumboDefaultOptions, decoded[i].data(), decoded[i].size());
      gumbo_destroy_output(&kGumboDefaultOptions, output);
      const double middle = cpu_seconds();
      storyfold::crawler::extract::PageInput input;
      input.bytes = pages[i];
      const auto page = storyfold::crawler::extract::extract_page(input, settings);
      extract_time += cpu_seconds() - middle;
      gumbo_time += middle - begin;
    }
    gumbo_times.push_back(gumbo_time);
    extract_times.push_back(extract_time);
  }
  const double count = static_cast<double>(pages.size());
  const double gumbo_time = median(gumbo_times);
  const double extract_time = median(extract_times);
  if (json) {
    std::printf("{\"pages\":%zu,\"bytes\":%.0f,\"gumbo_seconds\":%.6f,\"extract_seconds\":%.6f}\n",
                pages.size(), bytes, gumbo_time, extract_time);
    return 0;
  }
  std::printf("%zu pages of %.0f KB on average, median of %d rounds\n", pages.size(),
              bytes / count / 1000, rounds);
  std::printf("plain gumbo parse and free: %.2f ms a page\n", 1000 * gumbo_time / count);
  std::printf("extraction, bytes to article: %.2f ms a page, %.0f pages a core-second\n",
              1000 * extract_time / count, count / extract_time);
  std::printf("extraction is %.2f times as fast as plain gumbo\n", gumbo_time / extract_time);
  return 0;
}
