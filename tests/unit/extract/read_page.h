#pragma once
// A page for tests of field readers: everything that a PageView borrows, kept together.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"
#include "crawler/extract/clues.h"
#include "crawler/extract/page.h"
#include "crawler/parse/dom.h"
#include "crawler/parse/gumbo_arena.h"

namespace storyfold::crawler::extract {

inline parse::HtmlTree parsed(const std::string& html) {
  const config::ParseSettings settings;
  auto tree = parse::parse_html(html, {settings.html_memory_bytes, settings.html_deadline});
  REQUIRE(tree);
  return std::move(*tree);
}

// The content is the element <article>; the heading is what read_title finds.
class ReadPage {
 public:
  explicit ReadPage(std::string html, std::string url = "https://www.harborpost.example/a/1.html",
                    std::vector<std::string> scripts = {})
      : url_(std::move(url)),
        dom_(parsed(html)),
        metas_(read_metas(dom_)),
        linked_(read_linked_data(scripts)) {
    title = read_title(view());
  }

  [[nodiscard]] PageView view() const {
    PageView view{url_, dom_, metas_, linked_};
    view.heading = title.heading;
    view.content = dom_.find(GUMBO_TAG_ARTICLE);
    return view;
  }
  [[nodiscard]] PageNames names(const std::vector<Claim>& in_body = {}) const {
    return read_names(view(), title, in_body);
  }
  [[nodiscard]] const parse::Dom& dom() const { return dom_; }

  PageTitle title;

 private:
  std::string url_;
  parse::Dom dom_;
  Metas metas_;
  LinkedData linked_;
};

}  // namespace storyfold::crawler::extract
