#include <simdjson.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>
#include <unicode/utypes.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// A charset by its WHATWG name and by the ICU converter that decodes it as browsers do: the label
// GB2312 is read as GB18030, ISO-8859-1 as Windows-1252.
struct Charset {
  std::string_view name;
  const char* converter;
};
constexpr Charset kGb18030{"gb18030", "gb18030"};
constexpr Charset kBig5{"big5", "Big5-HKSCS"};
constexpr Charset kShiftJis{"shift_jis", "windows-932"};
constexpr Charset kEucKr{"euc-kr", "windows-949"};
constexpr Charset kWindows1252{"windows-1252", "windows-1252"};
constexpr Charset kEucJp{"euc-jp", "EUC-JP"};
constexpr Charset kUtf16Le{"utf-16le", "UTF-16LE"};
constexpr Charset kUtf16Be{"utf-16be", "UTF-16BE"};

struct Label {
  std::string_view label;
  Charset charset;
};
// Labels met in news archives (https://encoding.spec.whatwg.org/#names-and-labels); any other one
// is asked of ICU.
constexpr std::array kLabels{Label{"gb2312", kGb18030},
                             Label{"gbk", kGb18030},
                             Label{"gb18030", kGb18030},
                             Label{"gb_2312-80", kGb18030},
                             Label{"x-gbk", kGb18030},
                             Label{"hz-gb-2312", kGb18030},
                             Label{"big5", kBig5},
                             Label{"big5-hkscs", kBig5},
                             Label{"x-x-big5", kBig5},
                             Label{"shift_jis", kShiftJis},
                             Label{"shift-jis", kShiftJis},
                             Label{"sjis", kShiftJis},
                             Label{"windows-31j", kShiftJis},
                             Label{"euc-kr", kEucKr},
                             Label{"ks_c_5601-1987", kEucKr},
                             Label{"windows-949", kEucKr},
                             Label{"euc-jp", kEucJp},
                             Label{"iso-8859-1", kWindows1252},
                             Label{"latin1", kWindows1252},
                             Label{"us-ascii", kWindows1252},
                             Label{"ascii", kWindows1252},
                             Label{"windows-1252", kWindows1252},
                             Label{"utf-16le", kUtf16Le},
                             Label{"utf-16", kUtf16Le},
                             Label{"utf-16be", kUtf16Be}};

struct ConverterCloser {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};

// Undecodable bytes become U+FFFD. Nothing: no such charset.
std::optional<DecodedText> decode_with(std::string_view bytes, const Charset& charset) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, ConverterCloser> converter(
      ucnv_open(charset.converter, &status));
  if (U_FAILURE(status) != 0) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_SUBSTITUTE, nullptr, nullptr, nullptr,
                      &status);
  const icu::UnicodeString wide(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                converter.get(), status);
  if (U_FAILURE(status) != 0) return std::nullopt;
  DecodedText decoded;
  decoded.charset = charset.name;
  wide.toUTF8String(decoded.text);
  for (std::size_t at = decoded.text.find(kReplacement); at != std::string::npos;
       at = decoded.text.find(kReplacement, at + kReplacement.size())) {
    ++decoded.replaced_characters;
  }
  return decoded;
}

// Bytes of the UTF-8 sequence at `at`; 0 when there is none (Unicode 15, table 3-7).
std::size_t valid_sequence(std::string_view bytes, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) {
    return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
  };
  const auto within = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (within(lead, 0xC2, 0xDF)) return within(byte(1), 0x80, 0xBF) ? 2 : 0;
  const bool tail = within(byte(2), 0x80, 0xBF);
  if (within(lead, 0xE0, 0xEF)) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return within(byte(1), low, high) && tail ? 3 : 0;
  }
  if (!within(lead, 0xF0, 0xF4)) return 0;
  const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
  return within(byte(1), low, high) && tail && within(byte(3), 0x80, 0xBF) ? 4 : 0;
}

// UTF-8 with a few bytes damaged. Real text of another charset hardly ever holds a valid sequence,
// so more than a few damaged bytes a sequence mean that it is not UTF-8 at all.
std::optional<DecodedText> mostly_utf8(std::string_view bytes) {
  DecodedText decoded;
  decoded.charset = "utf-8";
  decoded.text.reserve(bytes.size());
  std::size_t sequences = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = valid_sequence(bytes, at);
    if (size == 0) {
      decoded.text += kReplacement;
      ++decoded.replaced_characters;
      ++at;
      continue;
    }
    if (size > 1) ++sequences;
    decoded.text.append(bytes, at, size);
    at += size;
  }
  if (sequences < std::size_t{decoded.replaced_characters} * 4) return std::nullopt;
  return decoded;
}

// How much of what is not ASCII falls where a charset keeps its common characters: these charsets
// accept nearly any pair of bytes, so that a text decodes without error says little. Counted on
// bytes, in pairs as each charset forms them.
struct Shape {
  Charset charset;
  // Of a pair's lead and trail: is it a pair at all, and is it a common one.
  bool (*pair)(unsigned lead, unsigned trail);
  bool (*common)(unsigned lead, unsigned trail);
  bool (*single)(unsigned byte);  // half-width katakana stand alone
  // Pairs that a text in this charset is full of and one in another is not; may be null.
  bool (*telling)(unsigned pair);
};

constexpr bool in(unsigned value, unsigned low, unsigned high) {
  return value >= low && value <= high;
}

const std::array<Shape, 4> kShapes{
    // GB 2312: punctuation in row 1 and 3, 3,755 common ideographs in rows 16-55.
    Shape{kGb18030,
          [](unsigned lead, unsigned trail) { return in(lead, 0x81, 0xFE) && trail >= 0x40; },
          [](unsigned lead, unsigned trail) {
            return trail >= 0xA1 && (in(lead, 0xB0, 0xD7) || lead == 0xA1 || lead == 0xA3);
          },
          [](unsigned) { return false; }, nullptr},
    // Big5: 5,401 common ideographs at A440..C67E, punctuation at A140..
    Shape{kBig5,
          [](unsigned lead, unsigned trail) {
            return in(lead, 0x81, 0xFE) && (in(trail, 0x40, 0x7E) || in(trail, 0xA1, 0xFE));
          },
          [](unsigned lead, unsigned) { return in(lead, 0xA4, 0xC6) || lead == 0xA1; },
          [](unsigned) { return false; }, nullptr},
    // Shift_JIS: kana at 829F..8396, common kanji at 889F..9872, punctuation at 8140..
    Shape{kShiftJis,
          [](unsigned lead, unsigned trail) {
            return (in(lead, 0x81, 0x9F) || in(lead, 0xE0, 0xFC)) && trail >= 0x40;
          },
          [](unsigned lead, unsigned) { return in(lead, 0x81, 0x83) || in(lead, 0x88, 0x97); },
          [](unsigned byte) { return in(byte, 0xA1, 0xDF); }, nullptr},
    // EUC-KR: hangul in rows 16-40: a part of where GB 2312 has ideographs.
    Shape{kEucKr,
          [](unsigned lead, unsigned trail) { return in(lead, 0x81, 0xFE) && trail >= 0x41; },
          [](unsigned lead, unsigned trail) {
            return trail >= 0xA1 && (in(lead, 0xB0, 0xC8) || lead == 0xA1);
          },
          [](unsigned) { return false; },
          [](unsigned pair) {
            // The eleven commonest syllables. As GB 2312 they are rare ideographs.
            constexpr std::array<unsigned, 11> kSyllables{0xC0CC, 0xB4D9, 0xC0C7, 0xB4C2,
                                                          0xBFA1, 0xC0BB, 0xB0A1, 0xB0ED,
                                                          0xC7CF, 0xC1F6, 0xC7D1};
            return std::find(kSyllables.begin(), kSyllables.end(), pair) != kSyllables.end();
          }},
};

constexpr std::size_t kSampleBytes = 64u << 10;

double likeness(std::string_view bytes, const Shape& shape) {
  std::size_t pairs = 0;
  std::size_t common = 0;
  std::size_t broken = 0;
  std::size_t telling = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) continue;
    const unsigned trail = at + 1 < bytes.size() ? static_cast<unsigned char>(bytes[at + 1]) : 0u;
    if (shape.pair(lead, trail)) {
      ++pairs;
      if (shape.common(lead, trail)) ++common;
      if (shape.telling != nullptr && shape.telling(lead << 8 | trail)) ++telling;
      ++at;
    } else if (shape.single(lead)) {
      ++pairs;
    } else {
      ++broken;
    }
  }
  const double total = static_cast<double>(pairs + 2 * broken);
  if (total == 0) return 0;
  // Common pairs of this charset may be a part of another's: what tells them apart decides.
  constexpr double kTellingWeight = 0.1;
  const double extra = shape.telling == nullptr ? 0
                       : telling * 12 >= pairs  ? kTellingWeight
                                                : -kTellingWeight;
  return static_cast<double>(common) / total + extra;
}

// Letters with accents and typographic quotes stand alone among ASCII.
double likeness_to_western(std::string_view bytes) {
  std::size_t high = 0;
  std::size_t alone = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    if (byte < 0x80) continue;
    ++high;
    const bool before = at > 0 && static_cast<unsigned char>(bytes[at - 1]) >= 0x80;
    const bool after = at + 1 < bytes.size() && static_cast<unsigned char>(bytes[at + 1]) >= 0x80;
    if (!before && !after) ++alone;
  }
  return high == 0 ? 1 : static_cast<double>(alone) / static_cast<double>(high);
}

Charset guess_charset(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, kSampleBytes);
  Charset best = kWindows1252;
  double best_likeness = likeness_to_western(sample);
  for (const Shape& shape : kShapes) {
    const double value = likeness(sample, shape);
    if (value > best_likeness) {
      best = shape.charset;
      best_likeness = value;
    }
  }
  return best;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  return lower;
}

// A label that does not fit the bytes is a mistake of the page, common enough to be checked.
std::optional<DecodedText> decode_declared(std::string_view bytes, std::string_view declared) {
  const std::string label = lower_ascii(trim(declared));
  if (label.empty() || label == "utf-8" || label == "utf8" || label.size() > 40) {
    return std::nullopt;
  }
  const auto* known = std::find_if(kLabels.begin(), kLabels.end(),
                                   [&](const Label& row) { return row.label == label; });
  auto decoded =
      decode_with(bytes, known != kLabels.end() ? known->charset : Charset{label, label.c_str()});
  if (!decoded || std::size_t{decoded->replaced_characters} * 50 > bytes.size()) {
    return std::nullopt;
  }
  return decoded;
}

// Controls to spaces, line ends to "\n". In place: no character grows.
void settle_controls(std::string& text) {
  const bool any = std::any_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c == 0xC2;
  });
  if (!any) return;
  std::size_t to = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\r') {
      if (at + 1 < text.size() && text[at + 1] == '\n') continue;
      text[to++] = '\n';
    } else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
      text[to++] = ' ';
    } else if (byte == 0xC2 && at + 1 < text.size() &&
               static_cast<unsigned char>(text[at + 1]) < 0xA0) {
      text[to++] = ' ';  // U+0080..U+009F
      ++at;
    } else {
      text[to++] = text[at];
    }
  }
  text.resize(to);
}

DecodedText decode(std::string_view bytes, std::string_view declared) {
  const auto starts = [&](std::string_view mark) { return bytes.substr(0, mark.size()) == mark; };
  if (starts("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  for (const auto& [mark, charset] : {std::pair{std::string_view("\xFF\xFE"), kUtf16Le},
                                      std::pair{std::string_view("\xFE\xFF"), kUtf16Be}}) {
    if (!starts(mark)) continue;
    if (auto decoded = decode_with(bytes.substr(2), charset)) return *std::move(decoded);
  }
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) return {std::string(bytes), "utf-8", 0};
  if (auto decoded = decode_declared(bytes, declared)) return *std::move(decoded);
  if (auto decoded = mostly_utf8(bytes)) return *std::move(decoded);
  if (auto decoded = decode_with(bytes, guess_charset(bytes))) return *std::move(decoded);
  // Only when ICU's data lacks the converter: Latin-1 needs none.
  DecodedText decoded{"", "windows-1252", 0};
  for (const char c : bytes) append_utf8(decoded.text, static_cast<unsigned char>(c));
  return decoded;
}

}  // namespace

DecodedText to_utf8(std::string_view bytes, std::string_view declared) {
  DecodedText decoded = decode(bytes, declared);
  settle_controls(decoded.text);
  return decoded;
}

}  // namespace storyfold::crawler::parse
