#include "crawler/parse/charset.h"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "crawler/parse/charset_decode.h"
#include "crawler/parse/charset_guess.h"
#include "crawler/parse/charset_labels.h"
#include "crawler/parse/charset_scan.h"
#include "crawler/parse/mojibake.h"

namespace storyfold::crawler::parse {
namespace {

// Text looked at when its charset is weighed; more of it tells no more.
constexpr std::size_t kSampleBytes = 8u << 10;
// Enough to tell that a page is in the charset it names, when most of it is not ASCII.
constexpr std::size_t kFirstLookBytes = 2u << 10;
constexpr std::size_t kLeastHighBytes = kFirstLookBytes / 2;

std::size_t count_high(std::string_view bytes) {
  return static_cast<std::size_t>(std::count_if(
      bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
}

// What the clues have to be measured against, made when the first one needs it.
class Evidence {
 public:
  Evidence(std::string_view bytes, std::string_view language)
      : bytes_(bytes), language_(language) {}

  const std::vector<Likeness>& ranking() {
    if (ranking_.empty()) {
      ranking_ = rank_charsets(foreign_text(bytes_, kSampleBytes), language_);
    }
    return ranking_;
  }

  // False when the text would be far less likely in `charset` than in another.
  bool bears_out(const Charset& charset) {
    if (ranking_.empty() && !looked_) look_first();
    const bool at_first = ranking_.empty() && !first_look_.empty() && is_near(first_look_, charset);
    return at_first || is_near(ranking(), charset);
  }

 private:
  void look_first() {
    looked_ = true;
    const std::string sample = foreign_text(bytes_, kFirstLookBytes);
    if (count_high(sample) >= kLeastHighBytes) first_look_ = rank_charsets(sample, language_);
  }

  static bool is_near(const std::vector<Likeness>& ranking, const Charset& charset) {
    const double bits = bits_of(ranking, charset);
    if (bits == std::numeric_limits<double>::infinity()) return true;  // nothing is known of it
    return bits <= far_from(ranking.front().bits);
  }

  std::string_view bytes_;
  std::string_view language_;
  bool looked_ = false;
  std::vector<Likeness> first_look_;  // of little text
  std::vector<Likeness> ranking_;
};

// Torn characters are common in teasers that were cut by bytes.
bool few_errors(const DecodedText& decoded, std::size_t high_bytes) {
  constexpr std::size_t kAllowed = 2;
  return decoded.replaced_characters <= kAllowed + high_bytes / 25;
}

// Real text of another charset hardly ever holds well-formed sequences, so many of them for each
// damaged byte mean UTF-8 that was cut or mixed.
bool is_damaged_utf8(const Utf8Shape& shape, std::size_t sequences_a_damage) {
  return shape.sequences >= shape.damaged_bytes * sequences_a_damage;
}
constexpr std::size_t kBeyondDoubt = 20;
constexpr std::size_t kLikely = 4;
constexpr std::size_t kWhenDeclared = 1;

std::optional<DecodedText> decode_by_clues(std::string_view bytes, const Utf8Shape& shape,
                                           const std::vector<Charset>& clues, Evidence& evidence) {
  const std::size_t high_bytes = count_high(bytes);
  for (const Charset& charset : clues) {
    if (charset == kUtf8) {
      if (is_damaged_utf8(shape, kWhenDeclared)) return repair_utf8(bytes);
      continue;
    }
    if (!charset || !evidence.bears_out(charset))
      continue;  // cheaper than to decode: pages may declare dozens
    auto decoded = decode_with(bytes, charset);
    if (decoded && few_errors(*decoded, high_bytes)) return decoded;
  }
  return std::nullopt;
}

// `bytes` are not valid UTF-8 and have no mark.
DecodedText decode_legacy(std::string_view bytes, const std::vector<Charset>& clues,
                          std::string_view language) {
  const Utf8Shape shape = utf8_shape(bytes);
  if (is_damaged_utf8(shape, kBeyondDoubt)) return repair_utf8(bytes);
  Evidence evidence(bytes, language);
  if (auto decoded = decode_by_clues(bytes, shape, clues, evidence)) return *std::move(decoded);
  if (is_damaged_utf8(shape, kLikely)) return repair_utf8(bytes);
  for (const Likeness& row : evidence.ranking()) {
    if (row.charset == kUtf8) return repair_utf8(bytes);
    if (auto decoded = decode_with(bytes, row.charset)) return *std::move(decoded);
  }
  return decode_latin1(bytes);
}

// By a byte order mark, which is taken off `bytes`.
std::optional<DecodedText> decode_marked(std::string_view& bytes) {
  const auto take = [&](std::string_view mark) {
    if (bytes.substr(0, mark.size()) != mark) return false;
    bytes.remove_prefix(mark.size());
    return true;
  };
  // Pages are met with a mark and text of another charset after it, so that it proves nothing.
  if (take("\xEF\xBB\xBF")) return std::nullopt;
  if (take("\xFF\xFE")) return decode_with(bytes, kUtf16Le);
  if (take("\xFE\xFF")) return decode_with(bytes, kUtf16Be);
  return std::nullopt;
}

// UTF-16 without its mark: the markup is ASCII, so that one byte of each pair is mostly NUL.
Charset unmarked_utf16(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 1024);
  std::size_t nul[2] = {0, 0};
  for (std::size_t at = 0; at < start.size(); ++at) {
    if (start[at] == '\0') ++nul[at % 2];
  }
  const std::size_t many = start.size() / 8;
  const std::size_t few = start.size() / 100;
  if (start.size() < 8) return {};
  if (nul[1] > many && nul[0] <= few) return kUtf16Le;
  if (nul[0] > many && nul[1] <= few) return kUtf16Be;
  return {};
}

// Seven-bit, so valid UTF-8, but full of its escape sequences (RFC 1468).
std::optional<DecodedText> escaped_japanese(std::string_view bytes) {
  if (bytes.find("\x1B$B") == std::string_view::npos &&
      bytes.find("\x1B$@") == std::string_view::npos) {
    return std::nullopt;
  }
  if (count_high(bytes) > 0) return std::nullopt;
  auto decoded = decode_with(bytes, kIso2022Jp);
  if (!decoded || count_high(decoded->text) < std::size_t{decoded->replaced_characters} * 30) {
    return std::nullopt;
  }
  return decoded;
}

DecodedText finish(DecodedText decoded) {
  // Before the controls go: half of a character read as Latin-1 is one.
  decoded.suspected_mojibake = find_mojibake(decoded.text).suspected;
  settle_controls(decoded.text);
  return decoded;
}

DecodedText valid_utf8(std::string_view bytes) {
  DecodedText decoded;
  decoded.text = bytes;
  decoded.charset = kUtf8.name;
  return decoded;
}

bool is_utf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

}  // namespace

DecodedText to_utf8(std::string_view bytes, std::string_view declared) {
  if (auto decoded = decode_marked(bytes)) return finish(*std::move(decoded));
  if (is_utf8(bytes)) return finish(valid_utf8(bytes));
  return finish(decode_legacy(bytes, {charset_of_label(declared)}, {}));
}

DecodedText decode_page(std::string_view bytes, std::string_view http_charset) {
  if (auto decoded = decode_marked(bytes)) return finish(*std::move(decoded));
  if (const Charset utf16 = unmarked_utf16(bytes)) {
    if (auto decoded = decode_with(bytes, utf16)) return finish(*std::move(decoded));
  }
  if (is_utf8(bytes)) {
    auto decoded = escaped_japanese(bytes);
    return finish(decoded ? *std::move(decoded) : valid_utf8(bytes));
  }
  const Declarations declared = read_declarations(bytes);
  std::vector<Charset> clues{charset_of_label(http_charset)};
  clues.insert(clues.end(), declared.charsets.begin(), declared.charsets.end());
  return finish(decode_legacy(bytes, clues, declared.language));
}

}  // namespace storyfold::crawler::parse
