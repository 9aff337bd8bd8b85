#include "storage/witness.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

namespace storyfold::storage {
namespace {

namespace fs = std::filesystem;

struct Scratch {
  Scratch() {
    std::string name = (fs::temp_directory_path() / "storyfold-witness-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
  }
  ~Scratch() { fs::remove_all(folder); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] fs::path file() const { return folder / "WITNESS"; }
  void overwrite(std::streamoff at, char byte) const {
    std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(at);
    stream.put(byte);
  }
  fs::path folder;
};

Testimony reopened(const Scratch& scratch) {
  auto witness = Witness::open(scratch.file());
  REQUIRE(witness);
  REQUIRE(*witness);
  return (*witness)->last();
}

TEST_CASE("the last testimony is remembered", "[storage][witness]") {
  const Scratch scratch;
  auto witness = Witness::create(scratch.file());
  REQUIRE(witness);
  CHECK(reopened(scratch) == Testimony{});
  REQUIRE(witness->record({.batch = 5, .items = 3, .sightings = 4}));
  REQUIRE(witness->record({.batch = 9, .items = 6, .sightings = 8}));
  CHECK(reopened(scratch) == Testimony{.batch = 9, .items = 6, .sightings = 8});
}

TEST_CASE("a torn write leaves the testimony before it", "[storage][witness]") {
  const Scratch scratch;
  auto witness = Witness::create(scratch.file());
  REQUIRE(witness);
  REQUIRE(witness->record({.batch = 5, .items = 3, .sightings = 4}));  // second slot
  REQUIRE(witness->record({.batch = 9, .items = 6, .sightings = 8}));  // first slot
  scratch.overwrite(20, '\x55');
  CHECK(reopened(scratch).batch == 5);
}

TEST_CASE("a witness with both slots damaged is refused", "[storage][witness]") {
  const Scratch scratch;
  REQUIRE(Witness::create(scratch.file()));
  scratch.overwrite(0, 'x');
  const auto witness = Witness::open(scratch.file());
  REQUIRE(!witness);
  CHECK(witness.error().code == Errc::kCorruption);
  CHECK(witness.error().what.find("WITNESS") != std::string::npos);
}

TEST_CASE("a missing witness is an answer, not an error", "[storage][witness]") {
  const Scratch scratch;
  const auto witness = Witness::open(scratch.file());
  REQUIRE(witness);
  CHECK(!*witness);
}

}  // namespace
}  // namespace storyfold::storage
