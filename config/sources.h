#pragma once
// The operator's sources: one TOML file an outlet in a folder. Never written to: what is learned
// about a source is kept in the store.
//
//   [outlet]
//   name = "Harbour Wire"               # display name
//   home = "https://www.harbour.example/"   # may be left out when there is a source, or hosts:
//                                       # without either nothing is polled, and the outlet
//                                       # only names pages that others bring
//   hosts = ["harbour.example"]         # hosts and their subdomains; absent: those of home, or
//                                       # of the sources, without "www."
//   utc_offset = "+08:00"               # zone of dates that name none; absent: parse's
//   rank = 10                           # smaller: preferred among equals
//   [[source]]
//   kind = "feed"                       # feed | sitemap | list | json | page
//   url = "https://www.harbour.example/rss.xml"
//   every = "15m"                       # absent: learned
//   link_pattern = '/\d{8}/\d+\.html$'  # list: RE2 over the address; absent: learned. Here only
//                                       # its size is checked: who compiles it (app) refuses it
//   headers = { Referer = "https://www.harbour.example/", Accept-Language = "zh-CN" }
//                                       # "credential:NAME" stands for a secret: credentials.h
//   [source.json]                       # kind = "json", and only then: RFC 6901 pointers
//   items = "/data/list"                # absent: the document is the list
//   link = "/url"                       # these start at an item; link or body is needed
//   title = "/title"
//   time = "/showtime"
//   body = "/content"
//   author = "/author"
//   source = "/media"
//   callback = true                     # wrapped in a callback or an assignment
//
// Stateless: safe from any thread.
#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/crawl.h"
#include "core/result.h"

namespace storyfold::config {

struct JsonList {
  std::string items, link, title, time, body, author, source;  // pointers; "" = not there
  bool callback = false;
  bool operator==(const JsonList&) const = default;
};

// The keys of [source.json] that hold pointers.
inline constexpr std::array<std::pair<std::string_view, std::string JsonList::*>, 7> kJsonPointers{
    {{"items", &JsonList::items},
     {"link", &JsonList::link},
     {"title", &JsonList::title},
     {"time", &JsonList::time},
     {"body", &JsonList::body},
     {"author", &JsonList::author},
     {"source", &JsonList::source}}};

struct SourceConfig {
  UrlRole kind = UrlRole::kFeed;  // kPage, not kArticle: any page
  std::string url;                // normalized (core/url.h)
  std::optional<std::chrono::milliseconds> every;
  std::string link_pattern;
  std::map<std::string, std::string> headers;
  std::optional<JsonList> json;
  bool operator==(const SourceConfig&) const = default;
};

struct OutletConfig {
  std::string key;  // of the file: "harbour" of harbour.toml
  std::string name;
  std::string home;                // may be empty
  std::vector<std::string> hosts;  // lower case; never empty
  std::optional<int> utc_offset_minutes;
  std::optional<int> rank;
  std::vector<SourceConfig> sources;
  bool operator==(const OutletConfig&) const = default;
};

// `text` is the file's content, `where` its name for messages. kBadInput has a line for each
// problem, "file:line: key = what was given; what would be right".
[[nodiscard]] Result<OutletConfig> parse_outlet(std::string_view text, std::string_view where,
                                                std::string_view key);

struct SourcesFolder {
  std::vector<OutletConfig> outlets;  // in order of key
  std::vector<Error> errors;          // of files that cannot be used: the others are
};
// Reads *.toml of `folder`, hidden files left out. kIo: it cannot be listed. No folder: no outlets.
// A file's name without ".toml" is the outlet's key: see is_outlet_key.
[[nodiscard]] Result<SourcesFolder> load_sources(const std::filesystem::path& folder);

// Lower-case letters, digits, "-", "_" and "." between them; at most 64 bytes.
[[nodiscard]] bool is_outlet_key(std::string_view key);

// As parse_outlet reads it back.
[[nodiscard]] std::string format_outlet(const OutletConfig& outlet);

// Whether there is anything to poll: a home page or a source.
[[nodiscard]] bool is_followed(const OutletConfig& outlet);

// Whether `host` (lower case) is one of the outlet's or a subdomain of one.
[[nodiscard]] bool owns_host(const OutletConfig& outlet, std::string_view host);

}  // namespace storyfold::config
