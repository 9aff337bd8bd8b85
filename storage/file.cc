#include "storage/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace storyfold::storage {

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Error io_error(std::string_view verb, const std::filesystem::path& path, int error) {
  return {Errc::kIo, "cannot " + std::string(verb) + " " + path.string() + ": " +
                         std::generic_category().message(error)};
}

Result<File> open_file(const std::filesystem::path& path, int flags) {
  File file(::open(path.c_str(), flags | O_CLOEXEC, 0644));
  if (!file.is_open()) return io_error("open", path, errno);
  return file;
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  Result<File> file = open_file(path, O_RDONLY);
  if (!file) return file.error();
  std::string content(max_bytes, '\0');
  std::size_t size = 0;
  while (size < max_bytes) {
    const ssize_t got = ::read(file->get(), content.data() + size, max_bytes - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("read", path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  Result<File> opened = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!opened) return opened.error();
  if (::fsync(opened->get()) != 0) return io_error("sync", folder, errno);
  return {};
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  {
    Result<File> file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return file.error();
    std::string_view rest = content;
    while (!rest.empty()) {
      const ssize_t written = ::write(file->get(), rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return io_error("write", temporary, errno);
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file->get()) != 0) return io_error("sync", temporary, errno);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return io_error("rename", temporary, errno);
  return sync_folder(path.parent_path());
}

}  // namespace storyfold::storage
