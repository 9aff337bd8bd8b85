#pragma once
// XML as outlets write it -> XML that is well-formed, so that a parser finds in it what was meant.
// Left to recover by itself, libxml2 makes "?a=1&b=2" of a link into "?a=1=2". Pure; safe from any
// thread; linear in the bytes.
#include <cstddef>
#include <functional>
#include <string_view>

#include "core/result.h"
#include "crawler/parse/xml_scan.h"

namespace storyfold::crawler::parse {

// Gets pieces that end between two tags; returning false ends the work. `made_up`: these are the
// ends of what a torn text left open.
using XmlSink = std::function<bool(std::string_view piece, bool made_up)>;

// References that XML does not know are resolved or escaped, attributes quoted, tags balanced.
// Comments, processing instructions and declarations are left out; names keep their ASCII. Limits
// and errors are those of scan_xml.
[[nodiscard]] Result<XmlScan> mend_xml(std::string_view utf8, const XmlSink& sink);

}  // namespace storyfold::crawler::parse
