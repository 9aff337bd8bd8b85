#include <array>

#include "crawler/parse/html_slim.h"

namespace storyfold::crawler::parse {
namespace {

// U+F0000 to U+FFFFD in UTF-8: 0xF3, then three bytes with 4, 6 and 6 bits of the number.
constexpr char kLead = '\xF3';
constexpr unsigned char kSecond = 0xB0;
constexpr std::size_t kMarkBytes = 4;
constexpr std::size_t kMost = 0xFFFE;
constexpr std::size_t kNone = kMost;

}  // namespace

bool Placeholders::stand_in(std::string& html) {
  const std::size_t number = ends_.size();
  if (number == kMost) return false;
  ends_.push_back(static_cast<std::uint32_t>(texts_.size()));
  const std::array<char, kMarkBytes> mark{kLead, static_cast<char>(kSecond | (number >> 12)),
                                          static_cast<char>(0x80 | ((number >> 6) & 0x3F)),
                                          static_cast<char>(0x80 | (number & 0x3F))};
  html.append(mark.data(), mark.size());
  return true;
}

// Of the placeholder that `marked` begins with; kNone when it is none.
std::size_t Placeholders::index_of(std::string_view marked) const noexcept {
  if (marked.size() < kMarkBytes || marked[0] != kLead) return kNone;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(marked[i]); };
  if (byte(1) < kSecond) return kNone;
  const std::size_t index = static_cast<std::size_t>(byte(1) & 0x0F) << 12 |
                            static_cast<std::size_t>(byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  return index < ends_.size() ? index : kNone;
}

std::string_view Placeholders::text(std::size_t index) const noexcept {
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(texts_).substr(begin, ends_[index] - begin);
}

std::string_view Placeholders::text_of(std::string_view marked, std::string& room) const {
  if (ends_.empty() || marked.find(kLead) == std::string_view::npos) return marked;
  if (marked.size() == kMarkBytes) {
    const std::size_t index = index_of(marked);
    return index == kNone ? marked : text(index);
  }
  room = restore(marked);
  return room;
}

std::string Placeholders::restore(std::string_view marked) const {
  std::string whole;
  std::size_t copied = 0;
  for (std::size_t at = marked.find(kLead); at != std::string_view::npos;
       at = marked.find(kLead, at)) {
    const std::size_t index = index_of(marked.substr(at));
    if (index == kNone) {
      ++at;
      continue;
    }
    whole.append(marked, copied, at - copied).append(text(index));
    at += kMarkBytes;
    copied = at;
  }
  return whole.append(marked, copied);
}

}  // namespace storyfold::crawler::parse
