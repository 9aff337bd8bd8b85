# The record decoders. With STORYFOLD_BUILD_FUZZERS a libFuzzer target; otherwise a program that
# replays the seeds as a test, so that it cannot rot.
set(record_seeds ${CMAKE_CURRENT_LIST_DIR}/seeds/records)
add_executable(fuzz_records ${CMAKE_CURRENT_LIST_DIR}/fuzz_records.cc)
target_link_libraries(fuzz_records PRIVATE storyfold::storage storyfold_flags)
if(STORYFOLD_BUILD_FUZZERS)
  target_compile_options(fuzz_records PRIVATE -fsanitize=fuzzer)
  target_link_options(fuzz_records PRIVATE -fsanitize=fuzzer)
else()
  target_compile_definitions(fuzz_records PRIVATE STORYFOLD_REPLAY_SEEDS)
  add_test(NAME "fuzz seeds: records" COMMAND fuzz_records ${record_seeds})
endif()
