#include "app/journal.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

namespace storyfold::app {

TEST_CASE("each line of a message for the journal says how grave it is", "[journal]") {
  CHECK(with_severity(Severity::kError, "storyfold: disk full") == "<3>storyfold: disk full");
  CHECK(with_severity(Severity::kWarning, "a\nb") == "<4>a\n<4>b");
  CHECK(with_severity(Severity::kInfo, "") == "<6>");
}

TEST_CASE("the journal is what $JOURNAL_STREAM names, and nothing else", "[journal]") {
  struct stat file {};
  REQUIRE(::fstat(STDIN_FILENO, &file) == 0);
  const auto device = std::to_string(file.st_dev);
  const auto inode = std::to_string(file.st_ino);
  ::setenv("JOURNAL_STREAM", (device + ":" + inode).c_str(), 1);
  CHECK(is_journal(STDIN_FILENO));
  ::setenv("JOURNAL_STREAM", (device + ":" + inode + "0").c_str(), 1);
  CHECK_FALSE(is_journal(STDIN_FILENO));
  CHECK_FALSE(is_journal(-1));
  ::unsetenv("JOURNAL_STREAM");
  CHECK_FALSE(is_journal(STDIN_FILENO));
}

}  // namespace storyfold::app
