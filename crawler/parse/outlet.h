#pragma once
// Telling outlets from people and from mere topics, for posts that do not name theirs. Guesses on
// names alone, without a list of outlets. Pure; safe from any thread.
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::parse {

// Ends or reads like a newspaper, agency, broadcaster, site or account.
[[nodiscard]] bool looks_like_outlet(std::string_view name);

// Two to four ideographs that start with a common surname, or two or three capitalised words; and
// not an outlet.
[[nodiscard]] bool looks_like_person(std::string_view name);

// The outlet a post's front matter shows: the first author unless that is a person; else the first
// category that names an outlet, "上海证券报新闻" being 上海证券报; else "".
[[nodiscard]] std::string outlet_of_post(const std::vector<std::string>& authors,
                                         const std::vector<std::string>& categories);

}  // namespace storyfold::crawler::parse
