#pragma once
// The folder of a store: FORMAT (which schema), LOCK (who writes), WITNESS, and db/ (RocksDB).
// Says in plain words what a folder is that cannot be opened. Safe from any thread.
#include <cstdint>
#include <filesystem>

#include "core/result.h"
#include "storage/file.h"

namespace storyfold::storage {

struct Folder {
  std::filesystem::path path;

  [[nodiscard]] std::filesystem::path format() const { return path / "FORMAT"; }
  [[nodiscard]] std::filesystem::path lock() const { return path / "LOCK"; }
  [[nodiscard]] std::filesystem::path witness() const { return path / "WITNESS"; }
  [[nodiscard]] std::filesystem::path database() const { return path / "db"; }
};

enum class FolderState { kMissing, kEmpty, kUnfinished, kStore };

// kUnfinished: a creation was interrupted before FORMAT was written. kVersion: a store of another
// schema. kBadInput: no folder, or it holds something else.
[[nodiscard]] Result<FolderState> inspect(const Folder& folder);

// Written last: a folder with it is a whole store.
[[nodiscard]] Result<void> write_format(const Folder& folder);

// Held as long as the File lives, released by the kernel when the process ends however it ends.
// kLocked names the folder and, when it can be told, the process.
[[nodiscard]] Result<File> lock_for_writing(const Folder& folder);

// Of all regular files below; files that vanish while being counted count nothing.
[[nodiscard]] Result<std::uint64_t> bytes_of_files(const std::filesystem::path& root);

}  // namespace storyfold::storage
