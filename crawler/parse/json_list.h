#pragma once
// List interfaces that answer in JSON, also wrapped in a callback or an assignment: where in it the
// entries and their fields stand is told by JSON pointers (RFC 6901). Pure; safe from any thread.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crawler/parse/feed.h"

namespace storyfold::crawler::parse {

// Pointers but `items` start at an entry. An empty one means: there is no such field; for `items`
// it is the whole document, as RFC 6901 has it.
struct JsonListShape {
  std::string items;  // "/data/list"; a list, or an object whose values are the entries
  std::string link;   // "/url"; relative ones start at the interface's URL
  // Makes the link where the answer has none: "https://a.cn/a/{/code}.html", pointers in braces.
  std::string link_template;
  std::string id;
  std::string title;
  std::string time;  // text, or seconds or milliseconds since 1970
  std::string body;  // HTML or text; becomes body_html
  std::string summary;
  std::string author;  // text, or a list of texts
  std::string source;  // the outlet it was taken from
};

struct JsonList {
  std::vector<FeedEntry> entries;
  std::size_t dropped = 0;         // no link, title and body, or a link that cannot be asked
  std::vector<std::string> notes;  // a line each
};

// At most kMaxFeedEntries and kMaxFeedBytes of feed.h. kBadInput: not JSON, or nothing stands where
// `shape` points; kTooLarge: past the limit of bytes.
[[nodiscard]] Result<JsonList> read_json_list(std::string_view bytes, std::string_view http_charset,
                                              std::string_view url, const JsonListShape& shape,
                                              int assumed_utc_offset_minutes);

// The JSON inside "callback({...});", "var x = [...];", "cb && cb(...)", "try{cb(...)}catch(e){}":
// from the first bracket behind such a wrapper to the one that closes it, or to the end. What has
// no wrapper comes back as it is, trimmed.
[[nodiscard]] std::string_view unwrap_json(std::string_view text) noexcept;

}  // namespace storyfold::crawler::parse
