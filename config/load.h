#pragma once
// Reads a storyfold.toml. Stateless: safe from any thread.
#include <filesystem>
#include <string_view>

#include "config/reading.h"
#include "config/settings.h"
#include "core/result.h"

namespace storyfold::config {

// What the file does not name keeps its default. A relative store.dir starts at the file's folder.
// kIo: the file cannot be read. kBadInput: it is not TOML, or it names settings that do not exist
// or gives them values they cannot have. `what` then holds one line for each of them, in order,
// "file:line: what was given; what would be right", not only for the first. A file that a setting
// names has to be there and readable; what it holds is not looked at.
[[nodiscard]] Result<Settings> load(const std::filesystem::path& file);

// The same of text in memory; `where` takes the place of the file's name. Reads nothing: files that
// settings name are not looked for.
[[nodiscard]] Result<Settings> load_text(std::string_view toml, const std::filesystem::path& where);

}  // namespace storyfold::config
