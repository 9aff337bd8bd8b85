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
  std::uint32_t bytes = 0;  // of text, without white space
  std::uint32_t link_bytes = 0;
  std::uint32_t marks = 0;  // punctuation that sentences have
  Hints hints = 0;          // of all elements around it
  bool heading = false;     // inside h1..h6
  bool teaser = false;      // one of several like it that each show a link and a sentence
};

struct PageBlocks {
  std::vector<Block> blocks;  // in document order
  std::vector<Hints> own;     // of each node, by id, without its ancestors
};

// Text of script, style, select and the like is left out; hidden text is not. What stands around
// `anchor`, an element known to be part of the article (kNoNode: none is), and what holds most of
// the page's text is not taken for chrome whatever its class says.
[[nodiscard]] PageBlocks read_blocks(const parse::Dom& dom, parse::NodeId anchor);

// Reads like a sentence: long enough, with a mark, not mostly links.
[[nodiscard]] bool is_sentence(const Block& block) noexcept;

// Its text: white space folded, NFC.
[[nodiscard]] std::string block_text(const parse::Dom& dom, const Block& block);

// Hints of the elements around the block that lie inside `outer`.
[[nodiscard]] Hints hints_within(const parse::Dom& dom, const PageBlocks& page, const Block& block,
                                 parse::NodeId outer);

}  // namespace storyfold::crawler::extract
