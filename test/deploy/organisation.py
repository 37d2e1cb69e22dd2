"""What an organisation demands of a stage, and the emulator leaves out: a boundary of each role, reserved executions, and the key of
what is encrypted."""

import json
import os

from ministack.services import iam, lambda_svc

# of the organisation's domain (test/stacks/organisation.ts); the emulator's functions reach it under an address with a port
DOMAIN_HOST = "vpc-logs.organisation.example"


def note_boundary(properties, name, _attributes):
    iam._roles[name]["PermissionsBoundary"] = properties.get("PermissionsBoundary")


def note_reserved(properties, name, _attributes):
    lambda_svc._functions[name]["concurrency"] = properties.get("ReservedConcurrentExecutions")


keys = {}


def note_key(key_of, arn_of):
    def note(properties, physical_id, attributes):
        key = key_of(properties)
        if key and key.startswith("arn:aws:kms:"):
            keys[arn_of(physical_id, attributes)] = key

    return note


def bucket_key(properties):
    rules = properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [{}])
    return rules[0].get("ServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")


# what a service asks of the key in the caller's name (the sources are in lib/constructs/encryption.ts)
ASKED_OF_KEY = {
    "s3:GetObject": ["kms:Decrypt"],
    "s3:GetObjectVersion": ["kms:Decrypt"],
    "s3:PutObject": ["kms:GenerateDataKey"],
    "sqs:ReceiveMessage": ["kms:Decrypt"],
    "sqs:SendMessage": ["kms:Decrypt", "kms:GenerateDataKey"],
    "sns:Publish": ["kms:Decrypt", "kms:GenerateDataKey"],
    "secretsmanager:GetSecretValue": ["kms:Decrypt"],
}


def key_calls(action, resource, region):
    """Action, key and context of each call that the service makes of its own."""
    encrypted = resource.split("/")[0] if action.startswith("s3:") else resource
    if encrypted not in keys:
        return []
    context = {"kms:ViaService": f"{action.split(':')[0]}.{region}.amazonaws.com"}
    return [(asked, keys[encrypted], context) for asked in ASKED_OF_KEY.get(action, [])]


def resolved(properties):
    return json.loads(json.dumps(properties).replace(DOMAIN_HOST, os.environ["MINISTACK_OPENSEARCH_ENDPOINT"]))


def note_demands(handlers):
    """Notes them of resources once they are made; no change of a stage changes them."""
    function = handlers["AWS::Lambda::Function"]
    handlers["AWS::Lambda::Function"] = {
        **function,
        "create": lambda logical_id, properties, stack: function["create"](logical_id, resolved(properties), stack),
        "update": lambda physical_id, old, new, stack, logical_id=None: function["update"](
            physical_id, resolved(old), resolved(new), stack, logical_id
        ),
    }

    def afterwards(resource_type, note):
        bare = handlers[resource_type]

        def create(logical_id, properties, stack):
            result = bare["create"](logical_id, properties, stack)
            note(properties, *result)
            return result

        handlers[resource_type] = {**bare, "create": create}

    afterwards("AWS::IAM::Role", note_boundary)
    afterwards("AWS::Lambda::Function", note_reserved)
    afterwards("AWS::S3::Bucket", note_key(bucket_key, lambda name, _: f"arn:aws:s3:::{name}"))
    afterwards("AWS::SQS::Queue", note_key(lambda has: has.get("KmsMasterKeyId"), lambda _, has: has["Arn"]))
    afterwards("AWS::SNS::Topic", note_key(lambda has: has.get("KmsMasterKeyId"), lambda arn, _: arn))
    afterwards("AWS::SecretsManager::Secret", note_key(lambda has: has.get("KmsKeyId"), lambda arn, _: arn))
