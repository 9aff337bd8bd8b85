#include "storage/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "storage/store.h"

namespace storyfold::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormatPrefix = "storyfold store, schema ";

bool is_ours(const fs::path& name) {
  return name == "FORMAT" || name == "FORMAT.tmp" || name == "LOCK" || name == "WITNESS" ||
         name == "WITNESS.tmp" || name == "db";
}

Result<FolderState> inspect_format(const Folder& folder) {
  Result<std::string> content = read_file(folder.format(), 256);
  if (!content) return content.error();
  std::string_view text = *content;
  std::uint32_t schema = 0;
  const bool named = text.starts_with(kFormatPrefix);
  if (named) text.remove_prefix(kFormatPrefix.size());
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), schema);
  if (!named || status != std::errc{} || std::string_view(end, text.data() + text.size()) != "\n") {
    return Error{Errc::kCorruption, folder.format().string() + " is damaged: it should read \"" +
                                        std::string(kFormatPrefix) + "N\""};
  }
  if (schema != kSchemaVersion) {
    return Error{Errc::kVersion, "the store " + folder.path.string() + " has schema " +
                                     std::to_string(schema) + ", this program reads schema " +
                                     std::to_string(kSchemaVersion) +
                                     ": use the storyfold that wrote it"};
  }
  return FolderState::kStore;
}

std::string read_holder(const File& lock) {
  char text[24] = {};
  const ssize_t size = ::pread(lock.get(), text, sizeof text - 1, 0);
  long process = 0;
  if (size <= 0 || std::from_chars(text, text + size, process).ec != std::errc{}) return "";
  return " (process " + std::to_string(process) + ")";
}

}  // namespace

Result<FolderState> inspect(const Folder& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder.path, error);
  if (status.type() == fs::file_type::not_found) return FolderState::kMissing;
  if (error) return io_error("look at", folder.path, error.value());
  if (status.type() != fs::file_type::directory) {
    return Error{Errc::kBadInput, folder.path.string() + " is not a folder"};
  }
  bool empty = true;
  bool format = false;
  std::optional<std::string> foreign;
  for (fs::directory_iterator entry(folder.path, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path name = entry->path().filename();
    empty = false;
    format = format || name == "FORMAT";
    if (!is_ours(name) && !foreign) foreign = name.string();
  }
  if (error) return io_error("list", folder.path, error.value());
  if (format) return inspect_format(folder);
  if (foreign) {
    return Error{Errc::kBadInput, folder.path.string() + " is not a storyfold store: it holds \"" +
                                      *foreign + "\" and no FORMAT file"};
  }
  return empty ? FolderState::kEmpty : FolderState::kUnfinished;
}

Result<void> write_format(const Folder& folder) {
  return replace_file(folder.format(),
                      std::string(kFormatPrefix) + std::to_string(kSchemaVersion) + "\n");
}

Result<File> lock_for_writing(const Folder& folder) {
  Result<File> lock = open_file(folder.lock(), O_RDWR | O_CREAT);
  if (!lock) return lock;
  if (::flock(lock->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return io_error("lock", folder.lock(), errno);
    return Error{Errc::kLocked,
                 "the store " + folder.path.string() + " is being written by another storyfold" +
                     read_holder(*lock) + ": stop it first, or only read",
                 true};
  }
  // Only for the message above: a failure to write it changes nothing.
  const std::string process = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock->get(), 0) == 0) {
    [[maybe_unused]] const ssize_t written =
        ::pwrite(lock->get(), process.data(), process.size(), 0);
  }
  return lock;
}

Result<std::uint64_t> bytes_of_files(const fs::path& root) {
  std::uint64_t total = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(root, error);
  if (error) return io_error("list", root, error.value());
  for (const fs::recursive_directory_iterator end; entry != end; entry.increment(error)) {
    std::error_code vanished;
    const bool regular = entry->is_regular_file(vanished);
    const std::uint64_t size = regular ? entry->file_size(vanished) : 0;
    if (!vanished) total += size;
  }
  if (error) return io_error("list", root, error.value());
  return total;
}

}  // namespace storyfold::storage
