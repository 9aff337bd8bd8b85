// The one file that carries Catch2's main and its implementation.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
