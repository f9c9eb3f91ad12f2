# SDKs: written by the program, compiled and formatted by their languages' own tools, and driven.

mkdir -p "$work/sdks"
while IFS= read -r line; do
  case "$line" in
    "ok "*) passed=$((passed + 1)) ;;
    "FAILED "*) failed=$((failed + 1)); printf '%s\n' "$line" ;;
    *) printf '%s\n' "$line" ;;
  esac
done < <(python3 tests/e2e/sdk/run.py "$binary" "$work/sdks" || printf 'FAILED sdks: the suite did not end\n')
