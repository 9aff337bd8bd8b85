#include "crawler/parse/xml_scan.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <mutex>
#include <new>

#include "crawler/parse/xml_mend.h"

namespace storyfold::crawler::parse {
namespace {

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

// Where it does not expand entities, libxml2 hands an attribute's "&amp;" on as "&#38;".
std::string attribute_value(std::string_view value) {
  constexpr std::string_view kAmpersand = "&#38;";
  std::string text;
  for (std::size_t at = value.find(kAmpersand); at != std::string_view::npos;
       at = value.find(kAmpersand)) {
    text.append(value.substr(0, at)) += '&';
    value.remove_prefix(at + kAmpersand.size());
  }
  return text.append(value);
}

// What the callbacks of C get as their context.
struct Session {
  XmlReader& reader;
  xmlParserCtxtPtr parser = nullptr;
  std::vector<XmlAttribute> attributes{};  // of the tag at hand
  bool enough = false;

  void go_on(bool wanted) {
    if (wanted || enough) return;
    enough = true;
    xmlStopParser(parser);
  }
};

void on_start(void* context, const xmlChar* local, const xmlChar* prefix, const xmlChar* space,
              int /*namespaces*/, const xmlChar** /*declared*/, int attribute_count,
              int /*defaulted*/, const xmlChar** attributes) {
  auto& session = *static_cast<Session*>(context);
  if (session.enough) return;
  session.attributes.clear();
  for (int i = 0; i < attribute_count; ++i) {
    const xmlChar** at = attributes + static_cast<std::ptrdiff_t>(i) * 5;
    const char* begin = reinterpret_cast<const char*>(at[3]);
    const auto size = static_cast<std::size_t>(reinterpret_cast<const char*>(at[4]) - begin);
    session.attributes.push_back(
        {{view(at[2]), view(at[1]), view(at[0])}, attribute_value({begin, size})});
  }
  session.go_on(session.reader.start({view(space), view(prefix), view(local)}, session.attributes));
}

void on_end(void* context, const xmlChar* local, const xmlChar* prefix, const xmlChar* space) {
  auto& session = *static_cast<Session*>(context);
  if (!session.enough) session.go_on(session.reader.end({view(space), view(prefix), view(local)}));
}

void on_text(void* context, const xmlChar* text, int size) {
  auto& session = *static_cast<Session*>(context);
  if (session.enough) return;
  const auto* bytes = reinterpret_cast<const char*>(text);
  session.go_on(session.reader.text({bytes, static_cast<std::size_t>(size)}));
}

void ignore_error(void* /*context*/, xmlErrorPtr /*error*/) {}

using Parser = std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)>;

Parser make_parser(xmlSAXHandler& handler, Session& session) {
  static std::once_flag once;
  std::call_once(once, xmlInitParser);
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.characters = on_text;
  handler.serror = ignore_error;
  Parser parser(xmlCreatePushParserCtxt(&handler, &session, nullptr, 0, nullptr),
                xmlFreeParserCtxt);
  if (!parser) throw std::bad_alloc();
  // Neither NOENT, DTDLOAD nor HUGE: nothing from outside is read, and the library's own limits
  // stand behind ours. What is mended still may surprise it, so it recovers.
  xmlCtxtUseOptions(parser.get(), XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                      XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
  xmlSwitchEncoding(parser.get(), XML_CHAR_ENCODING_UTF8);
  session.parser = parser.get();
  return parser;
}

}  // namespace

Result<XmlScan> scan_xml(std::string_view utf8, XmlReader& reader) {
  Session session{reader};
  xmlSAXHandler handler{};
  const Parser parser = make_parser(handler, session);
  auto scan = mend_xml(utf8, [&](std::string_view piece, bool made_up) {
    if (made_up) reader.torn();
    xmlParseChunk(parser.get(), piece.data(), static_cast<int>(piece.size()), 0);
    return !session.enough;
  });
  if (scan && !session.enough) xmlParseChunk(parser.get(), nullptr, 0, 1);
  // The handler leaves no document behind, but a start without content may have made one.
  xmlFreeDoc(parser->myDoc);
  parser->myDoc = nullptr;
  return scan;
}

}  // namespace storyfold::crawler::parse
