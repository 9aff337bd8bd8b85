#include "config/outlet_values.h"

#include <algorithm>

#include "core/url.h"

namespace storyfold::config {

bool is_one_line(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

bool is_json_pointer(std::string_view text) {
  if (!text.starts_with('/') || !is_one_line(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) {
      return false;
    }
  }
  return true;
}

std::string host_name(std::string_view text) {
  if (text.empty() || text.find_first_of("/?#@%[]\\") != std::string_view::npos) return {};
  const bool ipv6 = std::ranges::count(text, ':') > 1;
  const std::string host = ipv6 ? "[" + std::string(text) + "]" : std::string(text);
  if (!ipv6 && host.find(':') != std::string::npos) return {};  // a port
  const auto parts = parse_url("http://" + host + "/");
  return parts ? parts->host : std::string();
}

std::string without_www(std::string host) {
  if (host.starts_with("www.") && host.find('.', 4) != std::string::npos) host.erase(0, 4);
  return host;
}

}  // namespace storyfold::config
