"""One AWS emulator on loopback: which program it is, and a client for any account in it.

The two programs choose the account of a request differently:

* ministack takes an access key of twelve digits as the account id;
* moto takes the account that owns the access key, so a role of that account is assumed first
  (moto does not ask that the role exists).
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from typing import Any

import boto3
from botocore.awsrequest import AWSRequest
from botocore.client import BaseClient
from botocore.config import Config

MINISTACK, MOTO = "ministack", "moto"


class Emulator:
    """Clients for the accounts of one running emulator; safe to share between threads."""

    def __init__(self, endpoint: str, connections: int = 10) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.kind = MINISTACK if self._answers("/_ministack/health") else MOTO
        self._config = Config(
            retries={"max_attempts": 3, "mode": "standard"},
            max_pool_connections=connections,
            s3={"addressing_style": "path"},
        )
        self._lock = threading.Lock()
        self._sessions: dict[str, boto3.Session] = {}
        self._clients: dict[tuple[str, str, str], BaseClient] = {}

    def client(self, service: str, account: str, region: str) -> Any:
        """A client that acts inside `account`."""
        with self._lock:
            key = (service, account, region)
            if key not in self._clients:
                self._clients[key] = self._connect(service, account, region)
            return self._clients[key]

    def reset(self, seed: int | None = None) -> None:
        """Forget everything; with a seed, moto also makes the same identifiers each time."""
        if self.kind == MINISTACK:
            self._post("/_ministack/reset")
            return
        self._post("/moto-api/reset")
        if seed is not None:
            self._post(f"/moto-api/seed?a={seed}")
        # The credentials that were handed out died with the reset.
        with self._lock:
            self._sessions.clear()
            self._clients.clear()

    def _connect(self, service: str, account: str, region: str) -> BaseClient:
        session = self._sessions.get(account) or self._enter(account)
        self._sessions[account] = session
        client = session.client(
            service, region_name=region, endpoint_url=self.endpoint, config=self._config
        )
        if service == "s3control":
            client.meta.events.register("before-sign.s3-control", self._plain_host)
        return client

    def _enter(self, account: str) -> boto3.Session:
        if self.kind == MINISTACK:
            return boto3.Session(aws_access_key_id=account, aws_secret_access_key="emulator")
        outside = boto3.Session(aws_access_key_id="emulator", aws_secret_access_key="emulator")
        sts = outside.client(
            "sts", region_name="us-east-1", endpoint_url=self.endpoint, config=self._config
        )
        role = f"arn:aws:iam::{account}:role/emulator-operator"
        granted = sts.assume_role(RoleArn=role, RoleSessionName="emulator")["Credentials"]
        return boto3.Session(
            aws_access_key_id=granted["AccessKeyId"],
            aws_secret_access_key=granted["SecretAccessKey"],
            aws_session_token=granted["SessionToken"],
        )

    def _plain_host(self, request: AWSRequest, **_: Any) -> None:
        """S3 Control puts the account id before the host; no such name resolves on loopback."""
        scheme, host = self.endpoint.split("://", 1)
        account = request.headers["x-amz-account-id"]
        if isinstance(account, bytes):
            account = account.decode()
        request.url = request.url.replace(f"{scheme}://{account}.{host}", self.endpoint, 1)

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.endpoint + path, timeout=60) as answer:
                return "services" in json.loads(answer.read())
        except (urllib.error.HTTPError, ValueError):
            return False

    def _post(self, path: str) -> None:
        request = urllib.request.Request(self.endpoint + path, method="POST")
        urllib.request.urlopen(request, timeout=60).close()
