#include <algorithm>
#include <string>
#include <utility>

#include "core/ascii.h"
#include "crawler/extract/clues.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kMostMetas = 512;
constexpr std::size_t kLongestName = 64;

}  // namespace

std::string_view Metas::find(std::string_view name) const noexcept {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const Meta& meta) { return meta.name == name; });
  return found == all_.end() ? std::string_view{} : std::string_view(found->content);
}

Metas read_metas(const parse::Dom& dom) {
  std::vector<Meta> metas;
  for (parse::NodeId id = 1; id < dom.size() && metas.size() < kMostMetas; ++id) {
    if (dom.tag(id) != GUMBO_TAG_META) continue;
    std::string content = parse::clean_line(dom.attribute(id, "content"));
    if (content.empty()) continue;
    // Pages give several names to one content now and then; each is a way to find it.
    for (const char* attribute : {"name", "property", "itemprop", "http-equiv"}) {
      const auto name = dom.attribute(id, attribute);
      if (name.empty() || name.size() > kLongestName) continue;
      metas.push_back({ascii_lower(parse::clean_line(name)), content});
    }
  }
  return Metas(std::move(metas));
}

}  // namespace storyfold::crawler::extract
