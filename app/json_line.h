#pragma once
// A JSON value as text that is safe to show. Pure; safe from any thread.
#include <nlohmann/json.hpp>
#include <string>

namespace storyfold::app {

using Json = nlohmann::ordered_json;

// As one line, newline included. Bytes that are not UTF-8 become U+FFFD. What could command a
// terminal or reverse a line (DEL, C1 controls, bidirectional marks, line separators) is written as
// \uXXXX, which means the same to a JSON reader.
[[nodiscard]] std::string json_line(const Json& value);

}  // namespace storyfold::app
