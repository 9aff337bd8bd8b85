#pragma once
// JSON as the program writes it, safe to show, and takes it apart. Pure; safe from any thread.
#include <nlohmann/json.hpp>
#include <string>

namespace storyfold::app {

using Json = nlohmann::ordered_json;

// As one line, newline included. Bytes that are not UTF-8 become U+FFFD. What could command a
// terminal or reverse a line (DEL, C1 controls, bidirectional marks, line separators) is written as
// \uXXXX, which means the same to a JSON reader.
[[nodiscard]] std::string json_line(const Json& value);

// The text at `key` of an object; "" when there is none, or something else.
[[nodiscard]] std::string text_of(const Json& object, const char* key);

}  // namespace storyfold::app
