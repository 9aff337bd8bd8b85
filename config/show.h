#pragma once
// The settings as text: for `storyfold config show`, the sample file and the documentation. All of
// it is made from the table in config/table.h. Pure; safe from any thread.
#include <string>
#include <vector>

#include "config/settings.h"

namespace storyfold::config {

struct SettingRow {
  std::string name;   // "store.memory"
  std::string value;  // as TOML
  bool is_default = true;
  std::string unit;   // "bytes", "time", "threads"...; may be empty
  std::string range;  // may be empty
  std::string meaning;
};

// Every setting, in the order of the table.
[[nodiscard]] std::vector<SettingRow> show(const Settings& settings);

// A complete file: loading it gives `settings` again. Values that are not the default say so.
[[nodiscard]] std::string to_toml(const Settings& settings);

// config/storyfold.toml: every setting with its meaning, range and default, and an example line
// that is commented out, so that the file as shipped changes nothing.
[[nodiscard]] std::string sample_file();

// docs/configuration.md.
[[nodiscard]] std::string reference_page();

}  // namespace storyfold::config
