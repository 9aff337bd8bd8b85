#pragma once
// The one table of all settings. The loader, `config show`, the sample file and
// docs/configuration.md are made from it, so a setting is added by one field in config/settings.h
// and one row in config/table.cc. Pure; safe from any thread.
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.h"

namespace storyfold::config {

enum class Kind : std::uint8_t {
  kPath,       // std::string
  kFile,       // std::string: "", or the path of a file that load() finds readable
  kBytes,      // std::uint64_t
  kCount,      // std::uint64_t
  kDuration,   // std::chrono::milliseconds
  kUtcOffset,  // std::chrono::minutes
  kRatio,      // double
  kNames,      // std::vector<std::string>, no empty one and none twice
  kAddresses,  // the same, each one that config/address_prefix.h reads
  kProxy,      // std::string: "", or an http, https or socks5h URL of a host and port alone
  kText,       // std::string of printable ASCII without parentheses and backslashes
};

// A setting's value in the type its kind names above.
using Value = std::variant<std::string, std::uint64_t, std::chrono::milliseconds,
                           std::chrono::minutes, double, std::vector<std::string>>;

struct Setting {
  std::string_view name;  // "store.memory": section, point, key
  Kind kind = Kind::kCount;
  // Range, both ends taken: bytes, count, milliseconds, minutes, ratio, bytes of text, or number of
  // names or addresses. Below 2^53, where doubles are exact. Paths and files have none.
  double least = 0;
  double most = 0;
  std::int64_t step = 1;     // a duration is a whole number of so many milliseconds
  std::string_view unit;     // of counts: what is counted
  std::string_view meaning;  // one line, no full stop at its end
  std::string_view example;  // a TOML value other than the default
  Value (*get)(const Settings&) = nullptr;
  void (*set)(Settings&, const Value&) = nullptr;  // `value` has the kind's type, is in range
};

struct Section {
  std::string_view name;
  std::string_view meaning;
};

// In the order in which they are shown; the settings of one section follow each other.
[[nodiscard]] std::span<const Setting> all_settings();
[[nodiscard]] std::span<const Section> all_sections();

// By full name; nullptr when there is none.
[[nodiscard]] const Setting* find_setting(std::string_view name);

[[nodiscard]] std::string_view section_of(std::string_view name);  // "store" of "store.memory"
[[nodiscard]] std::string_view key_of(std::string_view name);      // "memory"

// The setting or section a person may have meant by `name`, which is none: the nearest by edits,
// or one of the same key in another section. "" when nothing is near.
[[nodiscard]] std::string_view nearest_setting(std::string_view name);
[[nodiscard]] std::string_view nearest_section(std::string_view name);

// As TOML.
[[nodiscard]] std::string format_value(const Setting& setting, const Value& value);
[[nodiscard]] std::string default_value(const Setting& setting);

// "bytes", "time", "threads"...; "" for paths, files and names.
[[nodiscard]] std::string_view unit_name(const Setting& setting);

// "16 MiB to 1 TiB"; "" when there is none.
[[nodiscard]] std::string range_text(const Setting& setting);

// What the loader takes: `a size such as "512 MiB" or a whole number of bytes, 16 MiB to 1 TiB`.
[[nodiscard]] std::string expected_text(const Setting& setting);

[[nodiscard]] bool in_range(const Setting& setting, const Value& value);

}  // namespace storyfold::config
