# The reader of one-shot inputs, a target of its own so that it can be tested without the rest.
find_package(ZLIB REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

add_library(storyfold_input STATIC
  ${CMAKE_CURRENT_LIST_DIR}/byte_source.cc ${CMAKE_CURRENT_LIST_DIR}/input.cc
  ${CMAKE_CURRENT_LIST_DIR}/input_walk.cc ${CMAKE_CURRENT_LIST_DIR}/line_reader.cc)
add_library(storyfold::input ALIAS storyfold_input)
target_sources(storyfold_input PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES
  ${CMAKE_CURRENT_LIST_DIR}/byte_source.h ${CMAKE_CURRENT_LIST_DIR}/input.h
  ${CMAKE_CURRENT_LIST_DIR}/input_walk.h ${CMAKE_CURRENT_LIST_DIR}/line_reader.h)
set_target_properties(storyfold_input PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
target_link_libraries(storyfold_input
  PUBLIC storyfold::parse storyfold::config storyfold::core
  PRIVATE storyfold_flags ZLIB::ZLIB PkgConfig::ZSTD)
