#include "crawler/frontier/alias.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/hash.h"
#include "crawler/frontier/url_text.h"

namespace storyfold::crawler::frontier {
namespace {

constexpr std::uint64_t kAskedAnyway = 16;  // one in so many
constexpr std::size_t kMaxOriginBytes = 255;
constexpr std::size_t kMaxLessBytes = 64;

// The path without the first segment that is `segment` ("/print").
std::optional<std::string> without_segment(std::string_view path, std::string_view segment) {
  for (std::size_t at = path.find(segment); at != std::string_view::npos;
       at = path.find(segment, at + 1)) {
    const std::size_t end = at + segment.size();
    if (end < path.size() && path[end] != '/') continue;
    std::string rest = std::string(path.substr(0, at)).append(path.substr(end));
    return rest.empty() ? "/" : rest;
  }
  return std::nullopt;
}

std::optional<std::string> without_parameter(std::string_view query, std::string_view parameter) {
  std::string rest;
  bool found = false;
  for (const std::string_view part : split_text(query, '&')) {
    if (!found && part == parameter) {
      found = true;
      continue;
    }
    if (!rest.empty()) rest += '&';
    rest += part;
  }
  return found ? std::optional(std::move(rest)) : std::nullopt;
}

// Where the last segment's name ends: before ".html".
std::size_t name_end(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  return dot == std::string_view::npos || dot < slash ? path.size() : dot;
}

std::optional<std::string> without_name_end(std::string_view path, std::string_view end) {
  const std::size_t at = name_end(path);
  if (!path.substr(0, at).ends_with(end)) return std::nullopt;
  return std::string(path.substr(0, at - end.size())).append(path.substr(at));
}

// Path and query of `url` without what `less` takes off; none: it does not have that.
std::optional<std::string> rest_without(const UrlText& url, std::string_view less) {
  std::optional<std::string> path(url.path);
  std::optional<std::string> query(url.query);
  if (less.starts_with('/')) path = without_segment(url.path, less);
  if (less.starts_with('?')) query = without_parameter(url.query, less.substr(1));
  if (less.starts_with('~')) path = without_name_end(url.path, less.substr(1));
  if (!path || !query) return std::nullopt;
  return query->empty() ? *path : *path + "?" + *query;
}

// Everything that could be taken off: each segment, each parameter, the end of the name.
std::vector<std::string> parts_of(const UrlText& url) {
  std::vector<std::string> parts{""};
  for (const std::string_view segment : split_text(url.path, '/')) {
    parts.push_back("/" + std::string(segment));
  }
  for (const std::string_view parameter : split_text(url.query, '&')) {
    parts.push_back("?" + std::string(parameter));
  }
  const std::string_view name = url.path.substr(0, name_end(url.path));
  const std::size_t joint = name.find_last_of("-_");
  if (joint != std::string_view::npos && joint > name.rfind('/')) {
    parts.push_back("~" + std::string(name.substr(joint)));
  }
  return parts;
}

constexpr std::string_view kWords = "*";

bool has_letter(std::string_view text) { return std::any_of(text.begin(), text.end(), is_letter); }

// What the alias has more than the original, but for the host.
std::optional<std::string> difference(std::string_view alias, std::string_view original) {
  const UrlText longer = split_url(alias);
  const UrlText shorter = split_url(original);
  const std::string_view rest = original.substr(shorter.origin.size());
  for (std::string& part : parts_of(longer)) {
    if (part.size() > kMaxLessBytes || rest_without(longer, part) != rest) continue;
    if (part.empty() && longer.origin == shorter.origin) return std::nullopt;  // the same address
    return std::move(part);
  }
  const std::string key = without_slug(alias);
  if (!key.empty() && alias != original && key == without_slug(original)) {
    return std::string(kWords);
  }
  return std::nullopt;
}

void put_text(std::string& bytes, std::string_view text) {
  bytes += static_cast<char>(text.size());
  bytes += text;
}

bool take_text(std::string_view& bytes, std::string& text) {
  if (bytes.empty()) return false;
  const auto size = static_cast<unsigned char>(bytes.front());
  if (bytes.size() <= size) return false;
  text = bytes.substr(1, size);
  bytes.remove_prefix(1 + std::size_t{size});
  return true;
}

}  // namespace

std::string without_slug(std::string_view url) {
  const UrlText text = split_url(url);
  const std::size_t name = text.path.rfind('/') + 1;
  const std::size_t end = name_end(text.path);
  std::string_view id;
  std::string_view rest = text.path.substr(name, end - name);
  bool words = false;
  while (!rest.empty()) {
    const std::size_t size = std::min(rest.find_first_of("-_"), rest.size());
    const std::string_view part = rest.substr(0, size);
    rest.remove_prefix(std::min(size + 1, rest.size()));
    if (is_number(part)) {
      // A second number may be that of a page, or of a day.
      if (!id.empty() || !names_article(part)) return {};
      id = part;
    } else {
      words = words || has_letter(part);
    }
  }
  if (id.empty() || !words) return {};
  const std::size_t behind = text.origin.size() + end;
  return std::string(url.substr(0, text.origin.size() + name))
      .append(id)
      .append(url.substr(behind));
}

bool AliasForms::words_are_free() const {
  return std::any_of(forms_.begin(), forms_.end(), [](const Form& form) {
    return form.less == kWords && form.pairs >= kPairsBelieved;
  });
}

void AliasForms::confirm(std::string_view alias, std::string_view original) {
  auto less = difference(alias, original);
  const std::string_view origin = split_url(original).origin;
  if (!less || origin.size() > kMaxOriginBytes) return;
  const auto known = std::find_if(forms_.begin(), forms_.end(), [&](const Form& form) {
    return form.origin == origin && form.less == *less;
  });
  if (known != forms_.end()) {
    if (known->pairs < std::numeric_limits<std::uint8_t>::max()) ++known->pairs;
    return;
  }
  // Of a full table the oldest of the least confirmed goes.
  if (forms_.size() == kMostAliasForms) {
    forms_.erase(std::min_element(forms_.begin(), forms_.end(),
                                  [](const Form& a, const Form& b) { return a.pairs < b.pairs; }));
  }
  forms_.push_back({std::string(origin), *std::move(less), 1});
}

void AliasForms::contradict(std::string_view alias, std::string_view original) {
  const auto less = difference(alias, original);
  if (!less) return;
  const std::string_view origin = split_url(original).origin;
  std::erase_if(forms_,
                [&](const Form& form) { return form.origin == origin && form.less == *less; });
}

std::vector<std::string> AliasForms::originals_of(std::string_view url) const {
  return originals(url, kPairsBelieved);
}

std::vector<std::string> AliasForms::suspected_originals_of(std::string_view url) const {
  return originals(url, 1);
}

std::vector<std::string> AliasForms::originals(std::string_view url, std::uint8_t pairs) const {
  std::vector<std::string> found;
  const UrlText text = split_url(url);
  for (const Form& form : forms_) {
    if (form.pairs < pairs || form.less == kWords) continue;
    const auto rest = rest_without(text, form.less);
    if (rest) found.push_back(form.origin + *rest);
  }
  return found;
}

bool AliasForms::is_asked_anyway(std::string_view url) { return xxh3_64(url) % kAskedAnyway == 0; }

std::string AliasForms::encode() const {
  std::string bytes;
  for (const Form& form : forms_) {
    put_text(bytes, form.origin);
    put_text(bytes, form.less);
    bytes += static_cast<char>(form.pairs);
  }
  return bytes;
}

std::optional<AliasForms> AliasForms::decode(std::string_view bytes) {
  AliasForms forms;
  while (!bytes.empty()) {
    Form form;
    const bool whole = take_text(bytes, form.origin) && take_text(bytes, form.less) &&
                       !bytes.empty() && forms.forms_.size() < kMostAliasForms;
    if (!whole) return std::nullopt;
    form.pairs = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    forms.forms_.push_back(std::move(form));
  }
  return forms;
}

}  // namespace storyfold::crawler::frontier
