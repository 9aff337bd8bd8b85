#pragma once
// gumbo under guard: a parse that stays inside a memory budget and a deadline, whatever the page.
// gumbo cannot be interrupted and frees its trees recursively, so all its memory comes from an
// arena, limits are checked where it asks for memory, and passing one leaves the parse by longjmp;
// the arena is then dropped whole. Only crawler/parse includes <gumbo.h>.
#include <gumbo.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/result.h"

namespace storyfold::crawler::parse {

struct HtmlBudget {
  std::uint64_t memory_bytes = 256u << 20;
  // CPU time of this thread, not time on the wall: what a page yields must not depend on how busy
  // the machine is.
  std::chrono::milliseconds cpu_time{2000};
};

// A parsed page. Every node lives as long as the tree; moving it moves no node. Walk it with loops
// only: depth is bounded by what parse_html was given, not by the stack.
class HtmlTree {
 public:
  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) noexcept;
  ~HtmlTree();

  [[nodiscard]] const GumboNode* document() const noexcept;
  [[nodiscard]] const GumboNode* root() const noexcept;  // <html>
  [[nodiscard]] std::uint64_t memory_bytes() const noexcept;

 private:
  class Arena;
  friend Result<HtmlTree> parse_html(std::string_view html, const HtmlBudget& budget);
  HtmlTree(std::unique_ptr<Arena> arena, const GumboOutput* output) noexcept;

  std::unique_ptr<Arena> arena_;
  const GumboOutput* output_;
};

// `html` is UTF-8, passed refuse_html, and must outlive the tree (nodes point into it).
// kTooLarge: past the memory budget; kTimeout: past the deadline.
[[nodiscard]] Result<HtmlTree> parse_html(std::string_view html, const HtmlBudget& budget);

}  // namespace storyfold::crawler::parse
