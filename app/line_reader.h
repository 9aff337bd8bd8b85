#pragma once
// Lines of a byte stream with bounded memory. One thread at a time.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/byte_source.h"
#include "core/result.h"

namespace storyfold::app {

class LineReader {
 public:
  LineReader(std::unique_ptr<ByteSource> source, std::uint64_t max_line_bytes);

  // The next line without its end ("\n" or "\r\n"), or none at the end; a last line without an end
  // counts. kTooLarge: the line was longer than allowed, its bytes were passed over and reading
  // goes on. Other errors are the source's and end the stream.
  Result<std::optional<std::string>> next();

  [[nodiscard]] std::uint64_t line_number() const noexcept { return line_; }  // of the last line
  [[nodiscard]] std::uint64_t file_bytes_read() const noexcept;

 private:
  std::unique_ptr<ByteSource> source_;
  std::uint64_t max_line_bytes_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not yet handed out
  std::size_t end_ = 0;
  std::uint64_t line_ = 0;
  bool done_ = false;
};

}  // namespace storyfold::app
