#include "config/credentials.h"

#include <catch2/catch.hpp>

#include "tests/unit/fold/scratch.h"

namespace storyfold::config {

TEST_CASE("a credential is named by a file's name alone", "[config][credentials]") {
  CHECK(credential_name("credential:harbour-token") == "harbour-token");
  CHECK(credential_name("Bearer credential:x").empty());
  for (const char* const bad : {"credential:", "credential:../shadow", "credential:.hidden",
                                "credential:a/b", "credential:a b"}) {
    CHECK(credential_name(bad).empty());
    CHECK(is_bad_reference(bad));
  }
  CHECK_FALSE(is_bad_reference("zh-CN"));
  CHECK_FALSE(is_bad_reference("credential:harbour-token"));
}

TEST_CASE("a credential is one line, read without its end", "[config][credentials]") {
  const test::Scratch folder;
  folder.write("token", "Bearer 8f2c\n");
  const auto secret = read_credential("token", folder.path());
  REQUIRE(secret);
  CHECK(*secret == "Bearer 8f2c");
}

TEST_CASE("a credential that cannot be sent is refused without a word of it",
          "[config][credentials]") {
  const test::Scratch folder;
  folder.write("two-lines", "hush\nhush\n");
  folder.write("empty", "\n");
  for (const char* const name : {"two-lines", "empty"}) {
    const auto secret = read_credential(name, folder.path());
    REQUIRE_FALSE(secret);
    CHECK(secret.error().code == Errc::kBadInput);
    CHECK_THAT(secret.error().what, Catch::Contains(name) && !Catch::Contains("hush"));
  }
  const auto missing = read_credential("missing", folder.path());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::kIo);
  const auto nowhere = read_credential("token", {});
  REQUIRE_FALSE(nowhere);
  CHECK_THAT(nowhere.error().what, Catch::Contains("LoadCredential="));
}

}  // namespace storyfold::config
