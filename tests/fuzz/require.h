#pragma once
// How a fuzz target says that a promise is broken: the process ends, and the fuzzer keeps the
// input.
#include <cstdio>
#include <cstdlib>

namespace storyfold::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

}  // namespace storyfold::fuzz
