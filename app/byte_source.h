#pragma once
// Bytes of one file, decompressed as they are read. One thread at a time.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "core/result.h"

namespace storyfold::app {

class ByteSource {
 public:
  // By the path's ending: .gz (one member or several), .zst (one frame or several), else as it is.
  // Regular files only: a pipe or device could block for ever. kIo: the system's reason.
  static Result<std::unique_ptr<ByteSource>> open(const std::filesystem::path& path);
  virtual ~ByteSource() = default;

  // Fills the front of `buffer`; 0 = the end. kCorruption: the compressed data is damaged or ends
  // early; kIo: the system's reason. Neither names the path.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;

  [[nodiscard]] virtual std::uint64_t file_bytes_read() const noexcept = 0;  // as on disk
};

}  // namespace storyfold::app
