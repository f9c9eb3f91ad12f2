# Exports of every example, as tools of others read them: no validator finds an error.

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

tools="$(dirname "$(dirname "$binary")")/e2e"
if [ -x "$tools/venv/bin/python" ] && [ -x "$tools/openapi/node_modules/.bin/spectral" ]; then
  run_client "exports, openapi-spec-validator" "$tools/venv/bin/python" tests/e2e/exports/validate.py "$work"/exports/*.json
  printf 'extends: [["spectral:oas", "all"]]\n' > "$work/exports/ruleset.yaml"
  findings="$("$tools/openapi/node_modules/.bin/spectral" lint --ruleset "$work/exports/ruleset.yaml" --fail-severity error \
    --display-only-failures --quiet "$work"/exports/*.json 2>&1)" && outcome=ok || outcome="$findings"
  check "exports, Spectral" "ok" "$outcome"
  findings="$("$tools/openapi/node_modules/.bin/redocly" lint --extends spec "$work"/exports/*.json 2>&1)" &&
    outcome=ok || outcome="$findings"
  check "exports, Redocly" "ok" "$outcome"
else
  printf 'left out: validators of OpenAPI, which tests/run installs\n'
fi
