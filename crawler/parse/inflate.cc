#include "crawler/parse/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kFreeBytes = 1u << 20;  // the ratio does not count below this
constexpr int kGzip = 16 + MAX_WBITS;

Error damaged(std::string_view why) {
  return {Errc::kBadInput, "gzip: damaged: " + std::string(why)};
}

// A zlib stream that ends with its scope.
class Inflater {
 public:
  explicit Inflater(std::string_view bytes) {
    // zlib only reads from it; its interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    if (inflateInit2(&stream_, kGzip) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Appends up to a buffer's worth to `out`.
  int step(std::string& out) {
    std::array<char, 64u << 10> buffer;
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(buffer.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - stream_.avail_out);
    return code;
  }

  // True when another member follows. What follows and is none is padding.
  bool next_member() {
    const std::string_view rest(reinterpret_cast<const char*>(stream_.next_in), stream_.avail_in);
    return is_gzip(rest) && inflateReset(&stream_) == Z_OK;
  }

  [[nodiscard]] std::size_t left() const noexcept { return stream_.avail_in; }

 private:
  z_stream stream_{};
};

}  // namespace

bool is_gzip(std::string_view bytes) noexcept { return bytes.starts_with("\x1f\x8b\x08"); }

Result<std::string> inflate_capped(std::string_view bytes, std::size_t max_bytes,
                                   std::size_t max_ratio) {
  if (!is_gzip(bytes)) return damaged("does not begin as gzip does");
  if (bytes.size() > max_bytes) {
    return Error{Errc::kTooLarge, "gzip: longer than " + std::to_string(max_bytes) + " bytes"};
  }
  Inflater inflater(bytes);
  std::string out;
  while (true) {
    const int code = inflater.step(out);
    if (out.size() > max_bytes) {
      return Error{Errc::kTooLarge,
                   "gzip: inflates to more than " + std::to_string(max_bytes) + " bytes"};
    }
    const std::size_t taken = std::max<std::size_t>(1, bytes.size() - inflater.left());
    if (out.size() > kFreeBytes && out.size() / taken > max_ratio) {
      return Error{Errc::kTooLarge,
                   "gzip: inflates to more than " + std::to_string(max_ratio) + " times its size"};
    }
    if (code == Z_STREAM_END) {
      if (!inflater.next_member()) return out;
    } else if (code == Z_BUF_ERROR) {  // cut short
      if (out.empty()) return damaged("cut short");
      return out;
    } else if (code != Z_OK) {
      return damaged("a block cannot be read");
    }
  }
}

}  // namespace storyfold::crawler::parse
