#!/bin/sh
# usage: build.sh HOME VERSION
# Compiles the modules beside it into an unpacked Elasticsearch.
set -eu
home=$1
version=$2
cd "$(dirname "$0")"

# usage: module NAME CLASS [LINE-OF-THE-DESCRIPTOR]
module() {
  target=$home/modules/$1
  classes=$(mktemp -d)
  mkdir -p "$target"
  javac --release 21 -nowarn -cp "$home/lib/*:$home/modules/x-pack-core/*" -d "$classes" "$2.java"
  jar --create --file "$target/$1.jar" -C "$classes" .
  cat >"$target/plugin-descriptor.properties" <<DESCRIPTOR
name=$1
description=Stands for the module of this name
version=$version
elasticsearch.version=$version
java.version=21
classname=kafkainsight.$2
${3:-}
DESCRIPTOR
  rm -r "$classes"
}

module analysis-common SecurityIndexAnalysis
module x-pack-ilm Ilm extended.plugins=x-pack-core
