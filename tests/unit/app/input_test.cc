#include "app/input.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/gzip.h"

namespace storyfold::app {
namespace {

using test::gzip;

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "storyfold-input-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::permissions(path, fs::perms::owner_all, ignored);
    fs::remove_all(path, ignored);
  }

  fs::path write(const std::string& name, std::string_view bytes) const {
    const fs::path file = path / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

  fs::path path;
};

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::unique_ptr<Input> open(const fs::path& path, config::ParseSettings settings = {}) {
  auto input = Input::open(path, settings);
  INFO((input ? std::string() : input.error().what));
  REQUIRE(input);
  return *std::move(input);
}

// "bytes" of each record, "!code: what" of a broken one.
std::vector<std::string> all(Input& input) {
  std::vector<std::string> list;
  std::uint64_t number = 0;
  while (auto record = input.next()) {
    CHECK(record->number == ++number);
    if (record->broken) {
      CHECK(record->bytes.empty());
      list.push_back("!" + record->broken->what);
    } else {
      list.push_back(record->bytes);
    }
  }
  CHECK_FALSE(input.next().has_value());
  return list;
}

using Records = std::vector<std::string>;

}  // namespace

TEST_CASE("a folder is read in byte order of its paths, other files are counted", "[input]") {
  const Folder folder;
  folder.write("b/2.md", "b2");
  folder.write("b.md", "b");
  folder.write("a/1.html", "a1");
  folder.write("notes.txt", "x");
  folder.write(".hidden.md", "x");
  folder.write("c.jsonl", "{\"id\":1}\n\n  \n{\"id\":2}");
  const auto input = open(folder.path);
  CHECK(all(*input) == Records{"a1", "b", "b2", "{\"id\":1}", "{\"id\":2}"});
  CHECK(input->skipped_files() == 2);
  CHECK(input->name() == fs::canonical(folder.path).string());
  CHECK(input->read_bytes() == input->total_bytes());
  CHECK(input->total_bytes() == 26);
}

TEST_CASE("a record knows its place: path and line, file name and folder", "[input]") {
  const Folder folder;
  folder.write("harbor/p.md", "x");
  folder.write("harbor/q.jsonl", "\n{}\n");
  const auto input = open(folder.path);
  const auto post = input->next();
  REQUIRE(post);
  CHECK(post->kind == RecordKind::kPost);
  CHECK(post->context.where == (fs::canonical(folder.path) / "harbor/p.md").string());
  CHECK(post->context.file_name == "p.md");
  CHECK(post->context.folder == "harbor");
  const auto line = input->next();
  REQUIRE(line);
  CHECK(line->kind == RecordKind::kJsonLine);
  CHECK(line->context.where == (fs::canonical(folder.path) / "harbor/q.jsonl").string() + ":2");
}

TEST_CASE("line ends, a byte order mark and a last line without an end", "[input]") {
  const Folder folder;
  CHECK(all(*open(folder.write("a.jsonl", "\xEF\xBB\xBF{1}\r\n{2}\n{3}"))) ==
        Records{"{1}", "{2}", "{3}"});
  CHECK(all(*open(folder.write("empty.jsonl", ""))).empty());
}

TEST_CASE("gzip with several members and zstd with several frames", "[input]") {
  const Folder folder;
  CHECK(all(*open(folder.write("a.jsonl.gz", gzip("{1}\n{2") + gzip("}\n{3}\n")))) ==
        Records{"{1}", "{2}", "{3}"});
  CHECK(all(*open(folder.write("b.ndjson.zst", zstd("{1}\n{2") + zstd("}\n{3}\n")))) ==
        Records{"{1}", "{2}", "{3}"});
  CHECK(all(*open(folder.write("pad.jsonl.gz", gzip("{1}\n") + std::string(700, '\0')))) ==
        Records{"{1}"});
}

TEST_CASE("much text from little: compressed lines larger than any buffer", "[input]") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += "{\"id\":" + std::to_string(i) + ",\"text\":\"aaaaaaaaaaaaaaaaaaaaaa\"}\n";
  CHECK(all(*open(folder.write("a.jsonl.gz", gzip(text)))).size() == 20000);
  CHECK(all(*open(folder.write("a.jsonl.zst", zstd(text)))).size() == 20000);
}

TEST_CASE("compressed data that ends early gives its good lines, then says so", "[input]") {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"id\":" + std::to_string(i * 7919 % 10007) + "}\n";
  for (const auto& [name, bytes] :
       {std::pair{"a.jsonl.gz", gzip(text)}, {"a.jsonl.zst", zstd(text)}}) {
    INFO(name);
    const auto records = all(*open(folder.write(name, bytes.substr(0, bytes.size() / 2))));
    REQUIRE_FALSE(records.empty());
    CHECK(records.back().find("ends early (the lines before it are used)") != std::string::npos);
    CHECK(records.back().find(name) != std::string::npos);
    for (std::size_t i = 0; i + 1 < records.size(); ++i) REQUIRE(records[i][0] == '{');
  }
}

TEST_CASE("damaged compressed data is one broken record", "[input]") {
  const Folder folder;
  const auto gz = all(*open(folder.write("a.jsonl.gz", "not gzip at all")));
  REQUIRE(gz.size() == 1);
  CHECK(gz[0].find("gzip data is damaged") != std::string::npos);
  const auto zst = all(*open(folder.write("a.jsonl.zst", "not zstd at all")));
  REQUIRE(zst.size() == 1);
  CHECK(zst[0].find("zstd data is damaged") != std::string::npos);
}

TEST_CASE("a line past the limit is passed over, the next one is read", "[input]") {
  const Folder folder;
  config::ParseSettings settings;
  settings.max_record_bytes = 100;
  const auto file = folder.write("a.jsonl", "{1}\n" + std::string(700000, 'x') + "\n{3}\n");
  const auto records = all(*open(file, settings));
  REQUIRE(records.size() == 3);
  CHECK(records[0] == "{1}");
  CHECK(records[1] == "!" + fs::canonical(file).string() +
                          ":2: the line is longer than 100 bytes (parse.max_record)");
  CHECK(records[2] == "{3}");
}

TEST_CASE("a post past the limit is not read, a binary one is no post", "[input]") {
  const Folder folder;
  const auto huge = folder.write("a.md", "");
  fs::resize_file(huge, 200u << 20);  // sparse
  folder.write("b.md", std::string("PNG\0\1\2", 6));
  folder.write("c.md", std::string("\xFF\xFE-\0", 4));
  const auto records = all(*open(folder.path));
  REQUIRE(records.size() == 3);
  CHECK(records[0].find("a.md: the post is larger than 16777216 bytes") != std::string::npos);
  CHECK(records[1].find("b.md: a binary file") != std::string::npos);
  CHECK(records[2].size() == 4);
}

TEST_CASE("links: files are read, a loop is a broken record, a folder is read once", "[input]") {
  const Folder folder;
  folder.write("a/one.md", "one");
  fs::create_directory_symlink("../a", folder.path / "a/loop");
  fs::create_symlink("one.md", folder.path / "a/two.md");
  fs::create_symlink("self.md", folder.path / "a/self.md");
  fs::create_symlink("nowhere", folder.path / "a/gone.md");
  fs::create_directory_symlink("a", folder.path / "b");
  const auto input = open(folder.path);
  const auto records = all(*input);
  REQUIRE(records.size() == 5);
  CHECK(records[0].find("a/gone.md: No such file") != std::string::npos);
  CHECK(records[1].find("a/loop: a link back to a folder above it") != std::string::npos);
  CHECK(records[2] == "one");
  CHECK(records[3].find("a/self.md: Too many levels of symbolic links") != std::string::npos);
  CHECK(records[4] == "one");
  CHECK(input->skipped_files() == 1);  // b
}

TEST_CASE("pipes are not waited for", "[input]") {
  const Folder folder;
  REQUIRE(::mkfifo((folder.path / "a.md").c_str(), 0600) == 0);
  REQUIRE(::mkfifo((folder.path / "b.jsonl").c_str(), 0600) == 0);
  const auto records = all(*open(folder.path));
  REQUIRE(records.size() == 2);
  CHECK(records[0].find("a.md: not a regular file") != std::string::npos);
  CHECK(records[1].find("b.jsonl: not a regular file") != std::string::npos);
}

TEST_CASE("what may not be read is a broken record, the walk goes on", "[input]") {
  if (::geteuid() == 0) return;  // root may read everything
  const Folder folder;
  folder.write("a/1.md", "x");
  folder.write("b.md", "x");
  folder.write("c.md", "c");
  fs::permissions(folder.path / "a", fs::perms::none);
  fs::permissions(folder.path / "b.md", fs::perms::none);
  const auto records = all(*open(folder.path));
  fs::permissions(folder.path / "a", fs::perms::owner_all);
  REQUIRE(records.size() == 3);
  CHECK(records[0].find("a: Permission denied") != std::string::npos);
  CHECK(records[1].find("b.md: Permission denied") != std::string::npos);
  CHECK(records[2] == "c");
}

TEST_CASE("an input is another one once a file of it may be read", "[input]") {
  const Folder folder;
  folder.write("a.md", "x");
  folder.write("b.md", "x");
  fs::permissions(folder.path, fs::perms::all);
  fs::permissions(folder.path / "b.md", fs::perms::none);
  const auto signature = [&] {
    // Root may read everything, so it asks as nobody.
    const uid_t me = ::geteuid();
    if (me == 0) REQUIRE(::seteuid(65534) == 0);
    const auto input = Input::open(folder.path, {});
    if (me == 0) REQUIRE(::seteuid(me) == 0);
    REQUIRE(input);
    return (*input)->signature();
  };
  const std::string closed = signature();
  CHECK(signature() == closed);
  fs::permissions(folder.path / "b.md", fs::perms::all);
  CHECK(signature() != closed);
}

TEST_CASE("what cannot be an input is refused with what would be right", "[input]") {
  const Folder folder;
  const auto what = [](const fs::path& path) {
    const auto input = Input::open(path, {});
    REQUIRE_FALSE(input);
    CHECK(input.error().code == Errc::kBadInput);
    return input.error().what;
  };
  CHECK(what(folder.path / "none").find("no such file or folder") != std::string::npos);
  CHECK(what(folder.write("a.txt", "x")).find("should end in .md") != std::string::npos);
  CHECK(what(folder.path).find("no file in it ends in .md") != std::string::npos);
}

TEST_CASE("passing over records leaves numbers and places as they were", "[input]") {
  const Folder folder;
  folder.write("a.md", "a");
  folder.write("b.jsonl", "{1}\n\n{2}\n{3}\n");
  folder.write("c.md", "c");
  for (std::uint64_t skipped = 0; skipped <= 6; ++skipped) {
    const auto whole = open(folder.path);
    std::vector<RawRecord> expected;
    while (auto record = whole->next()) expected.push_back(*std::move(record));
    const auto input = open(folder.path);
    input->skip(skipped);
    for (std::uint64_t i = skipped; i < expected.size(); ++i) {
      const auto record = input->next();
      REQUIRE(record);
      CHECK(record->number == expected[i].number);
      CHECK(record->bytes == expected[i].bytes);
      CHECK(record->context.where == expected[i].context.where);
    }
    CHECK_FALSE(input->next().has_value());
    CHECK(input->read_bytes() == input->total_bytes());
  }
}

TEST_CASE("the signature changes with names, sizes and times, and with nothing else", "[input]") {
  const Folder folder;
  const auto file = folder.write("a.md", "one");
  const std::string before = open(folder.path)->signature();
  CHECK(open(folder.path)->signature() == before);
  fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
  const std::string touched = open(folder.path)->signature();
  CHECK(touched != before);
  folder.write("b.md", "two");
  CHECK(open(folder.path)->signature() != touched);
}

}  // namespace storyfold::app
