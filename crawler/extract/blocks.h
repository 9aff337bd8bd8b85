#pragma once
// A page as a list of text blocks: the runs of text that a reader sees as one paragraph or line,
// each with the measures that tell text from chrome. Pure; safe from any thread.
#include <cstdint>
#include <string>
#include <vector>

#include "crawler/extract/hints.h"
#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

struct Block {
  parse::NodeId begin = 0;  // first text node
  parse::NodeId end = 0;    // one past the last
  parse::NodeId owner = 0;  // nearest element around the first text that is not phrasing
  std::uint32_t bytes = 0;  // of text, white space folded
  std::uint32_t link_bytes = 0;
  std::uint32_t marks = 0;  // punctuation that sentences have
  std::uint16_t links = 0;
  Hints hints = 0;  // of the elements around it, together
  GumboTag tag = GUMBO_TAG_UNKNOWN;  // of the owner, or of the heading, list item, cell around it
  bool heading = false;
  bool unread = false;  // inside nav, footer, aside, form, button
  bool data_row = false;
};

// In document order. Text of script, style, select and the like is left out; hidden text is not.
[[nodiscard]] std::vector<Block> read_blocks(const parse::Dom& dom);

// Its text: white space folded, NFC.
[[nodiscard]] std::string block_text(const parse::Dom& dom, const Block& block);

}  // namespace storyfold::crawler::extract
