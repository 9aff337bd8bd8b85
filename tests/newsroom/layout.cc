#include "tests/newsroom/layout.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace storyfold::newsroom {
namespace {

constexpr std::string_view kPartMark = "@@ ";

std::string* part_of(Layout& layout, std::string_view name) {
  if (name == "frame") return &layout.frame;
  if (name == "article") return &layout.article;
  if (name == "head") return &layout.head;
  if (name == "paragraph") return &layout.paragraph;
  if (name == "list") return &layout.list;
  if (name == "item") return &layout.item;
  return nullptr;
}

}  // namespace

Result<Layout> parse_layout(std::string_view text) {
  Layout layout;
  std::string* part = nullptr;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with(kPartMark)) {
      part = part_of(layout, line.substr(kPartMark.size()));
      if (part == nullptr) return Error{Errc::kBadInput, "unknown part: " + std::string(line)};
      continue;
    }
    if (part == nullptr) return Error{Errc::kBadInput, "text before the first part"};
    part->append(line).append("\n");
  }
  for (const std::string_view name : {"frame", "article", "head", "paragraph", "list", "item"}) {
    if (part_of(layout, name)->empty()) {
      return Error{Errc::kBadInput, "missing part: " + std::string(name)};
    }
  }
  return layout;
}

Result<Layout> read_layout(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  if (!stream) return Error{Errc::kIo, "cannot read " + file.string()};
  auto layout = parse_layout(text);
  if (!layout) return Error{layout.error().code, file.string() + ": " + layout.error().what};
  return layout;
}

std::string fill(std::string_view layout, const Values& values) {
  std::string page;
  while (true) {
    const std::size_t open = layout.find("{{");
    const std::size_t close = open == layout.npos ? layout.npos : layout.find("}}", open);
    if (close == layout.npos) return page.append(layout);
    page.append(layout.substr(0, open));
    const auto value = values.find(layout.substr(open + 2, close - open - 2));
    if (value == values.end()) {
      page.append(layout.substr(open, close + 2 - open));
    } else {
      page.append(value->second);
    }
    layout.remove_prefix(close + 2);
  }
}

}  // namespace storyfold::newsroom
