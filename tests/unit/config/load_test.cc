#include "config/load.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/show.h"

using namespace storyfold;
using namespace storyfold::config;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

// All problems of a text, or "" when it loads.
std::string problems(std::string_view toml) {
  const auto settings = load_text(toml, "news.toml");
  if (settings) return {};
  CHECK(settings.error().code == Errc::kBadInput);
  return settings.error().what;
}

Settings loaded(std::string_view toml, const std::filesystem::path& where = "/etc/news.toml") {
  const auto settings = load_text(toml, where);
  if (!settings) FAIL(settings.error().what);
  return *settings;
}

class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("storyfold-config-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] std::filesystem::path file(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("an empty file is a complete configuration", "[config][load]") {
  CHECK(to_toml(loaded("")) == to_toml(Settings{}));
  CHECK(to_toml(loaded("# nothing\n[store]\n")) == to_toml(Settings{}));
}

TEST_CASE("named settings change, the others keep their defaults", "[config][load]") {
  const Settings settings = loaded(R"(
    [store]
    dir = "/srv/news"
    memory = "512 MiB"
    sync_interval = "1.5s"
    [parse]
    assumed_utc_offset = "-05:00"
    max_record = 1048576
    [backfill]
    workers = 4
    [dedup]
    min_containment = 1
    short_window = "2d"
    outlet_rank = ["Harbour Wire", "晚报"]
  )");
  CHECK(settings.store.dir == "/srv/news");
  CHECK(settings.store.memory_bytes == 512ull << 20);
  CHECK(settings.store.sync_interval == 1500ms);
  CHECK(settings.parse.assumed_utc_offset_minutes == -300);
  CHECK(settings.parse.max_record_bytes == 1048576u);
  CHECK(settings.backfill.workers == 4);
  CHECK(settings.dedup.min_containment == 1.0);
  CHECK(settings.dedup.short_window == 48h);
  CHECK(settings.dedup.outlet_rank == std::vector<std::string>{"Harbour Wire", "晚报"});
  CHECK(settings.backfill.queue_records == Settings{}.backfill.queue_records);
}

TEST_CASE("dotted keys and inline tables are the same settings", "[config][load]") {
  CHECK(loaded("store.memory = '64 MiB'").store.memory_bytes == 64ull << 20);
  CHECK(loaded("store = { memory = '64 MiB' }").store.memory_bytes == 64ull << 20);
}

TEST_CASE("a relative store folder starts at the file's folder", "[config][load]") {
  CHECK(loaded("store.dir = 'store'", "/etc/news/news.toml").store.dir == "/etc/news/store");
  CHECK(loaded("store.dir = '../store'", "/etc/news/news.toml").store.dir == "/etc/store");
  CHECK(loaded("store.dir = 'store'", "news.toml").store.dir == "store");
  CHECK(loaded("store.dir = '/srv/s'", "/etc/news/news.toml").store.dir == "/srv/s");
}

TEST_CASE("an unknown name is refused with its line and the nearest known one", "[config][load]") {
  CHECK(problems("[store]\n\nmemroy = '1 GiB'") ==
        "news.toml:3: no such setting store.memroy; did you mean store.memory?");
  CHECK(problems("[stor]\nmemory = '1 GiB'") ==
        "news.toml:1: no such section [stor]; did you mean [store]?");
  CHECK(problems("[store]\nmax_candidates = 3") ==
        "news.toml:2: no such setting store.max_candidates; did you mean dedup.max_candidates?");
  CHECK(problems("memory = '1 GiB'") ==
        "news.toml:1: no such setting memory outside of a section; did you mean memory under "
        "[store]?");
}

TEST_CASE("when nothing is near, what exists is listed", "[config][load]") {
  CHECK(problems("[store]\ncompression = 'zstd'") ==
        "news.toml:2: no such setting store.compression; [store] has dir, memory, sync_interval");
  CHECK(problems("[sources]") ==
        "news.toml:1: no such section [sources]; sections are [store], [parse], [backfill], "
        "[fetch], [crawl], [dedup]");
  CHECK(problems("verbose = true") ==
        "news.toml:1: no such setting verbose outside of a section; sections are [store], "
        "[parse], [backfill], [fetch], [crawl], [dedup]");
}

TEST_CASE("a value that cannot be is refused with what would be right", "[config][load]") {
  CHECK(problems("[store]\nmemory = '12 apples'") ==
        "news.toml:2: store.memory = \"12 apples\"; expected a size such as \"512 MiB\" or a "
        "whole number of bytes, 16 MiB to 1 TiB");
  CHECK(problems("[store]\nmemory = 1024") ==
        "news.toml:2: store.memory = 1024; expected a size such as \"512 MiB\" or a whole number "
        "of bytes, 16 MiB to 1 TiB");
  CHECK(problems("[store]\nsync_interval = 100") ==
        "news.toml:2: store.sync_interval = 100; expected a time such as \"250ms\" (ms, s, m, h "
        "or d), 1ms to 1m");
  CHECK(problems("[dedup]\nshort_window = '90m'") ==
        "news.toml:2: dedup.short_window = \"90m\"; expected a time such as \"36h\" in whole "
        "hours, 0s to 8784h");
  CHECK(problems("[parse]\nassumed_utc_offset = 'Asia/Shanghai'") ==
        "news.toml:2: parse.assumed_utc_offset = \"Asia/Shanghai\"; expected an offset such as "
        "\"+00:00\", -12:00 to +14:00");
  CHECK(problems("[backfill]\nworkers = -1") ==
        "news.toml:2: backfill.workers = -1; expected a whole number of threads, 0 to 256");
  CHECK(problems("[dedup]\nmin_containment = 60") ==
        "news.toml:2: dedup.min_containment = 60; expected a number, 0.0 to 1.0");
}

TEST_CASE("values of another type are refused and named", "[config][load]") {
  CHECK_THAT(problems("[backfill]\nworkers = 2.0"), Contains("backfill.workers = 2.0;"));
  CHECK_THAT(problems("[backfill]\nworkers = '2'"), Contains("backfill.workers = \"2\";"));
  CHECK_THAT(problems("[backfill]\nworkers = true"), Contains("backfill.workers = true;"));
  CHECK_THAT(problems("[backfill]\nworkers = [2]"), Contains("backfill.workers = a list;"));
  CHECK_THAT(problems("[backfill.workers]\nn = 2"), Contains("backfill.workers = a table;"));
  CHECK_THAT(problems("[store]\nsync_interval = 07:32:00"), Contains("= a date or time;"));
  CHECK_THAT(problems("[dedup]\nmin_containment = nan"), Contains("expected a number, 0.0 to"));
  CHECK_THAT(problems("[dedup]\nmin_containment = inf"), Contains("expected a number, 0.0 to"));
  CHECK_THAT(problems("store = 5"), Contains("store is a section: write [store]"));
  CHECK_THAT(problems("[[store]]\nmemory = 5"), Contains("store is a section: write [store]"));
}

TEST_CASE("paths and names that cannot be used are refused", "[config][load]") {
  for (const std::string_view dir : {"''", "'~'", "'~/news'", R"("a\u0000b")", "5"}) {
    CHECK_THAT(problems("store.dir = " + std::string(dir)), Contains("expected a path such as"));
  }
  for (const std::string_view names : {"'x'", "['']", "['x', 'x']", "['x', 5]", "[['x']]"}) {
    CHECK_THAT(problems("dedup.outlet_rank = " + std::string(names)),
               Contains("expected a list of names"));
  }
  CHECK(loaded("store.dir = '/srv/~news'").store.dir == "/srv/~news");
}

TEST_CASE("addresses are prefixes or single ones, each checked", "[config][load]") {
  const auto taken = loaded(
      "fetch.allow_addresses = ['127.1.0.0/16', '10.0.0.1', 'fd00:12::/32', '::1', '0.0.0.0/0']");
  CHECK(taken.fetch.allow_addresses.size() == 5);
  for (const std::string_view list :
       {"'10.0.0.0/8'", "['']", "['10.0.0.1/8']", "['10/8']", "['127.1']", "['010.0.0.1']",
        "['10.0.0.0/33']", "['10.0.0.0/-1']", "['10.0.0.0/']", "['10.0.0.0/8 ']", "['fd00::/129']",
        "['fe80::1%eth0']", "['::ffff:10.0.0.0/104']", "['localhost']", R"(["10.0.0.1\u0000"])",
        "['::1', '::1']"}) {
    CAPTURE(list);
    CHECK_THAT(problems("fetch.allow_addresses = " + std::string(list)),
               Contains("expected a list of prefixes such as [\"10.20.0.0/16\""));
  }
}

TEST_CASE("a contact that could end a header or its comment is refused", "[config][load]") {
  CHECK(loaded("fetch.user_agent_contact = 'news@example.org'").fetch.user_agent_contact ==
        "news@example.org");
  CHECK(loaded("fetch.user_agent_contact = ''").fetch.user_agent_contact.empty());
  for (const std::string_view contact :
       {R"("a\r\nCookie: b")", R"("a\u0000b")", "'a)b'", "'(a'", R"('a\b')", "'新闻'", "5"}) {
    CAPTURE(contact);
    CHECK_THAT(problems("fetch.user_agent_contact = " + std::string(contact)),
               Contains("printable ASCII without"));
  }
}

TEST_CASE("a proxy is a URL with a port, and holds no password", "[config][load]") {
  for (const std::string_view proxy :
       {"http://10.0.0.7:3128", "https://proxy.example:443/", "socks5h://[fd00::7]:1080", ""}) {
    CHECK(loaded("fetch.proxy = '" + std::string(proxy) + "'").fetch.proxy == proxy);
  }
  for (const std::string_view proxy :
       {"proxy.example:3128", "http://proxy.example", "http://[::1]", "socks4://proxy.example:1080",
        "http://user:pass@proxy.example:3128", "http://proxy.example:3128/path",
        "http://proxy.example:99999", "direct"}) {
    CAPTURE(proxy);
    CHECK_THAT(problems("fetch.proxy = '" + std::string(proxy) + "'"),
               Contains("http, https or socks5h"));
  }
}

TEST_CASE("a file that a setting names has to be readable", "[config][load]") {
  const TemporaryFolder folder;
  const auto authorities = folder.file("authorities.pem", "-----BEGIN CERTIFICATE-----\n");
  const auto config = [&](const std::string& value) {
    return load(folder.file("storyfold.toml", "[fetch]\n\nca_file = '" + value + "'\n"));
  };
  const auto absolute = config(authorities.string());
  REQUIRE(absolute);
  CHECK(absolute->fetch.ca_file == authorities);
  const auto relative = config("authorities.pem");
  REQUIRE(relative);
  CHECK(relative->fetch.ca_file == authorities);
  const auto none = config("");
  REQUIRE(none);
  CHECK(none->fetch.ca_file.empty());

  const auto missing = config("other.pem");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::kBadInput);
  CHECK_THAT(missing.error().what, Contains("storyfold.toml:3: fetch.ca_file: "));
  CHECK_THAT(missing.error().what, Contains("other.pem\" cannot be read: No such file"));
  const auto is_folder = config(".");
  REQUIRE_FALSE(is_folder);
  CHECK_THAT(is_folder.error().what, Contains("cannot be read: not a file"));
  if (::geteuid() != 0) {  // root reads everything
    std::filesystem::permissions(authorities, std::filesystem::perms::none);
    const auto locked = config("authorities.pem");
    REQUIRE_FALSE(locked);
    CHECK_THAT(locked.error().what, Contains("cannot be read: Permission denied"));
  }
}

TEST_CASE("all problems of a file are told, in the order of its lines", "[config][load]") {
  CHECK(problems("[store]\nmemory = 'much'\n\n[dedup]\nmax_candidates = 0\n\n[backfil]\n") ==
        "news.toml:2: store.memory = \"much\"; expected a size such as \"512 MiB\" or a whole "
        "number of bytes, 16 MiB to 1 TiB\n"
        "news.toml:5: dedup.max_candidates = 0; expected a whole number of texts, 1 to 1000\n"
        "news.toml:7: no such section [backfil]; did you mean [backfill]?");
}

TEST_CASE("a file full of problems is told up to a limit", "[config][load]") {
  std::string toml = "[store]\n";
  for (int i = 0; i < 500; ++i) toml += "wrong_" + std::to_string(i) + " = 1\n";
  const std::string what = problems(toml);
  CHECK(std::count(what.begin(), what.end(), '\n') == 100);
  CHECK_THAT(what, Catch::Matchers::EndsWith("and 400 more lines like these"));
}

TEST_CASE("what is not TOML is refused at its line", "[config][load]") {
  CHECK_THAT(problems("[store]\nmemory = \n"), Catch::Matchers::StartsWith("news.toml:2: "));
  CHECK_THAT(problems("[store]\nmemory = 1\nmemory = 2\n"),
             Catch::Matchers::StartsWith("news.toml:3: "));
  CHECK_FALSE(problems("\xff\xfe").empty());
  CHECK_FALSE(problems(std::string("\0", 1)).empty());
}

TEST_CASE("messages repeat nothing that acts on a terminal", "[config][load]") {
  const std::string what = problems(
      "\"\\u001b[31m\" = 1\n[store]\nmemory = \"\\u001b]0;x\"\n"
      "\"\\u001b[1m\" = 2\n[\"\\u0007\"]\n");
  const std::string no_toml = problems(std::string("[=# C\0\x1b[31m\x08", 11));
  for (const char c : what + no_toml) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n'));
}

TEST_CASE("long names and values do not flood the message", "[config][load]") {
  const std::string what =
      problems("[store]\nmemory = '" + std::string(10'000, 'x') + "'\n" + "\"" +
               std::string(10'000, ' ') + "\" = 1\n" + std::string(10'000, 'y') + " = 1\n");
  CHECK(what.size() < 1000);
  CHECK_THAT(what, Contains("a string of 10000 bytes"));
  // Cut at a character: 80 bytes end inside the 27th.
  std::string name;
  for (int i = 0; i < 100; ++i) name += "港";
  CHECK_THAT(problems("[store]\n\"" + name + "\" = 1"),
             Contains("no such setting \"store." + name.substr(0, 72) + "\";"));
}

TEST_CASE("a file that is not there or cannot be read is an I/O error", "[config][load]") {
  const TemporaryFolder folder;
  const auto missing = load(folder.path() / "missing.toml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::kIo);
  CHECK_THAT(missing.error().what, Contains("missing.toml: No such file"));

  const auto directory = load(folder.path());
  REQUIRE_FALSE(directory);
  CHECK(directory.error().code == Errc::kIo);
}

TEST_CASE("a file is read whole, up to its limit", "[config][load]") {
  const TemporaryFolder folder;
  const std::string comment = "#" + std::string(kMaxFileBytes - 30, ' ') + "\n";
  const auto good = load(folder.file("good.toml", comment + "store.memory = '64 MiB'\n"));
  if (!good) FAIL(good.error().what);
  CHECK(good->store.memory_bytes == 64ull << 20);

  const auto large = load(folder.file("large.toml", std::string(kMaxFileBytes + 1, '\n')));
  REQUIRE_FALSE(large);
  CHECK(large.error().code == Errc::kBadInput);
}
