#pragma once
// Secrets that the operator's files refer to and do not hold: "credential:NAME" is the content of
// $CREDENTIALS_DIRECTORY/NAME, which systemd fills from LoadCredential= of the unit and which only
// the process can read. Stateless: safe from any thread.
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace storyfold::config {

// NAME of "credential:NAME"; "" when `value` is no such reference.
[[nodiscard]] std::string_view credential_name(std::string_view value);
// Whether a value begins like a reference but names no file: that is a mistake.
[[nodiscard]] bool is_bad_reference(std::string_view value);

// $CREDENTIALS_DIRECTORY; empty when it is not set.
[[nodiscard]] std::filesystem::path credentials_folder();

// One line of text, without its end. kBadInput: no folder, or no such line in the file; kIo: it
// cannot be read. No message has anything of the content.
[[nodiscard]] Result<std::string> read_credential(std::string_view name,
                                                  const std::filesystem::path& folder);

}  // namespace storyfold::config
