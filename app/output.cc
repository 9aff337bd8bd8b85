#include "app/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace storyfold::app {
namespace {

Error io_error(const std::string& doing, int error) {
  return Error{Errc::kIo, doing + ": " + std::strerror(error), false};
}

}  // namespace

Output::Output(int descriptor) : descriptor_(descriptor) { buffer_.reserve(kBufferBytes); }
Output::Output(std::string& collected) : collected_(&collected) {}
Output::~Output() { drain(); }

void Output::write(std::string_view text) {
  if (!good()) return;
  if (collected_ != nullptr) {
    collected_->append(text);
    return;
  }
  buffer_.append(text);
  if (buffer_.size() >= kBufferBytes) drain();
}

void Output::line(std::string_view text) {
  write(text);
  write("\n");
}

void Output::drain() {
  std::size_t done = 0;
  while (good() && done < buffer_.size()) {
    const ssize_t wrote = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (wrote >= 0) {
      done += static_cast<std::size_t>(wrote);
    } else if (errno == EPIPE) {
      closed_ = true;
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
}

Result<void> Output::flush() {
  drain();
  if (error_ != 0) return io_error("cannot write the answer", error_);
  return {};
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  struct stat status {};
  // A device or a pipe (/dev/null, a fifo) cannot be replaced, only written to.
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return io_error("cannot write " + path, errno);
    return OutputFile(path, "", descriptor);
  }
  std::string temporary = path + ".new-" + std::to_string(::getpid());
  const int descriptor =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor < 0) return io_error("cannot write " + temporary, errno);
  return OutputFile(path, std::move(temporary), descriptor);
}

OutputFile::OutputFile(std::string path, std::string temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> OutputFile::commit() {
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) {
    return io_error("cannot write " + path_, errno);
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    return io_error("cannot write " + path_, errno);
  }
  if (temporary_.empty()) return {};
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return io_error("cannot replace " + path_, errno);
  }
  temporary_.clear();
  return {};
}

}  // namespace storyfold::app
