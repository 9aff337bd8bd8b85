#include "app/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "core/ascii.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kReadBytes = 128u << 10;
// zstd files made with --long=27 or less; larger windows would take more memory than a crawl has.
constexpr int kMaxWindowLog = 27;

Error system_error() { return {Errc::kIo, std::strerror(errno)}; }

class FileSource : public ByteSource {
 public:
  explicit FileSource(int descriptor) : descriptor_(descriptor) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override { ::close(descriptor_); }

  Result<std::size_t> read(std::span<char> buffer) override {
    for (;;) {
      const ssize_t got = ::read(descriptor_, buffer.data(), buffer.size());
      if (got >= 0) {
        read_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) return system_error();
    }
  }

  [[nodiscard]] std::uint64_t file_bytes_read() const noexcept override { return read_; }

 private:
  int descriptor_;
  std::uint64_t read_ = 0;
};

// What gzip and zstd share: a piece of the file that is being worked off.
class CompressedSource : public ByteSource {
 public:
  explicit CompressedSource(std::unique_ptr<FileSource> file)
      : file_(std::move(file)), input_(kReadBytes) {}

  [[nodiscard]] std::uint64_t file_bytes_read() const noexcept override {
    return file_->file_bytes_read();
  }

 protected:
  // False at the end of the file.
  Result<bool> refill() {
    const auto got = file_->read(input_);
    if (!got) return got.error();
    begin_ = 0;
    end_ = *got;
    return end_ > 0;
  }

  std::unique_ptr<FileSource> file_;
  std::vector<char> input_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

class GzipSource : public CompressedSource {
 public:
  using CompressedSource::CompressedSource;
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&stream_); }

  Result<void> start() {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) return Error{Errc::kIo, "zlib cannot start"};
    return {};
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(buffer.size());
    while (stream_.avail_out == buffer.size()) {
      if (begin_ == end_) {
        const auto more = refill();
        if (!more) return more.error();
        if (!*more) {
          if (in_member_) return Error{Errc::kCorruption, "gzip data ends early"};
          return std::size_t{0};
        }
      }
      if (!in_member_ && !next_member()) continue;
      if (auto step = inflate_piece(); !step) return step.error();
    }
    return buffer.size() - stream_.avail_out;
  }

 private:
  // Zero bytes between and behind members are padding (tape archives), as gzip itself takes them.
  bool next_member() {
    while (members_ > 0 && begin_ < end_ && input_[begin_] == 0) ++begin_;
    if (begin_ == end_) return false;
    if (members_ > 0) inflateReset(&stream_);
    in_member_ = true;
    ++members_;
    return true;
  }

  Result<void> inflate_piece() {
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data() + begin_);
    stream_.avail_in = static_cast<uInt>(end_ - begin_);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    begin_ = end_ - stream_.avail_in;
    if (status == Z_STREAM_END) {
      in_member_ = false;
      return {};
    }
    if (status == Z_OK || status == Z_BUF_ERROR) return {};
    return Error{Errc::kCorruption,
                 std::string("gzip data is damaged: ") +
                     (stream_.msg != nullptr ? stream_.msg : "not a gzip member")};
  }

  z_stream stream_{};
  bool in_member_ = false;
  std::size_t members_ = 0;
};

class ZstdSource : public CompressedSource {
 public:
  using CompressedSource::CompressedSource;
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;
  ~ZstdSource() override { ZSTD_freeDCtx(context_); }

  Result<void> start() {
    context_ = ZSTD_createDCtx();
    if (context_ == nullptr ||
        ZSTD_isError(ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kMaxWindowLog)) != 0) {
      return Error{Errc::kIo, "zstd cannot start"};
    }
    return {};
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      // A full output buffer may leave more behind than the input shows: ask before reading on.
      if (begin_ == end_ && !pending_) {
        const auto more = refill();
        if (!more) return more.error();
        if (!*more) {
          if (in_frame_) return Error{Errc::kCorruption, "zstd data ends early"};
          return std::size_t{0};
        }
      }
      ZSTD_inBuffer in{input_.data(), end_, begin_};
      const std::size_t hint = ZSTD_decompressStream(context_, &out, &in);
      begin_ = in.pos;
      if (ZSTD_isError(hint) != 0) {
        return Error{Errc::kCorruption,
                     std::string("zstd data is damaged: ") + ZSTD_getErrorName(hint)};
      }
      in_frame_ = hint != 0;
      pending_ = in_frame_ && out.pos == out.size;
    }
    return out.pos;
  }

 private:
  ZSTD_DCtx* context_ = nullptr;
  bool in_frame_ = false;
  bool pending_ = false;
};

template <class Source>
Result<std::unique_ptr<ByteSource>> start(std::unique_ptr<FileSource> file) {
  auto source = std::make_unique<Source>(std::move(file));
  if (auto started = source->start(); !started) return started.error();
  return std::unique_ptr<ByteSource>(std::move(source));
}

}  // namespace

Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe without a writer would wait for one.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return system_error();
  auto file = std::make_unique<FileSource>(descriptor);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_error();
  if (!S_ISREG(status.st_mode)) return Error{Errc::kIo, "not a regular file"};
  const std::string ending = ascii_lower(path.extension().string());
  if (ending == ".gz") return start<GzipSource>(std::move(file));
  if (ending == ".zst") return start<ZstdSource>(std::move(file));
  return std::unique_ptr<ByteSource>(std::move(file));
}

}  // namespace storyfold::app
