# Flags shared by every target of the project, and the two functions that folders use.

add_library(storyfold_flags INTERFACE)
target_compile_options(storyfold_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-qual -Wformat=2)
# g++ 12 takes `"literal" + std::string` for an overlapping copy (GCC bug 105651, fixed in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(storyfold_flags INTERFACE -Wno-restrict)
endif()
if(STORYFOLD_WERROR)
  target_compile_options(storyfold_flags INTERFACE -Werror)
endif()
if(STORYFOLD_SANITIZE)
  target_compile_options(storyfold_flags INTERFACE
    -fsanitize=${STORYFOLD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(storyfold_flags INTERFACE -fsanitize=${STORYFOLD_SANITIZE})
  # g++ warns of each of Asio's fences, which the sanitizer does not see. They stand beside locks
  # that it does see.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND STORYFOLD_SANITIZE MATCHES "thread")
    target_compile_options(storyfold_flags INTERFACE -Wno-tsan)
  endif()
endif()

# storyfold_library(<folder name> SOURCES a.cc ... HEADERS a.h ... PUBLIC lib ... PRIVATE lib ...)
# One folder = one static library storyfold_<name>, alias storyfold::<name>. Every header is also
# compiled alone by the target all_verify_interface_header_sets.
function(storyfold_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  add_library(storyfold_${name} STATIC ${ARG_SOURCES})
  add_library(storyfold::${name} ALIAS storyfold_${name})
  target_sources(storyfold_${name} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(storyfold_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(storyfold_${name} PUBLIC ${ARG_PUBLIC} PRIVATE storyfold_flags ${ARG_PRIVATE})
endfunction()

# storyfold_test(<name> SOURCES a_test.cc ... LINK lib ...): a Catch2 executable test_<name>, each
# of its cases a ctest test.
function(storyfold_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE storyfold_catch_main storyfold_flags ${ARG_LINK})
  catch_discover_tests(test_${name} TEST_PREFIX "${name}: " PROPERTIES LABELS "${ARG_LABELS}")
endfunction()
