#include "crawler/parse/charset_guess.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "crawler/parse/charset_decode.h"
#include "crawler/parse/charset_models.h"

namespace storyfold::crawler::parse {
namespace {

constexpr double kErrorBits = 26;
// What an ASCII byte is worth that a pair takes as its second.
constexpr double kAsciiBits = 5;

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
}

bool is_letter(LetterKind kind) {
  return kind == LetterKind::kLower || kind == LetterKind::kUpper || kind == LetterKind::kCaseless;
}

// How unlikely it is that one character follows another, by their kinds and by whether they are
// ASCII; at least one of them is not.
struct Neighbour {
  LetterKind kind;
  bool ascii;
};
unsigned transition_bits(bool latin, Neighbour before, Neighbour now) {
  if (!is_letter(before.kind) || !is_letter(now.kind)) return 0;
  if (before.kind == LetterKind::kLower && now.kind == LetterKind::kUpper) return 5;
  if (!latin && before.ascii != now.ascii) return 6;  // a word of two scripts
  return latin && !before.ascii && !now.ascii ? 2 : 0;
}

// Kinds of ASCII, then of others.
constexpr std::size_t kKinds = 5;
using Transitions = std::array<std::array<std::uint8_t, 2 * kKinds>, 2 * kKinds>;

Transitions make_transitions(bool latin) {
  Transitions table{};
  const auto neighbour = [](std::size_t at) {
    return Neighbour{static_cast<LetterKind>(at % kKinds), at < kKinds};
  };
  for (std::size_t before = 0; before < table.size(); ++before) {
    for (std::size_t now = 0; now < table.size(); ++now) {
      if (before < kKinds && now < kKinds) continue;
      table[before][now] = static_cast<std::uint8_t>(
          kBit * transition_bits(latin, neighbour(before), neighbour(now)));
    }
  }
  return table;
}

double single_byte_bits(std::string_view sample, const SingleByteModel& model) {
  static const std::array<Transitions, 2> kTransitions{make_transitions(false),
                                                       make_transitions(true)};
  const Transitions& transitions = kTransitions[model.latin ? 1 : 0];
  constexpr std::size_t kForeignMark = kKinds + static_cast<std::size_t>(LetterKind::kNone);
  constexpr std::uint64_t kMarkInWord = 5 * kBit;
  std::uint64_t eighths = 0;
  std::size_t before_last = 0;
  std::size_t before = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t now = static_cast<std::size_t>(model.kind[byte]) + (byte < 0x80 ? 0 : kKinds);
    eighths += model.cost[byte] + transitions[before][now];
    if (before == kForeignMark && is_letter(static_cast<LetterKind>(before_last % kKinds)) &&
        is_letter(static_cast<LetterKind>(now % kKinds))) {
      eighths += kMarkInWord;
    }
    before_last = before;
    before = now;
  }
  return static_cast<double>(eighths) / kBit;
}

// The longer forms of GB18030 and EUC-JP, and what stands alone: its size and cost; 0 = an error.
struct Form {
  std::size_t size = 0;
  double bits = 0;
};
Form other_form(std::string_view sample, std::size_t at, const Charset& charset) {
  const auto digit = [](unsigned byte) { return byte >= '0' && byte <= '9'; };
  const unsigned lead = byte_at(sample, at);
  const unsigned next = byte_at(sample, at + 1);
  if (charset == kGb18030 && digit(next) && byte_at(sample, at + 2) >= 0x81 &&
      digit(byte_at(sample, at + 3))) {
    return {4, 30 - 2 * kAsciiBits};
  }
  if (charset == kShiftJis && lead >= 0xA1 && lead <= 0xDF) return {1, 11};
  if (charset == kEucJp && lead == 0x8E && next >= 0xA1 && next <= 0xDF) return {2, 13};
  if (charset == kEucJp && lead == 0x8F && next >= 0xA1 && byte_at(sample, at + 2) >= 0xA1) {
    return {3, 24};
  }
  return {};
}

double double_byte_bits(std::string_view sample, const DoubleByteModel& model) {
  std::uint64_t eighths = 0;
  double bits = 0;
  for (std::size_t at = 0; at < sample.size();) {
    const unsigned lead = byte_at(sample, at);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const unsigned trail = byte_at(sample, at + 1);
    if (const std::uint8_t cost = model.cost[lead << 8 | trail]; cost != 0) {
      eighths += cost;
      if (trail < 0x80) bits -= kAsciiBits;
      at += 2;
      continue;
    }
    const Form form = other_form(sample, at, model.charset);
    bits += form.size == 0 ? kErrorBits : form.bits;
    at += std::max<std::size_t>(form.size, 1);
  }
  return bits + static_cast<double>(eighths) / kBit;
}

double utf8_bits(std::string_view sample) {
  constexpr std::array<double, 5> kSequenceBits{kErrorBits, 0, 7, 11, 18};
  double bits = 0;
  for (std::size_t at = 0; at < sample.size();) {
    const std::size_t size = utf8_sequence(sample, at);
    bits += kSequenceBits[size];
    at += std::max<std::size_t>(size, 1);
  }
  return bits;
}

struct UchardetCloser {
  void operator()(uchardet* detector) const noexcept { uchardet_delete(detector); }
};

Charset ask_uchardet(std::string_view sample) {
  const std::unique_ptr<uchardet, UchardetCloser> detector(uchardet_new());
  if (detector == nullptr) return {};
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return charset_of_label(uchardet_get_charset(detector.get()));
}

// How rare a charset is in the web, in bits: what a text must have to show for it.
double rarity_bits(const Charset& charset) {
  struct Rarity {
    Charset charset;
    double bits;
  };
  static constexpr std::array kRarities{
      Rarity{kUtf8, 0},        Rarity{kWindows1252, 0}, Rarity{kGb18030, 3},
      Rarity{kShiftJis, 3},    Rarity{kWindows1251, 3}, Rarity{kEucJp, 4},
      Rarity{kEucKr, 4},       Rarity{kBig5, 4},        Rarity{kIso8859_15, 5},
      Rarity{kWindows1250, 5}, Rarity{kIso8859_2, 5.5}, Rarity{kWindows1254, 5},
      Rarity{kWindows1253, 6}, Rarity{kWindows1256, 6}, Rarity{kWindows874, 6},
      Rarity{kWindows1255, 6}, Rarity{kIso8859_7, 6.5}, Rarity{kWindows1257, 7},
      Rarity{kKoi8R, 7},       Rarity{kIbm866, 16}};
  constexpr double kOther = 10;
  const auto* const row = std::find_if(kRarities.begin(), kRarities.end(),
                                       [&](const Rarity& r) { return r.charset == charset; });
  return row != kRarities.end() ? row->bits : kOther;
}

class Ranking {
 public:
  explicit Ranking(std::string_view language)
      : language_(language.substr(0, language.find_first_of("-_"))) {}

  void enter(const Charset& charset, std::string_view language, double bits) {
    bits += rarity_bits(charset);
    if (!language.empty() && language == language_) bits -= kSaysSo;
    best_ = std::min(best_, bits);
    auto row = std::find_if(rows_.begin(), rows_.end(),
                            [&](const Likeness& other) { return other.charset == charset; });
    if (row == rows_.end()) row = rows_.insert(row, Likeness{charset, language});
    if (bits < row->bits) *row = {charset, language, bits};
  }
  // A cost past this is not worth knowing better.
  [[nodiscard]] double hopeless() const { return far_from(best_); }

  // Likeliest first. uchardet knows pairs of letters where our models know letters, but is often
  // wrong on short texts: it is asked when the first two are close, and may swap them.
  std::vector<Likeness> take(std::string_view sample) {
    sort();
    if (rows_.size() > 1 && rows_[1].bits - rows_[0].bits < kVoice) {
      const Charset voice = ask_uchardet(sample);
      for (Likeness& row : rows_) {
        if (row.charset == voice) row.bits -= kVoice;
      }
      sort();
    }
    return std::move(rows_);
  }

 private:
  void sort() {
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Likeness& a, const Likeness& b) { return a.bits < b.bits; });
  }

  static constexpr double kSaysSo = 10;  // worth a few letters
  static constexpr double kVoice = 4;    // less than the difference of a rare charset

  std::string_view language_;
  std::vector<Likeness> rows_;
  double best_ = std::numeric_limits<double>::infinity();
};

// Without the transitions, so never more than the true cost.
double least_bits(const std::array<std::uint32_t, 256>& bytes, const SingleByteModel& model) {
  std::uint64_t eighths = 0;
  for (std::size_t byte = 0x80; byte < bytes.size(); ++byte) {
    eighths += std::uint64_t{bytes[byte]} * model.cost[byte];
  }
  return static_cast<double>(eighths) / kBit;
}

}  // namespace

std::vector<Likeness> rank_charsets(std::string_view sample, std::string_view language) {
  Ranking ranking(language);
  ranking.enter(kUtf8, {}, utf8_bits(sample));
  for (const DoubleByteModel& model : double_byte_models()) {
    ranking.enter(model.charset, model.language, double_byte_bits(sample, model));
  }
  std::array<std::uint32_t, 256> bytes{};
  for (const char c : sample) ++bytes[static_cast<unsigned char>(c)];
  std::vector<std::pair<double, const SingleByteModel*>> hopes;
  for (const SingleByteModel& model : single_byte_models()) {
    hopes.emplace_back(least_bits(bytes, model), &model);
  }
  std::stable_sort(hopes.begin(), hopes.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [least, model] : hopes) {
    const double bits = least > ranking.hopeless() ? least : single_byte_bits(sample, *model);
    ranking.enter(model->charset, model->language, bits);
  }
  return ranking.take(sample);
}

double bits_of(const std::vector<Likeness>& ranking, const Charset& charset) {
  const auto row = std::find_if(ranking.begin(), ranking.end(),
                                [&](const Likeness& other) { return other.charset == charset; });
  return row != ranking.end() ? row->bits : std::numeric_limits<double>::infinity();
}

}  // namespace storyfold::crawler::parse
