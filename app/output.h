#pragma once
// Where a command's answer goes: a file descriptor behind one large buffer, or a string in tests.
// A reader that goes away (`storyfold list | head`) is no error: writing then does nothing and
// closed() says so, so that loops stop early. SIGPIPE must be ignored (main does that): dying of it
// would leave the store's private reading folder behind.
// One thread at a time.
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::app {

class Output {
 public:
  explicit Output(int descriptor);          // not owned
  explicit Output(std::string& collected);  // for tests and for values; outlives the Output
  ~Output();                                // flushes; call flush() to learn of a failure
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  void line(std::string_view text);  // and a newline
  // Writes out what is buffered. kIo: the descriptor refused, at any time since the start.
  Result<void> flush();

  [[nodiscard]] bool closed() const noexcept { return closed_; }  // the reader went away
  [[nodiscard]] bool good() const noexcept { return !closed_ && error_ == 0; }

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

  void drain();

  int descriptor_ = -1;
  std::string* collected_ = nullptr;
  std::string buffer_;
  int error_ = 0;  // errno of the first failure other than EPIPE
  bool closed_ = false;
};

// Replaces `path` in one step when commit() is called: written beside it under another name first,
// so that a failure or an interruption leaves the old file as it was.
class OutputFile {
 public:
  static Result<OutputFile> create(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  Result<void> commit();

 private:
  OutputFile(std::string path, std::string temporary, int descriptor);

  std::string path_;
  std::string temporary_;
  int descriptor_ = -1;
};

}  // namespace storyfold::app
