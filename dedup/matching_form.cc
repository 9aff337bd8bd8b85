#include "dedup/matching_form.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/hash.h"
#include "dedup/character_table.h"
#include "dedup/sort_hashes.h"

namespace storyfold::dedup {
namespace {

constexpr std::uint32_t mix(
    std::uint32_t h) noexcept {  // the finaliser of MurmurHash3 (public domain)
  h ^= h >> 16;
  h *= 0x85EBCA6BU;
  h ^= h >> 13;
  h *= 0xC2B2AE35U;
  return h ^ (h >> 16);
}

std::uint32_t hash_of(char32_t code) noexcept { return mix(static_cast<std::uint32_t>(code) + 1); }
std::uint32_t hash_of(std::string_view run) noexcept {
  return static_cast<std::uint32_t>(xxh3_64(run) >> 32);
}

void append_utf8(std::string& out, char32_t code) {
  char buffer[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(buffer, size, code);
  out.append(buffer, static_cast<std::size_t>(size));
}

// How many times a word after a number multiplies it; 0 = it does not.
double multiplier(char32_t code) noexcept {
  switch (code) {
    case U'百':
      return 1e2;
    case U'千':
      return 1e3;
    case U'万':
      return 1e4;
    case U'亿':
      return 1e8;
    case U'兆':
      return 1e12;
    default:
      return 0;
  }
}

double multiplier(std::string_view word) noexcept {
  if (word == "thousand") return 1e3;
  if (word == "million" || word == "mn") return 1e6;
  if (word == "billion" || word == "bn") return 1e9;
  if (word == "trillion" || word == "tn") return 1e12;
  return 0;
}

bool is_date_unit(char32_t code) noexcept {
  return code == U'年' || code == U'月' || code == U'日' || code == U'号' || code == U'时' ||
         code == U'分' || code == U'秒';
}

constexpr std::uint32_t kPercent = 0x25;
constexpr std::size_t kShingleTokens = 5;

// Cuts one text into tokens. The bytes are read once, from left to right; numbers look ahead for
// their fraction and unit only.
class Tokenizer {
 public:
  Tokenizer(std::string_view text, std::vector<ByteRange> masked, MatchingForm& form)
      : text_(text), masked_(std::move(masked)), form_(form) {}

  void run() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    std::size_t mask = 0;
    while (at_ < size) {
      if (mask < masked_.size() && at_ >= masked_[mask].begin) {
        end_run();
        form_.masked_bytes += std::max(at_, masked_[mask].end) - at_;
        at_ = std::max(at_, masked_[mask].end);
        ++mask;
        continue;
      }
      const std::uint32_t begin = at_;
      const char32_t code = next();
      if (code < 0x80 && (code == ' ' || code == '\n')) {
        end_run();
        continue;
      }
      for (const FoldedCharacter& folded : fold_character(code)) take(folded, begin);
    }
    end_run();
  }

 private:
  char32_t next() {
    UChar32 code = 0;
    auto i = static_cast<std::int32_t>(at_);
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text_.data()), i,
                    static_cast<std::int32_t>(text_.size()), code);
    at_ = static_cast<std::uint32_t>(i);
    return static_cast<char32_t>(code);
  }

  // The folded character at `position` and where the next begins, without moving.
  FoldedCharacter peek(std::uint32_t position, std::uint32_t& after, char32_t& raw) {
    const std::uint32_t saved = at_;
    at_ = position;
    if (at_ >= text_.size()) {
      at_ = saved;
      after = position;
      raw = 0;
      return {};
    }
    raw = next();
    after = at_;
    at_ = saved;
    const auto folded = fold_character(raw);
    return folded.empty() ? FoldedCharacter{CharacterClass::kIgnored, 0} : folded.front();
  }

  void take(const FoldedCharacter& folded, std::uint32_t begin) {
    switch (folded.kind) {
      case CharacterClass::kDropped:
        end_run();
        return;
      case CharacterClass::kIgnored:
        return;
      case CharacterClass::kCjk:
        end_run();
        append_utf8(form_.text, folded.code);
        push(hash_of(folded.code), begin, at_);
        last_was_run_ = false;
        return;
      case CharacterClass::kLetter:
        if (in_run_ && run_is_number_) end_run();
        start_run(begin, false);
        append_utf8(run_, folded.code);
        run_end_ = at_;
        return;
      case CharacterClass::kDigit:
        if (in_run_ && !run_is_number_) end_run();
        start_run(begin, true);
        run_.push_back(static_cast<char>(folded.code));
        run_end_ = at_;
        extend_number();
        return;
    }
  }

  void start_run(std::uint32_t begin, bool number) {
    if (in_run_) return;
    in_run_ = true;
    run_is_number_ = number;
    run_begin_ = begin;
    run_.clear();
  }

  // After a digit: a decimal point or a thousands comma belongs to the number when digits follow.
  void extend_number() {
    std::uint32_t after = 0;
    char32_t raw = 0;
    peek(at_, after, raw);
    const bool point = raw == U'.' || raw == U'．';
    if (!point && raw != U',') return;
    if (point && run_.find('.') != std::string::npos) return;
    int digits = 0;
    for (std::uint32_t position = after; digits < 4; ++digits) {
      if (peek(position, position, raw).kind != CharacterClass::kDigit) break;
    }
    if (point ? digits == 0 : digits != 3) return;
    if (point) run_.push_back('.');
    at_ = after;
  }

  void end_run() {
    if (!in_run_) return;
    in_run_ = false;
    if (run_is_number_) normalize_number();
    if (last_was_run_) form_.text.push_back(' ');
    if (run_is_number_) push_number();
    form_.text += run_;
    push(hash_of(run_), run_begin_, run_end_);
    last_was_run_ = true;
  }

  // 07 is 7; 0.50 stays, its precision says something.
  void normalize_number() {
    std::size_t zeros = 0;
    while (zeros + 1 < run_.size() && run_[zeros] == '0' && run_[zeros + 1] != '.') ++zeros;
    run_.erase(0, zeros);
  }

  void push_number() {
    Number number;
    number.token = static_cast<std::uint32_t>(form_.tokens.size());
    number.written = static_cast<std::uint32_t>(form_.text.size());
    number.value = std::strtod(run_.c_str(), nullptr);
    const std::size_t point = run_.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : run_.size() - point - 1;
    number.resolution = 0.5 * std::pow(10.0, -static_cast<double>(decimals));
    read_unit(number);
    form_.numbers.push_back(number);
  }

  void read_unit(Number& number) {
    std::uint32_t position = run_end_;
    char32_t raw = 0;
    std::uint32_t after = 0;
    FoldedCharacter folded = peek(position, after, raw);
    while (raw == U' ') {
      position = after;
      folded = peek(position, after, raw);
    }
    for (int i = 0; i < 2; ++i) {  // 万 and 亿 in a row: 1.2万亿
      const double times = folded.kind == CharacterClass::kCjk ? multiplier(folded.code) : 0;
      if (times == 0) break;
      number.value *= times;
      number.resolution *= times;
      position = after;
      folded = peek(position, after, raw);
    }
    if (folded.kind == CharacterClass::kLetter) {
      std::string word = read_word(position);
      if (const double times = multiplier(word); times != 0) {
        number.value *= times;
        number.resolution *= times;
        word.clear();
      }
      number.unit = word.empty() ? 0 : hash_of(word);
    } else if (raw == U'%' || raw == U'％') {
      number.unit = kPercent;
    } else if (raw == U':' || raw == U'：') {
      std::uint32_t ignored = 0;
      number.date_part = peek(after, ignored, raw).kind == CharacterClass::kDigit;
    } else if (folded.kind == CharacterClass::kCjk) {
      number.unit = hash_of(folded.code);
      number.date_part = is_date_unit(folded.code);
    }
  }

  std::string read_word(std::uint32_t position) {
    std::string word;
    char32_t raw = 0;
    while (word.size() < 16) {
      const FoldedCharacter folded = peek(position, position, raw);
      if (folded.kind != CharacterClass::kLetter) break;
      append_utf8(word, folded.code);
    }
    return word;
  }

  void push(std::uint32_t hash, std::uint32_t begin, std::uint32_t end) {
    form_.tokens.push_back(hash);
    form_.bytes.push_back({begin, end});
  }

  std::string_view text_;
  std::vector<ByteRange> masked_;
  MatchingForm& form_;
  std::uint32_t at_ = 0;
  bool in_run_ = false;
  bool run_is_number_ = false;
  bool last_was_run_ = false;  // two runs in a row need a space between them in `text`
  std::uint32_t run_begin_ = 0;
  std::uint32_t run_end_ = 0;
  std::string run_;
};

std::vector<ByteRange> merged(std::span<const ByteRange> ranges, std::size_t size) {
  std::vector<ByteRange> sorted(ranges.begin(), ranges.end());
  for (ByteRange& range : sorted) {
    range.end = static_cast<std::uint32_t>(std::min<std::size_t>(range.end, size));
  }
  std::erase_if(sorted, [](const ByteRange& range) { return range.begin >= range.end; });
  std::sort(sorted.begin(), sorted.end());
  std::vector<ByteRange> result;
  for (const ByteRange& range : sorted) {
    if (!result.empty() && range.begin <= result.back().end) {
      result.back().end = std::max(result.back().end, range.end);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

std::vector<std::uint32_t> shingles_of(const std::vector<std::uint32_t>& tokens) {
  std::vector<std::uint32_t> result;
  if (tokens.size() < kShingleTokens) return result;
  result.reserve(tokens.size() - kShingleTokens + 1);
  for (std::size_t i = 0; i + kShingleTokens <= tokens.size(); ++i) {
    std::uint64_t h = 0;
    for (std::size_t k = 0; k < kShingleTokens; ++k) {
      h = (h ^ tokens[i + k]) * 0x9E3779B97F4A7C15ULL;
    }
    result.push_back(static_cast<std::uint32_t>(h >> 32));
  }
  sort_hashes(result);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

// How many stand in both; each is sorted and unique. Without a branch on the values: which of two
// hashes is less cannot be foretold.
std::size_t common(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::size_t count = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::uint32_t from_a = a[i];
    const std::uint32_t from_b = b[j];
    count += from_a == from_b ? 1 : 0;
    i += from_a <= from_b ? 1 : 0;
    j += from_b <= from_a ? 1 : 0;
  }
  return count;
}

MatchingForm tokenize(std::string_view text, std::vector<ByteRange> masked) {
  MatchingForm form;
  form.tokens.reserve(text.size() / 3 + 1);
  form.text.reserve(text.size());
  Tokenizer(text, std::move(masked), form).run();
  form.shingles = shingles_of(form.tokens);
  return form;
}

}  // namespace

std::uint64_t MatchingForm::memory_bytes() const noexcept {
  return sizeof(*this) + tokens.capacity() * sizeof(tokens[0]) + bytes.memory_bytes() +
         numbers.capacity() * sizeof(numbers[0]) + shingles.capacity() * sizeof(shingles[0]) +
         text.capacity();
}

void MatchingForm::pack() {
  if (text_hash) return;
  text_hash = sha256(text);
  std::string written;
  for (Number& number : numbers) {
    const std::string words = written_number(*this, number);
    number.written = static_cast<std::uint32_t>(written.size());
    written += words;
    written += ' ';  // ends the unit
  }
  text = std::move(written);
  text.shrink_to_fit();
  tokens.shrink_to_fit();
  bytes.shrink_to_fit();
  numbers.shrink_to_fit();
  shingles.shrink_to_fit();
}

MatchingForm make_form(std::string_view text, std::span<const ByteRange> masked) {
  MatchingForm form = tokenize(text, merged(masked, text.size()));
  if (form.tokens.empty() && form.masked_bytes > 0) form = tokenize(text, {});
  return form;
}

std::vector<ByteRange> masked_ranges(const std::vector<Claim>& claims,
                                     const std::optional<ByteRange>& headline) {
  std::vector<ByteRange> ranges;
  if (headline) ranges.push_back(*headline);
  for (const Claim& claim : claims) {
    if (claim.body) ranges.push_back(*claim.body);
  }
  return ranges;
}

bool same_text(const MatchingForm& a, const MatchingForm& b) {
  if (!a.text_hash && !b.text_hash) return a.text == b.text;
  const auto hash_of_text = [](const MatchingForm& form) {
    return form.text_hash ? *form.text_hash : sha256(form.text);
  };
  return hash_of_text(a) == hash_of_text(b);
}

double containment_of(const MatchingForm& a, const MatchingForm& b) {
  const bool a_shorter = a.tokens.size() <= b.tokens.size();
  const MatchingForm& shorter = a_shorter ? a : b;
  const MatchingForm& longer = a_shorter ? b : a;
  if (shorter.tokens.empty()) return 0;
  if (shorter.shingles.empty()) {
    const auto found = std::search(longer.tokens.begin(), longer.tokens.end(),
                                   shorter.tokens.begin(), shorter.tokens.end());
    return found == longer.tokens.end() ? 0 : 1;
  }
  return static_cast<double>(common(shorter.shingles, longer.shingles)) /
         static_cast<double>(shorter.shingles.size());
}

std::string written_number(const MatchingForm& form, const Number& number) {
  std::size_t end = number.written;
  const std::string& text = form.text;
  while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
  std::string result = text.substr(number.written, end - number.written);
  if (number.unit == kPercent) return result + "%";
  auto at = static_cast<std::int32_t>(end);
  const auto size = static_cast<std::int32_t>(text.size());
  while (at < size) {  // factors (万, 亿) and the one character of the unit
    UChar32 code = 0;
    const std::int32_t begin = at;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), at, size, code);
    if (code < 0x80) break;
    result.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    if (multiplier(static_cast<char32_t>(code)) == 0) break;
  }
  return result;
}

bool agree(const Number& a, const Number& b) noexcept {
  if (a.unit != b.unit && a.unit != 0 && b.unit != 0) return false;
  const double difference = std::abs(a.value - b.value);
  if (difference == 0) return true;
  // One may be the other rounded or cut; but 1 and 1.4 are not the same for it.
  const double coarser = std::max(a.resolution, b.resolution);
  const double size = std::max(std::abs(a.value), std::abs(b.value));
  return difference <= coarser * 1.0001 && difference <= 0.1 * size;
}

}  // namespace storyfold::dedup
