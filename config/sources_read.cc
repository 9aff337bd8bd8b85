// Reads one outlet's file. The rest of config/sources.h is in sources.cc.
#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <utility>

#include <toml++/toml.h>

#include "config/credentials.h"
#include "config/outlet_values.h"
#include "config/reading.h"
#include "config/sources.h"
#include "config/values.h"
#include "core/ascii.h"
#include "core/contains.h"
#include "core/url.h"

namespace storyfold::config {
namespace {

constexpr std::size_t kMostNameLength = 200;
constexpr std::size_t kMostPatternBytes = 1000;
constexpr std::size_t kMostHosts = 100;
constexpr std::size_t kMostHeaders = 32;
constexpr std::size_t kMostHeaderBytes = 4096;
constexpr std::int64_t kMostRank = 10'000;
constexpr std::chrono::milliseconds kShortestEvery = std::chrono::seconds(1);
constexpr std::chrono::milliseconds kLongestEvery = std::chrono::days(30);

constexpr auto kFileKeys = std::to_array<std::string_view>({"outlet", "source"});
constexpr auto kOutletKeys =
    std::to_array<std::string_view>({"name", "home", "hosts", "utc_offset", "rank"});
constexpr auto kSourceKeys =
    std::to_array<std::string_view>({"kind", "url", "every", "link_pattern", "headers", "json"});
constexpr auto kJsonKeys = std::to_array<std::string_view>(
    {"items", "link", "title", "time", "body", "author", "source", "callback"});

constexpr std::array kKinds{UrlRole::kFeed, UrlRole::kSitemap, UrlRole::kList, UrlRole::kJson,
                            UrlRole::kPage};

// What a request has of its own: RFC 9112's framing, and who is asking.
constexpr auto kOwnHeaders = std::to_array<std::string_view>(
    {"connection", "content-length", "expect", "host", "if-modified-since", "if-none-match", "te",
     "transfer-encoding", "upgrade", "user-agent"});

std::string_view to_text(UrlRole role) { return to_string(role); }

std::string joined(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

std::uint32_t line_of(const toml::key& key) { return key.source().begin.line; }

class Reader {
 public:
  OutletConfig outlet;
  std::vector<Problem> problems;

  void read(const toml::table& root) {
    check_keys(root, "", kFileKeys, "the file");
    const toml::node* const table = root.get("outlet");
    if (table == nullptr) {
      report(1, "[outlet] is missing; expected it with name and home");
    } else if (!table->is_table()) {
      report(*table, "outlet", "a table: [outlet] on a line of its own");
    } else {
      read_outlet(*table->as_table());
    }
    if (const toml::node* const sources = root.get("source")) read_sources(*sources);
    const bool empty = !is_followed(outlet) && outlet.hosts.empty();
    if (table != nullptr && empty && problems.empty()) {
      report(table->source().begin.line,
             "neither outlet.home, outlet.hosts nor a [[source]]; expected one");
    }
    if (outlet.hosts.empty()) add_default_hosts();
  }

 private:
  void report(std::uint32_t line, std::string what) { problems.push_back({line, std::move(what)}); }

  void report(const toml::node& node, const std::string& name, std::string_view expected) {
    report(node.source().begin.line,
           name + " = " + given_text(node) + "; expected " + std::string(expected));
  }

  void check_keys(const toml::table& table, const std::string& prefix,
                  std::span<const std::string_view> known, const std::string& place) {
    for (const auto& [key, node] : table) {
      if (contains(known, key.str())) continue;
      const std::string_view near = nearest_name(key.str(), known);
      report(line_of(key), "no such key " + prefix + printable(key.str()) + "; " +
                               (near.empty() ? place + " has " + joined(known)
                                             : "did you mean " + prefix + std::string(near) + "?"));
    }
  }

  // The text at `key`; none when it is not there or, which is reported, no text that `fits`.
  template <class Fits>
  std::optional<std::string> text(const toml::table& table, const std::string& prefix,
                                  std::string_view key, std::string_view expected, Fits fits) {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto* const value = node->as_string();
    if (value != nullptr && fits(value->get())) return value->get();
    report(*node, prefix + std::string(key), expected);
    return std::nullopt;
  }

  std::string address(const toml::table& table, const std::string& prefix, std::string_view key) {
    std::string url;
    text(table, prefix, key, R"(an address such as "https://www.example.com/")",
         [&url](std::string_view value) {
           const auto form = normalize_url(value);
           if (form) url = *form;
           return form.has_value();
         });
    return url;
  }

  void read_outlet(const toml::table& table) {
    const std::string prefix = "outlet.";
    check_keys(table, prefix, kOutletKeys, "[outlet]");
    const auto name = text(
        table, prefix, "name", "the outlet's name, 1 to 200 bytes", [](std::string_view value) {
          return !value.empty() && value.size() <= kMostNameLength && is_one_line(value);
        });
    if (name) outlet.name = *name;
    if (table.get("name") == nullptr) {
      report(table.source().begin.line, "outlet.name is missing; expected the outlet's name");
    }
    outlet.home = address(table, prefix, "home");
    if (const toml::node* const hosts = table.get("hosts")) read_hosts(*hosts);
    text(table, prefix, "utc_offset", R"(an offset such as "+08:00", -12:00 to +14:00)",
         [this](std::string_view value) {
           const auto offset = parse_utc_offset(value);
           if (!offset || *offset < std::chrono::hours(-12) || *offset > std::chrono::hours(14)) {
             return false;
           }
           outlet.utc_offset_minutes = static_cast<int>(offset->count());
           return true;
         });
    if (const toml::node* const rank = table.get("rank")) {
      const auto* const number = rank->as_integer();
      if (number != nullptr && number->get() >= 0 && number->get() <= kMostRank) {
        outlet.rank = static_cast<int>(number->get());
      } else {
        report(*rank, "outlet.rank", "a whole number, 0 to " + std::to_string(kMostRank));
      }
    }
  }

  void read_hosts(const toml::node& node) {
    const auto* const list = node.as_array();
    bool fits = list != nullptr && !list->empty() && list->size() <= kMostHosts;
    for (std::size_t i = 0; fits && i < list->size(); ++i) {
      const auto* const value = (*list)[i].as_string();
      const std::string host = value == nullptr ? std::string() : host_name(value->get());
      fits = !host.empty() && !contains(outlet.hosts, host);
      if (fits) outlet.hosts.push_back(host);
    }
    if (fits) return;
    outlet.hosts.clear();
    report(node, "outlet.hosts",
           R"(a list of 1 to 100 hosts such as ["example.com"], without scheme, port or path, )"
           "none named twice");
  }

  void read_sources(const toml::node& node) {
    const auto* const list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables()) {
      report(node, "source", "tables: [[source]] on a line of its own before each");
      return;
    }
    for (const toml::node& entry : *list) read_source(*entry.as_table());
  }

  void read_source(const toml::table& table) {
    const std::string prefix = "source.";
    const std::uint32_t line = table.source().begin.line;
    check_keys(table, prefix, kSourceKeys, "[[source]]");
    SourceConfig source;
    const bool kind = read_kind(table, source);
    source.url = address(table, prefix, "url");
    if (table.get("url") == nullptr) {
      report(line, R"(source.url is missing; expected an address)");
    } else if (!source.url.empty() && !urls_.insert(source.url).second) {
      report(line, "source.url = " + format_string(source.url) +
                       "; expected each address once: an earlier [[source]] has it");
    }
    text(table, prefix, "every", R"(a time such as "15m", 1s to 30d)",
         [&source](std::string_view value) {
           source.every = parse_duration(value);
           return source.every && *source.every >= kShortestEvery && *source.every <= kLongestEvery;
         });
    read_pattern(table, kind, source);
    if (const toml::node* const headers = table.get("headers")) read_headers(*headers, source);
    if (const toml::node* const json = table.get("json")) {
      read_json(*json, kind, source);
    } else if (kind && source.kind == UrlRole::kJson) {
      report(line, "[source.json] is missing; expected it with link or body for kind = \"json\"");
    }
    outlet.sources.push_back(std::move(source));
  }

  bool read_kind(const toml::table& table, SourceConfig& source) {
    static constexpr std::string_view kExpected = R"("feed", "sitemap", "list", "json" or "page")";
    if (table.get("kind") == nullptr) {
      report(table.source().begin.line,
             "source.kind is missing; expected " + std::string(kExpected));
    }
    return text(table, "source.", "kind", kExpected,
                [&source](std::string_view value) {
                  const auto kind = std::ranges::find(kKinds, value, to_text);
                  if (kind == kKinds.end()) return false;
                  source.kind = *kind;
                  return true;
                })
        .has_value();
  }

  void read_pattern(const toml::table& table, bool kind, SourceConfig& source) {
    const auto pattern =
        text(table, "source.", "link_pattern", "a pattern of 1 to 1000 bytes",
             [](std::string_view value) {
               return !value.empty() && value.size() <= kMostPatternBytes && is_one_line(value);
             });
    if (pattern) source.link_pattern = *pattern;
    if (pattern && kind && source.kind != UrlRole::kList) {
      report(*table.get("link_pattern"), "source.link_pattern", "it with kind = \"list\" only");
    }
  }

  void read_headers(const toml::node& node, SourceConfig& source) {
    const auto* const table = node.as_table();
    if (table == nullptr || table->size() > kMostHeaders) {
      report(node, "source.headers",
             R"(a table of at most 32 texts such as { Referer = "https://example.com/" })");
      return;
    }
    std::set<std::string> seen;
    for (const auto& [key, value] : *table) {
      const std::string name = "source.headers." + printable(key.str());
      const auto* const header = value.as_string();
      const std::string lower = ascii_lower(key.str());
      if (!is_http_token(key.str()) || contains(kOwnHeaders, lower) || !seen.insert(lower).second) {
        report(line_of(key), name +
                                 "; expected the name of a header that storyfold does not set, "
                                 "once");
      } else if (header == nullptr || !is_one_line(header->get()) ||
                 header->get().size() > kMostHeaderBytes) {
        report(value, name, "a text of at most 4096 bytes in one line");
      } else if (is_bad_reference(header->get())) {
        report(value, name, "credential: and the name of a file that LoadCredential= gives");
      } else {
        source.headers.emplace(key.str(), header->get());
      }
    }
  }

  void read_json(const toml::node& node, bool kind, SourceConfig& source) {
    const auto* const table = node.as_table();
    if (table == nullptr || (kind && source.kind != UrlRole::kJson)) {
      report(node, "source.json", "a table [source.json], with kind = \"json\" only");
      return;
    }
    const std::string prefix = "source.json.";
    check_keys(*table, prefix, kJsonKeys, "[source.json]");
    JsonList& json = source.json.emplace();
    for (const auto& [key, member] : kJsonPointers) {
      const auto pointer =
          text(*table, prefix, key, R"(a JSON pointer such as "/data/list")", is_json_pointer);
      if (pointer) json.*member = *pointer;
    }
    if (const toml::node* const callback = table->get("callback")) {
      if (const auto* const truth = callback->as_boolean()) {
        json.callback = truth->get();
      } else {
        report(*callback, "source.json.callback", "true or false");
      }
    }
    if (table->get("link") == nullptr && table->get("body") == nullptr) {
      report(table->source().begin.line, "source.json has neither link nor body; expected one");
    }
  }

  void add_default_hosts() {
    const auto add = [this](const std::string& url) {
      const auto parts = parse_url(url);
      if (!parts) return;
      const std::string host = without_www(parts->host);
      if (!contains(outlet.hosts, host)) outlet.hosts.push_back(host);
    };
    if (!outlet.home.empty()) {
      add(outlet.home);
    } else {
      for (const SourceConfig& source : outlet.sources) add(source.url);
    }
  }

  std::set<std::string> urls_;
};

}  // namespace

Result<OutletConfig> parse_outlet(std::string_view text, std::string_view where,
                                  std::string_view key) {
  Reader reader;
  reader.outlet.key = key;
  try {
    reader.read(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return problems_error({{error.source().begin.line, without_controls(error.description())}},
                          where);
  }
  if (!reader.problems.empty()) return problems_error(std::move(reader.problems), where);
  return std::move(reader.outlet);
}

}  // namespace storyfold::config
