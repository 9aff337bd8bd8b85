#include "config/reading.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "core/ascii.h"

namespace storyfold::config {
namespace {

constexpr std::size_t kMostProblems = 100;

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file) {
  const auto io_error = [&file](int code) {
    return Error{Errc::kIo, file.string() + ": " + std::generic_category().message(code)};
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"),
                                                               std::fclose);
  if (!stream) return io_error(errno);
  std::string bytes(kMaxFileBytes + 1, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), stream.get()));
  if (std::ferror(stream.get()) != 0) return io_error(errno);
  if (bytes.size() > kMaxFileBytes) {
    return Error{Errc::kBadInput, file.string() + ": larger than 1 MiB, so no configuration file"};
  }
  return bytes;
}

Error problems_error(std::vector<Problem> problems, std::string_view where) {
  std::ranges::stable_sort(problems, {}, &Problem::line);
  const std::string file(where);
  std::string what;
  for (std::size_t i = 0; i < std::min(problems.size(), kMostProblems); ++i) {
    if (i > 0) what += '\n';
    what += file + ":" + std::to_string(problems[i].line) + ": " + problems[i].what;
  }
  if (problems.size() > kMostProblems) {
    what += "\n" + file + ": and " + std::to_string(problems.size() - kMostProblems) +
            " more lines like these";
  }
  return {Errc::kBadInput, std::move(what)};
}

std::string printable(std::string_view name) {
  const bool plain = std::ranges::all_of(
      name, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '.'; });
  if (plain && !name.empty() && name.size() <= kMostNameBytes) return std::string(name);
  std::size_t size = std::min(name.size(), kMostNameBytes);
  while (size < name.size() && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80) --size;
  return format_string(name.substr(0, size));
}

std::string without_controls(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> before(width), last(width), row(width);
  for (std::size_t j = 0; j < width; ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> names) {
  if (name.size() > kLongestName) return {};
  std::string_view nearest;
  std::size_t fewest = allowed_edits(name) + 1;
  for (const std::string_view known : names) {
    const std::size_t edits = edit_distance(name, known);
    if (edits < fewest) {
      fewest = edits;
      nearest = known;
    }
  }
  return nearest;
}

}  // namespace storyfold::config
