#include "config/sources.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "config/reading.h"
#include "config/values.h"
#include "core/ascii.h"

namespace storyfold::config {
namespace {

constexpr std::size_t kMostKeyBytes = 64;

Error io_error(const std::filesystem::path& path, const std::error_code& code) {
  return {Errc::kIo, path.string() + ": " + code.message()};
}

Result<OutletConfig> load_outlet(const std::filesystem::path& file) {
  const std::string key = file.stem().string();
  if (!is_outlet_key(key)) {
    return Error{Errc::kBadInput,
                 printable(file.string()) +
                     ": file name; expected lower-case letters, digits, - and _, at most 64, and "
                     ".toml, as in sina-finance.toml"};
  }
  const auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  return parse_outlet(*bytes, file.string(), key);
}

std::string toml_key(std::string_view name) {
  const std::string text = printable(name);
  return text == name && name.find('.') == std::string_view::npos ? text : format_string(name);
}

void add_line(std::string& text, std::string_view key, std::string_view value) {
  text += std::string(key) + " = " + std::string(value) + "\n";
}

std::string format_headers(const std::map<std::string, std::string>& headers) {
  std::string text = "{";
  for (const auto& [name, value] : headers) {
    text += (text.size() > 1 ? ", " : " ") + toml_key(name) + " = " + format_string(value);
  }
  return text + " }";
}

void add_json(std::string& text, const JsonList& json) {
  text += "[source.json]\n";
  for (const auto& [key, member] : kJsonPointers) {
    if (!(json.*member).empty()) add_line(text, key, format_string(json.*member));
  }
  if (json.callback) add_line(text, "callback", "true");
}

void add_source(std::string& text, const SourceConfig& source) {
  text += "\n[[source]]\n";
  add_line(text, "kind", format_string(to_string(source.kind)));
  add_line(text, "url", format_string(source.url));
  if (source.every) add_line(text, "every", format_duration(*source.every));
  if (!source.link_pattern.empty()) {
    add_line(text, "link_pattern", format_string(source.link_pattern));
  }
  if (!source.headers.empty()) add_line(text, "headers", format_headers(source.headers));
  if (source.json) add_json(text, *source.json);
}

}  // namespace

Result<SourcesFolder> load_sources(const std::filesystem::path& folder) {
  SourcesFolder loaded;
  std::error_code code;
  std::filesystem::directory_iterator entries(folder, code);
  if (code == std::errc::no_such_file_or_directory) return loaded;
  if (code) return io_error(folder, code);
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::directory_iterator end; entries != end;) {
    const std::filesystem::path& file = entries->path();
    if (file.extension() == ".toml" && !file.filename().string().starts_with('.')) {
      files.push_back(file);
    }
    entries.increment(code);
    if (code) return io_error(folder, code);
  }
  std::ranges::sort(files, {}, [](const auto& file) { return file.stem().string(); });
  for (const std::filesystem::path& file : files) {
    if (auto outlet = load_outlet(file)) {
      loaded.outlets.push_back(*std::move(outlet));
    } else {
      loaded.errors.push_back(outlet.error());
    }
  }
  return loaded;
}

bool is_outlet_key(std::string_view key) {
  const auto inner = [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
  };
  return !key.empty() && key.size() <= kMostKeyBytes && std::ranges::all_of(key, inner) &&
         key.front() != '.' && key.back() != '.' && key.front() != '-';
}

std::string format_outlet(const OutletConfig& outlet) {
  std::string text = "[outlet]\n";
  add_line(text, "name", format_string(outlet.name));
  if (!outlet.home.empty()) add_line(text, "home", format_string(outlet.home));
  add_line(text, "hosts", format_names(outlet.hosts));
  if (outlet.utc_offset_minutes) {
    add_line(text, "utc_offset",
             format_utc_offset(std::chrono::minutes(*outlet.utc_offset_minutes)));
  }
  if (outlet.rank) add_line(text, "rank", std::to_string(*outlet.rank));
  for (const SourceConfig& source : outlet.sources) add_source(text, source);
  return text;
}

bool is_followed(const OutletConfig& outlet) {
  return !outlet.home.empty() || !outlet.sources.empty();
}

bool owns_host(const OutletConfig& outlet, std::string_view host) {
  return std::ranges::any_of(outlet.hosts, [host](std::string_view own) {
    return host == own || (host.size() > own.size() && host.ends_with(own) &&
                           host[host.size() - own.size() - 1] == '.');
  });
}

}  // namespace storyfold::config
