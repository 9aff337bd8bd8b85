// What is said about settings: their values, ranges and nearest names. The rows are in table.cc.
#include <algorithm>
#include <cmath>
#include <limits>

#include "config/reading.h"
#include "config/table.h"
#include "config/values.h"
#include "core/ascii.h"
#include "core/url.h"

namespace storyfold::config {
namespace {

double number_of(const Value& value) {
  struct Visitor {
    double operator()(const std::string& text) const { return static_cast<double>(text.size()); }
    double operator()(std::uint64_t count) const { return static_cast<double>(count); }
    double operator()(std::chrono::milliseconds time) const {
      return static_cast<double>(time.count());
    }
    double operator()(std::chrono::minutes time) const { return static_cast<double>(time.count()); }
    double operator()(double ratio) const { return ratio; }
    double operator()(const std::vector<std::string>& names) const {
      return static_cast<double>(names.size());
    }
  };
  return std::visit(Visitor{}, value);
}

// One end of the range as a person reads it: TOML, but without quotes.
std::string bound_text(Kind kind, double bound) {
  std::string text;
  switch (kind) {
    case Kind::kBytes:
      text = format_size(static_cast<std::uint64_t>(bound));
      break;
    case Kind::kDuration:
      text = format_duration(std::chrono::milliseconds(static_cast<std::int64_t>(bound)));
      break;
    case Kind::kUtcOffset:
      text = format_utc_offset(std::chrono::minutes(static_cast<std::int64_t>(bound)));
      break;
    case Kind::kRatio:
      return format_ratio(bound);
    default:
      return std::to_string(static_cast<std::uint64_t>(bound));
  }
  std::erase(text, '"');
  return text;
}

// Such a text goes into the comment of a request's header: nothing in it may end the one or the
// other (RFC 9110 5.6.5).
bool is_plain_text(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c >= ' ' && c <= '~' && c != '(' && c != ')' && c != '\\'; });
}

// A user and password are refused with it: `config show` would tell them.
bool is_proxy(std::string_view text) {
  if (text.empty()) return true;
  const auto scheme_end = text.find("://");
  if (scheme_end == text.npos) return false;
  const std::string_view scheme = text.substr(0, scheme_end);
  if (scheme != "http" && scheme != "https" && scheme != "socks5h") return false;
  if (text.ends_with('/')) text.remove_suffix(1);
  // Said, because libcurl's own port for a proxy is nobody's.
  const std::string_view port = text.substr(text.rfind(':') + 1);
  if (port.empty() || !std::ranges::all_of(port, is_digit)) {
    return false;
  }
  const auto parts = parse_url("http" + std::string(text.substr(scheme_end)));
  return parts && parts->path == "/" && parts->query.empty();
}

}  // namespace

const Setting* find_setting(std::string_view name) {
  const auto settings = all_settings();
  const auto found = std::ranges::find(settings, name, &Setting::name);
  return found == settings.end() ? nullptr : &*found;
}

std::string_view section_of(std::string_view name) { return name.substr(0, name.find('.')); }

std::string_view key_of(std::string_view name) {
  const std::size_t point = name.find('.');
  return point == std::string_view::npos ? name : name.substr(point + 1);
}

std::string_view nearest_setting(std::string_view name) {
  const std::string_view key = key_of(name);
  if (key.size() > kLongestName) return {};
  std::string_view nearest;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const Setting& setting : all_settings()) {
    const std::string_view known = key_of(setting.name);
    const bool begun = key.size() >= 3 && known.starts_with(key);
    std::size_t edits = begun ? 1 : edit_distance(key, known);
    if (edits > allowed_edits(key)) continue;
    // The right key in a wrong section, or in none, is a slip as well.
    if (section_of(setting.name) != section_of(name)) ++edits;
    if (edits < fewest) {
      fewest = edits;
      nearest = setting.name;
    }
  }
  return nearest;
}

std::string_view nearest_section(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Section& section : all_sections()) names.push_back(section.name);
  return nearest_name(name, names);
}

std::string format_value(const Setting& setting, const Value& value) {
  switch (setting.kind) {
    case Kind::kPath:
    case Kind::kFile:
      return format_string(std::get<std::string>(value));
    case Kind::kBytes:
      return format_size(std::get<std::uint64_t>(value));
    case Kind::kCount:
      return std::to_string(std::get<std::uint64_t>(value));
    case Kind::kDuration:
      return format_duration(std::get<std::chrono::milliseconds>(value));
    case Kind::kUtcOffset:
      return format_utc_offset(std::get<std::chrono::minutes>(value));
    case Kind::kRatio:
      return format_ratio(std::get<double>(value));
    case Kind::kProxy:
    case Kind::kText:
      return format_string(std::get<std::string>(value));
    case Kind::kNames:
    case Kind::kAddresses:
      return format_names(std::get<std::vector<std::string>>(value));
  }
  return {};
}

std::string default_value(const Setting& setting) {
  return format_value(setting, setting.get(Settings{}));
}

std::string_view unit_name(const Setting& setting) {
  switch (setting.kind) {
    case Kind::kBytes:
      return "bytes";
    case Kind::kCount:
      return setting.unit;
    case Kind::kDuration:
      return "time";
    case Kind::kUtcOffset:
      return "hours and minutes";
    case Kind::kRatio:
      return "ratio";
    case Kind::kPath:
    case Kind::kFile:
    case Kind::kNames:
    case Kind::kAddresses:
    case Kind::kProxy:
    case Kind::kText:
      return "";
  }
  return "";
}

std::string range_text(const Setting& setting) {
  if (setting.kind == Kind::kPath || setting.kind == Kind::kFile) return {};
  std::string text =
      bound_text(setting.kind, setting.least) + " to " + bound_text(setting.kind, setting.most);
  if (setting.kind == Kind::kNames) text += " names";
  if (setting.kind == Kind::kAddresses) text += " prefixes";
  if (setting.kind == Kind::kText || setting.kind == Kind::kProxy) text += " bytes";
  return text;
}

std::string expected_text(const Setting& setting) {
  const std::string example(setting.example);
  const std::string range = range_text(setting);
  switch (setting.kind) {
    case Kind::kPath:
      return "a path such as " + example + ", not empty, without ~";
    case Kind::kFile:
      return "a path such as " + example + ", without ~, or nothing";
    case Kind::kBytes:
      return "a size such as " + example + " or a whole number of bytes, " + range;
    case Kind::kCount:
      return "a whole number of " + std::string(setting.unit) + ", " + range;
    case Kind::kDuration:
      return "a time such as " + example +
             (setting.step == 3'600'000 ? " in whole hours, " : " (ms, s, m, h or d), ") + range;
    case Kind::kUtcOffset:
      return "an offset such as " + example + ", " + range;
    case Kind::kRatio:
      return "a number, " + range;
    case Kind::kNames:
      return "a list of names such as " + example + ", none of them empty or named twice, " + range;
    case Kind::kAddresses:
      return "a list of prefixes such as " + example +
             " without bits beyond their length, none named twice, " + range;
    case Kind::kProxy:
      return "a URL such as " + example +
             ", http, https or socks5h, of a host and port without user, password and path, " +
             range;
    case Kind::kText:
      return "a text such as " + example + ", printable ASCII without ( ) and \\, " + range;
  }
  return {};
}

bool in_range(const Setting& setting, const Value& value) {
  if (setting.kind == Kind::kPath) return !std::get<std::string>(value).empty();
  if (setting.kind == Kind::kFile) return true;
  if (setting.kind == Kind::kText && !is_plain_text(std::get<std::string>(value))) return false;
  if (setting.kind == Kind::kProxy && !is_proxy(std::get<std::string>(value))) return false;
  const double number = number_of(value);
  if (setting.step > 1 && std::fmod(number, static_cast<double>(setting.step)) != 0) return false;
  return number >= setting.least && number <= setting.most;  // a NaN is in no range
}

}  // namespace storyfold::config
