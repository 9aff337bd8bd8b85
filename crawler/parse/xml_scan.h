#pragma once
// XML from outside as a stream of events, for feeds, sitemaps and OPML. Real files are malformed,
// so they are mended first: bare ampersands and HTML's entities, stray '<', tags left open or
// closed in a wrong order, a torn end. libxml2 reads the rest, recovering, without network,
// external entities or a tree. Pure; safe from any thread; linear in the bytes.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace storyfold::crawler::parse {

inline constexpr std::size_t kMaxXmlDepth = 64;
inline constexpr std::size_t kMaxXmlTokenBytes = 1u << 20;

struct XmlName {
  std::string_view space;   // namespace URI; "" without one
  std::string_view prefix;  // as written: all there is to go by when it is not declared
  std::string_view local;
};

struct XmlAttribute {
  XmlName name;
  std::string value;
};

// What a reader does with the events. Views live until the call returns. Returning false ends the
// scan: the reader has enough.
class XmlReader {
 public:
  virtual ~XmlReader() = default;
  virtual bool start(const XmlName& name, const std::vector<XmlAttribute>& attributes) = 0;
  virtual bool text(std::string_view utf8) = 0;  // pieces; CDATA sections come as text too
  virtual bool end(const XmlName& name) = 0;
  // The text stops here, inside what is open: the ends that follow are made up, and what the
  // innermost element holds may be cut.
  virtual void torn() {}
};

struct XmlScan {
  std::size_t mended = 0;  // places that were not well-formed
  bool torn = false;       // ends inside an element
};

// `utf8` is valid UTF-8; the encoding it declares is ignored. Every start has its end. kBadInput: a
// DOCTYPE with an internal subset (RSS 0.91's plain one is none), nested deeper than kMaxXmlDepth,
// no element; kTooLarge: a tag, comment or section longer than kMaxXmlTokenBytes.
[[nodiscard]] Result<XmlScan> scan_xml(std::string_view utf8, XmlReader& reader);

}  // namespace storyfold::crawler::parse
