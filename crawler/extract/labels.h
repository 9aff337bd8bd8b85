#pragma once
// Labels that pages put before names - "Source:", "责任编辑：" - and the values behind them. Every
// label is a row of one table. Pure; safe from any thread.
#include <cstdint>
#include <string_view>
#include <vector>

namespace storyfold::crawler::extract {

enum class LabelKind : std::uint8_t {
  kAuthor,
  kReporter,
  kEditor,
  kSource,
  kReprinted,
  kOther,  // ends the value before it: "浏览次数："
};

// One row of the table, for docs and tests.
struct LabelRow {
  LabelKind kind;
  std::string_view words;    // '|' between them; lower case, without spaces
  std::string_view example;  // a line that has one of them
  std::string_view value;    // what is read from the example
};
[[nodiscard]] const std::vector<LabelRow>& label_rows();

// A label with its value, as parts of the line they were read from.
struct LabelledValue {
  LabelKind kind;
  std::string_view value;  // trimmed; up to the next label, a date or a bar; may be empty
  std::string_view quote;  // label and value
};

// All of a line, in order. A label stands right before a colon, any case, spaces inside allowed
// ("来 源："), and starts at the border of a word; a slash or bar does for the colon where writers
// are named ("文/林一"). Linear.
[[nodiscard]] std::vector<LabelledValue> labelled_values(std::string_view line);

// Does it begin with a label and its colon: "来源：海港早报"? Looks at the beginning only.
[[nodiscard]] bool starts_with_label(std::string_view text);

}  // namespace storyfold::crawler::extract
