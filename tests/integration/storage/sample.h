#pragma once
// Records made up by number: the same number gives the same record in every process.
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "storage/store.h"

namespace storyfold::storage::test {

// Of item n. Every third is a near copy of the one before it.
std::string sample_body(std::uint64_t n);
// Record n brings item n and sighting n. Every fourth joins the story of the one before it; every
// fifth is linked to the first story. It also brings its page, and the address of record n + 1 that
// waits to be visited: it is visited by then.
Finished sample_record(std::uint64_t n);
UrlRecord sample_url(std::uint64_t n, bool visited);
StoryId sample_story(std::uint64_t n);

// Appends records next..last.
Result<void> append_samples(Store& store, std::uint64_t last);

// A folder for one test, removed with it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] std::filesystem::path store() const { return path_ / "store"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace storyfold::storage::test
