#pragma once
// POSIX files for what lies beside the database: owned descriptors, whole durable writes.
// Errors are kIo and name the path. Safe from any thread.
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace storyfold::storage {

// Closes its descriptor.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File();
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept;

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// "verb PATH: why", from errno.
[[nodiscard]] Error io_error(std::string_view verb, const std::filesystem::path& path, int error);

[[nodiscard]] Result<File> open_file(const std::filesystem::path& path, int flags);
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t max_bytes);
// Written to a temporary name, synced, renamed, and the folder synced: readers see the old content
// or the new one, also after a power loss.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path,
                                        std::string_view content);
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace storyfold::storage
