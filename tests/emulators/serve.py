"""Run one emulator for as long as standard input stays open; print its address when it answers.

    serve.py moto | ministack [--auth] | burst --upstream URL      [--log FILE]

`moto` is corrected_moto.py; `burst` is microburst, the fault proxy. Whoever started this closes
standard input, or ends in any way at all, and the emulator with everything it started ends too.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 60.0
HEALTH = {
    "moto": "/moto-api/",
    "ministack": "/_ministack/health",
    "burst": "/_microburst/health",
}


def command(asked: argparse.Namespace, port: int) -> tuple[list[str], dict[str, str]]:
    """What to run, and what its environment adds."""
    scripts = Path(sys.executable).parent
    if asked.program == "moto":
        ours = Path(__file__).resolve().with_name("corrected_moto.py")
        return [sys.executable, str(ours), "-H", "127.0.0.1", "-p", str(port)], {}
    if asked.program == "ministack":
        settings = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "SFTP_ENABLED": "0"}
        settings |= {"CLOUDTRAIL_RECORDING": "1"} | ({"AUTH": "true"} if asked.auth else {})
        return [str(scripts / "ministack")], settings
    where = ["--host", "127.0.0.1", "--port", str(port), "--upstream", asked.upstream]
    return [str(scripts / "microburst"), *where], {}


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(address: str) -> bool:
    """Whether the emulator answers yet."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and what it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, how)
            server.wait(timeout=2)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def main() -> int:
    """Start, wait, announce, serve, stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", choices=sorted(HEALTH))
    parser.add_argument("--auth", action="store_true", help="ministack enforces IAM")
    parser.add_argument("--upstream", help="where burst passes requests on to")
    parser.add_argument("--log", default=os.devnull, help="what the emulator prints")
    asked = parser.parse_args()
    port = free_port()
    program, settings = command(asked, port)
    address = f"http://127.0.0.1:{port}"
    # Proxies of the environment are for the world outside; everything here is on loopback.
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with open(asked.log, "wb") as log:
        server = subprocess.Popen(
            program,
            env=plain | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Interrupting the tests must reach the `finally` below, whoever the signal is meant for.
    for how in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(how, lambda *_: sys.exit(0))
    try:
        until = time.monotonic() + PATIENCE
        while not answers(address + HEALTH[asked.program]):
            if server.poll() is not None or time.monotonic() > until:
                print(f"{asked.program} did not start; its log is {asked.log}", file=sys.stderr)
                return 1
            time.sleep(0.05)
        print(address, flush=True)
        sys.stdin.read()
    except KeyboardInterrupt:
        pass
    finally:
        stop(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
