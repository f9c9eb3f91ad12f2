# The calls that the documentation shows, compiled by the tools of their languages. It runs after the suite of the SDKs,
# which has installed them.

mkdir -p "$work/calls"
while IFS= read -r line; do
  case "$line" in
    "ok "*) passed=$((passed + 1)) ;;
    "FAILED "*) failed=$((failed + 1)); printf '%s\n' "$line" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < <(python3 tests/e2e/sdk/calls.py "$binary" "$work/calls" || printf 'FAILED calls: the suite did not end\n')
