#pragma once
// One-shot inputs: a folder tree of posts, one post, or JSON Lines (plain, .gz, .zst), as a stream
// of raw records in a fixed order. The I/O of backfill; parsing is crawler/parse.
// One thread at a time.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "config/settings.h"
#include "core/result.h"
#include "crawler/parse/archive.h"

namespace storyfold::app {

enum class RecordKind : std::uint8_t { kPost, kJsonLine };

struct RawRecord {
  std::uint64_t number = 0;  // from 1
  RecordKind kind = RecordKind::kPost;
  crawler::parse::RecordContext context;
  std::string bytes;
  // Set when the record cannot be read at all: too large, unreadable, damaged compression, a
  // symlink loop. Then `bytes` is empty.
  std::optional<Error> broken;
};

class Input {
 public:
  // Files ending .jsonl, .ndjson, .json (+ .gz, .zst) are JSON Lines; .md, .markdown, .html, .htm
  // are posts. A folder is walked in byte order of relative paths; symlinks to files are read,
  // symlinked folders are followed once (a loop is a broken record). Hidden files and other
  // endings are left out and counted. kBadInput / kIo: no such path, unreadable, or nothing in it
  // that is a post or JSON Lines.
  static Result<std::unique_ptr<Input>> open(const std::filesystem::path& path,
                                             const config::ParseSettings& settings);
  virtual ~Input() = default;

  [[nodiscard]] virtual const std::string& name() const = 0;  // canonical path
  [[nodiscard]] virtual const std::string& signature()
      const = 0;                                                // names, sizes, times, may be read
  [[nodiscard]] virtual std::uint64_t total_bytes() const = 0;  // on disk
  [[nodiscard]] virtual std::uint64_t read_bytes() const = 0;   // of those, so far
  [[nodiscard]] virtual std::uint64_t skipped_files() const = 0;  // other endings
  // The next record, or none at the end. Records 1..n are passed over without their bytes being
  // handed out (they may still have to be read).
  virtual std::optional<RawRecord> next() = 0;
  virtual void skip(std::uint64_t n) = 0;
};

}  // namespace storyfold::app
