#include "config/show.h"

#include <string_view>

#include "config/table.h"

namespace storyfold::config {
namespace {

// The settings of one section.
std::vector<const Setting*> settings_of(const Section& section) {
  std::vector<const Setting*> found;
  for (const Setting& setting : all_settings()) {
    if (section_of(setting.name) == section.name) found.push_back(&setting);
  }
  return found;
}

// A bar would end the cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string code(std::string_view text) { return "`" + cell(text) + "`"; }

}  // namespace

std::vector<SettingRow> show(const Settings& settings) {
  std::vector<SettingRow> rows;
  for (const Setting& setting : all_settings()) {
    SettingRow row;
    row.name = setting.name;
    row.value = format_value(setting, setting.get(settings));
    row.is_default = row.value == default_value(setting);
    row.unit = unit_name(setting);
    row.range = range_text(setting);
    row.meaning = setting.meaning;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string to_toml(const Settings& settings) {
  std::string out;
  for (const Section& section : all_sections()) {
    out += (out.empty() ? "[" : "\n[") + std::string(section.name) + "]\n";
    for (const Setting* const setting : settings_of(section)) {
      const std::string value = format_value(*setting, setting->get(settings));
      const std::string standard = default_value(*setting);
      out += std::string(key_of(setting->name)) + " = " + value;
      if (value != standard) out += "  # default: " + standard;
      out += "\n";
    }
  }
  return out;
}

std::string sample_file() {
  std::string out =
      "# Configuration of storyfold. Made from the table in config/table.cc by\n"
      "# scripts/generate-config-files; a test compares the two.\n"
      "#\n"
      "# Every setting has a default, so this file changes nothing as it is: take the \"#\" off\n"
      "# an example line and put your value there. `storyfold config check` reads it over,\n"
      "# `storyfold config show` prints what is in force.\n";
  for (const Section& section : all_sections()) {
    out += "\n# " + std::string(section.meaning) + ".\n[" + std::string(section.name) + "]\n";
    for (const Setting* const setting : settings_of(section)) {
      out += "\n# " + std::string(setting->meaning) + ".\n# Default " + default_value(*setting);
      if (const std::string range = range_text(*setting); !range.empty()) out += "; " + range;
      if (setting->kind == Kind::kCount) out += " " + std::string(setting->unit);
      out += ".\n# " + std::string(key_of(setting->name)) + " = " + std::string(setting->example) +
             "\n";
    }
  }
  return out;
}

std::string reference_page() {
  std::string out =
      "# Configuration\n\n"
      "<!-- Made from config/table.cc by scripts/generate-config-files; a test compares the two. "
      "-->\n\n"
      "`storyfold` reads one TOML file, given with `--config FILE`. Every setting has a default, "
      "so an\nempty file is a complete one; `config/storyfold.toml` is a sample with all of them. "
      "An unknown\nname or a value out of its range is refused with file and line, all of them in "
      "one go, and nothing\nruns. `storyfold config check` only reads the file, `storyfold config "
      "show` prints what is in force\nin a form that can be loaded again.\n\n"
      "How values are written:\n\n"
      "- **Sizes** are strings with a unit (`\"192 MiB\"`, `\"1.5 GiB\"`, `\"200 MB\"`) or whole "
      "numbers of\n  bytes. `KiB`, `MiB`, `GiB`, `TiB` are powers of 1024; `kB`, `MB`, `GB`, `TB` "
      "are powers of 1000.\n"
      "- **Times** are strings with a unit: `\"100ms\"`, `\"2s\"`, `\"5m\"`, `\"24h\"`, "
      "`\"7d\"`.\n"
      "- **Offsets** from UTC are strings: `\"+08:00\"`, `\"-03:30\"`, `\"Z\"`.\n"
      "- **Ratios** are numbers from 0 to 1.\n"
      "- **Addresses** are IPv4 or IPv6 prefixes (`\"10.20.0.0/16\"`, `\"fd00:12::/32\"`) or "
      "single "
      "ones.\n"
      "- A relative **path** starts at the folder of the file; `~` is not expanded.\n";
  for (const Section& section : all_sections()) {
    out += "\n## [" + std::string(section.name) + "]\n\n" + std::string(section.meaning) +
           ".\n\n| setting | default | range | example | meaning |\n|---|---|---|---|---|\n";
    for (const Setting* const setting : settings_of(section)) {
      std::string range = range_text(*setting);
      if (setting->kind == Kind::kCount) range += " " + std::string(setting->unit);
      out += "| " + code(key_of(setting->name)) + " | " + code(default_value(*setting)) + " | " +
             cell(range) + " | " + code(setting->example) + " | " + cell(setting->meaning) + " |\n";
    }
  }
  return out;
}

}  // namespace storyfold::config
