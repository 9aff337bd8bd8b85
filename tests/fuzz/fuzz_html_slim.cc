// Any bytes as a page: with its long texts set aside it is the same tree, and no text is lost.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "config/settings.h"
#include "crawler/parse/dom.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/html_slim.h"
#include "crawler/parse/text.h"
#include "tests/fuzz/require.h"

namespace {

using namespace storyfold;
namespace parse = crawler::parse;

constexpr parse::HtmlBudget kBudget{64u << 20, std::chrono::milliseconds(60000)};

void check_same(const parse::Dom& marked, const parse::Dom& whole) {
  if (!marked.is_whole()) return;  // it is not used
  fuzz::require(marked.size() == whole.size(), "as many nodes");
  for (parse::NodeId id = 0; id < whole.size(); ++id) {
    fuzz::require(marked.tag(id) == whole.tag(id) && marked.end(id) == whole.end(id),
                  "the same nodes");
    fuzz::require(marked.text(id) == whole.text(id), "the same texts");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto decoded = parse::to_utf8({reinterpret_cast<const char*>(data), size});
  const parse::SlimPage page = parse::slim_page(decoded.text);
  const std::string whole = page.placeholders.restore(page.html);
  fuzz::require(whole.size() <= decoded.text.size() + 16, "a slim page is not longer");
  const config::ParseSettings settings;
  const bool refused = !parse::refuse_html(whole, settings).empty();
  fuzz::require(parse::refuse_html(page.html, settings).empty() != refused, "both are refused");
  if (refused) return 0;
  auto marked_tree = parse::parse_html(page.html, kBudget);
  auto whole_tree = parse::parse_html(whole, kBudget);
  if (!marked_tree || !whole_tree) return 0;
  const parse::Dom marked(std::move(*marked_tree), page.placeholders);
  std::size_t bytes = 0;
  for (parse::NodeId id = 0; id < marked.size(); ++id) bytes += marked.text(id).size();
  fuzz::require(bytes <= 2 * decoded.text.size() + 16, "no text is there twice");
  check_same(marked, parse::Dom(std::move(*whole_tree)));
  return 0;
}
