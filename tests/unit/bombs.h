#pragma once
// Pages made to hurt a parser, for every test that reads HTML (FAULTS 28 and 29).
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::tests {

struct Bomb {
  std::string name;
  std::string html;
};

inline std::string repeat(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

inline std::string numbered(std::string_view before, std::string_view behind, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += before;
    text += std::to_string(i);
    text += behind;
  }
  return text;
}

inline double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Nesting, reopened formatting, foster parenting, attributes, floods.
inline std::vector<Bomb> bombs(std::size_t bytes) {
  std::vector<Bomb> list;
  for (const char* tag : {"div",
                          "b",
                          "table",
                          "form",
                          "template",
                          "svg",
                          "select",
                          "button",
                          "ul><li",
                          "p><b",
                          "table><tr><td",
                          "a",
                          "blockquote",
                          "math",
                          "ruby><rt",
                          "frameset",
                          "object",
                          "h1",
                          "nobr",
                          "option",
                          "svg><foreignObject"}) {
    list.push_back({tag, repeat("<" + std::string(tag) + ">", bytes)});
  }
  list.push_back({"font with values", numbered("<font size=", ">", bytes)});
  list.push_back({"open fonts times every p",
                  "<p>" + numbered("<font size=", ">", 900) + repeat("<p>", bytes)});
  list.push_back({"fonts and paragraphs", numbered("<p><font color=c", ">x</p>", bytes)});
  list.push_back({"attributes of a tag", "<p" + numbered(" a", "=1", bytes) + ">x"});
  list.push_back(
      {"attributes of many tags", repeat("<p" + numbered(" a", "=1", 900) + ">", bytes)});
  list.push_back({"end tags", repeat("</p></div></b>", bytes)});
  list.push_back({"ul li form", repeat("<ul><li></form>", bytes)});
  list.push_back({"mis-nested", repeat("<b><i><p></b></i></p>", bytes)});
  list.push_back({"comments", repeat("<!-- x --><!--", bytes)});
  list.push_back({"scripts", repeat("<script>x</script>", bytes)});
  list.push_back({"entities", repeat("&amp;&#65;&nosuch", bytes)});
  list.push_back({"open tag", "<p title=\"" + repeat("x", bytes)});
  list.push_back({"less-than signs", repeat("<", bytes)});
  list.push_back({"one text", "<p>" + repeat("text ", bytes)});
  list.push_back({"foster parents", "<table>" + repeat("<b>x<div>y", bytes)});
  list.push_back({"foster text", "<table>" + repeat("x<tr>", bytes)});
  list.push_back({"nested tables of text", repeat("<table>x<tr><td>", bytes)});
  return list;
}

}  // namespace storyfold::tests
