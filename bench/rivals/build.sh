#!/bin/sh
# build.sh go|rust|erlang|clojure: compiles the programs of one language into .build. When the language is missing
# and this is Debian and root, installs it from Debian's packages first; otherwise says so in one line.
set -eu
cd "$(dirname "$0")"
mkdir -p .build
export PATH="$PATH:$(ls -d /usr/lib/go-*/bin 2>/dev/null | sort -V | tail -n 1)"

refuse() {
  echo "$1" >&2
  exit 1
}

# The newest Go is in the backports, which most systems do not list. They are added for this one command, from
# the mirror that the system already uses, and leave no trace in its configuration.
with_backports() {
  . /etc/os-release
  lists=$(mktemp -d)
  trap 'rm -rf "$lists"' EXIT
  mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' |
    awk -v name="$VERSION_CODENAME" '$2 == name { print $1; exit }')
  mkdir -p "$lists/parts" "$lists/state/partial"
  for suite in "$VERSION_CODENAME" "$VERSION_CODENAME-backports"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
  done >"$lists/parts/rivals.list"
  options="-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=$lists/parts -o Dir::State::lists=$lists/state"
}

install() {
  what=$1
  shift
  [ -f /etc/debian_version ] || refuse "$what is not installed, and this is not Debian"
  [ "$(id -u)" = 0 ] || refuse "$what is not installed, and only root may install it"
  echo "installing $*" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get ${options:-} -qq update >/dev/null 2>&1 || true
  apt-get ${options:-} -qq install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
    refuse "$what is not installed, and apt-get cannot install $*"
}

case "${1:-}" in
go)
  if ! command -v go >/dev/null; then
    with_backports
    (install Go golang-1.23-go) || install Go golang-go
    PATH="$PATH:$(ls -d /usr/lib/go-*/bin 2>/dev/null | sort -V | tail -n 1)"
  fi
  # No toolchain is fetched: the one that is installed is the one that is measured.
  (cd languages/go && GOTOOLCHAIN=local GOFLAGS=-mod=mod go build -o ../../.build/go-rivals .)
  go env GOVERSION | sed 's/^go//' >.build/go-version
  ;;
rust)
  # The crates are Debian's, in the folder where its packages put them; nothing is fetched from the registry.
  crates=/usr/share/cargo/registry
  command -v cargo >/dev/null || install Rust cargo
  ls -d $crates/tokio-1.* >/dev/null 2>&1 || install tokio librust-tokio-dev
  (cd languages/rust && cargo build --release --offline --quiet --target-dir ../../.build/rust \
    --config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"$crates\"")
  rustc=$(rustc --version | cut -d ' ' -f 2)
  echo "$(basename $crates/tokio-1.* | sed 's/.*-//') (rustc $rustc)" >.build/tokio-version
  ;;
erlang)
  command -v erlc >/dev/null || install Erlang erlang-base
  erlc -o .build languages/erlang/rivals.erl
  ;;
clojure)
  jars=/usr/share/java
  [ -e $jars/core.async.jar ] && command -v java >/dev/null ||
    install Clojure default-jre-headless clojure libcore-async-clojure
  classpath=$jars/clojure.jar
  for name in core.async core.cache core.memoize data.priority-map tools.analyzer tools.analyzer.jvm \
    tools.reader asm-all core.specs.alpha spec.alpha; do
    classpath=$classpath:$jars/$name.jar
  done
  if [ ! -e .build/clojure/rivals.class ] ||
    [ -n "$(find languages/clojure -newer .build/clojure/rivals.class -name '*.clj')" ]; then
    # Elsewhere first: a compilation that was interrupted must not be taken for one that is done.
    rm -rf .build/clojure .build/clojure-half && mkdir -p .build/clojure-half
    java -cp "$classpath:languages/clojure:.build/clojure-half" -Dclojure.compile.path=.build/clojure-half \
      clojure.lang.Compile rivals >/dev/null
    mv .build/clojure-half .build/clojure
  fi
  echo "$classpath" >.build/clojure-classpath
  echo "$(basename "$(readlink -f $jars/core.async.jar)" .jar | sed 's/.*-//')" >.build/clojure-version
  ;;
*) refuse "usage: build.sh go|rust|erlang|clojure" ;;
esac
