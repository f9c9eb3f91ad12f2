"""An authorizer that does what its token says."""


def handler(event, context):
    token = event["authorizationToken"]
    if token == "break":
        raise ValueError("asked to fail")
    if token not in ("allow", "deny"):
        # The one message that becomes a 401.
        raise Exception("Unauthorized")
    statement = {"Effect": token.title(), "Action": "execute-api:Invoke", "Resource": [event["methodArn"]]}
    return {"principalId": "caller", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
