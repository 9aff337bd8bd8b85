#include "app/line_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace storyfold::app {
namespace {

constexpr std::size_t kBufferBytes = 256u << 10;

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source, std::uint64_t max_line_bytes)
    : source_(std::move(source)), max_line_bytes_(max_line_bytes), buffer_(kBufferBytes) {}

std::uint64_t LineReader::file_bytes_read() const noexcept { return source_->file_bytes_read(); }

Result<std::optional<std::string>> LineReader::next() {
  std::string line;
  bool too_long = false;
  bool any = false;
  bool ended = false;
  while (!ended && !done_) {
    if (begin_ == end_) {
      const auto got = source_->read(buffer_);
      if (!got) {
        done_ = true;
        ++line_;
        return got.error();
      }
      begin_ = 0;
      end_ = *got;
      if (end_ == 0) {
        done_ = true;
        break;
      }
    }
    any = true;
    const char* from = buffer_.data() + begin_;
    const auto* newline = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
    ended = newline != nullptr;
    const std::size_t piece = ended ? static_cast<std::size_t>(newline - from) : end_ - begin_;
    too_long = too_long || line.size() + piece > max_line_bytes_;
    if (too_long) {
      line = std::string();
    } else {
      line.append(from, piece);
    }
    begin_ += piece + (ended ? 1 : 0);
  }
  if (!any) return std::optional<std::string>();
  ++line_;
  if (too_long) {
    return Error{Errc::kTooLarge, "the line is longer than " + std::to_string(max_line_bytes_) +
                                      " bytes (parse.max_record)"};
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line_ == 1 && line.compare(0, 3, "\xEF\xBB\xBF") == 0) line.erase(0, 3);
  return std::optional(std::move(line));
}

}  // namespace storyfold::app
