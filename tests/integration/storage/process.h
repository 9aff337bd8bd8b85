#pragma once
// A child process whose standard output is read line by line. Killed and reaped when it goes out
// of scope.
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace storyfold::storage::test {

class Process {
 public:
  explicit Process(const std::vector<std::string>& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The next line without its end; none when the child closed its output.
  std::optional<std::string> line();
  void kill();
  // Exit code, or minus the signal that ended it.
  int wait();

 private:
  pid_t child_ = -1;
  int output_ = -1;
  std::string buffer_;
};

}  // namespace storyfold::storage::test
