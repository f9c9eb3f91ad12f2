"""Says who calls: a token is NAME.ROLE.EXPIRY.SIGNATURE, signed with a key that only this function has.

`python3 authorize.py NAME ROLE [SECONDS]` prints one.
"""

import hashlib
import hmac
import os
import sys
import time
import uuid

# What each role may call, below the stage.
MAY = {"reader": ["GET/*"], "writer": ["*"]}


def signature(text, key):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def token(name, role, seconds, key):
    text = f"{name}.{role}.{int(time.time()) + seconds}"
    return f"{text}.{signature(text, key)}"


def handler(event, context):
    given = event["authorizationToken"].removeprefix("Bearer ")
    text, _, signed = given.rpartition(".")
    if not hmac.compare_digest(signature(text, os.environ["SIGNING_KEY"]), signed):
        # The one message that becomes a 401.
        raise Exception("Unauthorized")
    name, role, expiry = text.split(".")
    if int(expiry) < time.time():
        raise Exception("Unauthorized")
    # The answer is kept for all methods, so it says what the caller may do at all and not just now.
    api, stage = event["methodArn"].split("/")[:2]
    return {
        "principalId": name,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "execute-api:Invoke",
                    "Resource": [f"{api}/{stage}/{calls}" for calls in MAY[role]],
                }
            ],
        },
        "context": {"role": role, "decision": str(uuid.uuid4())},
    }


if __name__ == "__main__":
    who, what, *more = sys.argv[1:]
    print("Bearer " + token(who, what, int(more[0]) if more else 3600, os.environ["NOTES_KEY"]))
