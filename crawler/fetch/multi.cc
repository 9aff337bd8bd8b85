#include "crawler/fetch/multi.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <new>
#include <unordered_map>
#include <utility>

namespace storyfold::crawler::fetch {
namespace {

namespace asio = boost::asio;
using asio::posix::descriptor_base;
using boost::system::error_code;

// One socket of libcurl's that is waited for.
struct Watch {
  Watch(asio::io_context& io, curl_socket_t number) : socket(number), descriptor(io, number) {}

  const curl_socket_t socket;
  asio::posix::stream_descriptor descriptor;
  int wanted = CURL_POLL_NONE;
  bool reading = false;  // a wait is under way
  bool writing = false;
  bool closed = false;
};

struct Pending {
  explicit Pending(asio::io_context& io) : done(io, asio::steady_timer::time_point::max()) {}
  asio::steady_timer done;  // never expires: cancelled when the transfer has ended
  bool ended = false;
  CURLcode code = CURLE_OK;
};

}  // namespace

struct Multi::Impl : std::enable_shared_from_this<Impl> {
  explicit Impl(asio::io_context& context) : io(context), timer(context), multi(curl_multi_init()) {
    if (multi == nullptr) throw std::bad_alloc();
  }

  ~Impl() {
    // What closes now is told to nobody: this object is on its way out.
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, nullptr);
    curl_multi_cleanup(multi);
  }

  // --- libcurl's callbacks ------------------------------------------------------------------

  // noexcept: an exception must not pass through libcurl; no memory ends the process.
  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) noexcept {
    static_cast<Impl*>(self)->watch(socket, what, known != nullptr);
    return 0;
  }

  static int on_timer(CURLM*, long milliseconds, void* self) noexcept {
    static_cast<Impl*>(self)->set_timer(milliseconds);
    return 0;
  }

  // `known`: libcurl has been given the watch of this very socket. A watch that it does not know is
  // of an earlier socket with the same number.
  void watch(curl_socket_t socket, int what, bool known) {
    auto found = watches.find(socket);
    if (found != watches.end() && (what == CURL_POLL_REMOVE || !known)) {
      release(*found->second);
      watches.erase(found);
      found = watches.end();
    }
    if (what == CURL_POLL_REMOVE || stopped) return;
    if (found == watches.end()) {
      found = watches.emplace(socket, std::make_shared<Watch>(io, socket)).first;
      curl_multi_assign(multi, socket, found->second.get());
    }
    found->second->wanted = what;
    wait(found->second);
  }

  // libcurl closes the socket itself, right after this.
  static void release(Watch& watch) {
    watch.closed = true;
    watch.descriptor.release();
  }

  void wait(const std::shared_ptr<Watch>& watch) {
    if (watch->closed || stopped) return;
    if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->reading) {
      watch->reading = true;
      watch->descriptor.async_wait(
          descriptor_base::wait_read, [self = shared_from_this(), watch](error_code error) {
            watch->reading = false;
            self->ready(watch, CURL_POLL_IN, error ? CURL_CSELECT_ERR : CURL_CSELECT_IN);
          });
    }
    if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->writing) {
      watch->writing = true;
      watch->descriptor.async_wait(
          descriptor_base::wait_write, [self = shared_from_this(), watch](error_code error) {
            watch->writing = false;
            self->ready(watch, CURL_POLL_OUT, error ? CURL_CSELECT_ERR : CURL_CSELECT_OUT);
          });
    }
  }

  void ready(const std::shared_ptr<Watch>& watch, int direction, int event) {
    if (watch->closed || stopped) return;
    // libcurl may have lost interest in this direction while the wait went on.
    if ((watch->wanted & direction) != 0) act(watch->socket, event);
    wait(watch);
  }

  void set_timer(long milliseconds) {
    if (milliseconds < 0) {
      timer.cancel();
      return;
    }
    // Never acted on from here: libcurl must not be entered from its own callback.
    // Each new transfer asks for this one. A timeout that was called off by then does no harm.
    if (milliseconds == 0) {
      timer.cancel();
      boost::asio::post(io, [self = shared_from_this()] {
        if (!self->stopped) self->act(CURL_SOCKET_TIMEOUT, 0);
      });
      return;
    }
    timer.expires_after(std::chrono::milliseconds(milliseconds));
    timer.async_wait([self = shared_from_this()](error_code error) {
      if (!error && !self->stopped) self->act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  // --- transfers ----------------------------------------------------------------------------

  void act(curl_socket_t socket, int event) {
    int running = 0;
    curl_multi_socket_action(multi, socket, event, &running);
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* const handle = message->easy_handle;
      const CURLcode code = message->data.result;  // `message` dies with the handle's removal
      end(handle, code);
    }
  }

  void end(CURL* handle, CURLcode code) {
    curl_multi_remove_handle(multi, handle);
    const auto found = transfers.find(handle);
    if (found == transfers.end()) return;
    const auto pending = found->second;
    transfers.erase(found);
    pending->ended = true;
    pending->code = code;
    pending->done.cancel();
  }

  // Takes a transfer back whose waiting coroutine was cancelled or dropped.
  struct Removal {
    Removal(Impl& of, CURL* transfer, const Pending& state)
        : impl(of), handle(transfer), pending(state) {}
    Removal(const Removal&) = delete;
    Removal& operator=(const Removal&) = delete;
    ~Removal() {
      if (!pending.ended) impl.end(handle, CURLE_ABORTED_BY_CALLBACK);
    }
    Impl& impl;
    CURL* handle;
    const Pending& pending;
  };

  asio::io_context& io;
  asio::steady_timer timer;
  CURLM* multi;
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches;
  std::unordered_map<CURL*, std::shared_ptr<Pending>> transfers;
  bool stopped = false;
};

Multi::Multi(asio::io_context& io, long connections) : impl_(std::make_shared<Impl>(io)) {
  curl_multi_setopt(impl_->multi, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
  curl_multi_setopt(impl_->multi, CURLMOPT_SOCKETDATA, impl_.get());
  curl_multi_setopt(impl_->multi, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(impl_->multi, CURLMOPT_TIMERDATA, impl_.get());
  curl_multi_setopt(impl_->multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  curl_multi_setopt(impl_->multi, CURLMOPT_MAXCONNECTS, connections);
}

Multi::~Multi() { stop(); }

asio::awaitable<CURLcode> Multi::perform(CURL* handle) {
  const auto impl = impl_;
  if (impl->stopped) co_return CURLE_ABORTED_BY_CALLBACK;
  const auto pending = std::make_shared<Pending>(impl->io);
  impl->transfers.emplace(handle, pending);
  if (curl_multi_add_handle(impl->multi, handle) != CURLM_OK) {
    impl->transfers.erase(handle);
    co_return CURLE_FAILED_INIT;
  }
  const Impl::Removal removal(*impl, handle, *pending);
  if (!pending->ended) co_await pending->done.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return pending->ended ? pending->code : CURLE_ABORTED_BY_CALLBACK;
}

void Multi::stop() {
  if (std::exchange(impl_->stopped, true)) return;
  impl_->timer.cancel();
  while (!impl_->transfers.empty()) {
    impl_->end(impl_->transfers.begin()->first, CURLE_ABORTED_BY_CALLBACK);
  }
  // Waits hold on to what they wait for: without this the loop would not run dry.
  for (auto& [socket, watch] : impl_->watches) Impl::release(*watch);
  impl_->watches.clear();
}

}  // namespace storyfold::crawler::fetch
