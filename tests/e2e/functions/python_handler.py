import json
import os


def handler(event, context):
    if event["path"] == "/fail":
        raise ValueError("asked to fail")
    if event["path"] == "/exit":
        os._exit(1)
    answer = {
        "path": event["path"],
        "name": context.function_name,
        "stage": event["requestContext"]["stage"],
        "body": event["body"],
    }
    return {"statusCode": 201, "body": json.dumps(answer, ensure_ascii=False, separators=(",", ":"))}
