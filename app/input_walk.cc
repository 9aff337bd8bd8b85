#include "app/input_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/ascii.h"

namespace storyfold::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEndings =
    ".md, .markdown, .html, .htm (posts) or .jsonl, .ndjson, .json, each also with .gz or .zst "
    "(JSON Lines)";

std::optional<RecordKind> kind_of(const fs::path& path) {
  std::string ending = ascii_lower(path.extension().string());
  if (ending == ".md" || ending == ".markdown" || ending == ".html" || ending == ".htm") {
    return RecordKind::kPost;
  }
  if (ending == ".gz" || ending == ".zst") ending = ascii_lower(path.stem().extension().string());
  if (ending == ".jsonl" || ending == ".ndjson" || ending == ".json") return RecordKind::kJsonLine;
  return std::nullopt;
}

Error io_error(const fs::path& path, int code) {
  return {Errc::kIo, path.string() + ": " + std::strerror(code)};
}

bool is_unreadable(const fs::path& path) {
  return ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0;
}

// (device, inode): what a folder is, however it is reached.
using FolderId = std::pair<dev_t, ino_t>;

struct DirCloser {
  void operator()(DIR* dir) const noexcept { ::closedir(dir); }
};

class Walk {
 public:
  explicit Walk(InputFiles& out) : out_(out) {}

  Result<void> run(const fs::path& root, const struct stat& status) {
    if (auto opened = add_folder({root, "", {}, {}}, status); !opened) return opened;
    // Links last, so that a folder is read under its own name when it has one here.
    for (;;) {
      while (!folders_.empty()) {
        const Folder folder = std::move(folders_.back());
        folders_.pop_back();
        read_folder(folder);
      }
      if (next_link_ == links_.size()) break;
      follow(std::move(links_[next_link_++]));
    }
    std::sort(out_.files.begin(), out_.files.end(),
              [](const InputFile& a, const InputFile& b) { return a.relative < b.relative; });
    return {};
  }

 private:
  struct Folder {
    fs::path path;
    std::string relative;  // "" or ending in '/'
    std::vector<FolderId> above;
    std::vector<std::string> names;
  };

  struct Link {
    Folder folder;
    struct stat status;
  };

  void follow(Link link) {
    InputFile file;
    file.path = link.folder.path;
    file.relative = link.folder.relative.substr(0, link.folder.relative.size() - 1);
    const auto added = add_folder(std::move(link.folder), link.status);
    if (added) return;
    file.broken = added.error();
    out_.files.push_back(std::move(file));
  }

  Result<void> add_folder(Folder folder, const struct stat& status) {
    const FolderId id{status.st_dev, status.st_ino};
    if (std::find(folder.above.begin(), folder.above.end(), id) != folder.above.end()) {
      return Error{Errc::kIo, folder.path.string() + ": a link back to a folder above it (loop)"};
    }
    if (!seen_.insert(id).second) {
      ++out_.skipped;
      return {};
    }
    folder.above.push_back(id);
    const std::unique_ptr<DIR, DirCloser> dir(::opendir(folder.path.c_str()));
    if (dir == nullptr) return io_error(folder.path, errno);
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(dir.get());
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") folder.names.emplace_back(name);
    }
    if (errno != 0) return io_error(folder.path, errno);
    // Of two links to one folder the same is followed every time.
    std::sort(folder.names.begin(), folder.names.end());
    folders_.push_back(std::move(folder));
    return {};
  }

  void read_folder(const Folder& folder) {
    for (const std::string& name : folder.names) {
      if (name.front() == '.') {
        ++out_.skipped;
      } else {
        add_entry(folder, name);
      }
    }
  }

  void add_entry(const Folder& folder, const std::string& name) {
    InputFile file;
    file.path = folder.path / name;
    file.relative = folder.relative + name;
    const auto kind = kind_of(file.path);
    struct stat status {};
    if (::stat(file.path.c_str(), &status) != 0) {
      // A link to nowhere or in a circle. What it was meant to be, only its name tells.
      const int code = errno;
      if (!kind && code == ENOENT) {
        ++out_.skipped;
        return;
      }
      file.broken = io_error(file.path, code);
    } else if (S_ISDIR(status.st_mode)) {
      Link entry{{file.path, file.relative + "/", folder.above, {}}, status};
      if (fs::is_symlink(file.path)) {
        links_.push_back(std::move(entry));
      } else {
        follow(std::move(entry));
      }
      return;
    } else if (!kind) {
      ++out_.skipped;
      return;
    } else {
      file.bytes = static_cast<std::uint64_t>(status.st_size);
      file.modified_ns =
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
      file.unreadable = is_unreadable(file.path);
      if (!S_ISREG(status.st_mode)) {
        file.broken = Error{Errc::kIo, file.path.string() + ": not a regular file"};
      }
    }
    file.kind = kind.value_or(RecordKind::kPost);
    out_.files.push_back(std::move(file));
  }

  InputFiles& out_;
  std::vector<Folder> folders_;
  std::vector<Link> links_;  // to folders, in the order they were met
  std::size_t next_link_ = 0;
  std::set<FolderId> seen_;
};

}  // namespace

Result<InputFiles> list_input(const fs::path& path) {
  std::error_code failed;
  InputFiles result;
  result.root = fs::canonical(path, failed);
  struct stat status {};
  if (failed || ::stat(result.root.c_str(), &status) != 0) {
    const int code = failed ? failed.value() : errno;
    if (code == ENOENT || code == ENOTDIR) {
      return Error{Errc::kBadInput, path.string() + ": no such file or folder"};
    }
    return io_error(path, code);
  }
  if (S_ISDIR(status.st_mode)) {
    if (auto walked = Walk(result).run(result.root, status); !walked) return walked.error();
    if (result.files.empty()) {
      return Error{Errc::kBadInput,
                   path.string() + ": no file in it ends in " + std::string(kEndings)};
    }
    return result;
  }
  if (!S_ISREG(status.st_mode)) {
    return Error{Errc::kBadInput, path.string() + ": neither a folder nor a regular file"};
  }
  const auto kind = kind_of(path);
  if (!kind) {
    return Error{Errc::kBadInput,
                 path.string() + ": a file should end in " + std::string(kEndings)};
  }
  InputFile file;
  // By the name it was given: a link tells the kind of what it points to.
  file.path = fs::absolute(path).lexically_normal();
  file.relative = file.path.filename().string();
  result.lone_file = true;
  file.kind = *kind;
  file.bytes = static_cast<std::uint64_t>(status.st_size);
  file.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  file.unreadable = is_unreadable(file.path);
  result.files.push_back(std::move(file));
  return result;
}

}  // namespace storyfold::app
