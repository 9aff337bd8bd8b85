#pragma once
// Answers that the tests of documents and listings read.
#include <cstdint>
#include <string>

#include "app/crawl/document.h"
#include "core/clock.h"

namespace storyfold::test {

inline constexpr std::uint32_t kMaxDepth = 4;
inline constexpr std::uint64_t kSecret = 11;

// What is read out of a good answer to the request's address.
inline app::Document read(const app::DocumentRequest& request, const std::string& bytes,
                          const std::string& content_type = "text/html",
                          const std::string& robots_tag = "") {
  FetchedPage page;
  page.url = request.record.url;
  page.status = 200;
  page.content_type = content_type;
  page.charset = "utf-8";
  page.robots_tag = robots_tag;
  page.bytes = bytes;
  page.fetched_at = parse_timestamp("2026-11-21T12:00:00Z", 0)->at;
  return read_document(page, request, {}, kMaxDepth, kSecret);
}

// Paragraphs that no other `number` has.
inline std::string paragraphs(int number, int count = 6) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(number * 100 + i);
    text += "<p>The port office said in note " + n + " that the evening ferry leaves quay " + n +
            " ten minutes later from Monday, so that those who work in the fish market can take "
            "it home, and that the fare stays what it was.</p>";
  }
  return text;
}

}  // namespace storyfold::test
