#include "crawler/frontier/url_form.h"

#include <optional>
#include <utility>

#include "core/ascii.h"
#include "crawler/frontier/url_parameters.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

// RFC 3986 6.2.2. A stray percent sign stays ("%u4E2D" of old scripts); what follows it closely is
// not decoded, or the two would read as an encoding the next time.
std::string normalize_encodings(std::string_view text) {
  std::string out;
  std::optional<std::size_t> stray;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
    } else if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
      stray = out.size();
      out += '%';
    } else {
      const char c = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      if (is_unreserved(c) && !(stray && out.size() - *stray < 3)) {
        out += c;
      } else {
        out += {'%', ascii_upper(text[i + 1]), ascii_upper(text[i + 2])};
      }
      i += 2;
    }
  }
  return out;
}

// "(S(lit3py55t21z5v55vlm25s55))" of ASP.NET without cookies.
bool is_session_segment(std::string_view segment) {
  return segment.starts_with("(S(") && segment.ends_with("))");
}

// Without ";jsessionid=..." and the like; other parameters of the segment stay.
std::string clean_segment(std::string_view segment) {
  std::size_t end = segment.find(';');
  std::string out(segment.substr(0, end));
  while (end != std::string_view::npos) {
    const std::size_t next = segment.find(';', end + 1);
    const std::string_view part = segment.substr(end + 1, next - end - 1);
    const Parameter parameter = split_parameter(part);
    if (!is_session(parameter.name, parameter.value)) {
      out += ';';
      out += part;
    }
    end = next;
  }
  return out;
}

std::string clean_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = path.find('/');
    const std::string_view segment = path.substr(0, end);
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    const bool last = path.empty();
    // An address inside the path ("/go/https://host/a") keeps its two slashes.
    if (segment.empty() && !last && !out.ends_with(':')) continue;
    if (is_session_segment(segment)) continue;
    const std::string cleaned = clean_segment(segment);
    if (cleaned.empty() && !segment.empty() && !last) continue;
    out += '/';
    out += cleaned;
  }
  return out.empty() ? "/" : out;
}

std::string clean_query(std::string_view query) {
  std::string out;
  for (const std::string_view part : split_text(query, '&')) {
    Parameter parameter = split_parameter(part);
    // "&amp;" that was encoded once too often.
    if (parameter.name.starts_with("amp;")) parameter.name.remove_prefix(4);
    if (is_tracking(parameter.name, parameter.value)) continue;
    if (is_session(parameter.name, parameter.value)) continue;
    if (!out.empty()) out += '&';
    out += part;
  }
  return out;
}

}  // namespace

Result<std::string> crawl_form(std::string_view url) {
  const auto parts = parse_url(url);
  if (!parts) return parts.error();
  const std::string path = clean_path(normalize_encodings(parts->path));
  const std::string query = clean_query(normalize_encodings(parts->query));
  std::string text = origin_of(*parts) + path;
  if (!query.empty()) text += "?" + query;
  const bool unchanged = text == url && path == parts->path && query == parts->query;
  auto form = unchanged ? Result<std::string>(std::move(text))
                        : normalize_url(text);  // "%2e%2e" is a dot segment by now
  if (form && form->size() > kMaxCrawlUrlBytes) {
    return Error{Errc::kBadInput, "URL: " + std::to_string(form->size()) + " bytes, at most " +
                                      std::to_string(kMaxCrawlUrlBytes) + " are crawled"};
  }
  return form;
}

std::string host_of(std::string_view url) {
  std::string_view host = split_url(url).origin;
  if (const std::size_t scheme = host.find("://"); scheme != std::string_view::npos) {
    host.remove_prefix(scheme + 3);
  }
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  return std::string(host.substr(0, host.find(':')));
}

}  // namespace storyfold::crawler::frontier
