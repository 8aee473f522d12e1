#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The rules of the house, read from the source text alone (CONTRIBUTING.md says what they are for).
# usage: floors.sh ROOT         checks the checkout ROOT
#        floors.sh --self-test  checks that each rule refuses a tree that breaks it
set -euo pipefail

# Everything about one header's own text. Prints one line per fault.
check_headers() {
    find include -name '*.hpp' | LC_ALL=C sort | xargs -r awk '
    BEGIN {
        split("core simd layers compose losses optimizers blocks inspect network hosted training data archive deploy", folders, " ")
        split("0 1 2 2 2 2 2.5 3 3 3.5 4 4 4 4", heights, " ")
        for (i in folders) floor[folders[i]] = heights[i]
        # floors 0 to 3 run on bare metal: no heap, no streams, no exceptions
        split("iostream ostream istream sstream fstream iomanip string vector deque list map set unordered_map " \
              "unordered_set regex filesystem stdexcept thread mutex future random locale", list, " ")
        for (i in list) hosted[list[i]] = 1
        home["xsimd"] = "simd"; home["xtensor"] = "data"; home["cereal"] = "archive"; home["rapidjson"] = "archive"
    }
    function fault(text) { print FILENAME ":" FNR ": " text }
    function folder_of(path,   parts) { split(path, parts, "/"); return parts[3] != "" ? parts[2] : "" }
    FNR == 1 {
        if (file != "") finish()
        file = FILENAME; lines = 0; guarded = 0; code = 0
        inside = file; sub(/^include\//, "", inside); here = folder_of(inside)
        if ($0 != "// SPDX-License-Identifier: BSD-3-Clause") fault("the first line names the licence: // SPDX-License-Identifier: BSD-3-Clause")
        if (here != "" && !(here in floor)) fault("folder " here " has no floor: add it to tests/house/floors.sh")
    }
    { lines = FNR }
    /^#pragma once/ { guarded = 1 }
    here == "" && !/^[ \t]*($|#|\/\/)/ && !/\\$/ && !continued { code = FNR }
    { continued = /\\$/ }
    /^[ \t]*#[ \t]*include/ {
        name = $0; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
        if (name !~ /^</) { fault("include as <...>: " name); next }
        sub(/^</, "", name); sub(/>.*/, "", name)
        top = name; sub(/\/.*/, "", top)
        if (top == "inlay") {
            if (system("test -f include/" name) != 0) fault("no such header: " name)
            there = folder_of(name)
            if (there == "" && here != "") fault("a table of contents is for users: include what is needed, not " name)
            if (here != "" && there != "" && there != here) {
                if (floor[there] > floor[here]) fault(here " (floor " floor[here] ") includes upwards: " name " (floor " floor[there] ")")
                if (floor[there] == floor[here]) fault(here " includes its sibling " there ": " name)
            }
            if (inside == "inlay/embedded.hpp" && there != "" && floor[there] > 3) fault("embedded.hpp is for bare metal, floors 0 to 3: " name)
            if (here != "" && floor[here] <= 3 && name == "inlay/core/error.hpp") fault("floors 0 to 3 have no exceptions: " name)
        } else if (top in home) {
            if (here != home[top]) fault(top " is included in " home[top] "/ only")
            else if ((top in includer) && includer[top] != file) fault(top " is included from one header only, and " includer[top] " does so already")
            includer[top] = file
        } else if (here != "" && floor[here] <= 3 && (name in hosted) && !(inside == "inlay/core/error.hpp" && name == "stdexcept")) {
            fault("floors 0 to 3 are for bare metal too, without <" name ">")
        }
    }
    function finish() {
        if (lines > 300) print file ": " lines " lines: a header of more than 300 has two purposes"
        if (!guarded) print file ": #pragma once is missing"
        if (code) print file ":" code ": a table of contents holds includes only"
    }
    END { if (file != "") finish() }'
}

# Everything that is committed, or would be.
check_files() {
    local files
    if [ -e .git ]; then
        mapfile -t files < <(git ls-files --cached --others --exclude-standard)
    else
        mapfile -t files < <(find . -type f -not -path './build/*')
    fi
    [ ${#files[@]} -gt 0 ] || echo "no file found: does git refuse this checkout?"
    # in pieces, so that this file is not a hit
    local machine='/(wor''k|hom''e|roo''t|User''s)/|(^|[^A-Za-z0-9_])\.lib''rary' registry='py''pi\.org|pythonhos''ted|deb\.deb''ian\.org|registry\.np''mjs|proxy\.go''lang|crates\.''io'
    grep -nIE "$machine" -- "${files[@]}" 2>/dev/null | sed 's/$/   <- a path of one machine/' || true
    grep -nIE "$registry" -- "${files[@]}" 2>/dev/null | sed 's/$/   <- the host of a package registry/' || true
    local file
    for file in "${files[@]}"; do
        case $file in
        *.cpp | *.hpp | *.sh | *.cmake | CMakeLists.txt | */CMakeLists.txt | run | .ci/run)
            [ -f "$file" ] || continue
            head -2 "$file" | grep -q 'SPDX-License-Identifier: BSD-3-Clause' || echo "$file: no licence in its first two lines" ;;
        esac
    done
}

check() {
    local faults
    faults=$(cd "$1" && check_headers && check_files)
    if [ -n "$faults" ]; then
        printf '%s\n' "$faults"
        return 1
    fi
}

self_test() {
    local spdx='// SPDX-License-Identifier: BSD-3-Clause' failures=0
    root=$(mktemp -d)  # global: the trap reads it
    trap 'rm -rf "$root"' EXIT
    fresh() {
        rm -rf "$root/include" "$root"/*.md
        mkdir -p "$root"/include/inlay/{core,simd,layers,losses,network,data,archive}
        header core/shape.hpp '#include <array>'
        header core/error.hpp '#include <stdexcept>'
        header simd/pack.hpp '#include <inlay/core/shape.hpp>' '#include <xsimd/xsimd.hpp>'
        header layers/dense.hpp '#include <inlay/core/shape.hpp>' '#include <inlay/simd/pack.hpp>'
        header losses/huber.hpp
        header network/model.hpp '#include <inlay/layers/dense.hpp>'
        header data/xtensor.hpp '#include <inlay/core/error.hpp>' '#include <xtensor/xtensor.hpp>' '#include <string>'
        header archive/cereal.hpp '#include <cereal/cereal.hpp>'
        printf '%s\n' "$spdx" '#pragma once' '#include <inlay/network/model.hpp>' >"$root/include/inlay/embedded.hpp"
    }
    header() {
        local path=$1
        shift
        printf '%s\n' "$spdx" '#pragma once' "$@" 'namespace inlay {}' >"$root/include/inlay/$path"
    }
    refuses() {  # WORDS: the tree as it is now must be refused with them
        local said
        if said=$(check "$root"); then
            echo "not refused: $1"
            failures=1
        elif ! grep -qF -- "$1" <<<"$said"; then
            printf 'refused without the words "%s":\n%s\n' "$1" "$said"
            failures=1
        fi
        fresh
    }

    fresh
    if ! check "$root"; then echo "the good tree was refused"; failures=1; fi
    header core/shape.hpp '#include <inlay/simd/pack.hpp>';               refuses 'includes upwards'
    header network/model.hpp '#include <inlay/data/xtensor.hpp>';         refuses 'includes upwards'
    header losses/huber.hpp '#include <inlay/layers/dense.hpp>';          refuses 'includes its sibling layers'
    header archive/a.hpp '#include <inlay/data/xtensor.hpp>';             refuses 'includes its sibling data'
    header layers/relu.hpp '#include <xsimd/xsimd.hpp>';                  refuses 'xsimd is included in simd/ only'
    header simd/other.hpp '#include <xsimd/xsimd.hpp>';                   refuses 'included from one header only'
    header archive/z.hpp '#  include <cereal/archives/json.hpp>';         refuses 'included from one header only'
    header network/model.hpp '#include <xtensor/xtensor.hpp>';            refuses 'xtensor is included in data/ only'
    header layers/dense.hpp '#include <vector>';                          refuses 'without <vector>'
    header network/model.hpp '#include <iostream>';                       refuses 'without <iostream>'
    header layers/dense.hpp '#include <inlay/core/error.hpp>';            refuses 'have no exceptions'
    header layers/dense.hpp '#include "inlay/core/shape.hpp"';            refuses 'include as <...>'
    header layers/dense.hpp '#include <inlay/core/shapes.hpp>';           refuses 'no such header'
    header layers/dense.hpp '#include <inlay/embedded.hpp>';              refuses 'a table of contents is for users'
    echo 'int x;' >>"$root/include/inlay/embedded.hpp";                   refuses 'holds includes only'
    echo '#include <inlay/data/xtensor.hpp>' >>"$root/include/inlay/embedded.hpp"; refuses 'embedded.hpp is for bare metal'
    mkdir "$root/include/inlay/attic"; header attic/a.hpp;                refuses 'has no floor'
    header layers/dense.hpp $(seq 300);                                   refuses 'has two purposes'
    sed -i 1d "$root/include/inlay/core/shape.hpp";                       refuses 'names the licence'
    sed -i 2d "$root/include/inlay/core/shape.hpp";                       refuses '#pragma once is missing'
    echo "see /hom""e/me/file" >"$root/a.md";                             refuses 'a path of one machine'
    echo "get it from py""pi.org" >"$root/a.md";                          refuses 'the host of a package registry'
    return $failures
}

case ${1:-} in
--self-test) self_test ;;
'') sed -n '3,5p' "$0"; exit 2 ;;
*) check "$1" ;;
esac
