#pragma once
// The links of an HTML page, read without building a tree: list pages are half of what a crawler
// fetches, and nothing but their links is wanted. Tolerant as browsers are of broken tags.
// Pure; safe from any thread; one pass, linear in the bytes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::parse {

// Where on the page a link stands.
enum class LinkPlace : std::uint8_t {
  kBody,
  kHeader,  // in <header> or <nav>
  kFooter,  // in <footer>
  kAside,   // in <aside>
};

struct Link {
  std::string url;  // absolute, normalized, no fragment; http or https
  // What a reader sees: the anchor's text, or the title or the picture's alternative text where
  // those say more; entities decoded, white space folded, at most 300 bytes.
  std::string text;
  LinkPlace place = LinkPlace::kBody;
  bool in_heading = false;  // <h1>..<h6>
  bool in_list = false;     // <ul>, <ol>, <dl>
  bool nofollow = false;    // rel=nofollow
};

// A <link rel=alternate> of a feed's type.
struct FeedLink {
  std::string url;
  std::string title;
};

struct PageLinks {
  std::string base;         // what relative links start from: <base href>, or the page's URL
  std::vector<Link> links;  // <a> and <area> in document order; each URL once, where it is met
                            // first, with the longest of its texts
  std::vector<FeedLink> feeds;
  std::string title;      // of <title>; plain
  std::string canonical;  // absolute, or ""; so are the next ones
  std::string next;       // <link rel=next> or <a rel=next>
  std::string amphtml;
  std::string mobile;     // <link rel=alternate media="...handheld" or "max-width...">
  std::string refresh;    // target of <meta http-equiv=refresh>
  bool nofollow = false;  // <meta name=robots content=nofollow or none>
  bool noindex = false;   // ... content=noindex or none
  bool cut = false;       // there were more than kMaxLinks
  // Bytes of text as written, without links and tags and the white space beside them: in paragraphs
  // of kLeastParagraph bytes or more, and in all. An article has many; a list of headlines has next
  // to none of the first.
  std::size_t paragraph_bytes = 0;
  std::size_t text_bytes = 0;
};

inline constexpr std::size_t kMaxLinks = 8192;
inline constexpr std::size_t kLeastParagraph = 100;  // bytes: a line of 30 Chinese characters

// `html` is valid UTF-8 (decode_page), `url` the page's own absolute URL. script, style, comments,
// <template>, <textarea> and frames are
// skipped. Links of other schemes (javascript:, mailto:),
// those to the page's own fragments and those that cannot be asked are left out. Never fails.
[[nodiscard]] PageLinks scan_links(std::string_view html, std::string_view url);

}  // namespace storyfold::crawler::parse
