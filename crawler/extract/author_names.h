#pragma once
// Names of authors out of what pages give for one. Pure; safe from any thread.
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::extract {

// "By Jane Doe and John Roe, Political Editor | Harbor Post" -> Jane Doe, John Roe; a single name
// stays whatever it is: "Redaktion", "dpa". Roles behind a name, leading words, dates, addresses
// of mail and web are taken off; what is none of it, or longer than a name, gives nothing.
[[nodiscard]] std::vector<std::string> author_names(std::string_view text);

// A byline in running text starts with such a word: "By Jane Doe", "Von Max Muster", "Text: X".
// What stands behind it; "" when it is none.
[[nodiscard]] std::string_view after_byline_word(std::string_view line);

// Says nobody in particular: admin, Redaktion, staff.
[[nodiscard]] bool is_generic_author(std::string_view name);

// Two to five words as names of people are written in Latin and like scripts, or ideographs that
// start with a common surname.
[[nodiscard]] bool is_full_name(std::string_view name);

// At the start of `text`, names in ideographs or kana: "张三 李四 2015" -> both; else the first
// word, a pen name, when `pen_names` are allowed.
[[nodiscard]] std::vector<std::string> leading_names(std::string_view text, bool pen_names);

}  // namespace storyfold::crawler::extract
