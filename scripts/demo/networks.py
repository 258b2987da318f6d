"""The network of finance-prod: two private subnets, a gateway endpoint for S3, and a NAT gateway for all else."""

from __future__ import annotations

from accounts import FINANCE
from components import Components
from emulator import Emulator
from manifest import Manifest
from payments import TXN

# What handles landed transactions. It reaches its buckets by the endpoint and its table by the NAT gateway.
WITHIN = ("txn-landing-validator", "txn-merchant-enricher")


def seed_networks(emulator: Emulator, manifest: Manifest, keys: dict[str, str]) -> None:
    """After all else, so that what was made before keeps its identifiers."""
    parts = Components(emulator, manifest, FINANCE, keys)
    ec2 = parts.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    private = [_subnet(ec2, vpc, f"10.20.{at}.0/24", f"{parts.region}{'ab'[at]}") for at in range(2)]
    public = _subnet(ec2, vpc, "10.20.9.0/24", f"{parts.region}a")
    inside, outside = (ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2))
    for table, subnets in ((inside, private), (outside, [public])):
        for subnet in subnets:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
    ec2.create_route(RouteTableId=outside, DestinationCidrBlock="0.0.0.0/0", GatewayId=internet)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.create_route(RouteTableId=inside, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Gateway",
        ServiceName=f"com.amazonaws.{parts.region}.s3",
        RouteTableIds=[inside],
        TagSpecifications=[
            {"ResourceType": "vpc-endpoint", "Tags": [{"Key": "pipeline", "Value": TXN}]},
        ],
    )
    group = ec2.create_security_group(GroupName="txn-functions", Description="Calls out only", VpcId=vpc)
    for name in WITHIN:
        parts.client("lambda").update_function_configuration(
            FunctionName=name, VpcConfig={"SubnetIds": private, "SecurityGroupIds": [group["GroupId"]]}
        )
    manifest.count("network")


def _subnet(ec2: object, vpc: str, addresses: str, zone: str) -> str:
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=addresses, AvailabilityZone=zone)  # type: ignore[attr-defined]
    return str(made["Subnet"]["SubnetId"])
