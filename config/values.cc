#include "config/values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <span>
#include <system_error>

#include "core/ascii.h"

namespace storyfold::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

// Doubles hold every whole number below it, so a product that is whole is exact.
constexpr double kExactLimit = 9007199254740992.0;  // 2^53

struct Unit {
  std::string_view name;  // lower case
  double factor = 1;
};

constexpr std::array kSizeUnits{Unit{"b", 1},
                                Unit{"kib", 1024.0},
                                Unit{"mib", 1024.0 * 1024},
                                Unit{"gib", 1024.0 * 1024 * 1024},
                                Unit{"tib", 1024.0 * 1024 * 1024 * 1024},
                                Unit{"kb", 1e3},
                                Unit{"mb", 1e6},
                                Unit{"gb", 1e9},
                                Unit{"tb", 1e12}};
constexpr std::array kTimeUnits{Unit{"ms", 1},       Unit{"s", 1000},      Unit{"m", 60'000},
                                Unit{"min", 60'000}, Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};

// A decimal number, perhaps a space, a unit; whole in the base unit. `bare` is the factor of a
// number without unit, 0 when it needs one.
std::optional<std::uint64_t> parse_quantity(std::string_view text, std::span<const Unit> units,
                                            double bare) {
  text = strip(text, " ");
  // from_chars would also take "-1", "inf" and "nan".
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  const std::string unit =
      ascii_lower(strip(text.substr(static_cast<std::size_t>(end - text.data())), " "));
  double factor = unit.empty() ? bare : 0;
  for (const Unit& known : units) {
    if (known.name == unit) factor = known.factor;
  }
  const double value = number * factor;
  if (factor == 0 || value >= kExactLimit || value != std::floor(value)) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

struct WholeUnit {
  std::string_view name;
  std::uint64_t factor = 1;
};

// Units from the largest down; the last divides everything.
std::string format_quantity(std::uint64_t value, std::span<const WholeUnit> units) {
  WholeUnit unit = units.back();
  for (const WholeUnit& candidate : units) {
    if (value != 0 && value % candidate.factor == 0) {
      unit = candidate;
      break;
    }
  }
  return "\"" + std::to_string(value / unit.factor) + std::string(unit.name) + "\"";
}

// Digits at the front of `text`: exactly two, or none.
std::optional<int> two_digits(std::string_view text) {
  if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return std::nullopt;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  return parse_quantity(text, kSizeUnits, 1);
}

std::optional<milliseconds> parse_duration(std::string_view text) {
  const auto value = parse_quantity(text, kTimeUnits, 0);
  if (!value) return std::nullopt;
  return milliseconds(*value);
}

std::optional<minutes> parse_utc_offset(std::string_view text) {
  if (text == "Z" || text == "z") return minutes(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(1));
  const auto minute = two_digits(text.substr(4));
  if (!hour || !minute || *hour > 15 || *minute > 59) return std::nullopt;
  return minutes((text[0] == '-' ? -1 : 1) * (*hour * 60 + *minute));
}

std::string format_size(std::uint64_t bytes) {
  static constexpr std::array kUnits{WholeUnit{" TiB", std::uint64_t{1} << 40},
                                     WholeUnit{" GiB", std::uint64_t{1} << 30},
                                     WholeUnit{" MiB", std::uint64_t{1} << 20},
                                     WholeUnit{" KiB", std::uint64_t{1} << 10}, WholeUnit{" B", 1}};
  return format_quantity(bytes, kUnits);
}

std::string format_duration(milliseconds duration) {
  static constexpr std::array kUnits{WholeUnit{"h", 3'600'000}, WholeUnit{"m", 60'000},
                                     WholeUnit{"s", 1000}, WholeUnit{"ms", 1}};
  if (duration.count() == 0) return "\"0s\"";
  return format_quantity(static_cast<std::uint64_t>(duration.count()), kUnits);
}

std::string format_utc_offset(minutes offset) {
  const auto total = std::abs(offset.count());
  std::string out = offset.count() < 0 ? "\"-" : "\"+";
  for (const auto part : {total / 60, total % 60}) {
    if (part < 10) out.push_back('0');
    out += std::to_string(part) + (out.size() < 5 ? ":" : "");
  }
  return out + "\"";
}

std::string format_ratio(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string out(buffer.data(), error == std::errc() ? end : buffer.data());
  if (out.find_first_of(".en") == std::string::npos) out += ".0";
  return out;
}

std::string format_string(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out.push_back(kDigits[byte >> 4]);
      out.push_back(kDigits[byte & 0xf]);
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

std::string format_names(const std::vector<std::string>& names) {
  std::string out = "[";
  for (const std::string& name : names) {
    if (out.size() > 1) out += ", ";
    out += format_string(name);
  }
  return out + "]";
}

}  // namespace storyfold::config
