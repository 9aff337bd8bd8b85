# A thin face over presets and scripts: each target names what does the work.
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: help build demo run test lint format bench install clean

help:
	@echo "make demo     follow a newsroom of invented outlets for a minute and show the result"
	@echo "make run      follow the default sources, real outlets, until Ctrl-C: see demo/live.toml"
	@echo "make test     build for release and run all tests"
	@echo "make build    build for release: build/release/app/storyfold"
	@echo "make lint     format, layers, headers, shell scripts, clang-tidy on changed files"
	@echo "make format   rewrite C++ files as clang-format would"
	@echo "make bench    measure speed, memory and size of the store"
	@echo "make install  install below PREFIX ($(PREFIX)); DESTDIR is put before it"
	@echo "make clean    remove build/"

build:
	@scripts/install-deps build
	@cmake --preset release
	@cmake --build --preset release

demo: build
	@scripts/demo

run: build
	@build/release/app/storyfold run --config demo/live.toml

test:
	@scripts/install-deps test
	@scripts/run-tests release

lint:
	@scripts/install-deps
	@scripts/lint

format:
	@scripts/format-check --fix

bench:
	@scripts/install-deps test
	@scripts/bench

install: build
	@DESTDIR="$(DESTDIR)" cmake --install build/release --prefix "$(PREFIX)" --strip

clean:
	@rm -rf build
