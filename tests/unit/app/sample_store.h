#pragma once
// A store of a few texts whose stories are set by hand, so that the commands can be tested without
// the fold: what they say must follow from what is stored.
#include <filesystem>
#include <memory>
#include <string>

#include "storage/store.h"

namespace storyfold::app {

// A folder under the system's temporary one, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Writes a file in it and returns its path.
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

//   sighting 1  item 1  Harbour Post   original of story A, canonical
//   sighting 2  item 2  Tide Wire      repost in A: one word other
//   sighting 3  item 1  Pier Gazette   copy in A, no URL, no time
//   sighting 4  item 3  Harbour Post   original of story B, which contains A; at the URL of 5
//   sighting 5  item 4  Harbour Post   revision in B
//   story C became an alias of A, which the log tells
class SampleStore {
 public:
  SampleStore();

  [[nodiscard]] storage::Store& store() { return *store_; }
  [[nodiscard]] std::string folder() const { return (folder_.path() / "store").string(); }

  StoryId story_a, story_b, story_c;
  std::string item_1, item_2, item_3, item_4;  // ids
  std::string sighting_1;                      // its id
  // Lets another process, or a reader here, have the store.
  void close() { store_.reset(); }

 private:
  void add(SightingNumber number, ItemNumber item, const std::string& body,
           storage::Sighting sighting);

  TemporaryFolder folder_;
  std::unique_ptr<storage::Store> store_;
};

inline constexpr const char* kBodyA =
    "The harbour at Dunmere reopened on Monday after 14 days of dredging, the port office said. "
    "Eleven freighters had waited outside the breakwater since the sand bar was found.";
inline constexpr const char* kUrlA = "https://harbour.example/a";
inline constexpr const char* kUrlB = "https://harbour.example/b";

}  // namespace storyfold::app
