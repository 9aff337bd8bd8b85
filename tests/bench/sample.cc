#include "tests/bench/sample.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "config/settings.h"
#include "crawler/parse/archive.h"

namespace storyfold::bench {

std::vector<std::string> posts_of(const std::vector<std::string>& outlets) {
  std::vector<std::filesystem::path> paths;
  for (const auto& outlet : outlets) {
    const auto folder = std::filesystem::path(STORYFOLD_SAMPLE_ARCHIVE) / outlet;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
      paths.push_back(entry.path());
    }
  }
  if (paths.empty()) {
    std::fprintf(stderr, "bench: no posts in %s\n", STORYFOLD_SAMPLE_ARCHIVE);
    std::exit(1);
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> posts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    posts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return posts;
}

std::vector<Article> articles_of(const std::vector<std::string>& outlets) {
  const crawler::parse::RecordContext context{"sample", "sample.md", "sample"};
  std::vector<Article> articles;
  for (const auto& post : posts_of(outlets)) {
    auto article = crawler::parse::parse_post(post, context, config::ParseSettings{});
    if (!article) {
      std::fprintf(stderr, "bench: %s\n", article.error().what.c_str());
      std::exit(1);
    }
    articles.push_back(*std::move(article));
  }
  return articles;
}

const std::vector<std::string>& utf8_outlets() {
  static const std::vector<std::string> outlets{"chengjiang-times", "yanhu-securities",
                                                "nanqiao-business", "lujia-daily"};
  return outlets;
}

}  // namespace storyfold::bench
