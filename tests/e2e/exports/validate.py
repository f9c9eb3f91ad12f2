"""Validates OpenAPI 3.0 and Swagger 2.0 documents by their own schemas and rules."""

import json
import os
import sys

from openapi_spec_validator import OpenAPIV2SpecValidator, OpenAPIV30SpecValidator

passed = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    validator = OpenAPIV2SpecValidator if "swagger" in document else OpenAPIV30SpecValidator
    # A pattern of ECMAScript is none of Python's for every letter.
    faults = [fault for fault in validator(document).iter_errors() if getattr(fault, "validator", None) != "format"]
    for fault in faults:
        place = "/".join(str(part) for part in getattr(fault, "absolute_path", []))
        print(f"FAILED {os.path.basename(path)}: {place}: {getattr(fault, 'message', fault)}")
    passed += not faults
print(f"{passed} passed")
