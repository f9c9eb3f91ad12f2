"""Asks the gateway, and looks at what the services have then: boto3 is the client on the other side.

    drive.py GATEWAY_PORT MOTO_PORT

Prints `FAILED …` for what fails, and in the end how many checks passed.
"""
import json
import sys
import urllib.error
import urllib.request

import boto3

GATEWAY, MOTO = (f"http://127.0.0.1:{port}" for port in sys.argv[1:3])
passed = 0


def client(name):
    return boto3.client(
        name, endpoint_url=MOTO, region_name="eu-central-1", aws_access_key_id="any", aws_secret_access_key="any"
    )


def check(name, expected, found):
    global passed
    if expected == found:
        passed += 1
    else:
        print(f"FAILED {name}: expected {expected!r}, found {found!r}")


def call(verb, path, body=None, **headers):
    """Status, payload and headers of an answer."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if data is not None:
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(f"{GATEWAY}/dev{path}", data=data, method=verb, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read(), response.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def asked(verb, path, body=None, **headers):
    status, payload, _ = call(verb, path, body, **headers)
    return status, payload.decode()


def tables():
    table = client("dynamodb")
    table.create_table(
        TableName="items",
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    text = 'größer "and" \\ more'
    check("an item is put", (200, "{}"), asked("POST", "/items", {"id": "a", "at": 1, "text": text}))
    stored = table.get_item(TableName="items", Key={"id": {"S": "a"}, "at": {"N": "1"}})["Item"]
    check("the table has it", text, stored["text"]["S"])
    check("an item is read", (200, json.dumps(text, ensure_ascii=False)), asked("GET", "/items/a"))
    check(
        "an item that is there is a conflict",
        (409, '{"type": "ConditionalCheckFailedException"}'),
        asked("POST", "/items", {"id": "a", "at": 1, "text": "again"}),
    )
    asked("POST", "/items", {"id": "a", "at": 2, "text": "second"})
    asked("POST", "/items", {"id": "b", "at": 1, "text": "other"})
    asked("POST", "/items", {"id": "a", "at": 3, "text": "third"})
    found = asked("GET", "/items/a/all")
    check("items are queried", 200, found[0])
    check("in order", ["second", "third"], [own.strip(' "') for own in found[1].strip("[]\n").split(",")][-2:])
    check("no table", (409, '{"type": "ResourceNotFoundException"}'), asked("GET", "/missing"))


def queues():
    queue = client("sqs")
    url = queue.create_queue(QueueName="orders")["QueueUrl"]

    def received():
        messages = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages]

    order = {"order": "1 & 2 = 3 + ü"}
    check("a message by path", 200, asked("POST", "/queue/path", order)[0])
    check("is in the queue", [json.dumps(order)], received())
    check("a message by action", 200, asked("GET", "/queue/action?text=a%20%26%20b%2Bc%2Fd~*")[0])
    check("is in the queue too", ["a & b+c/d~*"], received())
    topic = client("sns")
    arn = topic.create_topic(Name="news")["TopicArn"]
    queue_arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    check("news are published", 200, asked("GET", "/topic?text=hello%20there")[0])
    check("and arrive", ["hello there"], received())
    events = client("events")
    events.put_rule(Name="orders", EventPattern=json.dumps({"source": ["shop"]}))
    events.put_targets(Rule="orders", Targets=[{"Id": "queue", "Arn": queue_arn}])
    status, text = asked("POST", "/events", {"id": 7})
    check("an event is put", (200, 0), (status, json.loads(text).get("FailedEntryCount", text)))
    check("and arrives", [{"id": 7}], [json.loads(own)["detail"] for own in received()])


def executions():
    states = client("stepfunctions")
    machine = states.create_state_machine(
        name="ship",
        definition=json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": True}}}),
        roleArn="arn:aws:iam::123456789012:role/states",
    )["stateMachineArn"]
    status, text = asked("POST", "/execution", {"name": "one", "to": "München"})
    check("an execution is started", 200, status)
    arn = json.loads(text)["executionArn"]
    check("it is there", [arn], [own["executionArn"] for own in states.list_executions(stateMachineArn=machine)["executions"]])
    given = json.loads(states.describe_execution(executionArn=arn)["input"])
    check("with its input", {"name": "one", "to": "München"}, given)
    check(
        "another of that name",
        (409, '{"type": "ExecutionAlreadyExists"}'),
        asked("POST", "/execution", {"name": "one", "to": "Paris"}),
    )


def streams():
    stream = client("kinesis")
    stream.create_stream(StreamName="clicks", ShardCount=1)
    status, text = asked("POST", "/stream", {"page": 1})
    check("a record is put", 200, status)
    shard = json.loads(text)["ShardId"]
    iterator = stream.get_shard_iterator(StreamName="clicks", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    records = stream.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    check("and is in the stream", [b'{"page": 1}'], [own["Data"] for own in records])


def buckets():
    bucket = client("s3")
    bucket.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    picture = bytes(range(256)) * 40
    check("a picture is put", 200, call("PUT", "/pictures/a/b%20c.png", picture, Content_Type="image/png")[0])
    check("the bucket has it", picture, bucket.get_object(Bucket="pictures", Key="a/b c.png")["Body"].read())
    status, found, headers = call("GET", "/pictures/a/b%20c.png", Accept="image/png")
    check("a picture is read", (200, True), (status, found == picture))
    check("with its type", "image/png", headers["Content-Type"])
    check("and its tag", True, bool(headers["ETag"]))
    check("no picture", (404, '{"message": "no such picture"}'), asked("GET", "/pictures/none"))
    bucket.put_object(Bucket="pictures", Key="text", Body=b"of the bucket")
    check("a bucket in the host", (200, "of the bucket"), asked("GET", "/subdomain/text"))


def roles():
    arn = "arn:aws:sts::123456789012:assumed-role/reader/BackplaneAssumeRoleSession"
    for _ in range(3):
        status, text = asked("GET", "/assumed")
        check("a role is assumed", (200, True), (status, arn in text))
    check("a role that trusts nobody", (500, '{"message":"Internal server error"}'), asked("GET", "/refused"))


for part in (roles, tables, queues, executions, streams, buckets):
    try:
        part()
    except Exception as error:
        print(f"FAILED {part.__name__}: {error!r}")
check("nothing listens", (504, '{"message":"Network error communicating with endpoint"}'), asked("GET", "/down"))
check("nothing stands in", (500, '{"message":"Internal server error"}'), asked("GET", "/nowhere"))
print(f"{passed} passed")
