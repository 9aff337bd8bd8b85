#include "config/load.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "config/address_prefix.h"
#include "config/reading.h"
#include "config/table.h"
#include "config/values.h"

namespace storyfold::config {
namespace {

std::optional<Value> count_value(const toml::node& node) {
  const auto* const integer = node.as_integer();
  if (integer == nullptr || integer->get() < 0) return std::nullopt;
  return Value(static_cast<std::uint64_t>(integer->get()));
}

// NUL would end the name early when it reaches the system; ~ belongs to shells.
std::optional<Value> path_value(const toml::node& node, const std::filesystem::path& folder) {
  const auto* const text = node.as_string();
  if (text == nullptr) return std::nullopt;
  const std::string& path = text->get();
  if (path.empty() || path == "~" || path.starts_with("~/") || path.find('\0') != path.npos) {
    return std::nullopt;
  }
  return Value((folder / path).lexically_normal().string());
}

std::optional<Value> names_value(const toml::node& node) {
  const auto* const list = node.as_array();
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const toml::node& entry : *list) {
    const auto* const name = entry.as_string();
    if (name == nullptr || name->get().empty() || !seen.insert(name->get()).second) {
      return std::nullopt;
    }
    names.push_back(name->get());
  }
  return Value(std::move(names));
}

std::optional<Value> addresses_value(const toml::node& node) {
  auto value = names_value(node);
  if (!value) return std::nullopt;
  for (const auto& text : std::get<std::vector<std::string>>(*value)) {
    if (!parse_address_prefix(text)) return std::nullopt;
  }
  return value;
}

std::optional<Value> file_value(const toml::node& node, const std::filesystem::path& folder) {
  const auto* const text = node.as_string();
  if (text != nullptr && text->get().empty()) return Value(std::string());
  return path_value(node, folder);
}

// Why the file cannot be used, "" when it can. Looked at, not opened: opening a FIFO would wait.
std::string why_unreadable(const std::filesystem::path& file) {
  std::error_code problem;
  const auto status = std::filesystem::status(file, problem);
  if (problem) return problem.message();
  if (!std::filesystem::is_regular_file(status)) return "not a file";
  if (access(file.c_str(), R_OK) != 0) return std::generic_category().message(errno);
  return {};
}

// The node as the setting's kind; none when it cannot be read so.
std::optional<Value> read_value(const Setting& setting, const toml::node& node,
                                const std::filesystem::path& folder) {
  const auto* const text = node.as_string();
  switch (setting.kind) {
    case Kind::kPath:
      return path_value(node, folder);
    case Kind::kFile:
      return file_value(node, folder);
    case Kind::kCount:
      return count_value(node);
    case Kind::kNames:
      return names_value(node);
    case Kind::kAddresses:
      return addresses_value(node);
    case Kind::kProxy:
    case Kind::kText:
      if (text == nullptr) return std::nullopt;
      return Value(text->get());
    case Kind::kBytes:
      if (text == nullptr) return count_value(node);
      if (const auto bytes = parse_size(text->get())) return Value(*bytes);
      return std::nullopt;
    case Kind::kDuration:
      if (text == nullptr) return std::nullopt;
      if (const auto time = parse_duration(text->get())) return Value(*time);
      return std::nullopt;
    case Kind::kUtcOffset:
      if (text == nullptr) return std::nullopt;
      if (const auto offset = parse_utc_offset(text->get())) return Value(*offset);
      return std::nullopt;
    case Kind::kRatio:
      if (const auto* const number = node.as_floating_point()) return Value(number->get());
      if (const auto* const integer = node.as_integer()) {
        return Value(static_cast<double>(integer->get()));
      }
      return std::nullopt;
  }
  return std::nullopt;
}

std::string names_in_section(std::string_view section) {
  std::string names;
  for (const Setting& setting : all_settings()) {
    if (section_of(setting.name) != section) continue;
    names += (names.empty() ? "" : ", ") + std::string(key_of(setting.name));
  }
  return names;
}

std::string section_names() {
  std::string names;
  for (const Section& section : all_sections()) {
    names += (names.empty() ? "[" : ", [") + std::string(section.name) + "]";
  }
  return names;
}

bool is_section(std::string_view name) {
  const auto sections = all_sections();
  return std::ranges::find(sections, name, &Section::name) != sections.end();
}

class Reader {
 public:
  Reader(std::filesystem::path folder, bool look_at_files)
      : folder_(std::move(folder)), look_at_files_(look_at_files) {}

  void read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::uint32_t line = key.source().begin.line;
      const auto* const section = node.as_table();
      if (section == nullptr) {
        read_stray(key.str(), line);
      } else if (is_section(key.str())) {
        read_section(key.str(), *section);
      } else {
        report(line, "no such section [" + printable(key.str()) + "]; " + guess_section(key.str()));
      }
    }
  }

  [[nodiscard]] const Settings& settings() const { return settings_; }

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  void report(std::uint32_t line, std::string what) {
    problems_.push_back({line, std::move(what)});
  }

  void read_section(std::string_view section, const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string name = std::string(section) + "." + std::string(key.str());
      if (const Setting* const setting = find_setting(name)) {
        read_setting(*setting, node, key.source().begin.line);
      } else {
        const std::string_view near = nearest_setting(name);
        report(key.source().begin.line,
               "no such setting " + printable(name) + "; " +
                   (near.empty() ? "[" + std::string(section) + "] has " + names_in_section(section)
                                 : "did you mean " + std::string(near) + "?"));
      }
    }
  }

  void read_setting(const Setting& setting, const toml::node& node, std::uint32_t line) {
    const auto value = read_value(setting, node, folder_);
    if (value && in_range(setting, *value)) {
      setting.set(settings_, *value);
      if (setting.kind == Kind::kFile) check_file(setting, std::get<std::string>(*value), line);
      return;
    }
    report(line, std::string(setting.name) + " = " + given_text(node) + "; expected " +
                     expected_text(setting));
  }

  void check_file(const Setting& setting, const std::string& file, std::uint32_t line) {
    if (!look_at_files_ || file.empty()) return;
    if (const std::string why = why_unreadable(file); !why.empty()) {
      report(line,
             std::string(setting.name) + ": " + format_string(file) + " cannot be read: " + why);
    }
  }

  // A value outside of every section.
  void read_stray(std::string_view key, std::uint32_t line) {
    if (is_section(key)) {
      report(line, printable(key) + " is a section: write [" + std::string(key) +
                       "] on a line of its own, then its settings: " + names_in_section(key));
      return;
    }
    const std::string_view near = nearest_setting(key);
    report(line, "no such setting " + printable(key) + " outside of a section; " +
                     (near.empty() ? "sections are " + section_names()
                                   : "did you mean " + std::string(key_of(near)) + " under [" +
                                         std::string(section_of(near)) + "]?"));
  }

  static std::string guess_section(std::string_view name) {
    const std::string_view near = nearest_section(name);
    if (near.empty()) return "sections are " + section_names();
    return "did you mean [" + std::string(near) + "]?";
  }

  std::filesystem::path folder_;
  bool look_at_files_;
  Settings settings_;
  std::vector<Problem> problems_;
};

Result<Settings> read_text(std::string_view toml, const std::filesystem::path& where,
                           bool look_at_files) {
  Reader reader(where.parent_path(), look_at_files);
  try {
    reader.read(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return problems_error({{error.source().begin.line, without_controls(error.description())}},
                          where.string());
  }
  if (!reader.problems().empty()) return problems_error(reader.problems(), where.string());
  return reader.settings();
}

}  // namespace

Result<Settings> load_text(std::string_view toml, const std::filesystem::path& where) {
  return read_text(toml, where, false);
}

Result<Settings> load(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  return read_text(*bytes, file, true);
}

}  // namespace storyfold::config
