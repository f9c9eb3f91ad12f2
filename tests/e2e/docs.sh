# Documentation in a browser: headless Chromium opens the files as they lie in a folder, axe looks for what shuts people
# out, and the panel calls an API that runs. `tests/run` installs the browser, and its driver below the target directory.

docs="$work/docs"
mkdir -p "$docs"
browser="${binary%/*/portcullis}/e2e/browser"
"$binary" docs examples/petstore/portcullis.yaml -o "$docs/petstore" 2> /dev/null
"$binary" docs tests/e2e/docs/api.yaml -o "$docs/closed" 2> /dev/null
# An earlier edition of the pet store: another currency is not seen by callers, the rest is.
mkdir "$docs/earlier"
cp examples/petstore/*.yaml "$docs/earlier"
sed -i -e 's/enum: \[dog, cat, fish\]/enum: [dog, cat, bird]/; s/operationId: getPet$/operationId: getOnePet/' \
  -e 's/{ name: page, in: query, required: false/{ name: size, in: query, required: true/' \
  -e 's|^  /pets/{petId}:|  /pets/{petId}/photo:|; s/required: \[type, price\]/required: [type]/' "$docs/earlier/openapi.yaml"
"$binary" docs examples/petstore/portcullis.yaml -o "$docs/changed" --since "$docs/earlier/portcullis.yaml" 2> /dev/null
docs_port="$(free_port)"
"$binary" serve examples/petstore/portcullis.yaml --port "$docs_port" --no-reload --quiet > /dev/null 2>&1 &
started+=($!)
closed_port="$(free_port)"
"$binary" serve tests/e2e/docs/api.yaml --port "$closed_port" --no-reload --quiet > /dev/null 2>&1 &
started+=($!)
wait_for curl -s "http://127.0.0.1:$docs_port/dev/pets"
wait_for curl -s "http://127.0.0.1:$closed_port/dev/plain"
run_client "docs" node tests/e2e/docs/browse.mjs "$browser" "$docs" "$docs_port" "$closed_port"
