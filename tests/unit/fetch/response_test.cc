#include "crawler/fetch/response.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <initializer_list>

using namespace storyfold::crawler::fetch;

namespace {

ResponseHead head_of(std::initializer_list<std::string_view> lines) {
  ResponseHead head;
  for (const auto line : lines) read_head_line(head, line);
  return head;
}

ResponseHead with_type(const std::string& type) {
  return head_of({"HTTP/1.1 200 OK\r\n", "Content-Type: " + type + "\r\n"});
}

}  // namespace

TEST_CASE("the headers that matter are kept", "[fetch][response]") {
  const auto head =
      head_of({"HTTP/2 200\r\n", "content-type: Text/HTML; charset=gb2312\r\n", "ETag: \"a1\"\r\n",
               "X-Robots-Tag: otherbot: noarchive\r\n", "x-robots-tag: noindex\r\n",
               "Last-Modified: Mon, 01 Aug 2022 03:23:57 GMT\r\n", "\r\n"});
  CHECK(head.status == 200);
  CHECK(head.content_type == "text/html");
  CHECK(head.charset == "gb2312");
  CHECK(head.etag == "\"a1\"");
  CHECK(head.robots_tag == "otherbot: noarchive\nnoindex");
  CHECK(head.last_modified == "Mon, 01 Aug 2022 03:23:57 GMT");
  CHECK(head.complete);
  CHECK_FALSE(head.redirects());
}

TEST_CASE("a charset is found among other parameters, quoted or not", "[fetch][response]") {
  CHECK(with_type("text/html;charset=\"GBK\"").charset == "GBK");
  CHECK(with_type("text/html; Charset = ' big5 '").charset == "big5");
  CHECK(with_type("text/html; a=\"x; charset=utf-8\"; charset=big5").charset == "big5");
  CHECK(with_type("text/html; charset=").charset.empty());
  CHECK(with_type("text/html;;; charset=euc-kr;").charset == "euc-kr");
  CHECK(with_type("; charset=gbk").content_type.empty());
  CHECK(with_type("text/html; a=\"never closed; charset=gbk").charset.empty());
}

TEST_CASE("a status line begins anew, trailers change nothing", "[fetch][response]") {
  const auto head = head_of({"HTTP/1.1 103 Early Hints\r\n", "Location: /hint\r\n", "\r\n",
                             "HTTP/1.1 200 OK\r\n", "Content-Type: text/html\r\n", "\r\n",
                             "Content-Type: text/plain\r\n", "X-Robots-Tag: noindex\r\n"});
  CHECK(head.status == 200);
  CHECK(head.location.empty());
  CHECK(head.content_type == "text/html");
  CHECK(head.robots_tag.empty());
}

TEST_CASE("only statuses that redirect, with a place to go, redirect", "[fetch][response]") {
  for (const std::string_view status : {"301", "302", "303", "307", "308"}) {
    CHECK(head_of({"HTTP/1.1 " + std::string(status), "Location: /b"}).redirects());
    CHECK_FALSE(head_of({"HTTP/1.1 " + std::string(status), "Location:  "}).redirects());
  }
  for (const std::string_view status : {"200", "201", "300", "304", "305", "404"}) {
    CHECK_FALSE(head_of({"HTTP/1.1 " + std::string(status), "Location: /b"}).redirects());
  }
}

TEST_CASE("codings over a body are counted across headers", "[fetch][response]") {
  CHECK(head_of({"HTTP/1.1 200", "Content-Encoding: gzip"}).codings == 1);
  CHECK(head_of({"HTTP/1.1 200", "Content-Encoding: GZip"}).content_coding == "gzip");
  CHECK(head_of({"HTTP/1.1 200", "Content-Encoding: identity, , none"}).codings == 0);
  CHECK(head_of({"HTTP/1.1 200", "Content-Encoding: gzip, br"}).codings == 2);
  CHECK(head_of({"HTTP/1.1 200", "Content-Encoding: gzip", "content-encoding: GZIP"}).codings == 2);
  CHECK(!head_of({"HTTP/1.1 200", "Transfer-Encoding: Chunked"}).transfer_coded);
  CHECK(head_of({"HTTP/1.1 200", "Transfer-Encoding: gzip, chunked"}).transfer_coded);
}

TEST_CASE("lines that are no headers are passed over", "[fetch][response]") {
  const auto head = head_of({"HTTP/1.1 2", "HTTP/", "HTTP/1.1 abc", "no colon", ": no name",
                             "HTTP/1.1 204 No Content", " folded: line"});
  CHECK(head.status == 204);
  CHECK(head_of({}).status == 0);
}

TEST_CASE("how long an answer stays fresh", "[fetch][response]") {
  using std::chrono::seconds;
  const auto fresh_for = [](std::initializer_list<std::string_view> lines) {
    auto head = head_of({"HTTP/1.1 200 OK"});
    for (const auto line : lines) read_head_line(head, line);
    return head.fresh_for();
  };
  const std::string_view date = "Date: Mon, 01 Aug 2022 03:00:00 GMT";
  CHECK(fresh_for({}) == seconds(0));
  CHECK(fresh_for({"Cache-Control: public, Max-Age=600"}) == seconds(600));
  CHECK(fresh_for({"Cache-Control: max-age=99999999999999999999"}) == seconds(366LL * 24 * 3600));
  CHECK(fresh_for({"Cache-Control: no-cache, max-age=600"}) == seconds(0));
  CHECK(fresh_for({date, "Expires: Mon, 01 Aug 2022 03:10:00 GMT"}) == seconds(600));
  CHECK(fresh_for({date, "Expires: 0"}) == seconds(0));
  CHECK(fresh_for({date, "Expires: Sun, 31 Jul 2022 03:10:00 GMT"}) == seconds(0));
  CHECK(fresh_for({"Expires: Mon, 01 Aug 2022 03:10:00 GMT"}) == seconds(0));
  CHECK(fresh_for({date, "Expires: Mon, 01 Aug 2022 03:10:00 GMT", "Cache-Control: max-age=5"}) ==
        seconds(5));
}
