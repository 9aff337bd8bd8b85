#include "tests/newsroom/encode.h"

#include <unicode/translit.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <zlib.h>

#include <memory>
#include <stdexcept>

namespace storyfold::newsroom {
namespace {

// ICU knows all of these names: a failure means a broken installation.
void check(UErrorCode status, const char* what) {
  if (U_FAILURE(status) != 0) {
    throw std::runtime_error(std::string(what) + ": " + u_errorName(status));
  }
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

}  // namespace

std::string encode(std::string_view text, std::string_view charset) {
  if (charset == "utf-8") return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> converter(
      ucnv_open(std::string(charset).c_str(), &status));
  check(status, "ucnv_open");
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_ESCAPE, UCNV_ESCAPE_XML_DEC, nullptr,
                        nullptr, &status);
  check(status, "ucnv_setFromUCallBack");
  const auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), int(text.size())));
  // A numeric reference of a supplementary character has at most ten bytes.
  std::string bytes(static_cast<std::size_t>(wide.length()) * 10 + 16, '\0');
  const auto size = ucnv_fromUChars(converter.get(), bytes.data(), int(bytes.size()),
                                    wide.getBuffer(), wide.length(), &status);
  check(status, "ucnv_fromUChars");
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

std::string to_traditional(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> rules(
      icu::Transliterator::createInstance("Simplified-Traditional", UTRANS_FORWARD, status));
  check(status, "Simplified-Traditional");
  auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), int(text.size())));
  rules->transliterate(wide);
  std::string result;
  wide.toUTF8String(result);
  return result;
}

std::string escape(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string gzip(std::string_view bytes) {
  constexpr int kGzipFraming = 15 + 16;
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipFraming, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);  // one call: the room suffices by deflateBound
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

}  // namespace storyfold::newsroom
