"""ministack, an emulator of AWS, with what it lacks for the stacks of this project.

What is made here is as small as it can be: where a real server stands behind a resource (a topic, a domain), the test that
started the emulator is asked to make it, at CONTROL_URL. Everything else is only recorded.
"""

import json
import os
import re
import urllib.request
import uuid
from urllib.parse import unquote

from ministack import app
from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import cloudwatch_logs, cognito, iam, lambda_svc, msk, s3
from ministack.services.cloudformation import provisioners
from organisation import key_calls, note_demands

handlers = provisioners._RESOURCE_HANDLERS
ACCOUNT = "000000000000"


def ask(path, question):
    """Asks the test that started the emulator."""
    request = urllib.request.Request(
        os.environ["CONTROL_URL"] + path, json.dumps(question).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)


# -- Amazon MSK: the cluster is the emulator's, the topic is made on the real broker


def create_cluster(logical_id, properties, stack):
    body = {name[0].lower() + name[1:]: value for name, value in properties.items()}
    status, _, answer = msk._create_cluster(json.dumps(body).encode())
    if status >= 300:
        raise ValueError(f"AWS::MSK::Cluster: {answer!r}")
    cluster = json.loads(answer)
    arn = cluster.get("ClusterArn") or cluster["clusterArn"]
    return arn, {"Arn": arn}


def update_in_place(attributes):
    def update(physical_id, old, new, stack, logical_id=None):
        return physical_id, attributes(physical_id)

    return update


def create_topic(logical_id, properties, stack):
    ask("/topic", properties)
    arn = f"{properties['ClusterArn'].replace(':cluster/', ':topic/')}/{properties['TopicName']}"
    return arn, {"TopicArn": arn}


def update_topic(physical_id, old, new, stack, logical_id=None):
    ask("/topic", new)
    return physical_id, {"TopicArn": physical_id}


handlers["AWS::MSK::Cluster"] = {
    "create": create_cluster,
    "update": update_in_place(lambda arn: {"Arn": arn}),
    "delete": lambda physical_id, properties: msk._delete_cluster(physical_id),
}
handlers["AWS::MSK::Topic"] = {
    "create": create_topic,
    "update": update_topic,
    "delete": lambda physical_id, properties: ask("/topic-gone", {"TopicName": properties["TopicName"]}),
}

bare_msk = msk.handle_request


async def handle_msk(method, path, headers, body, query_params):
    """Adds DescribeClusterV2 (Amazon MSK API reference), which an existing cluster is compared by."""
    described = re.match(r"^/api/v2/clusters/(.+)$", path)
    if not described or method != "GET":
        return await bare_msk(method, path, headers, body, query_params)
    status, answer_headers, answer = msk._describe_cluster(unquote(described.group(1)))
    if status >= 300:
        return status, answer_headers, answer
    cluster = json.loads(answer)["clusterInfo"]
    general = {name: cluster.pop(name) for name in ("clusterArn", "clusterName", "state", "currentVersion", "tags")}
    return msk._json({"clusterInfo": {**general, "clusterType": "PROVISIONED", "provisioned": cluster}})


msk.handle_request = handle_msk


# -- Amazon OpenSearch Service: who the domain's administrator is, and the client that the service adds to the identity pool

create_bare_domain = handlers["AWS::OpenSearchService::Domain"]["create"]


def create_domain(logical_id, properties, stack):
    security = properties["AdvancedSecurityOptions"]
    ask("/domain", {"administrator": security["MasterUserOptions"]["MasterUserARN"]})
    result = create_bare_domain(logical_id, properties, stack)
    pools = properties.get("CognitoOptions")
    if not pools:
        return result
    made = cognito._create_user_pool_client({"UserPoolId": pools["UserPoolId"], "ClientName": "AmazonOpenSearchService"})
    client = json.loads(made[2])["UserPoolClient"]["ClientId"]
    pool = json.loads(cognito._describe_identity_pool({"IdentityPoolId": pools["IdentityPoolId"]})[2])
    provider = {
        "ProviderName": f"cognito-idp.{os.environ['AWS_REGION']}.amazonaws.com/{pools['UserPoolId']}",
        "ClientId": client,
        "ServerSideTokenCheck": True,
    }
    cognito._update_identity_pool(
        {
            "IdentityPoolId": pools["IdentityPoolId"],
            "IdentityPoolName": pool["IdentityPoolName"],
            "AllowUnauthenticatedIdentities": False,
            "CognitoIdentityProviders": [provider],
        }
    )
    return result


handlers["AWS::OpenSearchService::Domain"] = {**handlers["AWS::OpenSearchService::Domain"], "create": create_domain}


# -- Amazon S3: a bucket's tags, without which CDK's function that empties it on the way out refuses to

create_bare_bucket = handlers["AWS::S3::Bucket"]["create"]


def create_bucket(logical_id, properties, stack):
    result = create_bare_bucket(logical_id, properties, stack)
    s3._bucket_tags[result[0]] = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    return result


handlers["AWS::S3::Bucket"] = {**handlers["AWS::S3::Bucket"], "create": create_bucket}


# -- AWS Secrets Manager: a reference to a secret is its ARN (AWS CloudFormation Template Reference), not its name

bare_secret = handlers["AWS::SecretsManager::Secret"]


def secret_name(arn):
    return arn.split(":secret:")[1][:-7]


def create_secret(logical_id, properties, stack):
    _, attributes = bare_secret["create"](logical_id, properties, stack)
    return attributes["Arn"], attributes


def update_secret(arn, old, new, stack, logical_id=None):
    _, attributes = bare_secret["update"](secret_name(arn), old, new, stack, logical_id)
    return arn, attributes


handlers["AWS::SecretsManager::Secret"] = {
    **bare_secret,
    "create": create_secret,
    "update": update_secret,
    "delete": lambda arn, properties: bare_secret["delete"](secret_name(arn), properties),
}

note_demands(handlers)


# -- Types that nothing stands behind


def recorded(prefix):
    def create(logical_id, properties, stack):
        return f"{prefix}-{uuid.uuid4().hex[:12]}", {}

    return {
        "create": create,
        "update": update_in_place(lambda physical_id: {}),
        "delete": lambda physical_id, properties: None,
    }


for resource_type, prefix in [
    ("AWS::ApplicationAutoScaling::ScalableTarget", "target"),
    ("AWS::ApplicationAutoScaling::ScalingPolicy", "policy"),
    ("AWS::EC2::FlowLog", "fl"),
    ("AWS::EC2::SecurityGroupEgress", "sgr"),
    ("AWS::EC2::SecurityGroupIngress", "sgr"),
    # CDK's own function would close the group; it takes the SDK of EC2 from Lambda's runtime
    ("Custom::VpcRestrictDefaultSG", "default"),
]:
    handlers.setdefault(resource_type, recorded(prefix))

create_plain_alarm = handlers["AWS::CloudWatch::Alarm"]["create"]


def create_alarm(logical_id, properties, stack):
    if not properties.get("Metrics"):
        return create_plain_alarm(logical_id, properties, stack)
    name = properties["AlarmName"]
    return name, {"Arn": f"arn:aws:cloudwatch:{os.environ['AWS_REGION']}:{ACCOUNT}:alarm:{name}"}


handlers["AWS::CloudWatch::Alarm"] = {**handlers["AWS::CloudWatch::Alarm"], "create": create_alarm}


# -- Rights. AUTH=true decides on every call by the policies. The emulator speaks HTTP on this machine alone, where AWS speaks
#    TLS: buckets and queues that refuse anything else are told that it is TLS.

pin_request_origin = iam_evaluator.pin_request_origin
app.pin_request_origin = lambda address, secure: pin_request_origin(address, True)

execution_credentials = lambda_runtime.execution_credentials


def told_credentials(config):
    """The session of a function's role; broker and domain have to know it, too."""
    credentials = execution_credentials(config)
    ask(
        "/session",
        {
            "accessKeyId": credentials["AWS_ACCESS_KEY_ID"],
            "secretAccessKey": credentials["AWS_SECRET_ACCESS_KEY"],
            "role": config["Role"],
            "function": config["FunctionName"],
        },
    )
    return credentials


lambda_runtime.execution_credentials = told_credentials


# -- AWS Lambda: a run that ends after its stack is gone makes no log group anew, since its role is gone, too

write_bare_logs = lambda_svc._emit_lambda_logs


def write_logs(function, *args, **options):
    configuration = function.get("config") or function
    group = (configuration.get("LoggingConfig") or {}).get("LogGroup")
    if group is None or group in cloudwatch_logs._log_groups:
        write_bare_logs(function, *args, **options)


lambda_svc._emit_lambda_logs = write_logs

enforce = iam_evaluator.enforce
calls = open(os.environ["CALLS_FILE"], "a", buffering=1)  # noqa: SIM115 - for the life of the process


def told_enforce(access_key_id, action, service, region, resource_arn="*", service_context=None):
    """Every call and what was decided of it, and of those that the service makes of the key in the caller's name."""
    # it takes this action to be about a cluster, of which AWS's Service Authorization Reference knows nothing
    if action == "kafka:GetBootstrapBrokers":
        resource_arn = "*"
    # and loses the cluster's name of this one; there is one cluster
    if action == "kafka:DescribeClusterV2":
        resource_arn = next(iter(msk._clusters))
    # and tells of this one neither the role nor the service, as which IAM knows it (same reference, AWS Identity and Access Management);
    # no stack asks for another service's
    if action == "iam:CreateServiceLinkedRole":
        linked_service = "opensearchservice.amazonaws.com"
        resource_arn = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{linked_service}/AWSServiceRoleForAmazonOpenSearchService"
        service_context = {**(service_context or {}), "iam:AWSServiceName": linked_service}
    asked = [(action, service, resource_arn, service_context)]
    asked += [(kms, "kms", key, context) for kms, key, context in key_calls(action, resource_arn, region)]
    for action, service, resource, context in asked:
        refusal = enforce(access_key_id, action, service, region, resource_arn=resource, service_context=context)
        tell(access_key_id, action, resource, refusal)
        if refusal is not None:
            return refusal
    return None


def tell(access_key_id, action, resource, refusal):
    session = iam_evaluator.resolve_credential(access_key_id or "")
    principal = getattr(session, "principal_arn", "")
    role = iam._roles.get(principal.split("/")[1]) if ":assumed-role/" in principal else None
    calls.write(
        json.dumps(
            {
                "principal": principal,
                "boundary": (role or {}).get("PermissionsBoundary"),
                "action": action,
                "resource": resource,
                "allowed": refusal is None,
            }
        )
        + "\n"
    )


iam_evaluator.enforce = told_enforce

if __name__ == "__main__":
    app.main()
