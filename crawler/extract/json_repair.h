#pragma once
// What pages get wrong in their JSON-LD, put right. Internal to linked_data.cc. Pure.
#include <cstdint>
#include <string>
#include <string_view>

namespace storyfold::crawler::extract {

// Whether a quotation mark in the middle of a string may be meant as text.
enum class StrayQuotes : std::uint8_t {
  kEndStrings,  // as RFC 8259 has it
  kAreText,     // a string ends only at a mark that a comma, colon, bracket or the end follows
};

// `text` as an array of the JSON values in it: comment and CDATA marks around them, commas before
// closing brackets and semicolons dropped; raw control characters inside strings and stray
// backslashes escaped. Valid JSON stays equal in value. Linear; what is beyond repair stays so.
[[nodiscard]] std::string repair_json(std::string_view text, StrayQuotes quotes);

}  // namespace storyfold::crawler::extract
