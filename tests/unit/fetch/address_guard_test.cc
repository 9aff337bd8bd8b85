#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "core/url.h"

using namespace storyfold;
using namespace storyfold::crawler::fetch;

namespace {

// What the guard says of a numeric address; "?" when it is none.
std::string judge(const AddressGuard& guard, const std::string& address) {
  sockaddr_storage storage{};
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
    storage.ss_family = AF_INET;
    return std::string(guard.why_refused(reinterpret_cast<sockaddr*>(&storage), sizeof *v4));
  }
  storage = {};
  if (inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) != 1) return "?";
  storage.ss_family = AF_INET6;
  return std::string(guard.why_refused(reinterpret_cast<sockaddr*>(&storage), sizeof *v6));
}

AddressGuard guard_with(const std::vector<std::string>& allowed) {
  auto guard = AddressGuard::make(allowed);
  REQUIRE(guard);
  return *guard;
}

struct Judged {
  std::string_view address;
  std::string_view why;
};

void check_all(const AddressGuard& guard, const std::vector<Judged>& expected) {
  for (const auto& [address, why] : expected) {
    CAPTURE(address);
    CHECK(judge(guard, std::string(address)) == why);
  }
}

}  // namespace

TEST_CASE("public IPv4 addresses are let through", "[fetch][guard]") {
  check_all(guard_with({}), {{"1.1.1.1", ""},
                             {"8.8.8.8", ""},
                             {"9.255.255.255", ""},
                             {"11.0.0.0", ""},
                             {"100.63.255.255", ""},
                             {"100.128.0.0", ""},
                             {"126.255.255.255", ""},
                             {"128.0.0.1", ""},
                             {"169.253.255.255", ""},
                             {"169.255.0.0", ""},
                             {"172.15.255.255", ""},
                             {"172.32.0.0", ""},
                             {"192.0.1.0", ""},
                             {"192.167.255.255", ""},
                             {"192.169.0.0", ""},
                             {"198.17.255.255", ""},
                             {"198.20.0.0", ""},
                             {"223.255.255.255", ""}});
}

TEST_CASE("every block of IPv4 that is not public is refused at both of its ends",
          "[fetch][guard]") {
  check_all(guard_with({}), {{"0.0.0.0", "this network"},
                             {"0.255.255.255", "this network"},
                             {"10.0.0.0", "private"},
                             {"10.255.255.255", "private"},
                             {"100.64.0.0", "shared by a carrier"},
                             {"100.100.100.200", "shared by a carrier"},
                             {"100.127.255.255", "shared by a carrier"},
                             {"127.0.0.0", "loopback"},
                             {"127.0.0.1", "loopback"},
                             {"127.255.255.255", "loopback"},
                             {"168.63.129.16", "a cloud's metadata service"},
                             {"169.254.169.254", "a cloud's metadata service"},
                             {"169.254.0.0", "link-local"},
                             {"169.254.255.255", "link-local"},
                             {"172.16.0.0", "private"},
                             {"172.31.255.255", "private"},
                             {"192.0.0.0", "for protocols"},
                             {"192.0.0.192", "for protocols"},
                             {"192.0.2.1", "for documentation"},
                             {"192.88.99.1", "a 6to4 relay"},
                             {"192.168.0.0", "private"},
                             {"192.168.255.255", "private"},
                             {"198.18.0.0", "for benchmarks"},
                             {"198.19.255.255", "for benchmarks"},
                             {"198.51.100.7", "for documentation"},
                             {"203.0.113.7", "for documentation"},
                             {"224.0.0.1", "multicast"},
                             {"239.255.255.255", "multicast"},
                             {"240.0.0.0", "reserved"},
                             {"255.255.255.254", "reserved"},
                             {"255.255.255.255", "broadcast"}});
}

TEST_CASE("of IPv6 only global unicast is let through", "[fetch][guard]") {
  check_all(guard_with({}), {{"2606:4700:4700::1111", ""},
                             {"2001:200::1", ""},
                             {"2400::1", ""},
                             {"3ffe:ffff::1", ""},
                             {"::", "unspecified"},
                             {"::1", "loopback"},
                             {"::2", "IPv4-compatible"},
                             {"100::1", "discarded"},
                             {"2001::1", "Teredo"},
                             {"2001:1::1", "for protocols"},
                             {"2001:2::1", "for protocols"},
                             {"2001:20::1", "for protocols"},
                             {"2001:1ff:ffff::", "for protocols"},
                             {"2001:db8::1", "for documentation"},
                             {"3fff::1", "for documentation"},
                             {"3fff:fff:ffff::1", "for documentation"},
                             {"4000::1", "reserved"},
                             {"1fff::1", "reserved"},
                             {"5f00::1", "for segment routing"},
                             {"fc00::1", "private"},
                             {"fd00:ec2::254", "private"},
                             {"fdff::1", "private"},
                             {"fe80::1", "link-local"},
                             {"febf::1", "link-local"},
                             {"fe80::5efe:7f00:1", "link-local"},
                             {"fec0::1", "private"},
                             {"ff02::1", "multicast"},
                             {"ff0e::1", "multicast"}});
}

TEST_CASE("an IPv4 address inside an IPv6 one is found", "[fetch][guard]") {
  check_all(guard_with({}), {{"::ffff:127.0.0.1", "loopback"},
                             {"::ffff:7f00:1", "loopback"},
                             {"::ffff:10.1.2.3", "private"},
                             {"::ffff:169.254.169.254", "a cloud's metadata service"},
                             {"::ffff:0.0.0.0", "this network"},
                             {"::ffff:8.8.8.8", ""},
                             {"::127.0.0.1", "IPv4-compatible"},
                             {"::8.8.8.8", "IPv4-compatible"},
                             {"::ffff:0:127.0.0.1", "reserved"},
                             {"64:ff9b::127.0.0.1", "loopback"},
                             {"64:ff9b::10.0.0.1", "private"},
                             {"64:ff9b::8.8.8.8", ""},
                             {"64:ff9b:1::8.8.8.8", "local NAT64"},
                             {"2002:7f00:1::", "6to4"},
                             {"2002:a00:1::1", "6to4"},
                             {"2002:808:808::1", "6to4"},
                             {"2001:0:4136:e378:8000:63bf:80ff:fffe", "Teredo"}});
}

TEST_CASE("what the settings name is let through, and nothing beside it", "[fetch][guard]") {
  check_all(guard_with({"127.1.0.0/16", "fd00:12::/32", "::1"}), {{"127.1.0.1", ""},
                                                                  {"127.1.255.255", ""},
                                                                  {"::ffff:127.1.0.1", ""},
                                                                  {"fd00:12::7", ""},
                                                                  {"::1", ""},
                                                                  {"127.0.0.1", "loopback"},
                                                                  {"127.2.0.1", "loopback"},
                                                                  {"::ffff:127.0.0.1", "loopback"},
                                                                  {"fd00:13::7", "private"},
                                                                  {"10.0.0.1", "private"}});
}

TEST_CASE("a translator does not lead to an address that is only allowed directly",
          "[fetch][guard]") {
  CHECK(judge(guard_with({"10.0.0.0/8"}), "64:ff9b::10.0.0.1") == "private");
  CHECK(judge(guard_with({"10.0.0.0/8"}), "2002:a00:1::1") == "6to4");
  CHECK(judge(guard_with({"64:ff9b::/96"}), "64:ff9b::10.0.0.1").empty());
}

TEST_CASE("allowing all of IPv4 allows nothing of IPv6", "[fetch][guard]") {
  const auto guard = guard_with({"0.0.0.0/0"});
  CHECK(judge(guard, "127.0.0.1").empty());
  CHECK(judge(guard, "::1") == "loopback");
  CHECK(judge(guard, "::ffff:127.0.0.1").empty());
}

TEST_CASE("another family and a cut structure are refused", "[fetch][guard]") {
  const auto guard = guard_with({});
  sockaddr_storage storage{};
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  storage.ss_family = AF_UNIX;
  CHECK(guard.why_refused(address, sizeof storage) == "neither IPv4 nor IPv6");
  storage.ss_family = AF_INET6;
  CHECK(guard.why_refused(address, sizeof(sockaddr_in)) == "neither IPv4 nor IPv6");
  CHECK(address_text(address, sizeof(sockaddr_in)) == "?");
  CHECK(address_text(address, sizeof(sockaddr_in6)) == "::");
}

TEST_CASE("a setting that is no prefix is an error that names the setting", "[fetch][guard]") {
  const auto guard = AddressGuard::make({"10.0.0.0/8", "127.1"});
  REQUIRE_FALSE(guard);
  CHECK(guard.error().code == Errc::kBadInput);
  CHECK(guard.error().what.find("fetch.allow_addresses") == 0);
}

// The one parser reads them all as numbers, so that the guard sees what will be connected to.
TEST_CASE("however a URL spells an address, the guard sees the address", "[fetch][guard][url]") {
  const auto guard = guard_with({});
  for (const std::string_view url : {"http://127.0.0.1/",
                                     "http://127.1/",
                                     "http://127.0.1/",
                                     "http://2130706433/",
                                     "http://0x7f000001/",
                                     "http://0x7F.0.0.1/",
                                     "http://0x7f.1/",
                                     "http://017700000001/",
                                     "http://0177.0.0.1/",
                                     "http://0177.1/",
                                     "http://127.0.0.0x1/",
                                     "http://0/",
                                     "http://0.0.0.0/",
                                     "http://0x0/",
                                     "http://10.1/",
                                     "http://167772161/",
                                     "http://012.1.2.3/",
                                     "http://0xa9fea9fe/",
                                     "http://2852039166/",
                                     "http://0251.0376.0251.0376/",
                                     "http://169.254.43518/",
                                     "http://192.168.257/",
                                     "http://3232235777/",
                                     "http://0xac.0x10.1/",
                                     "http://[::1]/",
                                     "http://[0:0:0:0:0:0:0:1]/",
                                     "http://[::]/",
                                     "http://[::ffff:127.0.0.1]/",
                                     "http://[::ffff:7f00:1]/",
                                     "http://[0:0:0:0:0:ffff:127.0.0.1]/",
                                     "http://[::127.0.0.1]/",
                                     "http://[64:ff9b::7f00:1]/",
                                     "http://[2002:7f00:1::]/",
                                     "http://[fe80::1]/",
                                     "http://[fd00:ec2::254]/",
                                     "http://[FF02::1]/",
                                     "http://4294967295/",
                                     "http://100.6582472/",
                                     "http:///127.0.0.1/",
                                     "http:/127.0.0.1/",
                                     "http://127.0.0.1:8080/a",
                                     "HTTP://127.0.0.1"}) {
    CAPTURE(url);
    const auto parts = parse_url(url);
    if (!parts) continue;  // refused already
    const auto why = judge(guard, parts->host);
    CHECK(why != "?");
    CHECK_FALSE(why.empty());
  }
}
