#include "app/reading.h"

#include <catch2/catch.hpp>

#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

constexpr const char* kPost =
    "---\ntitle: Ferry timetable\ndate: 2024-03-04 10:00:00 +0200\n---\n\n"
    "<p>The ferry sails at nine.</p>\n";

ReadArticle read(const std::string& path) {
  auto article = read_article(path, {});
  INFO((article ? std::string() : article.error().what));
  REQUIRE(article);
  return std::move(*article);
}

}  // namespace

TEST_CASE("a post is read by its ending, and without one by its beginning", "[reading]") {
  const TemporaryFolder folder;
  for (const auto* name : {"ferry.md", "ferry.html", "ferry", "ferry.txt"}) {
    CAPTURE(name);
    const auto article = read(folder.file(name, kPost)).article;
    CHECK(article.title == "Ferry timetable");
    CHECK(article.body == "The ferry sails at nine.");
  }
}

TEST_CASE("HTML without front matter is a body", "[reading]") {
  const TemporaryFolder folder;
  const auto article =
      read(folder.file("page.html", "<div><p>One.</p><script>x()</script><p>Two.</p></div>"))
          .article;
  CHECK(article.body == "One.\nTwo.");
  CHECK(article.title.empty());
}

TEST_CASE("plain text is a paragraph a line", "[reading]") {
  const TemporaryFolder folder;
  CHECK(read(folder.file("note.txt", "One  line.\r\n\r\n  3 < 5, so two.\n")).article.body ==
        "One line.\n3 < 5, so two.");
}

TEST_CASE("GB18030 text is decoded", "[reading]") {
  const TemporaryFolder folder;
  CHECK(read(folder.file("note.txt",
                         "\xB8\xDB\xBF\xDA\xD6\xDC\xD2\xBB\xD6\xD8\xD0\xC2\xBF\xAA"
                         "\xB7\xC5\xA1\xA3\n"))
            .article.body == "港口周一重新开放。");
}

TEST_CASE("JSON Lines give a record each, and a bad line does not end them", "[reading]") {
  const TemporaryFolder folder;
  for (const auto* name : {"two.jsonl", "two"}) {
    CAPTURE(name);
    const auto path = folder.file(
        name, "{\"id\":\"a\",\"text\":\"One.\"}\n\nnot json\n{\"id\":\"b\",\"text\":\"Two.\"}");
    std::vector<std::string> ids;
    std::vector<std::string> errors;
    auto done = read_articles(path, {}, [&](Result<ReadArticle> article) {
      if (article) {
        ids.push_back(article->article.record_id);
      } else {
        errors.push_back(article.error().what);
      }
      return true;
    });
    REQUIRE(done);
    CHECK(ids == std::vector<std::string>{"a", "b"});
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].find(path + ":3") != std::string::npos);
  }
}

TEST_CASE("a line past the limit is an error of its own, the next is read", "[reading]") {
  const TemporaryFolder folder;
  config::ParseSettings settings;
  settings.max_record_bytes = 200000;
  const auto path = folder.file("long", "{\"text\":\"" + std::string(700000, 'x') +
                                            "\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n");
  std::size_t good = 0;
  std::size_t bad = 0;
  auto done = read_articles(path, settings, [&](Result<ReadArticle> article) {
    article ? ++good : ++bad;
    return true;
  });
  REQUIRE(done);
  CHECK(good == 1);
  CHECK(bad == 1);
}

TEST_CASE("what cannot be read as one text says why", "[reading]") {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& path, const config::ParseSettings& settings = {}) {
    auto article = read_article(path, settings);
    REQUIRE_FALSE(article);
    CHECK(article.error().what.find(path) != std::string::npos);
    return article.error();
  };
  CHECK(refused(folder.file("two.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n"))
            .what.find("several records") != std::string::npos);
  CHECK(refused(folder.file("binary", std::string("a\0b", 3))).code == Errc::kBadInput);
  CHECK(refused(folder.file("empty.txt", "")).code == Errc::kBadInput);
  CHECK(refused((folder.path() / "none.txt").string()).code == Errc::kIo);
  config::ParseSettings small;
  small.max_record_bytes = 1000;
  CHECK(refused(folder.file("large.txt", std::string(5000, 'x')), small).code == Errc::kTooLarge);
}

}  // namespace storyfold::app
