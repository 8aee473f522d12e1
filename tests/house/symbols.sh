#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The longest mangled name in object files or programs, which types of deep networks make long: at most 1,000 characters.
# usage: symbols.sh FILE...
set -euo pipefail
shopt -s inherit_errexit
[ $# -gt 0 ] || { echo "usage: symbols.sh FILE..." >&2; exit 2; }
limit=1000 status=0
for file in "$@"; do
    longest=$(nm "$file" | awk '$NF ~ /^_Z/ && length($NF) > most { most = length($NF); name = $NF } END { print most + 0, name }')
    printf '%-40s %s characters\n' "$(basename "$file")" "${longest%% *}"
    if [ "${longest%% *}" -gt $limit ]; then
        printf '  more than %d: %s\n' $limit "${longest#* }"
        status=1
    fi
done
exit $status
