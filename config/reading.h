#pragma once
// What the readers of TOML files share: the file's bytes, problems with their lines, and how names
// and values of a file are quoted in messages. Stateless: safe from any thread.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/values.h"
#include "core/result.h"

namespace storyfold::config {

// Such a file is written by hand: more than this is some other file.
inline constexpr std::size_t kMaxFileBytes = 1u << 20;

inline constexpr std::size_t kMostNameBytes = 80;  // of what a file gives, in a message

struct Problem {
  std::uint32_t line = 0;
  std::string what;
};

// kIo: it cannot be read. kBadInput: larger than kMaxFileBytes.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

// kBadInput: a line "where:line: what" for each, in order of line.
[[nodiscard]] Error problems_error(std::vector<Problem> problems, std::string_view where);

// Names come from the file: they are printed with quotes and escapes unless they are plain.
[[nodiscard]] std::string printable(std::string_view name);

// toml++ quotes what it could not read, as it stands.
[[nodiscard]] std::string without_controls(std::string_view text);

// Edits between two names: insert, drop, change, or swap two neighbours. Names longer than
// kLongestName are typed by nobody, and this takes quadratic time: check before.
inline constexpr std::size_t kLongestName = 64;
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// A name may be off by one edit and one more for every four letters; beyond that a guess would
// mislead.
[[nodiscard]] constexpr std::size_t allowed_edits(std::string_view name) {
  return 1 + name.size() / 4;
}

// The one of `names` that a person may have meant; "" when none is near.
[[nodiscard]] std::string_view nearest_name(std::string_view name,
                                            std::span<const std::string_view> names);

// What was given, short enough for a message. `Node` is toml::node: a template, so that headers of
// this folder stay without the library.
template <class Node>
[[nodiscard]] std::string given_text(const Node& node) {
  if (const auto* const text = node.as_string()) {
    const std::string& value = text->get();
    return value.size() <= kMostNameBytes
               ? format_string(value)
               : "a string of " + std::to_string(value.size()) + " bytes";
  }
  if (const auto* const integer = node.as_integer()) return std::to_string(integer->get());
  if (const auto* const number = node.as_floating_point()) return format_ratio(number->get());
  if (const auto* const truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (node.is_array()) return "a list";
  if (node.is_table()) return "a table";
  return "a date or time";
}

}  // namespace storyfold::config
