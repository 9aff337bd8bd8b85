#pragma once
// libcurl's multi interface driven by an Asio loop: any number of transfers on one thread, each
// awaited as if it were alone.
//
// libcurl opens and closes its sockets itself (the address guard sits in that callback); Asio only
// waits for them to become ready, through descriptors that never own them. libcurl closes a socket
// after it has said CURL_POLL_REMOVE, and the number may be another socket's at once: so a watch is
// released in that callback, and a wait that ends late finds its own watch closed and does nothing.
// (libcurl's own Asio sample opens sockets through Asio and keeps them by number.)
//
// Sources: curl_multi_socket_action(3), CURLMOPT_SOCKETFUNCTION(3), CURLMOPT_TIMERFUNCTION(3).
#include <curl/curl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>

namespace storyfold::crawler::fetch {

class Multi {
 public:
  // `connections`: kept open for reuse, at most.
  Multi(boost::asio::io_context& io, long connections);
  ~Multi();  // no perform() may be waiting: stop() and a run of the loop come first
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  // Performs `handle`, which is prepared and stays the caller's. CURLE_ABORTED_BY_CALLBACK: stop(),
  // or the waiting coroutine was cancelled; then nothing of the transfer is left behind. All on the
  // loop's thread.
  boost::asio::awaitable<CURLcode> perform(CURL* handle);
  // Ends every transfer; later ones end at once.
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace storyfold::crawler::fetch
