#pragma once
// Which files a one-shot input consists of, in a fixed order. One thread at a time.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/input.h"
#include "core/result.h"

namespace storyfold::app {

struct InputFile {
  std::filesystem::path path;
  std::string relative;  // to the input; a lone file's name
  RecordKind kind = RecordKind::kPost;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;
  bool unreadable = false;      // for this process, when it was listed
  std::optional<Error> broken;  // it is one broken record; `what` names it
};

struct InputFiles {
  std::filesystem::path root;    // canonical
  std::vector<InputFile> files;  // byte order of `relative`
  bool lone_file = false;        // the input is a file, not a folder
  std::uint64_t skipped = 0;     // hidden, other endings, folders met a second time
};

// As Input::open says.
[[nodiscard]] Result<InputFiles> list_input(const std::filesystem::path& path);

}  // namespace storyfold::app
