#include "crawler/parse/gumbo_arena.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kFirstBlockBytes = 64u << 10;
constexpr std::size_t kLargestBlockBytes = 4u << 20;
constexpr std::size_t kAlignment = alignof(std::max_align_t);
// Reading the steady clock costs about as much as an allocation.
constexpr std::uint32_t kAllocationsBetweenClocks = 256;

using SteadyClock = std::chrono::steady_clock;

std::chrono::nanoseconds thread_cpu_time() noexcept {
  std::timespec now{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) return std::chrono::nanoseconds::zero();
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

class HtmlTree::Arena {
 public:
  explicit Arena(const HtmlBudget& budget)
      : budget_(budget),
        cpu_begin_(thread_cpu_time()),
        next_look_(SteadyClock::now() + budget.cpu_time) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    for (void* block : blocks_) std::free(block);
  }

  // gumbo's callbacks; `self` is the arena. allocate() returns memory or leaves by longjmp: gumbo
  // does not check for null.
  static void* allocate(void* self, std::size_t bytes) {
    return static_cast<Arena*>(self)->take(bytes);
  }
  static void release(void* self, void* memory) { static_cast<Arena*>(self)->give_back(memory); }

  // Null when the parse was left. Nothing in this frame or below it has a destructor: longjmp
  // would not run it.
  const GumboOutput* parse(const GumboOptions* options, const char* html, std::size_t bytes) {
    if (setjmp(exit_) != 0) return nullptr;
    return gumbo_parse_with_options(options, html, bytes);
  }

  [[nodiscard]] const Error& reason() const noexcept { return reason_; }
  [[nodiscard]] std::uint64_t used() const noexcept { return used_; }

 private:
  void* take(std::size_t bytes) {
    bytes = (std::max<std::size_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
    if (++allocations_ % kAllocationsBetweenClocks == 0 && is_late()) leave(Errc::kTimeout);
    if (bytes > left_) add_block(bytes);
    std::byte* memory = next_;
    next_ += bytes;
    left_ -= bytes;
    last_ = memory;
    return memory;
  }

  // A thread never takes more CPU than time goes by, and the time costs a tenth of a system call:
  // the CPU clock is read when what is left of the budget may have been spent.
  bool is_late() noexcept {
    const SteadyClock::time_point now = SteadyClock::now();
    if (now < next_look_) return false;
    const std::chrono::nanoseconds left = cpu_begin_ + budget_.cpu_time - thread_cpu_time();
    next_look_ = now + left;
    return left < std::chrono::nanoseconds::zero();
  }

  // Only the newest piece can be given back, which is what growing buffers do most.
  void give_back(void* memory) noexcept {
    if (memory == nullptr || memory != last_) return;
    left_ += static_cast<std::size_t>(next_ - last_);
    next_ = last_;
    last_ = nullptr;
  }

  void add_block(std::size_t bytes) {
    const std::size_t block = std::max(bytes, block_bytes_);
    if (used_ + block > budget_.memory_bytes) leave(Errc::kTooLarge);
    // Room for the pointer first: a push_back that throws must not cross gumbo's frames.
    if (blocks_.size() == blocks_.capacity() && !grow_list()) leave(Errc::kTooLarge);
    void* memory = std::malloc(block);
    if (memory == nullptr) leave(Errc::kTooLarge);
    blocks_.push_back(memory);
    used_ += block;
    next_ = static_cast<std::byte*>(memory);
    left_ = block;
    last_ = nullptr;
    block_bytes_ = std::min(block_bytes_ * 2, kLargestBlockBytes);
  }

  bool grow_list() noexcept {
    try {
      blocks_.reserve(blocks_.size() * 2 + 16);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  [[noreturn]] void leave(Errc code) {
    reason_.code = code;
    std::longjmp(exit_, 1);
  }

  HtmlBudget budget_;
  std::chrono::nanoseconds cpu_begin_;
  SteadyClock::time_point next_look_;
  std::vector<void*> blocks_;
  std::byte* next_ = nullptr;
  std::byte* last_ = nullptr;
  std::size_t left_ = 0;
  std::size_t block_bytes_ = kFirstBlockBytes;
  std::uint64_t used_ = 0;
  std::uint32_t allocations_ = 0;
  Error reason_;
  std::jmp_buf exit_{};
};

HtmlTree::HtmlTree(std::unique_ptr<Arena> arena, const GumboOutput* output) noexcept
    : arena_(std::move(arena)), output_(output) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

const GumboNode* HtmlTree::document() const noexcept { return output_->document; }
const GumboNode* HtmlTree::root() const noexcept { return output_->root; }
std::uint64_t HtmlTree::memory_bytes() const noexcept { return arena_->used(); }

Result<HtmlTree> parse_html(std::string_view html, const HtmlBudget& budget) {
  auto arena = std::make_unique<HtmlTree::Arena>(budget);
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &HtmlTree::Arena::allocate;
  options.deallocator = &HtmlTree::Arena::release;
  options.userdata = arena.get();
  options.max_errors = 0;  // each error copies the whole stack of open elements
  const GumboOutput* output = arena->parse(&options, html.data(), html.size());
  if (output != nullptr) return HtmlTree(std::move(arena), output);
  if (arena->reason().code == Errc::kTimeout) {
    return Error{Errc::kTimeout,
                 "parsing took more than " + std::to_string(budget.cpu_time.count()) + " ms"};
  }
  return Error{Errc::kTooLarge, "parsing took more than " + std::to_string(budget.memory_bytes) +
                                    " bytes of memory"};
}

}  // namespace storyfold::crawler::parse
