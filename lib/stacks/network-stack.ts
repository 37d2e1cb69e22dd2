import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import {
  type CfnSubnet,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { endpointZones, interfaceEndpoints } from '../configuration/endpoints.ts';
import { namedVpc, subnetBits, vpcNetwork } from '../configuration/networks.ts';
import { isZoneId } from '../configuration/place.ts';
import type { NamedVpc, Stage } from '../configuration/stage.ts';
import { removalPolicyOf } from '../constructs/removal-policy.ts';
import type { StageNetwork } from './offers.ts';

/** MSK's port for IAM authentication over TLS (Amazon MSK Developer Guide, "Port information"). */
const KAFKA_IAM_PORT = Port.tcp(9098);
const HTTPS_PORT = Port.tcp(443);

export interface NetworkStackProps extends StackProps {
  readonly stage: Stage;
}

/**
 * The VPC without access to or from the internet, the security group of each party, and the endpoints through which the functions reach
 * AWS. All rules are here, so that no two stacks depend on each other's groups.
 */
export class NetworkStack extends Stack implements StageNetwork {
  readonly vpc: IVpc;
  readonly brokers: ISecurityGroup;
  readonly functions: ISecurityGroup;
  /** Other systems that write to the topic. */
  readonly producers: ISecurityGroup;
  readonly search: ISecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { stage } = props;
    const named = namedVpc(stage);
    this.vpc = named === undefined ? this.#makeVpc(stage) : this.#findVpc(stage, named);
    const group = (name: string, description: string): ISecurityGroup =>
      new SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound: false });
    const found = (name: string, id: string): ISecurityGroup => SecurityGroup.fromSecurityGroupId(this, name, id);
    const { existing } = stage.kafka;
    this.brokers =
      existing === undefined
        ? group('Brokers', 'Kafka brokers and the event source mapping that reads them')
        : found('Brokers', existing.securityGroupId);
    this.functions = group('Functions', 'Functions inside the VPC');
    this.producers = group('Producers', 'Other systems that write to the log topic');
    const domainGroup = stage.search.existing?.securityGroupId;
    this.search = domainGroup === undefined ? group('Search', 'OpenSearch domain') : found('Search', domainGroup);
    this.#allow(stage);
    new CfnOutput(this, 'ProducerSecurityGroup', { value: this.producers.securityGroupId });
    new CfnOutput(this, 'SearchSecurityGroup', { value: this.search.securityGroupId });
    // to S3 through its gateway, which has no interface that a rule could name; a VPC that is made has no other way out
    this.functions.connections.allowToAnyIpv4(HTTPS_PORT, 'S3, and in a VPC that was there all of AWS');
    if (named === undefined) this.#addEndpoints(stage, group('Endpoints', 'Interface endpoints of AWS services'));
    else if (existing === undefined)
      this.brokers.connections.allowToAnyIpv4(HTTPS_PORT, 'Lambda and STS, as the VPC has them');
  }

  #makeVpc(stage: Stage): IVpc {
    const block = vpcNetwork(stage) ?? '';
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(block),
      availabilityZones: zonesOf(stage),
      natGateways: 0,
      subnetConfiguration: [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: subnetBits(block) }],
      // what names no group gets the default one, which lets in whatever is in it
      restrictDefaultSecurityGroup: true,
    });
    if (stage.availabilityZones?.every(isZoneId) === true) giveZonesByIds(vpc);
    this.#logRejectedTraffic(vpc, stage);
    // under exactOptionalPropertyTypes CDK's Vpc does not fit CDK's own IVpc (vpnGatewayId?: string); the assertion bridges that
    return vpc as IVpc;
  }

  /** A VPC that is there, of which its owner decides what else is in it. */
  #findVpc(stage: Stage, { vpcId, subnetIds }: NamedVpc): IVpc {
    return Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId,
      availabilityZones: zonesOf(stage),
      isolatedSubnetIds: [...subnetIds],
    });
  }

  #allow({ kafka, producers, search }: Stage): void {
    // a group that is there has rules for itself, or its owner makes them: a rule that exists cannot be made again
    if (kafka.existing === undefined) {
      this.brokers.connections.allowFrom(this.brokers, KAFKA_IAM_PORT, 'Kafka, IAM over TLS');
      // CDK adds no egress rule for a group's ingress from itself, which the pollers need: they are in the brokers' group
      this.brokers.addEgressRule(this.brokers, KAFKA_IAM_PORT, 'Kafka, IAM over TLS');
    }
    for (const client of [this.functions, this.producers])
      this.brokers.connections.allowFrom(client, KAFKA_IAM_PORT, 'Kafka, IAM over TLS');
    for (const network of producers?.networks ?? []) {
      this.brokers.connections.allowFrom(
        Peer.ipv4(network),
        KAFKA_IAM_PORT,
        'Kafka, IAM over TLS, from other networks',
      );
    }
    this.search.connections.allowFrom(this.functions, HTTPS_PORT, 'OpenSearch over TLS');
    for (const network of search.clientNetworks ?? []) {
      this.search.connections.allowFrom(Peer.ipv4(network), HTTPS_PORT, 'OpenSearch over TLS, from other networks');
    }
  }

  /** The service may take on the role for flow logs of this account alone (Amazon VPC User Guide, "IAM role for publishing flow logs"). */
  #logRejectedTraffic(vpc: Vpc, stage: Stage): void {
    const role = new Role(this, 'FlowLogs', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: { 'aws:SourceArn': this.formatArn({ service: 'ec2', resource: 'vpc-flow-log/*' }) },
        },
      }),
      description: 'KafkaInsight: traffic that was refused',
    });
    const logGroup = new LogGroup(this, 'RejectedTraffic', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: removalPolicyOf(stage),
    });
    vpc.addFlowLog('rejected', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, role),
    });
  }

  /** Through them nothing of another account is reached, so that no stolen permission can carry logs there. */
  #addEndpoints(stage: Stage, endpoints: ISecurityGroup): void {
    const gateway = this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    gateway.node.addDependency(this.vpc);
    const ownBuckets = letThrough(['s3:*'], '*');
    ownBuckets.addCondition('StringEquals', { 'aws:ResourceAccount': this.account });
    gateway.addToPolicy(ownBuckets);
    for (const { service, users, actions, resources } of interfaceEndpoints(stage)) {
      const endpoint = this.vpc.addInterfaceEndpoint(service, {
        service: InterfaceVpcEndpointAwsService[service],
        subnets: { subnets: this.vpc.isolatedSubnets.slice(0, endpointZones(stage)) },
        securityGroups: [endpoints],
        open: false,
      });
      endpoint.addToPolicy(letThrough(actions, this.formatArn(resources)));
      for (const user of users) endpoints.connections.allowFrom(this[user], HTTPS_PORT, `${service} endpoint`);
    }
  }
}

/** By position where none are named, so that a stack without a fixed region gets as many zones as the brokers need. */
function zonesOf({ availabilityZones, kafka }: Stage): string[] {
  return availabilityZones === undefined
    ? Array.from({ length: kafka.zones }, (_, index) => Fn.select(index, Fn.getAzs()))
    : [...availabilityZones];
}

/** CDK's VPC knows zones by their names alone, and writes ids where names belong. */
function giveZonesByIds({ isolatedSubnets }: Vpc): void {
  for (const { node } of isolatedSubnets) {
    const subnet = node.defaultChild as CfnSubnet;
    subnet.availabilityZoneId = subnet.availabilityZone;
    subnet.availabilityZone = undefined;
  }
}

function letThrough(actions: readonly string[], resource: string): PolicyStatement {
  return new PolicyStatement({ principals: [new AnyPrincipal()], actions: [...actions], resources: [resource] });
}
