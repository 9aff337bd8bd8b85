#include "config/credentials.h"

#include <algorithm>
#include <cstdlib>

#include "config/reading.h"
#include "core/ascii.h"

namespace storyfold::config {
namespace {

constexpr std::string_view kPrefix = "credential:";
constexpr std::size_t kMostNameBytes = 255;
constexpr std::size_t kMostSecretBytes = 4096;

// A file's name, and nothing that leads out of the folder.
bool is_name(std::string_view name) {
  const auto fits = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; };
  return !name.empty() && name.size() <= kMostNameBytes && name.front() != '.' &&
         std::ranges::all_of(name, fits);
}

}  // namespace

std::string_view credential_name(std::string_view value) {
  if (!value.starts_with(kPrefix)) return {};
  const std::string_view name = value.substr(kPrefix.size());
  return is_name(name) ? name : std::string_view();
}

bool is_bad_reference(std::string_view value) {
  return value.starts_with(kPrefix) && credential_name(value).empty();
}

std::filesystem::path credentials_folder() {
  const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

Result<std::string> read_credential(std::string_view name, const std::filesystem::path& folder) {
  const std::string where = "credential " + std::string(name) + ": ";
  if (folder.empty()) {
    return Error{Errc::kBadInput,
                 where + "$CREDENTIALS_DIRECTORY is not set; expected LoadCredential= in the unit"};
  }
  auto text = read_file(folder / name);
  if (!text) return Error{text.error().code, where + text.error().what};
  if (text->ends_with('\n')) text->pop_back();
  const bool one_line =
      !text->empty() && text->size() <= kMostSecretBytes && std::ranges::all_of(*text, [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
      });
  if (one_line) return *std::move(text);
  return Error{Errc::kBadInput, where + (folder / name).string() +
                                    " is to hold one line of text, at most 4096 bytes"};
}

}  // namespace storyfold::config
