#pragma once
// A store in a folder of its own and the fold over it, for a test.
#include <catch2/catch.hpp>

#include <memory>
#include <utility>

#include "app/fold.h"
#include "storage/store.h"
#include "tests/unit/fold/scratch.h"

namespace storyfold::test {

class OpenFold {
 public:
  OpenFold() { open(); }
  // Closes both, and opens them again on what is stored.
  void open() {
    fold_.reset();
    store_.reset();
    auto store = storage::Store::open_writer(scratch_.path() / "store", {}, true);
    if (!store) FAIL(store.error().what);
    store_ = std::move(*store);
    auto fold = app::Fold::open(*store_, {});
    REQUIRE(fold);
    fold_ = std::move(*fold);
  }

 protected:
  Scratch scratch_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<app::Fold> fold_;
};

}  // namespace storyfold::test
