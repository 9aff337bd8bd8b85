#include "crawler/parse/placeholders.h"

#include <array>
#include <charconv>
#include <system_error>

#include "core/ascii.h"

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

std::string Placeholders::restore(std::string_view html) const {
  std::string room;
  return std::string(PlaceholderReader(*this).text_of(html, room));
}

bool PlaceholderReader::take(std::string_view marked, std::string_view& text) {
  const std::size_t index = placeholders_.index_of(marked);
  if (index == kNone) return false;
  if (met_[index]) {
    again_ = true;
    return false;
  }
  met_[index] = true;
  ++count_;
  text = placeholders_.text(index);
  return true;
}

std::string_view PlaceholderReader::text_of(std::string_view marked, std::string& room) {
  std::string_view text;
  if (marked.size() == kMarkBytes) return take(marked, text) ? text : marked;
  std::size_t copied = 0;
  for (std::size_t at = marked.find(kLead); at != std::string_view::npos;
       at = marked.find(kLead, at)) {
    if (!take(marked.substr(at), text)) {
      ++at;
      continue;
    }
    if (copied == 0) room.clear();
    room.append(marked, copied, at - copied).append(text);
    at += kMarkBytes;
    copied = at;
  }
  if (copied == 0) return marked;
  return room.append(marked, copied);
}

bool names_placeholders(std::string_view html) noexcept {
  constexpr std::uint32_t kFirst = 0xF0000;
  constexpr std::string_view kReference = "&#";
  for (std::size_t at = html.find(kReference); at != std::string_view::npos;
       at = html.find(kReference, at)) {
    at += kReference.size();
    const bool hex = at < html.size() && ascii_lower(html[at]) == 'x';
    const char* const digits = html.data() + at + (hex ? 1 : 0);
    std::uint32_t character = 0;
    const auto read = std::from_chars(digits, html.data() + html.size(), character, hex ? 16 : 10);
    if (character >= kFirst || read.ec == std::errc::result_out_of_range) return true;
  }
  return false;
}

bool is_copied(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned c = byte(i);
    if (c < 0x20 ? !is_html_space(text[i]) : c == 0x7F) return false;
    if (c < 0xC2) continue;
    const unsigned next = byte(i + 1);
    if (c == 0xC2 && next < 0xA0) return false;                          // C1 controls
    if (c == 0xEF && next == 0xB7) return false;                         // with U+FDD0..FDEF
    if (c == 0xEF && next == 0xBF && byte(i + 2) >= 0xBE) return false;  // U+FFFE, U+FFFF
    if (c >= 0xF0 && (next & 0x0F) == 0x0F && byte(i + 2) == 0xBF) return false;  // of other planes
  }
  return true;
}

}  // namespace storyfold::crawler::parse
