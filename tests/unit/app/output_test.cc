#include "app/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder),
                                                std::filesystem::directory_iterator()));
}

}  // namespace

TEST_CASE("a reader that went away is no error, but noticed", "[output]") {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  ::close(ends[0]);
  {
    Output out(ends[1]);
    out.write("nobody reads this");
    CHECK(out.good());
    CHECK(out.flush());
    CHECK(out.closed());
    CHECK_FALSE(out.good());
  }
  ::close(ends[1]);
}

TEST_CASE("a full disk is an error that is kept", "[output]") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  {
    Output out(full);
    out.write("x");
    const auto flushed = out.flush();
    REQUIRE_FALSE(flushed);
    CHECK(flushed.error().code == Errc::kIo);
    CHECK(flushed.error().what.find("No space left") != std::string::npos);
    CHECK_FALSE(out.good());
    CHECK_FALSE(out.flush());
  }
  ::close(full);
}

TEST_CASE("an output file appears whole or not at all", "[output]") {
  const TemporaryFolder folder;
  const auto path = folder.file("out.jsonl", "old");
  SECTION("committed, it replaces the old one") {
    auto file = OutputFile::create(path);
    REQUIRE(file);
    {
      Output out(file->descriptor());
      out.write("new");
      REQUIRE(out.flush());
    }
    CHECK(content(path) == "old");
    REQUIRE(file->commit());
    CHECK(content(path) == "new");
  }
  SECTION("given up, it leaves the old one and nothing else") {
    auto file = OutputFile::create(path);
    REQUIRE(file);
  }
  if (content(path) != "new") CHECK(content(path) == "old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("an output file that cannot be made names the path", "[output]") {
  const auto file = OutputFile::create("/no/such/folder/out.jsonl");
  REQUIRE_FALSE(file);
  CHECK(file.error().code == Errc::kIo);
  CHECK(file.error().what.find("/no/such/folder/out.jsonl") != std::string::npos);
}

TEST_CASE("a device is written to, not replaced", "[output]") {
  auto file = OutputFile::create("/dev/null");
  REQUIRE(file);
  CHECK(file->commit());
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

}  // namespace storyfold::app
