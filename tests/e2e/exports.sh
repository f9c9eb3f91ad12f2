# Exports of every example, as tools of others read them: no validator finds an error. Where the corpus is at hand, exports
# without extensions of all its documents that have no fault of their own, too.

mkdir -p "$work/exports"
for example in examples/*/; do
  name="$(basename "$example")"
  for path in "$example"portcullis.yaml "$example"openapi.yaml "$example"swagger.json; do
    if [ -f "$path" ]; then break; fi
  done
  for format in oas30 swagger; do
    for extensions in none apigateway; do
      file="$work/exports/$name.$format.$extensions.json"
      if "$binary" export "$path" --format "$format" --extensions "$extensions" -o "$file" 2>"$work/exports/log"; then
        passed=$((passed + 1))
      else
        failed=$((failed + 1))
        printf 'FAILED export of %s as %s with %s\n' "$name" "$format" "$extensions"
        cat "$work/exports/log"
      fi
    done
  done
done

# Exit 1 says that the document has faults, of which there is no export.
real="${PORTCULLIS_SHARED:-../shared}/corpus/openapi-aws"
if [ -d "$real" ]; then
  mkdir "$work/exports/real"
  export binary work
  find "$real" -type f \( -name '*.json' -o -name '*.yaml' -o -name '*.yml' \) | sort > "$work/exports/list"
  # shellcheck disable=SC2016
  awk '{ print NR; print $0 }' "$work/exports/list" | tr '\n' '\0' | xargs -0 -n 2 -P 2 bash -c '
    for format in oas30 swagger; do
      "$binary" export "$1" --format "$format" --extensions none -o "$work/exports/real/$0.$format.json" > /dev/null 2>&1 || true
    done'
  exported=("$work"/exports/real/*.json)
  check "exports of the corpus" "more than 80" "$([ ${#exported[@]} -gt 80 ] && echo more than 80 || echo ${#exported[@]})"
else
  printf 'left out: exports of the corpus, which is absent\n'
fi

tools="$(dirname "$(dirname "$binary")")/e2e"
shopt -s nullglob
exports=("$work"/exports/*.json "$work"/exports/real/*.json)
shopt -u nullglob
if [ -x "$tools/venv/bin/python" ] && [ -x "$tools/openapi/node_modules/.bin/spectral" ]; then
  run_client "exports, openapi-spec-validator" "$tools/venv/bin/python" tests/e2e/exports/validate.py "${exports[@]}"
  printf 'extends: [["spectral:oas", "all"]]\n' > "$work/exports/ruleset.yaml"
  findings="$("$tools/openapi/node_modules/.bin/spectral" lint --ruleset "$work/exports/ruleset.yaml" --fail-severity error \
    --display-only-failures --quiet "${exports[@]}" 2>&1)" && outcome=ok || outcome="$findings"
  check "exports, Spectral" "ok" "$outcome"
  findings="$("$tools/openapi/node_modules/.bin/redocly" lint --extends spec "${exports[@]}" 2>&1)" &&
    outcome=ok || outcome="$findings"
  check "exports, Redocly" "ok" "$outcome"
else
  printf 'left out: validators of OpenAPI, which tests/run installs\n'
fi
