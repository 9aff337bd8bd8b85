#include "app/input.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "app/byte_source.h"
#include "app/input_walk.h"
#include "app/line_reader.h"
#include "core/hash.h"

namespace storyfold::app {
namespace {

constexpr std::size_t kBinaryProbeBytes = 8u << 10;

// Text in UTF-16 is full of NUL bytes; its mark tells it from a binary file.
bool looks_binary(std::string_view bytes) {
  const std::string_view probe = bytes.substr(0, kBinaryProbeBytes);
  const bool utf16 = probe.substr(0, 2) == "\xFF\xFE" || probe.substr(0, 2) == "\xFE\xFF";
  return !utf16 && probe.find('\0') != std::string_view::npos;
}

Result<std::string> read_post(const InputFile& file, std::uint64_t max_bytes) {
  const std::string where = file.path.string() + ": ";
  const Error too_large{
      Errc::kTooLarge,
      where + "the post is larger than " + std::to_string(max_bytes) + " bytes (parse.max_record)"};
  if (file.bytes > max_bytes) return too_large;
  auto source = ByteSource::open(file.path);
  if (!source) return Error{source.error().code, where + source.error().what};
  // One byte more than promised, so that a file that grew meanwhile is noticed.
  std::string bytes;
  std::size_t filled = 0;
  for (;;) {
    if (filled > max_bytes) return too_large;
    bytes.resize(std::max<std::size_t>(filled + 4096, file.bytes + 1));
    const auto got = (*source)->read({bytes.data() + filled, bytes.size() - filled});
    if (!got) return Error{got.error().code, where + got.error().what};
    if (*got == 0) break;
    filled += *got;
  }
  bytes.resize(filled);
  if (looks_binary(bytes)) {
    return Error{Errc::kBadInput, where + "a binary file (NUL bytes in it), not a post"};
  }
  return bytes;
}

std::string sign(const std::vector<InputFile>& files) {
  std::string text;
  for (const InputFile& file : files) {
    text += file.relative;
    text.push_back('\0');
    text += std::to_string(file.bytes) + " " + std::to_string(file.modified_ns);
    // Once it may be read, the input is another and is gone through again.
    text += file.unreadable ? " unreadable\n" : "\n";
  }
  return to_hex(sha256(text));
}

class FileInput : public Input {
 public:
  FileInput(InputFiles files, const config::ParseSettings& settings)
      : files_(std::move(files.files)),
        name_(files.root.string()),
        signature_(sign(files_)),
        skipped_(files.skipped),
        max_record_bytes_(settings.max_record_bytes) {
    for (const InputFile& file : files_) total_ += file.bytes;
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] const std::string& signature() const override { return signature_; }
  [[nodiscard]] std::uint64_t total_bytes() const override { return total_; }
  [[nodiscard]] std::uint64_t skipped_files() const override { return skipped_; }
  [[nodiscard]] std::uint64_t read_bytes() const override {
    // A file may have grown since it was listed; progress never passes the total.
    const std::uint64_t open = lines_ ? lines_->file_bytes_read() : 0;
    return std::min(total_, finished_ + open);
  }

  std::optional<RawRecord> next() override {
    while (lines_ || at_ < files_.size()) {
      if (!lines_ && is_one_record(files_[at_])) return take_file();
      if (!lines_) {
        if (auto broken = open_lines()) return broken;
      }
      if (auto record = next_line()) return record;
    }
    return std::nullopt;
  }

  void skip(std::uint64_t n) override {
    while (n > 0 && (lines_ || at_ < files_.size())) {
      if (!lines_ && is_one_record(files_[at_])) {
        finish_file();
        ++number_;
        --n;
      } else {
        if (!next()) return;
        --n;
      }
    }
  }

 private:
  static bool is_one_record(const InputFile& file) {
    return file.broken || file.kind == RecordKind::kPost;
  }

  [[nodiscard]] RawRecord new_record(const InputFile& file) {
    RawRecord record;
    record.number = ++number_;
    record.kind = file.kind;
    record.context.where = file.path.string();
    record.context.file_name = file.path.filename().string();
    record.context.folder = file.path.parent_path().filename().string();
    return record;
  }

  RawRecord take_file() {
    const InputFile& file = files_[at_];
    RawRecord record = new_record(file);
    if (file.broken) {
      record.broken = file.broken;
    } else if (auto bytes = read_post(file, max_record_bytes_)) {
      record.bytes = *std::move(bytes);
    } else {
      record.broken = bytes.error();
    }
    finish_file();
    return record;
  }

  std::optional<RawRecord> open_lines() {
    const InputFile& file = files_[at_];
    auto source = ByteSource::open(file.path);
    if (source) {
      lines_ = std::make_unique<LineReader>(*std::move(source), max_record_bytes_);
      return std::nullopt;
    }
    RawRecord record = new_record(file);
    record.broken = Error{source.error().code, file.path.string() + ": " + source.error().what};
    finish_file();
    return record;
  }

  // The next record of the open file; none when it ends, and then it is closed.
  std::optional<RawRecord> next_line() {
    const InputFile& file = files_[at_];
    for (;;) {
      auto line = lines_->next();
      const std::string where = file.path.string() + ":" + std::to_string(lines_->line_number());
      if (!line) {
        RawRecord record = new_record(file);
        record.context.where = where;
        record.broken = Error{line.error().code, where + ": " + line.error().what};
        if (line.error().code != Errc::kTooLarge) {
          record.broken->what += " (the lines before it are used)";
          finish_file();
        }
        return record;
      }
      if (!*line) {
        finish_file();
        return std::nullopt;
      }
      if ((*line)->find_first_not_of(" \t\r") == std::string::npos) continue;
      RawRecord record = new_record(file);
      record.context.where = where;
      record.bytes = **std::move(line);
      return record;
    }
  }

  void finish_file() {
    finished_ += files_[at_].bytes;
    lines_.reset();
    ++at_;
  }

  std::vector<InputFile> files_;
  std::string name_;
  std::string signature_;
  std::uint64_t skipped_;
  std::uint64_t max_record_bytes_;
  std::uint64_t total_ = 0;
  std::uint64_t finished_ = 0;  // bytes of the files before at_
  std::uint64_t number_ = 0;
  std::size_t at_ = 0;
  std::unique_ptr<LineReader> lines_;  // of files_[at_]
};

}  // namespace

Result<std::unique_ptr<Input>> Input::open(const std::filesystem::path& path,
                                           const config::ParseSettings& settings) {
  auto files = list_input(path);
  if (!files) return files.error();
  // A lone input that cannot be opened is the user's to hear of now, not a record to count.
  if (files->lone_file) {
    const auto source = ByteSource::open(files->files.front().path);
    if (!source) return Error{source.error().code, path.string() + ": " + source.error().what};
  }
  return std::unique_ptr<Input>(std::make_unique<FileInput>(*std::move(files), settings));
}

}  // namespace storyfold::app
