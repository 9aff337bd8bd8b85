#pragma once
// Charsets by the names that pages call them (https://encoding.spec.whatwg.org/#names-and-labels).
// Pure; safe from any thread.
#include <string_view>

namespace storyfold::crawler::parse {

// A charset by its WHATWG name and by the ICU converter that decodes it as browsers do: the label
// GB2312 is read as GB18030, ISO-8859-1 as Windows-1252. Both strings live for ever.
struct Charset {
  std::string_view name;  // empty: none
  const char* converter = nullptr;

  explicit operator bool() const { return !name.empty(); }
  friend bool operator==(const Charset& a, const Charset& b) { return a.name == b.name; }
};

inline constexpr Charset kUtf8{"utf-8", "UTF-8"};
inline constexpr Charset kUtf16Le{"utf-16le", "UTF-16LE"};
inline constexpr Charset kUtf16Be{"utf-16be", "UTF-16BE"};
inline constexpr Charset kGb18030{"gb18030", "gb18030"};
inline constexpr Charset kBig5{"big5", "Big5-HKSCS"};
// ICU's windows-932 is ibm-943_P15A-2003: of its converters the one that agrees with the standard's
// index, fullwidth tilde included. So does its EUC-JP (euc-jp-2007).
inline constexpr Charset kShiftJis{"shift_jis", "ibm-943_P15A-2003"};
inline constexpr Charset kEucJp{"euc-jp", "EUC-JP"};
inline constexpr Charset kIso2022Jp{"iso-2022-jp", "ISO-2022-JP"};
inline constexpr Charset kEucKr{"euc-kr", "windows-949"};
inline constexpr Charset kWindows1250{"windows-1250", "windows-1250"};
inline constexpr Charset kWindows1251{"windows-1251", "windows-1251"};
inline constexpr Charset kWindows1252{"windows-1252", "windows-1252"};
inline constexpr Charset kWindows1253{"windows-1253", "windows-1253"};
inline constexpr Charset kWindows1254{"windows-1254", "windows-1254"};
inline constexpr Charset kWindows1255{"windows-1255", "windows-1255"};
inline constexpr Charset kWindows1256{"windows-1256", "windows-1256"};
inline constexpr Charset kWindows1257{"windows-1257", "windows-1257"};
inline constexpr Charset kWindows1258{"windows-1258", "windows-1258"};
inline constexpr Charset kWindows874{"windows-874", "windows-874-2000"};
inline constexpr Charset kIso8859_2{"iso-8859-2", "ISO-8859-2"};
inline constexpr Charset kIso8859_3{"iso-8859-3", "ISO-8859-3"};
inline constexpr Charset kIso8859_4{"iso-8859-4", "ISO-8859-4"};
inline constexpr Charset kIso8859_5{"iso-8859-5", "ISO-8859-5"};
inline constexpr Charset kIso8859_6{"iso-8859-6", "ISO-8859-6"};
inline constexpr Charset kIso8859_7{"iso-8859-7", "ISO-8859-7"};
inline constexpr Charset kIso8859_8{"iso-8859-8", "ISO-8859-8"};
inline constexpr Charset kIso8859_8I{"iso-8859-8-i", "ISO-8859-8"};
inline constexpr Charset kIso8859_10{"iso-8859-10", "ISO-8859-10"};
inline constexpr Charset kIso8859_13{"iso-8859-13", "ISO-8859-13"};
inline constexpr Charset kIso8859_14{"iso-8859-14", "ISO-8859-14"};
inline constexpr Charset kIso8859_15{"iso-8859-15", "ISO-8859-15"};
// ICU has no ISO-8859-16; its letters are those of ISO-8859-2 for Romanian but for a few.
inline constexpr Charset kIso8859_16{"iso-8859-16", "ISO-8859-2"};
inline constexpr Charset kKoi8R{"koi8-r", "KOI8-R"};
inline constexpr Charset kKoi8U{"koi8-u", "KOI8-U"};
inline constexpr Charset kIbm866{"ibm866", "ibm-866"};
inline constexpr Charset kMacintosh{"macintosh", "macintosh"};
inline constexpr Charset kMacCyrillic{"x-mac-cyrillic", "x-mac-cyrillic"};

// `label` in any case, with white space or quotes around it. The standard's labels and a few that
// pages use beside them; no charset for any other, and for those that the standard gives to its
// "replacement" decoder.
[[nodiscard]] Charset charset_of_label(std::string_view label);

}  // namespace storyfold::crawler::parse
