#include "config/sources.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

using namespace storyfold;
using namespace storyfold::config;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kFull = R"(
[outlet]
name = "Harbour Wire"
home = "https://www.harbour.example"
hosts = ["Harbour.example", "img.harbour-cdn.example"]
utc_offset = "+08:00"
rank = 10

[[source]]
kind = "feed"
url = "https://www.harbour.example/rss.xml#top"
every = "15m"
headers = { Referer = "https://www.harbour.example/", Accept-Language = "zh-CN" }

[[source]]
kind = "list"
url = "https://www.harbour.example/finance/"
link_pattern = '/\d{8}/\d+\.html$'

[[source]]
kind = "json"
url = "https://api.harbour.example/news?page=1"
[source.json]
items = "/data/list"
link = "/url"
title = "/title"
time = "/showtime"
callback = true
)";

OutletConfig parsed(std::string_view text) {
  const auto outlet = parse_outlet(text, "harbour.toml", "harbour");
  if (!outlet) FAIL(outlet.error().what);
  return *outlet;
}

std::string problems(const std::string& text) {
  const auto outlet = parse_outlet(text, "harbour.toml", "harbour");
  if (outlet) return {};
  CHECK(outlet.error().code == Errc::kBadInput);
  return outlet.error().what;
}

// The problem of a file with one source that has `line` as well.
std::string source_problem(const std::string& line, const std::string& kind = "list") {
  return problems("[outlet]\nname = \"H\"\n[[source]]\nkind = \"" + kind +
                  "\"\nurl = \"https://h.example/\"\n" + line);
}

std::string outlet_problem(const std::string& line) {
  return problems("[outlet]\nname = \"H\"\nhome = \"https://h.example/\"\n" + line);
}

class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("storyfold-sources-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("hosts alone make an outlet that names pages and is not followed", "[config][sources]") {
  const auto outlet =
      parse_outlet("[outlet]\nname = \"H\"\nhosts = [\"h.example\"]\n", "h.toml", "h");
  REQUIRE(outlet);
  CHECK_FALSE(is_followed(*outlet));
  CHECK(parse_outlet(format_outlet(*outlet), "h.toml", "h").operator bool());
}

TEST_CASE("an outlet's file is read in full", "[config][sources]") {
  const OutletConfig outlet = parsed(kFull);
  CHECK(outlet.key == "harbour");
  CHECK(outlet.name == "Harbour Wire");
  CHECK(outlet.home == "https://www.harbour.example/");
  CHECK(outlet.hosts == std::vector<std::string>{"harbour.example", "img.harbour-cdn.example"});
  CHECK(outlet.utc_offset_minutes == 480);
  CHECK(outlet.rank == 10);
  REQUIRE(outlet.sources.size() == 3);
  const SourceConfig& feed = outlet.sources[0];
  CHECK(feed.kind == UrlRole::kFeed);
  CHECK(feed.url == "https://www.harbour.example/rss.xml");
  CHECK(feed.every == 15min);
  CHECK(feed.headers.at("Accept-Language") == "zh-CN");
  CHECK(outlet.sources[1].link_pattern == R"(/\d{8}/\d+\.html$)");
  REQUIRE(outlet.sources[2].json);
  CHECK(outlet.sources[2].json->items == "/data/list");
  CHECK(outlet.sources[2].json->callback);
}

TEST_CASE("what is written is read back", "[config][sources]") {
  OutletConfig outlet = parsed(kFull);
  CHECK(parsed(format_outlet(outlet)) == outlet);
  outlet.name = "\"新闻\" \\ 'n'";
  outlet.home.clear();
  outlet.sources[1].link_pattern = R"(a"b'c\d)";
  outlet.sources[0].headers = {{"X.Y", "a\\b"}, {"!#$", ""}};
  CHECK(parsed(format_outlet(outlet)) == outlet);
  const OutletConfig least = parsed("[outlet]\nname = \"H\"\nhome = \"https://h.example/\"\n");
  CHECK(parsed(format_outlet(least)) == least);
}

TEST_CASE("hosts come from the home page, or else from the sources", "[config][sources]") {
  const auto hosts = [](const std::string& rest) {
    return parsed("[outlet]\nname = \"H\"\n" + rest).hosts;
  };
  using Hosts = std::vector<std::string>;
  CHECK(hosts("home = \"https://www.h.example/\"\n") == Hosts{"h.example"});
  CHECK(hosts("home = \"https://www.example/\"\n") == Hosts{"www.example"});
  CHECK(hosts("home = \"http://127.1.0.1:8080/\"\n") == Hosts{"127.1.0.1"});
  CHECK(hosts("[[source]]\nkind = \"feed\"\nurl = \"https://www.h.example/a\"\n"
              "[[source]]\nkind = \"feed\"\nurl = \"https://h.example/b\"\n"
              "[[source]]\nkind = \"feed\"\nurl = \"https://api.h.example/c\"\n") ==
        Hosts{"h.example", "api.h.example"});
}

TEST_CASE("an outlet owns its hosts and what lies below them", "[config][sources]") {
  const OutletConfig outlet = parsed(kFull);
  CHECK(owns_host(outlet, "harbour.example"));
  CHECK(owns_host(outlet, "www.harbour.example"));
  CHECK_FALSE(owns_host(outlet, "notharbour.example"));
  CHECK_FALSE(owns_host(outlet, "example"));
  CHECK_FALSE(owns_host(outlet, ""));
}

TEST_CASE("a mistake is named with its line, what was given and what is right",
          "[config][sources]") {
  CHECK(source_problem("every = \"soon\"\n") ==
        "harbour.toml:6: source.every = \"soon\"; expected a time such as \"15m\", 1s to 30d");
  CHECK(source_problem("evry = \"15m\"\n") ==
        "harbour.toml:6: no such key source.evry; did you mean source.every?");
  CHECK(source_problem("colour = 1\n") ==
        "harbour.toml:6: no such key source.colour; [[source]] has kind, url, every, "
        "link_pattern, headers, json");
  CHECK(source_problem("", "rss") ==
        "harbour.toml:4: source.kind = \"rss\"; expected \"feed\", \"sitemap\", \"list\", "
        "\"json\" or \"page\"");
  CHECK(source_problem("link_pattern = \"\"\n") ==
        "harbour.toml:6: source.link_pattern = \"\"; expected a pattern of 1 to 1000 bytes");
  CHECK(source_problem("link_pattern = \"a\"\n", "feed") ==
        "harbour.toml:6: source.link_pattern = \"a\"; expected it with kind = \"list\" only");
  CHECK(source_problem("", "json") ==
        "harbour.toml:3: [source.json] is missing; expected it with link or body for kind = "
        "\"json\"");
  CHECK(source_problem("[source.json]\nlink = \"url\"\n", "json") ==
        "harbour.toml:7: source.json.link = \"url\"; expected a JSON pointer such as "
        "\"/data/list\"");
  CHECK(source_problem("[source.json]\ntitle = \"/t\"\n", "json") ==
        "harbour.toml:6: source.json has neither link nor body; expected one");
  CHECK(source_problem("headers = { Host = \"x\" }\n") ==
        "harbour.toml:6: source.headers.Host; expected the name of a header that storyfold does "
        "not set, once");
  CHECK(source_problem("headers = { Authorization = \"credential:../x\" }\n") ==
        "harbour.toml:6: source.headers.Authorization = \"credential:../x\"; expected credential: "
        "and the name of a file that LoadCredential= gives");
  CHECK(source_problem("headers = { Referer = \"a\\r\\nb\" }\n") ==
        "harbour.toml:6: source.headers.Referer = \"a\\u000D\\u000Ab\"; expected a text of at "
        "most 4096 bytes in one line");
  CHECK(source_problem("[[source]]\nkind = \"page\"\nurl = \"https://H.example\"\n") ==
        "harbour.toml:6: source.url = \"https://h.example/\"; expected each address once: an "
        "earlier [[source]] has it");
  CHECK(outlet_problem("hosts = [\"https://h.example/\"]\n") ==
        "harbour.toml:4: outlet.hosts = a list; expected a list of 1 to 100 hosts such as "
        "[\"example.com\"], without scheme, port or path, none named twice");
  CHECK(outlet_problem("rank = -1\n") ==
        "harbour.toml:4: outlet.rank = -1; expected a whole number, 0 to 10000");
  CHECK(outlet_problem("utc_offset = \"+15:00\"\n") ==
        "harbour.toml:4: outlet.utc_offset = \"+15:00\"; expected an offset such as \"+08:00\", "
        "-12:00 to +14:00");
  CHECK(problems("[outlet]\nname = \"H\"\n") ==
        "harbour.toml:1: neither outlet.home, outlet.hosts nor a [[source]]; expected one");
  CHECK(problems("[outlet]\nhome = \"ftp://h.example/\"\n") ==
        "harbour.toml:1: outlet.name is missing; expected the outlet's name\n"
        "harbour.toml:2: outlet.home = \"ftp://h.example/\"; expected an address such as "
        "\"https://www.example.com/\"");
  CHECK(problems("[outlets]\n") ==
        "harbour.toml:1: no such key outlets; did you mean outlet?\n"
        "harbour.toml:1: [outlet] is missing; expected it with name and home");
  CHECK(problems("outlet = 3\nsource = 4\n") ==
        "harbour.toml:1: outlet = 3; expected a table: [outlet] on a line of its own\n"
        "harbour.toml:2: source = 4; expected tables: [[source]] on a line of its own before "
        "each");
  CHECK(problems("name = ").starts_with("harbour.toml:1: "));
}

TEST_CASE("a folder's files are read in order, one that is broken stops none of the others",
          "[config][sources]") {
  const TemporaryFolder folder;
  folder.write("b.toml", kFull);
  folder.write("a.toml", "[outlet]\nname = \"A\"\nhome = \"https://a.example/\"\n");
  folder.write("broken.toml", "[outlet\n");
  folder.write("Big Name.toml", kFull);
  folder.write(".hidden.toml", "[outlet\n");
  folder.write("notes.txt", "[outlet\n");
  const auto loaded = load_sources(folder.path());
  REQUIRE(loaded);
  REQUIRE(loaded->outlets.size() == 2);
  CHECK(loaded->outlets[0].key == "a");
  CHECK(loaded->outlets[1].key == "b");
  REQUIRE(loaded->errors.size() == 2);
  CHECK_THAT(loaded->errors[0].what, Catch::Matchers::Contains("expected lower-case letters"));
  CHECK_THAT(loaded->errors[1].what, Catch::Matchers::Contains("broken.toml:1: "));
}

TEST_CASE("without a folder there are no outlets", "[config][sources]") {
  const TemporaryFolder folder;
  const auto none = load_sources(folder.path() / "none");
  REQUIRE(none);
  CHECK(none->outlets.empty());
  folder.write("file", "");
  const auto file = load_sources(folder.path() / "file");
  REQUIRE_FALSE(file);
  CHECK(file.error().code == Errc::kIo);
}
