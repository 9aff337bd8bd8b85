#include "crawler/extract/data_table.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::kNoNode;
using parse::NodeId;

constexpr std::size_t kLeastRows = 3;
constexpr std::size_t kLeastColumns = 2;
constexpr std::uint32_t kLongestCell = 300;  // bytes

bool is_cell(GumboTag tag) noexcept { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }

}  // namespace

bool is_data_table(const Dom& dom, const PageBlocks& page, NodeId id) {
  if (dom.tag(id) != GUMBO_TAG_TABLE) return false;
  std::size_t rows = 0;
  std::map<std::size_t, std::size_t> with_columns;
  for (NodeId row = id + 1; row < dom.end(id); ++row) {
    if (dom.tag(row) == GUMBO_TAG_TABLE) return false;  // one in another lays out
    if (dom.tag(row) != GUMBO_TAG_TR) continue;
    std::size_t cells = 0;
    for (NodeId cell = dom.first_child(row); cell != kNoNode; cell = dom.next_sibling(cell)) {
      cells += is_cell(dom.tag(cell)) ? 1 : 0;
    }
    ++rows;
    ++with_columns[cells];
  }
  if (rows < kLeastRows) return false;
  const auto usual =
      std::max_element(with_columns.begin(), with_columns.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (usual->first < kLeastColumns || usual->second * 3 < rows * 2) return false;
  std::uint32_t bytes = 0;
  std::uint32_t link_bytes = 0;
  const auto first =
      std::lower_bound(page.blocks.begin(), page.blocks.end(), id,
                       [](const Block& block, NodeId node) { return block.begin < node; });
  for (auto at = first; at != page.blocks.end() && dom.holds(id, at->begin); ++at) {
    const Block& block = *at;
    if (block.bytes > kLongestCell || (block.hints & (kHintsOfChrome | kHintHidden)) != 0)
      return false;
    bytes += block.bytes;
    link_bytes += block.link_bytes;
  }
  return bytes > 0 && link_bytes * 20 < bytes;
}

}  // namespace storyfold::crawler::extract
