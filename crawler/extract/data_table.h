#pragma once
// Tables of data, told from those that pages are laid out with. Pure; safe from any thread.
#include "crawler/extract/blocks.h"
#include "crawler/parse/dom.h"

namespace storyfold::crawler::extract {

// Three rows and more, nearly all of the same two or more columns, of short cells without links.
[[nodiscard]] bool is_data_table(const parse::Dom& dom, const PageBlocks& page, parse::NodeId id);

}  // namespace storyfold::crawler::extract
